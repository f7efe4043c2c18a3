"""A start makes the partitions before it takes traffic, and a worker that was away catches up."""

import asyncio
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from orgbilling.database import Database, jobs_url
from orgbilling.jobs import JobContext
from orgbilling.jobs.housekeeping import prepare_partitions
from orgbilling.jobs.partitions import PartitionsMissing, make_partitions
from orgbilling.kernel.clock import FixedClock, SystemClock
from orgbilling.settings import Settings
from orgbilling.worker import run_worker
from tests.conftest import OwnerConnection, TestDatabase, ledger_differences
from tests.credits.engine_rig import eventually
from tests.servers.server import serving
from tests.usage.test_partitions import partitions
from tests.world import make_world

NOW = datetime(2031, 6, 10, tzinfo=UTC)
DEFAULT = "credit_usage_attribution_default"


def spend_in(owner: OwnerConnection, *moments: datetime) -> None:
    world = make_world(owner)
    world.add(1_000, 1)
    member = world.member()
    world.allocate(member, 500, "never")
    for moment in moments:
        world.now = moment
        world.deduct(member, 1)


def months_ahead(moment: datetime) -> set[str]:
    """The names of the partitions of a month and the next twelve."""
    return {
        f"credit_usage_attribution_y{moment.year + number // 12}m{number % 12 + 1:02}"
        for number in range(moment.month - 1, moment.month + 12)
    }


def in_default(owner: OwnerConnection) -> int:
    row = owner.execute(f"select count(*) as n from {DEFAULT}".encode()).fetchone()
    assert row is not None
    return int(row["n"])


def test_a_server_makes_them_before_it_is_ready(
    fresh_database: TestDatabase, fresh_owner: OwnerConnection
) -> None:
    now = datetime.now(UTC)
    spend_in(fresh_owner, now)
    # Two at once, and no worker.
    with serving(2, DATABASE_URL=fresh_database.owner_url):
        assert months_ahead(now) <= set(partitions(fresh_owner))
        assert in_default(fresh_owner) == 0


async def test_a_worker_makes_them_before_its_first_job(
    fresh_database: TestDatabase, fresh_owner: OwnerConnection
) -> None:
    spend_in(fresh_owner, NOW)
    stop = asyncio.Event()
    with psycopg.connect(fresh_database.owner_url) as keeper:
        # Nobody gets a job, or makes one.
        keeper.execute("lock table jobs.procrastinate_jobs in access exclusive mode")
        worker = asyncio.create_task(
            run_worker(Settings(), fresh_database.application_url, stop=stop, clock=FixedClock(NOW))
        )
        try:
            await eventually(lambda: months_ahead(NOW) <= set(partitions(fresh_owner)))
        finally:
            keeper.rollback()
            stop.set()
            await worker


async def test_a_worker_that_was_away_for_a_year_moves_what_was_spent_meanwhile(
    fresh_database: TestDatabase, fresh_owner: OwnerConnection
) -> None:
    async with Database(jobs_url(fresh_database.application_url), pool_size=2) as database:
        clock = FixedClock(NOW)
        await prepare_partitions(JobContext(database, clock, Settings()))
        back = NOW + timedelta(days=366 + 120)
        spend_in(fresh_owner, *(back - timedelta(days=days) for days in (0, 31, 62, 93, 400)))
        assert in_default(fresh_owner) == 4
        await prepare_partitions(JobContext(database, FixedClock(back), Settings()))
    assert in_default(fresh_owner) == 0
    assert months_ahead(NOW) | months_ahead(back) <= set(partitions(fresh_owner))
    assert ledger_differences(fresh_database.owner_url) == []


async def test_a_month_that_fails_keeps_no_other_from_being_made(
    fresh_database: TestDatabase, fresh_owner: OwnerConnection
) -> None:
    spend_in(fresh_owner, NOW, NOW + timedelta(days=31))
    # The names of a month that has rows, and of one that has none.
    for name in ("y2031m06", "y2031m10"):
        fresh_owner.execute(f"create table credit_usage_attribution_{name} (n int)".encode())
    async with Database(fresh_database.application_url, pool_size=2) as database:
        with pytest.raises(PartitionsMissing, match=r"2 months failed \(2031-10, 2031-06\)"):
            await make_partitions(database, FixedClock(NOW))
        # The month with rows that can be made was made; the other's stay where they were.
        assert in_default(fresh_owner) == 1
        for name in ("y2031m06", "y2031m10"):
            fresh_owner.execute(f"drop table credit_usage_attribution_{name}".encode())
        await make_partitions(database, FixedClock(NOW))
    assert set(partitions(fresh_owner)) == months_ahead(NOW) | {DEFAULT}
    assert ledger_differences(fresh_database.owner_url) == []


async def test_a_start_leaves_a_large_move_to_the_worker(
    fresh_database: TestDatabase, fresh_owner: OwnerConnection
) -> None:
    now = datetime.now(UTC)
    spend_in(fresh_owner, now)
    async with Database(fresh_database.application_url, pool_size=2) as database:
        await make_partitions(database, SystemClock(), default_bytes_max=1)
        assert in_default(fresh_owner) == 1
        assert len(months_ahead(now) - set(partitions(fresh_owner))) == 1
        await make_partitions(database, SystemClock())
    assert in_default(fresh_owner) == 0
