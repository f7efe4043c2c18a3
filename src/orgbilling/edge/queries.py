"""Typed statements of `queries.sql`, written by `make queries`: edit that file."""

from typing import Final, NamedTuple

from orgbilling.database import Query, Statement, load_queries

_texts: Final = load_queries(__file__, "queries.sql")


class NoteOriginRow(NamedTuple):
    address: str | None
    user_agent: str | None


_note_origin: Final[Query[NoteOriginRow, str | None]] = Query(_texts.note_origin, NoteOriginRow)


def note_origin(*, address: str, user_agent: str) -> Statement[NoteOriginRow, str | None]:
    return Statement(_note_origin, {"address": address, "user_agent": user_agent})
