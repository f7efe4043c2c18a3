"""Usage over HTTP: zero-filled local days, and only one's own for a member."""

import time
import uuid
from datetime import UTC, date, datetime, timedelta

import psycopg
import pytest
from psycopg.rows import dict_row

from orgbilling.database import Database
from orgbilling.kernel.clock import FixedClock
from tests.api_client import Api, make_api
from tests.conftest import OwnerConnection, TestDatabase
from tests.subscriptions.subscriber import at
from tests.world import World

ROOT = "/api/v1/org-billing"
USAGE_FIELDS = {
    "org_id", "total_credits_used", "user_count", "total_requests", "service_breakdown",
    "top_users", "daily", "date_range_start", "date_range_end", "refunded_credits",
}  # fmt: skip


def funded(api: Api, org_id: uuid.UUID, *members: str) -> World:
    world = World(api.owner, org_id=org_id)
    world.subscribe()
    world.add(100_000, 1)
    for member in members:
        world.allocate(member, 10_000, "never")
    return world


async def test_a_range_is_whole_days_zero_filled_and_ends_today(api: Api) -> None:
    owner = api.person()
    org_id = api.organization(owner)
    world = funded(api, org_id, owner.user_id)
    world.deduct(owner.user_id, "2.5")
    world.deduct(owner.user_id, 1)
    usage = (await owner.get(f"{ROOT}/credits/{org_id}/usage?days=7")).json()
    assert usage.keys() >= USAGE_FIELDS
    today = datetime.now(UTC).date()
    assert [day["date"] for day in usage["daily"]] == [
        str(today - timedelta(days=n)) for n in range(6, -1, -1)
    ]
    assert [day["credits"] for day in usage["daily"]] == [0] * 6 + [3.5]
    assert [day["requests"] for day in usage["daily"]] == [0] * 6 + [2]
    assert (usage["total_credits_used"], usage["total_requests"], usage["user_count"]) == (
        3.5,
        2,
        1,
    )
    assert usage["service_breakdown"] == {"llm": 3.5}
    assert (usage["date_range_start"], usage["date_range_end"]) == (
        str(today - timedelta(days=6)), str(today),
    )  # fmt: skip
    assert len((await owner.get(f"{ROOT}/credits/{org_id}/usage")).json()["daily"]) == 30


@pytest.mark.parametrize("days", ["0", "366", "-1", "x", "1.5"])
async def test_a_range_has_bounds(api: Api, days: str) -> None:
    owner = api.person()
    path = f"{ROOT}/credits/{api.organization(owner)}/usage?days={days}"
    assert (await owner.get(path)).status_code == 422


async def test_an_organization_without_usage_shows_zeros_and_nobody(api: Api) -> None:
    owner = api.person()
    usage = (await owner.get(f"{ROOT}/credits/{api.organization(owner)}/usage?days=2")).json()
    assert (usage["total_credits_used"], usage["user_count"], usage["top_users"]) == (0, 0, [])
    assert usage["service_breakdown"] == {}


async def test_a_member_sees_only_their_own(api: Api) -> None:
    owner = api.person()
    org_id = api.organization(owner)
    mona, nils = api.member(org_id), api.member(org_id)
    world = funded(api, org_id, mona.user_id, nils.user_id)
    world.deduct(mona.user_id, 10)
    world.deduct(nils.user_id, 30)
    path = f"{ROOT}/credits/{org_id}/usage"
    own = (await mona.get(path)).json()
    assert (own["total_credits_used"], own["user_count"], own["total_requests"]) == (10, 1, 1)
    assert [user["user_id"] for user in own["top_users"]] == [mona.user_id]
    assert own["service_breakdown"] == {"llm": 10}
    assert nils.user_id not in str(own)
    for everyone in (owner, api.system_admin(), api.program(api.key(org_id, owner))):
        all_of_it = (await everyone.get(path)).json()
        assert all_of_it["total_credits_used"] == 40
        assert [(u["user_id"], u["total_credits"]) for u in all_of_it["top_users"]] == [
            (nils.user_id, 30), (mona.user_id, 10),
        ]  # fmt: skip
    assert (await api.program(api.key(org_id, mona, "member")).get(path)).json() == own
    assert (await api.person().get(path)).status_code == 404
    assert (await api.client().get(path)).status_code == 401


async def test_today_is_the_organizations(db: Database, owner: OwnerConnection) -> None:
    # Half past eight in the evening in UTC is already tomorrow in Tokyo.
    moment = datetime.combine(datetime.now(UTC).date(), datetime.min.time(), UTC)
    clock = FixedClock(moment + timedelta(hours=20, minutes=30))
    api = make_api(db, owner, clock)
    person = api.person()
    org_id = api.organization(person, time_zone="Asia/Tokyo")
    world = funded(api, org_id, person.user_id)
    world.now = clock.now()
    world.deduct(person.user_id, 4)
    session = api.client(cookies={"session_token": api.session(person.user_id, clock.now())})
    usage = (await session.get(f"{ROOT}/credits/{org_id}/usage?days=2")).json()
    tomorrow = clock.now().date() + timedelta(days=1)
    assert usage["date_range_end"] == str(tomorrow)
    assert usage["daily"][-1] == {
        "date": str(tomorrow), "credits": 4, "refunded_credits": 0, "requests": 1,
    }  # fmt: skip


async def test_without_a_worker_a_read_closes_what_is_behind(api: Api) -> None:
    owner = api.person()
    org_id = api.organization(owner)
    world = funded(api, org_id, owner.user_id)
    world.now = at("2026-01-05 12:00")
    world.deduct(owner.user_id, 4)
    await owner.get(f"{ROOT}/credits/{org_id}/usage")
    row = api.owner.execute(
        "select usage_closed_through as through from organizations where org_id = %s", [org_id]
    ).fetchone()
    assert row is not None
    assert row["through"] >= datetime.now(UTC).date() - timedelta(days=2)
    assert world.differences() == []


@pytest.mark.slow
@pytest.mark.speed
def test_thirty_days_of_a_thousand_members_are_read_within_the_floor(
    fresh_database: TestDatabase,
) -> None:
    with psycopg.connect(fresh_database.owner_url, autocommit=True, row_factory=dict_row) as owner:
        owner.execute(
            """insert into users (user_id, email, name)
               select 'u' || g, 'u' || g || '@example.org', 'u'
               from generate_series(1, 1000) as g"""
        )
        org_id = uuid.uuid4()
        owner.execute("insert into organizations (org_id, name) values (%s, 'Big')", [org_id])
        owner.execute(
            """insert into credit_usage_daily
               select %s, current_date - d, 'u' || g, 'llm' || s, 'm', g + 0.123456, 7, 0, 0
               from generate_series(0, 29) as d, generate_series(1, 1000) as g,
               generate_series(1, 5) as s""",
            [org_id],
        )
        owner.execute("select close_usage_days(%s)", [org_id])
        owner.execute("vacuum analyze")
        span = [org_id, None, date.today() - timedelta(days=29), date.today()]  # noqa: DTZ011
        best_s = 1.0
        for _ in range(30):
            start = time.perf_counter()
            days = owner.execute(
                "select * from organization_usage_days(%s, %s, %s, %s)", span
            ).fetchall()
            owner.execute(
                "select * from organization_usage_services(%s, %s, %s, %s)", span
            ).fetchall()
            owner.execute(
                "select * from organization_usage_users(%s, %s, %s, %s, 10)", span
            ).fetchall()
            best_s = min(best_s, time.perf_counter() - start)
        assert len(days) == 30
        assert best_s < 0.05
