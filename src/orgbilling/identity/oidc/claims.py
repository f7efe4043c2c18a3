"""What a token says about a person: profile and roles, read without trusting its shape."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from orgbilling.bounds import NAME_CHARACTERS_MAX
from orgbilling.kernel.identifiers import EmailAddress
from orgbilling.kernel.texts import is_seen, seen_part

_EMAIL: Final[TypeAdapter[str]] = TypeAdapter(EmailAddress)


@dataclass(frozen=True)
class Profile:
    """Who somebody is to other people. `email` is None where there is no usable address."""

    email: str | None
    is_email_verified: bool
    name: str


def profile_of(claims: Mapping[str, Any]) -> Profile:
    """Read a profile; an address is verified only where the provider says so in as many words."""
    email = _email_of(claims.get("email"))
    names = (claims.get("name"), claims.get("preferred_username"), email)
    name = next(filter(None, map(_name_of, names)), "")
    return Profile(email, email is not None and claims.get("email_verified") is True, name)


def _email_of(value: object) -> str | None:
    try:
        return _EMAIL.validate_python(value, strict=True) if is_storable(value) else None
    except ValidationError:
        return None


def _name_of(value: object) -> str:
    if not isinstance(value, str):
        return ""
    name = seen_part(value)[:NAME_CHARACTERS_MAX].strip()
    return name if is_seen(name) else ""


def is_storable(value: object) -> bool:
    """Tell whether it is text of characters that a database and a page can hold."""
    return isinstance(value, str) and value.isprintable()


def roles_at(claims: Mapping[str, Any], path: str) -> frozenset[str] | None:
    """Return the roles that the claim at `path` lists: `realm_access.roles`.

    A name may itself hold dots (`resource_access.my.client.roles`): the longest one that exists
    counts. None where there is no such claim; nothing where it is not a list of names.
    """
    found = _at(claims, path.split("."))
    if found is None:
        return None
    if isinstance(found, str):
        return frozenset({found})
    if not isinstance(found, list):
        return frozenset()
    return frozenset(role for role in found if isinstance(role, str))


def _at(value: object, names: list[str]) -> object:
    if not names:
        return value
    if not isinstance(value, Mapping):
        return None
    for length in range(len(names), 0, -1):
        name = ".".join(names[:length])
        if name in value:
            return _at(value[name], names[length:])
    return None
