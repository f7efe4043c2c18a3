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
    assert after["current_period_start"] == company.now
    assert company.end() == "2027-04-16 00:00"
    assert (change["old_monthly_price_usd"], change["new_monthly_price_usd"]) == (50, 45)


def test_what_is_owed_back_is_a_refund_and_never_a_negative_invoice(owner: OwnerConnection) -> None:
    company = subscribed(owner, "platform", "yearly")
    change = company.change("hybrid", "monthly")
    assert money(change) == (540, 99, -441)
    refunds = company.history("credit_refund")
    assert [(row["amount_usd"], row["payment_status"]) for row in refunds] == [(-441, "pending")]
    assert len(company.invoices()) == 1


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


def test_a_period_that_ended_is_settled_before_the_change(owner: OwnerConnection) -> None:
    company = subscribed(owner)
    company.now = at("2026-05-01 00:00")
    assert company.change("hybrid")["amount_due_usd"] == 49
    assert sorted(row["amount_usd"] for row in company.invoices()) == [49, 50, 50]


def test_an_old_price_is_kept_until_the_plan_is_chosen_anew(owner: OwnerConnection) -> None:
    company = subscribed(owner)
    owner.execute(
        "update organization_subscriptions set price_usd = 40 where org_id = %s", [company.org_id]
    )
    assert company.preview("platform")["new_price_usd"] == 40
    company.now = at("2026-05-01 00:00")
    company.settle()
    assert company.invoices()[-1]["amount_usd"] == 40


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
