"""What each statement of the spending path reads in a database of any size, whatever PostgreSQL
knows of it: with plans that were made for empty tables, with the statistics of empty tables, and
with those of today."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter
from typing import Any

import psycopg
from psycopg.errors import QueryCanceled
from psycopg.rows import tuple_row

from bench.database import SESSION, Owner, Store, connect_owner
from bench.database import queries as worlds
from bench.growth_load import load, make_template, queries
from bench.growth_verbs import VERBS, Caller, Connection, Verb

ROWS_A_STATEMENT = 30
# Of one item: its key, credential, member, allocation, hold, gate, partition and sums.
ROWS_AN_ITEM = 12
# Each level of an index is one; their number grows with the logarithm of the rows.
PAGES_A_STATEMENT, PAGES_AN_ITEM = 160, 80
SMALL = {"ledger_settings", "calendar_stops", "calendar_settings", "plans"}
"""One row each, or one a month or a plan; the settings and the clock."""
KNOWLEDGE = ("plans of the first day", "statistics of the first day", "statistics of today")
PAGES_ALLOWED = 10
"""So large a table is read whole, and rightly, where today's statistics say that it is small."""
KNOWN_TIE = (KNOWLEDGE[0], "credit_usage_attribution_org_id_created_at_idx")
"""On a plan for a partition that is empty and of which nothing is known, both indexes that fit a
usage row seem alike, and PostgreSQL takes the wrong one: a repeated deduct and a receipt read the
organization's usage since they were first asked, until autovacuum has seen fifty rows in it."""
TIED_VERBS = {
    "a deduct that is repeated",
    "a receipt of a deduct",
    "a receipt of a capture",
}
"""Of these alone that is known."""
_UNTIMED_RUNS = 2
_STATEMENT_TIMEOUT = "15s"


@dataclass
class Reading:
    """What one verb read, the most of some runs, and how long it took."""

    verb: Verb
    knowledge: str
    rows: int = 0
    pages: int = 0
    read_whole: set[str] = field(default_factory=set)
    """Tables, but for what a plan of today's statistics may read whole."""
    most_rows: tuple[int, str] = (0, "")
    """By one index, or of a table that was read whole; and which."""
    indexes: set[str] = field(default_factory=set)
    durations_us: list[float] = field(default_factory=list)
    is_given_up: bool = False
    """It took longer than a lane waits."""

    @property
    def median_us(self) -> float:
        """The median of a statement in a transaction, without its commit."""
        return median(self.durations_us or [0])

    @property
    def is_tied(self) -> bool:
        """Whether the wrong index is known to be taken here."""
        return self.knowledge == KNOWN_TIE[0] and self.verb.name in TIED_VERBS

    @property
    def rows_allowed(self) -> int:
        """Most rows by one index, however many there are."""
        return ROWS_A_STATEMENT + ROWS_AN_ITEM * self.verb.items

    @property
    def faults(self) -> list[str]:
        """What must not be."""
        found = [f"{self.verb.name}: {table} is read whole" for table in sorted(self.read_whole)]
        if self.is_given_up:
            found.append(f"{self.verb.name}: given up after {_STATEMENT_TIMEOUT}")
        rows, name = self.most_rows
        if rows > self.rows_allowed:
            found.append(f"{self.verb.name}: {rows:,} rows by {name}")
        pages_allowed = PAGES_A_STATEMENT + PAGES_AN_ITEM * self.verb.items
        has_page_limit = self.verb.has_page_limit and not self.is_tied
        if has_page_limit and self.pages > pages_allowed:
            found.append(f"{self.verb.name}: {self.pages:,} pages")
        return found


@dataclass(frozen=True)
class Size:
    """How much there was."""

    people: int
    organizations: int
    open_holds: int
    resolved_holds: int
    request_keys: int
    usage_rows: int
    gigabytes: float


@dataclass(frozen=True)
class Measured:
    """What was read at one size, by what PostgreSQL knew of it."""

    share: float
    size: Size
    load_s: float
    readings: dict[str, list[Reading]]

    @property
    def faults(self) -> list[str]:
        """What must not be, and what PostgreSQL knew then."""
        return [
            f"with {knowledge}, {fault}"
            for knowledge, readings in self.readings.items()
            for reading in readings
            for fault in reading.faults
        ]


@dataclass(frozen=True)
class _Relation:
    table: str
    name: str
    is_table: bool


