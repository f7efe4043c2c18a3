"""S13: two LEFT JOINs multiplied each other: revenue of 50 showed as 150."""

from collections.abc import Iterator

import pytest

from tests.conftest import OwnerConnection
from tests.world import World, make_world


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


def company(owner: OwnerConnection) -> World:
    """Two rows or more on every side: members, usage, paid, failed and open invoices."""
    world = make_world(owner)
    members = [world.member() for _ in range(3)]
    world.add(1_000)
    for member in members:
        world.allocate(member, 100)
        world.deduct(member, 10)
        world.deduct(member, 5)
    for event, status, amounts in (
        ("invoice_created", "pending", (20, 30, 40)),
        ("invoice_paid", "paid", (20, 30)),
        ("invoice_failed", "failed", (40, 40)),
    ):
        for amount in amounts:
            owner.execute(
                """insert into org_billing_history
                   (org_id, history_id, event_type, amount_usd, cash_usd, payment_status, actor_id)
                   values (%s, gen_random_uuid(), %s, %s, %s, %s, 'test')""",
                [world.org_id, event, amount, amount if status == "paid" else None, status],
            )
    return world


def test_a_report_says_what_each_table_says_by_itself(owner: OwnerConnection) -> None:
    world = company(owner)
    report = world.one("select * from org_billing_metrics where org_id = %s", world.org_id)
    assert (report["revenue"], report["failed_payment_count"]) == (50, 2)
    assert (report["invoice_count"], report["invoiced_amount"]) == (3, 90)
    assert (report["credits_used"], report["request_count"], report["active_users"]) == (45, 6, 3)
    summary = world.one("select * from org_billing_summary where org_id = %s", world.org_id)
    assert (summary["total_credits"], summary["allocated_credits"]) == (1_000, 300)
    assert (summary["used_credits"], summary["available_credits"]) == (45, 700)
    assert (summary["member_count"], summary["allocated_user_count"]) == (3, 3)


def test_the_largest_consumers_are_the_sums_of_their_own_usage(owner: OwnerConnection) -> None:
    world = company(owner)
    rows = world.rows(
        "select total_credits, request_count from top_credit_users_by_org where org_id = %s",
        world.org_id,
    )
    assert [tuple(row.values()) for row in rows] == [(15, 2)] * 3
