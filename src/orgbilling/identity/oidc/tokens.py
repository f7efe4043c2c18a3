"""Tokens of the provider: signature, algorithm, issuer, audience, times, and what kind they are.

A token is accepted for one purpose. The reason why one is not is logged, and not told: whoever
forges tokens learns nothing from the answer.
"""

from datetime import datetime
from typing import Annotated, Any, Final

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jws import JWSRegistry, extract_compact
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from orgbilling.bounds import ID_CHARACTERS_MAX
from orgbilling.identity.oidc.claims import is_storable
from orgbilling.identity.oidc.provider import OpenIdProvider
from orgbilling.settings import Settings

_LEEWAY_S: Final = 60
_AGE_S_MAX: Final = 600
"""Tokens come straight from the provider; older ones were kept by somebody."""
_LOGOUT_EVENT: Final = "http://schemas.openid.net/event/backchannel-logout"
_LOGOUT_TYPE: Final = "logout+jwt"


class TokenInvalid(Exception):
    """A token is not acceptable; the text says which check failed, and holds nothing of it."""


def _plain(value: str) -> str:
    if not value.isascii() or not is_storable(value):
        raise ValueError("it must be visible ASCII")
    return value


_Id = Annotated[str, Field(min_length=1, max_length=ID_CHARACTERS_MAX), AfterValidator(_plain)]
_Moment = Annotated[float, Field(allow_inf_nan=False)]


class _Claims(BaseModel):
    """Types of what both kinds of token claim; strict, so that `true` is no number."""

    model_config = ConfigDict(strict=True, extra="allow")

    iss: str
    aud: str | list[str]
    iat: _Moment
    exp: _Moment
    nbf: _Moment | None = None
    sid: _Id | None = None


class IdToken(_Claims):
    """Who signed in. `model_extra` has the claims that are not named here."""

    sub: _Id
    nonce: str
    azp: str | None = None
    at_hash: str | None = None
    auth_time: _Moment | None = None


class LogoutToken(_Claims):
    """Whose sessions are over: of a person (`sub`), one session there (`sid`), or both."""

    jti: Annotated[str, Field(min_length=1, max_length=1000)]
    events: dict[str, Any]
    sub: _Id | None = None


async def verify_id_token(
    token: object,
    provider: OpenIdProvider,
    settings: Settings,
    now: datetime,
    *,
    nonce: str,
    access_token: str | None,
) -> tuple[IdToken, dict[str, Any]]:
    """Return who signed in, and every claim.

    Raises:
        TokenInvalid: it is not an id token of this provider, for us, of now, for this sign-in.
        ProviderUnavailable: the provider's keys cannot be had.
    """
    header, claims = await _verify_signature(token, provider, settings)
    try:
        typed = IdToken.model_validate(claims)
    except ValidationError as error:
        raise TokenInvalid(_first(error)) from None
    params = {"nonce": nonce, "client_id": provider.client_id, "access_token": access_token}
    checked = CodeIDToken(claims, header, _expected(provider), params)
    try:
        checked.validate(now=int(now.timestamp()), leeway=_LEEWAY_S)
    except JoseError as error:
        raise TokenInvalid(_reason(error)) from None
    _check_age(typed, now)
    return typed, claims


async def verify_logout_token(
    token: object, provider: OpenIdProvider, settings: Settings, now: datetime
) -> LogoutToken:
    """Return whose sessions are over.

    Raises:
        TokenInvalid: it is not a logout token of this provider, for us, of now.
        ProviderUnavailable: the provider's keys cannot be had.
    """
    header, claims = await _verify_signature(token, provider, settings)
    kind = header.get("typ")
    if not isinstance(kind, str) or kind.lower().removeprefix("application/") != _LOGOUT_TYPE:
        raise TokenInvalid("typ")
    try:
        typed = LogoutToken.model_validate(claims)
    except ValidationError as error:
        raise TokenInvalid(_first(error)) from None
    registry = jwt.JWTClaimsRegistry(int(now.timestamp()), _LEEWAY_S, **_expected(provider))
    try:
        registry.validate(claims)
    except JoseError as error:
        raise TokenInvalid(_reason(error)) from None
    _check_age(typed, now)
    if not isinstance(typed.events.get(_LOGOUT_EVENT), dict):
        raise TokenInvalid("events")
    # An id token has a nonce: nobody signs somebody out with the proof that they signed in.
    if "nonce" in claims:
        raise TokenInvalid("nonce")
    if typed.sub is None and typed.sid is None:
        raise TokenInvalid("sub, sid")
    return typed


def _expected(provider: OpenIdProvider) -> Any:
    return {
        "iss": {"essential": True, "value": provider.issuer},
        "aud": {"essential": True, "value": provider.client_id},
    }


def _check_age(token: IdToken | LogoutToken, now: datetime) -> None:
    age_s = now.timestamp() - token.iat
    if not -_LEEWAY_S <= age_s <= _AGE_S_MAX + _LEEWAY_S:
        raise TokenInvalid("iat")


async def _verify_signature(
    token: object, provider: OpenIdProvider, settings: Settings
) -> tuple[dict[str, Any], dict[str, Any]]:
    if not isinstance(token, str) or not token.isascii():
        raise TokenInvalid("no token")
    # Which algorithms there are is said by the settings, not by the token.
    registry = JWSRegistry(algorithms=settings.oidc_algorithms, strict_check_header=False)
    try:
        header = extract_compact(token.encode(), registry=registry).headers()
    except (JoseError, ValueError, RecursionError):
        raise TokenInvalid("form") from None
    algorithm, key_id = header.get("alg"), header.get("kid")
    if algorithm not in settings.oidc_algorithms:
        raise TokenInvalid("alg")
    if key_id is not None and not isinstance(key_id, str):
        raise TokenInvalid("kid")
    key = await provider.signing_key(key_id, algorithm)
    if key is None:
        raise TokenInvalid("kid")
    try:
        verified = jwt.decode(token, key, registry=registry)
    except (JoseError, ValueError, RecursionError) as error:
        raise TokenInvalid(f"signature ({type(error).__name__})") from None
    return dict(verified.header), dict(verified.claims)


def _first(error: ValidationError) -> str:
    return ".".join(str(part) for part in error.errors()[0]["loc"])


def _reason(error: JoseError) -> str:
    return str(getattr(error, "claim", type(error).__name__))
