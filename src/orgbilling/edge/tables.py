"""Tables as CSV, streamed a page of rows at a time.

Each page is a short statement of its own, on a connection that is given back before the page is
sent: memory stays flat however long the table is, and a client that reads slowly, or goes away,
keeps nothing that others wait for. Pages go on after the last row shown, so rows that come in the
meantime shift nothing.
"""

import csv
import io
import re
import unicodedata
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any, Final, Generic, NamedTuple, TypeVar, cast

from fastapi.responses import StreamingResponse

from orgbilling.kernel.texts import unseen_in

PAGE_ROWS: Final = 1000
MEDIA_TYPE: Final = "text/csv; charset=utf-8"
CSV_ANSWER: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The table.", "content": {"text/csv": {"schema": {"type": "string"}}}}
}
"""The `responses=` of a route that answers with a table."""

_Row = TypeVar("_Row")

# What a spreadsheet takes for the beginning of a formula, however wide or high it is written.
_FORMULA: Final = ("=", "+", "-", "@", "\N{MINUS SIGN}")
# What it may leave out before, beside space and what is not seen.
_QUOTES: Final = frozenset("\"'`\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}")
_CONTROLS: Final = frozenset("\t\r\n")
# What it takes for the end of a cell, where it was told so or guesses.
_CELL_ENDS: Final = re.compile("([;|\t\r\n\v\f\x1c-\x1f\x85\u2028\u2029])")
# What begins with a letter or digit and has no end of a cell is looked at no further.
_PLAIN: Final = re.compile(r"[A-Za-z0-9][\w .,:/@+-]*", re.ASCII)
_NUMBER: Final = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
_NO_NAME: Final = re.compile(r"[^a-z0-9]+")


def as_cell(value: object) -> str:
    """Return what a cell shows: exact decimals, times in UTC, lists with commas, nothing for None.

    What a spreadsheet would run as a formula gets an apostrophe before it, inside of a text too,
    where one may see a cell begin; a plain number stays one.
    """
    if value is None:
        return ""
    if isinstance(value, Decimal):
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    text = ", ".join(value) if isinstance(value, list) else str(value)
    if _PLAIN.fullmatch(text) or _NUMBER.fullmatch(text) or not text:
        return text
    begin = _passed_over(text)
    first, *others = _CELL_ENDS.split(text[begin:])
    mark = "'" if text[0] in _CONTROLS or _is_formula(text[begin : begin + 1]) else ""
    return "".join([mark, text[:begin], first, *map(_harmless, others)])


def _harmless(part: str) -> str:
    """Return a part of a text that follows the end of a cell, or is one, and is no formula."""
    begin = _passed_over(part)
    return f"'{part}" if _is_formula(part[begin : begin + 1]) else part


def _passed_over(text: str) -> int:
    """Return how many characters a spreadsheet may leave out before it looks at a cell."""
    return next(
        (
            at
            for at, character in enumerate(text)
            if not (character.isspace() or character in _QUOTES or unseen_in(character))
        ),
        len(text),
    )


def _is_formula(character: str) -> bool:
    return unicodedata.normalize("NFKC", character)[:1] in _FORMULA


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
