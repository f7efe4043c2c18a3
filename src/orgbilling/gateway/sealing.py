"""Keys at rest: AES-256-GCM, each bound to the row that it stands in."""

import base64
import binascii
import secrets
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import SecretStr

from orgbilling.kernel.errors import Conflict, DomainError
from orgbilling.settings import SettingsError

_KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12


@dataclass(frozen=True)
class Sealed:
    """What is stored of a secret."""

    nonce: bytes
    ciphertext: bytes = field(repr=False)


class Sealer:
    """Seals and opens with the key of the settings; without one it refuses to."""

    def __init__(self, secret: SecretStr | None) -> None:
        """Read the key.

        Raises:
            SettingsError: it is not 32 bytes in base64.
        """
        self._cipher = None if secret is None else AESGCM(_key_of(secret.get_secret_value()))

    def seal(self, secret: str, org_id: UUID, row_id: UUID) -> Sealed:
        """Encrypt a secret for one row.

        Raises:
            Conflict: `secret_key_missing`.
        """
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return Sealed(nonce, self._ready().encrypt(nonce, secret.encode(), _place(org_id, row_id)))

    def open(self, sealed: Sealed, org_id: UUID, row_id: UUID) -> str:
        """Decrypt what was sealed for this row.

        Raises:
            Conflict: `secret_key_missing`.
            DomainError: 500: sealed with another key, or for another row.
        """
        try:
            return (
                self._ready()
                .decrypt(sealed.nonce, sealed.ciphertext, _place(org_id, row_id))
                .decode()
            )
        except InvalidTag:
            raise DomainError("A provider key cannot be read with this secret key.") from None

    def _ready(self) -> AESGCM:
        if self._cipher is None:
            raise Conflict(
                "This server keeps no provider keys: ORGBILLING_SECRET_KEY is not set.",
                code="secret_key_missing",
            )
        return self._cipher


def _key_of(text: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != _KEY_BYTES:
        raise SettingsError(
            "ORGBILLING_SECRET_KEY is not allowed: it must be 32 random bytes in base64."
        )
    return key


def _place(org_id: UUID, row_id: UUID) -> bytes:
    # A sealed key that is copied into another row, or organization, does not open there.
    return org_id.bytes + row_id.bytes
