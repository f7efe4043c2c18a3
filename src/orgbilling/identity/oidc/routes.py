"""To the provider, back from it, and its word that somebody has signed out there."""

import re
from collections.abc import Callable, Coroutine
from typing import Annotated, Any, Final

from fastapi import Query, Request, Response
from fastapi.responses import RedirectResponse

from orgbilling.edge.problems import problem_responses
from orgbilling.edge.routes import BillingRoute, billing_router
from orgbilling.edge.runtime import AppRuntime
from orgbilling.identity.cookies import (
    caller_of,
    clear_cookie,
    cookie_name,
    set_cookie,
    set_session_cookie,
)
from orgbilling.identity.credential import presented_credential
from orgbilling.identity.oidc import sign_in
from orgbilling.identity.oidc.addresses import (
    CALLBACK,
    SIGN_IN_PAGE,
    checked_return_address,
    public_address,
)
from orgbilling.identity.oidc.errors import ReturnAddressInvalid, SignInInvalid
from orgbilling.identity.oidc.logout import end_sessions_for_provider
from orgbilling.identity.oidc.methods import Provider
from orgbilling.kernel.errors import DomainError
from orgbilling.kernel.identifiers import new_secret

_BROWSER_COOKIE: Final = "sign_in"
# Longer than an attempt, so that who is late is told so.
_BROWSER_COOKIE_LASTS_S: Final = 3600
_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{43}")
_FORM: Final = {
    "requestBody": {
        "required": True,
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": {
                    "type": "object",
                    "required": ["logout_token"],
                    "properties": {"logout_token": {"type": "string"}},
                }
            }
        },
    }
}


class PageRoute(BillingRoute):
    """A route that a browser's address bar goes to: people see what failed on a page."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler, with a way to the sign-in page for whoever reads pages."""
        handle = super().get_route_handler()

        async def handle_for_people(request: Request) -> Response:
            try:
                return await handle(request)
            except DomainError as error:
                is_page_read = "text/html" in request.headers.get("accept", "")
                if error.status == 500 or error.code == "route_not_found" or not is_page_read:
                    raise
                return RedirectResponse(f"{SIGN_IN_PAGE}?problem={error.code}", status_code=303)

        return handle_for_people


page_router = billing_router(prefix="/api/v1/auth", tag="sign-in", route_class=PageRoute)
router = billing_router(prefix="/api/v1/auth", tag="sign-in")


@page_router.get(
    "/login",
    status_code=303,
    response_class=RedirectResponse,
    responses=problem_responses(404, 409, 429),
)
async def begin_sign_in(
    request: Request,
    runtime: AppRuntime,
    provider: Provider,
    return_to: Annotated[str, Query(description="Page to go to afterwards: a local path.")] = "/",
) -> Response:
    """Send the browser to the identity provider.

    The sign-in must be finished by the same browser, within ten minutes, once.
    """
    if len(request.query_params.getlist("return_to")) > 1:
        raise ReturnAddressInvalid("return_to is one path.")
    page = checked_return_address(return_to)
    secret = _browser_secret(request) or new_secret()
    redirect_uri = public_address(request, runtime.settings) + CALLBACK
    address = await sign_in.begin(runtime, provider, secret, page, redirect_uri)
    response = RedirectResponse(address, status_code=303)
    set_cookie(request, response, _BROWSER_COOKIE, secret, _BROWSER_COOKIE_LASTS_S)
    return response


@page_router.get(
    "/callback",
    status_code=303,
    response_class=RedirectResponse,
    responses=problem_responses(400, 403, 404, 409, 429),
)
async def finish_sign_in(request: Request, runtime: AppRuntime, provider: Provider) -> Response:
    """Take what the identity provider says of the browser it sends back, and sign the person in.

    The session has a new token; one that the browser had until now ends. A browser that reads
    pages goes to `/sign-in?problem=<code>` where this fails.
    """
    answer = dict(request.query_params)
    if len(answer) != len(request.query_params.multi_items()):
        raise SignInInvalid("The provider's answer says something twice.")
    done = await sign_in.finish(
        runtime,
        provider,
        answer,
        _browser_secret(request),
        public_address(request, runtime.settings) + CALLBACK,
        presented_credential(request),
        caller_of(request),
    )
    response = RedirectResponse(done.return_to, status_code=303)
    clear_cookie(request, response, _BROWSER_COOKIE)
    set_session_cookie(request, response, done.token, runtime.settings.session_absolute_s)
    return response


@router.post(
    "/backchannel-logout",
    status_code=200,
    response_class=Response,
    responses=problem_responses(400, 404),
    openapi_extra=_FORM,
)
async def sign_out_by_provider(
    request: Request, runtime: AppRuntime, provider: Provider
) -> Response:
    """End the sessions that the provider's `logout_token` (a form) names, at once.

    OpenID Connect Back-Channel Logout: by session (`sid`), by person (`sub`), or both. A token
    works once.
    """
    body = await request.body()
    await end_sessions_for_provider(runtime, provider, body, caller_of(request))
    return Response(status_code=200)


def _browser_secret(request: Request) -> str | None:
    secret = request.cookies.get(cookie_name(request, _BROWSER_COOKIE), "")
    return secret if _SECRET.fullmatch(secret) else None
