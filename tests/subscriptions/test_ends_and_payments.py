"""Cancelling, failing to pay, paying, pausing: each once, and no credit is lost by any."""

from decimal import Decimal

import psycopg
import pytest

from tests.conftest import OwnerConnection
from tests.subscriptions.subscriber import Subscriber, at


def subscribed(owner: OwnerConnection, **options: object) -> Subscriber:
    company = Subscriber(owner, at("2026-04-01 00:00"))
    company.create(**options)  # type: ignore[arg-type]
    return company


def test_a_cancellation_now_ends_it_and_leaves_every_credit(owner: OwnerConnection) -> None:
    company = subscribed(owner)
    member = company.world.member()
    company.world.add(1000, 1)
    company.world.allocate(member, 300)
    before = company.world.pool()
    ended = company.cancel("now")
    assert (ended["status"], ended["canceled_at"]) == ("canceled", company.now)
    assert company.world.pool() == before
    assert company.world.figures(member, "AUHT") == (300, 0, 0, 300)
    assert len(company.history("subscription_canceled")) == 1
    assert company.world.differences() == []


def test_bought_credits_outlive_upgrade_downgrade_and_rolled_periods(
    owner: OwnerConnection,
) -> None:
    company = subscribed(owner)
    company.world.add(1000, 1)
    company.change("hybrid", "yearly")
    company.change("byok", "monthly")
    company.now = at("2028-01-01 00:00")
    company.settle()
    company.cancel("period_end")
    company.now = at("2029-01-01 00:00")
    company.settle()
    assert company.subscription()["status"] == "canceled"
    assert company.world.pool()[0] == 1000


def test_a_cancellation_at_the_periods_end_waits_for_it(owner: OwnerConnection) -> None:
    company = subscribed(owner)
    asked = company.cancel("period_end")
    assert (asked["status"], asked["cancel_at"]) == ("active", at("2026-05-01 00:00"))
    assert not company.history("subscription_canceled")
    assert company.audit()[-1] == "org.subscription.cancellation_requested"
    assert company.cancel("period_end") == asked
    company.now = at("2026-07-09 00:00")
    assert company.settle() == 1
    ended = company.subscription()
    assert (ended["status"], ended["canceled_at"]) == ("canceled", at("2026-05-01 00:00"))
    assert [row["created_at"] for row in company.history("subscription_canceled")] == [
        at("2026-05-01 00:00")
    ]
    assert len(company.invoices()) == 1
    assert company.settle() == 0


def test_a_canceled_trial_is_never_invoiced(owner: OwnerConnection) -> None:
    company = subscribed(owner, trial_days=10)
    company.cancel("period_end")
    company.now = at("2026-06-01 00:00")
    company.settle()
    assert company.subscription()["status"] == "canceled"
    assert not company.invoices()


def test_choosing_a_plan_withdraws_a_pending_cancellation(owner: OwnerConnection) -> None:
    company = subscribed(owner)
    company.cancel("period_end")
    assert company.preview("platform")["withdraws_cancellation"]
    assert company.change("platform")["withdraws_cancellation"]
    assert company.subscription()["cancel_at"] is None
    assert company.audit()[-1] == "org.subscription.kept"


def test_what_has_ended_makes_room_for_another(owner: OwnerConnection) -> None:
    company = subscribed(owner)
    company.cancel("period_end")
    company.now = at("2026-05-01 00:00")
    assert company.create("hybrid")["subscription_plan"] == "hybrid"
    company.cancel("now")
    with pytest.raises(psycopg.Error) as refused:
        company.cancel("now")
    assert refused.value.sqlstate == "OB022"


