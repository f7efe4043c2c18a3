"""The monthly refresh: each month once, also late, and only for whoever was subscribed then."""

from datetime import UTC, date, datetime
from decimal import Decimal

from tests.conftest import OwnerConnection
from tests.world import World, make_world

START = datetime(2026, 1, 31, 9, tzinfo=UTC)
LATE = datetime(2026, 5, 5, tzinfo=UTC)


def company(owner: OwnerConnection) -> World:
    world = make_world(owner, START)
    world.grant_monthly(100)
    return world


def subscription(world: World, **columns: object) -> None:
    for name, value in columns.items():
        world.connection.execute(
            f"update organization_subscriptions set {name} = %s where org_id = %s".encode(),
            [value, world.org_id],
        )


def cancel(world: World, at: datetime) -> None:
    world.connection.execute(
        """update organization_subscriptions set status = 'canceled', canceled_at = %s
           where org_id = %s""",
        [at, world.org_id],
    )


def refreshed(world: World) -> list[str]:
    rows = world.rows(
        """select reason from credit_transfers where org_id = %s and kind = 'refresh'
           order by pool_seq""",
        world.org_id,
    )
    return [row["reason"].removeprefix("monthly refresh of ") for row in rows]


def test_a_late_refresh_brings_each_month_once(owner: OwnerConnection) -> None:
    world = company(owner)
    world.now = LATE
    world.settle()
    world.settle()
    assert refreshed(world) == ["2026-02-28", "2026-03-31", "2026-04-30"]
    assert world.pool()[2] == 300
    pool = world.one("select * from organization_credit_pools where org_id = %s", world.org_id)
    assert pool["last_refresh_date"] == date(2026, 4, 30)
    assert pool["next_refresh_date"] == date(2026, 5, 31)
    lots = world.rows("select * from credit_lots where org_id = %s", world.org_id)
    assert [(lot["source"], lot["amount"]) for lot in lots] == [("refresh", Decimal(100))] * 3
    assert world.differences() == []


def test_a_month_without_a_live_subscription_brings_nothing(owner: OwnerConnection) -> None:
    world = company(owner)
    subscription(world, created_at=datetime(2026, 3, 15, tzinfo=UTC))
    cancel(world, datetime(2026, 4, 10, tzinfo=UTC))
    world.now = LATE
    world.settle()
    assert refreshed(world) == ["2026-03-31"]


def test_a_subscription_that_ends_at_the_boundary_does_not_bring_it(owner: OwnerConnection) -> None:
    world = company(owner)
    subscription(world, cancel_at=datetime(2026, 3, 31, tzinfo=UTC))
    world.now = LATE
    world.settle()
    assert refreshed(world) == ["2026-02-28"]


def test_a_month_that_began_within_the_grace_counts_also_when_it_is_settled_after_it(
    owner: OwnerConnection,
) -> None:
    world = company(owner)
    world.connection.execute(
        """update organization_subscriptions set status = 'past_due', grace_ends_at = %s
           where org_id = %s""",
        [datetime(2026, 4, 15, tzinfo=UTC), world.org_id],
    )
    world.now = LATE
    world.settle()
    assert refreshed(world) == ["2026-02-28", "2026-03-31"]


def test_a_suspended_organization_and_one_without_a_subscription_are_not_refreshed(
    owner: OwnerConnection,
) -> None:
    for world in (company(owner), company(owner)):
        world.switch(is_open=False)
        world.now = LATE
        world.settle()
        assert refreshed(world) == []
    bare = make_world(owner, START, subscribed=False)
    bare.configure_refresh(100)
    bare.now = LATE
    bare.settle()
    assert refreshed(bare) == []


def test_a_refresh_comes_before_the_resets_that_need_it(owner: OwnerConnection) -> None:
    world = company(owner)
    member = world.member()
    world.add(80)
    world.allocate(member, 80, "monthly")
    world.deduct(member, 80)
    world.now = datetime(2026, 2, 28, tzinfo=UTC)
    assert world.deduct(member, 80)["outcome"] == "ok"
    assert refreshed(world) == ["2026-02-28"]
    assert (world.figures(member, "AUD"), world.pool()[2]) == ((80, 80, 0), 20)
    assert world.differences() == []


def test_a_spend_that_falls_short_draws_on_a_refresh_that_is_due(owner: OwnerConnection) -> None:
    world = company(owner)
    member = world.member()
    world.add(80)
    world.allocate(member, 80, "daily")
    world.deduct(member, 80)
    world.now = datetime(2026, 2, 1, tzinfo=UTC)
    world.settle()
    assert world.figures(member, "AD") == (0, 80)
    world.now = datetime(2026, 2, 28, tzinfo=UTC)
    world.connection.execute(
        """update user_credit_allocations set next_reset_date = '2026-03-01',
           next_reset_at = '2026-03-01 00:00+00' where org_id = %s""",
        [world.org_id],
    )
    assert world.deduct(member, 50)["outcome"] == "ok"
    assert (world.figures(member, "AUD"), world.pool()[2]) == ((80, 50, 0), 20)
    assert world.differences() == []
