"""What a query is asked and answers has types, read from the database; nobody goes round them."""

import ast
import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import psycopg
import pytest
from scripts.generate_queries import SOURCE, stale_modules
from scripts.query_types import QueryUnclear, TypedQuery, TypeReader, Value

from orgbilling.database import load_queries
from orgbilling.edge.bodies import RequestBody
from orgbilling.spending.items import SpendItem
from orgbilling.spending.schemas import CaptureRequest, DeductRequest, HoldRequest

# Here rows are read that were never typed: of the catalogue, and before there is a schema.
WITHOUT = SOURCE / "database"
FETCHING = {"fetch_one", "fetch_all", "fetch_rows"}


def test_the_typed_statements_are_those_of_the_database(owner: psycopg.Connection[Any]) -> None:
    stale = [str(path.relative_to(SOURCE)) for path in stale_modules(owner)]
    assert not stale, f"not current: {', '.join(stale)}; run: make queries"


def unsent(folder: Path) -> list[str]:
    """Return the queries of a folder that nobody names who has their module, as
    `folder/queries.sql name`. Whoever reads the texts themselves is in the module's own package."""
    sources = {
        path: path.read_text(encoding="utf-8")
        for path in folder.rglob("*.py")
        if not path.stem.startswith("queries")
    }
    found = []
    for path in sorted(folder.rglob("queries*.sql")):
        package = ".".join(path.parent.relative_to(folder).parts)
        known = re.compile(
            rf"from orgbilling\.{package} import [^\n]*\b{path.stem}\b(?: as (\w+))?|load_queries\("
        )
        used: set[str] = set()
        for place, text in sources.items():
            has = known.search(text)
            if has and ("load_queries" not in has[0] or place.parent == path.parent):
                used |= set(re.findall(rf"\b{has[1] or path.stem}\.(\w+)", text))
        found += [
            f"{path.relative_to(folder)} {name}"
            for name in load_queries(str(path), path.name)
            if name not in used
        ]
    return found


def test_every_query_is_sent_by_somebody() -> None:
    assert not unsent(SOURCE)


def test_a_query_that_nobody_sends_is_found(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    (tmp_path / "a" / "queries.sql").write_text("-- name: one\nselect 1;\n-- name: two\nselect 2;")
    (tmp_path / "b" / "queries_more.sql").write_text("-- name: one\nselect 1")
    (tmp_path / "a" / "service.py").write_text("from orgbilling.a import queries\nqueries.one()")
    (tmp_path / "a" / "queries.py").write_text("from orgbilling.a import queries\nqueries.two()")
    (tmp_path / "b" / "service.py").write_text(
        "from orgbilling.b import queries_more as more\n"
        "from orgbilling.a import queries\nqueries.one()"
    )
    assert unsent(tmp_path) == ["a/queries.sql two", "b/queries_more.sql one"]


def rows_by_name(source: str) -> list[int]:
    """Return the lines on which a row is read by a column's name as text: `row["…"]` of what was
    fetched, of an item of it, and of anything that is called a row."""
    tree = ast.parse(source)
    rows = {"row"}
    fetched = {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and is_fetched(node.value)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.For | ast.comprehension) and isinstance(node.target, ast.Name):
            over = node.iter
            if is_fetched(over) or (isinstance(over, ast.Name) and over.id in fetched):
                rows.add(node.target.id)
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Subscript)
        and isinstance(node.slice, ast.Constant)
        and isinstance(node.slice.value, str)
        and is_row(node.value, rows | fetched)
    ]


def is_fetched(node: ast.expr) -> bool:
    call = node.value if isinstance(node, ast.Await) else node
    return (
        isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in FETCHING
    )


def is_row(node: ast.expr, rows: set[str]) -> bool:
    if isinstance(node, ast.Subscript):
        return is_row(node.value, rows)
    return isinstance(node, ast.Name) and node.id in rows


def test_no_row_is_read_by_a_text() -> None:
    found = [
        f"{path.relative_to(SOURCE)}:{line}"
        for path in sorted(SOURCE.rglob("*.py"))
        if WITHOUT not in path.parents
        for line in rows_by_name(path.read_text(encoding="utf-8"))
    ]
    assert not found


@pytest.mark.parametrize(
    "source",
    [
        'x = row["a"]',
        'found = await tx.fetch_one(queries.q())\nx = found["a"]',
        'some = await tx.fetch_all(queries.q())\nx = [each["a"] for each in some]',
        'some = await tx.fetch_all(queries.q())\nx = some[0]["a"]',
        'for each in await tx.fetch_all(queries.q()):\n    print(each["a"])',
    ],
)
def test_a_row_that_is_read_by_a_text_is_found(source: str) -> None:
    assert rows_by_name(source)


@pytest.mark.parametrize(
    "source", ['x = document["a"]', "x = row.a", "x = row[0]", 'x = row.details["a"]']
)
def test_a_document_is_no_row(source: str) -> None:
    assert not rows_by_name(source)


@pytest.fixture
def reader(owner: psycopg.Connection[Any]) -> TypeReader:
    return TypeReader(owner)


def columns(query: TypedQuery) -> dict[str, str]:
    return {column.name: column.type for column in query.columns}