class Counters:
    """What a connection has read in its transaction: PostgreSQL counts for each one."""

    def __init__(self, connection: Connection, pages_allowed: int) -> None:
        self._connection = connection
        self.pages_allowed = pages_allowed
        rows = connection.execute(queries.list_relations).fetchall()
        self.relations = {oid: _Relation(table, name, is_one) for oid, is_one, table, name in rows}

    def read(self) -> dict[int, tuple[int, ...]]:
        """Of each relation its scans, what they returned, rows that were fetched, and pages."""
        rows = self._connection.execute(
            queries.read_counters, {"relations": list(self.relations)}, prepare=True
        ).fetchall()
        return {oid: tuple(figures) for oid, *figures in rows}


def measure(
    store: Store, share: float, runs: int, say: Callable[[str], None] = lambda _: None
) -> Measured:
    """Load a migrated database that is empty, and run each verb `runs` times a case; loads
    `share` of the platform at its largest."""
    with connect_owner(store.owner_url) as owner, _application(store) as old:
        owner.execute(worlds.make_partitions)
        owner.execute(queries.leave_statistics_alone)
        template = make_template(owner)
        # A connection plans a statement once, and keeps the plan for as long as it lives.
        measure_verbs(Caller(old, owner, template), 0, KNOWLEDGE[0])
        began = perf_counter()
        scene = load(owner, share, template, say)
        load_s = perf_counter() - began
        readings = {}
        for knowledge in KNOWLEDGE:
            if knowledge == KNOWLEDGE[-1]:
                owner.execute("analyze")
            with _application(store) if readings else nullcontext(old) as connection:
                caller = Caller(connection, owner, scene)
                readings[knowledge] = measure_verbs(caller, runs, knowledge)
            say(f"every verb, with {knowledge}")
        return Measured(share, _size(owner), load_s, readings)


@contextmanager
def _application(store: Store) -> Iterator[Connection]:
    """Connect as a lane does, as the application's role."""
    with psycopg.connect(
        store.application_url, autocommit=True, row_factory=tuple_row
    ) as connection:
        connection.execute(SESSION)
        connection.execute(
            "select set_config('statement_timeout', %s, false)", [_STATEMENT_TIMEOUT]
        )
        yield connection


def measure_verbs(caller: Caller, runs: int, knowledge: str) -> list[Reading]:
    """Run each verb `runs` times on a connection that plans by this knowledge."""
    is_of_today = knowledge == KNOWLEDGE[-1]
    counters = Counters(caller.connection, PAGES_ALLOWED if is_of_today else 0)
    readings = []
    for verb in VERBS:
        reading = Reading(verb, knowledge)
        for run in range(_UNTIMED_RUNS + min(runs, verb.timed_runs_max)):
            try:
                duration_us = _run(caller, counters, reading)
            except QueryCanceled:
                reading.is_given_up = True
                break
            if run >= _UNTIMED_RUNS:
                reading.durations_us.append(duration_us)
        readings.append(reading)
    return readings


def _run(caller: Caller, counters: Counters, reading: Reading) -> float:
    """Run a verb once; the microseconds of its statement."""
    asked = reading.verb.prepare(caller)
    with caller.connection.transaction():
        before = counters.read()
        began = perf_counter()
        caller.ask(asked)
        duration_s = perf_counter() - began
        _note(reading, counters, before)
    return duration_s * 1e6


def _note(reading: Reading, counters: Counters, before: dict[int, tuple[int, ...]]) -> None:
    pages = rows = 0
    for oid, figures in counters.read().items():
        relation = counters.relations[oid]
        scans, returned, fetched, touched = (
            now - then for now, then in zip(figures, before.get(oid, (0,) * 4), strict=True)
        )
        pages += touched
        # Of an index its entries, and the rows they led to; a bitmap's rows are the table's own.
        found = returned if relation.is_table else max(returned, fetched)
        rows += found
        if scans and not relation.is_table:
            reading.indexes.add(relation.name)
        if relation.table in SMALL or (relation.is_table and touched <= counters.pages_allowed):
            continue
        if reading.is_tied and relation.name == KNOWN_TIE[1]:
            continue
        reading.most_rows = max(reading.most_rows, (found, relation.name))
        if scans and relation.is_table:
            reading.read_whole.add(relation.table)
    reading.rows = max(reading.rows, rows)
    reading.pages = max(reading.pages, pages)


def _size(owner: Owner) -> Size:
    counted: Any = owner.execute(queries.count_rows).fetchone()
    size: Any = owner.execute(queries.database_size).fetchone()
    return Size(*counted, size[0] / 1e9)
