"""Statements that a test writes itself, for what takes the product's typed ones."""

from typing import Any, LiteralString, cast

from psycopg import AsyncCursor
from psycopg.pq.abc import PGresult
from psycopg.rows import namedtuple_row

from orgbilling.database import Query, Statement


class _AnyQuery(Query[Any, Any]):
    """A query whose rows have the names of whatever columns it has."""

    def rows_of(self, result: PGresult | None) -> Any:
        del result
        return tuple

    def rows_under(self, cursor: AsyncCursor[Any]) -> Any:
        return namedtuple_row(cursor)


def sql(text: str, *parameters: object) -> Statement[Any, Any]:
    """Return a statement with a value for each `%s`."""
    query = _AnyQuery(cast("LiteralString", text))
    return Statement(query, cast("Any", parameters))
