"""Credits that a plan includes come once a month, and stop with the subscription."""

from decimal import Decimal

import pytest

from tests.conftest import OwnerConnection
from tests.subscriptions.included import include, pay_all, total
from tests.subscriptions.subscriber import Subscriber, at


def test_each_paid_period_brings_its_credits_once(shop: OwnerConnection) -> None:
    company = Subscriber(shop, at("2026-01-31 10:00"))
    company.create("platform")
    assert total(company) == 1000
    assert total(company) == 1000
    company.now = at("2026-02-28 00:00")
    assert total(company) == 2000
    company.now = at("2026-05-07 00:00")
    assert total(company) == 4000


def test_a_trial_brings_them_when_it_becomes_paid(shop: OwnerConnection) -> None:
    company = Subscriber(shop, at("2026-01-10 10:00"))
    company.create("platform", trial_days=14)
    assert total(company) == 0
    company.now = at("2026-01-24 10:00")
    assert total(company) == 1000


def test_a_yearly_subscription_brings_them_every_month(shop: OwnerConnection) -> None:
    company = Subscriber(shop, at("2026-01-10 10:00"))
    company.create("platform", "yearly")
    company.now = at("2026-04-10 00:00")
    assert total(company) == 4000


def test_a_plan_counts_from_the_boundary_that_it_starts_at(shop: OwnerConnection) -> None:
    company = Subscriber(shop, at("2026-01-10 10:00"))
    company.create("hybrid")
    company.change("platform")
    # Weeks late: the month of 10 February belongs to the plan that started that day.
    company.now = at("2026-03-20 00:00")
    assert total(company) == 5000 + 1000 + 1000
    # 21 of the 31 days of the month are left.
    difference = Decimal("2709.677419")
    assert company.preview("hybrid")["included_credits_now"] == difference
    assert company.change("hybrid")["included_credits_now"] == difference
    assert total(company) == 7000 + difference
    company.now = at("2026-04-10 00:00")
    assert total(company) == 12_000 + difference


def test_a_month_of_a_pool_that_nobody_looked_at_opened_when_it_was_due(
    shop: OwnerConnection,
) -> None:
    company = Subscriber(shop, at("2026-01-10 10:00"))
    company.create("platform")
    company.now = at("2026-04-20 00:00")
    company.settle()
    assert company.brought() == [
        ("2026-01-10", 1000), ("2026-02-10", 1000), ("2026-03-10", 1000), ("2026-04-10", 1000),
    ]  # fmt: skip


def test_an_upgrade_brings_its_credits_with_its_invoice(shop: OwnerConnection) -> None:
    include(shop, byok=1000, platform=5000, hybrid=9000)
    company = Subscriber(shop, at("2026-01-10 10:00"))
    company.create("byok")
    company.turn(minutes=1)
    preview = company.preview("hybrid")
    change = company.change("hybrid")
    assert change == preview
    assert (change["amount_due_usd"], change["included_credits_now"]) == (Decimal("69.00"), 8000)
    assert [(bill["invoice_kind"], bill["amount_usd"]) for bill in company.bills()] == [
        ("period", 30), ("proration", 69),
    ]  # fmt: skip
    assert company.brought() == [("2026-01-10", 1000), ("2026-01-10", 8000)]
    # To and fro brings nothing twice: a downgrade waits, and is withdrawn.
    company.change("byok")
    company.change("hybrid")
    assert total(company) == 9000


def test_an_upgrade_that_nobody_pays_brings_its_credits_when_it_is_paid(
    shop: OwnerConnection,
) -> None:
    company = Subscriber(shop, at("2026-04-01 00:00"))
    company.create("platform")
    company.past_due(7)
    company.now = at("2026-04-16 00:00")
    assert company.change("hybrid")["included_credits_now"] == 2000
    assert total(company) == 1000
    first, second = company.bills()
    company.pay(second)
    # The invoice of the term was made before it, and is open.
    assert total(company) == 1000
    company.pay(first)
    assert total(company) == 1000 + 2000


def test_a_month_waits_for_no_invoice_that_was_made_after_it_began(shop: OwnerConnection) -> None:
    company = Subscriber(shop, at("2026-01-10 00:00"))
    company.create("platform")
    company.past_due(7)
    company.now = at("2026-02-20 00:00")
    company.change("hybrid")
    first, renewal, upgrade = company.bills()
    company.pay(renewal)
    assert [credits for _, credits in company.brought()] == [1000, 1000]
    company.pay(first)
    assert total(company) == 2000
    company.pay(upgrade)
    # 18 of 28 days: 4,000 x 18 / 28.
    assert total(company) == 2000 + Decimal("2571.428571")


def test_what_costs_nothing_is_not_brought_as_paid_for(shop: OwnerConnection) -> None:
    include(shop, byok=100)
    shop.execute("update plans set monthly_price_usd = 0 where plan = 'byok'")
    company = Subscriber(shop, at("2026-01-10 00:00"))
    company.create("byok")
    assert total(company) == 100
    company.now = at("2026-01-20 00:00")
    company.stand("suspended")
    company.now = at("2026-03-20 00:00")
    assert [bill["status"] for bill in company.bills()] == ["paid"]
    assert total(company) == 100
    assert [bill["status"] for bill in company.bills()] == ["paid"] * 3
    company.stand("active")
    assert total(company) == 300


