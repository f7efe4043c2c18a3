"""How long requests take, by method and route, as plain ASGI."""

from time import perf_counter
from typing import Final

from prometheus_client import REGISTRY, CollectorRegistry, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
# Fine below the floors of the fast calls, coarse above what nobody waits for.
_BUCKETS_S: Final = (
    0.001, 0.0025, 0.005, 0.01, 0.015, 0.02, 0.03, 0.05, 0.1, 0.2, 0.5, 1.0, 2.5, 5.0, 10.0,
)  # fmt: skip


class RequestMetrics:
    """The histogram of one process. Made once; a registry takes each name once."""

    def __init__(self, registry: CollectorRegistry = REGISTRY) -> None:
        self._histogram = Histogram(
            "http_request_duration_seconds",
            "Duration of HTTP requests by method, route template and status.",
            ["method", "route", "status"],
            buckets=_BUCKETS_S,
            registry=registry,
        )
        # Finding a child by its labels costs more than observing it.
        self._children: dict[tuple[str, str, int], Histogram] = {}

    def observe(self, method: str, route: str, status: int, duration_s: float) -> None:
        """Count one request."""
        key = (method if method in _METHODS else "OTHER", route, status)
        child = self._children.get(key)
        if child is None:
            child = self._children[key] = self._histogram.labels(key[0], route, str(status))
        child.observe(duration_s)


class MetricsMiddleware:
    """Measures every request; a route's template is its label, never the path."""

    def __init__(self, app: ASGIApp, metrics: RequestMetrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 500
        started_s = perf_counter()

        async def send_observed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_observed)
        finally:
            route = getattr(scope.get("route"), "path", "unmatched")
            duration_s = perf_counter() - started_s
            self._metrics.observe(scope["method"], route, status, duration_s)


request_metrics = RequestMetrics()
"""The one of this process."""
