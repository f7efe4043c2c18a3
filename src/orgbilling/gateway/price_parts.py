"""What a version of a price says beside its columns, and which of it holds for a call.

    {"rates": {"image_input": "8"},
     "fees": {"web_search": "0.01", "second": {"usd": "0.36", "per": 3600}},
     "tiers": [{"above_tokens": 200000, "rates": {"input": "2.5", "output": "15"}}],
     "windows": [{"begins": "01:00", "ends": "04:00", "rates": {"input": "0.3", "output": "1.2"}}],
     "service_tiers": {"flex": [{"rates": {"input": "0.6", "output": "5"}}]}}

Rates are US dollars per million tokens, fees US dollars each. Amounts are texts, so that no reader
makes floats of them.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final, Literal, TypeAlias

from orgbilling.pricing import EXACT, cost_of_tokens, cost_of_units

Part: TypeAlias = Literal[
    "input",
    "cached_input",
    "cache_write",
    "cache_write_1h",
    "audio_input",
    "cached_audio_input",
    "image_input",
    "cached_image_input",
    "video_input",
    "output",
    "audio_output",
    "image_output",
    "video_output",
    "reasoning",
    "citation",
]
# What a part costs as where it has no price of its own: the first of these that has one.
_AS: Final[Mapping[str, tuple[str, ...]]] = {
    "cached_input": ("input",),
    "cache_write": ("input",),
    "cache_write_1h": ("cache_write", "input"),
    "audio_input": ("input",),
    "cached_audio_input": ("audio_input", "cached_input", "input"),
    "image_input": ("input",),
    "cached_image_input": ("image_input", "cached_input", "input"),
    "video_input": ("input",),
    "audio_output": ("output",),
    "image_output": ("output",),
    "video_output": ("output",),
    "reasoning": ("output",),
    "citation": ("output",),
}
_FEES_AS: Final[Mapping[str, str]] = {"annotated_page": "page"}
_OF_TEXT: Final = ("input", "cached_input", "cache_write", "cache_write_1h")
# Whoever does not say what of its input was audio or an image charges it as text.
INPUT_KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "text": _OF_TEXT,
    "audio": (*_OF_TEXT, "audio_input", "cached_audio_input"),
    "image": (*_OF_TEXT, "image_input", "cached_image_input", "video_input"),
}
"""What an input token of a kind may be charged as."""
OUTPUT_PARTS: Final = (
    "output",
    "audio_output",
    "image_output",
    "video_output",
    "reasoning",
    "citation",
)
STANDARD: Final = "default"
"""The service tier whose prices are those of the version itself."""
REQUEST: Final = "request"
"""The fee that every charged call costs once."""
SECOND: Final = "second"
"""The fee of a second of sound."""
_SOON: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Fee:
    """What units that are no tokens cost: `usd` for `per` of them, at least for `least` where
    there are any."""

    usd: Decimal
    per: int = 1
    least: int = 0

    def of(self, count: int) -> tuple[int, Decimal, int]:
        """Return so many as `cost_of_units` takes them."""
        return (max(count, self.least) if count > 0 else 0, self.usd, self.per)


@dataclass(frozen=True, slots=True)
class Table:
    """The prices of one condition. A tier holds for the whole call, once its input has more tokens
    than the tier begins at: so do OpenAI, Anthropic, Google and xAI, and so counts genai-prices."""

    rates: Mapping[str, Decimal]
    tiers: tuple[tuple[int, Mapping[str, Decimal]], ...] = ()
    fees: Mapping[str, Fee] = field(default_factory=dict)
    _found: dict[Any, Any] = field(default_factory=dict, init=False, compare=False, repr=False)

    def has(self, part: str) -> bool:
        """Whether a part has a price of its own."""
        return part in self.rates or any(part in rates for _, rates in self.tiers)

    def rate(self, part: str, input_tokens: int) -> Decimal:
        """Return what a million tokens of a part cost in a call with so many input tokens."""
        steps = self._steps(part)
        return next(usd for above, usd in reversed(steps) if input_tokens > above or above < 0)

    def dearest(self, parts: tuple[str, ...], input_tokens: int) -> Decimal:
        """Return the dearest rate of any part in a call with at most so many input tokens."""
        steps: list[tuple[int, Decimal]] | None = self._found.get(parts)
        if steps is None:
            steps = [step for part in parts for step in self._steps(part)]
            self._found[parts] = steps
        return max(usd for above, usd in steps if input_tokens > above or above < 0)

    def over(self, other: "Table") -> "Table":
        """Return these prices, and those of `other` for what is not named here."""
        if not other.tiers and not self.tiers:
            return Table({**other.rates, **self.rates}, (), {**other.fees, **self.fees})
        kept = [
            (above, {part: usd for part, usd in rates.items() if not self.has(part)})
            for above, rates in other.tiers
        ]
        tiers = tuple(sorted([*kept, *self.tiers], key=lambda tier: tier[0]))
        return Table({**other.rates, **self.rates}, tiers, {**other.fees, **self.fees})

    def cost(
        self, counts: Iterable[tuple[str, int]], input_tokens: int, fees: Mapping[str, int]
    ) -> Decimal:
        """Return what tokens by part, and units by fee, cost in US dollars, unrounded."""
        tokens = cost_of_tokens(
            (count, self.rate(part, input_tokens)) for part, count in counts if count
        )
        return EXACT.add(tokens, self.cost_of_fees(fees))

    def fee_of(self, name: str) -> str | None:
        """Return as which fee something is charged that was counted; None where it has no price."""
        return next((fee for fee in (name, _FEES_AS.get(name)) if fee in self.fees), None)

    def cost_of_fees(self, fees: Mapping[str, int]) -> Decimal:
        """Return what units cost, the fee of the request among them."""
        if not self.fees:
            return Decimal(0)
        counts: dict[str, int] = {REQUEST: 1}
        for name, count in fees.items():
            if (priced := self.fee_of(name)) is not None:
                counts[priced] = counts.get(priced, 0) + count
        return cost_of_units(fee.of(counts.get(name, 0)) for name, fee in self.fees.items())

    def amounts(self) -> Iterator[Decimal]:
        """Return every price that is in it."""
        yield from self.rates.values()
        for _, rates in self.tiers:
            yield from rates.values()
        yield from (fee.usd for fee in self.fees.values())

    def _steps(self, part: str) -> list[tuple[int, Decimal]]:
        """Return a part's prices, each with the input above which it holds, the base with -1."""
        steps: list[tuple[int, Decimal]] | None = self._found.get(part)
        if steps is None:
            own = [(-1, self.rates[part])] if part in self.rates else []
            own += [(above, rates[part]) for above, rates in self.tiers if part in rates]
            below = [] if part in self.rates else self._steps(next(filter(self.has, _AS[part])))
            # A part that only a tier names costs as its whole up to there.
            steps = [step for step in below if not own or step[0] < own[0][0]] + own
            self._found[part] = steps
        return steps


