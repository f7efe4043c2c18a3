"""P7: a yearly plan ended after 30 days, a yearly upgrade set the monthly price, a month was 30
days."""

import pytest

from orgbilling.database import Database
from tests.conftest import OwnerConnection
from tests.regressions.clocked import at, clocked


@pytest.mark.parametrize(
    ("start", "cycle", "ends"),
    [
        ("2027-01-31", "monthly", ["2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31"]),
        ("2028-01-31", "monthly", ["2028-02-29", "2028-03-31"]),
        ("2028-02-29", "monthly", ["2028-03-29", "2028-04-29"]),
        ("2028-02-29", "yearly", ["2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"]),
        ("2027-12-15", "yearly", ["2028-12-15", "2029-12-15"]),
    ],
)
async def test_a_period_ends_on_its_day_of_the_calendar(
    db: Database, owner: OwnerConnection, start: str, cycle: str, ends: list[str]
) -> None:
    async with clocked(db, owner, f"{start} 09:00") as company:
        await company.subscribe("platform", cycle)
        for end in ends:
            shown = await company.read()
            assert shown["current_period_end"][:10] == end
            company.clock.set(at(f"{end} 12:00"))


async def test_a_yearly_plan_has_the_yearly_price_and_its_twelfth_a_month(
    db: Database, owner: OwnerConnection
) -> None:
    async with clocked(db, owner, "2027-03-01 09:00") as company:
        await company.subscribe("platform")
        assert set(await company.history()) == {
            ("invoice_created", 50),
            ("subscription_created", 50),
        }
        change = await company.change("hybrid", "yearly")
        assert (change["new_price"], change["new_monthly_price"]) == (1_068, 89)
        shown = await company.read()
        assert (shown["price"], shown["monthly_price"]) == (1_068, 89)
        assert shown["current_period_end"][:10] == "2028-03-01"
        # Of the month nothing was used, so that all of it is taken off the year.
        assert change["proration"] == {
            "credit_usd": 50, "charge_usd": 1_068, "amount_due_usd": 1_018,
        }  # fmt: skip
