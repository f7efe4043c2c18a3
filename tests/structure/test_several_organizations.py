"""What touches several organizations is known, and settles none: it would wait for two at once."""

import re
from collections.abc import Mapping
from pathlib import Path

import psycopg
import pytest

from orgbilling.database.queries import load_queries
from tests.conftest import OwnerConnection
from tests.structure.organizations_touched import (
    Routine,
    asked_without_one,
    code_of,
    touched_without_one,
)
from tests.structure.several_organizations import FUNCTIONS, STATEMENTS, VIEW

SOURCE = Path(__file__).parents[2] / "src" / "orgbilling"
# Who settles is told which organization by its caller; these find it out themselves.
FINDS_ITS_ONE = {
    "expire_purchases": "the first that has any, and no other in the same transaction",
    "settle_debtor": "that of the invoice that it is given",
    "spent_alone": "that of the item that it is given",
}
SETTLES = {"settle_organization", "lock_for_settlement", "pass_boundaries"}
# A statement of several organizations answers "due" for those that are, and goes past them.
SPENDS_FOR_MANY = {"spend", "spend_together", "quick_deducts"}
ONE_ORGANIZATION = re.compile(r"\s*(?:%\(org_id\)s|%s)(?:::uuid)?\s*[,)]")


@pytest.fixture
def settling(owner: OwnerConnection) -> dict[str, bool]:
    """The functions that may settle somebody, and whether they are told whom."""
    rows = owner.execute(
        """select p.proname as name, coalesce(pg_get_function_sqlbody(p.oid), p.prosrc) as source,
           coalesce('p_org_id' = any(p.proargnames), false) as is_told
           from pg_proc as p where p.pronamespace = 'public'::regnamespace"""
    ).fetchall()
    sources = {row["name"]: code_of(row["source"]) for row in rows}
    found = set(SETTLES)
    while True:
        calls = re.compile(rf"\b(?:{'|'.join(found)})\s*\(")
        more = {name for name, source in sources.items() if calls.search(source)} - found
        if not more:
            return {row["name"]: row["is_told"] for row in rows if row["name"] in found}
        found |= more


@pytest.fixture
def owned(owner: OwnerConnection) -> frozenset[str]:
    """The tables and views with rows of organizations, and the functions that are such views."""
    rows = owner.execute(
        """select c.relname as name from pg_class as c
           join pg_attribute as a on a.attrelid = c.oid and a.attname = 'org_id'
           where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')"""
    ).fetchall()
    views_of_functions = {name for name, reason in FUNCTIONS.items() if reason == VIEW}
    return frozenset({row["name"] for row in rows} | views_of_functions)


@pytest.fixture
def several(owner: OwnerConnection, owned: frozenset[str]) -> set[str]:
    """The functions that touch rows of several organizations, or ask one that does."""
    rows = owner.execute(
        """select p.proname as name, coalesce(pg_get_function_sqlbody(p.oid), p.prosrc) as source,
           coalesce(p.proargnames, '{}') as arguments
           from pg_proc as p where p.pronamespace = 'public'::regnamespace"""
    ).fetchall()
    routines = [
        Routine(row["name"], row["source"], frozenset(row["arguments"]) | declared(row["source"]))
        for row in rows
    ]
    assert len(routines) > 250
    found = {each.name for each in routines if touched_without_one(each, owned)}
    while more := {r.name for r in routines if asked_without_one(r, found - owned)} - found:
        found |= more
    return found


def declared(source: str) -> set[str]:
    """The names of the variables that a function declares."""
    block = re.search(r"\bdeclare\b(.*?)\bbegin\b", code_of(source), re.DOTALL)
    return set(re.findall(r"^\s*(\w+)\s", block[1], re.MULTILINE)) if block else set()


def require_listed(found: set[str], listed: Mapping[str, str]) -> None:
    new, gone = sorted(found - listed.keys()), sorted(listed.keys() - found)
    assert not new, f"several_organizations.py lists them, each with its reason: {new}"
    assert not gone, f"they touch one organization, or are gone: {gone}"


def test_the_functions_that_touch_several_organizations_are_known(several: set[str]) -> None:
    of_the_auditor = {path.stem for path in (SOURCE / "sql" / "functions" / "verify").iterdir()}
    require_listed(several - of_the_auditor, FUNCTIONS)


def test_the_statements_that_touch_several_organizations_are_known(
    several: set[str], owned: frozenset[str]
) -> None:
    found, count = set(), 0
    for path in sorted(SOURCE.rglob("queries*.sql")):
        queries = load_queries(str(path), path.name)
        for name in queries:
            count += 1
            routine = Routine(f"{path.parent.name}.{name}", queries[name])
            if touched_without_one(routine, owned) or asked_without_one(routine, several - owned):
                found.add(routine.name)
    assert count > 150
    require_listed(found, STATEMENTS)


