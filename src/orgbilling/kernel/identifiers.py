"""Ids and names as types: what a request may call things, and what a secret is made of."""

import hashlib
import re
import secrets
import time
from functools import lru_cache
from typing import Annotated, Final
from uuid import UUID

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from orgbilling.bounds import (
    EMAIL_CHARACTERS_MAX,
    EMAIL_CHARACTERS_MIN,
    ID_CHARACTERS_MAX,
    NAME_CHARACTERS_MAX,
)

_SECRET_BYTES: Final = 32
_UUID_CHARACTERS: Final = 36
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
# Loose on purpose: only a delivered message proves that an address exists.
_EMAIL = re.compile(r"[^@\s\x00-\x1f\x7f]+@[^@\s\x00-\x1f\x7f]+")


def _printable(value: str) -> str:
    if _CONTROL.search(value):
        raise PydanticCustomError("control_character", "must not contain control characters")
    return value


def display_name(value: str) -> str:
    """Return a name without leading and trailing space.

    Raises:
        PydanticCustomError: it is blank, or has control characters.
    """
    name = _printable(value).strip()
    if not name:
        raise PydanticCustomError("blank", "must not be blank")
    return name


def _email(value: str) -> str:
    address = value.strip()
    if not _EMAIL.fullmatch(address):
        raise PydanticCustomError("email_malformed", "must be an e-mail address")
    return address


UserId = Annotated[
    str,
    Field(min_length=1, max_length=ID_CHARACTERS_MAX, examples=["demo-mona"]),
    AfterValidator(_printable),
]
"""A person's id: the `sub` claim of the identity provider."""

DisplayName = Annotated[
    str,
    Field(min_length=1, max_length=NAME_CHARACTERS_MAX, examples=["Acme Research"]),
    AfterValidator(display_name),
]
"""A name for people, without leading and trailing space."""

EmailAddress = Annotated[
    str,
    Field(
        min_length=EMAIL_CHARACTERS_MIN,
        max_length=EMAIL_CHARACTERS_MAX,
        examples=["mona@example.org"],
    ),
    AfterValidator(_email),
]
"""An e-mail address: something, an at sign, something."""


_remembered_uuid = lru_cache(maxsize=4096)(UUID)


def organization_id_of(text: str) -> UUID:
    """Read the id of an organization. The same ones are asked about again and again, and reading
    one anew takes longer than the JSON of a spend.

    Raises:
        ValueError: it is no UUID.
    """
    # Signs that do not count may make a UUID as long as an address: that is not remembered.
    return _remembered_uuid(text) if len(text) <= _UUID_CHARACTERS else UUID(text)


def new_time_ordered_id() -> UUID:
    """Make an id whose order is that of its making, to the millisecond (RFC 9562, version 7)."""
    milliseconds = time.time_ns() // 1_000_000
    random = secrets.randbits(74)
    high = (milliseconds << 16) | (7 << 12) | (random >> 62)
    return UUID(int=(high << 64) | (0b10 << 62) | (random & ((1 << 62) - 1)))


def new_secret() -> str:
    """Make a secret of 43 characters that are safe in a URL (256 random bits)."""
    return secrets.token_urlsafe(_SECRET_BYTES)


def hash_secret(secret: str) -> bytes:
    """Return the SHA-256 of a secret: what is stored instead of it (32 bytes).

    A slow hash would protect guessable passwords; 256 random bits cannot be guessed.
    """
    return hashlib.sha256(secret.encode()).digest()
