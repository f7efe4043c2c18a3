"""Uvicorn's configuration for a server with limits on its connections."""

from functools import partial
from typing import Any

import uvicorn

from orgbilling.edge.wire.connections import Connections
from orgbilling.edge.wire.limits import WireLimits
from orgbilling.edge.wire.metrics import wire_metrics
from orgbilling.edge.wire.protocol import LimitedProtocol


class WireConfig(uvicorn.Config):
    """As uvicorn's; a process that is given it counts its own connections."""

    def __init__(
        self, app: Any, limits: WireLimits, *, is_watched: bool = True, **options: Any
    ) -> None:
        """`is_watched`: its connections are the ones that metrics tell."""
        # An application without WebSockets has nobody to hand a connection to.
        super().__init__(app, loop="uvloop", http="httptools", ws="none", **options)
        self.limits = limits
        self._is_watched = is_watched

    def load(self) -> None:
        """Load the application, and make the count of connections."""
        super().load()
        connections = Connections(self.limits)
        if self._is_watched:
            wire_metrics.watch(connections.__len__)
        self.http_protocol_class = partial(LimitedProtocol, connections=connections)  # type: ignore[assignment]
