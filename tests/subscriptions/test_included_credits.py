"""Credits that a plan includes come once a month, and stop with the subscription."""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg.rows import dict_row

from tests.conftest import OwnerConnection, TestDatabase
from tests.subscriptions.subscriber import Subscriber, at


@pytest.fixture
def shop(fresh_database: TestDatabase) -> Iterator[OwnerConnection]:
    """A database whose plans include credits: byok 0, platform 1,000, hybrid 5,000."""
    with psycopg.connect(
        fresh_database.owner_url, autocommit=True, row_factory=dict_row
    ) as connection:
        connection.execute(
            """update plans set included_monthly_credits =
               case plan when 'platform' then 1000 when 'hybrid' then 5000 else 0 end"""
        )
        yield connection


def total(company: Subscriber) -> int:
    company.connection.execute(
        "select settle_before_reading(%s, %s)", [company.org_id, company.now]
    )
    assert company.world.differences() == []
    return int(company.world.pool()[0])


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
    # Weeks late: the refresh of 10 February belongs to the plan that started that day.
    company.now = at("2026-03-20 00:00")
    assert total(company) == 5000 + 1000 + 1000
    company.change("hybrid")
    assert total(company) == 7000
    company.now = at("2026-04-10 00:00")
    assert total(company) == 12_000


def test_they_stop_with_the_subscription_and_what_came_stays(shop: OwnerConnection) -> None:
    company = Subscriber(shop, at("2026-01-10 10:00"))
    company.create("platform")
    company.cancel("period_end")
    company.now = at("2026-06-10 00:00")
    assert total(company) == 1000
    company.create("platform")
    assert total(company) == 2000
    company.cancel("now")
    company.create("platform")
    assert total(company) == 2000
    company.now = at("2026-07-10 00:00")
    assert total(company) == 3000


def test_a_refresh_that_was_due_before_the_end_still_comes(shop: OwnerConnection) -> None:
    company = Subscriber(shop, at("2026-01-10 10:00"))
    company.create("platform", "yearly")
    company.now = at("2026-03-15 00:00")
    company.cancel("now")
    assert total(company) == 3000


def test_an_amount_that_was_set_for_an_organization_stays(shop: OwnerConnection) -> None:
    company = Subscriber(shop, at("2026-01-10 10:00"))
    company.create("platform")
    shop.execute("select configure_refresh(%s, 300, 'root', %s)", [company.org_id, company.now])
    company.change("hybrid")
    company.now = at("2026-02-10 00:00")
    assert total(company) == 1300


def test_members_who_are_owed_get_theirs_from_it(shop: OwnerConnection) -> None:
    company = Subscriber(shop, at("2026-01-10 10:00"))
    member = company.world.member()
    company.world.now = company.now
    company.world.add(100)
    company.world.allocate(member, 100, "daily")
    shop.execute(
        """insert into organization_subscriptions (org_id, subscription_plan, billing_cycle,
           price_usd, status, anchor_date, current_period_start, current_period_end, created_by)
           values (%s, 'byok', 'monthly', 30, 'active', '2026-01-01', '2026-01-01', '2027-01-01',
           'test')""",
        [company.org_id],
    )
    company.world.deduct(member, 80)
    company.now = company.world.now = at("2026-01-11 00:00")
    company.world.settle()
    assert company.world.figures(member, "AD") == (20, 80)
    company.cancel("now")
    company.create("platform")
    assert company.world.figures(member, "AD") == (100, 0)
    assert total(company) == 20 + 1000