def test_a_required_column_is_null_where_an_outer_join_may_leave_it_out(reader: TypeReader) -> None:
    inner = reader.read(
        "q", "select o.org_id, o.closed_at, lower(o.name) as low from organizations as o"
    )
    assert columns(inner) == {"org_id": "UUID", "closed_at": "datetime | None", "low": "str | None"}
    joined = reader.read(
        "q",
        "select o.org_id, m.user_id from organizations as o"
        " left join organization_members as m on m.org_id = o.org_id",
    )
    assert columns(joined) == {"org_id": "UUID", "user_id": "str | None"}
    around = reader.read(
        "q",
        "select o.org_id, m.user_id from organization_members as m"
        " right join organizations as o on m.org_id = o.org_id",
    )
    assert columns(around) == {"org_id": "UUID | None", "user_id": "str | None"}
    within = reader.read(
        "q",
        "select o.org_id, m.user_id from organizations as o left join lateral"
        " (select s.user_id from organization_members as s) as m on true",
    )
    assert columns(within) == {"org_id": "UUID | None", "user_id": "str | None"}


def test_a_parameter_may_be_null_where_the_query_asks_or_says_so(reader: TypeReader) -> None:
    query = reader.read(
        "q",
        "-- nullable: status\nselect 1 as one from organizations where org_id = %(org_id)s"
        " and (%(name)s::text is null or name = %(name)s) and status = %(status)s"
        " and created_at < coalesce(%(before)s::timestamptz, now()) and %(days)s::int[] is null",
    )
    assert query.parameters == (
        Value("org_id", "UUID"),
        Value("name", "str | None"),
        Value("status", "str | None"),
        Value("before", "datetime | None"),
        Value("days", "list[int] | None"),
    )


@pytest.mark.parametrize(
    ("text", "has_one_row"),
    [
        ("select settle_organization(%(org_id)s)", True),
        ("select (select count(*) from users) as many", True),
        ("select 1 as one where false", False),
        ("select 1 as one offset 1", False),
        ("select u.user_id from users as u", False),
        ("delete from users returning user_id", False),
    ],
)
def test_only_what_reads_from_nothing_has_one_row_for_sure(
    reader: TypeReader, text: str, has_one_row: bool
) -> None:
    assert reader.read("q", text).has_one_row is has_one_row


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("-- never null: name\nselect org_id from organizations", "which it has not"),
        ("-- never null: org_id\nselect org_id from organizations", "that is known"),
        ("-- nullable: nobody\nselect 1 as one", "which it has not"),
        ("select nothing from organizations", "does not exist"),
        ("select org_id, org_id from organizations", "two columns are called org_id"),
        ("select 1", "needs a name"),
        ("select o.name, o.* from organizations as o", "name its columns"),
        ("select * from organizations", "name its columns"),
        ("select 1 as count", "a tuple has that"),
        ("select %(from)s::text as one", "cannot be called from"),
    ],
)
def test_what_a_query_says_of_itself_wrongly_is_refused(
    reader: TypeReader, text: str, why: str
) -> None:
    with pytest.raises(QueryUnclear, match=why):
        reader.read("q", text)


def test_queries_have_the_same_rows_where_their_columns_are_the_same(
    reader: TypeReader, tmp_path: Path
) -> None:
    path = tmp_path / "queries.sql"
    first = "-- name: one\n-- rows as: two\nselect min(user_id) as user_id from users;\n"
    path.write_text(f"{first}-- name: two\nselect user_id from users")
    assert [query.rows_as for query in reader.read_file(path)] == ["two", None]
    path.write_text(f"{first}-- name: two\nselect user_id, name from users")
    with pytest.raises(QueryUnclear, match="its columns are not those of two"):
        reader.read_file(path)
    path.write_text(f"{first}-- name: three\nselect user_id from users")
    with pytest.raises(QueryUnclear, match="no query of the file has rows called two"):
        reader.read_file(path)


def test_a_column_that_is_renamed_is_noticed(owner: psycopg.Connection[Any]) -> None:
    owner.execute("begin")
    owner.execute("alter table credit_lots rename column source to origin")
    with pytest.raises(QueryUnclear, match="lots"):
        stale_modules(owner)
    owner.execute("rollback")


def test_a_column_that_becomes_optional_is_noticed(owner: psycopg.Connection[Any]) -> None:
    owner.execute("begin")
    owner.execute("alter table credit_lots alter column source drop not null")
    stale = [path.relative_to(SOURCE) for path in stale_modules(owner)]
    owner.execute("rollback")
    assert stale == [Path("credits/queries.py")]


def test_an_item_has_the_fields_of_its_type_in_their_order(owner: psycopg.Connection[Any]) -> None:
    rows = owner.execute(
        """select attname from pg_attribute
           where attrelid = 'spend_item'::regclass and attnum > 0 order by attnum"""
    ).fetchall()
    names = [one.name for one in fields(SpendItem)]
    assert [row["attname"] for row in rows] == ["org_id", *names, "closely"]


@pytest.mark.parametrize("body", [DeductRequest, HoldRequest, CaptureRequest])
def test_what_a_body_says_of_a_spend_is_the_items(body: type[RequestBody]) -> None:
    # A field that an item has not would be read and forgotten.
    assert body.model_fields.keys() - {one.name for one in fields(SpendItem)} <= {"request_id"}
