"""What the person's and the organization's screens draw: days, shares, requests, invitations."""

import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from orgbilling.database import Database
from orgbilling.kernel.clock import FixedClock
from tests.api_client import Api, Client, make_api
from tests.conftest import TestDatabase
from tests.dashboards.test_user_and_organization import ROOT, funded


async def screen(client: Client) -> Any:
    answer = await client.get(f"{ROOT}/billing/user")
    assert answer.status_code == 200, answer.text
    return answer.json()


def use(api: Api, org_id: uuid.UUID, user_id: str, day: str, credits: int, service: str) -> None:
    """Write a day's sum, as the spends of that day have left it."""
    api.owner.execute(
        "insert into credit_usage_daily values (%s, %s, %s, 'llm', %s, %s, 2, 0, 0)",
        [org_id, day, user_id, service, credits],
    )


@pytest.fixture
async def clocked(fresh_database: TestDatabase) -> AsyncIterator[Api]:
    """It is half past midnight on the first of March in UTC, and later further east."""
    clock = FixedClock(datetime(2027, 3, 1, 0, 30, tzinfo=UTC))
    with psycopg.connect(fresh_database.owner_url, autocommit=True, row_factory=dict_row) as owner:
        async with Database(fresh_database.application_url, pool_size=2, idle_size=1) as database:
            made = make_api(database, owner, clock)
            yield made
            for client in made.clients:
                await client.aclose()


async def test_usage_is_drawn_by_day_for_all_and_for_each_organization(clocked: Api) -> None:
    mona = clocked.client()
    mona.user_id = clocked.user("mona")
    token = clocked.session(mona.user_id, datetime(2027, 3, 1, tzinfo=UTC))
    mona.cookies.set("session_token", token)
    first, second = clocked.organization(mona, "A"), clocked.organization(mona, "B")
    colleague = clocked.user()
    clocked.join(first, colleague)
    for day, credits in (
        ("2027-01-30", 99),
        ("2027-01-31", 1),
        ("2027-02-28", 2),
        ("2027-03-02", 4),
    ):
        use(clocked, first, mona.user_id, day, credits, "a")
    use(clocked, first, mona.user_id, "2027-02-28", 8, "b")
    use(clocked, second, mona.user_id, "2027-02-28", 16, "a")
    use(clocked, first, colleague, "2027-02-28", 1000, "a")
    shown = await screen(mona)
    a, b = shown["organizations"]
    days = shown["daily_usage_last_30_days"]
    # Today and the 29 days before; what a zone ahead of UTC has already is of today.
    assert [day["date"] for day in days] == [
        str(datetime(2027, 1, 31, tzinfo=UTC).date() + timedelta(days=n)) for n in range(30)
    ]

    def drawn(rows: Any) -> dict[str, tuple[Any, int]]:
        return {r["date"]: (r["credits"], r["requests"]) for r in rows if r["requests"]}

    assert drawn(days) == {"2027-01-31": (1, 2), "2027-02-28": (26, 6), "2027-03-01": (4, 2)}
    assert drawn(a["daily_usage_last_30_days"]) == {
        "2027-01-31": (1, 2), "2027-02-28": (10, 4), "2027-03-01": (4, 2),
    }  # fmt: skip
    assert drawn(b["daily_usage_last_30_days"]) == {"2027-02-28": (16, 2)}
    assert len(b["daily_usage_last_30_days"]) == 30
    figures = [
        (o["total_credits_used_last_30_days"], o["request_count_last_30_days"]) for o in (a, b)
    ]
    assert figures == [(15, 8), (16, 2)]
    assert shown["total_usage_last_30_days"] == {
        "total_credits_used": 31, "refunded_credits": 0, "org_count": 2, "request_count": 10,
        "service_count": 2,
    }  # fmt: skip


async def test_shares_and_requests_are_each_organizations_own(api: Api) -> None:
    mona = api.person()
    first, second = api.organization(mona, "A"), api.organization(mona, "B")
    world = funded(api, first, mona)
    world.deduct(mona.user_id, 333)
    api.owner.execute("select request_credits(%s, %s, 50, 'More')", [first, mona.user_id])
    api.owner.execute("select request_credits(%s, %s, 60, 'Other')", [second, mona.user_id])
    api.owner.execute(
        """select decline_credit_request(org_id, request_id, null, null) from credit_requests
           where org_id = %s""",
        [second],
    )
    a, b = (await screen(mona))["organizations"]
    assert (a["used_percent"], b["used_percent"]) == (33.3, None)
    pending = a["pending_request"]
    assert (pending["requested_credits"], pending["reason"]) == (50, "More")
    assert pending.keys() == {"id", "requested_credits", "reason", "created_at"}
    assert b["pending_request"] is None


