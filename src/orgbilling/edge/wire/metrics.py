"""How many connections there are, and how many were ended without an answer of the application."""

from collections.abc import Callable
from typing import Final

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge


class WireMetrics:
    """The metrics of one process. Made once; a registry takes each name once."""

    def __init__(self, registry: CollectorRegistry = REGISTRY) -> None:
        self._open = Gauge("http_connections", "Connections that are open.", registry=registry)
        self._ended = Counter(
            "http_connections_ended_total",
            "Connections that the server ended for what the client did or left undone, by code.",
            ["code"],
            registry=registry,
        )

    def watch(self, count_open: Callable[[], int]) -> None:
        """Ask `count_open` how many connections there are, whenever that is asked for."""
        self._open.set_function(count_open)

    def count_ended(self, code: str) -> None:
        """Count a connection that was ended; `code` is one of a few of ours."""
        self._ended.labels(code).inc()


wire_metrics: Final = WireMetrics()
"""Those of this process."""
