"""A change of plan has a direction, a price and a moment."""

from decimal import Decimal

import psycopg
import pytest

from tests.conftest import OwnerConnection
from tests.subscriptions.subscriber import Row, Subscriber, at


def subscribed(
    owner: OwnerConnection, plan: str = "platform", cycle: str = "monthly"
) -> Subscriber:
    """Subscribed on 1 April at midnight: a period of exactly 30 days."""
    company = Subscriber(owner, at("2026-04-01 00:00"))
    company.create(plan, cycle)
    return company


def money(change: Row) -> tuple[Decimal, Decimal, Decimal]:
    return change["credit_usd"], change["charge_usd"], change["amount_due_usd"]


@pytest.mark.parametrize(
    ("old", "new", "direction"),
    [
        (("platform", "monthly"), ("hybrid", "monthly"), "upgrade"),
        (("byok", "monthly"), ("platform", "monthly"), "upgrade"),
        (("platform", "monthly"), ("platform", "yearly"), "upgrade"),
        (("platform", "monthly"), ("hybrid", "yearly"), "upgrade"),
        (("platform", "yearly"), ("hybrid", "yearly"), "upgrade"),
        (("hybrid", "monthly"), ("platform", "monthly"), "downgrade"),
        (("hybrid", "monthly"), ("platform", "yearly"), "downgrade"),
        (("platform", "yearly"), ("platform", "monthly"), "downgrade"),
        (("platform", "monthly"), ("platform", "monthly"), "none"),
    ],
)
def test_the_direction_follows_the_monthly_list_price(
    owner: OwnerConnection, old: tuple[str, str], new: tuple[str, str], direction: str
) -> None:
    company = subscribed(owner, *old)
    assert company.preview(*new)["change"] == direction
    assert company.change(*new)["change"] == direction
    told = {"upgrade": "subscription_upgraded", "downgrade": "subscription_downgraded"}
    assert [e for e, _ in company.events() if e in told.values()] == [
        event for name, event in told.items() if name == direction
    ]


def test_an_upgrade_costs_the_difference_for_the_rest_of_the_period(owner: OwnerConnection) -> None:
    company = subscribed(owner)
    company.turn(days=10)
    # 20 of 30 days are left: 49 x 2/3 = 32.666…, 50 x 2/3 = 33.333….
    assert money(company.preview("hybrid")) == (
        Decimal("33.33"),
        Decimal("66.00"),
        Decimal("32.67"),
    )
    change = company.change("hybrid")
    assert money(change) == (Decimal("33.33"), Decimal("66.00"), Decimal("32.67"))
    assert change["takes_effect_at"] == company.now
    after = company.subscription()
    assert (after["subscription_plan"], after["price_usd"]) == ("hybrid", 99)
    assert company.end() == "2026-05-01 00:00"
    invoice = company.invoices()[-1]
    assert (invoice["amount_usd"], invoice["payment_status"]) == (Decimal("32.67"), "pending")
    assert invoice["details"]["invoice_kind"] == "proration"
    company.now = at("2026-05-01 00:00")
    company.settle()
    assert company.invoices()[-1]["amount_usd"] == 99


def test_half_a_cent_is_rounded_up(owner: OwnerConnection) -> None:
    company = subscribed(owner, "byok")
    # 20 x remaining / 2,592,000 s = 0.005 with 648 s left.
    company.now = at("2026-04-30 23:49:12")
    assert money(company.change("platform"))[2] == Decimal("0.01")


def test_from_monthly_to_yearly_a_new_period_starts_less_what_was_unused(
    owner: OwnerConnection,
) -> None:
    company = subscribed(owner)
    company.now = at("2026-04-16 00:00")
    change = company.change("platform", "yearly")
    assert money(change) == (Decimal("25.00"), 540, Decimal("515.00"))
    after = company.subscription()
    assert (after["billing_cycle"], after["price_usd"]) == ("yearly", 540)
    assert company.bills()[-1]["amount_usd"] == 515
    assert [term["ended_at"] for term in company.terms()] == [company.now, None]
    assert after["current_period_start"] == company.now
    assert company.end() == "2027-04-16 00:00"
    assert (change["old_monthly_price_usd"], change["new_monthly_price_usd"]) == (50, 45)


def test_what_is_owed_back_is_an_invoice_of_nothing_and_money_credit_for_the_next(
    owner: OwnerConnection,
) -> None:
    company = subscribed(owner, "platform", "yearly")
    company.pay(company.bills()[0])
    company.turn(seconds=1)
    change = company.change("hybrid", "monthly")
    assert money(change) == (540, 99, -441)
    assert [(bill["amount_usd"], bill["status"]) for bill in company.bills()] == [
        (540, "paid"), (0, "paid"),
    ]  # fmt: skip
    assert company.bills()[1]["paid_at"] == company.now
    assert not company.history("credit_refund")
    company.now = at("2026-09-01 00:00")
    company.settle()
    # 441 are four months of 99, and 45 of the fifth.
    assert [
        (bill["price_usd"], bill["money_credit_usd"], bill["amount_usd"], bill["status"])
        for bill in company.bills()[2:]
    ] == [(99, 99, 0, "paid")] * 4 + [(99, 45, 54, "open")]
    shown = company.invoices()[-1]
    assert (shown["amount_usd"], shown["payment_status"]) == (54, "pending")
    assert shown["details"]["money_credit_usd"] == 45


