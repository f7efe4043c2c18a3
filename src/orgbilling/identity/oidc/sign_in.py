"""A sign-in: begun in one request, finished in another, by the same browser, once."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import structlog

from orgbilling.database import Database
from orgbilling.edge.runtime import Runtime
from orgbilling.identity.credential import Credential
from orgbilling.identity.oidc import errors, queries
from orgbilling.identity.oidc.claims import profile_of, roles_at
from orgbilling.identity.oidc.provider import OpenIdProvider
from orgbilling.identity.oidc.tokens import IdToken, TokenInvalid, verify_id_token
from orgbilling.identity.sessions import Caller, ProviderSession, end_session, open_session
from orgbilling.kernel.errors import DomainError
from orgbilling.kernel.identifiers import hash_secret, new_secret
from orgbilling.settings import Settings

_logger = structlog.get_logger(__name__)

ATTEMPT_LASTS: Final = timedelta(minutes=10)
_REFUSALS: Final[dict[str, DomainError]] = {
    "second_issuer": errors.SecondIssuer(
        "The people of this server belong to another identity provider."
    ),
    "sign_in_refused": errors.SignInRefused(
        "This id belongs to somebody else here. Ask whoever runs this server."
    ),
    "person_disabled": errors.PersonDisabled("You may not sign in any more."),
    "sign_in_expired": errors.SignInExpired("You signed out at the provider. Sign in again."),
}
# Errors of an authorization response (RFC 6749, 4.1.2.1) that are not about the person.
_PROVIDER_FAULTS: Final = ("server_error", "temporarily_unavailable")


@dataclass(frozen=True)
class Person:
    """Whom the provider has vouched for."""

    subject: str
    email: str
    is_email_verified: bool
    name: str
    is_system_admin: bool
    session: ProviderSession = field(repr=False)


@dataclass(frozen=True)
class SignedInBrowser:
    """The end of a sign-in: the new session's token, and where the browser goes."""

    token: str = field(repr=False)
    return_to: str


async def begin(
    runtime: Runtime,
    provider: OpenIdProvider,
    browser_secret: str,
    return_to: str,
    redirect_uri: str,
) -> str:
    """Write down that a browser goes to the provider; returns the address it goes to.

    Raises:
        ProviderUnavailable: the provider does not say where that is.
        DomainError: the database does not answer.
    """
    state = new_secret()
    address = await provider.authorization_address(
        redirect_uri,
        state,
        derive(browser_secret, "nonce", state),
        _verifier(browser_secret, state),
    )
    now = runtime.clock.now()
    await runtime.database.execute(
        queries.begin_sign_in(
            state_hash=hash_secret(state),
            browser_hash=hash_secret(browser_secret),
            return_to=return_to,
            now=now,
            expires_at=now + ATTEMPT_LASTS,
        )
    )
    return address


def derive(browser_secret: str, purpose: str, state: str) -> str:
    """Make a value that only the browser which began can bring about, and no database holds."""
    text = f"{purpose}:{state}".encode()
    return hmac.new(browser_secret.encode(), text, hashlib.sha256).hexdigest()


def _verifier(browser_secret: str, state: str) -> str:
    return derive(browser_secret, "code_verifier", state)


async def finish(
    runtime: Runtime,
    provider: OpenIdProvider,
    answer: Mapping[str, str],
    browser_secret: str | None,
    redirect_uri: str,
    before: Credential | None,
    caller: Caller,
) -> SignedInBrowser:
    """Open a session for whom the provider has vouched for; the browser's session until now ends.

    `answer` are the parameters that the provider sent the browser back with.

    Raises:
        SignInInvalid, SignInExpired, SignInRefused, PersonDisabled, SecondIssuer, EmailMissing:
            there is no session, and why.
        ProviderUnavailable: the provider does not answer.
        DomainError: the database does not answer.
    """
    state = answer.get("state", "")
    return_to = await _take(runtime.database, state, browser_secret, runtime.clock.now())
    assert browser_secret is not None
    code = await _code_of(answer, provider)
    tokens = await provider.exchange(code, redirect_uri, _verifier(browser_secret, state))
    nonce = derive(browser_secret, "nonce", state)
    try:
        person = await _vouched_for(tokens, provider, runtime.settings, runtime.clock.now(), nonce)
    except TokenInvalid as error:
        _logger.warning("id_token_refused", check=str(error))
        await note_refusal(runtime.database, caller, {"reason": "id_token", "check": str(error)})
        raise errors.SignInInvalid("The provider's answer is not valid. Sign in again.") from None
    token = await _enter(runtime, provider, person, before, caller)
    return SignedInBrowser(token, return_to)


