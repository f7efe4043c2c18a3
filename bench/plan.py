"""How long everything is measured: the whole run, a quick one (`BENCH_QUICK=1`), or one that is
quick and warm, by which versions are compared (`BENCH_QUICK=versions`)."""

import os
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Plan:
    """Sizes and times of one run."""

    is_quick: bool = False
    callers: tuple[int, ...] = (1, 10, 100)
    members: int = 1000
    """Members of the hot organization; its callers hit different ones."""
    organizations: int = 1000
    """Organizations that the spread load goes to, with one member each."""

    rounds: int = 3
    """Each round measures every way once, one right after the other."""
    measured_s: float = 1.2
    warm_s: float = 0.2
    probe_s: float = 1.0

    http_processes: tuple[int, ...] = (1, 2)
    http_measured_s: float = 1.0

    read_organizations: tuple[int, ...] = (45, 10_000)
    read_members: int = 1000
    """Members of the organization whose screens are measured; 100 of them hold allocations."""
    read_days: int = 45
    read_usage_rows: int = 80_000
    """Usage rows of that organization at first; measured again with ten times as many."""
    read_requests: int = 60
    """Requests of each kind, one after another."""
    read_warm_requests: int = 10


def plan_of_environment() -> Plan:
    """Return the plan that `BENCH_QUICK` chooses."""
    asked = os.environ.get("BENCH_QUICK", "")
    if asked in ("", "0"):
        return Plan()
    if asked == "versions":
        # Small worlds, but warm: a connection's first use of each function is no matter of speed.
        return replace(
            _quick(),
            warm_s=0.2,
            measured_s=0.6,
            read_organizations=(300,),
            read_warm_requests=60,
            read_requests=40,
        )
    return _quick()


def _quick() -> Plan:
    return Plan(
        is_quick=True,
        rounds=2,
        measured_s=0.35,
        warm_s=0.05,
        probe_s=0.15,
        http_processes=(1,),
        http_measured_s=0.3,
        read_organizations=(45, 300),
        read_usage_rows=8000,
        read_requests=12,
        read_warm_requests=3,
    )
