"""Servers and workers say that they live, and hear whether the calendar stands."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from orgbilling.calendar.heartbeat import Heartbeat, running_heartbeat
from orgbilling.database import Database
from orgbilling.monitoring.logs import configure_logs
from tests.api_client import make_api, running
from tests.conftest import OwnerConnection, TestDatabase

SERVED_DAYS_AGO = """insert into calendar_heartbeats
    select gen_random_uuid(), 'server', t.at, t.at, 0
    from (select clock_timestamp() - %s * interval '1 day' as at) as t"""


@pytest.fixture
async def database(fresh_database: TestDatabase) -> AsyncIterator[Database]:
    async with Database(fresh_database.application_url, pool_size=4, idle_size=1) as opened:
        yield opened


def beats(owner: OwnerConnection) -> list[dict[str, Any]]:
    return owner.execute("select * from calendar_heartbeats order by beat_at").fetchall()


def logged(capsys: pytest.CaptureFixture[str]) -> list[tuple[str, str]]:
    """What was logged since the last look: level and event."""
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    return [(line["level"], line["event"]) for line in lines]


@asynccontextmanager
async def beating(heartbeat: Heartbeat, database: Database) -> AsyncIterator[None]:
    task = asyncio.create_task(heartbeat.beat_for_ever(database))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_a_server_beats_before_it_serves_and_keeps_its_setting(
    database: Database, fresh_owner: OwnerConnection
) -> None:
    async with running(make_api(database, fresh_owner, calendar_max_jump_days=25)) as api:
        (beat,) = beats(fresh_owner)
        assert beat["kind"] == "server"
        assert (await api.client().get("/readyz")).json()["calendar"] == "running"
    row = fresh_owner.execute("select max_jump_days from calendar_settings").fetchone()
    assert row == {"max_jump_days": 25}
    assert not [task for task in asyncio.all_tasks() if task.get_name() == "heartbeat"]


async def test_a_server_that_starts_under_a_wrong_clock_is_ready_and_its_calendar_stands(
    database: Database, fresh_owner: OwnerConnection, capsys: pytest.CaptureFixture[str]
) -> None:
    fresh_owner.execute(SERVED_DAYS_AGO, [50])
    async with running(make_api(database, fresh_owner)) as api:
        assert ("error", "calendar_stands") in logged(capsys)
        ready = await api.client().get("/readyz")
        assert (ready.status_code, ready.json()["calendar"]) == (200, "stopped")
    # Each start says it.
    async with running(make_api(database, fresh_owner)):
        assert ("error", "calendar_stands") in logged(capsys)


async def test_a_heartbeat_goes_on_with_one_row(
    database: Database, fresh_owner: OwnerConnection
) -> None:
    heartbeat = Heartbeat("worker", every_s=0.02)
    await heartbeat.beat(database)
    (first,) = beats(fresh_owner)
    async with beating(heartbeat, database):
        deadline = time.monotonic() + 20
        while beats(fresh_owner)[0]["beat_at"] == first["beat_at"]:
            assert time.monotonic() < deadline, "it does not go on"
            await asyncio.sleep(0.02)
    (last,) = beats(fresh_owner)
    assert (last["kind"], last["started_at"]) == ("worker", first["started_at"])
    own_s = last["monotonic_s"] - first["monotonic_s"]
    assert own_s == pytest.approx((last["beat_at"] - first["beat_at"]).total_seconds(), abs=5)


async def test_a_stop_is_logged_once_and_its_end_as_well(
    database: Database, fresh_owner: OwnerConnection, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logs("info")
    heartbeat = Heartbeat("server")
    await heartbeat.beat(database)
    assert logged(capsys) == []
    fresh_owner.execute("update calendar_heartbeats set beat_at = beat_at - interval '2 days'")
    await heartbeat.beat(database)
    await heartbeat.beat(database)
    assert logged(capsys) == [("error", "calendar_stands")]
    fresh_owner.execute("select resume_calendar('test', 'looked at it')")
    await heartbeat.beat(database)
    await heartbeat.beat(database)
    assert logged(capsys) == [("info", "calendar_runs_again")]


async def test_a_heartbeat_that_fails_stops_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("info")
    nowhere = Database("postgresql://nobody@127.0.0.1:1/none", timeout_s=0.2)
    heartbeat = Heartbeat("server", every_s=0.02)
    async with running_heartbeat(nowhere, 40), beating(heartbeat, nowhere):
        await asyncio.sleep(0.2)
    events = logged(capsys)
    assert events[:2] == [("warning", "calendar_setting_not_kept"), ("warning", "heartbeat_failed")]
    assert len(events) > 3
