"""The dialects there are: read once, from the files beside this module."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlsplit

from orgbilling.gateway.dialects.dialect import Dialect

BASE: Final = "openai"
"""What all others begin from, and what an unknown provider is taken to speak."""
_OWN: Final = frozenset({"hosts"})


@cache
def dialects() -> Mapping[str, Dialect]:
    """Return all dialects by name, sorted."""
    folder = files(__package__)
    documents = {
        file.name.removesuffix(".toml"): tomllib.loads(file.read_text(encoding="utf-8"))
        for file in folder.iterdir()
        if file.name.endswith(".toml")
    }
    base = documents.pop(BASE)
    whole = {BASE: base} | {name: _over(base, own) for name, own in documents.items()}
    return MappingProxyType(
        {name: Dialect.model_validate({**whole[name], "name": name}) for name in sorted(whole)}
    )


def checked_dialect_name(name: str) -> str:
    """Return the name of a dialect.

    Raises:
        ValueError: there is none of this name; it says which there are.
    """
    if name not in dialects():
        raise ValueError(f"there is no dialect {name!r}; there are {', '.join(dialects())}")
    return name


def dialect_named(name: str) -> Dialect:
    """Return a dialect; what is not known (any more) is taken to speak like OpenAI."""
    return dialects().get(name) or dialects()[BASE]


def dialect_name_at(base_url: str) -> str:
    """Return the name of the dialect that is spoken at an address."""
    netloc = urlsplit(base_url).netloc.rpartition("@")[2].lower()
    closest = max(dialects().values(), key=lambda dialect: dialect.closeness(netloc))
    return closest.name if closest.closeness(netloc) else BASE


def _over(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Put a dialect over the base: its own names come before the base's, its own words instead."""
    both = {name: value for name, value in base.items() if name not in _OWN}
    for name, value in own.items():
        below = both.get(name)
        if isinstance(below, dict) and isinstance(value, dict):
            both[name] = _over(below, value)
        elif isinstance(below, list) and isinstance(value, list):
            both[name] = [*value, *below]
        else:
            both[name] = value
    return both
