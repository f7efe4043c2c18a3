"""The route class of every router of ours, and how a router is made.

A route carries what it needs with it (exact bodies, our problem details, the gate, its limit), so
that it behaves the same in our application and in one that includes our router.
"""

from collections.abc import Callable, Coroutine
from enum import Enum
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from starlette.types import Receive, Scope, Send

from orgbilling.edge.bodies import ExactRequest
from orgbilling.edge.gate import pass_gate
from orgbilling.edge.previews import can_preview, is_preview
from orgbilling.edge.problems import HANDLERS, answer_failure, problem_responses
from orgbilling.edge.rates import count_request, rate_class_of


class BillingRoute(APIRoute):
    """A route with exact bodies, problem details and a limit, behind the gate."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return FastAPI's handler, given a counted request that parses bodies exactly."""
        return self._counted(super().get_route_handler())

    def _counted(
        self, handle: Callable[[ExactRequest], Coroutine[Any, Any, Response]]
    ) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        limited_as = rate_class_of(min(self.methods or {"GET"}), self.path)
        is_previewed = can_preview(self)

        async def handle_exactly(request: Request) -> Response:
            exact = ExactRequest(request.scope, request.receive)
            if limited_as is not None:
                # Whoever looks what a verb would do uses up no change.
                is_read = is_previewed and is_preview(exact)
                await count_request(exact, "reads" if is_read else limited_as)
            return await handle(exact)

        return handle_exactly

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request; a host application's error handlers do not apply to it."""
        scope["starlette.exception_handlers"] = (HANDLERS, {})
        await pass_gate(super().handle, self.path, scope, receive, send)


class DirectRoute(BillingRoute):
    """A route whose function takes the request and nothing else, and is called with nothing
    between: FastAPI describes it, and in a host application serves it. Its machinery for
    parameters, bodies and dependencies costs a request that has none of them more than the rest.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **described: Any) -> None:
        super().__init__(path, endpoint, **described)
        answer = self._counted(endpoint)

        async def serve(scope: Scope, receive: Receive, send: Send) -> None:
            request = Request(scope, receive, send)
            try:
                response = await answer(request)
            except tuple(HANDLERS) as error:
                response = await answer_failure(request, error)
            await response(scope, receive, send)

        self.app = serve


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
        responses=problem_responses(401, 422, 503),
        redirect_slashes=False,
    )
