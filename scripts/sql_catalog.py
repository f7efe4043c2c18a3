"""What a migrated database says about itself: functions, relations and types with comments."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.rows import dict_row

from orgbilling.database.queries import load_queries

queries = load_queries(__file__)


@dataclass(frozen=True)
class Argument:
    """An argument of a function; `default` is None where it must be given."""

    name: str
    type: str
    default: str | None


@dataclass(frozen=True)
class Function:
    """A function. `columns` are those of its rows where it returns a table of its own."""

    name: str
    arguments: tuple[Argument, ...]
    columns: tuple[tuple[str, str], ...]
    result: str
    comment: str | None


@dataclass(frozen=True)
class Column:
    """A column of a table or view."""

    name: str
    type: str
    is_required: bool
    comment: str | None


@dataclass(frozen=True)
class Relation:
    """A table or view."""

    name: str
    kind: str
    comment: str | None
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class NamedType:
    """A domain or a row type."""

    name: str
    kind: str
    comment: str | None
    fields: str


@dataclass(frozen=True)
class Catalog:
    """Everything in the schema `public` that belongs to OrgBilling."""

    functions: tuple[Function, ...]
    relations: tuple[Relation, ...]
    types: tuple[NamedType, ...]

    def uncommented(self) -> Iterator[str]:
        """Name what has no comment. Columns of views say by their names what they are."""
        commented: tuple[Function | Relation | NamedType, ...] = (
            *self.functions,
            *self.relations,
            *self.types,
        )
        yield from (item.name for item in commented if not item.comment)
        for relation in self.relations:
            for column in relation.columns:
                if relation.kind == "table" and not column.comment:
                    yield f"{relation.name}.{column.name}"


def read_catalog(url: str) -> Catalog:
    """Read the catalog of a migrated database."""
    with psycopg.connect(url, row_factory=dict_row) as connection:
        functions = connection.execute(queries.list_functions).fetchall()
        relations = connection.execute(queries.list_relations).fetchall()
        oids = [row["oid"] for row in relations]
        columns = connection.execute(queries.list_columns, [oids]).fetchall()
        types = connection.execute(queries.list_types).fetchall()
    return Catalog(
        tuple(_function(row) for row in functions),
        tuple(_relation(row, columns) for row in relations),
        tuple(NamedType(**{**row, "fields": _short(row["fields"] or "")}) for row in types),
    )


def _function(row: dict[str, Any]) -> Function:
    names = row["names"] or [""] * len(row["types"])
    types = [_short(type_) for type_ in row["types"]]
    parts = list(zip(row["modes"], names, types, strict=True))
    given = [(name, type_) for mode, name, type_ in parts if mode in "ibv"]
    return Function(
        name=row["name"],
        arguments=tuple(
            Argument(name, type_, default)
            for (name, type_), default in zip(given, row["defaults"], strict=True)
        ),
        columns=tuple((name, type_) for mode, name, type_ in parts if mode == "t"),
        result=row["result"],
        comment=row["comment"],
    )


def _short(type_: str) -> str:
    return type_.replace("timestamp with time zone", "timestamptz")


def _relation(row: dict[str, Any], columns: list[dict[str, Any]]) -> Relation:
    return Relation(
        name=row["name"],
        kind=row["kind"],
        comment=row["comment"],
        columns=tuple(
            Column(c["name"], _short(c["type"]), c["is_required"], c["comment"])
            for c in columns
            if c["relation_oid"] == row["oid"]
        ),
    )