def test_a_failed_payment_starts_one_grace_and_one_event(owner: OwnerConnection) -> None:
    company = subscribed(owner)
    late = company.past_due(7)
    assert (late["status"], late["grace_ends_at"]) == ("past_due", at("2026-04-08 00:00"))
    company.turn(days=3)
    assert company.past_due(7) == late
    failed = company.history("invoice_failed")
    assert [(row["amount_usd"], row["payment_status"]) for row in failed] == [(50, "failed")]
    assert company.invoices()[0]["payment_status"] == "failed"
    assert failed[0]["details"]["invoice_id"] == str(company.invoices()[0]["history_id"])


def test_a_payment_clears_what_is_open_and_the_grace(owner: OwnerConnection) -> None:
    company = subscribed(owner)
    company.past_due()
    company.now = at("2026-05-02 00:00")
    paid = company.verb("mark_subscription_active")
    assert (paid["status"], paid["grace_ends_at"]) == ("active", None)
    assert [row["payment_status"] for row in company.invoices()] == ["paid", "paid"]
    assert [row["amount_usd"] for row in company.history("invoice_paid")] == [50, 50]
    company.verb("mark_subscription_active")
    assert len(company.history("invoice_paid")) == 2


def test_who_may_spend_follows_the_subscription(owner: OwnerConnection) -> None:
    company = Subscriber(owner, at("2026-04-01 00:00"))
    member = company.world.member()
    company.world.add(1000, 1)
    company.world.allocate(member, 500)

    def spend() -> str | None:
        company.world.now = company.now
        row = company.world.deduct(member, Decimal("0.5"))
        return row["blocked_by"]

    assert spend() == "subscription"
    company.create(trial_days=2)
    assert spend() is None
    company.now = at("2026-04-04 00:00")
    company.settle()
    company.past_due(7)
    assert spend() is None
    company.turn(days=8)
    assert spend() == "subscription"
    company.verb("mark_subscription_active")
    assert spend() is None
    company.verb("pause_subscription")
    assert spend() == "subscription"
    company.verb("resume_subscription")
    company.cancel("period_end")
    assert spend() is None
    company.now = at("2026-06-01 00:00")
    assert spend() == "subscription"


def test_a_pause_is_not_billed_and_no_plan_is_changed_in_it(owner: OwnerConnection) -> None:
    company = subscribed(owner)
    company.verb("pause_subscription")
    company.verb("pause_subscription")
    with pytest.raises(psycopg.Error) as refused:
        company.change("hybrid")
    assert refused.value.sqlstate == "OB022"
    company.now = at("2026-09-15 12:00")
    assert company.settle() == 0
    resumed = company.verb("resume_subscription")
    assert (resumed["status"], resumed["current_period_start"]) == ("active", company.now)
    assert company.end() == "2026-10-15 00:00"
    assert len(company.invoices()) == 2


def test_a_short_pause_keeps_the_period(owner: OwnerConnection) -> None:
    company = subscribed(owner)
    company.verb("pause_subscription")
    company.turn(days=5)
    company.verb("resume_subscription")
    assert company.end() == "2026-05-01 00:00"
    assert len(company.invoices()) == 1


@pytest.mark.parametrize("verb", ["mark_subscription_active", "pause_subscription"])
def test_nothing_can_be_done_with_what_has_ended(owner: OwnerConnection, verb: str) -> None:
    company = subscribed(owner)
    company.cancel("now")
    with pytest.raises(psycopg.Error) as refused:
        company.verb(verb)
    assert refused.value.sqlstate == "OB022"


def test_a_trial_owes_nothing_and_is_not_paused(owner: OwnerConnection) -> None:
    company = subscribed(owner, trial_days=30)
    for attempt in (company.past_due, lambda: company.verb("pause_subscription")):
        with pytest.raises(psycopg.Error) as refused:
            attempt()
        assert refused.value.sqlstate == "OB022"


def test_subscriptions_and_history_are_never_erased(owner: OwnerConnection) -> None:
    company = subscribed(owner)
    for table in ("organization_subscriptions", "org_billing_history", "organizations"):
        with pytest.raises(psycopg.Error):
            owner.execute(f"delete from {table} where org_id = %s", [company.org_id])
    assert len(company.history()) == 2
