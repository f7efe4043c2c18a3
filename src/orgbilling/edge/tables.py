"""Tables as CSV, streamed a page of rows at a time.

Each page is a short statement of its own, on a connection that is given back before the page is
sent: memory stays flat however long the table is, and a client that reads slowly, or goes away,
keeps nothing that others wait for. Pages go on after the last row shown, so rows that come in the
meantime shift nothing.
"""

import csv
import io
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any, Final, Generic, NamedTuple, TypeVar, cast

from fastapi.responses import StreamingResponse

PAGE_ROWS: Final = 1000
MEDIA_TYPE: Final = "text/csv; charset=utf-8"
CSV_ANSWER: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The table.", "content": {"text/csv": {"schema": {"type": "string"}}}}
}
"""The `responses=` of a route that answers with a table."""

_Row = TypeVar("_Row")

# What a spreadsheet takes for the beginning of a formula, its wide forms included.
_FORMULA: Final = frozenset("=+-@\t\r\n\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}"
                            "\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}")  # fmt: skip
_NUMBER: Final = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
_NO_NAME: Final = re.compile(r"[^a-z0-9]+")


def as_cell(value: object) -> str:
    """Return what a cell shows: exact decimals, times in UTC, lists with commas, nothing for None.

    A text that a spreadsheet would run as a formula gets an apostrophe before it; a plain number
    stays one.
    """
    if value is None:
        return ""
    if isinstance(value, Decimal):
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    text = ", ".join(value) if isinstance(value, list) else str(value)
    if text[:1] in _FORMULA and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def file_name(*parts: object) -> str:
    """Return a name for a downloaded table, of small letters, digits and hyphens alone."""
    words = (_NO_NAME.sub("-", str(part).lower()).strip("-") for part in parts)
    return "-".join(word for word in words if word) + ".csv"


class Columns(Generic[_Row]):
    """The columns of a table, two at least, by the names that the rows of a query have for them.

    Raises:
        TypeError: the rows have no such column.
    """

    def __init__(self, row: type[_Row], first: str, second: str, *rest: str) -> None:
        names = (first, second, *rest)
        missing = [name for name in names if name not in cast("type[NamedTuple]", row)._fields]
        if missing:
            raise TypeError(f"{row.__name__} has no {', '.join(missing)}.")
        self.names = names
        self.values_of: Callable[[_Row], tuple[object, ...]] = attrgetter(*names)
        """Returns what a row has in these columns."""


def stream_table(
    name: str,
    columns: Columns[_Row],
    first: Sequence[_Row],
    read_after: Callable[[_Row], Awaitable[Sequence[_Row]]],
) -> StreamingResponse:
    """Answer with a table whose first page was read, so that what fails there is still a problem.

    `read_after` reads the `PAGE_ROWS` rows after a row; fewer are the last.
    """

    async def pages() -> AsyncIterator[bytes]:
        yield _lines([columns.names])
        rows = first
        while rows:
            yield _lines(map(as_cell, columns.values_of(row)) for row in rows)
            rows = await read_after(rows[-1]) if len(rows) == PAGE_ROWS else ()

    return StreamingResponse(
        pages(),
        headers={"content-disposition": f'attachment; filename="{name}"'},
        media_type=MEDIA_TYPE,
    )


def _lines(rows: Any) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()
