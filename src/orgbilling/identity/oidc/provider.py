"""The identity provider: what it says about itself, its keys, and the questions it is asked.

Nothing here is called inside a database transaction. Whatever is wrong with an answer is
`ProviderUnavailable`: people are told to try again, and the log says why.
"""

import asyncio
import ssl
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any, Final
from urllib.parse import urlsplit

import httpx2
import structlog
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from joserfc.errors import JoseError
from joserfc.jwk import JWKRegistry, Key
from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError

from orgbilling.identity.oidc.errors import ProviderUnavailable, SignInInvalid
from orgbilling.outbound.bodies import BoundedTransport
from orgbilling.outbound.connecting import Anywhere, Connector
from orgbilling.outbound.hosts import HostsFile
from orgbilling.outbound.name_servers import NameServers
from orgbilling.outbound.names import Names
from orgbilling.outbound.proxies import transport_to
from orgbilling.settings import Settings, is_loopback

_logger = structlog.get_logger(__name__)

_METADATA_KEPT_S: Final = 3600.0
# A key that the provider took back is trusted this much longer at most.
_KEYS_KEPT_S: Final = 600.0
# Anybody can name a key that does not exist; that must not make us ask for each.
_EXTRA_FETCHES_MAX: Final = 5
_EXTRA_FETCHES_PERIOD_S: Final = 60.0
_RETRY_AFTER_S: Final = 5
# Documents, key sets and tokens have some ten thousand bytes.
_ANSWER_BYTES_MAX: Final = 1 << 20
_LOOK_UPS_MAX: Final = 8
_KEY_TYPES: Final = {"RS": "RSA", "PS": "RSA", "ES": "EC", "Ed": "OKP"}
# What goes wrong with an answer: the transport, the time, its text, its depth.
_BAD_ANSWERS: Final = (
    httpx2.HTTPError, httpx2.InvalidURL, TimeoutError, ValueError, RecursionError,
)  # fmt: skip


def _endpoint(address: str) -> str:
    parts = urlsplit(address)
    is_safe = parts.scheme == "https" or (
        parts.scheme == "http" and is_loopback(parts.hostname or "")
    )
    if not is_safe or not parts.hostname:
        raise ValueError("it must be https")
    return address


Endpoint = Annotated[str, AfterValidator(_endpoint)]


class ProviderMetadata(BaseModel):
    """What the provider's discovery document says, as far as it concerns us."""

    model_config = ConfigDict(strict=True, frozen=True)

    issuer: str
    authorization_endpoint: Endpoint
    token_endpoint: Endpoint
    jwks_uri: Endpoint
    userinfo_endpoint: Endpoint | None = None
    end_session_endpoint: Endpoint | None = None
    token_endpoint_auth_methods_supported: list[str] | None = None
    authorization_response_iss_parameter_supported: bool = False


