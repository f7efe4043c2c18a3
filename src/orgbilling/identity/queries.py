"""Typed statements of `queries.sql`, written by `make queries`: edit that file."""

from datetime import datetime
from typing import Any, Final, NamedTuple, Never
from uuid import UUID

from orgbilling.database import Query, Statement, load_queries

_texts: Final = load_queries(__file__, "queries.sql")

_open_session: Final[Query[Never, Never]] = Query(_texts.open_session)


def open_session(
    *,
    token_hash: bytes,
    user_id: str,
    now: datetime,
    expires_at: datetime,
    address: str | None,
    user_agent: str | None,
    provider_session_id: str | None,
    id_token: str | None,
) -> Statement[Never, Never]:
    return Statement(
        _open_session,
        {
            "token_hash": token_hash,
            "user_id": user_id,
            "now": now,
            "expires_at": expires_at,
            "address": address,
            "user_agent": user_agent,
            "provider_session_id": provider_session_id,
            "id_token": id_token,
        },
    )


_note_sign_in: Final[Query[Never, Never]] = Query(_texts.note_sign_in)


def note_sign_in(*, now: datetime, user_id: str) -> Statement[Never, Never]:
    return Statement(_note_sign_in, {"now": now, "user_id": user_id})


class RevokeSessionRow(NamedTuple):
    user_id: str
    id_token: str | None


_revoke_session: Final[Query[RevokeSessionRow, str | None]] = Query(
    _texts.revoke_session, RevokeSessionRow
)


def revoke_session(*, token_hash: bytes, now: datetime) -> Statement[RevokeSessionRow, str | None]:
    """The id token goes to who ends the session, and is kept no longer."""
    return Statement(_revoke_session, {"token_hash": token_hash, "now": now})


class RecordSignInEventRow(NamedTuple):
    record_audit: object


_record_sign_in_event: Final[Query[RecordSignInEventRow, object]] = Query(
    _texts.record_sign_in_event, RecordSignInEventRow
)


def record_sign_in_event(
    *,
    event_type: str,
    actor_id: str | None,
    details: str,
    address: str | None,
    user_agent: str | None,
) -> Statement[RecordSignInEventRow, object]:
    return Statement(
        _record_sign_in_event,
        {
            "event_type": event_type,
            "actor_id": actor_id,
            "details": details,
            "address": address,
            "user_agent": user_agent,
        },
    )


class MembershipsOfRow(NamedTuple):
    org_id: UUID
    org_name: str
    role: str


_memberships_of: Final[Query[MembershipsOfRow, UUID | None]] = Query(
    _texts.memberships_of, MembershipsOfRow
)


def memberships_of(
    *, user_id: str, org_id: UUID | None
) -> Statement[MembershipsOfRow, UUID | None]:
    return Statement(_memberships_of, {"user_id": user_id, "org_id": org_id})


class FindDemoPersonRow(NamedTuple):
    user_id: str


_find_demo_person: Final[Query[FindDemoPersonRow, str | None]] = Query(
    _texts.find_demo_person, FindDemoPersonRow
)


def find_demo_person(*, email: str) -> Statement[FindDemoPersonRow, str | None]:
    return Statement(_find_demo_person, {"email": email})


class ListDemoPeopleRow(NamedTuple):
    user_id: str
    email: str
    name: str
    is_system_admin: bool
    organizations: Any


_list_demo_people: Final[Query[ListDemoPeopleRow, str | None]] = Query(
    _texts.list_demo_people, ListDemoPeopleRow
)


def list_demo_people() -> Statement[ListDemoPeopleRow, str | None]:
    return Statement(_list_demo_people)