@dataclass(frozen=True, slots=True)
class Window:
    """Prices that hold from a date on, at hours of the day, on days of the week (Monday is 1), all
    in UTC. Hours may go past midnight; the end is not in them."""

    table: Table
    since: date | None = None
    begins: time | None = None
    ends: time | None = None
    days: frozenset[int] = frozenset()

    def holds(self, at: datetime) -> bool:
        """Whether its prices hold at a moment."""
        at = at.astimezone(UTC)
        if self.since is not None and at.date() < self.since:
            return False
        if self.days and at.isoweekday() not in self.days:
            return False
        if self.begins is None or self.ends is None:
            return True
        now = at.time()
        if self.ends < self.begins:
            return now >= self.begins or now < self.ends
        return self.begins <= now < self.ends

    @property
    def is_whole(self) -> bool:
        """Whether it holds at every hour of every day, once it has begun."""
        return self.begins is None and not self.days

    def may_hold(self, at: datetime | None) -> bool:
        """Whether its prices may hold before a call of this moment ends; None: of any moment."""
        if at is None or self.since is None:
            return True
        return (at.astimezone(UTC) + _SOON).date() >= self.since


@dataclass(frozen=True, slots=True)
class PriceParts:
    """All prices of a version: `table` holds where no window does. The last window that holds
    replaces it as a whole; a service tier replaces what it names of either."""

    table: Table
    windows: tuple[Window, ...] = ()
    service_tiers: Mapping[str, tuple[Window, ...]] = field(default_factory=dict)

    def at(self, at: datetime, service_tier: str) -> Table:
        """Return the prices of a moment. A service tier that has none of its own costs as the
        standard one."""
        table = _last(self.windows, at) or self.table
        own = _last(self.service_tiers.get(service_tier, ()), at)
        return table if own is None else own.over(table)

    def possible(self, at: datetime | None, service_tiers: Collection[str]) -> list[Table]:
        """Return every table that may hold for a call that begins at this moment; None: at any."""
        tables = _possible(self.windows, at, self.table)
        found: list[Table] = []
        for name in service_tiers:
            own = _possible(self.service_tiers.get(name, ()), at, None)
            found += [table if o is None else o.over(table) for table in tables for o in own]
        return found

    def everything(self) -> Iterator[Decimal]:
        """Return every price that is in it."""
        yield from self.table.amounts()
        for window in (*self.windows, *(w for ws in self.service_tiers.values() for w in ws)):
            yield from window.table.amounts()


