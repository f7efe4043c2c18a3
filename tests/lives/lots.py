"""Lots: an inflow is one, use is settled onto them, and a refund goes back where it was drawn."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal

ZERO = Decimal(0)
NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass
class Lot:
    """`used` is gross and never falls; `taken_back` says that its month or invoice was undone."""

    number: int
    source: str
    amount: Decimal
    opened_at: datetime
    use_at_opening: Decimal
    expires_at: datetime | None = None
    used: Decimal = ZERO
    restored: Decimal = ZERO
    out: Decimal = ZERO
    taken_back: bool = False

    @property
    def left(self) -> Decimal:
        return self.amount - self.used + self.restored - self.out

    @property
    def burns_first(self) -> tuple[datetime, bool, int]:
        """Earliest expiry, then free before bought, then oldest."""
        return self.expires_at or NEVER, self.source == "purchase", self.number


@dataclass
class Draw:
    """What one settlement drew from one lot."""

    lot: Lot
    credits: Decimal
    restored: Decimal = ZERO


@dataclass
class Lots:
    """All lots of one organization."""

    lots: list[Lot] = field(default_factory=list)
    draws: list[Draw] = field(default_factory=list)
    settled: Decimal = ZERO

    def settle(self, use: Decimal) -> None:
        """Draw what was used since the last settlement; `use` is all that was ever used."""
        rest = use - self.settled
        for lot in sorted(self.lots, key=lambda lot: lot.burns_first) if rest else []:
            part = min(lot.left, rest)
            if part > 0:
                lot.used += part
                rest -= part
                self.draws.append(Draw(lot, part))
        assert rest == 0, "more was used than ever came in"
        self.settled = use

    def open(
        self, source: str, amount: Decimal, now: datetime, expires_at: datetime | None = None
    ) -> Lot:
        """Open a lot; use up to now was settled before."""
        lot = Lot(len(self.lots) + 1, source, amount, now, self.settled, expires_at)
        self.lots.append(lot)
        return lot

    def walk_back(self, credits: Decimal) -> list[tuple[Lot, Decimal]]:
        """Undo draws, the last first; returns the lots and what each gets."""
        found: list[tuple[Lot, Decimal]] = []
        for draw in reversed(self.draws):
            part = min(credits, draw.credits - draw.restored)
            if part > 0:
                draw.restored += part
                credits -= part
                found.append((draw.lot, part))
        assert credits == 0, "more was given back than was ever drawn"
        return found