class OpenIdProvider:
    """The provider that the settings name."""

    def __init__(self, settings: Settings, issuer: str, client_id: str) -> None:
        self.issuer = issuer
        self.client_id = client_id
        self._settings = settings
        self._metadata: ProviderMetadata | None = None
        self._metadata_at = 0.0
        self._keys: list[Key] | None = None
        self._keys_at = 0.0
        self._extra_fetches: deque[float] = deque(maxlen=_EXTRA_FETCHES_MAX)
        self._lock = asyncio.Lock()
        self._tls: ssl.SSLContext | None = None
        names = Names(
            NameServers(settings.name_servers),
            hosts=HostsFile(),
            within_s=settings.name_lookup_timeout_s,
            at_a_time=_LOOK_UPS_MAX,
            kept_max=_LOOK_UPS_MAX,
        )
        self._connector = Connector(names, Anywhere())

    async def metadata(self) -> ProviderMetadata:
        """Return the discovery document, at most an hour old.

        Raises:
            ProviderUnavailable: it cannot be had, or is another issuer's.
        """
        async with self._one_at_a_time():
            return await self._fresh_metadata()

    @asynccontextmanager
    async def _one_at_a_time(self) -> AsyncIterator[None]:
        """Fetch once for all who wait; nobody waits longer than for one answer."""
        try:
            async with asyncio.timeout(self._settings.oidc_timeout_s), self._lock:
                yield
        except TimeoutError as error:
            raise _unavailable("answer to those before", error) from error

    async def _fresh_metadata(self) -> ProviderMetadata:
        if self._metadata is not None and time.monotonic() - self._metadata_at < _METADATA_KEPT_S:
            return self._metadata
        document = await self._get(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        try:
            found = ProviderMetadata.model_validate(document)
        except ValidationError as error:
            raise _unavailable("discovery document", error) from error
        if found.issuer != self.issuer:
            raise _unavailable("discovery document", f"its issuer is {found.issuer!r}")
        self._metadata, self._metadata_at = found, time.monotonic()
        return found

    async def signing_key(self, key_id: str | None, algorithm: str) -> Key | None:
        """Return the one key that a token of this header was signed with, or None.

        A key that is not known may be new: then the keys are fetched again, a few times a minute
        at most.

        Raises:
            ProviderUnavailable: the keys cannot be had.
        """
        async with self._one_at_a_time():
            if self._keys is None or time.monotonic() - self._keys_at >= _KEYS_KEPT_S:
                await self._fetch_keys()
                return self._find_key(key_id, algorithm)
            found = self._find_key(key_id, algorithm)
            if found is None and self._may_fetch_again():
                await self._fetch_keys()
                found = self._find_key(key_id, algorithm)
            return found

    def _may_fetch_again(self) -> bool:
        now, fetches = time.monotonic(), self._extra_fetches
        if len(fetches) == _EXTRA_FETCHES_MAX and now - fetches[0] < _EXTRA_FETCHES_PERIOD_S:
            return False
        fetches.append(now)
        return True

    def _find_key(self, key_id: str | None, algorithm: str) -> Key | None:
        found = [
            key
            for key in self._keys or ()
            if (key_id is None or key.kid == key_id)
            and key.key_type == _KEY_TYPES[algorithm[:2]]
            and key.get("alg") in (None, algorithm)
            and key.get("use") in (None, "sig")
        ]
        # Without a name, or with a name that several have, nobody can know which one is meant.
        return found[0] if len(found) == 1 else None

    async def _fetch_keys(self) -> None:
        document = await self._get((await self._fresh_metadata()).jwks_uri)
        listed = document.get("keys")
        if not isinstance(listed, list):
            raise _unavailable("key set", "it has no list of keys")
        keys = [key for key in map(_public_key, listed) if key is not None]
        if not keys:
            raise _unavailable("key set", "none of its keys can be used")
        self._keys, self._keys_at = keys, time.monotonic()

    async def authorization_address(
        self, redirect_uri: str, state: str, nonce: str, code_verifier: str
    ) -> str:
        """Return where the browser goes to sign in.

        Raises:
            ProviderUnavailable: as `metadata`.
        """
        metadata = await self.metadata()
        async with self._client(redirect_uri) as client:
            address, _ = client.create_authorization_url(
                metadata.authorization_endpoint,
                state=state,
                nonce=nonce,
                code_verifier=code_verifier,
                response_type="code",
            )
        return str(address)

    async def exchange(self, code: str, redirect_uri: str, code_verifier: str) -> dict[str, Any]:
        """Change a code for tokens, once.

        Raises:
            SignInInvalid: the provider does not know the code (any more).
            ProviderUnavailable: it does not answer, or refuses us rather than the code.
        """
        metadata = await self.metadata()
        try:
            async with (
                asyncio.timeout(self._settings.oidc_timeout_s),
                self._client(
                    redirect_uri,
                    _auth_method(self._settings, metadata),
                    self._transport(metadata.token_endpoint),
                ) as client,
            ):
                token = await client.fetch_token(
                    metadata.token_endpoint,
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=code_verifier,
                )
        except OAuthError as error:
            if error.error == "invalid_grant":
                raise SignInInvalid("The provider does not accept this code (any more).") from error
            raise _unavailable("token", error) from error
        except _BAD_ANSWERS as error:
            raise _unavailable("token", error) from error
        return dict(token)

    async def user_info(self, access_token: str) -> dict[str, Any] | None:
        """Return what the provider tells about the person besides the token; None: nothing more.

        Raises:
            ProviderUnavailable: it does not answer.
        """
        endpoint = (await self.metadata()).userinfo_endpoint
        return None if endpoint is None else await self._get(endpoint, bearer=access_token)

    async def _get(self, address: str, bearer: str | None = None) -> dict[str, Any]:
        headers = {"accept": "application/json"}
        if bearer is not None:
            headers["authorization"] = f"Bearer {bearer}"
        try:
            async with (
                asyncio.timeout(self._settings.oidc_timeout_s),
                httpx2.AsyncClient(transport=self._transport(address)) as client,
            ):
                answer = await client.get(address, headers=headers)
                document = answer.raise_for_status().json()
        except _BAD_ANSWERS as error:
            raise _unavailable(address, error) from error
        if not isinstance(document, dict):
            raise _unavailable(address, "it is not a JSON object")
        return document

    def _client(
        self,
        redirect_uri: str,
        auth_method: str = "none",
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> AsyncOAuth2Client:
        secret = self._settings.oidc_client_secret
        return AsyncOAuth2Client(
            client_id=self.client_id,
            client_secret=secret.get_secret_value() if secret is not None else None,
            token_endpoint_auth_method=auth_method,
            scope=" ".join(dict.fromkeys(("openid", *self._settings.oidc_scopes))),
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
            verify=self._trust(),
            transport=transport,
        )

    def _transport(self, address: str) -> httpx2.AsyncBaseTransport:
        """Return what carries a question to an address of the provider."""
        return BoundedTransport(
            transport_to(address, self._trust(), self._connector), _ANSWER_BYTES_MAX
        )

    def _trust(self) -> ssl.SSLContext:
        # Reading the certificates that are trusted takes longer than the request.
        if self._tls is None:
            self._tls = httpx2.create_ssl_context()
        return self._tls


def _auth_method(settings: Settings, metadata: ProviderMetadata) -> str:
    if settings.oidc_client_secret is None:
        return "none"
    # Basic is the standard's default, where the provider does not say what it takes.
    offered = metadata.token_endpoint_auth_methods_supported or ["client_secret_basic"]
    return "client_secret_basic" if "client_secret_basic" in offered else "client_secret_post"


def _public_key(listed: Any) -> Key | None:
    """Return a key of the provider, or None for one that we could not use anyway."""
    if not isinstance(listed, dict) or listed.get("kty") not in _KEY_TYPES.values():
        return None
    public = {name: value for name, value in listed.items() if name not in ("d", "key_ops")}
    try:
        return JWKRegistry.import_key(public)
    except (JoseError, ValueError, TypeError):
        return None


def _unavailable(what: str, error: object) -> ProviderUnavailable:
    _logger.warning("identity_provider_unavailable", what=what, error=repr(error)[:500])
    return ProviderUnavailable(
        "The identity provider does not answer as it should. Try again in a moment.",
        retry_after_s=_RETRY_AFTER_S,
    )
