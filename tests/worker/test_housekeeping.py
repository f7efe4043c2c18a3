"""What is old goes, what is needed is there, and nothing that is promised is lost."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from orgbilling.jobs.housekeeping import (
    KEYS_KEPT,
    expire_purchases,
    forget_old_rows,
    prepare_partitions,
)
from orgbilling.kernel.clock import FixedClock
from orgbilling.settings import Settings
from tests.conftest import OwnerConnection, TestDatabase, ledger_differences
from tests.worker.scene import emit, job_context, waiting_facts
from tests.world import make_world


async def test_partitions_are_there_for_a_year(
    database: TestDatabase, sql: OwnerConnection, clock: FixedClock
) -> None:
    async with job_context(database, clock) as context:
        await prepare_partitions(context)
        await prepare_partitions(context)
    found = sql.execute(
        """select c.relname from pg_inherits as i join pg_class as c on c.oid = i.inhrelid
           where i.inhparent = 'credit_usage_attribution'::regclass and c.relname like '%%y20%%'"""
    ).fetchall()
    assert len({row["relname"] for row in found} & {
        f"credit_usage_attribution_y{year}m{month:02}"
        for year, month in [(2026, m) for m in range(4, 13)] + [(2027, m) for m in range(1, 5)]
    }) == 13  # fmt: skip


async def test_keys_are_kept_for_thirty_days_and_refusals_go_with_them(
    database: TestDatabase, sql: OwnerConnection
) -> None:
    now = datetime.now(UTC)
    world = make_world(sql, now - timedelta(days=40))
    world.add(1000, key="money-in")
    member = world.member()
    world.allocate(member, 100, "never")
    for days in (40, 32, 30, 29, 1):
        world.now = now - timedelta(days=days)
        world.deduct(member, 10, key=f"spent-{days}")
        assert world.deduct(member, 500, key=f"refused-{days}")["outcome"] == "refused"
        held = world.hold(member, 1, ttl_s=60, key=f"held-{days}")
        world.release(held["hold_id"])
    async with job_context(database, FixedClock(now)) as context:
        await forget_old_rows(context)
    keys = sql.execute("select request_key from credit_request_keys order by 1").fetchall()
    assert [row["request_key"] for row in keys] == sorted(
        [
            "money-in",
            *(f"{verb}-{days}" for verb in ("spent", "refused", "held") for days in (30, 29, 1)),
        ]
    )
    refusals = sql.execute("select count(*) from credit_refusals").fetchone()
    assert refusals == {"count": 3}
    assert ledger_differences(database.owner_url) == []


def test_young_keys_are_never_forgotten(sql: OwnerConnection) -> None:
    assert timedelta(days=30) < KEYS_KEPT
    with pytest.raises(psycopg.DatabaseError) as caught:
        sql.execute("select purge_request_keys(now() - interval '29 days', 10)")
    assert caught.value.sqlstate == "OB001"


def test_facts_that_wait_are_never_forgotten(sql: OwnerConnection) -> None:
    emit(sql)
    emit(sql)
    sql.execute("update outbox set created_at = now() - interval '60 days'")
    sql.execute(
        """update outbox set processed_at = now() - interval '59 days'
           where outbox_id = (select min(outbox_id::text)::uuid from outbox)"""
    )
    assert sql.execute("select purge_outbox(now() - interval '30 days', 10) as n").fetchone() == {
        "n": 1
    }
    assert waiting_facts(sql) == 1


async def test_sign_ins_that_are_over_are_forgotten(
    database: TestDatabase, sql: OwnerConnection
) -> None:
    now = datetime.now(UTC)
    sql.execute("insert into users (user_id, email, name) values ('u', 'u@example.org', 'U')")
    for name, ended in (("old", now - timedelta(days=2)), ("young", now - timedelta(hours=2))):
        sql.execute(
            "insert into sign_in_attempts values (%s, 'b', '/', %s, %s)",
            [name.encode(), ended, ended],
        )
        sql.execute(
            "insert into provider_logouts values (%s, %s, %s)", [name.encode(), name, ended]
        )
        sql.execute(
            "insert into sessions (token_hash, user_id, expires_at) values (%s, 'u', %s)",
            [name.encode(), ended],
        )
    async with job_context(database, FixedClock(now)) as context:
        await forget_old_rows(context)
    left = sql.execute(
        """select state_hash from sign_in_attempts
           union all select token_hash from provider_logouts
           union all select token_hash from sessions"""
    ).fetchall()
    assert [row["state_hash"] for row in left] == [b"young"] * 3


@pytest.mark.parametrize(("days", "expired"), [(0, 0), (30, 250), (3650, 0)])
async def test_purchases_expire_where_that_is_asked_for(
    database: TestDatabase, sql: OwnerConnection, days: int, expired: int
) -> None:
    now = datetime.now(UTC)
    world = make_world(sql, now - timedelta(days=31))
    for _ in range(250):
        world.purchase(1)
    world.now = now - timedelta(days=29)
    world.purchase(1)
    async with job_context(
        database, FixedClock(now), Settings(purchase_expiry_days=days)
    ) as context:
        await expire_purchases(context)
        await expire_purchases(context)
    found = sql.execute(
        "select count(*) as n from credit_purchases where status = 'expired'"
    ).fetchone()
    assert found == {"n": expired}
