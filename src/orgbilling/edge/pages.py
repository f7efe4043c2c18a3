"""Lists in pages: `limit` and an opaque `cursor` in the query, the next page in the `Link` header.

A cursor is the sort key of the last row shown (keyset paging), so that a page costs the same
wherever it is, and rows that come or go do not shift the rest.
"""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, TypeVar
from urllib.parse import quote, urlencode

from fastapi import Depends, Query, Request, Response

from orgbilling.kernel.errors import Invalid

LIMIT_DEFAULT: Final = 50
LIMIT_MAX: Final = 500
# A name of 200 characters, four bytes each and written in hex, is 2,133 of these.
_CURSOR_LENGTH_MAX: Final = 4000
_T = TypeVar("_T")


def encode_cursor(*values: object) -> str:
    """Return the cursor that stands for a row's sort key; ids and times are written as text."""
    text = json.dumps(values, default=str, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode_cursor(cursor: str, *kinds: Callable[[Any], Any]) -> tuple[Any, ...]:
    """Return the sort key of a cursor, each value made by its kind (`str`, `UUID`, `Decimal`).

    Raises:
        Invalid: `invalid_cursor`: it is not one of ours, or of another list.
    """
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        values = json.loads(text)
        return tuple(kind(value) for kind, value in zip(kinds, values, strict=True))
    except (ValueError, TypeError, AttributeError, ArithmeticError, RecursionError):
        raise Invalid("This cursor is not one of this list.", code="invalid_cursor") from None


def text_for_cursor(text: str) -> str:
    """Return a person's text as a cursor carries it; `text_of_cursor` reads it back."""
    return text.encode().hex()


def text_of_cursor(written: str) -> str:
    """Return the text that `text_for_cursor` wrote."""
    return bytes.fromhex(written).decode()


@dataclass(frozen=True)
class Page:
    """The page that a caller asked for."""

    limit: int
    cursor: str | None
    request: Request
    response: Response

    @property
    def fetch_limit(self) -> int:
        """How many rows to read: one more than is shown tells whether there is a next page."""
        return self.limit + 1

    def after(self, *kinds: Callable[[Any], Any]) -> tuple[Any, ...]:
        """Return the sort key to continue after, or as many None for the first page.

        Raises:
            Invalid: `invalid_cursor`.
        """
        if self.cursor is None:
            return (None,) * len(kinds)
        return decode_cursor(self.cursor, *kinds)

    def cut(self, rows: Sequence[_T], sort_key: Callable[[_T], tuple[object, ...]]) -> list[_T]:
        """Return the rows of this page, and announce the next one in the `Link` header.

        `rows` were read with `fetch_limit`; `sort_key` gives what `after` is to read back.
        """
        shown = list(rows[: self.limit])
        if len(rows) > self.limit:
            self.announce(encode_cursor(*sort_key(shown[-1])))
        return shown

    def announce(self, cursor: str) -> None:
        """Set the `Link` header to the page that starts at `cursor`, with the query otherwise
        as it is."""
        kept = [item for item in self.request.query_params.multi_items() if item[0] != "cursor"]
        query = urlencode([*kept, ("cursor", cursor)])
        # Relative, because a proxy may have changed scheme and host.
        self.response.headers["link"] = f'<{quote(self.request.url.path)}?{query}>; rel="next"'


async def requested_page(
    request: Request,
    response: Response,
    limit: Annotated[
        int, Query(ge=1, le=LIMIT_MAX, description="How many items a page has at most.")
    ] = LIMIT_DEFAULT,
    cursor: Annotated[
        str | None,
        Query(max_length=_CURSOR_LENGTH_MAX, description="From the Link header of the last page."),
    ] = None,
) -> Page:
    """Read `limit` and `cursor` from the query."""
    return Page(limit, cursor or None, request, response)


RequestedPage = Annotated[Page, Depends(requested_page)]
"""The page that the query asks for."""
