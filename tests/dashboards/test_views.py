"""The views say what the tables say, whatever is joined."""

import uuid
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from orgbilling.database import Database
from tests.conftest import OwnerConnection
from tests.statements import sql
from tests.world import World, make_world

Row = dict[str, Any]


@pytest.fixture(autouse=True)
def forged_events(owner: OwnerConnection) -> Iterator[None]:
    """Events that no verb has written are gone before the ledger is verified."""
    yield
    owner.execute("set session_replication_role = replica")
    owner.execute(
        """delete from org_billing_history
           where actor_id = 'test' and subscription_id is null and purchase_id is null
           and event_type like 'invoice_%'"""
    )
    owner.execute("reset session_replication_role")


def row_of(world: World, view: str) -> Row:
    return world.one(f"select * from {view} where org_id = %s", world.org_id)


def busy(owner: OwnerConnection) -> tuple[World, list[str]]:
    """Three members with use of two services each, two paid invoices, two failed, two open."""
    world = make_world(owner)
    members = [world.member() for _ in range(3)]
    world.add(100_000, 25)
    world.add(50_000, 15)
    for member in members:
        world.allocate(member, 1000)
        for service in ("llm", "image"):
            owner.execute(
                "select deduct_credits(%s, %s, 5, %s, 'x', %s, '{}')",
                [world.org_id, member, service, uuid.uuid4().hex],
            )
    for event, status in [
        ("invoice_paid", "paid"),
        ("invoice_failed", "failed"),
        ("invoice_created", "pending"),
    ]:
        for amount in (20, 30):
            owner.execute(
                """insert into org_billing_history
                   (org_id, history_id, event_type, amount_usd, cash_usd, payment_status, actor_id)
                   values (%s, gen_random_uuid(), %s, %s, %s, %s, 'test')""",
                [world.org_id, event, amount, amount if status == "paid" else None, status],
            )
    return world, members


def test_metrics_are_not_multiplied_by_what_is_joined(owner: OwnerConnection) -> None:
    world, _ = busy(owner)
    metrics = row_of(world, "org_billing_metrics")
    assert (metrics["invoice_count"], metrics["failed_payment_count"]) == (2, 2)
    assert metrics["revenue"] == 20 + 30 + 25 + 15
    assert (metrics["credits_used"], metrics["request_count"], metrics["active_users"]) == (
        30,
        6,
        3,
    )


def test_a_purchase_is_revenue_once(owner: OwnerConnection) -> None:
    world = make_world(owner)
    purchase = world.one(
        "select request_purchase(%s, 5000, null, 'x', 'a', null) ->> 'id' as id", world.org_id
    )["id"]
    assert row_of(world, "org_billing_metrics")["revenue"] == 0
    world.one("select pay_purchase(%s, %s, 'root')", world.org_id, purchase)
    assert row_of(world, "org_billing_metrics")["revenue"] == 5


def test_a_summary_is_one_row_an_organization(owner: OwnerConnection) -> None:
    world, _ = busy(owner)
    idle = world.member()
    summary = row_of(world, "org_billing_summary")
    assert (summary["member_count"], summary["allocated_user_count"]) == (4, 3)
    assert (summary["total_credits"], summary["allocated_credits"]) == (150_000, 3000)
    assert (summary["available_credits"], summary["used_credits"]) == (147_000, 30)
    assert summary["lifetime_spent_amount"] == 40
    assert (summary["subscription_plan"], summary["monthly_price"]) == ("platform", 50)
    counts = owner.execute(
        """select (select count(*) from organizations) as organizations,
           (select count(*) from org_billing_summary) as summaries,
           (select count(*) from org_billing_metrics) as metrics"""
    ).fetchone()
    assert counts is not None
    assert len(set(counts.values())) == 1
    assert idle


