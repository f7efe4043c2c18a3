"""Callers that ask one after another, and what they saw."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter

Call = Callable[[int], Awaitable[None]]
"""One request of one caller, by the caller's number."""


@dataclass(frozen=True)
class Sample:
    """One measurement: how many a second, and how long each took."""

    per_s: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    count: int


@dataclass
class Series:
    """The measurements of one way, a round each."""

    samples: list[Sample] = field(default_factory=list)

    @property
    def per_s(self) -> float:
        """The median of the rounds."""
        return median(sample.per_s for sample in self.samples)

    @property
    def p50_ms(self) -> float:
        """The median of the rounds' medians."""
        return median(sample.p50_ms for sample in self.samples)

    @property
    def p95_ms(self) -> float:
        """The median of the rounds' 95th percentiles."""
        return median(sample.p95_ms for sample in self.samples)


def quantile(values: Sequence[float], share: float) -> float:
    """Return the value below which `share` of `values` (sorted) lies."""
    return values[min(int(len(values) * share), len(values) - 1)] if values else 0.0


def sample_of(durations_s: list[float], elapsed_s: float) -> Sample:
    """Sum up the durations of the requests that were answered within `elapsed_s`."""
    durations_s.sort()
    return Sample(
        per_s=len(durations_s) / elapsed_s,
        p50_ms=1000 * quantile(durations_s, 0.5),
        p95_ms=1000 * quantile(durations_s, 0.95),
        p99_ms=1000 * quantile(durations_s, 0.99),
        count=len(durations_s),
    )


def ratio(numerator: Series, denominator: Series) -> float:
    """Return the median of the rounds' ratios: what disturbed a round disturbed both."""
    pairs = zip(numerator.samples, denominator.samples, strict=True)
    return median(above.per_s / below.per_s for above, below in pairs)


def counted(count: int, one: str, many: str = "") -> str:
    """Say how many there are, in words that fit."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


async def run_callers(callers: int, seconds: float, call: Call) -> Sample:
    """Let `callers` ask for `seconds`, each again as soon as it has its answer."""
    durations_s: list[float] = []
    began = perf_counter()
    until = began + seconds

    async def one(number: int) -> None:
        asked = perf_counter()
        while asked < until:
            await call(number)
            answered = perf_counter()
            durations_s.append(answered - asked)
            asked = answered

    await asyncio.gather(*(one(number) for number in range(callers)))
    return sample_of(durations_s, perf_counter() - began)


async def warm_and_measure(callers: int, warm_s: float, seconds: float, call: Call) -> Sample:
    """Measure after a while that does not count."""
    await run_callers(callers, warm_s, call)
    return await run_callers(callers, seconds, call)
