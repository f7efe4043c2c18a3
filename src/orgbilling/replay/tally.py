"""What a replay counts."""

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass
class Tally:
    """Counts, credits and US dollars of everything that was acknowledged; latencies in seconds."""

    asked: int = 0
    free: int = 0
    """Requests that cost nothing, and therefore are not held."""
    held: int = 0
    captured: int = 0
    retries: int = 0
    replayed: int = 0
    """Acknowledged answers that were first given to an attempt whose answer was lost."""
    refused: Counter[str] = field(default_factory=Counter)
    """By what blocked."""
    failed: Counter[str] = field(default_factory=Counter)
    """By the answer's code."""
    held_credits: Decimal = Decimal(0)
    captured_credits: Decimal = Decimal(0)
    uncollected_credits: Decimal = Decimal(0)
    api_cost_usd: Decimal = Decimal(0)
    markup_usd: Decimal = Decimal(0)
    hold_latencies_s: list[float] = field(default_factory=list)
    capture_latencies_s: list[float] = field(default_factory=list)
    lag_max_s: float = 0.0
    """How late the latest request was sent, against the trace's own time."""
    duration_s: float = 0.0

    @property
    def calls(self) -> int:
        """Answered HTTP calls."""
        return len(self.hold_latencies_s) + len(self.capture_latencies_s)


def percentile(values: list[float], share: float) -> float:
    """Return the value that `share` (0-1) of the values do not exceed; 0 without any."""
    if not values:
        return 0.0
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
