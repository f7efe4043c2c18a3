"""Who serves which model: read once at the start from a TOML file.

    [[upstream]]
    name = "openai"
    base_url = "https://provider.example/v1"
    api_key_env = "OPENAI_API_KEY"
    models = { "gpt-4o-mini" = "gpt-4o-mini-2024-07-18" }

`models` maps the name that clients use to the provider's own; a list means that they are the same.
Several upstreams of one model are tried in the order of the file.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from orgbilling.gateway.addresses import Destination
from orgbilling.settings import SettingsError

_FIELDS: Final = frozenset({"name", "base_url", "api_key_env", "models"})


@dataclass(frozen=True)
class Upstream:
    """One provider's address, and our key to it."""

    name: str
    base_url: str
    api_key: str = field(repr=False)
    models: Mapping[str, str]
    destination: Destination | None = None
    """The address of an organization's own provider; None for one of ours."""

    @property
    def is_own(self) -> bool:
        """Whether the key is the organization's own."""
        return self.destination is not None


@dataclass(frozen=True)
class Upstreams:
    """All that are configured, in the order in which they are tried."""

    upstreams: tuple[Upstream, ...] = ()

    def serving(self, model: str) -> list[Upstream]:
        """Return those that serve a model, the first to try first."""
        return [upstream for upstream in self.upstreams if model in upstream.models]

    @property
    def models(self) -> list[str]:
        """Every model that somebody serves, sorted."""
        return sorted({model for upstream in self.upstreams for model in upstream.models})


def load_upstreams(path: Path | None) -> Upstreams:
    """Read the file; without one, nobody serves anything.

    Raises:
        SettingsError: it cannot be read, or says what it cannot; one line.
    """
    if path is None:
        return Upstreams()
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(
            f"ORGBILLING_GATEWAY_UPSTREAMS: {path} cannot be read: {error}"
        ) from None
    entries = document.get("upstream")
    if not isinstance(entries, list) or set(document) != {"upstream"}:
        raise SettingsError(f"ORGBILLING_GATEWAY_UPSTREAMS: {path} holds [[upstream]] tables only.")
    upstreams = tuple(_read(entry, f"{path}, upstream {n}") for n, entry in enumerate(entries, 1))
    names = [upstream.name for upstream in upstreams]
    if len(set(names)) < len(names):
        raise SettingsError(f"ORGBILLING_GATEWAY_UPSTREAMS: {path} names an upstream twice.")
    return Upstreams(upstreams)


def _read(entry: dict[str, Any], where: str) -> Upstream:
    def refuse(reason: str) -> SettingsError:
        return SettingsError(f"ORGBILLING_GATEWAY_UPSTREAMS: {where}: {reason}")

    unknown = set(entry) - _FIELDS
    if unknown:
        raise refuse(f"{sorted(unknown)[0]} is not a setting of an upstream.")
    for name in ("name", "base_url", "api_key_env"):
        if not isinstance(entry.get(name), str) or not entry[name]:
            raise refuse(f"{name} is missing.")
    if not entry["base_url"].startswith(("https://", "http://")):
        raise refuse("base_url must begin with https:// or http://.")
    models = entry.get("models")
    if isinstance(models, list):
        models = {model: model for model in models}
    if not isinstance(models, dict) or not models:
        raise refuse("models is missing.")
    if not all(isinstance(name, str) and name for pair in models.items() for name in pair):
        raise refuse("models must be names.")
    api_key = os.environ.get(entry["api_key_env"], "")
    if not api_key:
        raise refuse(f"the environment variable {entry['api_key_env']} is not set.")
    return Upstream(entry["name"], entry["base_url"].rstrip("/"), api_key, models)
