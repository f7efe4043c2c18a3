"""Verification names every edit of `edits.py`, and what several edits hide from each other."""

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from tests.conftest import OwnerConnection, TestDatabase, drop_database
from tests.ledger.edits import EDITS
from tests.ledger.lived_world import make_lived_worlds
from tests.ledger.not_money import NOT_LEDGER, NOT_MONEY
from tests.ledger.several_edits import DELETED, INVENTED, TOGETHER

ROWS_A_COLUMN = 2
"""How many rows of a column are edited, one at a time: from the first to the last."""

Plant = Callable[[str], set[str]]


@pytest.fixture(scope="module")
def lived(
    clone_template: Callable[[str], TestDatabase], postgres: TestDatabase
) -> Iterator[OwnerConnection]:
    """A database in which everything has happened; what is planted in it is taken back."""
    # Two test processes may each have one.
    name = f"lived_{uuid.uuid4().hex[:8]}"
    database = clone_template(name)
    with psycopg.connect(database.owner_url, autocommit=True, row_factory=dict_row) as connection:
        make_lived_worlds(connection)
        assert connection.execute("select * from verify_ledger()").fetchall() == []
        tear_guards_down(connection)
        connection.execute("set session_replication_role = replica")
        yield connection
    drop_database(postgres, name)


@pytest.fixture(scope="module")
def plant(lived: OwnerConnection) -> Plant:
    """Plant statements, say which checks find something, and take them back."""

    def plant(statements: str) -> set[str]:
        with lived.transaction(force_rollback=True):
            for statement in statements.split(";"):
                done = lived.execute(statement.encode())
                assert done.rowcount > 0, f"nothing was planted: {statement}"
            found = lived.execute("select * from verify_ledger()").fetchall()
        return {row["check_name"] for row in found}

    return plant


def tear_guards_down(owner: OwnerConnection) -> None:
    """Drop every CHECK: whoever owns the database may do so too."""
    for guard in owner.execute(
        """select format('alter table %s drop constraint %I', k.conrelid::regclass, k.conname) as g
           from pg_constraint as k
           where k.contype = 'c' and k.connamespace = 'public'::regnamespace
           and k.conrelid <> 0 and k.coninhcount = 0
           union all
           select format('alter domain %s drop constraint %I', k.contypid::regtype, k.conname)
           from pg_constraint as k
           where k.contype = 'c' and k.connamespace = 'public'::regnamespace and k.contypid <> 0"""
    ).fetchall():
        owner.execute(guard["g"].encode())


def rows_to_edit(
    owner: OwnerConnection, table: str, column: str, how: str, where: str
) -> list[dict[str, Any]]:
    """Return where some rows are that the edit changes: a partition, and a place in it."""
    found = owner.execute(
        f"""select x.tableoid::regclass::text as part, x.ctid::text as place from {table} as x
            where ({how}) is distinct from x.{column} and {where} order by x.ctid""".encode()
    ).fetchall()
    return found[:: max(1, (len(found) - 1) // (ROWS_A_COLUMN - 1))] if found else []


@pytest.mark.parametrize(("table", "column"), [(t, c) for t in EDITS for c in EDITS[t]])
def test_an_edit_of_one_row_is_found(
    lived: OwnerConnection, plant: Plant, table: str, column: str
) -> None:
    edit = EDITS[table][column]
    how, where = (edit, "true") if isinstance(edit, str) else edit
    rows = rows_to_edit(lived, table, column, how, where)
    assert rows, "no row of the world says something there"
    for row in rows:
        place = f"where ctid = '{row['place']}'"
        assert plant(f"update {row['part']} set {column} = {how} {place}"), row


@pytest.mark.parametrize("statements", TOGETHER)
def test_edits_that_cancel_out_are_found(plant: Plant, statements: str) -> None:
    assert plant(statements)


@pytest.mark.parametrize("table", DELETED)
def test_a_row_that_is_gone_is_found(lived: OwnerConnection, plant: Plant, table: str) -> None:
    for row in rows_to_edit(lived, table, "org_id", "null", DELETED[table]):
        assert plant(f"delete from {row['part']} where ctid = '{row['place']}'"), row


@pytest.mark.parametrize("statements", INVENTED)
def test_a_row_that_was_invented_is_found(plant: Plant, statements: str) -> None:
    assert plant(statements)


def test_every_column_of_the_ledger_is_verified_or_said_not_to_be_money(
    owner: OwnerConnection,
) -> None:
    columns = owner.execute(
        """select c.relname as name, a.attname as "column"
           from pg_class as c inner join pg_attribute as a on a.attrelid = c.oid
           where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
           and not c.relispartition and a.attnum > 0 and not a.attisdropped
           and a.attgenerated = '' and a.attname <> 'org_id'"""
    ).fetchall()
    found = {(row["name"], row["column"]) for row in columns if row["name"] not in NOT_LEDGER}
    edited = {(table, column) for table in EDITS for column in EDITS[table]}
    assert found - edited - set(NOT_MONEY) == set(), "neither verified nor said not to be money"
    assert edited & set(NOT_MONEY) == set()
    assert edited | set(NOT_MONEY) <= found | {("organizations", "org_id")}, "is no column any more"
    assert all(reason for reason in (*NOT_MONEY.values(), *NOT_LEDGER.values()))
