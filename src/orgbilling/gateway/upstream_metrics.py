"""How often upstreams answer and fail, for `/metrics`: an upstream has its place in the
file and its public label there, never its name, so that whoever draws them may show them."""

from typing import Final, Literal

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge

from orgbilling.gateway.upstreams import Upstream, Upstreams

Outcome = Literal["answered", "failed"]
_LABELS: Final = ["upstream", "label"]


class UpstreamMetrics:
    """The metrics of one process. Made once; a registry takes each name once."""

    def __init__(self, registry: CollectorRegistry = REGISTRY) -> None:
        self._calls = Counter(
            "gateway_upstream_calls_total",
            "Requests to upstreams, by place in the file, public label and outcome.",
            [*_LABELS, "outcome"],
            registry=registry,
        )
        self._ignored = Counter(
            "gateway_upstream_limit_ignored_total",
            "Answers that were longer than the limit that was sent.",
            _LABELS,
            registry=registry,
        )
        self._down = Gauge(
            "gateway_upstream_down",
            "1 while an upstream is asked last, with one model or all, because it failed.",
            _LABELS,
            registry=registry,
        )
        self._places: dict[str, tuple[str, str]] = {}
        # Finding a child by its labels costs more than counting.
        self._counters: dict[tuple[str, Outcome], Counter] = {}

    def watch(self, upstreams: Upstreams) -> None:
        """Number the upstreams as they stand in the file."""
        self._counters.clear()
        self._places = {
            upstream.known_as: (str(place), upstream.label or "")
            for place, upstream in enumerate(upstreams.upstreams, start=1)
        }
        for known_as in self._places:
            self.set_down(known_as, is_down=False)

    def count(self, upstream: Upstream, outcome: Outcome) -> None:
        """Count a request; those with an organization's own key are nobody else's business."""
        key = (upstream.known_as, outcome)
        counter = self._counters.get(key)
        if counter is None:
            place = self._places.get(upstream.known_as)
            if place is None:
                return
            counter = self._counters[key] = self._calls.labels(*place, outcome)
        counter.inc()

    def count_ignored(self, known_as: str) -> None:
        """Count an answer that was longer than the limit that was sent."""
        place = self._places.get(known_as)
        if place is not None:
            self._ignored.labels(*place).inc()

    def set_down(self, known_as: str, *, is_down: bool) -> None:
        """Say whether an upstream is asked last."""
        place = self._places.get(known_as)
        if place is not None:
            self._down.labels(*place).set(is_down)


upstream_metrics: Final = UpstreamMetrics()
"""Those of this process."""
