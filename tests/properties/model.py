"""The ledger in plain Python numbers, written from its description and not from its SQL.

Letters are the ledger's: A allocated, U used in this period, H held, T target, D still owed by the
pool, L used in earlier periods, n period number, C ever used; R = A - U - H is free, S = A + D - T
lies above the target. A verb that is refused raises `Refused` and the caller restores the state.
"""

from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from tests.properties.calendar_model import boundary, last_index, local_date, midnight

ZERO = Decimal(0)
NEVER = datetime.max.replace(tzinfo=UTC)
REFUND_LOT = timedelta(days=30)


class Refused(Exception):
    """The verb is refused with this SQLSTATE."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


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
    lot_id: UUID | None = None
    used: Decimal = ZERO
    restored: Decimal = ZERO
    out: Decimal = ZERO

    @property
    def left(self) -> Decimal:
        return self.amount - self.used + self.restored - self.out

    @property
    def burns_first(self) -> tuple[bool, datetime, bool, UUID]:
        assert self.lot_id is not None
        never = self.expires_at is None
        return never, self.expires_at or NEVER, self.paid, self.lot_id


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


@dataclass
class Ledger:
    """One organization."""

    zone: str
    now: datetime
    available: Decimal = ZERO
    is_open: bool = True
    is_subscribed: bool = True
    members: dict[str, Member] = field(default_factory=dict)
    holds: dict[UUID, Hold] = field(default_factory=dict)
    usages: dict[UUID, Usage] = field(default_factory=dict)
    lots: list[Lot] = field(default_factory=list)
    draws: list[Draw] = field(default_factory=list)
    settled_use: Decimal = ZERO
    uncollected: Decimal = ZERO
    refresh_amount: Decimal = ZERO
    refresh_anchor: date | None = None
    refresh_next: date | None = None

    @property
    def allocated(self) -> Decimal:
        return sum((m.A for m in self.members.values()), ZERO)

    @property
    def inflow_less_outflow(self) -> Decimal:
        return sum((lot.amount - lot.out for lot in self.lots), ZERO)

    @property
    def charged(self) -> Decimal:
        """What usage took, less what was given back of it."""
        return sum((usage.charged - usage.refunded for usage in self.usages.values()), ZERO)

    def copy(self) -> "Ledger":
        return deepcopy(self)

    def restore(self, saved: "Ledger") -> None:
        vars(self).update(vars(saved))

    def lot(self, lot_id: UUID) -> Lot:
        return next(lot for lot in self.lots if lot.lot_id == lot_id)

    def due(self, day: date | None) -> bool:
        return day is not None and midnight(day, self.zone) <= self.now

    def today(self) -> date:
        return local_date(self.now, self.zone)

    # What comes in, and which lot pays for what was used.

    def settle_lots(self) -> None:
        use = sum((m.C for m in self.members.values()), ZERO)
        rest = use - self.settled_use
        for lot in sorted(self.lots, key=lambda lot: lot.burns_first) if rest else []:
            part = min(lot.left, rest)
            if part:
                self.draws.append(Draw(lot, part))
            lot.used += part
            rest -= part
        assert rest == 0
        self.settled_use = use

    def open_lot(
        self, source: str, amount: Decimal, paid: bool = False, expires_at: datetime | None = None
    ) -> None:
        self.settle_lots_once()
        self.lots.append(Lot(source, amount, paid, expires_at))

    def settle_lots_once(self) -> None:
        """A lot that has no id yet was opened in this very step, and use was settled before it."""
        if all(lot.lot_id for lot in self.lots):
            self.settle_lots()

    def give_back(self, x: Decimal) -> None:
        """Credits go back to the lots they were drawn from, the last draw first."""
        self.settle_lots_once()
        expired = ZERO
        for draw in reversed(self.draws):
            part = min(draw.credits - draw.restored, x)
            draw.restored += part
            draw.lot.restored += part
            if (draw.lot.expires_at or NEVER) <= self.now:
                draw.lot.out += part
                expired += part
            x -= part
        assert x == 0
        if expired:
            self.open_lot("refund", expired, expires_at=self.now + REFUND_LOT)

    def add(self, amount: Decimal, paid: bool, expires_at: datetime | None = None) -> None:
        source = "purchase" if paid else "grant"
        self.open_lot(source, amount, paid, expires_at)
        self.available += amount
        for member in self.by_user():
            self.top_up(member)

    def refund_pool(self, lot: Lot, amount: Decimal) -> None:
        self.settle_lots()
        if amount > min(self.available, lot.left):
            raise Refused("OB006")
        lot.out += amount
        self.available -= amount

    # The calendar.

    def by_user(self, users: set[str] | None = None) -> list[Member]:
        return [
            self.members[user] for user in sorted(self.members) if users is None or user in users
        ]

    def expired(self, member: Member) -> list[Hold]:
        return sorted(
            (
                hold
                for hold in self.holds.values()
                if hold.user == member.user
                and hold.status == "open"
                and hold.expires_at <= self.now
            ),
            key=lambda hold: hold.hold_id,
        )

    def back(self, member: Member) -> None:
        if member.R > 0 and member.S > 0:
            x = min(member.R, member.S)
            member.A -= x
            self.available += x

    def top_up(self, member: Member) -> None:
        g = min(member.D, self.available)
        member.A += g
        member.D -= g
        self.available -= g

    def expire(self, hold: Hold) -> None:
        hold.status = "expired"
        self.members[hold.user].H -= hold.credits

    def reset(self, member: Member) -> None:
        assert member.anchor is not None
        assert member.next is not None
        today = max(self.today(), member.next)
        index = last_index(member.anchor, member.period, today)
        member.last = boundary(member.anchor, member.period, index)
        member.next = boundary(member.anchor, member.period, index + 1)
        member.roll()
        member.D = max(member.T - member.A, ZERO)

    def refresh(self) -> None:
        if not self.due(self.refresh_next):
            return
        assert self.refresh_anchor is not None
        assert self.refresh_next is not None
        index = last_index(self.refresh_anchor, "monthly", self.refresh_next)
        last = last_index(self.refresh_anchor, "monthly", self.today())
        for _ in range(index, last + 1):
            if self.is_open and self.is_subscribed and self.refresh_amount > 0:
                self.open_lot("refresh", self.refresh_amount)
                self.available += self.refresh_amount
        self.refresh_next = boundary(self.refresh_anchor, "monthly", last + 1)

    def settle(self, users: set[str] | None = None, sweep: bool = True) -> None:
        """What is due: the refresh, then resets and what they return, then what is owed."""
        self.refresh()
        members = self.by_user(users)
        for member in members:
            if sweep:
                for hold in self.expired(member):
                    self.expire(hold)
            if self.due(member.next):
                self.reset(member)
            self.back(member)
        for member in members:
            self.top_up(member)

    # The admin's verbs.

    def open(self, user: str) -> Member:
        member = self.members.setdefault(user, Member(user))
        self.settle({user})
        return member

    def set_period(self, member: Member, period: str | None) -> None:
        wanted = period or member.period
        unchanged = member.anchor is not None and wanted == member.period
        if not member.active or (unchanged and (member.next is not None or wanted == "never")):
            return
        member.period = wanted
        member.anchor = max(self.today(), member.last or date.min)
        member.next = None if wanted == "never" else boundary(member.anchor, wanted, 1)

    def allocate(self, user: str, x: Decimal, period: str | None) -> None:
        self.raise_target(self.open(user), x, period)

    def raise_target(self, member: Member, x: Decimal, period: str | None) -> None:
        if not member.active:
            member.roll()
            member.active = True
        d = max(ZERO, x - member.S)
        if d > self.available:
            raise Refused("OB006")
        member.T += x
        member.A += d
        self.available -= d
        self.set_period(member, period)

    def lower_target(self, member: Member, x: Decimal) -> None:
        x = min(x, member.T)
        member.T -= x
        member.D -= min(member.D, x)
        self.back(member)

    def set_to(self, user: str, x: Decimal, period: str | None) -> None:
        member = self.open(user)
        if x > member.T or (x > 0 and not member.active):
            self.raise_target(member, x - member.T, period)
        else:
            self.lower_target(member, member.T - x)
        self.set_period(member, period)

    def reclaim(self, user: str, x: Decimal) -> None:
        if user not in self.members:
            raise Refused("OB005")
        member = self.open(user)
        if x > member.R:
            raise Refused("OB007")
        member.A -= x
        member.T -= x
        self.available += x

    def close(self, user: str) -> None:
        if user not in self.members:
            self.refresh()
            return
        member = self.open(user)
        if member.active:
            member.T = member.D = ZERO
            self.back(member)
            member.active = False
            member.next = None

    def refund_usage(self, usage_id: UUID, x: Decimal) -> None:
        usage = self.usages[usage_id]
        member = self.open(usage.user)
        if x > usage.charged - usage.refunded:
            raise Refused("OB013")
        self.give_back(x)
        usage.refunded += x
        if member.active and member.n == usage.period:
            member.U -= x
            self.back(member)
        else:
            self.available += x
            for owed in self.by_user():
                self.top_up(owed)

    def configure_refresh(self, amount: Decimal) -> None:
        self.settle()
        self.refresh_amount = amount
        if self.refresh_anchor is None:
            self.refresh_anchor = self.today()
            self.refresh_next = boundary(self.refresh_anchor, "monthly", 1)

    def move(self, zone: str) -> None:
        """Another time zone: what is due is settled, dates stay."""
        if zone != self.zone:
            self.settle()
            self.zone = zone


def later(now: datetime, seconds: float) -> datetime:
    return now + timedelta(seconds=seconds)