def test_a_difference_is_rounded_down_at_the_sixth_decimal(shop: OwnerConnection) -> None:
    company = Subscriber(shop, at("2026-03-10 00:00"))
    company.create("platform")
    company.now = at("2026-03-31 15:00")
    # 10 of 31 days are left: 4,000 x 10 / 31 = 1,290.3225806….
    assert company.change("hybrid")["included_credits_now"] == Decimal("1290.322580")


def test_a_new_cycle_brings_its_month_less_what_is_left_of_the_old(shop: OwnerConnection) -> None:
    company = Subscriber(shop, at("2026-04-01 00:00"))
    company.create("platform")
    company.now = at("2026-04-16 00:00")
    assert company.change("platform", "yearly")["included_credits_now"] == 500
    company.now = at("2026-06-16 00:00")
    company.settle()
    assert company.brought() == [
        ("2026-04-01", 1000), ("2026-04-16", 500), ("2026-05-16", 1000), ("2026-06-16", 1000),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("taken_back", "credits"),
    [(("void",), 1000), (("reverse", "void"), 1000), (("reverse",), 500), ((), 500)],
    ids=["void", "reversed, then void", "reversed", "neither"],
)
def test_a_new_cycle_subtracts_no_month_whose_invoice_is_void(
    shop: OwnerConnection, taken_back: tuple[str, ...], credits: int
) -> None:
    company = Subscriber(shop, at("2026-04-01 00:00"))
    company.create("platform")
    [bill], [term] = company.bills(), company.terms()
    for what in taken_back:
        if what == "void":
            company.void(bill)
        else:
            company.connection.execute(
                "select reverse_month(%s, %s, 1, 'root', 'a mistake', %s)",
                [company.org_id, term["term_id"], company.now],
            )
    company.now = at("2026-04-16 00:00")
    preview = company.preview("platform", "yearly")["included_credits_now"]
    assert company.change("platform", "yearly")["included_credits_now"] == preview == credits


def test_who_pays_three_months_late_gets_three_months(shop: OwnerConnection) -> None:
    include(shop, platform=5000)
    company = Subscriber(shop, at("2026-01-10 00:00"))
    company.create("platform")
    company.now = at("2026-01-20 00:00")
    company.past_due(7)
    company.now = at("2026-03-20 00:00")
    assert total(company) == 5000
    assert [bill["status"] for bill in company.bills()] == ["failed", "open", "open"]
    first, second, third = company.bills()
    # Each invoice brings its own month, whatever the others are.
    company.pay(third)
    assert total(company) == 10_000
    assert company.subscription()["standing"] == "blocked"
    company.pay(first)
    assert total(company) == 10_000
    company.pay(second)
    assert total(company) == 15_000
    assert company.subscription()["standing"] == "active"
    assert [day for day, _ in company.brought()] == ["2026-01-10", "2026-03-20", "2026-03-20"]


def test_they_stop_with_the_subscription_and_what_came_stays(shop: OwnerConnection) -> None:
    company = Subscriber(shop, at("2026-01-10 10:00"))
    company.create("platform")
    company.cancel("period_end")
    company.now = at("2026-06-10 00:00")
    assert total(company) == 1000
    pay_all(company)
    company.create("platform")
    assert total(company) == 2000
    company.cancel("now")
    company.create("platform")
    # What the second one owes keeps the third from spending, and its month from coming.
    assert total(company) == 2000
    company.verb("mark_subscription_active")
    assert total(company) == 3000
    company.now = at("2026-07-10 00:00")
    assert total(company) == 4000


def test_who_creates_and_cancels_again_and_again_gets_one_month(shop: OwnerConnection) -> None:
    company = Subscriber(shop, at("2026-01-10 10:00"))
    for _ in range(10):
        company.create("hybrid")
        company.cancel("now")
        company.turn(minutes=1)
    assert total(company) == 5000
    # Who pays for one has its month, though it has ended.
    company.pay(company.bills()[4])
    assert total(company) == 10_000


def test_a_refresh_that_was_due_before_the_end_still_comes(shop: OwnerConnection) -> None:
    company = Subscriber(shop, at("2026-01-10 10:00"))
    company.create("platform", "yearly")
    company.now = at("2026-03-15 00:00")
    company.cancel("now")
    assert total(company) == 3000


def test_an_amount_that_was_set_for_an_organization_comes_beside_the_plans(
    shop: OwnerConnection,
) -> None:
    company = Subscriber(shop, at("2026-01-10 10:00"))
    company.create("platform")
    company.world.now = company.now
    shown = company.world.grant_monthly(300)
    assert (shown["own_monthly_credits"], shown["monthly_refresh_amount"]) == (300, 1300)
    company.change("hybrid")
    assert total(company) == 1000 + 4000
    company.now = at("2026-02-10 00:00")
    assert total(company) == 5000 + 5000 + 300


