"""What is told: organizations, their people, and how much each of them spends in each period.

Amounts inside the story are whole thousandths of a credit ("millis"), so that parts add up exactly.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID, uuid5

from orgbilling.demo.calendar import reset_periods

NAMESPACE = UUID("0f6d3c52-5d5e-5c0e-9d0a-0b1117460de0")
"""Demonstration organizations have the same ids everywhere: uuid5 of their slug in here."""


@dataclass(frozen=True)
class Person:
    """Somebody who exists. Only who `may_sign_in` is offered by the development sign-in."""

    user_id: str
    email: str
    name: str
    may_sign_in: bool = False
    is_system_admin: bool = False


@dataclass(frozen=True)
class Share:
    """What a member is allocated (whole credits), how often it is refilled, and what is used of it
    in each period up to the present one (millis)."""

    credits: int
    reset_period: str
    used_millis: tuple[int, ...]


@dataclass(frozen=True)
class Member:
    """A person in an organization; without a share they administer and spend nothing."""

    person: Person
    role: str
    share: Share | None = None


@dataclass(frozen=True)
class Purchase:
    """Credits bought on a day, paid the same day."""

    day: date
    credits: int


@dataclass(frozen=True)
class Ask:
    """A member who asked for more (whole credits) the day before today, and waits."""

    person: Person
    credits: int
    reason: str


@dataclass(frozen=True)
class Story:
    """One organization from its founding to today. The first member is its owner."""

    slug: str
    name: str
    plan: str
    founded_on: date
    allocated_on: date
    members: tuple[Member, ...]
    purchases: tuple[Purchase, ...] = ()
    upgraded_from: str | None = None
    """Plan until `upgraded_on`."""
    upgraded_on: date | None = None
    trial_days: int = 0
    monthly_refresh: int = 0
    asks: tuple[Ask, ...] = ()
    payment_fails: bool = False
    """Whether the invoice of the present period could not be collected."""

    @property
    def org_id(self) -> UUID:
        """Id of the organization."""
        return uuid5(NAMESPACE, self.slug)

    def plan_on(self, day: date) -> str:
        """Return the plan of a day."""
        if self.upgraded_from is None or self.upgraded_on is None or day >= self.upgraded_on:
            return self.plan
        return self.upgraded_from

    @property
    def owner(self) -> Person:
        """Who founded it."""
        return self.members[0].person


def with_purchases(story: Story, today: date) -> Story:
    """Return the story with as many purchases as its allocations and refills ever draw.

    The first is a quarter above what is allocated; a later one comes two days before a refill that
    the pool could not give.
    """
    shares = [member.share for member in story.members if member.share is not None]
    allocated = sum(share.credits for share in shares)
    first = _rounded_up(allocated * 1.25)
    purchases = [Purchase(story.allocated_on, first)]
    available = first - allocated
    for day, refill in sorted(_refills(story, today).items()):
        if refill > available:
            bought = _rounded_up(refill * 1.3)
            bought_on = max(day - timedelta(days=2), story.allocated_on)
            purchases.append(Purchase(bought_on, bought))
            available += bought
        available -= refill
    return replace(story, purchases=tuple(purchases))


def _refills(story: Story, today: date) -> dict[date, int]:
    """Return the credits, rounded up, that each boundary day draws from the pool."""
    refills: dict[date, int] = {}
    for member in story.members:
        if member.share is None:
            continue
        periods = reset_periods(story.allocated_on, member.share.reset_period, today)
        for period, used in zip(periods[:-1], member.share.used_millis, strict=False):
            refills[period.end] = refills.get(period.end, 0) - (-used // 1000)
    return refills


def _rounded_up(credits: float) -> int:
    return -(-int(credits) // 1000) * 1000
