"""Settings of the plugin from the environment: `ORGBILLING_LITELLM_<FIELD>`."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Final
from uuid import UUID

PREFIX: Final = "ORGBILLING_LITELLM_"
_SERVICE_KEY: Final = re.compile(r"ob_sk_([0-9a-f]{32})_[A-Za-z0-9_-]{43}")
_WORDS: Final = {"true": True, "1": True, "false": False, "0": False}


class PluginSettingsError(Exception):
    """A setting is missing or cannot be what it is. The text never repeats a key."""


@dataclass(frozen=True)
class PluginSettings:
    """What the plugin must know; units are last in a name."""

    url: str
    """Where OrgBilling is, without a path."""
    service_keys: Mapping[UUID, str] = field(repr=False)
    """A service key for each organization that may pay; a key names its organization itself."""
    credits_per_usd: Decimal = Decimal(1000)
    """Credits that one US dollar of LiteLLM's cost is charged with, before the markup. The same
    as the server's `ORGBILLING_CREDITS_PER_USD`."""
    markup_factor: Decimal = Decimal("1.5")
    """What LiteLLM's cost is multiplied with: 1.5 where the platform's keys serve, 1 where the
    organization's own do."""
    trust_key_metadata: bool = False
    """Let the metadata of a virtual key name the payer. Only where nobody but admins makes keys."""
    output_tokens_default: int = 4096
    """Output tokens held for a call that names no limit, of a model whose own is not known."""
    bytes_per_token: int = 3
    """Bytes of text that count as a token before, or without, the provider's own count."""
    hold_ttl_s: int = 900
    """How long a call's hold lasts; a call that takes longer is captured late."""
    timeout_s: float = 5.0
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
    unknown = sorted(set(given) - set(PluginSettings.__dataclass_fields__))
    if unknown:
        raise _wrong(unknown[0], "is no setting of this plugin")
    url = given.get("url", "")
    if not re.fullmatch(r"https?://[^/\s]+/?", url):
        raise _wrong("url", "must be http(s)://host:port")
    return PluginSettings(
        url=url.rstrip("/"),
        service_keys=_service_keys(given.get("service_keys", "")),
        credits_per_usd=_number(given, "credits_per_usd", PluginSettings.credits_per_usd),
        markup_factor=_number(given, "markup_factor", PluginSettings.markup_factor),
        trust_key_metadata=_truth(given, "trust_key_metadata"),
        output_tokens_default=_whole(given, "output_tokens_default", 10_000_000),
        bytes_per_token=_whole(given, "bytes_per_token", 16),
        hold_ttl_s=_whole(given, "hold_ttl_s", 86_400),
        timeout_s=float(_number(given, "timeout_s", Decimal(5))),
    )


def _service_keys(text: str) -> dict[UUID, str]:
    keys: dict[UUID, str] = {}
    for key in filter(None, (part.strip() for part in text.split(","))):
        match = _SERVICE_KEY.fullmatch(key)
        if match is None:
            raise _wrong("service_keys", "must be service keys (ob_sk_…), by commas")
        org_id = UUID(match[1])
        if org_id in keys:
            raise _wrong("service_keys", f"has two keys of the organization {org_id}")
        keys[org_id] = key
    if not keys:
        raise _wrong("service_keys", "must name a service key for each organization that pays")
    return keys


def _number(given: Mapping[str, str], name: str, otherwise: Decimal) -> Decimal:
    try:
        number = Decimal(given[name]) if name in given else otherwise
    except InvalidOperation:
        raise _wrong(name, "must be a number") from None
    if not number.is_finite() or number <= 0:
        raise _wrong(name, "must be a number above 0")
    return number


def _whole(given: Mapping[str, str], name: str, most: int) -> int:
    text = given.get(name, str(getattr(PluginSettings, name)))
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text) <= most:
        raise _wrong(name, f"must be a whole number from 1 to {most}")
    return int(text)


def _truth(given: Mapping[str, str], name: str) -> bool:
    word = given.get(name, "false").lower()
    if word not in _WORDS:
        raise _wrong(name, "must be true or false")
    return _WORDS[word]


def _wrong(name: str, why: str) -> PluginSettingsError:
    return PluginSettingsError(f"{PREFIX}{name.upper()} {why}.")
