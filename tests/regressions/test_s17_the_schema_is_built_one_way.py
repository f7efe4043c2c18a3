"""S17: files that ran only once, without a transaction, and made a table twice, once unchecked."""

from pathlib import Path

import psycopg
import pytest

from orgbilling.database import MigrationFailed
from orgbilling.database.migrations import downgrade, migrate
from tests.conftest import TestDatabase

SCHEMA = """
    select 'column' as kind, c.table_name || '.' || c.column_name as name,
        concat_ws(' ', c.domain_name, c.data_type, c.is_nullable, c.column_default) as text
    from information_schema.columns as c where c.table_schema = 'public'
    union all
    select 'constraint', k.conrelid::regclass || ' ' || k.conname, pg_get_constraintdef(k.oid)
    from pg_constraint as k where k.connamespace = 'public'::regnamespace
    union all
    select 'index', i.indexname, i.indexdef from pg_indexes as i where i.schemaname = 'public'
    union all
    select 'trigger', t.tgrelid::regclass || ' ' || t.tgname, pg_get_triggerdef(t.oid)
    from pg_trigger as t join pg_class as c on c.oid = t.tgrelid
    where not t.tgisinternal and c.relnamespace = 'public'::regnamespace
    union all
    select 'function', p.oid::regprocedure::text, md5(pg_get_functiondef(p.oid))
    from pg_proc as p where p.pronamespace = 'public'::regnamespace and p.prokind = 'f'
    order by 1, 2, 3"""


def schema(database: TestDatabase) -> list[tuple[str, ...]]:
    with psycopg.connect(database.owner_url) as connection:
        return connection.execute(SCHEMA).fetchall()


def test_a_migrated_build_is_a_fresh_build_and_can_be_run_again(
    empty_database: TestDatabase, fresh_database: TestDatabase
) -> None:
    migrate(empty_database.owner_url)
    downgrade(empty_database.owner_url, steps=2)
    migrate(empty_database.owner_url)
    migrate(empty_database.owner_url)
    built = schema(empty_database)
    assert {row[0] for row in built} == {"column", "constraint", "index", "trigger", "function"}
    assert built == schema(fresh_database)


def test_a_file_that_fails_leaves_nothing_of_itself(
    empty_database: TestDatabase, tmp_path: Path
) -> None:
    migrations = tmp_path / "migrations"
    migrations.mkdir()
    (migrations / "0001_first.up.sql").write_text("create table first (id int);")
    (migrations / "0001_first.down.sql").write_text("drop table first;")
    (migrations / "0002_bad.up.sql").write_text("create table second (id int);\nselect nonsense;")
    (migrations / "0002_bad.down.sql").write_text("drop table second;")
    with pytest.raises(MigrationFailed):
        migrate(empty_database.owner_url, sql_root=tmp_path)
    with psycopg.connect(empty_database.owner_url) as connection:
        row = connection.execute(
            "select to_regclass('first') is null, to_regclass('second') is null"
        ).fetchone()
    assert row == (False, True)


def test_no_index_depends_on_what_time_it_is(fresh_database: TestDatabase) -> None:
    with psycopg.connect(fresh_database.owner_url) as connection:
        rows = connection.execute(
            """select indexname from pg_indexes where schemaname = 'public'
               and indexdef ~* 'now\\(|current_(date|time)|clock_timestamp'"""
        ).fetchall()
    assert rows == []
