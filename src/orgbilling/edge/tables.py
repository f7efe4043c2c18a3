"""Tables as CSV, streamed a page of rows at a time.

Each page is a short statement of its own, on a connection that is given back before the page is
sent: memory stays flat however long the table is, and a client that reads slowly, or goes away,
keeps nothing that others wait for. Pages go on after the last row shown, so rows that come in the
meantime shift nothing.
"""

import csv
import io
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from fastapi.responses import StreamingResponse

PAGE_ROWS: Final = 1000
MEDIA_TYPE: Final = "text/csv; charset=utf-8"
CSV_ANSWER: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The table.", "content": {"text/csv": {"schema": {"type": "string"}}}}
}
"""The `responses=` of a route that answers with a table."""

Row = Mapping[str, Any]
ReadPage = Callable[[Row | None], Awaitable[Sequence[Row]]]
"""Reads the `PAGE_ROWS` rows after a row, or the first ones; fewer are the last."""

# What a spreadsheet takes for the beginning of a formula, its wide forms included.
_FORMULA: Final = frozenset("=+-@\t\r\n\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}"
                            "\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}")  # fmt: skip
_NUMBER: Final = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
_NO_NAME: Final = re.compile(r"[^a-z0-9]+")


def as_cell(value: object) -> str:
    """Return what a cell shows: exact decimals, times in UTC, nothing for None.

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
    text = str(value)
    if text[:1] in _FORMULA and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def file_name(*parts: object) -> str:
    """Return a name for a downloaded table, of small letters, digits and hyphens alone."""
    words = (_NO_NAME.sub("-", str(part).lower()).strip("-") for part in parts)
    return "-".join(word for word in words if word) + ".csv"


def stream_table(
    name: str, columns: Sequence[str], first: Sequence[Row], read_page: ReadPage
) -> StreamingResponse:
    """Answer with a table whose first page was read, so that what fails there is still a problem.

    `columns` are the header and the rows' keys; a row may hold more.
    """

    async def pages() -> AsyncIterator[bytes]:
        yield _lines([columns])
        rows = first
        while rows:
            yield _lines([as_cell(row[column]) for column in columns] for row in rows)
            rows = await read_page(rows[-1]) if len(rows) == PAGE_ROWS else ()

    return StreamingResponse(
        pages(),
        headers={"content-disposition": f'attachment; filename="{name}"'},
        media_type=MEDIA_TYPE,
    )


def _lines(rows: Any) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()
