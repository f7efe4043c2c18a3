"""P17: a naive `utcnow()` went into `timestamptz`: five hours off when TZ is New York."""

import time
import uuid
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from orgbilling.app import run_engine
from orgbilling.database import Database
from orgbilling.settings import Settings
from tests.api_client import Api, make_api
from tests.conftest import OwnerConnection
from tests.credits.company import BASE, Company, make_company

ZONES = ["America/New_York", "Asia/Kathmandu"]
CLOSE = timedelta(seconds=20)


@pytest.fixture(params=ZONES)
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The machine's zone, for this process."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
async def abroad(zone: str, application_url: str, owner: OwnerConnection) -> AsyncIterator[Api]:
    """An application on a machine, and with a database session, of another zone."""
    url = f"{application_url}?options=-c%20timezone%3D{zone}"
    async with Database(url, pool_size=2) as database:
        api = make_api(database, owner)
        async with run_engine(api.app, Settings(), database):
            yield api
        for client in api.clients:
            await client.aclose()


def is_near(text: str, moment: datetime) -> bool:
    shown = datetime.fromisoformat(text)
    assert shown.tzinfo is not None, text
    return abs(shown - moment) < CLOSE


async def test_every_moment_that_is_shown_is_the_real_one(abroad: Api) -> None:
    now = datetime.now(UTC)
    company = make_company(abroad, subscribed=False)
    member = company.member(100)
    body = {"org_id": str(company.org_id), "subscription_plan": "byok", "trial_days": 3}
    subscribed = (await company.root.post(f"{BASE}/subscriptions", json=body)).json()
    assert is_near(subscribed["created_at"], now)
    assert is_near(subscribed["trial_ends_at"], now + timedelta(days=3))
    held = (await company.hold(member, 1, ttl_s=600)).json()
    assert is_near(held["expires_at"], now + timedelta(seconds=600))
    row = await company.allocation(member)
    assert is_near(row["created_at"], now)
    midnight = datetime.fromisoformat(row["next_reset_date"]).astimezone(UTC)
    assert (midnight.hour, midnight.minute, midnight.second) == (0, 0, 0)
    ordered = await company.boss.post(
        company.path("/add"), json={"credits": 1}, headers={"idempotency-key": "k"}
    )
    assert is_near(ordered.json()["created_at"], now)
    audit = (await company.boss.get(f"{BASE}/{company.org_id}/audit")).json()
    assert all(is_near(event["occurred_at"], now) for event in audit)


async def test_today_is_the_organizations_day(abroad: Api) -> None:
    company = make_company(abroad)
    await company.deduct(company.member(100), 5)
    usage = (await company.boss.get(company.path("/usage"), params={"days": 1})).json()
    today = datetime.now(UTC).date().isoformat()
    assert usage["date_range_end"][:10] == today
    assert [(day["date"], day["credits"]) for day in usage["daily"]] == [(today, 5)]


async def test_a_session_lasts_as_long_as_it_says(abroad: Api) -> None:
    email = f"{uuid.uuid4().hex}@demo.org"
    user_id = abroad.user("demo", email=email, is_demo=True)
    client = abroad.client()
    signed_in: Any = await client.post("/api/v1/auth/dev/login", json={"email": email})
    assert signed_in.status_code == 204
    assert (await client.get("/api/v1/auth/me")).status_code == 200
    row = abroad.owner.execute(
        """select expires_at - clock_timestamp() as lasts, clock_timestamp() - created_at as age
           from sessions where user_id = %s""",
        [user_id],
    ).fetchone()
    assert row is not None
    assert abs(row["lasts"] - timedelta(days=7)) < CLOSE
    assert timedelta(0) <= row["age"] < CLOSE


def test_the_zone_is_really_another_one(zone: str, company: Company) -> None:
    assert datetime.now(UTC).astimezone().utcoffset() != timedelta(0), zone
