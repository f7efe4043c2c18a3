"""A program of the version before goes on spending beside one that sends a field more."""

import re

from psycopg import sql

from orgbilling import spending
from orgbilling.database import load_queries
from orgbilling.database.literals import composite_array
from tests.conftest import OwnerConnection
from tests.world import make_world

BEFORE = "spend_item_of_before"
# What the file of the type says of a version that has been followed by another.
FIELDS = """select a.attname as name, format_type(a.atttypid, a.atttypmod) as type
    from pg_attribute as a where a.attrelid = 'spend_item'::regclass and a.attnum > 0
    order by a.attnum"""
MISSING = "call"


def test_items_of_a_version_before_are_spent_with_what_they_lack_null(
    owner: OwnerConnection,
) -> None:
    world = make_world(owner)
    members = [world.member() for _ in range(7)]
    world.add(1000)
    for member in members:
        world.allocate(member, 100, "never")
    fields = [(row["name"], row["type"]) for row in owner.execute(FIELDS).fetchall()]
    kept = [(name, kind) for name, kind in fields if name != MISSING]
    cast = ", ".join("null" if name == MISSING else f"(i).{name}" for name, _ in fields)
    with owner.transaction(force_rollback=True):
        for statement in (
            f"create type {BEFORE} as ({', '.join(f'{name} {kind}' for name, kind in kept)})",
            f"create function as_it_is_now(i {BEFORE}) returns spend_item language sql immutable"
            f" return row({cast})::spend_item",
            f"create cast ({BEFORE} as spend_item) with function as_it_is_now as implicit",
        ):
            owner.execute(sql.SQL(statement))  # type: ignore[arg-type]
        for way, users in (("alone", members[:1]), ("together", members)):
            said = [
                {"org_id": world.org_id, "verb": "deduct", "request_key": f"{way}-{user}",
                 "user_id": user, "credits": 2, "service_type": "llm"}
                for user in users
            ]  # fmt: skip
            items = composite_array([item.get(name) for name, _ in kept] for item in said)
            answers = world.rows(f"select * from spend(%s::{BEFORE}[], 600, %s)", items, world.now)
            assert [answer["outcome"] for answer in answers] == ["ok"] * len(users)
        assert world.figures(members[0], "U") == (4,)
        assert world.differences() == []


def test_the_engine_names_the_version_that_has_all_fields(owner: OwnerConnection) -> None:
    rows = owner.execute(
        "select typname from pg_type where typtype = 'd' and typbasetype = 'spend_item'::regtype"
    ).fetchall()
    texts = load_queries(spending.__file__, "queries.sql")
    assert [row["typname"] for row in rows] == re.findall(r"spend_item_v\d+", texts["spend"])


def test_a_program_of_the_first_version_spends_and_its_items_have_no_address(
    owner: OwnerConnection,
) -> None:
    world = make_world(owner)
    member = world.member()
    world.add(100)
    world.allocate(member, 50, "never")
    said = (world.org_id, "deduct", "k", member, 3, "llm", *[None] * 9)
    items = composite_array([said])
    rows = world.rows("select * from spend(%s::spend_item_v1[], 600, %s)", items, world.now)
    assert [row["outcome"] for row in rows] == ["ok"]
    assert world.figures(member, "U") == (3,)
