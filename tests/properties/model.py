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
from tests.properties.parts import Draw, Hold, Lot, Member, Usage

ZERO = Decimal(0)
EVER = datetime.min.replace(tzinfo=UTC)
NEVER = datetime.max.replace(tzinfo=UTC)
REFUND_LOT = timedelta(days=30)


class Refused(Exception):
    """The verb is refused with this SQLSTATE."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


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
    grant: Decimal = ZERO
    grant_anchor: date | None = None
    grant_next: date | None = None
    moved_at: datetime = EVER

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
        self.settle_lots()
        self.lots.append(Lot(source, amount, paid, expires_at, len(self.lots) + 1))

    def give_back(self, x: Decimal) -> None:
        """Credits go back to the lots they were drawn from, the last draw first."""
        self.settle_lots()
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
        self.settle()
        source = "purchase" if paid else "grant"
        self.open_lot(source, amount, paid, expires_at)
        self.available += amount
        self.distribute()

    def refund_pool(self, lot: Lot, amount: Decimal) -> None:
        self.settle()
        self.settle_lots()
        if amount > min(self.available, lot.left):
            raise Refused("OB006")
        lot.out += amount
        self.available -= amount

    # The calendar.

    def by_user(self) -> list[Member]:
        return [self.members[user] for user in sorted(self.members)]

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
        """The first of the resets that were missed; it ends the period if it changes anything."""
        assert member.anchor is not None
        assert member.next is not None
        index = last_index(member.anchor, member.period, max(self.today(), member.next))
        member.last = boundary(member.anchor, member.period, index)
        member.next = boundary(member.anchor, member.period, index + 1)
        before = member.U, member.D, self.available
        member.L += member.U
        member.A -= member.U
        member.U = ZERO
        member.D = max(member.T - member.A, ZERO)
        self.back(member)
        if before != (ZERO, member.D, self.available):
            member.n += 1

    def pass_own_grant(self) -> None:
        assert self.grant_anchor is not None
        assert self.grant_next is not None
        if self.is_open and self.is_subscribed:
            self.open_lot("refresh", self.grant)
            self.available += self.grant
        index = last_index(self.grant_anchor, "monthly", self.grant_next)
        self.grant_next = boundary(self.grant_anchor, "monthly", index + 1)

    def next_boundary(self) -> datetime | None:
        days = [self.grant_next, *(member.next for member in self.members.values())]
        return min((midnight(day, self.zone) for day in days if day), default=None)

    def settle(self) -> None:
        """Pass every boundary up to now, in the order of their instants.

        At each the own grant comes if members may spend, then all resets roll and give back, then
        there is one draw for all who are owed, by user id.
        """
        while (at := self.next_boundary()) and at <= self.now:
            # What a move of the zone put into the past happens at the move.
            at = max(at, self.moved_at)
            if self.grant_next and midnight(self.grant_next, self.zone) <= at:
                self.pass_own_grant()
            for member in self.by_user():
                if member.next and midnight(member.next, self.zone) <= at:
                    self.reset(member)
            self.distribute()

    def distribute(self) -> None:
        for member in self.by_user():
            self.top_up(member)

    def sweep(self) -> None:
        """Expired holds go back; what lies above a target waits in the pool for the next event."""
        for member in self.by_user():
            for hold in self.expired(member):
                self.expire(hold)
            self.back(member)

    def settle_due(self) -> None:
        """What the worker does."""
        self.settle()
        self.sweep()

    # The admin's verbs.

    def open(self, user: str) -> Member:
        self.settle()
        return self.members.setdefault(user, Member(user))

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
            before = self.available
            self.lower_target(member, member.T - x)
            if self.available > before:
                self.distribute()
        self.set_period(member, period)

    def reclaim(self, user: str, x: Decimal) -> None:
        if user not in self.members:
            raise Refused("OB005")
        member = self.open(user)
        if x > member.R:
            raise Refused("OB007")
        self.take(member, x)
        self.distribute()

    def take(self, member: Member, x: Decimal) -> None:
        member.A -= x
        member.T -= x
        self.available += x

    def transfer(self, giver: str, receiver: str, x: Decimal) -> None:
        if giver == receiver:
            raise Refused("OB001")
        if giver not in self.members:
            raise Refused("OB005")
        member = self.open(giver)
        if x > member.R:
            raise Refused("OB007")
        self.take(member, x)
        self.raise_target(self.open(receiver), x, None)
        self.distribute()

    def close(self, user: str) -> None:
        self.settle()
        member = self.members.get(user)
        if member and member.active:
            member.T = member.D = ZERO
            before = self.available
            self.back(member)
            member.active = False
            member.next = None
            if self.available > before:
                self.distribute()

    def refund_usage(self, usage_id: UUID, x: Decimal) -> None:
        usage = self.usages[usage_id]
        member = self.open(usage.user)
        if x > usage.charged - usage.refunded:
            raise Refused("OB013")
        self.give_back(x)
        usage.refunded += x
        before = self.available
        if member.active and member.n == usage.period:
            member.U -= x
            self.back(member)
        else:
            self.available += x
        if self.available > before:
            self.distribute()

    def set_own_grant(self, amount: Decimal) -> None:
        """A new amount keeps the anchor; only one that is set where there was none sets it."""
        self.settle()
        if self.grant == 0 and amount > 0:
            self.grant_anchor = self.today()
            self.grant_next = boundary(self.grant_anchor, "monthly", 1)
        elif amount == 0:
            self.grant_anchor = self.grant_next = None
        self.grant = amount

    def switch(self, is_open: bool, is_subscribed: bool) -> None:
        self.settle()
        self.is_open, self.is_subscribed = is_open, is_subscribed

    def move(self, zone: str) -> None:
        """Another time zone: what is due is settled, dates stay; the new midnights may be past."""
        self.settle()
        if zone != self.zone:
            self.zone, self.moved_at = zone, self.now
            self.settle()


def later(now: datetime, seconds: float) -> datetime:
    return now + timedelta(seconds=seconds)
