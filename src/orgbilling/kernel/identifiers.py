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
from orgbilling.kernel.texts import line, name

_SECRET_BYTES: Final = 32
_UUID_CHARACTERS: Final = 36
_HINT_CHARACTERS: Final = 4
_HINTED_CHARACTERS_MIN: Final = 16
# Loose on purpose: only a delivered message proves that an address exists.
_EMAIL = re.compile(r"[^@\s\x00-\x1f\x7f]+@[^@\s\x00-\x1f\x7f]+")


def _email(value: str) -> str:
    address = line(value.strip())
    if not _EMAIL.fullmatch(address):
        raise PydanticCustomError("email_malformed", "must be an e-mail address")
    return address


UserId = Annotated[
    str,
    Field(min_length=1, max_length=ID_CHARACTERS_MAX, examples=["demo-mona"]),
    AfterValidator(line),
]
"""A person's id: the `sub` claim of the identity provider."""

DisplayName = Annotated[
    str,
    Field(min_length=1, max_length=NAME_CHARACTERS_MAX, examples=["Acme Research"]),
    AfterValidator(name),
]
"""A name for people, without leading and trailing space; each of its characters is seen."""

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


def hint_of(secret: str) -> str:
    """Return the last characters of somebody else's secret, to recognise it by: four, and none of
    one that is so short that four would be much of it."""
    return secret[-_HINT_CHARACTERS:] if len(secret) >= _HINTED_CHARACTERS_MIN else ""


def hash_secret(secret: str) -> bytes:
    """Return the SHA-256 of a secret: what is stored instead of it (32 bytes).

    A slow hash would protect guessable passwords; 256 random bits cannot be guessed.
    """
    return hashlib.sha256(secret.encode()).digest()
