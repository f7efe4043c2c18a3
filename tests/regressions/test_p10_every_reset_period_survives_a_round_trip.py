"""P10: `never` was ignored without notes; with notes the old `next_reset_date` remained."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from tests.credits.company import Company, new_key

DAYS = {"daily": (0, 1), "weekly": (6, 7), "monthly": (27, 31)}
PERIODS = [*DAYS, "never"]


def check(row: dict[str, Any], period: str) -> None:
    assert row["reset_period"] == period
    if period == "never":
        assert row["next_reset_date"] is None
        return
    least, most = (timedelta(days=days) for days in DAYS[period])
    assert least < datetime.fromisoformat(row["next_reset_date"]) - datetime.now(UTC) <= most


@pytest.mark.parametrize(("first", "then"), list(permutations(PERIODS, 2)))
@pytest.mark.parametrize("notes", [None, "why"])
async def test_a_period_and_its_change_are_kept(
    company: Company, first: str, then: str, notes: str | None
) -> None:
    member = company.member()
    extra = {} if notes is None else {"notes": notes}
    body = {"user_id": member.user_id, "allocated_credits": 10, "reset_period": first, **extra}
    made = await company.boss.post(company.path("/allocate"), json=body, headers=new_key())
    check(made.json(), first)
    put = company.path(f"/allocations/{member.user_id}")
    body = {"allocated_credits": 10, "reset_period": then, **extra}
    changed = await company.boss.put(put, json=body, headers=new_key())
    check(changed.json(), then)
    assert changed.json()["notes"] == notes
    check(await company.allocation(member), then)
