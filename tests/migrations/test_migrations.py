"""Migrations run once, forwards and back, and end in the same schema whichever way they went."""

import difflib
import subprocess
import threading
from decimal import Decimal
from pathlib import Path

import psycopg
import pytest

from orgbilling.database import MigrationFailed
from orgbilling.database import embedded_process as process
from orgbilling.database.conninfo import build_url, parse_url
from orgbilling.database.migrations import downgrade, migrate, status
from tests.conftest import POSTGRES_VERSION, TestDatabase
from tests.one_organization import drop_schema_one
from tests.sizes import SHARE

RECENT_STEPS, OLD_STEPS = 6, 4


def dump(database: TestDatabase) -> str:
    """Write out the whole schema, the job queue's and every grant included."""
    tool = process.binaries(POSTGRES_VERSION) / "pg_dump"
    done = subprocess.run(
        [tool, "--schema-only", database.owner_url], capture_output=True, text=True, check=True
    )
    # pg_dump guards its output with a random key (\restrict), and comments with names of versions.
    lines = [line for line in done.stdout.splitlines() if not line.startswith(("\\", "--"))]
    return "\n".join(line for line in lines if line)


def write(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


@pytest.fixture
def sql_root(tmp_path: Path) -> Path:
    write(tmp_path, "migrations/0001_first.up.sql", "create table first (id int, note text);")
    write(tmp_path, "migrations/0001_first.down.sql", "drop table first;")
    write(tmp_path, "migrations/0002_second.up.sql", "create table second (id int);")
    write(tmp_path, "migrations/0002_second.down.sql", "drop table second;")
    write(
        tmp_path,
        "functions/count_first.sql",
        "create function count_first() returns bigint language sql as "
        "$$ select count(*) from first where note not like '100%' $$;",
    )
    write(tmp_path, "views/first_notes.sql", "create view first_notes as select note from first;")
    write(tmp_path, "grants.sql", "grant select on first_notes to orgbilling_app;")
    return tmp_path


def test_the_second_migration_finds_nothing_to_do(empty_database: TestDatabase) -> None:
    steps: list[str] = []
    before = migrate(empty_database.owner_url, steps.append)
    assert before.current is None
    assert len([step for step in steps if step.startswith("Applying 0")]) == len(before.pending)
    steps.clear()
    assert migrate(empty_database.owner_url, steps.append).is_current
    assert not steps


def assert_same_schema(one: str, other: str) -> None:
    difference = difflib.unified_diff(one.splitlines(), other.splitlines(), n=1, lineterm="")
    assert "\n".join(list(difference)[:40]) == ""


def test_up_down_and_up_again_is_the_schema_of_a_fresh_database(
    empty_database: TestDatabase, fresh_database: TestDatabase
) -> None:
    migrate(empty_database.owner_url)
    downgrade(empty_database.owner_url, revision="base")
    migrate(empty_database.owner_url)
    drop_schema_one(fresh_database.owner_url)
    assert_same_schema(dump(empty_database), dump(fresh_database))


def test_one_step_at_a_time_is_the_schema_of_a_fresh_database(
    empty_database: TestDatabase, fresh_database: TestDatabase
) -> None:
    migrate(empty_database.owner_url)
    newest = status(empty_database.owner_url).current
    while (current := status(empty_database.owner_url).current) is not None:
        # What has landed long ago does not change; a whole run takes its steps one by one as well.
        is_recent = SHARE == 1 or int(newest or 0) - int(current) < RECENT_STEPS
        downgrade(empty_database.owner_url, steps=1 if is_recent else min(OLD_STEPS, int(current)))
        assert (status(empty_database.owner_url).current or "0000") < current
    migrate(empty_database.owner_url)
    drop_schema_one(fresh_database.owner_url)
    assert_same_schema(dump(empty_database), dump(fresh_database))


def test_at_the_base_nothing_of_ours_is_left(empty_database: TestDatabase) -> None:
    migrate(empty_database.owner_url)
    assert downgrade(empty_database.owner_url, revision="base").current is None
    left = dump(empty_database)
    assert "CREATE FUNCTION" not in left
    assert "CREATE TYPE" not in left
    assert "CREATE VIEW" not in left
    assert [line for line in left.splitlines() if line.startswith("CREATE TABLE")] == [
        "CREATE TABLE public.alembic_version ("
    ]


def test_servers_that_start_together_migrate_once(empty_database: TestDatabase) -> None:
    found: list[bool] = []

    def run() -> None:
        found.append(migrate(empty_database.owner_url).is_current)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [False, True, True, True]


def test_a_changed_function_is_applied_again_with_its_grants(
    empty_database: TestDatabase, sql_root: Path
) -> None:
    url = empty_database.owner_url
    migrate(url, sql_root=sql_root)
    write(
        sql_root,
        "functions/count_first.sql",
        "create function count_first(p_more int) returns bigint language sql as "
        "$$ select p_more + count(*) from first $$;",
    )
    assert status(url, sql_root=sql_root).changed_objects == ("functions/count_first.sql",)
    migrate(url, sql_root=sql_root)
    with psycopg.connect(url) as connection:
        assert connection.execute("select count_first(1)").fetchone() == (1,)
        with pytest.raises(psycopg.errors.UndefinedFunction):
            connection.execute("select count_first()")
    with psycopg.connect(empty_database.application_url) as connection:
        assert connection.execute("select count(*) from first_notes").fetchone() == (0,)


def test_a_deleted_file_takes_its_objects_along(
    empty_database: TestDatabase, sql_root: Path
) -> None:
    migrate(empty_database.owner_url, sql_root=sql_root)
    (sql_root / "functions" / "count_first.sql").unlink()
    migrate(empty_database.owner_url, sql_root=sql_root)
    with psycopg.connect(empty_database.owner_url) as connection:
        assert connection.execute("select to_regproc('count_first')").fetchone() == (None,)


def test_a_cast_goes_and_comes_with_its_file(empty_database: TestDatabase, sql_root: Path) -> None:
    text = """create type item as (a int, b int);
        create type item_before as (a int);
        create function item_now(i item_before) returns item language sql immutable
        return row((i).a, null)::item;
        create cast (item_before as item) with function item_now as implicit;"""
    for comment in ("", "-- changed"):
        write(sql_root, "types/item.sql", f"{text}{comment}")
        migrate(empty_database.owner_url, sql_root=sql_root)
    with psycopg.connect(empty_database.owner_url) as connection:
        query = "select count(*) from pg_cast where castsource = to_regtype(%s)"
        assert connection.execute(query, ["item_before"]).fetchone() == (1,)
        cast = connection.execute("select ('{(1)}'::item_before[]::item[])::text").fetchone()
        assert cast == ('{"(1,)"}',)
    (sql_root / "types" / "item.sql").unlink()
    migrate(empty_database.owner_url, sql_root=sql_root)
    with psycopg.connect(empty_database.owner_url) as connection:
        assert connection.execute("select to_regtype('item')").fetchone() == (None,)


def test_objects_find_their_order_themselves(empty_database: TestDatabase, sql_root: Path) -> None:
    write(
        sql_root,
        "functions/a_first.sql",
        "create function a_first() returns bigint language sql as $$ select z_last() $$;",
    )
    write(
        sql_root,
        "functions/z_last.sql",
        "create function z_last() returns bigint language sql as "
        "$$ select count(*) from first_notes $$;",
    )
    for _ in range(2):
        migrate(empty_database.owner_url, sql_root=sql_root)
        write(sql_root, "grants.sql", "grant execute on function a_first to orgbilling_app;")


def test_a_failed_migration_leaves_nothing_and_names_its_line(
    empty_database: TestDatabase, sql_root: Path
) -> None:
    url = empty_database.owner_url
    write(
        sql_root,
        "migrations/0003_third.up.sql",
        "create table third (id int);\n\nselect nonsense\nfrom first;\n",
    )
    write(sql_root, "migrations/0003_third.down.sql", "drop table third;")
    with pytest.raises(MigrationFailed) as caught:
        migrate(url, sql_root=sql_root)
    assert str(caught.value).startswith('migrations/0003_third.up.sql:3: column "nonsense"')
    assert "\n" not in str(caught.value)
    found = status(url, sql_root=sql_root)
    assert (found.current, found.pending) == ("0002", ("0003 third",))
    with psycopg.connect(url) as connection:
        assert connection.execute("select to_regclass('third')").fetchone() == (None,)


def test_a_failed_function_leaves_the_old_ones_in_place(
    empty_database: TestDatabase, sql_root: Path
) -> None:
    url = empty_database.owner_url
    migrate(url, sql_root=sql_root)
    write(
        sql_root, "functions/bad.sql", "create function bad() returns int language sql as $$ ? $$;"
    )
    with pytest.raises(MigrationFailed, match=r"^functions/bad\.sql"):
        migrate(url, sql_root=sql_root)
    with psycopg.connect(url) as connection:
        assert connection.execute("select count_first()").fetchone() == (0,)


def test_an_object_that_a_table_needs_is_not_torn_away(
    empty_database: TestDatabase, sql_root: Path
) -> None:
    url = empty_database.owner_url
    migrate(url, sql_root=sql_root)
    with psycopg.connect(url) as connection:
        connection.execute("create table third (n bigint default count_first())")
    write(sql_root, "grants.sql", "select 1;")
    with pytest.raises(MigrationFailed, match="belongs into a migration"):
        migrate(url, sql_root=sql_root)


def test_a_database_that_is_newer_than_the_program_is_refused(
    empty_database: TestDatabase, sql_root: Path
) -> None:
    url = empty_database.owner_url
    migrate(url, sql_root=sql_root)
    for path in (sql_root / "migrations").glob("0002*"):
        path.unlink()
    for verb in (migrate, status):
        with pytest.raises(MigrationFailed, match=r"at migration 0002, and .* only 0001"):
            verb(url, sql_root=sql_root)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ("0002_second.down.sql", r"there is no 0002_second\.down\.sql"),
        ("0001_first.*", "number 0001 is missing"),
    ],
)
def test_a_gap_in_the_files_is_named(sql_root: Path, change: str, complaint: str) -> None:
    for path in (sql_root / "migrations").glob(change):
        path.unlink()
    with pytest.raises(MigrationFailed, match=complaint):
        status("postgresql://unused", sql_root=sql_root)


