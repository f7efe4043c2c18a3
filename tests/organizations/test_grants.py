"""The application's role reads everything, calls verbs, and writes no balance."""

import re
from pathlib import Path

import psycopg
import pytest

from orgbilling.database import Database
from tests.conftest import OwnerConnection
from tests.statements import sql

SOURCE = Path(__file__).parents[2] / "src" / "orgbilling"
# What any SQL client may call, whether or not our own program does.
FOR_EVERY_CLIENT = {
    "has_sufficient_credits", "deduct_credits", "add_credits_to_pool", "allocate_credits_to_user",
    "reserve_credits", "capture_credits", "release_credits", "close_due_usage_days",
    "move_boundary", "reverse_month",
}  # fmt: skip
# What the application writes itself, by column where not every one.
WRITABLE = {"users", "sessions", "api_keys", "organization_settings", "outbox"}
# A sign-in under way is written by who begins it, and taken away by who finishes it.
TAKEN_ONCE = {"sign_in_attempts"}


def relations(owner: OwnerConnection) -> dict[str, str]:
    """Every table and view with its kind (`v` and `m` are views) by name."""
    rows = owner.execute(
        """select c.relname, c.relkind::text from pg_class as c
           where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')
           order by c.relname"""
    ).fetchall()
    return {row["relname"]: row["relkind"] for row in rows}


def refused(owner: OwnerConnection, statement: str) -> bool:
    try:
        owner.execute(statement.encode())
    except psycopg.errors.InsufficientPrivilege as error:
        return error.sqlstate == "42501"
    except (psycopg.errors.ObjectNotInPrerequisiteState, psycopg.errors.WrongObjectType):
        # A view over several tables, or one that is stored: nobody can write it.
        return True
    return False


def test_no_table_but_a_few_can_be_written(owner: OwnerConnection) -> None:
    names = relations(owner)
    assert {"organization_credit_pools", "credit_transfers", "users"} <= set(names)
    columns = {
        name: owner.execute(
            """select attname from pg_attribute
               where attrelid = %s::regclass and attnum > 0 and attidentity = ''
               and attgenerated = '' limit 1""",
            [name],
        ).fetchone()
        for name in names
    }
    owner.execute("set role orgbilling_app")
    for name, column in columns.items():
        assert column is not None
        field = column["attname"]
        owner.execute(f"select * from {name} limit 0".encode())
        assert refused(owner, f"delete from {name}") is (name not in TAKEN_ONCE), name
        assert names[name] in {"v", "m"} or refused(owner, f"truncate {name}"), name
        if name not in WRITABLE | TAKEN_ONCE:
            assert refused(owner, f"insert into {name} default values"), name
        if name not in WRITABLE:
            assert refused(owner, f"update {name} set {field} = {field}"), name


@pytest.mark.parametrize(
    "statement",
    [
        "update users set is_demo = true",
        "update users set user_id = 'x'",
        "update sessions set expires_at = 'infinity'",
        "update sessions set user_id = 'x'",
        "update api_keys set revoked_at = null",
        "update api_keys set user_id = 'x'",
        "insert into api_keys (org_id) values (gen_random_uuid())",
        "update outbox set payload = '{}'",
        "insert into outbox (org_id) values (gen_random_uuid())",
        "create table public.mine (x int)",
        "create function public.mine() returns int language sql as 'select 1'",
        "alter table users disable trigger all",
    ],
)
def test_what_it_writes_is_limited_to_its_own_business(
    owner: OwnerConnection, statement: str
) -> None:
    owner.execute("set role orgbilling_app")
    assert refused(owner, statement)


async def test_the_pool_of_connections_has_that_role(db: Database) -> None:
    assert await db.fetch_value(sql("select current_user")) == "orgbilling_app"
    assert not await db.fetch_value(
        sql("select has_table_privilege('organization_credit_pools', 'update')")
    )


def test_strangers_to_the_database_have_nothing(owner: OwnerConnection) -> None:
    row = owner.execute(
        """select count(*) as n
           from pg_proc as p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) as a
           where p.pronamespace = 'public'::regnamespace and a.grantee = 0"""
    ).fetchone()
    assert row == {"n": 0}
    row = owner.execute(
        "select has_schema_privilege('public', 'public', 'usage') as may"
    ).fetchone()
    assert row == {"may": False}


def test_a_function_that_writes_is_a_verb_or_cannot_be_called(owner: OwnerConnection) -> None:
    named = "".join(path.read_text(encoding="utf-8") for path in SOURCE.rglob("queries*.sql"))
    rows = owner.execute(
        r"""select distinct p.proname from pg_proc as p
            where p.pronamespace = 'public'::regnamespace and p.prosecdef
            and p.prosrc ~* '\m(insert into|update|delete from)\M'
            and has_function_privilege('orgbilling_app', p.oid, 'execute')"""
    ).fetchall()
    assert len(rows) > 10
    callable_steps = {
        row["proname"] for row in rows if not re.search(rf"\b{row['proname']}\(", named)
    }
    assert callable_steps <= FOR_EVERY_CLIENT
