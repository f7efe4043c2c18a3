"""S9: a suspended organization spent, and nobody looked at the subscription."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tests.conftest import OwnerConnection
from tests.subscriptions.subscriber import Subscriber
from tests.world import make_world

NOW = datetime(2026, 3, 10, tzinfo=UTC)
LATER, EARLIER = NOW + timedelta(days=3), NOW - timedelta(days=3)

# When a monthly one begins, and what happens to it then.
Subscription = tuple[datetime, Callable[[Subscriber], object]]


def a_month_before(end: datetime) -> datetime:
    return end.replace(month=end.month - 1)


def canceled_for(end: datetime) -> Subscription:
    """A term that ends then, and nothing after it."""
    return a_month_before(end), lambda subscriber: subscriber.cancel("period_end")


def in_grace_until(end: datetime) -> Subscription:
    return end - timedelta(days=7), lambda subscriber: subscriber.past_due(7)


# Status of the organization; its subscription; which limit refuses.
CASES: list[tuple[str, Subscription, str | None]] = [
    ("active", (EARLIER, lambda _: None), None),
    ("active", in_grace_until(LATER), None),
    ("active", canceled_for(LATER), None),
    ("active", in_grace_until(EARLIER), "subscription"),
    ("active", in_grace_until(NOW), "subscription"),
    ("active", canceled_for(EARLIER), "subscription"),
    ("active", canceled_for(NOW), "subscription"),
    ("active", (EARLIER, lambda subscriber: subscriber.cancel("now")), "subscription"),
    ("active", (EARLIER, lambda subscriber: subscriber.verb("pause_subscription")), "subscription"),
    ("suspended", (EARLIER, lambda _: None), "organization"),
    ("closed", (EARLIER, lambda _: None), "organization"),
    ("suspended", (EARLIER, lambda subscriber: subscriber.cancel("now")), "organization"),
]


def member_of(subscriber: Subscriber) -> str:
    member = subscriber.world.member()
    subscriber.world.add(100)
    subscriber.world.allocate(member, 100)
    return member


def expect(subscriber: Subscriber, member: str, blocked_by: str | None, hold_id: uuid.UUID) -> None:
    world = subscriber.world
    for spend in (world.deduct, world.hold):
        answer = spend(member, 5)
        assert answer["blocked_by"] == blocked_by
        assert answer["outcome"] == ("refused" if blocked_by else "ok")
    assert world.check(member, 5)[2] == blocked_by
    # What is under way is paid, whatever happened since.
    assert world.capture(hold_id, 10)["outcome"] == "ok"
    assert world.figures(member, "U") == ((10,) if blocked_by else (15,))
    assert world.differences() == []


@pytest.mark.parametrize(("organization", "subscription", "blocked_by"), CASES)
def test_only_an_active_organization_with_a_live_subscription_spends(
    owner: OwnerConnection, organization: str, subscription: Subscription, blocked_by: str | None
) -> None:
    begins, change = subscription
    company = Subscriber(owner, begins)
    company.create()
    member = member_of(company)
    hold_id = company.world.hold(member, 10)["hold_id"]
    change(company)
    if organization != "active":
        company.world.stand_organization(organization)
    # Nobody looked in the meantime: whoever spends at the instant of an end comes after it.
    company.world.now = NOW
    expect(company, member, blocked_by, hold_id)


@pytest.mark.parametrize(("ends", "status"), [(LATER, "trialing"), (NOW, "active")])
def test_a_trial_spends_and_so_does_what_follows_it(
    owner: OwnerConnection, ends: datetime, status: str
) -> None:
    company = Subscriber(owner, ends - timedelta(days=5))
    company.create(trial_days=5)
    member = member_of(company)
    hold_id = company.world.hold(member, 10)["hold_id"]
    company.world.now = NOW
    expect(company, member, None, hold_id)
    assert company.subscription()["status"] == status


def test_without_any_subscription_nobody_spends(owner: OwnerConnection) -> None:
    world = make_world(owner, NOW, subscribed=False)
    member = world.member()
    world.add(100)
    world.allocate(member, 100)
    assert world.deduct(member, 5)["blocked_by"] == "subscription"