def test_members_and_allocations_are_not_multiplied(fresh_owner: OwnerConnection) -> None:
    owner, world = fresh_owner, make_world(fresh_owner)
    world.add(1000, 1)
    owner.execute(
        """with made as (
               insert into users (user_id, email, name)
               select 's14-' || %s || g, 'x@example.org', 'x' from generate_series(1, 500) as g
               returning user_id
           )
           insert into organization_members (org_id, user_id, role)
           select %s, user_id, 'member' from made""",
        [str(world.org_id), world.org_id],
    )
    owner.execute(
        """insert into user_credit_allocations (org_id, user_id)
           select org_id, user_id from organization_members where org_id = %s""",
        [world.org_id],
    )
    plan = owner.execute(
        "explain (analyze, format json) select * from org_billing_summary where org_id = %s",
        [world.org_id],
    ).fetchone()
    assert plan is not None

    def rows(node: Row) -> float:
        own = float(node["Actual Rows"]) * float(node["Actual Loops"])
        return max([own, *(rows(child) for child in node.get("Plans", []))])

    assert rows(plan["QUERY PLAN"][0]["Plan"]) <= 2000
    assert row_of(world, "org_billing_summary")["allocated_user_count"] == 500


def test_without_a_plan_the_plan_is_null_and_nothing_is_invented(owner: OwnerConnection) -> None:
    world = make_world(owner, subscribed=False)
    member = world.member()
    summary = row_of(world, "org_billing_summary")
    assert (summary["subscription_plan"], summary["monthly_price"]) == (None, None)
    assert (summary["total_credits"], summary["used_credits"]) == (0, 0)
    credits = world.one("select * from user_multi_org_credits where user_id = %s", member)
    assert (credits["subscription_plan"], credits["remaining_credits"]) == (None, 0)


def test_a_user_has_one_row_in_each_organization(owner: OwnerConnection) -> None:
    first, members = busy(owner)
    second = make_world(owner)
    owner.execute(
        "insert into organization_members (org_id, user_id, role) values (%s, %s, 'admin')",
        [second.org_id, members[0]],
    )
    rows = owner.execute(
        "select * from user_multi_org_credits where user_id = %s", [members[0]]
    ).fetchall()
    assert {row["org_id"]: row["remaining_credits"] for row in rows} == {
        first.org_id: 990, second.org_id: 0,
    }  # fmt: skip
    assert len(rows) == 2


def test_an_expired_hold_that_nobody_swept_counts_as_free(owner: OwnerConnection) -> None:
    world, members = busy(owner)
    hold = world.hold(members[0], 100)
    query = "select * from allocation_balances where user_id = %s"
    assert world.one(query, members[0])["remaining_credits"] == 890
    owner.execute(
        "update credit_holds set expires_at = created_at + interval '1 us' where hold_id = %s",
        [hold["hold_id"]],
    )
    shown = world.one(query, members[0])
    assert (shown["remaining_credits"], shown["held_credits"]) == (990, 0)
    in_all = world.one("select * from user_multi_org_credits where user_id = %s", members[0])
    assert (in_all["remaining_credits"], in_all["held_credits"]) == (990, 0)


def test_top_users_are_ranked_over_closed_and_open_days(owner: OwnerConnection) -> None:
    world, members = busy(owner)
    world.deduct(members[2], Decimal("0.5"))
    rows = owner.execute(
        "select * from top_credit_users_by_org where org_id = %s order by usage_rank",
        [world.org_id],
    ).fetchall()
    assert [row["total_credits"] for row in rows] == [Decimal("10.5"), 10, 10]
    assert rows[0]["user_id"] == members[2]
    owner.execute("select close_usage_days(%s, now() + interval '1 day 1 hour')", [world.org_id])
    again = owner.execute(
        "select * from top_credit_users_by_org where org_id = %s order by usage_rank",
        [world.org_id],
    ).fetchall()
    assert again == rows


@pytest.mark.parametrize(
    "view",
    [
        "org_billing_summary",
        "user_multi_org_credits",
        "top_credit_users_by_org",
        "org_billing_metrics",
    ],
)
async def test_the_application_may_read_every_view(db: Database, view: str) -> None:
    await db.fetch_all(sql(f"select * from {view} limit 1"))  # type: ignore[arg-type]
