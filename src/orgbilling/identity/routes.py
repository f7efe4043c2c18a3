"""Who am I, and sign-out. Sign-in itself has routes of its own, by way of signing in."""

from fastapi import Request, Response

from orgbilling.edge.problems import problem_responses
from orgbilling.edge.routes import billing_router
from orgbilling.edge.runtime import AppRuntime
from orgbilling.edge.transaction import Tx
from orgbilling.identity.cookies import caller_of, clear_session_cookie
from orgbilling.identity.credential import presented_credential
from orgbilling.identity.dependencies import CurrentActor
from orgbilling.identity.schemas import MembershipResponse, MeResponse
from orgbilling.identity.sessions import end_session, queries
from orgbilling.kernel.errors import Forbidden

router = billing_router(prefix="/api/v1/auth", tag="sign-in")


@router.get("/me", responses=problem_responses(403))
async def get_me(actor: CurrentActor, tx: Tx) -> MeResponse:
    """The person who is signed in (or who owns the member key), with their organizations.

    A closed organization is not listed; with a member key only the key's own is. A service key
    belongs to nobody: 403.
    """
    if actor.user_id is None or actor.email is None or actor.name is None:
        raise Forbidden("A service key belongs to no person.", code="session_required")
    rows = await tx.fetch_all(
        queries.memberships_of, {"user_id": actor.user_id, "org_id": actor.org_id}
    )
    return MeResponse(
        user_id=actor.user_id,
        email=actor.email,
        name=actor.name,
        is_system_admin=actor.is_system_admin,
        organizations=[MembershipResponse(**row) for row in rows],
    )


@router.post("/logout", status_code=204)
async def sign_out(request: Request, runtime: AppRuntime, tx: Tx) -> Response:
    """End the session of the cookie. Succeeds also where there is none (any more)."""
    credential = presented_credential(request.headers)
    if credential is not None:
        await end_session(tx, credential, runtime.clock.now(), caller_of(request))
    response = Response(status_code=204)
    clear_session_cookie(request, response)
    return response
