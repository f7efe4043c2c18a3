"""Typed statements of `queries.sql`, written by `make queries`: edit that file."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple
from uuid import UUID

from orgbilling.database import Query, Statement, load_queries

_texts: Final = load_queries(__file__, "queries.sql")


class FindDaysRow(NamedTuple):
    today: date
    is_behind: bool


_find_days: Final[Query[FindDaysRow, date | None]] = Query(_texts.find_days, FindDaysRow)


def find_days(*, now: datetime, org_id: UUID) -> Statement[FindDaysRow, date | None]:
    """What is posted from now on is posted on this day or later; it is the organization's today,
    or the day after the last closed one where a change of zone turned the calendar back."""
    return Statement(_find_days, {"now": now, "org_id": org_id})


class CloseDaysRow(NamedTuple):
    close_usage_days: int | None


_close_days: Final[Query[CloseDaysRow, int | None]] = Query(_texts.close_days, CloseDaysRow)


def close_days(*, org_id: UUID, now: datetime | None) -> Statement[CloseDaysRow, int | None]:
    return Statement(_close_days, {"org_id": org_id, "now": now})


class SettledUsageRow(NamedTuple):
    document: Any


_settled_usage: Final[Query[SettledUsageRow, Any]] = Query(_texts.settled_usage, SettledUsageRow)


def settled_usage(
    *, org_id: UUID, user_id: str | None, days: int, limit: int, now: datetime | None
) -> Statement[SettledUsageRow, Any]:
    return Statement(
        _settled_usage,
        {"org_id": org_id, "user_id": user_id, "days": days, "limit": limit, "now": now},
    )


class ListCallsRow(NamedTuple):
    time: datetime | None
    row_id: UUID | None
    user_email: str
    user_name: str
    service_type: str | None
    service_name: str | None
    model: str | None
    credits: Decimal | None
    api_cost_usd: Decimal | None
    markup_usd: Decimal | None
    request_id: str | None
    kind: str | None
    refunded_credits: Decimal | None
    end_user: str | None
    tags: list[str]
    metadata: Any


_list_calls: Final[Query[ListCallsRow, datetime | None]] = Query(_texts.list_calls, ListCallsRow)


def list_calls(
    *,
    org_id: UUID,
    user_id: str | None,
    first_day: date,
    last_day: date,
    after_time: datetime | None,
    after_id: UUID | None,
    limit: int,
) -> Statement[ListCallsRow, datetime | None]:
    """Each half is cut off by itself: the calls are many, and an index has them in this order."""
    return Statement(
        _list_calls,
        {
            "org_id": org_id,
            "user_id": user_id,
            "first_day": first_day,
            "last_day": last_day,
            "after_time": after_time,
            "after_id": after_id,
            "limit": limit,
        },
    )


_list_calls_told: Final[Query[ListCallsRow, datetime | None]] = Query(
    _texts.list_calls_told, ListCallsRow
)


def list_calls_told(
    *,
    org_id: UUID,
    user_id: str | None,
    first_day: date,
    last_day: date,
    after_time: datetime | None,
    after_id: UUID | None,
    told: list[str],
    limit: int,
) -> Statement[ListCallsRow, datetime | None]:
    """As list_calls, of the calls whose metadata have all of one of `told`. All of them are found
    by the index of what calls say, before any order: there are few of them among many."""
    return Statement(
        _list_calls_told,
        {
            "org_id": org_id,
            "user_id": user_id,
            "first_day": first_day,
            "last_day": last_day,
            "after_time": after_time,
            "after_id": after_id,
            "told": told,
            "limit": limit,
        },
    )
