"""P9: SELECT, then UPDATE: a cancellation in between became None, and a TypeError."""

import asyncio

import pytest

from tests.api_client import Api
from tests.credits.company import BASE, Company, code_of, make_company
from tests.regressions.rival import Rival


@pytest.mark.parametrize(
    ("method", "rest", "body"),
    [
        ("PUT", "upgrade", {"subscription_plan": "hybrid"}),
        ("POST", "cancel", {"at": "period_end"}),
        ("POST", "past-due", {}),
    ],
)
async def test_a_change_that_comes_second_finds_the_subscription_ended(
    company: Company, rival: Rival, method: str, rest: str,
    body: dict[str, str],
) -> None:  # fmt: skip
    rival.execute("select cancel_subscription(%s, 'now', 'rival')", company.org_id)
    url = f"{BASE}/subscriptions/{company.org_id}/{rest}"
    asked = asyncio.create_task(company.root.request(method, url, json=body))
    await rival.commit_once_waited_for()
    assert code_of(await asked) == (409, "subscription_not_live")


async def test_of_two_first_subscriptions_the_second_is_a_conflict(api: Api, rival: Rival) -> None:
    company = make_company(api, subscribed=False)
    rival.execute("select create_subscription(%s, 'byok', 'monthly')", company.org_id)
    body = {"org_id": str(company.org_id), "subscription_plan": "hybrid"}
    asked = asyncio.create_task(company.root.post(f"{BASE}/subscriptions", json=body))
    await rival.commit_once_waited_for()
    assert code_of(await asked) == (409, "subscription_exists")
    shown = (await company.boss.get(f"{BASE}/subscriptions/{company.org_id}")).json()
    assert shown["subscription_plan"] == "byok"
