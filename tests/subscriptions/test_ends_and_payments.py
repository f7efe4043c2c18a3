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
    assert [(row["standing"], row["from_at"]) for row in company.standings()] == [
        ("active", at("2026-04-01 00:00")), ("past_due", at("2026-04-01 00:00")),
        ("blocked", at("2026-04-08 00:00")), ("active", at("2026-05-02 00:00")),
    ]  # fmt: skip
    assert [row["until_at"] for row in company.standings()] == [
        at("2026-04-01 00:00"), at("2026-04-08 00:00"), at("2026-05-02 00:00"), None,
    ]  # fmt: skip
    assert [row["payment_status"] for row in company.invoices()] == ["paid", "paid"]
    assert [row["amount_usd"] for row in company.history("invoice_paid")] == [50, 50]
    company.verb("mark_subscription_active")
    assert len(company.history("invoice_paid")) == 2
    with pytest.raises(psycopg.Error) as refused:
        company.past_due()
    assert refused.value.sqlstate == "OB022"


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


def test_a_suspended_organization_spends_nothing(owner: OwnerConnection) -> None:
    company = subscribed(owner)
    member = company.world.member()
    company.world.now = company.now
    company.world.add(100)
    company.world.allocate(member, 100)
    company.stand("suspended")
    assert company.world.deduct(member, 1)["blocked_by"] == "organization"
    assert company.world.hold(member, 1)["blocked_by"] == "organization"
    assert company.world.check(member, 1) == (False, 100, "organization")
    company.stand("active")
    assert company.world.deduct(member, 1)["outcome"] == "ok"


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
    assert len(company.terms()) == 1
    assert [(row["starts_at"], row["ends_at"], row["cause"]) for row in company.periods()] == [
        (at("2026-04-01 00:00"), at("2026-04-01 00:00"), "created"),
        (at("2026-04-06 00:00"), None, "resumed"),
    ]  # fmt: skip


def test_a_resume_at_the_planned_end_is_a_new_term(owner: OwnerConnection) -> None:
    company = Subscriber(owner, at("2026-01-31 10:00"))
    company.create()
    company.turn(days=3)
    company.verb("pause_subscription")
    company.now = at("2026-02-28 00:00")
    company.verb("resume_subscription")
    assert [term["starts_at"] for term in company.terms()] == [at("2026-01-31 10:00"), company.now]
    assert [row["cause"] for row in company.periods()] == ["created", "resumed"]
    assert len(company.bills()) == 2
    # With an anchor of its own: a renewal would go on to the 31st.
    assert company.end() == "2026-03-28 00:00"


def test_a_resume_returns_to_the_standing_before_the_pause_judged_by_then(
    owner: OwnerConnection,
) -> None:
    for days, standing, until in [
        (2, "past_due", at("2026-04-08 00:00")), (7, "blocked", None), (9, "blocked", None),
    ]:  # fmt: skip
        company = subscribed(owner)
        company.past_due(7)
        company.verb("pause_subscription")
        assert company.subscription()["standing"] == "paused"
        company.turn(days=days)
        resumed = company.verb("resume_subscription")
        assert (resumed["standing"], resumed["standing_until"]) == (standing, until)
    company = subscribed(owner)
    company.past_due(0)
    company.turn(days=1)
    company.verb("pause_subscription")
    company.turn(days=1)
    assert company.verb("resume_subscription")["standing"] == "blocked"


def test_what_is_paid_and_what_fails_in_a_pause_changes_what_it_returns_to(
    owner: OwnerConnection,
) -> None:
    paid = subscribed(owner)
    paid.past_due(7)
    paid.verb("pause_subscription")
    paid.turn(days=20)
    paid.pay(paid.bills()[0])
    assert paid.subscription()["standing"] == "paused"
    assert paid.verb("resume_subscription")["standing"] == "active"
    failed = subscribed(owner)
    failed.verb("pause_subscription")
    failed.turn(days=1)
    assert failed.past_due(7)["standing"] == "paused"
    failed.turn(days=1)
    resumed = failed.verb("resume_subscription")
    # The grace runs from the failure.
    assert (resumed["standing"], resumed["standing_until"]) == ("past_due", at("2026-04-09 00:00"))


def test_a_cancellation_asked_in_a_pause_takes_effect_at_the_terms_planned_end(
    owner: OwnerConnection,
) -> None:
    waits = subscribed(owner)
    waits.verb("pause_subscription")
    waits.cancel("period_end")
    waits.now = at("2026-06-20 00:00")
    assert waits.settle() == 1
    assert waits.subscription()["canceled_at"] == at("2026-05-01 00:00")
    at_once = subscribed(owner)
    at_once.verb("pause_subscription")
    at_once.now = at("2026-06-20 00:00")
    assert at_once.cancel("period_end")["canceled_at"] == at_once.now


def test_a_payment_needs_no_failure_and_pays_one_invoice(owner: OwnerConnection) -> None:
    company = subscribed(owner)
    company.now = at("2026-05-01 00:00")
    company.settle()
    first, second = company.bills()
    assert company.pay(second)["status"] == "paid"
    assert company.pay(second)["paid_at"] == company.pay(second)["paid_at"]
    assert [bill["status"] for bill in company.bills()] == ["open", "paid"]
    assert [row["payment_status"] for row in company.invoices()] == ["pending", "paid"]
    assert len(company.history("invoice_paid")) == 1
    assert company.subscription()["standing"] == "active"
    company.void(first)
    with pytest.raises(psycopg.Error) as refused:
        company.pay(first)
    assert refused.value.sqlstate == "OB026"
    assert company.void(first) == company.void(first)


def test_a_voided_invoice_is_no_longer_owed(owner: OwnerConnection) -> None:
    company = subscribed(owner)
    company.past_due(1)
    company.turn(days=3)
    company.settle()
    assert company.subscription()["standing"] == "blocked"
    company.void(company.bills()[0])
    assert company.subscription()["standing"] == "active"
    company.now = at("2026-05-01 00:00")
    company.settle()
    # The term went on and was renewed.
    assert [bill["status"] for bill in company.bills()] == ["void", "open"]


def test_who_owes_for_an_earlier_subscription_begins_blocked_and_without_a_trial(
    owner: OwnerConnection,
) -> None:
    company = subscribed(owner)
    company.cancel("now")
    company.turn(days=1)
    created = company.create("hybrid", trial_days=30)
    assert (created["standing"], created["status"], created["trial_ends_at"]) == (
        "blocked", "past_due", None,
    )  # fmt: skip
    old, new = company.bills()
    assert (old["status"], new["status"], new["amount_usd"]) == ("open", "open", 99)
    # Its own invoice is what it waits for, not the old one.
    company.pay(old)
    assert company.subscription()["standing"] == "blocked"
    company.pay(new)
    assert company.subscription()["standing"] == "active"


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
