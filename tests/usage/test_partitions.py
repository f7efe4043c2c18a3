"""A month of usage gets its partition, also when its rows came first."""

import psycopg
import pytest
from psycopg.rows import dict_row

from orgbilling.database import Database
from tests.conftest import OwnerConnection, TestDatabase
from tests.statements import sql
from tests.subscriptions.subscriber import at
from tests.world import make_world


def partitions(owner: OwnerConnection) -> list[str]:
    rows = owner.execute(
        """select inhrelid::regclass::text as name from pg_inherits
           where inhparent = 'credit_usage_attribution'::regclass order by 1"""
    ).fetchall()
    return [row["name"] for row in rows]


def make(owner: OwnerConnection, first: str, last: str) -> int:
    row = owner.execute("select ensure_usage_partitions(%s, %s) as n", [first, last]).fetchone()
    assert row is not None
    count: int = row["n"]
    return count


def test_months_are_made_once_and_rows_that_came_first_move(fresh_database: TestDatabase) -> None:
    with psycopg.connect(fresh_database.owner_url, autocommit=True, row_factory=dict_row) as owner:
        world = make_world(owner)
        member = world.member()
        world.add(1000, 1)
        world.allocate(member, 500, "never")
        for moment in ("2031-12-31 23:59:59", "2032-01-01 00:00", "2032-02-01 00:00"):
            world.now = at(moment)
            world.deduct(member, 1)
        owner.execute("set timezone to 'America/New_York'")
        assert make(owner, "2031-12-15", "2032-02-01") == 3
        assert make(owner, "2031-12-15", "2032-02-01") == 0
        assert {
            "credit_usage_attribution_y2031m12", "credit_usage_attribution_y2032m01",
            "credit_usage_attribution_y2032m02", "credit_usage_attribution_default",
        } <= set(partitions(owner))  # fmt: skip
        counts = owner.execute(
            """select tableoid::regclass::text as name, count(*) as n
               from credit_usage_attribution group by 1 order by 1"""
        ).fetchall()
        assert [(row["name"][-8:], row["n"]) for row in counts] == [
            ("y2031m12", 1), ("y2032m01", 1), ("y2032m02", 1),
        ]  # fmt: skip
        assert world.differences() == []


def test_usage_stays_final_in_every_partition(fresh_database: TestDatabase) -> None:
    with psycopg.connect(fresh_database.owner_url, autocommit=True, row_factory=dict_row) as owner:
        make(owner, "2030-01-01", "2030-01-31")
        for statement in ("delete from {}", "update {} set credits_used = 0", "truncate {}"):
            with pytest.raises(psycopg.Error) as refused:
                owner.execute(statement.format("credit_usage_attribution"))
            assert refused.value.sqlstate == "OB020"


async def test_the_application_reads_new_partitions_and_writes_none(
    owner: OwnerConnection, db: Database
) -> None:
    assert (
        await db.fetch_value(sql("select ensure_usage_partitions('2041-05-01', '2041-05-01')")) == 1
    )
    assert await db.fetch_value(sql("select count(*) from credit_usage_attribution")) >= 0
    row = owner.execute(
        """select has_table_privilege('orgbilling_app', 'credit_usage_attribution_y2041m05',
           'insert, update, delete, truncate') as may"""
    ).fetchone()
    assert row == {"may": False}


def test_a_range_that_cannot_be_is_refused(owner: OwnerConnection) -> None:
    for first, last in [("2030-02-01", "2030-01-01"), ("2030-01-01", "2050-01-01")]:
        with pytest.raises(psycopg.Error) as refused:
            make(owner, first, last)
        assert refused.value.sqlstate == "OB001"
