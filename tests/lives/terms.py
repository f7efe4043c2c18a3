"""Subscriptions, their terms and the rows of these, invoices, and what a month brings."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from tests.lives.dates import Mark, midnight, months_after
from tests.lives.lots import Lot
from tests.lives.standings import Standing

ZERO = Decimal(0)
CENT = Decimal("0.01")
SMALLEST = Decimal("0.000001")
MICROSECOND = timedelta(microseconds=1)


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


def rounded_down(credits: Decimal) -> Decimal:
    return credits.quantize(SMALLEST, ROUND_DOWN)


@dataclass
class Invoice:
    """`price` is before anything comes off, `amount` what is asked for."""

    kind: str
    price: Decimal
    amount: Decimal
    made_at: datetime
    ends_at: datetime
    status: str
    subscription: "Subscription"
    term: "Term"

    @property
    def is_open(self) -> bool:
        return self.status in ("pending", "failed")

    def looks_like(self, other: "Invoice") -> bool:
        return (self.kind, self.made_at, self.amount) == (other.kind, other.made_at, other.amount)


@dataclass
class Row:
    """A part of a term in which plan and price were the same."""

    plan: str
    cycle: str
    price: Decimal
    included: Decimal
    start: datetime
    end: datetime | None = None


@dataclass
class Item:
    """A month, or the difference of an upgrade: credits that come once, or never."""

    kind: str
    term: "Term"
    invoice: Invoice
    start: datetime
    day: date
    credits: Decimal
    index: int = 1
    state: str = "due"
    brought_at: datetime | None = None
    lot: Lot | None = None
    reversed: bool = False
    unrecovered: Decimal = ZERO

    @property
    def is_dead(self) -> bool:
        """Its invoice is void, or it was taken back alone: it never comes any more."""
        return self.reversed or self.invoice.status == "void"

    @property
    def is_paid(self) -> bool:
        """Every invoice of the term that was made by then is paid, and one of them had a price."""
        asked = [
            invoice
            for invoice in self.term.invoices
            if invoice.made_at <= self.start and invoice.status != "void"
        ]
        return all(invoice.status == "paid" for invoice in asked) and any(
            invoice.price > 0 for invoice in asked
        )


@dataclass
class Term:
    """What one billing cycle bought; `base` and `last` count months from the anchor date.

    `day` is the date of its start, from which its own months are counted.
    """

    subscription: "Subscription"
    start: datetime
    day: date
    anchor: date
    base: int
    last: int
    planned_end: Mark
    is_trial: bool = False
    invoices: list[Invoice] = field(default_factory=list)
    months: list[Item] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    end: datetime | None = None

    @property
    def row(self) -> Row:
        return self.rows[-1]

    @property
    def invoice(self) -> Invoice:
        """The invoice of the period: one a term but a trial's."""
        return next(invoice for invoice in self.invoices if invoice.kind == "period")

    def next_month(self, zone: str) -> Mark | None:
        """The next month's start, if it comes before the term's planned end."""
        if self.is_trial or len(self.months) >= self.last - self.base:
            return None
        mark = Mark.of(months_after(self.day, len(self.months)), zone)
        return mark if mark.instant < self.planned_end.instant else None

    def month_ends(self, month: Item) -> date:
        end = self.planned_end.day
        assert end is not None
        if month.index == self.last - self.base:
            return end
        return min(end, months_after(self.day, month.index))

    def days(self, today: date) -> tuple[int, int]:
        """Days left of the running month, and its days."""
        month = self.months[-1]
        end = self.month_ends(month)
        days = max((end - month.day).days, 1)
        # A move to the west may put today before the month's first date.
        return min(max((end - today).days, 0), days), days

    def left_of(self, amount: Decimal, now: datetime) -> Decimal:
        """The share of an amount that falls on the seconds left of the term, not rounded."""
        end = self.planned_end.instant
        left, whole = (end - now) // MICROSECOND, (end - self.start) // MICROSECOND
        return amount * left / whole

    def stop(self, instant: datetime) -> None:
        self.end = instant
        self.stop_row(instant)

    def stop_row(self, instant: datetime) -> None:
        if self.row.end is None:
            self.row.end = instant


@dataclass
class Subscription:
    """One subscription from its creation to its end."""

    standing: Standing
    terms: list[Term] = field(default_factory=list)
    invoices: list[Invoice] = field(default_factory=list)
    waiting: tuple[str, str] | None = None
    cancels: bool = False

    @property
    def term(self) -> Term:
        return self.terms[-1]

    @property
    def is_live(self) -> bool:
        return self.standing.name != "ended"

    @property
    def is_paused(self) -> bool:
        return self.standing.name == "paused"

    @property
    def owes(self) -> bool:
        return any(invoice.is_open for invoice in self.invoices)

    def boundaries(self, zone: str) -> list[datetime]:
        """Instants at which something of this subscription is due."""
        found = [self.standing.ends_at]
        if not self.is_paused or self.cancels:
            found.append(self.term.planned_end.instant)
        month = self.term.next_month(zone)
        found.append(month.instant if month else None)
        return [instant for instant in found if instant is not None]


def new_end(anchor: date, last: int, zone: str) -> Mark:
    day = months_after(anchor, last)
    return Mark(midnight(day, zone), day)
