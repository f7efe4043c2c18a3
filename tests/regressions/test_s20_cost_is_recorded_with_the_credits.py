"""S20: cost and markup were never filled, and all currencies were added up."""

from decimal import Decimal

import psycopg
import pytest

from tests.conftest import OwnerConnection
from tests.world import World, make_world

COST, MARKUP = Decimal("0.012345678901"), Decimal("0.006172839450")


@pytest.fixture
def company(owner: OwnerConnection) -> tuple[World, str]:
    world = make_world(owner)
    member = world.member()
    world.add(100)
    world.allocate(member, 100)
    return world, member


def test_cost_and_markup_are_written_with_the_usage_and_its_daily_sum(
    company: tuple[World, str],
) -> None:
    world, member = company
    for number in range(2):
        world.one(
            "select * from deduct_credits(%s, %s, 19, 'llm', 'gpt', %s, '{}', %s, %s)",
            world.org_id, member, f"k{number}", COST, MARKUP,
        )  # fmt: skip
    hold_id = world.hold(member, 20)["hold_id"]
    world.one(
        "select * from capture_credits(%s, %s, 19, '{}', %s, %s)",
        world.org_id, hold_id, COST, MARKUP,
    )  # fmt: skip
    rows = world.rows(
        "select api_cost_usd, markup_usd from credit_usage_attribution where org_id = %s",
        world.org_id,
    )
    assert [tuple(row.values()) for row in rows] == [(COST, MARKUP)] * 3
    daily = world.one("select * from credit_usage_daily where org_id = %s", world.org_id)
    assert (daily["api_cost_usd"], daily["markup_usd"]) == (3 * COST, 3 * MARKUP)
    assert (daily["credits"], daily["requests"]) == (57, 3)
    assert world.differences() == []


def test_a_spend_that_is_refused_records_no_cost(company: tuple[World, str]) -> None:
    world, member = company
    world.one(
        "select * from deduct_credits(%s, %s, 101, 'llm', 'gpt', 'k', '{}', %s, %s)",
        world.org_id, member, COST, MARKUP,
    )  # fmt: skip
    for table in ("credit_usage_attribution", "credit_usage_daily"):
        assert world.rows(f"select 1 from {table} where org_id = %s", world.org_id) == []


def test_there_is_one_currency(company: tuple[World, str]) -> None:
    world, _ = company
    world.purchase(1_000)
    for table in ("credit_purchases", "org_billing_history"):
        rows = world.rows(f"select distinct currency from {table} where org_id = %s", world.org_id)
        assert rows == [{"currency": "USD"}]
        with pytest.raises(psycopg.errors.CheckViolation):
            world.connection.execute(
                f"update {table} set currency = 'EUR' where org_id = %s".encode(), [world.org_id]
            )


def test_what_was_paid_in_all_is_the_sum_of_what_was_paid(company: tuple[World, str]) -> None:
    world, _ = company
    world.add(50, "12.34")
    world.pay(world.purchase(2_000))
    world.purchase(9_000)
    pool = world.one("select * from organization_credit_pools where org_id = %s", world.org_id)
    assert pool["lifetime_spent_usd"] == Decimal("12.34") + 2
    assert pool["lifetime_purchased_credits"] == 2_050
