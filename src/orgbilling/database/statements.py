"""Statements with types: what a named query is asked with, and what its rows hold.

Nobody writes them by hand: `make queries` reads the types from a migrated database and writes them
beside each `queries*.sql`, so that a column which is renamed there is an error of the type checker
in whatever reads it.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Generic, LiteralString, TypeVar, cast

import psycopg
from psycopg.pq.abc import PGresult

Row = TypeVar("Row", covariant=True)
Value = TypeVar("Value", covariant=True)


class Query(Generic[Row, Value]):
    """A text with placeholders, the `NamedTuple` that its rows are made as, and the type of their
    first column. What returns nothing has rows that never are (`Never`)."""

    __slots__ = ("_columns", "_make_row", "row", "text")

    def __init__(self, text: LiteralString, row: type[Row] | None = None) -> None:
        self.text = text
        self.row = row
        self._columns: int = len(getattr(row, "_fields", ()))
        # As `row._make`, which counts the columns of every row anew.
        make: Any = partial(tuple.__new__, cast("type[Any]", row or tuple))
        self._make_row: Callable[[tuple[Any, ...]], Row] = make

    def rows_of(self, result: PGresult | None) -> Callable[[Any], Row]:
        """Return what makes the rows of a result.

        Raises:
            psycopg.ProgrammingError: the database answers with other columns than were generated.
        """
        if result is not None and result.nfields not in (0, self._columns):
            raise psycopg.ProgrammingError(
                f"The query has {result.nfields} columns, and {self._columns} were generated."
            )
        return self._make_row

    def rows_under(self, cursor: psycopg.AsyncCursor[Any]) -> Callable[[Any], Row]:
        """Return what makes the rows under a cursor; a row factory of psycopg."""
        return self.rows_of(cursor.pgresult)


class Statement(Generic[Row, Value]):
    """A query with its parameters, ready to be run."""

    __slots__ = ("parameters", "query")

    def __init__(
        self, query: Query[Row, Value], parameters: Mapping[str, Any] | None = None
    ) -> None:
        self.query = query
        self.parameters = parameters