def _last(windows: tuple[Window, ...], at: datetime) -> Table | None:
    return next((w.table for w in reversed(windows) if w.holds(at)), None)


def _possible(windows: tuple[Window, ...], at: datetime | None, otherwise: Any) -> list[Any]:
    found: list[Any] = []
    for window in reversed(windows):
        if window.may_hold(at):
            found.append(window.table)
        if at is not None and window.is_whole and window.holds(at):
            # It has begun for good: nothing before it comes into force any more.
            return found
    return [*found, otherwise]


def parts_of(columns: Mapping[str, Decimal], text: str | None) -> PriceParts:
    """Read a version's rates (by part, those that have a price), and the JSON of its `parts`.

    Raises:
        ValueError: it is no JSON; what else it says wrongly, `are_price_parts_sound` does not keep.
    """
    if text is None:
        return PriceParts(Table(columns))
    document = json.loads(text)
    return PriceParts(
        table=_table(document, columns),
        windows=tuple(_window(window) for window in document.get("windows", ())),
        service_tiers={
            name: tuple(_window(window) for window in windows)
            for name, windows in document.get("service_tiers", {}).items()
        },
    )


def _table(document: Mapping[str, Any], columns: Mapping[str, Decimal]) -> Table:
    tiers = [(tier["above_tokens"], _rates(tier["rates"])) for tier in document.get("tiers", ())]
    return Table(
        rates={**columns, **_rates(document.get("rates", {}))},
        tiers=tuple(sorted(tiers, key=lambda tier: tier[0])),
        fees={name: _fee(fee) for name, fee in document.get("fees", {}).items()},
    )


def _rates(document: Mapping[str, str]) -> dict[str, Decimal]:
    return {part: Decimal(usd) for part, usd in document.items()}


def _fee(document: Any) -> Fee:
    if isinstance(document, str):
        return Fee(Decimal(document))
    return Fee(Decimal(document["usd"]), document.get("per", 1), document.get("least", 0))


def _window(document: Mapping[str, Any]) -> Window:
    since, begins, ends = (document.get(name) for name in ("since", "begins", "ends"))
    return Window(
        table=_table(document, {}),
        since=None if since is None else date.fromisoformat(since),
        begins=None if begins is None else time.fromisoformat(begins),
        ends=None if ends is None else time.fromisoformat(ends),
        days=frozenset(document.get("days", ())),
    )
