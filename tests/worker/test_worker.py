"""The worker does what is due once, whoever else works, fails or is killed beside it."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from procrastinate import PsycopgConnector

from orgbilling.database import jobs_url
from orgbilling.jobs import Fact, FactHandler, JobContext, names
from orgbilling.jobs.queue import make_queue
from orgbilling.jobs.relay import relay_facts
from orgbilling.jobs.settling import CALENDAR, SettlementFailed, find_due, settle_each
from orgbilling.jobs.stalled import Liveness
from orgbilling.kernel.clock import FixedClock
from orgbilling.settings import Settings
from orgbilling.worker import run_worker, running_worker
from tests.conftest import OwnerConnection, TestDatabase, ledger_differences
from tests.worker.scene import emit, job_context, waiting_facts
from tests.world import World, make_world

START = datetime(2026, 3, 10, 9, tzinfo=UTC)
ROOT = Path(__file__).parents[2]
Facts = list[Fact]


@asynccontextmanager
async def working(
    database: TestDatabase,
    clock: FixedClock,
    *handlers: FactHandler,
    liveness: Liveness | None = None,
) -> AsyncIterator[None]:
    stop = asyncio.Event()
    worker = asyncio.create_task(
        run_worker(
            Settings(),
            database.application_url,
            stop=stop,
            clock=clock,
            handlers=handlers,
            liveness=liveness,
        )
    )
    try:
        yield
    finally:
        stop.set()
        await worker


async def until(found: Callable[[], Any], *, within_s: float = 30) -> None:
    deadline = time.monotonic() + within_s
    while not found():
        assert time.monotonic() < deadline, "it did not happen in time"
        await asyncio.sleep(0.05)


def collector(name: str = "tell") -> tuple[Facts, FactHandler]:
    facts: Facts = []

    async def handle(_context: JobContext, fact: Fact) -> None:
        facts.append(fact)

    return facts, FactHandler(name, frozenset({"test.happened"}), handle)


def spent_world(sql: OwnerConnection, members: int = 5) -> World:
    world = make_world(sql, START)
    world.add(100_000)
    for _ in range(members):
        member = world.member()
        world.allocate(member, 1000, "monthly")
        world.deduct(member, 400)
    return world


def resets(sql: OwnerConnection) -> int:
    row = sql.execute("select count(*) from credit_resets").fetchone()
    assert row is not None
    return int(row["count"])


async def test_a_fact_reaches_its_handler_exact_and_once(
    database: TestDatabase, sql: OwnerConnection, clock: FixedClock
) -> None:
    org_id = emit(sql, credits=1, part=0)
    sql.execute("update outbox set payload = '{\"credits\": 12345678901.123456}'")
    facts, handler = collector()
    async with working(database, clock, handler):
        await until(lambda: facts)
        await until(lambda: waiting_facts(sql) == 0)
        await asyncio.sleep(0.3)
    assert [(fact.org_id, fact.topic) for fact in facts] == [(org_id, "test.happened")]
    assert facts[0].payload == {"credits": Decimal("12345678901.123456")}
    left = sql.execute("select * from jobs.procrastinate_jobs where task_name = 'handle_fact'")
    assert left.fetchall() == []


async def test_a_fact_that_nobody_wants_is_handed_on_all_the_same(
    database: TestDatabase, sql: OwnerConnection, clock: FixedClock
) -> None:
    emit(sql, "nobody.listens")
    async with job_context(database, clock) as context:
        facts, handler = collector()
        queue = make_queue(context, PsycopgConnector(conninfo=jobs_url(database.application_url)))
        async with queue.open_async():
            assert await relay_facts(context, queue, [handler]) == 1
            assert await relay_facts(context, queue, [handler]) == 0
    assert waiting_facts(sql) == 0
    assert facts == []


async def test_facts_and_their_jobs_are_committed_together(
    database: TestDatabase, sql: OwnerConnection, clock: FixedClock
) -> None:
    emit(sql)
    sql.execute("revoke update (processed_at) on outbox from orgbilling_app")
    async with job_context(database, clock) as context:
        _, handler = collector()
        queue = make_queue(context, PsycopgConnector(conninfo=jobs_url(database.application_url)))
        async with queue.open_async():
            with pytest.raises(Exception, match="failed"):
                await relay_facts(context, queue, [handler])
    assert sql.execute("select * from jobs.procrastinate_jobs").fetchall() == []
    assert waiting_facts(sql) == 1


async def test_a_handler_that_fails_is_tried_again(
    database: TestDatabase, sql: OwnerConnection, clock: FixedClock
) -> None:
    emit(sql)
    tries: list[str] = []

    async def handle(_context: JobContext, fact: Fact) -> None:
        tries.append(fact.topic)
        if len(tries) == 1:
            raise OSError("the other side is down")

    async with working(database, clock, FactHandler("tell", frozenset({"test.happened"}), handle)):
        await until(lambda: len(tries) == 2)
    assert len(tries) == 2


async def test_two_workers_pass_a_boundary_once(
    database: TestDatabase, sql: OwnerConnection, clock: FixedClock
) -> None:
    worlds = [spent_world(sql) for _ in range(30)]
    async with AsyncExitStack() as stack:
        for _ in range(2):
            await stack.enter_async_context(working(database, clock))
        await until(lambda: resets(sql) == 150)
        await asyncio.sleep(0.5)
    assert resets(sql) == 150
    for world in worlds:
        assert world.pool() == (98_000, 5_000, 93_000, 0)
    assert ledger_differences(database.owner_url) == []


async def test_what_fails_in_one_organization_stops_no_other(
    database: TestDatabase, sql: OwnerConnection, clock: FixedClock
) -> None:
    worlds = [spent_world(sql, 1) for _ in range(3)]
    broken = min(worlds, key=lambda world: world.org_id)
    sql.execute(
        "update organizations set time_zone = 'No/Where' where org_id = %s", [broken.org_id]
    )
    async with job_context(database, clock) as context:
        due = await find_due(context, CALENDAR)
        assert due == sorted(str(world.org_id) for world in worlds)
        with pytest.raises(SettlementFailed, match=str(broken.org_id)):
            await settle_each(context, CALENDAR, due)
        assert resets(sql) == 2
        assert await find_due(context, CALENDAR) == [str(broken.org_id)]
    async with working(database, clock):
        job = "select status, attempts from jobs.procrastinate_jobs where attempts > 0"
        await until(lambda: sql.execute(job).fetchall())
        sql.execute("update organizations set time_zone = 'UTC'")
        await until(lambda: resets(sql) == 3)
    assert ledger_differences(database.owner_url) == []


async def test_a_subscription_rolls_and_a_day_closes_without_anybody_asking(
    database: TestDatabase, sql: OwnerConnection, clock: FixedClock
) -> None:
    world = make_world(sql, START, subscribed=False)
    sql.execute(
        "select create_subscription(%s, 'platform', 'monthly', 0, null, %s)", [world.org_id, START]
    )
    world.add(5000)
    member = world.member()
    world.allocate(member, 1000, "never")
    world.deduct(member, 10)

    def seen() -> bool:
        subscription = world.one(
            "select period_index from organization_subscriptions where org_id = %s", world.org_id
        )
        organization = world.one(
            "select usage_closed_through::text as day from organizations where org_id = %s",
            world.org_id,
        )
        return (subscription["period_index"], organization["day"]) == (1, "2026-04-08")

    async with working(database, clock):
        # A minute past midnight the day before is not closed yet, the one before that is.
        await until(seen)
    assert ledger_differences(database.owner_url) == []


async def test_a_killed_workers_job_is_taken_up_again(
    database: TestDatabase, sql: OwnerConnection, clock: FixedClock, tmp_path: Path
) -> None:
    org_id = emit(sql)
    began = tmp_path / "began"
    stuck = subprocess.Popen(  # noqa: ASYNC220 - starting it takes no time
        [sys.executable, "-m", "tests.worker.stuck_worker", database.application_url, str(began)],
        cwd=ROOT,
    )
    try:
        await until(began.exists)
    finally:
        stuck.kill()
        stuck.wait()
    await asyncio.sleep(1.2)
    facts, handler = collector()
    async with working(database, clock, handler, liveness=Liveness(0.2, 1.0)):
        await until(lambda: facts)
    assert [fact.org_id for fact in facts] == [org_id]
    doing = "select * from jobs.procrastinate_jobs where status = 'doing'"
    assert sql.execute(doing).fetchall() == []


async def test_a_worker_says_that_it_lives_before_it_works(
    database: TestDatabase, sql: OwnerConnection, clock: FixedClock
) -> None:
    async with working(database, clock):
        await until(lambda: sql.execute("select * from calendar_heartbeats").fetchall())
    kinds = sql.execute("select kind from calendar_heartbeats").fetchall()
    assert kinds == [{"kind": "worker"}]


async def test_the_worker_outlives_its_connections(
    database: TestDatabase, sql: OwnerConnection, clock: FixedClock
) -> None:
    facts, handler = collector()
    async with working(database, clock, handler):
        emit(sql)
        await until(lambda: len(facts) == 1)
        sql.execute(
            """select pg_terminate_backend(pid) from pg_stat_activity
               where datname = current_database() and pid <> pg_backend_pid()"""
        )
        emit(sql)
        await until(lambda: len(facts) == 2)


@pytest.mark.speed
async def test_it_stops_at_once_when_nothing_runs(database: TestDatabase) -> None:
    began = time.perf_counter()
    async with running_worker(Settings(), database.application_url):
        await asyncio.sleep(0.5)
    assert time.perf_counter() - began < 4


def test_a_signal_stops_the_command_and_its_database(server_folder: Path) -> None:
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("ORGBILLING_") and name != "DATABASE_URL"
    } | {"ORGBILLING_DATA_DIR": str(server_folder / "data")}
    program = [sys.executable, "-c", "from orgbilling.cli import main; main()"]
    subprocess.run([*program, "db", "migrate"], env=environment, check=True, capture_output=True)
    worker = subprocess.Popen(
        [*program, "worker"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert worker.stdout is not None
    lines = []
    for line in worker.stdout:
        lines.append(line)
        if "Ctrl-C" in line:
            break
    time.sleep(1)
    worker.send_signal(signal.SIGTERM)
    output = worker.stdout.read()
    worker.stdout.close()
    assert worker.wait(timeout=20) == 0, [*lines, output]
    assert "Traceback" not in output
    assert not (server_folder / "data" / "postgres" / "postmaster.pid").exists()


def test_task_names_are_what_waits_in_the_queue() -> None:
    # Renaming one would strand the jobs of the version before.
    assert names.SETTLE_ORGANIZATIONS == "settle_organizations"
    assert names.HANDLE_FACT == "handle_fact"
