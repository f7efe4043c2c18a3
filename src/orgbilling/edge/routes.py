"""The route class of every router of ours, and how a router is made.

A route carries what it needs with it (exact bodies, our problem details, the gate, its limit), so
that it behaves the same in our application and in one that includes our router.
"""

from collections.abc import Callable, Coroutine, Iterable, Mapping
from enum import Enum
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Receive, Scope, Send

from orgbilling.edge.bodies import ExactRequest
from orgbilling.edge.gate import is_private, pass_gate, path_of
from orgbilling.edge.model_api import is_model_api
from orgbilling.edge.parameters import parameters_of, require_known
from orgbilling.edge.previews import can_preview, is_preview
from orgbilling.edge.problems import (
    HANDLERS,
    answer_failure,
    model_api_responses,
    problem_responses,
)
from orgbilling.edge.rates import RateClass, count_request, rate_class_of
from orgbilling.kernel.errors import Invalid


class BillingRoute(APIRoute):
    """A route with exact bodies, problem details and a limit, behind the gate."""

    def rate_class(self) -> RateClass | None:
        """Return which limit the route has, if any."""
        return rate_class_of(min(self.methods or {"GET"}), self.path)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return FastAPI's handler, given a counted request that parses bodies exactly."""
        handle = super().get_route_handler()
        limited_as = self.rate_class()
        is_previewed = can_preview(self)
        known = parameters_of(self)

        async def handle_exactly(request: Request) -> Response:
            exact = ExactRequest(request.scope, request.receive)
            try:
                if limited_as is not None:
                    # Whoever looks what a verb would do uses up no change.
                    is_read = is_previewed and is_preview(exact)
                    await count_request(exact, "reads" if is_read else limited_as)
                if known is not None and exact.scope["query_string"]:
                    await self.check_parameters(exact, known)
                return await handle(exact)
            finally:
                exact.forget_body()

        return handle_exactly

    async def check_parameters(self, request: ExactRequest, known: Mapping[str, bool]) -> None:
        """Check the query; a stranger is told nothing but that he is one.

        Raises:
            Invalid: `invalid_request`: there is a parameter that nothing reads.
            Unauthorized: and nobody of ours is asking.
        """
        try:
            require_known(request, known)
        except Invalid:
            if is_private(path_of(request.scope)):
                await request.party()
            raise

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request; a host application's error handlers do not apply to it."""
        scope["starlette.exception_handlers"] = (HANDLERS, {})
        is_taken = scope["method"] in (self.methods or ())
        serve = super().handle if is_taken else _refuse_method
        await pass_gate(serve, self.path, scope, receive, send)


async def _refuse_method(scope: Scope, receive: Receive, send: Send) -> None:
    """Name every method of an address: each has a route of its own, and only the first was found.

    Raises:
        HTTPException: 405.
    """
    del receive, send
    methods = {
        method
        for route in scope["router"].routes
        if route.matches(scope)[0] is not Match.NONE
        for method in getattr(route, "methods", None) or ()
    }
    raise HTTPException(405, headers={"Allow": ", ".join(sorted(methods))})


class DirectRoute(BillingRoute):
    """A route whose function takes the request and nothing else, and is called with nothing
    between: FastAPI describes it, and in a host application serves it. Its machinery for
    parameters, bodies and dependencies costs a request that has none of them more than the rest.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **described: Any) -> None:
        super().__init__(path, endpoint, **described)
        self._endpoint = endpoint
        self._limited_as = self.rate_class()
        self._known = parameters_of(self)
        self.app = self.serve

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request that this route is for."""
        request = ExactRequest(scope, receive, send)
        try:
            if self._limited_as is not None:
                await count_request(request, self._limited_as)
            if self._known is not None and scope["query_string"]:
                await self.check_parameters(request, self._known)
            response = await self._endpoint(request)
        except tuple(HANDLERS) as error:
            response = await answer_failure(request, error)
        finally:
            request.forget_body()
        await response(scope, receive, send)


class DirectRoutes:
    """Middleware behind the gate: serves the direct routes among `routes`, to which what FastAPI
    has around a route (error handlers, exit stacks, the search for it) adds nothing but time.

    They are found by the last word of their address. What is none of theirs goes on to the router.
    """

    def __init__(self, app: ASGIApp, routes: Iterable[BaseRoute]) -> None:
        self._app = app
        self._by_last_word: dict[str, list[DirectRoute]] = {}
        for route in routes:
            if isinstance(route, DirectRoute):
                self._by_last_word.setdefault(route.path.rpartition("/")[2], []).append(route)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http":
            for route in self._by_last_word.get(scope["path"].rpartition("/")[2], ()):
                match, found = route.matches(scope)
                if match is Match.FULL:
                    scope.update(found)
                    await route.serve(scope, receive, send)
                    return
        await self._app(scope, receive, send)


def billing_router(
    *, prefix: str, tag: str | Enum, route_class: type[BillingRoute] = BillingRoute
) -> APIRouter:
    """Make a router of ours. `prefix` is the whole path from the root, so that a route's own path
    is its template in metrics."""
    return APIRouter(
        prefix=prefix,
        tags=[tag],
        route_class=route_class,
        generate_unique_id_function=lambda route: route.name,
        responses=model_api_responses(400, 401, 403, 429, 503)
        if is_model_api(prefix)
        else problem_responses(401, 422, 503),
        redirect_slashes=False,
    )
