"""The organization's own monthly grant: each boundary once, also late, if it may spend then."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import psycopg
import pytest

from tests.conftest import OwnerConnection
from tests.world import World, make_world

START = datetime(2026, 1, 31, 9, tzinfo=UTC)
LATE = datetime(2026, 5, 5, tzinfo=UTC)


def company(owner: OwnerConnection) -> World:
    world = make_world(owner, START)
    world.grant_monthly(100)
    return world


def on(month: int, day: int, hour: int = 0) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def create(world: World, at: datetime) -> None:
    world.one(
        "select create_subscription(%s, 'platform', 'monthly', 0, 'test', %s)", world.org_id, at
    )


def cancel(world: World, when: str, at: datetime) -> None:
    world.one("select cancel_subscription(%s, %s, 'test', %s)", world.org_id, when, at)


def refreshed(world: World) -> list[str]:
    rows = world.rows(
        """select reason from credit_transfers where org_id = %s and kind = 'refresh'
           order by pool_seq""",
        world.org_id,
    )
    return [row["reason"].removeprefix("own monthly grant of ") for row in rows]


def passed(world: World) -> list[tuple[str, bool]]:
    """Each boundary that was passed, and whether it brought anything."""
    rows = world.rows(
        "select * from own_grant_boundaries where org_id = %s order by boundary_date", world.org_id
    )
    return [(str(row["boundary_date"]), row["lot_id"] is not None) for row in rows]


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
    assert pool["next_due_at"] == on(5, 31)
    lots = world.rows(
        "select * from credit_lots where org_id = %s order by lot_number", world.org_id
    )
    assert [(lot["source"], lot["amount"], lot["price_paid_usd"]) for lot in lots] == [
        ("refresh", Decimal(100), 0)
    ] * 3
    assert [lot["opened_at"] for lot in lots] == [on(2, 28), on(3, 31), on(4, 30)]
    assert world.differences() == []


def test_a_month_without_a_live_subscription_brings_nothing(owner: OwnerConnection) -> None:
    world = make_world(owner, START, subscribed=False)
    world.grant_monthly(100)
    create(world, on(3, 15))
    cancel(world, "now", on(4, 10))
    world.now = LATE
    world.settle()
    assert refreshed(world) == ["2026-03-31"]
    assert passed(world) == [("2026-02-28", False), ("2026-03-31", True), ("2026-04-30", False)]


def test_a_subscription_that_ends_at_the_boundary_does_not_bring_it(owner: OwnerConnection) -> None:
    world = make_world(owner, START, subscribed=False)
    world.grant_monthly(100)
    create(world, START)
    cancel(world, "period_end", on(3, 15))
    world.now = LATE
    world.settle()
    [ended] = world.rows("select * from subscription_terms where org_id = %s and term_number = 2",
                         world.org_id)  # fmt: skip
    assert ended["ended_at"] == on(3, 31)
    assert refreshed(world) == ["2026-02-28"]


@pytest.mark.parametrize(
    ("until", "brought"),
    [
        (on(4, 15), ["2026-02-28", "2026-03-31"]),
        (on(3, 31), ["2026-02-28"]),
        (on(3, 31, 1), ["2026-02-28", "2026-03-31"]),
    ],
)
def test_a_boundary_within_the_grace_counts_also_when_it_is_settled_after_it(
    owner: OwnerConnection, until: datetime, brought: list[str]
) -> None:
    world = company(owner)
    world.stand("past_due", until)
    world.now = LATE
    world.settle()
    assert refreshed(world) == brought
    row = world.one("select * from organization_subscriptions where org_id = %s", world.org_id)
    assert (row["standing"], row["status"]) == ("blocked", "past_due")


def test_a_suspended_organization_and_one_without_a_subscription_are_not_refreshed(
    owner: OwnerConnection,
) -> None:
    for is_open, is_subscribed in ((False, True), (True, False), (False, False)):
        world = company(owner)
        world.switch(is_open, is_subscribed)
        world.now = LATE
        world.settle()
        assert refreshed(world) == []
        # What was skipped is skipped for good: nobody paid for it.
        world.switch(is_open=True)
        world.settle()
        assert refreshed(world) == []
        world.now = on(5, 31)
        world.settle()
        assert refreshed(world) == ["2026-05-31"]
    bare = make_world(owner, START, subscribed=False)
    bare.grant_monthly(100)
    bare.now = LATE
    bare.settle()
    assert refreshed(bare) == []


def test_the_instant_of_a_reactivation_is_judged_as_it_was_before(owner: OwnerConnection) -> None:
    world = company(owner)
    system = world.system_admin()

    def stand(status: str) -> None:
        world.one(
            "select set_organization_status(%s, %s, %s, %s)",
            world.org_id, status, system, world.now,
        )  # fmt: skip

    world.now = on(2, 10)
    stand("suspended")
    world.now = on(2, 28)
    stand("active")
    assert passed(world) == [("2026-02-28", False)]
    world.now = on(3, 31)
    stand("suspended")
    assert passed(world) == [("2026-02-28", False), ("2026-03-31", True)]


def test_a_new_amount_keeps_the_anchor_and_only_the_first_sets_one(owner: OwnerConnection) -> None:
    world = company(owner)
    world.now = on(2, 10)
    world.grant_monthly(250)
    world.now = on(3, 1)
    assert world.grant_monthly(250)["own_monthly_credits"] == 250
    assert passed(world) == [("2026-02-28", True)]
    world.grant_monthly(0)
    world.now = on(4, 12)
    shown = world.grant_monthly(70)
    assert (shown["own_monthly_credits"], shown["monthly_refresh_amount"]) == (70, 70)
    world.now = on(5, 12)
    world.settle()
    assert refreshed(world) == ["2026-02-28", "2026-05-12"]
    assert world.pool()[2] == 250 + 70
    rules = world.rows(
        "select * from own_grants where org_id = %s order by grant_number", world.org_id
    )
    assert [(rule["credits"], rule["anchor_date"]) for rule in rules] == [
        (100, date(2026, 1, 31)), (250, date(2026, 1, 31)), (70, date(2026, 4, 12)),
    ]  # fmt: skip
    assert [rule["until_at"] for rule in rules] == [on(2, 10), on(3, 1), None]


def test_an_amount_that_is_set_at_the_boundary_counts_from_the_next(owner: OwnerConnection) -> None:
    world = company(owner)
    world.now = on(2, 28)
    world.grant_monthly(999)
    assert world.pool()[2] == 100
    world.now = on(3, 31)
    world.grant_monthly(0)
    assert world.pool()[2] == 1_099
    world.now = LATE
    world.settle()
    assert world.pool()[2] == 1_099


@pytest.mark.parametrize("credits", [-1, Decimal("0.0000001"), "NaN", 10**10])
def test_an_own_grant_is_an_amount_or_nothing(owner: OwnerConnection, credits: Decimal) -> None:
    world = company(owner)
    with pytest.raises(psycopg.Error) as refused:
        world.grant_monthly(credits)
    assert refused.value.sqlstate == "OB002"


def test_a_refresh_comes_before_the_resets_that_need_it(owner: OwnerConnection) -> None:
    world = company(owner)
    member = world.member()
    world.add(80)
    world.allocate(member, 80, "monthly")
    world.deduct(member, 80)
    world.now = on(2, 28)
    assert world.deduct(member, 80)["outcome"] == "ok"
    assert refreshed(world) == ["2026-02-28"]
    assert (world.figures(member, "AUD"), world.pool()[2]) == ((80, 80, 0), 20)
    assert world.differences() == []


def test_a_spend_that_falls_short_draws_on_a_refresh_that_is_due(owner: OwnerConnection) -> None:
    world = company(owner)
    member = world.member()
    world.add(80)
    world.allocate(member, 80, "weekly")
    world.deduct(member, 80)
    world.now = on(2, 7)
    world.settle()
    assert world.figures(member, "AD") == (0, 80)
    # On 28 February, a week and a day after its last reset, only the grant is due.
    world.now = on(2, 22)
    world.settle()
    world.now = on(2, 28, 0)
    assert world.deduct(member, 50)["outcome"] == "ok"
    assert (world.figures(member, "AUD"), world.pool()[2]) == ((80, 50, 0), 20)
    assert world.differences() == []


Look = Callable[[World], object]
LOOKS: dict[str, Look] = {
    "pool": lambda world: world.one("select settled_pool(%s, %s)", world.org_id, world.now),
    "subscription": lambda world: world.rows(
        "select * from settled_subscription(%s, %s)", world.org_id, world.now
    ),
    "worker": World.settle,
}


@pytest.mark.parametrize("look", LOOKS)
def test_a_boundary_that_is_looked_at_the_moment_before_is_still_to_come(
    owner: OwnerConnection, look: str
) -> None:
    world = company(owner)
    world.now = datetime(2026, 2, 27, 23, 59, 59, 999_999, tzinfo=UTC)
    LOOKS[look](world)
    assert world.pool()[2] == 0
    world.now = on(2, 28)
    LOOKS[look](world)
    assert world.pool()[2] == 100


def test_a_grant_that_came_early_and_is_set_anew_has_boundaries_of_its_own(
    owner: OwnerConnection,
) -> None:
    world = make_world(owner, on(1, 31))
    world.grant_monthly(100)
    world.connection.execute(
        "select move_boundary(%s, 'own_grant', null, %s, 'admin', 'early', %s)",
        [world.org_id, world.now, world.now],
    )
    world.grant_monthly(0)
    world.grant_monthly(70)
    world.now = on(3, 1)
    # The second rule was set on the same day, and has the same first boundary.
    world.settle()
    assert refreshed(world) == ["2026-02-28", "2026-02-28"]
    assert world.pool()[2] == 170
    assert world.differences() == []
