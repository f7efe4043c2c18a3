"""Typed statements of `queries_upstreams.sql`, written by `make queries`: edit that file."""

from datetime import datetime
from typing import Final, NamedTuple

from orgbilling.database import Query, Statement, load_queries

_texts: Final = load_queries(__file__, "queries_upstreams.sql")


class UpstreamStatesRow(NamedTuple):
    upstream: str
    model: str
    failures: int
    reason: str | None
    cooled_s: float


_upstream_states: Final[Query[UpstreamStatesRow, str | None]] = Query(
    _texts.upstream_states, UpstreamStatesRow
)


def upstream_states() -> Statement[UpstreamStatesRow, str | None]:
    """What is an hour old is history: it is tried as if nothing had been."""
    return Statement(_upstream_states)


class UpstreamFiguresRow(NamedTuple):
    upstream: str
    model: str
    failures: int
    reason: str | None
    cooled_until: datetime | None
    limit_ignored_calls: int
    noted_at: datetime


_upstream_figures: Final[Query[UpstreamFiguresRow, str | None]] = Query(
    _texts.upstream_figures, UpstreamFiguresRow
)


def upstream_figures(*, upstreams: list[str]) -> Statement[UpstreamFiguresRow, str | None]:
    return Statement(_upstream_figures, {"upstreams": upstreams})


class NoteUpstreamStateRow(NamedTuple):
    note_upstream_state: object


_note_upstream_state: Final[Query[NoteUpstreamStateRow, object]] = Query(
    _texts.note_upstream_state, NoteUpstreamStateRow
)


def note_upstream_state(
    *, upstream: str, model: str, failures: int, reason: str, cooled_s: float
) -> Statement[NoteUpstreamStateRow, object]:
    return Statement(
        _note_upstream_state,
        {
            "upstream": upstream,
            "model": model,
            "failures": failures,
            "reason": reason,
            "cooled_s": cooled_s,
        },
    )


class NoteLimitIgnoredRow(NamedTuple):
    note_limit_ignored: int | None


_note_limit_ignored: Final[Query[NoteLimitIgnoredRow, int | None]] = Query(
    _texts.note_limit_ignored, NoteLimitIgnoredRow
)


def note_limit_ignored(*, upstream: str, model: str) -> Statement[NoteLimitIgnoredRow, int | None]:
    return Statement(_note_limit_ignored, {"upstream": upstream, "model": model})