def test_an_amount_that_equals_the_plans_is_not_taken_for_it(shop: OwnerConnection) -> None:
    company = Subscriber(shop, at("2026-01-10 10:00"))
    company.create("platform")
    company.world.now = company.now
    company.world.grant_monthly(1000)
    company.change("hybrid")
    company.now = at("2026-02-10 00:00")
    assert total(company) == 1000 + 4000 + 5000 + 1000
    company.cancel("now")
    pool = company.world.one("select pool_document(%s) as p", company.org_id)["p"]
    assert (pool["own_monthly_credits"], pool["monthly_refresh_amount"]) == (1000, 1000)
    # It is still the organization's own after the end, and is skipped until it may spend again.
    company.now = at("2026-03-15 00:00")
    assert total(company) == 11_000
    pay_all(company)
    company.create("byok")
    company.now = at("2026-04-10 00:00")
    assert total(company) == 12_000


def test_a_month_is_sized_by_the_row_in_force_before_any_verb_of_its_instant(
    shop: OwnerConnection,
) -> None:
    company = Subscriber(shop, at("2026-01-10 00:00"))
    company.create("platform", "yearly")
    company.now = at("2026-02-10 00:00")
    company.change("hybrid", "yearly")
    # The month of that day was the old plan's; all of its 28 days are left for the difference.
    assert company.brought() == [
        ("2026-01-10", 1000), ("2026-02-10", 1000), ("2026-02-10", 4000),
    ]  # fmt: skip
    company.now = at("2026-03-10 00:00")
    assert total(company) == 11_000


def test_what_a_plan_includes_is_copied_when_it_is_taken(shop: OwnerConnection) -> None:
    company = Subscriber(shop, at("2026-01-10 00:00"))
    company.create("platform")
    include(shop, platform=7000)
    company.now = at("2026-02-10 00:00")
    assert total(company) == 2000
    company.verb("pause_subscription")
    company.now = at("2026-05-01 00:00")
    company.verb("resume_subscription")
    assert total(company) == 3000


def test_a_month_that_starts_in_a_pause_is_neither_brought_nor_made_up(
    shop: OwnerConnection,
) -> None:
    company = Subscriber(shop, at("2026-01-10 00:00"))
    company.create("platform", "yearly")
    company.now = at("2026-03-20 00:00")
    company.verb("pause_subscription")
    pay_all(company)
    company.now = at("2026-06-25 00:00")
    company.verb("resume_subscription")
    company.now = at("2026-07-10 00:00")
    company.settle()
    assert [day for day, _ in company.brought()] == [
        "2026-01-10", "2026-02-10", "2026-03-10", "2026-07-10",
    ]  # fmt: skip
    states = company.world.rows(
        "select state from included_credits where org_id = %s order by due_at", company.org_id
    )
    assert [row["state"] for row in states] == ["brought"] * 3 + ["skipped"] * 3 + ["brought"]


@pytest.mark.parametrize("verb", ["pause_subscription", "resume_subscription"])
def test_a_verb_at_the_instant_of_a_month_comes_after_it(shop: OwnerConnection, verb: str) -> None:
    company = Subscriber(shop, at("2026-01-10 00:00"))
    company.create("platform", "yearly")
    if verb == "resume_subscription":
        company.turn(days=5)
        company.verb("pause_subscription")
    company.now = at("2026-02-10 00:00")
    company.verb(verb)
    # A month at the instant of the pause has begun; one at that of the resume is skipped.
    assert total(company) == (2000 if verb == "pause_subscription" else 1000)


def test_a_resume_after_the_end_of_the_term_brings_the_new_terms_month(
    shop: OwnerConnection,
) -> None:
    company = Subscriber(shop, at("2026-01-10 00:00"))
    company.create("hybrid")
    company.change("platform")
    company.now = at("2026-01-20 00:00")
    company.verb("pause_subscription")
    company.now = at("2026-06-25 00:00")
    company.verb("resume_subscription")
    # With the downgrade that waited.
    assert company.brought() == [("2026-01-10", 5000), ("2026-06-25", 1000)]
    assert [bill["price_usd"] for bill in company.bills()] == [99, 50]
    company.now = at("2026-07-25 00:00")
    assert total(company) == 7000


def test_members_who_are_owed_get_theirs_from_it(shop: OwnerConnection) -> None:
    company = Subscriber(shop, at("2026-01-10 10:00"))
    member = company.world.member()
    company.world.now = company.now
    company.create("byok")
    pay_all(company)
    company.world.add(100)
    company.world.allocate(member, 100, "daily")
    company.world.deduct(member, 80)
    company.now = company.world.now = at("2026-01-11 00:00")
    company.world.settle()
    assert company.world.figures(member, "AD") == (20, 80)
    company.cancel("now")
    company.create("platform")
    assert company.world.figures(member, "AD") == (100, 0)
    assert total(company) == 20 + 1000
