"""One's own sessions: where one is signed in, and signing out there."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from fastapi import Request, Response

from orgbilling.edge.answers import AnswerOf
from orgbilling.edge.problems import problem_responses
from orgbilling.edge.routes import billing_router
from orgbilling.edge.runtime import AppRuntime
from orgbilling.edge.transaction import Tx
from orgbilling.identity import queries_sessions as queries
from orgbilling.identity.cookies import caller_of, clear_session_cookie
from orgbilling.identity.dependencies import SignedInUser
from orgbilling.identity.schemas import EndedSessions, SessionResponse
from orgbilling.identity.sessions import record_sign_out
from orgbilling.kernel.errors import NotFound

router = billing_router(prefix="/api/v1/auth/sessions", tag="sign-in")
_session: Final = AnswerOf(SessionResponse, queries.ListSessionsRow)


@router.get("", responses=problem_responses(403))
async def list_sessions(person: SignedInUser, runtime: AppRuntime, tx: Tx) -> list[SessionResponse]:
    """Where one is signed in, the last used first; sessions that are over are not listed."""
    now = runtime.clock.now()
    rows = await tx.fetch_all(
        queries.list_sessions(
            user_id=person.user_id,
            token_hash=person.actor.credential_hash,
            now=now,
            idle_since=now - timedelta(seconds=runtime.settings.session_idle_s),
        )
    )
    return [_session(row) for row in rows]


@router.delete("/{session_id}", status_code=204, responses=problem_responses(403, 404))
async def end_one_session(
    session_id: UUID, person: SignedInUser, request: Request, runtime: AppRuntime, tx: Tx
) -> Response:
    """Sign out there. Somebody else's session, and one that is over, do not exist: 404."""
    row = await tx.fetch_one(
        queries.end_session_by_id(
            session_id=session_id,
            user_id=person.user_id,
            token_hash=person.actor.credential_hash,
            now=runtime.clock.now(),
        )
    )
    if row is None:
        raise NotFound("You have no such session (any more).", code="session_not_found")
    await record_sign_out(tx, person.user_id, caller_of(request), 1)
    response = Response(status_code=204)
    if row.is_current:
        clear_session_cookie(request, response)
    return response


@router.post("/end-others", responses=problem_responses(403))
async def end_other_sessions(
    person: SignedInUser, request: Request, runtime: AppRuntime, tx: Tx
) -> EndedSessions:
    """Sign out everywhere else; the session that asks for it stays."""
    ended = await tx.execute(
        queries.end_other_sessions(
            user_id=person.user_id, token_hash=person.actor.credential_hash, now=runtime.clock.now()
        )
    )
    if ended:
        await record_sign_out(tx, person.user_id, caller_of(request), ended)
    return EndedSessions(ended=ended)
