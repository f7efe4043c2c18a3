"""Cookies: out of reach of scripts, and not sent along by other sites' requests."""

from fastapi import Request, Response
from starlette.requests import HTTPConnection

from orgbilling.edge.gate import SECURE_PREFIX, SESSION_COOKIE
from orgbilling.identity.sessions import Caller


def is_encrypted(request: HTTPConnection) -> bool:
    """Tell whether a request came by https, to us or to a proxy that is trusted to say so."""
    return request.scope.get("scheme") == "https"


def cookie_name(request: HTTPConnection, name: str) -> str:
    """Return what a cookie is called by this request: over https no other name counts."""
    return f"{SECURE_PREFIX}{name}" if is_encrypted(request) else name


def set_cookie(request: Request, response: Response, name: str, value: str, max_age_s: int) -> None:
    """Give a cookie to the browser, for `max_age_s` seconds."""
    response.set_cookie(
        cookie_name(request, name),
        value,
        max_age=max_age_s,
        path="/",
        httponly=True,
        samesite="lax",
        # A browser keeps a Secure cookie of plain http to itself, which development uses.
        secure=is_encrypted(request),
    )


def clear_cookie(request: Request, response: Response, name: str) -> None:
    """Take a cookie back from the browser."""
    response.delete_cookie(
        cookie_name(request, name),
        path="/",
        httponly=True,
        samesite="lax",
        secure=is_encrypted(request),
    )


def set_session_cookie(request: Request, response: Response, token: str, max_age_s: int) -> None:
    """Give a session's token to the browser, for `max_age_s` seconds."""
    set_cookie(request, response, SESSION_COOKIE, token, max_age_s)


def clear_session_cookie(request: Request, response: Response) -> None:
    """Take the session's token back from the browser."""
    clear_cookie(request, response, SESSION_COOKIE)


def caller_of(request: Request) -> Caller:
    """Return where a request came from."""
    client = request.client
    agent = request.headers.get("user-agent")
    # What cannot be stored must not make the request fail.
    return Caller(client.host if client else None, agent and agent.replace("\x00", ""))
