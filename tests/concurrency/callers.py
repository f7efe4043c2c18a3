"""Callers at the same moment, each with a connection of its own, as the application's role."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import replace
from typing import Any

import psycopg
from psycopg.rows import dict_row

from orgbilling.database.conninfo import with_database
from tests.world import Row, World

Connection = psycopg.Connection[Row]
Caller = Callable[[World], Any]
Query = tuple[str, *tuple[object, ...]]
PATIENCE_S = 60
NAME = "test callers"
CROWD = 30


def connect(url: str) -> Connection:
    # A caller that hangs is an error of its own, not of the whole run.
    return psycopg.connect(
        url,
        autocommit=True,
        row_factory=dict_row,
        application_name=NAME,
        options=f"-c statement_timeout={PATIENCE_S}s",
    )


def at_once(url: str, world: World, callers: Sequence[Caller]) -> list[Any]:
    """Start every caller at the same moment; returns their answers, or the errors of SQL."""
    barrier = threading.Barrier(len(callers))

    def call(caller: Caller) -> Any:
        with connect(url) as connection:
            barrier.wait(PATIENCE_S)
            try:
                return caller(replace(world, connection=connection))
            except psycopg.Error as error:
                return error

    wait_for_others = alone(url) if len(callers) > CROWD else nullcontext()
    with wait_for_others, ThreadPoolExecutor(len(callers)) as threads:
        return list(threads.map(call, callers))


@contextmanager
def alone(url: str) -> Iterator[None]:
    """Wait for the other test processes' crowds: the server has not enough connections for all."""
    with psycopg.connect(with_database(url, "postgres")) as connection:
        connection.execute("select pg_advisory_lock(%s)", [CROWD])
        yield


@contextmanager
def in_background(url: str, world: World, caller: Caller) -> Iterator[tuple[int, Future[Any]]]:
    """Run a caller beside the test; yields its server process's id, and its answer to come."""

    def call(connection: Connection) -> Any:
        try:
            return caller(replace(world, connection=connection))
        except psycopg.Error as error:
            return error

    with connect(url) as connection, ThreadPoolExecutor(1) as thread:
        yield connection.info.backend_pid, thread.submit(call, connection)


def queue_up(
    owner: Connection, urls: tuple[str, str], world: World, row: Query, callers: Sequence[Caller]
) -> list[Any]:
    """Let callers come one after another while the owner holds a row, then let the row go.

    Each caller starts when the one before waits for somebody, or is done. Returns their answers.
    """
    owner_url, application_url = urls
    with locked(owner_url, *row) as let_go, ExitStack() as stack:
        answers = []
        for caller in callers:
            pid, answer = stack.enter_context(in_background(application_url, world, caller))
            wait_until_blocked_or_done(owner, pid, answer)
            answers.append(answer)
        let_go()
        return [answer.result(PATIENCE_S) for answer in answers]


def wait_until(owner: Connection, question: str, *parameters: object) -> None:
    """Ask the server again and again until it says true."""
    expected = f"select clock_timestamp() > %s::timestamptz as late, ({question}) as done"
    began = owner.execute("select clock_timestamp() + interval '60 s' as limit").fetchone()
    assert began is not None
    while True:
        row = owner.execute(expected, [began["limit"], *parameters]).fetchone()
        assert row is not None
        if row["done"]:
            return
        assert not row["late"], f"never came true: {question}"


def wait_until_blocked_or_done(owner: Connection, pid: int, answer: Future[Any]) -> None:
    while not answer.done():
        row = owner.execute("select cardinality(pg_blocking_pids(%s)) as by", [pid]).fetchone()
        if row is not None and row["by"]:
            return


@contextmanager
def locked(url: str, query: str, *parameters: object) -> Iterator[Callable[[], None]]:
    """Hold the rows that a locking query names, until the function that is yielded is called."""
    with psycopg.connect(url) as connection:
        connection.execute(query.encode(), parameters)
        yield connection.commit


@contextmanager
def no_deadlock(owner: Connection) -> Iterator[None]:
    """The server counts no deadlock while the block runs."""
    before = deadlocks(owner)
    yield
    assert deadlocks(owner) == before


def deadlocks(owner: Connection) -> int:
    # A server process reports what it counted when it ends.
    wait_until(
        owner,
        """select count(*) = 0 from pg_stat_activity
           where datname = current_database() and application_name = %s""",
        NAME,
    )
    row = owner.execute(
        "select deadlocks from pg_stat_database where datname = current_database()"
    ).fetchone()
    assert row is not None
    count: int = row["deadlocks"]
    return count


def sqlstates(answers: Sequence[Any]) -> list[str | None]:
    return [answer.sqlstate for answer in answers if isinstance(answer, psycopg.Error)]


def outcomes(answers: Sequence[Any]) -> list[str]:
    errors = sqlstates(answers)
    assert not errors, errors
    return [answer["outcome"] for answer in answers]