def test_nothing_is_owed_back_of_a_term_whose_invoice_was_void(owner: OwnerConnection) -> None:
    company = subscribed(owner, "platform", "yearly")
    company.void(company.bills()[0])
    company.turn(seconds=1)
    company.change("hybrid", "monthly")
    assert [(bill["amount_usd"], bill["status"]) for bill in company.bills()] == [
        (540, "void"), (0, "paid"),
    ]  # fmt: skip
    company.now = at("2026-05-01 00:00")
    company.settle()
    assert company.bills()[-1]["amount_usd"] == 99


def test_a_downgrade_waits_for_the_periods_end_and_costs_nothing_now(
    owner: OwnerConnection,
) -> None:
    company = subscribed(owner, "hybrid")
    company.turn(days=3)
    change = company.change("byok")
    assert money(change) == (0, 0, 0)
    assert change["takes_effect_at"] == at("2026-05-01 00:00")
    assert company.subscription()["subscription_plan"] == "hybrid"
    company.now = at("2026-05-01 00:00")
    assert company.settle() == 1
    after = company.subscription()
    assert (after["subscription_plan"], after["price_usd"], after["next_plan"]) == (
        "byok",
        30,
        None,
    )
    assert company.invoices()[-1]["amount_usd"] == 30
    assert len(company.history("subscription_downgraded")) == 1


def test_a_year_becomes_months_at_its_end_with_an_anchor_of_its_own(owner: OwnerConnection) -> None:
    company = subscribed(owner, "platform", "yearly")
    company.change("platform", "monthly")
    company.now = at("2027-06-02 00:00")
    assert company.settle() == 3
    assert company.starts()[1:] == ["2027-04-01 00:00", "2027-05-01 00:00", "2027-06-01 00:00"]
    assert [row["amount_usd"] for row in company.invoices()] == [540, 50, 50, 50]


def test_a_later_upgrade_or_the_present_plan_withdraws_a_downgrade(owner: OwnerConnection) -> None:
    for plan, cycle, change in [("hybrid", "monthly", "none"), ("hybrid", "yearly", "upgrade")]:
        company = subscribed(owner, "hybrid")
        company.change("byok")
        answer = company.change(plan, cycle)
        assert (answer["change"], answer["withdraws_pending_change"]) == (change, True)
        assert company.subscription()["next_plan"] is None


def test_the_present_plan_writes_nothing(owner: OwnerConnection) -> None:
    company = subscribed(owner)
    before = (company.subscription(), company.history(), company.audit())
    answer = company.change("platform")
    assert (answer["change"], *money(answer)) == ("none", 0, 0, 0)
    assert (company.subscription(), company.history(), company.audit()) == before


def test_the_same_downgrade_twice_is_written_once(owner: OwnerConnection) -> None:
    company = subscribed(owner, "hybrid")
    assert company.change("byok")["change"] == company.change("byok")["change"] == "downgrade"
    assert len(company.history("subscription_downgraded")) == 1


def test_a_preview_answers_what_the_change_will_and_writes_nothing(owner: OwnerConnection) -> None:
    company = subscribed(owner)
    company.turn(days=7, hours=5, seconds=13)
    before = (company.subscription(), company.history(), company.audit())
    preview = company.preview("hybrid", "yearly")
    assert (company.subscription(), company.history(), company.audit()) == before
    assert company.change("hybrid", "yearly") == preview


def test_a_change_during_the_trial_costs_nothing(owner: OwnerConnection) -> None:
    company = Subscriber(owner, at("2026-04-01 00:00"))
    company.create(trial_days=14)
    company.turn(days=3)
    assert money(company.change("hybrid", "yearly")) == (0, 0, 0)
    trial = company.subscription()
    assert (trial["status"], trial["subscription_plan"], trial["price_usd"]) == (
        "trialing", "hybrid", 1068,
    )  # fmt: skip
    assert not company.invoices()
    company.now = at("2026-04-15 00:00")
    company.settle()
    assert company.invoices()[0]["amount_usd"] == 1068
    assert company.end() == "2027-04-15 00:00"


