"""S9: a suspended organization spent, and nobody looked at the subscription."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.conftest import OwnerConnection
from tests.world import World, make_world

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
LATER, EARLIER = NOW + timedelta(days=3), NOW - timedelta(days=3)

# Status of the organization; what the subscription says; which limit refuses.
CASES = [
    ("active", "status = 'active'", None),
    ("active", "status = 'trialing', trial_ends_at = %(later)s", None),
    ("active", "status = 'past_due', grace_ends_at = %(later)s", None),
    ("active", "status = 'active', cancel_at = %(later)s", None),
    ("active", "status = 'past_due', grace_ends_at = %(earlier)s", "subscription"),
    ("active", "status = 'past_due', grace_ends_at = %(now)s", "subscription"),
    ("active", "status = 'active', cancel_at = %(earlier)s", "subscription"),
    ("active", "status = 'active', cancel_at = %(now)s", "subscription"),
    ("active", "status = 'canceled', canceled_at = %(earlier)s", "subscription"),
    ("active", "status = 'paused'", "subscription"),
    ("suspended", "status = 'active'", "organization"),
    ("closed", "status = 'active'", "organization"),
    ("suspended", "status = 'canceled', canceled_at = %(earlier)s", "organization"),
]


@pytest.fixture
def company(owner: OwnerConnection) -> tuple[World, str]:
    world = make_world(owner, NOW)
    member = world.member()
    world.add(100)
    world.allocate(member, 100)
    return world, member


@pytest.mark.parametrize(("organization", "subscription", "blocked_by"), CASES)
def test_only_an_active_organization_with_a_live_subscription_spends(
    company: tuple[World, str], organization: str, subscription: str, blocked_by: str | None
) -> None:
    world, member = company
    hold_id = world.hold(member, 10)["hold_id"]
    names = {"org": world.org_id, "later": LATER, "earlier": EARLIER, "now": NOW}
    closed_at = "now()" if organization == "closed" else "null"
    world.connection.execute(
        f"update organizations set status = '{organization}', closed_at = {closed_at} "
        "where org_id = %(org)s",
        names,
    )
    world.connection.execute(
        f"update organization_subscriptions set {subscription} where org_id = %(org)s", names
    )
    for spend in (world.deduct, world.hold):
        answer = spend(member, 5)
        assert answer["blocked_by"] == blocked_by
        assert answer["outcome"] == ("refused" if blocked_by else "ok")
    assert world.check(member, 5)[2] == blocked_by
    # What is under way is paid, whatever happened since.
    assert world.capture(hold_id, 10)["outcome"] == "ok"
    assert world.figures(member, "U") == ((10,) if blocked_by else (15,))
    assert world.differences() == []


def test_without_any_subscription_nobody_spends(owner: OwnerConnection) -> None:
    world = make_world(owner, NOW, subscribed=False)
    member = world.member()
    world.add(100)
    world.allocate(member, 100)
    assert world.deduct(member, 5)["blocked_by"] == "subscription"
