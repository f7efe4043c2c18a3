"""The audit log is sealed in order by one job, and no request waits for it."""

import threading
import uuid
from typing import Any

import psycopg
import pytest

from orgbilling.jobs.sealing import seal_audit_log
from orgbilling.kernel.clock import FixedClock
from tests.concurrency.callers import connect
from tests.conftest import OwnerConnection, TestDatabase
from tests.worker.scene import job_context

Row = dict[str, Any]


def note(sql: OwnerConnection, org_id: uuid.UUID, event: str = "org.updated") -> None:
    sql.execute("select record_audit(%s, %s, 'somebody')", [org_id, event])


def chain(sql: OwnerConnection, org_id: uuid.UUID) -> list[Row]:
    return sql.execute(
        """select s.seal_number, s.hash, s.audit_id, a.event_type from organization_audit_seals as s
           join organization_audit_log as a using (org_id, audit_id)
           where org_id = %s order by seal_number""",
        [org_id],
    ).fetchall()


def problems(sql: OwnerConnection) -> list[str]:
    return [row["problem"] for row in sql.execute("select * from verify_audit()").fetchall()]


def unsealed(sql: OwnerConnection) -> int:
    row = sql.execute("select count(*) from organization_audit_unsealed").fetchone()
    assert row is not None
    return int(row["count"])


async def test_the_job_seals_everything_that_waits_in_order(
    database: TestDatabase, sql: OwnerConnection, clock: FixedClock
) -> None:
    org_ids = [uuid.uuid4() for _ in range(3)]
    for number in range(6):
        for org_id in org_ids:
            note(sql, org_id, f"event.{number}")
    assert unsealed(sql) == 18
    async with job_context(database, clock) as context:
        await seal_audit_log(context)
        await seal_audit_log(context)
    assert unsealed(sql) == 0
    for org_id in org_ids:
        sealed = chain(sql, org_id)
        assert [row["seal_number"] for row in sealed] == [1, 2, 3, 4, 5, 6]
        # Of one millisecond either may be first: what is in order is the ids.
        assert {row["event_type"] for row in sealed} == {f"event.{n}" for n in range(6)}
        assert sealed == sorted(sealed, key=lambda row: row["audit_id"].int)
        assert len({row["hash"] for row in sealed}) == 6
    assert problems(sql) == []


async def test_who_commits_late_is_sealed_later_and_nobody_waits(
    database: TestDatabase, sql: OwnerConnection, clock: FixedClock
) -> None:
    org_id = uuid.uuid4()
    with connect(database.owner_url) as late:
        late.autocommit = False
        late.execute("select record_audit(%s, 'written.first', 'x')", [org_id])
        note(sql, org_id, "committed.first")
        async with job_context(database, clock) as context:
            await seal_audit_log(context)
            assert [row["event_type"] for row in chain(sql, org_id)] == ["committed.first"]
            late.commit()
            await seal_audit_log(context)
    found = [row["event_type"] for row in chain(sql, org_id)]
    assert found == ["committed.first", "written.first"]
    assert problems(sql) == []


def test_two_sealers_at_once_make_one_chain(database: TestDatabase, sql: OwnerConnection) -> None:
    org_id = uuid.uuid4()
    for _ in range(300):
        note(sql, org_id)

    def seal() -> None:
        with connect(database.application_url) as connection:
            sealing = "select seal_audit(%s, 7) as sealed"
            while connection.execute(sealing, [org_id]).fetchone() != {"sealed": 0}:
                pass

    sealers = [threading.Thread(target=seal) for _ in range(4)]
    for sealer in sealers:
        sealer.start()
    for sealer in sealers:
        sealer.join(60)
    assert [row["seal_number"] for row in chain(sql, org_id)] == list(range(1, 301))
    assert problems(sql) == []


def test_an_event_that_is_rolled_back_does_not_wait(
    database: TestDatabase, sql: OwnerConnection
) -> None:
    with connect(database.owner_url) as connection:
        connection.autocommit = False
        connection.execute("select record_audit(%s, 'x', 'x')", [uuid.uuid4()])
        connection.rollback()
    assert unsealed(sql) == 0


# What somebody with all rights on the database could do, and what verification says of it.
FORGERIES = {
    "update organization_audit_log set actor_id = 'somebody else' where audit_id = %(third)s": [
        "event or seal changed"
    ],
    "update organization_audit_log set details = '{\"credits\": 1}' where audit_id = %(third)s": [
        "event or seal changed"
    ],
    "update organization_audit_log set occurred_at = occurred_at + interval '1 microsecond' "
    "where audit_id = %(third)s": ["event or seal changed"],
    "update organization_audit_log set address = '203.0.113.1' where audit_id = %(third)s": [
        "event or seal changed"
    ],
    "delete from organization_audit_log where audit_id = %(third)s": ["event missing"],
    "with gone as (delete from organization_audit_seals where audit_id = %(third)s) "
    "delete from organization_audit_log where audit_id = %(third)s": ["seal missing before"],
    "update organization_audit_seals set hash = sha256('x') where audit_id = %(third)s": [
        "event or seal changed", "event or seal changed",
    ],
    "delete from organization_audit_unsealed where audit_id = %(waiting)s": [
        "event neither sealed nor waiting"
    ],
    "delete from organization_audit_log where audit_id = %(waiting)s": ["waiting event missing"],
}  # fmt: skip


@pytest.mark.parametrize("forgery", list(FORGERIES))
def test_what_is_changed_behind_our_back_is_found(sql: OwnerConnection, forgery: str) -> None:
    org_id = uuid.uuid4()
    for _ in range(5):
        note(sql, org_id)
    sql.execute("select seal_audit(%s, 100)", [org_id])
    note(sql, org_id)
    ids = [
        row["audit_id"]
        for row in sql.execute(
            "select audit_id from organization_audit_log where org_id = %s order by audit_id",
            [org_id],
        ).fetchall()
    ]
    assert problems(sql) == []
    # The triggers stop even the owner, until somebody takes them away.
    sql.execute("set session_replication_role = replica")
    sql.execute(forgery.encode(), {"third": ids[2], "waiting": ids[5]})
    assert problems(sql) == FORGERIES[forgery]


@pytest.mark.parametrize("table", ["organization_audit_log", "organization_audit_seals"])
def test_nobody_rewrites_the_log_or_its_seals(
    database: TestDatabase, sql: OwnerConnection, table: str
) -> None:
    note(sql, uuid.uuid4())
    for statement in (
        f"update {table} set org_id = org_id", f"delete from {table}", f"truncate {table}"
    ):  # fmt: skip
        with pytest.raises(psycopg.Error) as refused:
            sql.execute(statement.encode())
        assert refused.value.sqlstate == "OB020", statement
        with (
            connect(database.application_url) as connection,
            pytest.raises(psycopg.Error) as denied,
        ):
            connection.execute(statement.encode())
        assert denied.value.sqlstate == "42501", statement