async def _take(database: Database, state: str, browser_secret: str | None, now: datetime) -> str:
    """Use a sign-in up, whatever becomes of it; returns the page to go to afterwards."""
    row = None
    if state and browser_secret is not None:
        row = await database.fetch_one(
            queries.take_sign_in(
                state_hash=hash_secret(state), browser_hash=hash_secret(browser_secret), now=now
            )
        )
    if row is None:
        raise errors.SignInInvalid("This browser has not begun this sign-in, or has ended it.")
    if not row.is_in_time:
        raise errors.SignInExpired("The sign-in took too long. Sign in again.")
    return row.return_to


async def _code_of(answer: Mapping[str, str], provider: OpenIdProvider) -> str:
    metadata = await provider.metadata()
    # Who answers says who they are (RFC 9207), so that no other provider's answer is mixed in.
    issuer = answer.get("iss")
    is_other = issuer is not None and issuer != provider.issuer
    if is_other or (issuer is None and metadata.authorization_response_iss_parameter_supported):
        raise errors.SignInInvalid("Another provider has answered.")
    error = answer.get("error")
    if error is not None:
        _logger.warning("sign_in_refused_by_provider", error=error[:100])
        if error in _PROVIDER_FAULTS:
            raise errors.ProviderUnavailable("The identity provider cannot sign anybody in now.")
        raise errors.SignInRefused("The identity provider has not let you in.")
    code = answer.get("code")
    if not code:
        raise errors.SignInInvalid("The provider's answer has no code.")
    return code


async def _vouched_for(
    tokens: Mapping[str, Any],
    provider: OpenIdProvider,
    settings: Settings,
    now: datetime,
    nonce: str,
) -> Person:
    access_token = tokens.get("access_token")
    if not isinstance(access_token, str):
        access_token = None
    id_token, claims = await verify_id_token(
        tokens.get("id_token"), provider, settings, now, nonce=nonce, access_token=access_token
    )
    claims = await _completed(id_token, claims, provider, settings, access_token)
    profile = profile_of(claims)
    if profile.email is None:
        raise errors.EmailMissing("The identity provider gives no e-mail address of yours.")
    roles = roles_at(claims, settings.oidc_roles_claim) or frozenset()
    return Person(
        subject=id_token.sub,
        email=profile.email,
        is_email_verified=profile.is_email_verified,
        name=profile.name,
        is_system_admin=settings.oidc_admin_role in roles,
        session=ProviderSession(id_token.sid, str(tokens["id_token"])),
    )


async def _completed(
    id_token: IdToken,
    claims: dict[str, Any],
    provider: OpenIdProvider,
    settings: Settings,
    access_token: str | None,
) -> dict[str, Any]:
    """Return the claims, with those that the provider tells only when it is asked for them."""
    is_whole = "email" in claims and roles_at(claims, settings.oidc_roles_claim) is not None
    if is_whole or access_token is None:
        return claims
    told = await provider.user_info(access_token)
    if told is None:
        return claims
    if told.get("sub") != id_token.sub:
        raise TokenInvalid("sub of userinfo")
    # An address goes with the word on whether it is verified, and not with another's.
    if "email" in claims:
        told = {name: value for name, value in told.items() if name != "email_verified"}
    return {**told, **claims}


async def _enter(
    runtime: Runtime,
    provider: OpenIdProvider,
    person: Person,
    before: Credential | None,
    caller: Caller,
) -> str:
    now = runtime.clock.now()
    async with runtime.database.transaction() as tx:
        row = await tx.fetch_one(
            queries.sign_in_person(
                issuer=provider.issuer,
                subject=person.subject,
                email=person.email,
                is_email_verified=person.is_email_verified,
                name=person.name,
                is_system_admin=person.is_system_admin,
                provider_session_id=person.session.session_id,
                address=caller.address,
                user_agent=caller.user_agent,
                now=now,
            )
        )
        assert row is not None
        refusal = _REFUSALS.get(row.outcome)
        token = ""
        if refusal is None:
            assert row.user_id is not None, "whoever is let in is somebody"
            if before is not None:
                await end_session(tx, before, now, caller)
            token = await open_session(
                tx, row.user_id, runtime.settings, now, caller, person.session
            )
    if refusal is not None:
        # After the commit: that somebody was refused is in the audit log.
        raise type(refusal)(refusal.detail)
    return token


async def note_refusal(database: Database, caller: Caller, details: Mapping[str, object]) -> None:
    """Write to the audit log that something which claimed to be the provider's was refused."""
    await database.execute(
        queries.note_refusal(
            details=json.dumps(details), address=caller.address, user_agent=caller.user_agent
        )
    )
