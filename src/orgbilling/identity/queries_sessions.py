"""Typed statements of `queries_sessions.sql`, written by `make queries`: edit that file."""

from datetime import datetime
from typing import Final, NamedTuple, Never
from uuid import UUID

from orgbilling.database import Query, Statement, load_queries

_texts: Final = load_queries(__file__, "queries_sessions.sql")


class ListSessionsRow(NamedTuple):
    session_id: UUID
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    address: str | None
    user_agent: str | None
    is_current: bool | None


_list_sessions: Final[Query[ListSessionsRow, UUID | None]] = Query(
    _texts.list_sessions, ListSessionsRow
)


def list_sessions(
    *, token_hash: bytes, user_id: str, now: datetime, idle_since: datetime
) -> Statement[ListSessionsRow, UUID | None]:
    return Statement(
        _list_sessions,
        {"token_hash": token_hash, "user_id": user_id, "now": now, "idle_since": idle_since},
    )


class EndSessionByIdRow(NamedTuple):
    is_current: bool | None


_end_session_by_id: Final[Query[EndSessionByIdRow, bool | None]] = Query(
    _texts.end_session_by_id, EndSessionByIdRow
)


def end_session_by_id(
    *, now: datetime, session_id: UUID, user_id: str, token_hash: bytes
) -> Statement[EndSessionByIdRow, bool | None]:
    return Statement(
        _end_session_by_id,
        {"now": now, "session_id": session_id, "user_id": user_id, "token_hash": token_hash},
    )


_end_other_sessions: Final[Query[Never, Never]] = Query(_texts.end_other_sessions)


def end_other_sessions(
    *, now: datetime, user_id: str, token_hash: bytes
) -> Statement[Never, Never]:
    return Statement(
        _end_other_sessions, {"now": now, "user_id": user_id, "token_hash": token_hash}
    )