def test_an_upgrade_adds_a_row_and_a_change_of_cycle_a_term(owner: OwnerConnection) -> None:
    company = subscribed(owner, "byok")
    company.turn(days=3)
    company.change("platform")
    company.turn(days=3)
    company.change("platform", "yearly")
    assert [
        (row["subscription_plan"], row["billing_cycle"], row["price_usd"], row["cause"])
        for row in company.periods()
    ] == [
        ("byok", "monthly", 30, "created"), ("platform", "monthly", 50, "changed"),
        ("platform", "yearly", 540, "changed"),
    ]  # fmt: skip
    first, second, third = company.periods()
    assert first["term_id"] == second["term_id"] != third["term_id"]
    assert first["ends_at"] == second["starts_at"]
    assert second["ends_at"] == third["starts_at"] == company.now
    assert third["ends_at"] is None
    assert [term["term_number"] for term in company.terms()] == [1, 2]
    assert len({row["invoice_id"] for row in company.periods()}) == 3


def test_a_change_that_waits_takes_plan_and_cycle_together(owner: OwnerConnection) -> None:
    company = subscribed(owner, "hybrid", "yearly")
    company.change("byok", "monthly")
    assert company.subscription()["billing_cycle"] == "yearly"
    # A later change that waits takes the place of the earlier.
    assert company.change("platform", "monthly")["withdraws_pending_change"]
    company.now = at("2027-04-01 00:00")
    company.settle()
    after = company.subscription()
    assert (after["subscription_plan"], after["billing_cycle"], after["price_usd"]) == (
        "platform", "monthly", 50,
    )  # fmt: skip


@pytest.mark.parametrize("days", [5, 12])
def test_who_is_past_due_or_blocked_may_change_and_stays_so(
    owner: OwnerConnection, days: int
) -> None:
    company = subscribed(owner, "byok")
    company.past_due(7)
    company.turn(days=days)
    standing = "past_due" if days < 7 else "blocked"
    assert company.change("hybrid")["change"] == "upgrade"
    after = company.subscription()
    assert (after["subscription_plan"], after["standing"]) == ("hybrid", standing)
    assert [bill["status"] for bill in company.bills()] == ["failed", "open"]
    # One of several is not enough.
    company.pay(company.bills()[1])
    assert company.subscription()["standing"] == standing
    company.pay(company.bills()[0])
    assert company.subscription()["standing"] == "active"


def test_a_period_that_ended_is_settled_before_the_change(owner: OwnerConnection) -> None:
    company = subscribed(owner)
    company.now = at("2026-05-01 00:00")
    assert company.change("hybrid")["amount_due_usd"] == 49
    assert sorted(row["amount_usd"] for row in company.invoices()) == [49, 50, 50]


def test_an_old_price_is_kept_until_the_plan_is_chosen_anew(fresh_owner: OwnerConnection) -> None:
    company, trial = subscribed(fresh_owner), Subscriber(fresh_owner, at("2026-04-01 00:00"))
    trial.create(trial_days=14)
    paused = subscribed(fresh_owner)
    paused.verb("pause_subscription")
    fresh_owner.execute("update plans set monthly_price_usd = 60 where plan = 'platform'")
    assert company.preview("platform")["new_price_usd"] == 50
    # A renewal, the end of a trial and a resume copy from the row before.
    company.now = trial.now = paused.now = at("2026-05-01 00:00")
    for one in (company, trial, paused):
        one.settle()
    paused.verb("resume_subscription")
    for one in (company, trial, paused):
        assert one.bills()[-1]["price_usd"] == one.subscription()["price_usd"] == 50
    # Who takes a plan pays what it costs now: at once, or when the change that waited is due.
    company.change("hybrid")
    company.change("platform")
    company.now = at("2026-06-01 00:00")
    company.settle()
    assert company.bills()[-1]["price_usd"] == company.subscription()["price_usd"] == 60


@pytest.mark.parametrize(("plan", "cycle"), [("gold", "monthly"), ("platform", "weekly")])
def test_only_what_is_offered_can_be_chosen(owner: OwnerConnection, plan: str, cycle: str) -> None:
    company = subscribed(owner)
    for verb in (company.change, company.preview, company.create):
        with pytest.raises(psycopg.Error) as refused:
            verb(plan, cycle)
        assert refused.value.sqlstate == "OB001"


def test_without_a_live_subscription_there_is_nothing_to_change(owner: OwnerConnection) -> None:
    company = Subscriber(owner, at("2026-04-01 00:00"))
    with pytest.raises(psycopg.Error) as never:
        company.change("hybrid")
    assert never.value.sqlstate == "OB017"
    company.create()
    company.cancel("now")
    for verb in (company.change, company.preview):
        with pytest.raises(psycopg.Error) as ended:
            verb("hybrid")
        assert ended.value.sqlstate == "OB022"


def test_events_and_audit_name_the_direction(owner: OwnerConnection) -> None:
    company = subscribed(owner)
    company.change("hybrid")
    company.change("byok")
    assert company.audit() == [
        "org.subscription.created", "org.subscription.upgraded", "org.subscription.downgraded",
    ]  # fmt: skip