@pytest.mark.parametrize(
    ("source", "missed"),
    [
        ("select 1 from lots as l where l.org_id = p_org_id", ""),
        ("select 1 from lots where org_id = %(org_id)s and x = 1", ""),
        ("select 1 from lots as l join draws as d on d.org_id = l.org_id where l.org_id = %s", ""),
        ("delete from lots where org_id = (r).org_id", ""),
        ("insert into lots (org_id, x) values (p_org_id, 1)", ""),
        ("insert into lots (org_id) select l.org_id from lots as l where l.org_id = r.org_id", ""),
        ("select 1 from draws as d join answer(p_org_id) as l on l.org_id = d.org_id", ""),
        ("select 1 from lots where lot_id = p_lot_id", "lots"),
        ("select 1 from lots as l join draws as d on d.org_id = l.org_id", "lots draws"),
        ("select 1 from lots as l join draws as d on d.x = l.x where l.org_id = p_org_id", "draws"),
        ("select 1 from lots where p_org_id is null or org_id = p_org_id", "lots"),
        ("select 1 from lots as l where l.org_id = any(p_org_ids)", "lots"),
        ("select 1 from unnest(p_items) as i join lots as l on l.org_id = i.org_id", "lots"),
        ("select 1 from lots as l where l.org_id = p_org_id union select 1 from lots as l", "lots"),
        ("select (select 1 from draws as l) from lots as l where l.org_id = p_org_id", "draws"),
        ("update lots as l set x = 1 from draws as d where d.org_id = p_org_id", "lots"),
        ("insert into lots (org_id) select d.org_id from draws as d", "lots draws"),
        ("insert into lots select x.* from unnest(p_lots) as x", "lots"),
        ("select 1 from lots -- where org_id = p_org_id", "lots"),
        ("select 1; perform 1 from draws where org_id <> p_org_id;", "draws"),
    ],
)  # fmt: skip
def test_what_is_not_bound_to_one_organization_is_seen(source: str, missed: str) -> None:
    routine = Routine("f", source, frozenset({"r", "p_org_id", "p_lot_id", "p_items", "p_org_ids"}))
    assert touched_without_one(routine, frozenset({"lots", "draws"})) == set(missed.split())


def test_who_asks_without_naming_the_one_is_seen() -> None:
    def asked(source: str) -> set[str]:
        return asked_without_one(Routine("f", source), {"purge", "spend"})

    assert asked("select purge(p_before, 5)") == {"purge"}
    assert asked("perform spend(array[row(p_org_id)], p_now)") == {"spend"}
    assert asked("select purge()") == {"purge"}
    assert asked("select purge(p_org_id, 5) from spend(%(org_id)s::uuid)") == set()


def test_a_function_that_settles_is_told_the_one_organization(settling: dict[str, bool]) -> None:
    assert len(settling) > 40
    assert {name for name, is_told in settling.items() if not is_told} == set(FINDS_ITS_ONE)
    assert not SPENDS_FOR_MANY & set(settling)


def test_a_statement_that_settles_names_the_one_organization(settling: dict[str, bool]) -> None:
    calls = re.compile(rf"\b({'|'.join(settling)})\s*\(")
    asked, wrong = 0, []
    for path in sorted(SOURCE.rglob("queries*.sql")):
        queries = load_queries(str(path), path.name)
        for name in queries:
            for call in calls.finditer(queries[name]):
                asked += 1
                is_of_one = ONE_ORGANIZATION.match(queries[name], call.end()) is not None
                if not is_of_one and call[1] not in FINDS_ITS_ONE:
                    wrong.append(f"{path.relative_to(SOURCE)} {name}: {call[0]}")
    assert asked > 30
    assert not wrong, "a set of organizations would be settled by one statement: " + str(wrong)


def views(owner: OwnerConnection) -> dict[str, str]:
    """Every view with what it is for."""
    rows = owner.execute(
        """select c.relname as name, obj_description(c.oid) as comment from pg_class as c
           where c.relnamespace = 'public'::regnamespace and c.relkind in ('v', 'm')"""
    ).fetchall()
    return {row["name"]: row["comment"] for row in rows}


def test_a_view_writes_nothing_and_says_that_it_shows_what_is_stored(
    owner: OwnerConnection, settling: dict[str, bool]
) -> None:
    found = views(owner)
    assert len(found) >= 8
    writers = owner.execute(
        """select distinct c.relname, p.proname from pg_rewrite as r
           join pg_class as c on c.oid = r.ev_class
           join pg_depend as d on d.objid = r.oid and d.refclassid = 'pg_proc'::regclass
           join pg_proc as p on p.oid = d.refobjid
           where c.relnamespace = 'public'::regnamespace and c.relkind in ('v', 'm')
           and (p.provolatile = 'v' or p.proname = any(%s))""",
        [list(settling)],
    ).fetchall()
    assert writers == []
    assert [name for name, comment in found.items() if "as it is stored" not in comment] == []


def test_a_view_can_be_read_where_nothing_can_be_written(owner: OwnerConnection) -> None:
    owner.execute("set default_transaction_read_only = on")
    for name in views(owner):
        owner.execute(psycopg.sql.SQL("select * from {}").format(psycopg.sql.Identifier(name)))
