"""What a ledger is made of: holds, usages, lots, draws and members, in plain Python numbers."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

ZERO = Decimal(0)
NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass
class Hold:
    hold_id: UUID
    user: str
    credits: Decimal
    expires_at: datetime
    status: str = "open"
    captured: Decimal | None = None


@dataclass
class Usage:
    user: str
    charged: Decimal
    period: int
    refunded: Decimal = ZERO


@dataclass
class Lot:
    source: str
    amount: Decimal
    paid: bool
    expires_at: datetime | None
    number: int
    lot_id: UUID | None = None
    used: Decimal = ZERO
    restored: Decimal = ZERO
    out: Decimal = ZERO

    @property
    def left(self) -> Decimal:
        return self.amount - self.used + self.restored - self.out

    @property
    def burns_first(self) -> tuple[datetime, bool, int]:
        return self.expires_at or NEVER, self.paid, self.number


@dataclass
class Draw:
    """What one settlement took out of one lot."""

    lot: Lot
    credits: Decimal
    restored: Decimal = ZERO


@dataclass
class Member:
    user: str
    A: Decimal = ZERO
    U: Decimal = ZERO
    H: Decimal = ZERO
    T: Decimal = ZERO
    D: Decimal = ZERO
    L: Decimal = ZERO
    C: Decimal = ZERO
    n: int = 1
    active: bool = True
    period: str = "monthly"
    anchor: date | None = None
    last: date | None = None
    next: date | None = None

    @property
    def R(self) -> Decimal:  # noqa: N802
        return self.A - self.U - self.H

    @property
    def S(self) -> Decimal:  # noqa: N802
        return self.A + self.D - self.T

    def roll(self) -> None:
        """End the period: what was used leaves the allocation."""
        self.L += self.U
        self.A -= self.U
        self.U = ZERO
        self.n += 1
