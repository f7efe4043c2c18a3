"""P6: trials of 100 years and of -5 days; 10^9 days was a 500; none ever converted or was shown."""

from datetime import timedelta
from typing import Any

import pytest

from orgbilling.database import Database
from tests.conftest import OwnerConnection
from tests.credits.company import code_of
from tests.regressions.clocked import at, clocked


@pytest.mark.parametrize("days", [-5, -1, 91, 36_500, 10**9, 10**40, 1.5, "14", True, None])
async def test_a_trial_has_0_to_90_days(db: Database, owner: OwnerConnection, days: Any) -> None:
    async with clocked(db, owner, "2026-06-01 09:00") as company:
        refused = await company.subscribe("byok", trial_days=days)
        assert code_of(refused) == (422, "invalid_request")
        assert code_of(await company.root.get(company.path)) == (404, "subscription_not_found")


@pytest.mark.parametrize("days", [1, 90])
async def test_a_trial_is_shown_while_it_lasts_and_converts_at_its_end(
    db: Database, owner: OwnerConnection, days: int
) -> None:
    async with clocked(db, owner, "2026-06-01 09:00") as company:
        assert (await company.subscribe("byok", trial_days=days)).status_code == 201
        ends = (await company.read())["trial_ends_at"]
        shown = await company.read()
        assert (shown["status"], shown["current_period_end"]) == ("trialing", ends)
        assert [event for event, _ in await company.history()] == ["subscription_created"]
        company.clock.set(at(ends[:19].replace("T", " ")) - timedelta(seconds=1))
        assert (await company.read())["status"] == "trialing"
        company.clock.advance(timedelta(seconds=1))
        converted = await company.read()
        assert (converted["status"], converted["current_period_start"]) == ("active", ends)
        assert (await company.history())[0] == ("invoice_created", 30)


async def test_no_trial_is_paid_for_from_the_first_moment(
    db: Database, owner: OwnerConnection
) -> None:
    async with clocked(db, owner, "2026-06-01 09:00") as company:
        made = (await company.subscribe("byok", trial_days=0)).json()
        assert (made["status"], made["trial_ends_at"]) == ("active", None)
        assert ("invoice_created", 30) in await company.history()
