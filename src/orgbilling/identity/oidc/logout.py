"""Sign-out that concerns the provider: we tell it, or it tells us."""

from typing import Final
from urllib.parse import parse_qs

import structlog
from authlib.common.urls import add_params_to_uri

from orgbilling.edge.runtime import Runtime
from orgbilling.identity.oidc import queries
from orgbilling.identity.oidc.errors import LogoutTokenInvalid, ProviderUnavailable
from orgbilling.identity.oidc.provider import OpenIdProvider
from orgbilling.identity.oidc.sign_in import note_refusal
from orgbilling.identity.oidc.tokens import TokenInvalid, verify_logout_token
from orgbilling.identity.sessions import Caller
from orgbilling.kernel.identifiers import hash_secret

_logger = structlog.get_logger(__name__)
_FIELDS_MAX: Final = 10


async def end_session_address(
    provider: OpenIdProvider, id_token: str, return_address: str
) -> str | None:
    """Return where the browser goes so that the provider signs the person out too.

    None where the provider has no such place, or does not answer: here they are out anyway.
    """
    try:
        endpoint = (await provider.metadata()).end_session_endpoint
    except ProviderUnavailable:
        return None
    if endpoint is None:
        return None
    parameters = {
        "id_token_hint": id_token,
        "client_id": provider.client_id,
        "post_logout_redirect_uri": return_address,
    }
    return str(add_params_to_uri(endpoint, list(parameters.items())))


async def end_sessions_for_provider(
    runtime: Runtime, provider: OpenIdProvider, body: bytes, caller: Caller
) -> None:
    """End the sessions that a logout token names; `body` is the form it came in.

    Raises:
        LogoutTokenInvalid: it is not a logout token, not for us, or was used before.
        ProviderUnavailable: the provider's keys cannot be had.
        DomainError: the database does not answer.
    """
    now = runtime.clock.now()
    try:
        token = await verify_logout_token(_token_of(body), provider, runtime.settings, now)
    except TokenInvalid as error:
        _logger.warning("logout_token_refused", check=str(error))
        raise LogoutTokenInvalid("This is not a logout token for this server.") from None
    async with runtime.database.transaction() as tx:
        ended = await tx.fetch_value(
            queries.end_provider_sessions(
                subject=token.sub,
                provider_session_id=token.sid,
                token_hash=hash_secret(token.jti),
                address=caller.address,
                user_agent=caller.user_agent,
                now=now,
            )
        )
    if ended is None:
        details = {"reason": "logout_token", "check": "jti", "subject": token.sub}
        await note_refusal(runtime.database, caller, details)
        raise LogoutTokenInvalid("This logout token was used before.")
    _logger.info("signed_out_by_provider", sessions=ended)


def _token_of(body: bytes) -> str:
    try:
        fields = parse_qs(body.decode("ascii"), strict_parsing=True, max_num_fields=_FIELDS_MAX)
    except ValueError:
        raise TokenInvalid("form") from None
    tokens = fields.get("logout_token", [])
    if len(tokens) != 1:
        raise TokenInvalid("form")
    return tokens[0]
