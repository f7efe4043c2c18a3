"""The session cookie: out of reach of scripts, and not sent along by other sites' requests."""

from fastapi import Request, Response

from orgbilling.edge.gate import SESSION_COOKIE
from orgbilling.identity.sessions import Caller


def set_session_cookie(request: Request, response: Response, token: str, max_age_s: int) -> None:
    """Give a session's token to the browser, for `max_age_s` seconds."""
    response.set_cookie(
        SESSION_COOKIE,
        token,
        max_age=max_age_s,
        path="/",
        httponly=True,
        samesite="lax",
        # A browser keeps a Secure cookie of plain http to itself, which development uses.
        secure=request.url.scheme == "https",
    )


def clear_session_cookie(request: Request, response: Response) -> None:
    """Take the session's token back from the browser."""
    response.delete_cookie(
        SESSION_COOKIE,
        path="/",
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )


def caller_of(request: Request) -> Caller:
    """Return where a request came from."""
    client = request.client
    return Caller(client.host if client else None, request.headers.get("user-agent"))
