"""The pool, the allocations of members and what they spend, in plain numbers.

A allocated, U used in this period, H held, T target, D still owed by the pool, L used in earlier
periods, n period number, C ever used; R = A - U - H is free, S = A + D - T lies above the target.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from tests.lives.dates import Mark, boundary, local_date
from tests.lives.lots import Lot, Lots
from tests.lives.plans import Refused

ZERO = Decimal(0)
REFUND_LOT_DAYS = 30


@dataclass
class Hold:
    """Credits set aside for a call that is under way."""

    user: str
    credits: Decimal
    expires_at: datetime
    status: str = "open"
    captured: Decimal | None = None


@dataclass
class Usage:
    """What was charged to a member, and in which of its periods."""

    user: str
    charged: Decimal
    period: int
    refunded: Decimal = ZERO


@dataclass
class Member:
    """One allocation."""

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
    index: int = 0
    next: Mark | None = None

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

    def start(self, day: date, zone: str) -> None:
        """Begin to reset: the first allocation, or a reopened one."""
        self.anchor, self.index, self.next = day, 0, None
        self.plan_next(zone)

    def plan_next(self, zone: str) -> None:
        """Plan the boundary after the last, which a reset that was moved by hand returns to."""
        if self.period == "never":
            return
        assert self.anchor is not None
        self.index += 1
        self.next = Mark.of(boundary(self.anchor, self.period, self.index), zone)


@dataclass
class Ledger:
    """The credits of one organization."""

    available: Decimal = ZERO
    members: dict[str, Member] = field(default_factory=dict)
    lots: Lots = field(default_factory=Lots)
    holds: list[Hold] = field(default_factory=list)
    usages: list[Usage] = field(default_factory=list)
    uncollected: Decimal = ZERO
    raised: bool = False
    """Whether `available` rose in a way that is distributed."""

    def by_user(self) -> list[Member]:
        return [self.members[user] for user in sorted(self.members)]

    def settle_lots(self) -> None:
        self.lots.settle(sum((m.C for m in self.members.values()), ZERO))

    def bring(
        self, source: str, amount: Decimal, now: datetime, expires_at: datetime | None = None
    ) -> Lot:
        self.settle_lots()
        lot = self.lots.open(source, amount, now, expires_at)
        self.give(amount)
        return lot

    def give(self, amount: Decimal) -> None:
        """Put credits into the pool that whoever is owed may have."""
        self.available += amount
        self.raised = self.raised or amount > 0

    def take_out(self, lot: Lot) -> Decimal:
        """Take back what a month or a difference brought, as far as it is left and in the pool."""
        self.settle_lots()
        taken = min(lot.left, self.available)
        lot.out += taken
        lot.taken_back = True
        self.available -= taken
        return taken

    def draw(self) -> None:
        """One draw for all who are owed, by user id."""
        for member in self.by_user():
            self.top_up(member)
        self.raised = False

    def distribute(self) -> None:
        if self.raised:
            self.draw()

    def top_up(self, member: Member) -> None:
        drawn = min(member.D, self.available)
        member.A += drawn
        member.D -= drawn
        self.available -= drawn

    def back(self, member: Member) -> Decimal:
        """Return what is free and lies above the target."""
        returned = min(member.R, member.S)
        if returned <= 0:
            return ZERO
        member.A -= returned
        self.available += returned
        return returned

    def reset(self, member: Member, zone: str) -> None:
        """Roll and give back; the draw for all who are owed comes afterwards."""
        if member.U > 0:
            member.roll()
        self.give_back(member)
        member.D = max(member.T - member.A, ZERO)
        member.plan_next(zone)

    def give_back(self, member: Member) -> None:
        if self.back(member) > 0:
            self.raised = True

    # What an admin does.

    def member(self, user: str) -> Member:
        if user not in self.members:
            raise Refused("OB005")
        return self.members[user]

    def allocate(self, user: str, x: Decimal, period: str, now: datetime, zone: str) -> None:
        """Raise what a member has now and the target of the next resets."""
        member = self.members.get(user)
        above = ZERO
        if member is not None:
            above = member.S if member.active else member.A - member.U
        missing = max(ZERO, x - above)
        if missing > self.available:
            raise Refused("OB006")
        if member is None:
            member = self.members[user] = Member(user, period=period)
            member.start(local_date(now, zone), zone)
        elif not member.active:
            member.roll()
            member.active, member.period = True, period
            member.start(local_date(now, zone), zone)
        member.T += x
        member.A += missing
        self.available -= missing

    def set_to(self, user: str, x: Decimal, period: str, now: datetime, zone: str) -> None:
        member = self.member(user)
        if x > member.T or (x > 0 and not member.active):
            self.allocate(user, x - member.T, period, now, zone)
        else:
            self.reduce(member, member.T - x)

    def reduce(self, member: Member, x: Decimal) -> None:
        x = min(x, member.T)
        member.T -= x
        member.D -= min(member.D, x)
        self.give_back(member)

    def reclaim(self, user: str, x: Decimal) -> None:
        member = self.member(user)
        if x > member.R:
            raise Refused("OB007")
        member.A -= x
        member.T -= x
        self.give(x)

    def transfer(self, giver: str, receiver: str, x: Decimal, now: datetime, zone: str) -> None:
        """Reclaim of the one, then allocate to the other, in one step."""
        self.reclaim(giver, x)
        known = self.members.get(receiver)
        self.allocate(receiver, x, known.period if known else "monthly", now, zone)

    def close(self, user: str) -> None:
        member = self.member(user)
        member.T = member.D = ZERO
        self.give_back(member)
        member.active, member.next = False, None

    def refund_lot(self, lot: Lot, x: Decimal) -> None:
        self.settle_lots()
        if x > min(self.available, lot.left):
            raise Refused("OB006")
        lot.out += x
        self.available -= x

    # What a member does; a refusal is an answer, and what made room for it stays made.

    def make_room(self, member: Member, x: Decimal, now: datetime) -> None:
        """Who would be refused gets expired holds back, one after another, then what is owed."""
        for hold in self.holds:
            if x <= member.R:
                return
            if hold.user == member.user and hold.status == "open" and hold.expires_at <= now:
                hold.status = "expired"
                member.H -= hold.credits
                self.back(member)
        if x > member.R:
            self.top_up(member)

    def spender(self, user: str, x: Decimal, now: datetime) -> Member:
        member = self.members.get(user)
        if member is None or not member.active:
            raise Refused("allocation")
        self.make_room(member, x, now)
        if x > member.R:
            raise Refused("allocation")
        return member

    def deduct(self, user: str, x: Decimal, now: datetime) -> None:
        self.charge(self.spender(user, x, now), x)

    def charge(self, member: Member, x: Decimal) -> None:
        member.U += x
        member.C += x
        self.usages.append(Usage(member.user, x, member.n))

    def reserve(self, user: str, x: Decimal, ttl_s: int, now: datetime) -> None:
        self.spender(user, x, now).H += x
        self.holds.append(Hold(user, x, now + timedelta(seconds=ttl_s)))

    def capture(self, hold: Hold, x: Decimal) -> None:
        """Charge what remains to the member and the rest to nobody; a hold is captured once."""
        if hold.status == "captured" and hold.captured == x:
            return
        if hold.status in ("captured", "released"):
            raise Refused("hold_already_resolved")
        member = self.members[hold.user]
        if hold.status == "open":
            member.H -= hold.credits
        hold.status, hold.captured = "captured", x
        charged = min(x, member.R)
        self.charge(member, charged)
        self.uncollected += x - charged
        self.back(member)

    def release(self, hold: Hold) -> None:
        if hold.status == "captured":
            raise Refused("hold_already_resolved")
        if hold.status == "open":
            member = self.members[hold.user]
            member.H -= hold.credits
            hold.status = "released"
            self.back(member)

    def refund_usage(self, usage: Usage, x: Decimal, now: datetime) -> list[tuple[Lot, Decimal]]:
        """Give credits of a usage back; returns what was at once taken out of undone lots."""
        if x > usage.charged - usage.refunded:
            raise Refused("OB013")
        self.settle_lots()
        usage.refunded += x
        member = self.members[usage.user]
        if member.active and member.n == usage.period:
            member.U -= x
            self.give_back(member)
        else:
            self.give(x)
        return self.put_back(x, now)

    def put_back(self, x: Decimal, now: datetime) -> list[tuple[Lot, Decimal]]:
        taken: list[tuple[Lot, Decimal]] = []
        expired = ZERO
        for lot, part in self.lots.walk_back(x):
            lot.restored += part
            if lot.expires_at is not None and lot.expires_at <= now:
                # What has expired does not come back: it goes out again, into a new free lot.
                lot.out += part
                expired += part
            elif lot.taken_back:
                again = min(part, self.available)
                lot.out += again
                self.available -= again
                taken.append((lot, again))
        if expired > 0:
            self.lots.open("refund", expired, now, now + timedelta(days=REFUND_LOT_DAYS))
        return taken
