"""P9: SELECT, then UPDATE: a cancellation in between became None, and a TypeError."""

import asyncio
from collections.abc import Iterator

import psycopg
import pytest

from orgbilling.database import Database
from tests.api_client import Api
from tests.credits.company import BASE, Company, code_of, make_company
from tests.credits.engine_rig import eventually


@pytest.fixture
def rival(owner_url: str) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """Somebody who is faster, and commits late."""
    with psycopg.connect(owner_url) as connection:
        yield connection


def is_waited_for(rival: psycopg.Connection[tuple[object, ...]], company: Company) -> bool:
    row = company.world.one(
        "select count(*) as n from pg_stat_activity where %s = any(pg_blocking_pids(pid))",
        rival.info.backend_pid,
    )
    return bool(row["n"])


@pytest.mark.parametrize(
    ("method", "rest", "body"),
    [
        ("PUT", "upgrade", {"subscription_plan": "hybrid"}),
        ("POST", "cancel", {"at": "period_end"}),
        ("POST", "past-due", {}),
    ],
)
async def test_a_change_that_comes_second_finds_the_subscription_ended(
    company: Company, rival: psycopg.Connection[tuple[object, ...]], method: str, rest: str,
    body: dict[str, str],
) -> None:  # fmt: skip
    rival.execute("select cancel_subscription(%s, 'now', 'rival')", [company.org_id])
    url = f"{BASE}/subscriptions/{company.org_id}/{rest}"
    asked = asyncio.create_task(company.root.request(method, url, json=body))
    await eventually(lambda: is_waited_for(rival, company))
    rival.commit()
    assert code_of(await asked) == (409, "subscription_not_live")


async def test_of_two_first_subscriptions_the_second_is_a_conflict(
    api: Api, db: Database, rival: psycopg.Connection[tuple[object, ...]]
) -> None:
    company = make_company(api, subscribed=False)
    rival.execute("select create_subscription(%s, 'byok', 'monthly')", [company.org_id])
    body = {"org_id": str(company.org_id), "subscription_plan": "hybrid"}
    asked = asyncio.create_task(company.root.post(f"{BASE}/subscriptions", json=body))
    await eventually(lambda: is_waited_for(rival, company))
    rival.commit()
    assert code_of(await asked) == (409, "subscription_exists")
    shown = (await company.boss.get(f"{BASE}/subscriptions/{company.org_id}")).json()
    assert shown["subscription_plan"] == "byok"
