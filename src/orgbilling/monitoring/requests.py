"""How long requests take, by method and route, as plain ASGI."""

from http import HTTPStatus
from time import perf_counter
from typing import Final

from prometheus_client import REGISTRY, CollectorRegistry, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_UNMATCHED: Final = "unmatched"
# Fine below the floors of the fast calls, coarse above what nobody waits for.
_BUCKETS_S: Final = (
    0.001, 0.0025, 0.005, 0.01, 0.015, 0.02, 0.03, 0.05, 0.1, 0.2, 0.5, 1.0, 2.5, 5.0, 10.0,
)  # fmt: skip


_SERIES_MAX: Final = 600
_OTHER_ROUTE: Final = "other"
"""What stands for a route once there are so many series: which there are is decided by callers."""


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
        """Count one request. Of those whom nobody knows it is not told where they asked."""
        key = (method if method in _METHODS else "OTHER", route, status)
        child = self._children.get(key)
        if child is None:
            child = self._children[key] = self._child(*key)
        child.observe(duration_s)

    def _child(self, method: str, route: str, status: int) -> Histogram:
        if status == HTTPStatus.UNAUTHORIZED:
            route = _UNMATCHED
        elif len(self._children) >= _SERIES_MAX:
            route, status = _OTHER_ROUTE, 100 * (status // 100)
        return self._histogram.labels(method, route, str(status))


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
            route = getattr(scope.get("route"), "path", _UNMATCHED)
            duration_s = perf_counter() - started_s
            self._metrics.observe(scope["method"], route, status, duration_s)


request_metrics = RequestMetrics()
"""The one of this process."""
