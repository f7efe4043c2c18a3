"""Settings of the plugin from the environment: `ORGBILLING_LITELLM_<FIELD>`.

Pydantic is a dependency of LiteLLM itself, so the plugin may use it in the proxy's environment.
"""

import os
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from orgbilling.bounds import HOLD_TTL_S_MAX, OUTPUT_TOKENS_MAX

PREFIX: Final = "ORGBILLING_LITELLM_"
_SERVICE_KEY: Final = re.compile(r"ob_sk_([0-9a-f]{32})_[A-Za-z0-9_-]{43}")
# Errors whose own words do not say what to do; the others say what is allowed.
_SAID: Final = {"missing": "is missing", "extra_forbidden": "is no setting of this plugin"}


class PluginSettingsError(Exception):
    """A setting is missing or cannot be what it is. The text is one line a setting, and never
    repeats what was given, which may be a key."""


def _address(url: str) -> str:
    if not re.fullmatch(r"https?://[^/\s]+/?", url):
        raise ValueError("it must be http(s)://host:port")
    return url.rstrip("/")


def _service_keys(given: object) -> object:
    if not isinstance(given, str):
        return given
    keys: dict[UUID, str] = {}
    for key in filter(None, (part.strip() for part in given.split(","))):
        match = _SERVICE_KEY.fullmatch(key)
        if match is None:
            raise ValueError("it must be service keys (ob_sk_…), by commas")
        org_id = UUID(match[1])
        if org_id in keys:
            raise ValueError(f"it has two keys of the organization {org_id}")
        keys[org_id] = key
    if not keys:
        raise ValueError("it must name a service key for each organization that pays")
    return keys


class PluginSettings(BaseModel):
    """What the plugin must know; units are last in a name."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    url: Annotated[str, AfterValidator(_address)]
    """Where OrgBilling is, without a path."""
    service_keys: Annotated[dict[UUID, str], BeforeValidator(_service_keys), Field(repr=False)]
    """A service key for each organization that may pay; a key names its organization itself."""
    credits_per_usd: Annotated[Decimal, Field(gt=0)] = Decimal(1000)
    """Credits that one US dollar of LiteLLM's cost is charged with, before the markup. The same
    as the server's `ORGBILLING_CREDITS_PER_USD`."""
    markup_factor: Annotated[Decimal, Field(gt=0)] = Decimal("1.5")
    """What LiteLLM's cost is multiplied with: 1.5 where the platform's keys serve, 1 where the
    organization's own do."""
    trust_key_metadata: bool = False
    """Let the metadata of a virtual key name the payer. Only where nobody but admins makes keys."""
    output_tokens_default: Annotated[int, Field(ge=1, le=OUTPUT_TOKENS_MAX)] = 4096
    """Output tokens held for a call that names no limit, of a model whose own is not known."""
    bytes_per_token: Annotated[int, Field(ge=1, le=16)] = 3
    """Bytes of text that count as a token before, or without, the provider's own count."""
    hold_ttl_s: Annotated[int, Field(ge=1, le=HOLD_TTL_S_MAX)] = 900
    """How long a call's hold lasts; a call that takes longer is captured late."""
    timeout_s: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 5.0
    """How long one request to OrgBilling may take; it is repeated three times."""


def load_plugin_settings(environment: Mapping[str, str] = os.environ) -> PluginSettings:
    """Read the settings.

    Raises:
        PluginSettingsError: one is missing or wrong.
    """
    given = {
        name.removeprefix(PREFIX).lower(): value.strip()
        for name, value in environment.items()
        if name.startswith(PREFIX) and value.strip()
    }
    try:
        return PluginSettings.model_validate(given)
    except ValidationError as error:
        raise PluginSettingsError("\n".join(map(_explain, error.errors()))) from None


def _explain(item: Any) -> str:
    allowed = item["msg"].removeprefix("Value error, ")
    said = _SAID.get(item["type"], f"is not allowed: {allowed[:1].lower()}{allowed[1:]}")
    return f"{PREFIX}{str(item['loc'][0]).upper()} {said}."
