"""Who am I, and sign-out. Sign-in itself has routes of its own, by way of signing in."""

from typing import Final

from fastapi import Request, Response
from fastapi.responses import JSONResponse

from orgbilling.edge.answers import AnswerOf
from orgbilling.edge.problems import problem_responses
from orgbilling.edge.routes import billing_router
from orgbilling.edge.runtime import AppRuntime, Runtime, runtime_of
from orgbilling.edge.transaction import Tx
from orgbilling.identity import queries
from orgbilling.identity.cookies import caller_of, clear_session_cookie
from orgbilling.identity.credential import presented_credential
from orgbilling.identity.dependencies import CurrentActor
from orgbilling.identity.development import is_local_and_direct
from orgbilling.identity.oidc.addresses import SIGN_IN_PAGE, public_address
from orgbilling.identity.oidc.errors import PublicUrlMissing
from orgbilling.identity.oidc.logout import end_session_address
from orgbilling.identity.oidc.methods import sign_in_methods
from orgbilling.identity.schemas import (
    EndSessionResponse,
    MembershipResponse,
    MeResponse,
    ProviderMethod,
    SignInMethodsResponse,
)
from orgbilling.identity.sessions import end_session
from orgbilling.kernel.errors import Forbidden

_membership: Final = AnswerOf(MembershipResponse, queries.MembershipsOfRow)

router = billing_router(prefix="/api/v1/auth", tag="sign-in")


@router.get("/me", responses=problem_responses(403))
async def get_me(actor: CurrentActor, tx: Tx) -> MeResponse:
    """The person who is signed in (or who owns the member key), with their organizations.

    A closed organization is not listed; with a member key only the key's own is. A service key
    belongs to nobody: 403.
    """
    if actor.user_id is None or actor.email is None or actor.name is None:
        raise Forbidden("A service key belongs to no person.", code="session_required")
    rows = await tx.fetch_all(queries.memberships_of(user_id=actor.user_id, org_id=actor.org_id))
    return MeResponse(
        user_id=actor.user_id,
        email=actor.email,
        name=actor.name,
        is_system_admin=actor.is_system_admin,
        organizations=[_membership(row) for row in rows],
    )


@router.get("/methods")
async def list_sign_in_methods(request: Request) -> SignInMethodsResponse:
    """How whoever asks can sign in: as a demonstration person, through a provider, or not yet."""
    methods = sign_in_methods(request)
    provider = None
    if methods.provider is not None:
        settings = runtime_of(request).settings
        provider = ProviderMethod(name=settings.oidc_name, login_path="/api/v1/auth/login")
    return SignInMethodsResponse(
        development=methods.has_development and is_local_and_direct(request), provider=provider
    )


@router.post(
    "/logout",
    status_code=204,
    response_class=Response,
    responses={200: {"model": EndSessionResponse}},
)
async def sign_out(request: Request, runtime: AppRuntime) -> Response:
    """End the session of the cookie. Succeeds also where there is none (any more).

    200 where the identity provider is to be told: the browser goes to `end_session_url`.
    """
    credential, id_token = presented_credential(request), None
    if credential is not None:
        async with runtime.database.transaction() as tx:
            now = runtime.clock.now()
            id_token = await end_session(tx, credential, now, caller_of(request))
    response = await _after_sign_out(request, runtime, id_token)
    clear_session_cookie(request, response)
    return response


async def _after_sign_out(request: Request, runtime: Runtime, id_token: str | None) -> Response:
    """Answer when the session is over, whatever the provider does."""
    provider = sign_in_methods(request).provider
    if provider is None or id_token is None:
        return Response(status_code=204)
    try:
        page = public_address(request, runtime.settings) + SIGN_IN_PAGE
        address = await end_session_address(provider, id_token, page)
    except PublicUrlMissing:
        address = None
    if address is None:
        return Response(status_code=204)
    return JSONResponse(EndSessionResponse(end_session_url=address).model_dump())
