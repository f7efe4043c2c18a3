"""Typed statements of `queries.sql`, written by `make queries`: edit that file."""

from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from orgbilling.database import Query, Statement, load_queries

_texts: Final = load_queries(__file__, "queries.sql")


class FindStopRow(NamedTuple):
    stop_id: UUID
    stopped_at: datetime
    reason: str
    details: Any


_find_stop: Final[Query[FindStopRow, UUID | None]] = Query(_texts.find_stop, FindStopRow)


def find_stop() -> Statement[FindStopRow, UUID | None]:
    return Statement(_find_stop)


class NoteHeartbeatRow(NamedTuple):
    stop_id: UUID | None
    stopped_at: datetime | None
    reason: str | None


_note_heartbeat: Final[Query[NoteHeartbeatRow, UUID | None]] = Query(
    _texts.note_heartbeat, NoteHeartbeatRow
)


def note_heartbeat(
    *, process_id: UUID, kind: str, monotonic_s: float
) -> Statement[NoteHeartbeatRow, UUID | None]:
    return Statement(
        _note_heartbeat, {"process_id": process_id, "kind": kind, "monotonic_s": monotonic_s}
    )


class SetMaxJumpRow(NamedTuple):
    set_calendar_max_jump: object


_set_max_jump: Final[Query[SetMaxJumpRow, object]] = Query(_texts.set_max_jump, SetMaxJumpRow)


def set_max_jump(*, days: int) -> Statement[SetMaxJumpRow, object]:
    return Statement(_set_max_jump, {"days": days})


class ResumeRow(NamedTuple):
    resume_calendar: int


_resume: Final[Query[ResumeRow, int]] = Query(_texts.resume, ResumeRow)


def resume(*, actor_id: str, reason: str) -> Statement[ResumeRow, int]:
    return Statement(_resume, {"actor_id": actor_id, "reason": reason})


class ReadClocksRow(NamedTuple):
    clock: datetime
    heartbeat: datetime | None
    max_jump_days: int


_read_clocks: Final[Query[ReadClocksRow, datetime]] = Query(_texts.read_clocks, ReadClocksRow)


def read_clocks() -> Statement[ReadClocksRow, datetime]:
    return Statement(_read_clocks)
