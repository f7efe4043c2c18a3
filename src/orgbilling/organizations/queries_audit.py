"""Typed statements of `queries_audit.sql`, written by `make queries`: edit that file."""

from datetime import date, datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from orgbilling.database import Query, Statement, load_queries

_texts: Final = load_queries(__file__, "queries_audit.sql")


class ListEventsRow(NamedTuple):
    audit_id: UUID
    occurred_at: datetime
    event_type: str
    actor_id: str
    actor_name: str | None
    actor_kind: str
    subject: str | None
    subject_name: str | None
    details: Any
    address: str | None
    user_agent: str | None


_list_events: Final[Query[ListEventsRow, UUID | None]] = Query(_texts.list_events, ListEventsRow)


def list_events(
    *,
    org_id: UUID,
    event_type: str | None,
    actor_id: str | None,
    first_day: date | None,
    time_zone: str,
    last_day: date | None,
    after_id: UUID | None,
    limit: int,
) -> Statement[ListEventsRow, UUID | None]:
    """A key acts under its id."""
    return Statement(
        _list_events,
        {
            "org_id": org_id,
            "event_type": event_type,
            "actor_id": actor_id,
            "first_day": first_day,
            "time_zone": time_zone,
            "last_day": last_day,
            "after_id": after_id,
            "limit": limit,
        },
    )


class ListEventsOfAllRow(NamedTuple):
    audit_id: UUID
    occurred_at: datetime
    event_type: str
    actor_id: str
    actor_name: str | None
    actor_kind: str
    subject: str | None
    subject_name: str | None
    details: Any
    address: str | None
    user_agent: str | None
    org_id: UUID | None
    org_name: str | None


_list_events_of_all: Final[Query[ListEventsOfAllRow, UUID | None]] = Query(
    _texts.list_events_of_all, ListEventsOfAllRow
)


def list_events_of_all(
    *,
    event_type: str | None,
    actor_id: str | None,
    first_day: date | None,
    last_day: date | None,
    after_id: UUID | None,
    limit: int,
) -> Statement[ListEventsOfAllRow, UUID | None]:
    """By id over all organizations: ids are unique and ordered by time, whatever they belong
    to."""
    return Statement(
        _list_events_of_all,
        {
            "event_type": event_type,
            "actor_id": actor_id,
            "first_day": first_day,
            "last_day": last_day,
            "after_id": after_id,
            "limit": limit,
        },
    )
