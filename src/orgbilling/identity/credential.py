"""What a request presents as proof of who it is, read from its headers alone."""

import re
from dataclasses import dataclass, field
from typing import Final, Literal
from uuid import UUID

from starlette.requests import HTTPConnection

from orgbilling.edge.gate import SECURE_PREFIX, SESSION_COOKIE, path_of
from orgbilling.edge.messages_errors import is_of_messages
from orgbilling.kernel.identifiers import hash_secret, new_secret, organization_id_of

KeyKind = Literal["member", "service"]
CredentialKind = Literal["session", "member_key", "service_key"]

_MARKS: Final[dict[KeyKind, str]] = {"member": "ob_mk_", "service": "ob_sk_"}
_KEY: Final = re.compile(r"ob_(mk|sk)_([0-9a-f]{32})_[A-Za-z0-9_-]{43}")
_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{43}")
# The mark, the organization and the first characters of the secret: enough to recognise a key.
_PREFIX_LENGTH: Final = 6 + 32 + 1 + 4


@dataclass(frozen=True, slots=True)
class Credential:
    """A well-formed credential; whether it is valid only the database knows.

    `org_id` is the organization that a key is bound to, None for a session; `secret_hash` is the
    SHA-256 (32 bytes) that is stored of it.
    """

    kind: CredentialKind
    org_id: UUID | None
    secret_hash: bytes = field(repr=False)


def presented_credential(request: HTTPConnection) -> Credential | None:
    """Read the credential of a request: `Authorization: Bearer`, else `x-api-key` where Anthropic's
    clients call, else the session cookie.

    Returns None where there is none, or none that we could ever have made. A cookie without the
    prefix is nobody's over https: any page of a neighbouring name can plant one.
    """
    headers = request.headers
    authorization = headers.get("authorization")
    is_bearer = authorization is not None and authorization[:7].lower() == "bearer "
    found = _of_bearer(authorization[7:].strip()) if authorization and is_bearer else None
    if found is None and is_of_messages(path_of(request.scope)):
        # A client may send both, and mean one of them for somebody else.
        api_key = headers.get("x-api-key")
        if api_key is not None:
            return _of_bearer(api_key.strip())
    if is_bearer:
        return found
    cookies = headers.get("cookie")
    if not cookies:
        return None
    is_encrypted = request.scope.get("scheme") == "https"
    return _of_cookie(
        cookies, f"{SECURE_PREFIX}{SESSION_COOKIE}" if is_encrypted else SESSION_COOKIE
    )


def _of_bearer(token: str) -> Credential | None:
    match = _KEY.fullmatch(token)
    if match is not None:
        kind: CredentialKind = "member_key" if match[1] == "mk" else "service_key"
        return Credential(kind, organization_id_of(match[2]), hash_secret(token))
    return _of_session(token)


def _of_cookie(cookies: str, session_cookie: str) -> Credential | None:
    for cookie in cookies.split(";"):
        name, _, value = cookie.strip().partition("=")
        if name == session_cookie:
            return _of_session(value)
    return None


def _of_session(token: str) -> Credential | None:
    return Credential("session", None, hash_secret(token)) if _TOKEN.fullmatch(token) else None


def new_key(kind: KeyKind, org_id: UUID) -> tuple[str, str]:
    """Make an API key; returns the key itself and the part that may be shown later."""
    key = f"{_MARKS[kind]}{org_id.hex}_{new_secret()}"
    return key, key[:_PREFIX_LENGTH]