async def test_invitations_to_the_persons_address_wait_for_them(api: Api) -> None:
    boss = api.person("boss")
    mona = api.person("mona", email=f"Mona-{uuid.uuid4().hex}@Example.org")
    (row,) = api.owner.execute(
        "select email from users where user_id = %s", [mona.user_id]
    ).fetchall()

    async def invite(name: str, email: str = row["email"].lower()) -> tuple[uuid.UUID, Any]:
        org_id = api.organization(boss, name)
        answer = await boss.post(
            f"/api/v1/organizations/{org_id}/invitations", json={"email": email, "role": "admin"}
        )
        assert answer.status_code == 201, answer.text
        return org_id, answer.json()

    waiting, made = await invite("Waiting")
    joined, _ = await invite("Joined")
    api.join(joined, mona)
    revoked, gone = await invite("Revoked")
    await boss.delete(f"/api/v1/organizations/{revoked}/invitations/{gone['invitation_id']}")
    expired, _ = await invite("Expired")
    api.owner.execute(
        "update organization_invitations set expires_at = now() where org_id = %s", [expired]
    )
    closed, _ = await invite("Closed")
    await boss.post(f"/api/v1/organizations/{closed}/close")
    await invite("Another's", "somebody@example.org")
    (shown,) = (await screen(mona))["invitations"]
    assert shown == {
        "org_id": str(waiting), "invitation_id": made["invitation_id"], "org_name": "Waiting",
        "role": "admin", "invited_by_name": boss.user_id, "created_at": made["created_at"],
        "expires_at": made["expires_at"],
    }  # fmt: skip
    # The secret is in the link alone.
    assert made["token"] not in str(await screen(mona))


async def test_the_organizations_screen_says_what_the_caller_is_and_has(api: Api) -> None:
    boss = api.person("boss")
    org_id = api.organization(boss, "Acme")
    mona, nils = api.member(org_id), api.member(org_id)
    world = funded(api, org_id, mona, nils)
    world.deduct(nils.user_id, 30)
    world.deduct(mona.user_id, 250)
    for person in (mona, nils):
        api.owner.execute("select request_credits(%s, %s, 7, 'More')", [org_id, person.user_id])

    async def read(client: Client) -> Any:
        return (await client.get(f"{ROOT}/billing/org/{org_id}")).json()

    own, managed, platform = await read(mona), await read(boss), await read(api.system_admin())
    assert [s["organization"]["is_managed"] for s in (own, managed, platform)] == [
        False,
        True,
        True,
    ]
    assert [s["organization"]["role"] for s in (own, managed, platform)] == [
        "member",
        "owner",
        None,
    ]
    assert own["own_allocation"] == own["user_allocations"][0]
    assert (own["own_allocation"]["user_id"], own["own_allocation"]["used_percent"]) == (
        mona.user_id,
        25,
    )
    assert own["own_pending_request"]["requested_credits"] == 7
    assert managed["own_allocation"] is managed["own_pending_request"] is None
    assert platform["own_allocation"] is None
    assert [s["pending_request_count"] for s in (own, managed, platform)] == [None, 2, 2]
    spenders = [user["user_id"] for user in managed["usage_stats_30_days"]["top_users"]]
    assert spenders == [mona.user_id, nils.user_id]
    assert [u["user_id"] for u in own["usage_stats_30_days"]["top_users"]] == [mona.user_id]


async def test_the_next_billing_is_null_where_there_is_none(api: Api) -> None:
    root = api.system_admin()
    org_id = api.organization(root)
    path = f"{ROOT}/subscriptions"
    await root.post(path, json={"org_id": str(org_id), "subscription_plan": "platform"})

    async def shown() -> Any:
        return (await root.get(f"{ROOT}/billing/org/{org_id}")).json()["subscription"]

    subscription = await shown()
    assert subscription["next_billing_at"] == subscription["current_period_end"]
    assert subscription["price"] == 50
    await root.post(f"{path}/{org_id}/pause")
    assert (await shown())["next_billing_at"] is None
    await root.post(f"{path}/{org_id}/reactivate")
    await root.post(f"{path}/{org_id}/cancel", json={"at": "period_end"})
    assert (await shown())["next_billing_at"] is None
    assert (await shown())["status"] == "active"
