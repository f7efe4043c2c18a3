"""Partitions are made while members spend: nobody is refused, and no row is lost."""

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import psycopg
import pytest

from orgbilling.database.errors import TYPED_BY_PEOPLE, translate
from tests.concurrency.callers import connect, in_background, wait_until
from tests.conftest import OwnerConnection, TestDatabase
from tests.world import World, make_world

WRITERS = 4
TIMES = 20
YEAR = 2031
SPENT = Decimal("0.25")


def month(number: int) -> datetime:
    """An instant in the n-th month from January on."""
    return datetime(YEAR + number // 12, number % 12 + 1, 15, 12, tzinfo=UTC)


def partition_of(number: int) -> str:
    return f"credit_usage_attribution_{month(number):y%Ym%m}"


def a_company(owner: OwnerConnection, members: int = WRITERS) -> tuple[World, list[str]]:
    world = make_world(owner)
    world.add(1_000_000, 1)
    people = world.members(members)
    world.allocate_each(people, 100_000, "never")
    return world, people


class Writers:
    """Members who spend as fast as they can, in the month that is set."""

    def __init__(self, world: World, members: list[str], url: str) -> None:
        self.world, self.members, self.url = world, members, url
        self.stop = threading.Event()
        self.month = 0
        self.told: Counter[str] = Counter()
        self.by_month: Counter[str] = Counter()

    def spend_on(self, member: str) -> None:
        with connect(self.url) as connection:
            connection.execute("set lock_timeout = '5s'")
            world = replace(self.world, connection=connection)
            while not self.stop.is_set():
                number = self.month
                world.now = month(number)
                try:
                    outcome = world.deduct(member, SPENT)["outcome"]
                except psycopg.Error as error:
                    self.told[str(error.sqlstate)] += 1
                else:
                    self.told[outcome] += 1
                    self.by_month[partition_of(number)] += 1

    @contextmanager
    def at_work(self) -> Iterator[None]:
        with ThreadPoolExecutor(WRITERS) as threads:
            running = [threads.submit(self.spend_on, member) for member in self.members]
            try:
                yield
            finally:
                self.stop.set()
            for each in running:
                each.result()


def rows_by_partition(owner: OwnerConnection) -> dict[str, int]:
    rows = owner.execute(
        """select tableoid::regclass::text as name, count(*) as n
           from credit_usage_attribution group by 1"""
    ).fetchall()
    return {row["name"]: row["n"] for row in rows}


def written_in(owner: OwnerConnection, number: int) -> int:
    row = owner.execute(
        """select count(*) as n from credit_usage_attribution_default
           where date_trunc('month', created_at, 'UTC') = date_trunc('month', %s, 'UTC')""",
        [month(number)],
    ).fetchone()
    assert row is not None
    return int(row["n"])


def make(url: str, first: int, last: int) -> int:
    """Make the months' partitions, as the application's role."""
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(
            "select ensure_usage_partitions(%s, %s)", [month(first).date(), month(last).date()]
        ).fetchone()
    assert row is not None
    return int(row[0])


def test_twenty_months_are_made_under_four_writers(
    fresh_database: TestDatabase, fresh_owner: OwnerConnection
) -> None:
    world, members = a_company(fresh_owner)
    writers = Writers(world, members, fresh_database.application_url)
    made = 0
    with writers.at_work():
        for number in range(TIMES):
            writers.month = number
            while written_in(fresh_owner, number) < 20:
                assert not writers.stop.is_set()
            made += make(fresh_database.application_url, number, number)
    assert made == TIMES
    assert set(writers.told) == {"ok"}, writers.told
    print(f"\n{writers.told.total()} spends beside {made} months")
    assert rows_by_partition(fresh_owner) == dict(writers.by_month)
    assert world.pool()[3] == SPENT * writers.told["ok"]
    assert world.differences() == []


def test_a_year_is_caught_up_with_under_writers_new_months_first(
    fresh_database: TestDatabase, fresh_owner: OwnerConnection
) -> None:
    world, members = a_company(fresh_owner)
    for number in range(12):
        world.now = month(number)
        for member in members:
            world.deduct(member, SPENT)
    writers = Writers(world, members, fresh_database.application_url)
    writers.month = 11
    with writers.at_work():
        months = fresh_owner.execute(
            "select month_start, has_rows from usage_months_to_make(%s, %s)",
            [month(11).date(), month(23).date()],
        ).fetchall()
        assert make(fresh_database.application_url, 0, 23) == 24
    # Those of which there are rows too, although nobody asked for their time.
    assert [row["has_rows"] for row in months] == [False] * 12 + [True] * 12
    assert set(writers.told) == {"ok"}, writers.told
    found = rows_by_partition(fresh_owner)
    assert found == {
        **{partition_of(number): WRITERS for number in range(11)},
        partition_of(11): WRITERS + writers.told["ok"],
    }
    assert world.differences() == []


def test_a_spend_that_meets_the_move_waits_and_finds_the_new_partition(
    fresh_database: TestDatabase, fresh_owner: OwnerConnection
) -> None:
    world, (member, other, *_) = a_company(fresh_owner)
    world.now = month(0)
    world.deduct(member, SPENT)
    url = fresh_database.application_url
    with psycopg.connect(fresh_database.owner_url) as mover:
        # Made, and not committed yet.
        mover.execute("select ensure_usage_partitions(%s, %s)", [month(0).date()] * 2)
        spend = in_background(url, world, lambda caller: caller.deduct(other, SPENT)["outcome"])
        with spend as (pid, answer):
            wait_until(fresh_owner, "select cardinality(pg_blocking_pids(%s)) > 0", pid)
            mover.commit()
            assert answer.result(10) == "ok"
    assert rows_by_partition(fresh_owner) == {partition_of(0): 2}


def test_a_spend_under_way_is_waited_for_and_its_row_moves(
    fresh_database: TestDatabase, fresh_owner: OwnerConnection
) -> None:
    world, (member, *_) = a_company(fresh_owner)
    world.now = month(0)
    with (
        psycopg.connect(fresh_database.owner_url, row_factory=fresh_owner.row_factory) as spender,
        ThreadPoolExecutor(1) as thread,
    ):
        replace(world, connection=spender).deduct(member, SPENT)
        made = thread.submit(make, fresh_database.application_url, 0, 0)
        waits = "select exists (select from pg_locks where mode = 'AccessExclusiveLock' and {})"
        wait_until(fresh_owner, waits.format("not granted"))
        spender.commit()
        assert made.result(30) == 1
    assert rows_by_partition(fresh_owner) == {partition_of(0): 1}


def test_a_long_read_delays_a_partition_and_no_spend(
    fresh_database: TestDatabase, fresh_owner: OwnerConnection
) -> None:
    world, (member, *_) = a_company(fresh_owner)
    world.now = month(0)
    world.deduct(member, SPENT)
    url = fresh_database.application_url
    with psycopg.connect(url) as reader, ThreadPoolExecutor(1) as thread:
        reader.execute("select count(*) from credit_usage_attribution")
        made = thread.submit(make, url, 0, 0)
        with connect(url) as connection:
            connection.execute("set lock_timeout = '5s'")
            spender = replace(world, connection=connection)
            for _ in range(20):
                assert spender.deduct(member, SPENT)["outcome"] == "ok"
        assert not made.done()
        # What the reader sees is what it saw.
        assert reader.execute("select count(*) from credit_usage_attribution").fetchone() == (21,)
        reader.rollback()
        assert made.result(30) == 1
    assert rows_by_partition(fresh_owner) == {partition_of(0): 21}


def test_who_reads_on_an_old_snapshot_sees_every_row_once(
    fresh_database: TestDatabase, fresh_owner: OwnerConnection
) -> None:
    world, members = a_company(fresh_owner)
    world.now = month(0)
    for member in members:
        world.deduct(member, SPENT)
    with psycopg.connect(fresh_database.owner_url) as reader:
        reader.execute("set transaction isolation level repeatable read, read only")
        reader.execute("select 1 from organizations")
        assert make(fresh_database.application_url, 0, 0) == 1
        counted = reader.execute("select count(*) from credit_usage_attribution").fetchone()
        assert counted == (len(members),)
        assert reader.execute("select * from verify_ledger()").fetchall() == []


def test_a_table_that_has_the_name_of_a_month_is_no_partition(
    fresh_database: TestDatabase, fresh_owner: OwnerConnection
) -> None:
    fresh_owner.execute(f"create table {partition_of(1)} (nothing int)".encode())
    with pytest.raises(psycopg.errors.DuplicateTable):
        make(fresh_database.application_url, 0, 2)
    assert make(fresh_database.application_url, 2, 2) == 1


def test_the_usage_of_calls_is_the_only_table_in_partitions(owner: OwnerConnection) -> None:
    # Another one needs its months made ahead as well: usage_months_to_make, ensure_….
    rows = owner.execute("select relname from pg_class where relkind = 'p'").fetchall()
    assert [row["relname"] for row in rows] == ["credit_usage_attribution"]


def broken(owner: OwnerConnection, statement: str) -> psycopg.Error:
    with pytest.raises(psycopg.errors.CheckViolation) as stopped:
        owner.execute(statement.encode())
    return stopped.value


def test_a_check_that_no_caller_can_mend_is_a_fault_that_may_be_tried_again(
    fresh_owner: OwnerConnection,
) -> None:
    world, (member, *_) = a_company(fresh_owner)
    world.now = month(0)
    world.deduct(member, SPENT)
    fresh_owner.execute("select ensure_usage_partitions(%s, %s)", [month(0).date()] * 2)
    faults = [
        # A row that went to the default partition before its month had one of its own.
        "insert into credit_usage_attribution_default select * from credit_usage_attribution",
        "update user_credit_allocations set used_credits = -1",
        "update organization_credit_pools set available_credits = 1e15",
    ]
    for fault in faults:
        told = translate(broken(fresh_owner, fault))
        assert (told.status, told.code) == (503, "store_busy"), fault
    for mistake in ("update users set name = ''", "update organizations set name = ' '"):
        assert translate(broken(fresh_owner, mistake)).status == 422, mistake
    tables = fresh_owner.execute("select relname from pg_class where relkind = 'r'").fetchall()
    assert {row["relname"] for row in tables} >= TYPED_BY_PEOPLE