def test_only_what_is_applied_can_be_undone(empty_database: TestDatabase, sql_root: Path) -> None:
    url = empty_database.owner_url
    migrate(url, sql_root=sql_root)
    with pytest.raises(MigrationFailed, match="3 migrations cannot be undone"):
        downgrade(url, steps=3, sql_root=sql_root)
    with pytest.raises(MigrationFailed, match="no migration 0009"):
        downgrade(url, revision="0009", sql_root=sql_root)
    assert status(url, sql_root=sql_root).is_current


def test_credits_per_usd_is_fixed_by_the_first_start(empty_database: TestDatabase) -> None:
    migrate(empty_database.owner_url, credits_per_usd=Decimal(1000))
    migrate(empty_database.owner_url, credits_per_usd=Decimal("1000.00"))
    with pytest.raises(MigrationFailed, match=r"CREDITS_PER_USD=500 is refused.* counted 1000 "):
        migrate(empty_database.owner_url, credits_per_usd=Decimal(500))


def test_an_owner_without_rights_over_roles_can_migrate(
    empty_database: TestDatabase, owner: psycopg.Connection[dict[str, object]]
) -> None:
    """A managed PostgreSQL gives an owner who is no superuser."""
    name = parse_url(empty_database.owner_url)["dbname"]
    login = f"plain_{name}"
    owner.execute(f"create role {login} login password 'plain' in role orgbilling_app".encode())
    owner.execute(f"alter database {name} owner to {login}".encode())
    try:
        parts = parse_url(empty_database.owner_url)
        url = build_url({**parts, "user": login, "password": "plain"})
        migrate(url)
        assert status(url).is_current
    finally:
        owner.execute(f"alter database {name} owner to orgbilling_owner".encode())
