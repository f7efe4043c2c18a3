"""Development sign-in: no password, so it exists only where nobody else can come.

There is no identity provider configured, the server listens on a loopback address, the request
came from this machine, directly, to a name of this machine, and the person is a demonstration
person. Whoever fails one of these is told that there is nothing here.
"""

from typing import Annotated, Final

from fastapi import Depends, Request, Response

from orgbilling.edge.answers import AnswerOf
from orgbilling.edge.problems import problem_responses
from orgbilling.edge.routes import billing_router
from orgbilling.edge.runtime import AppRuntime
from orgbilling.edge.transaction import Tx
from orgbilling.identity import queries
from orgbilling.identity.cookies import caller_of, set_session_cookie
from orgbilling.identity.credential import presented_credential
from orgbilling.identity.schemas import DemoPerson, DevelopmentSignIn
from orgbilling.identity.sessions import end_session, open_session
from orgbilling.kernel.errors import NotFound
from orgbilling.settings import Settings, is_loopback

_person: Final = AnswerOf(DemoPerson, queries.ListDemoPeopleRow)

_LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
_FORWARDING_HEADERS = ("forwarded", "x-real-ip", "via")
_FORWARDING_PREFIX = "x-forwarded-"


def is_offered(settings: Settings) -> bool:
    """Tell whether development sign-in exists at all under these settings."""
    return settings.oidc_issuer is None and is_loopback(settings.host)


def is_local_and_direct(request: Request) -> bool:
    """Tell whether a request came from this machine, by no detour, to a name of this machine."""
    if request.client is None or not is_loopback(request.client.host):
        return False
    names = request.headers.keys()
    if any(n in _FORWARDING_HEADERS or n.startswith(_FORWARDING_PREFIX) for n in names):
        return False
    hosts = request.headers.getlist("host")
    # A page of another site whose name was made to resolve to this machine has its own Host.
    return len(hosts) == 1 and is_local_name(hosts[0])


def is_local_name(host: str) -> bool:
    """Tell whether a Host header names this machine."""
    return _name_of(host) in _LOCAL_NAMES


def _name_of(host: str) -> str:
    name, colon, port = host.rpartition(":")
    return name.lower() if colon and (port.isdigit() or not port) else host.lower()


async def require_development(request: Request, runtime: AppRuntime) -> None:
    """Let only requests from this machine to this machine pass.

    Raises:
        NotFound: `route_not_found`, the same as where no route is.
    """
    if not is_offered(runtime.settings) or not is_local_and_direct(request):
        raise NotFound("There is nothing at this address.", code="route_not_found")


router = billing_router(prefix="/api/v1/auth/dev", tag="sign-in")
Guarded = Annotated[None, Depends(require_development)]


@router.get("/people", responses=problem_responses(404))
async def list_demo_people(_guarded: Guarded, tx: Tx) -> list[DemoPerson]:
    """Who can sign in here, and what they are: system admins first, then by name."""
    return [_person(row) for row in await tx.fetch_all(queries.list_demo_people())]


@router.post("/login", status_code=204, responses=problem_responses(404))
async def sign_in_for_development(
    _guarded: Guarded, body: DevelopmentSignIn, request: Request, runtime: AppRuntime, tx: Tx
) -> Response:
    """Sign a demonstration person in; the session is in the cookie `session_token`.

    A session that the browser already had ends, and the new one has a token of its own.
    """
    user_id = await tx.fetch_value(queries.find_demo_person(email=body.email))
    if user_id is None:
        raise NotFound("No demonstration person has this address.", code="user_not_found")
    now = runtime.clock.now()
    before = presented_credential(request)
    if before is not None:
        await end_session(tx, before, now, caller_of(request))
    token = await open_session(tx, user_id, runtime.settings, now, caller_of(request))
    response = Response(status_code=204)
    set_session_cookie(request, response, token, runtime.settings.session_absolute_s)
    return response
