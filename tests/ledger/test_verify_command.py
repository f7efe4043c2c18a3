"""`orgbilling ledger verify` says that the ledger adds up, or names what does not."""

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.rows import dict_row

from tests.conftest import OwnerConnection, TestDatabase
from tests.world import World, make_world


@pytest.fixture
def sql(fresh_database: TestDatabase) -> Iterator[OwnerConnection]:
    with psycopg.connect(
        fresh_database.owner_url, autocommit=True, row_factory=dict_row
    ) as connection:
        yield connection


def spent_world(sql: OwnerConnection) -> tuple[World, str]:
    world = make_world(sql)
    world.add(1000)
    member = world.member()
    world.allocate(member, 100)
    world.deduct(member, 25)
    return world, member


def verify(*arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    return run("ledger", "verify", *arguments, **changes)


def run(*arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("ORGBILLING_") and name != "DATABASE_URL"
    }
    return subprocess.run(
        [sys.executable, "-c", "from orgbilling.cli import main; main()", *arguments],
        env={**kept, **changes},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_ledger_that_adds_up_is_one_line(
    fresh_database: TestDatabase, sql: OwnerConnection
) -> None:
    world, _ = spent_world(sql)
    done = verify(DATABASE_URL=fresh_database.owner_url)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(
        "The ledger adds up: 1 organization, 2 movements, 1 usage row checked in "
    )
    assert done.stderr == ""
    one = verify("--org", str(world.org_id), DATABASE_URL=fresh_database.owner_url)
    assert one.returncode == 0
    assert "1 organization," in one.stdout


def test_a_balance_that_was_touched_is_named(
    fresh_database: TestDatabase, sql: OwnerConnection
) -> None:
    world, member = spent_world(sql)
    other, _ = spent_world(sql)
    sql.execute("update organizations set name = 'Other [bold]' where org_id = %s", [other.org_id])
    sql.execute("alter table user_credit_allocations disable trigger all")
    sql.execute(
        "update user_credit_allocations set used_credits = 24 where org_id = %s", [world.org_id]
    )
    done = verify(DATABASE_URL=fresh_database.owner_url)
    assert done.returncode == 1
    assert "The ledger does not add up" in done.stderr
    assert "Traceback" not in done.stderr
    for part in ("C2 allocation balance", "C3 used", str(world.org_id), member, "25", "24"):
        assert part in done.stdout
    assert str(other.org_id) not in done.stdout
    sound = verify("--org", "other [BOLD]", DATABASE_URL=fresh_database.owner_url)
    assert sound.returncode == 0


def test_a_usage_row_that_vanished_is_named(
    fresh_database: TestDatabase, sql: OwnerConnection
) -> None:
    spent_world(sql)
    with sql.transaction():
        sql.execute("set local session_replication_role = replica")
        sql.execute("delete from credit_usage_attribution")
    done = verify(DATABASE_URL=fresh_database.owner_url)
    assert done.returncode == 1
    for check in ("C2 allocation balance", "C7 key without its result", "C8 last", "C10 daily"):
        assert check in done.stdout


def test_an_unknown_organization_is_one_line(fresh_database: TestDatabase) -> None:
    for name in ("Nobody Ltd", str(uuid.uuid4())):
        done = verify("--org", name, DATABASE_URL=fresh_database.owner_url)
        assert done.returncode == 1
        assert done.stderr.splitlines() == [
            f"orgbilling: No organization has the id or name '{name}'."
        ]


def test_the_embedded_database_is_started_for_it(server_folder: Path) -> None:
    where = {"ORGBILLING_DATA_DIR": str(server_folder / "data")}
    early = run("ledger", "verify", **where)
    assert early.returncode == 1
    assert (
        early.stderr == "orgbilling: The schema is not up to date: run `orgbilling db migrate`.\n"
    )
    assert run("db", "migrate", **where).returncode == 0
    done = run("ledger", "verify", **where)
    assert done.returncode == 0
    assert "The ledger adds up: 0 organizations, 0 movements, 0 usage rows checked" in done.stdout
