"""Of the history rows of one payment exactly one has what was paid, and every sum counts it."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import psycopg
import pytest

from tests.api_client import Api
from tests.conftest import OwnerConnection
from tests.subscriptions.subscriber import Subscriber
from tests.world import Row

START = datetime.now(UTC).replace(hour=9, minute=0, second=0, microsecond=0) - timedelta(days=20)


def purchase(one: Subscriber, credits: int) -> None:
    order = one.world.purchase(credits)
    one.turn(minutes=1)
    one.world.pay(order)


def bought(one: Subscriber) -> Decimal:
    purchase(one, 5000)
    return Decimal(5)


def ordered_and_never_paid(one: Subscriber) -> Decimal:
    for outcome in ("canceled", "failed", "expired"):
        one.world.one(
            "select end_purchase(%s, %s, %s, 'root', 'test', %s)",
            one.org_id, one.world.purchase(5000), outcome, one.now,
        )  # fmt: skip
    one.world.purchase(5000)
    return Decimal(0)


def added_as_paid(one: Subscriber) -> Decimal:
    one.world.add(5000, 4)
    one.world.add(100)
    return Decimal(4)


def refunded(one: Subscriber) -> Decimal:
    purchase(one, 5000)
    lot = one.world.one(
        "select lot_id from credit_lots where org_id = %s and source = 'purchase'", one.org_id
    )["lot_id"]
    for credits in (1000, 1500, 1):
        one.world.refund_pool(lot, credits)
    return Decimal(5) - Decimal("2.5")


def period_invoice(one: Subscriber) -> Decimal:
    one.create()
    one.turn(days=1)
    one.verb("mark_subscription_active")
    return Decimal(50)


def not_paid_yet(one: Subscriber) -> Decimal:
    one.create()
    one.change("hybrid")
    return Decimal(0)


def upgraded(one: Subscriber) -> Decimal:
    one.create("byok")
    one.turn(minutes=1)
    due: Decimal = one.change("hybrid")["amount_due_usd"]
    one.turn(days=1)
    one.verb("mark_subscription_active")
    return 30 + due


def paid_late(one: Subscriber) -> Decimal:
    one.create()
    for _ in range(2):
        one.turn(days=2)
        one.past_due()
    one.turn(days=1)
    one.pay(one.bills()[0])
    one.verb("mark_subscription_active")
    return Decimal(50)


def voided(one: Subscriber) -> Decimal:
    one.create()
    one.void(one.bills()[0])
    return Decimal(0)


def voided_after_it_was_paid(one: Subscriber) -> Decimal:
    """Voiding takes credits back; money is given back by whoever took it, outside."""
    paid = period_invoice(one)
    one.void(one.bills()[0])
    return paid


def nothing_to_pay(one: Subscriber) -> Decimal:
    one.create("platform", "yearly")
    one.verb("mark_subscription_active")
    one.turn(days=1)
    one.change("hybrid", "monthly")
    one.change("hybrid", "yearly")
    return Decimal(540)


Story = Callable[[Subscriber], Decimal]
STORIES: list[Story] = [
    bought, ordered_and_never_paid, added_as_paid, refunded, period_invoice, not_paid_yet, upgraded,
    paid_late, voided, voided_after_it_was_paid, nothing_to_pay,
]  # fmt: skip


def payment_of(row: Row) -> object:
    return row["invoice_id"] or row["purchase_id"] or row["history_id"]


@pytest.mark.parametrize("story", STORIES)
def test_the_cash_of_a_history_is_what_was_paid(owner: OwnerConnection, story: Story) -> None:
    one = Subscriber(owner, START)
    one.world.now = START
    paid = story(one)
    rows = one.history()
    assert sum(row["cash_usd"] or 0 for row in rows) == paid
    metrics = one.world.one("select revenue from org_billing_metrics where org_id = %s", one.org_id)
    assert metrics["revenue"] == paid
    received = [row for row in rows if row["cash_usd"] is not None and row["cash_usd"] >= 0]
    receipts = {payment_of(row): row for row in received}
    assert len(receipts) == len(received)
    for row in rows:
        receipt = receipts.get(payment_of(row))
        if row["event_type"] == "credit_refund":
            assert row["cash_event_id"] is None
            assert row["cash_usd"] == (row["amount_usd"] or None)
        elif row is not receipt:
            # Whoever tells of a payment that came names it, and no other row does.
            assert row["cash_event_id"] == (receipt["history_id"] if receipt else None)
            assert row["cash_usd"] is None
        if row["payment_status"] == "paid":
            assert (row["cash_usd"] is None) != (row["cash_event_id"] is None)


def test_a_payment_is_counted_once_whoever_writes(owner: OwnerConnection) -> None:
    one = Subscriber(owner, START)
    period_invoice(one)
    purchase(one, 1000)
    for change in (
        "cash_usd = 1, cash_event_id = null where event_type = 'invoice_created'",
        "cash_usd = 1, cash_event_id = null where event_type = 'credit_purchase'",
        "cash_usd = 1 where event_type = 'subscription_created'",
        "cash_event_id = history_id where event_type = 'invoice_paid'",
    ):
        with pytest.raises(psycopg.errors.IntegrityError):
            owner.execute(
                f"update org_billing_history set {change} and org_id = %s".encode(), [one.org_id]
            )


async def test_the_api_and_the_export_count_the_cash_alone(api: Api) -> None:
    root = api.system_admin()
    org_id = api.organization(root)
    base = "/api/v1/org-billing"
    await root.post(
        f"{base}/subscriptions", json={"org_id": str(org_id), "subscription_plan": "platform"}
    )
    (bill,) = (await root.get(f"{base}/{org_id}/history?event_type=invoice_created")).json()
    invoice = bill["id"]
    await root.post(f"{base}/subscriptions/{org_id}/invoices/{invoice}/mark-paid")
    order = api.owner.execute(
        "select request_purchase(%s, 5000, null, 'more', 'buyer', null) ->> 'id' as id", [org_id]
    ).fetchone()
    assert order is not None
    await root.post(f"{base}/credits/{org_id}/purchases/{order['id']}/mark-paid")
    events = (await root.get(f"{base}/{org_id}/history")).json()
    told = [event for event in events if event["payment_status"] == "paid"]
    assert sum(event["amount"] for event in told) > sum(e["cash_usd"] or 0 for e in events) == 55
    by_id = {event["id"]: event for event in events}
    assert all(
        by_id[event["cash_event_id"]]["cash_usd"] == event["amount"]
        for event in events
        if event["cash_event_id"]
    )
    exported = (await root.get(f"{base}/{org_id}/history/export")).text
    rows = list(csv.DictReader(io.StringIO(exported.removeprefix("\ufeff"))))
    assert sum(Decimal(row["cash_usd"] or 0) for row in rows) == 55
    assert {row["id"]: row["cash_event_id"] or None for row in rows} == {
        event["id"]: event["cash_event_id"] for event in events
    }
    metrics = api.owner.execute(
        "select revenue from org_billing_metrics where org_id = %s", [org_id]
    ).fetchone()
    assert metrics == {"revenue": 55}
