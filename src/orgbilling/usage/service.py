"""Usage of an organization, or of one member of it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

from orgbilling.database import Executor
from orgbilling.edge.tables import PAGE_ROWS, Columns
from orgbilling.kernel.errors import NotFound
from orgbilling.usage import queries
from orgbilling.usage.schemas import CreditUsageStatsResponse, DayUsage, UserUsage

TOP_USERS_MAX: Final = 10
CALL_COLUMNS: Final = Columns(
    queries.ListCallsRow,
    "time",
    "user_email",
    "user_name",
    "service_type",
    "service_name",
    "model",
    "credits",
    "api_cost_usd",
    "markup_usd",
    "request_id",
    "kind",
    "refunded_credits",
)


async def read_usage(
    executor: Executor, org_id: UUID, days: int, now: datetime | None, *, user_id: str | None = None
) -> CreditUsageStatsResponse:
    """Return the usage of today and the `days - 1` days before, of one member if `user_id` is set.

    Credits are net of the refunds of these days.

    Raises:
        NotFound: `organization_not_found`.
    """
    found = await executor.fetch_value(
        queries.settled_usage(
            org_id=org_id, user_id=user_id, days=days, limit=TOP_USERS_MAX, now=now
        )
    )
    if found is None:
        raise NotFound("There is no such organization.", code="organization_not_found")
    daily = [DayUsage(**row) for row in found["daily"]]
    return CreditUsageStatsResponse(
        org_id=org_id,
        total_credits_used=sum((day.credits for day in daily), Decimal(0)),
        refunded_credits=sum((day.refunded_credits for day in daily), Decimal(0)),
        user_count=found["user_count"],
        total_requests=sum(day.requests for day in daily),
        service_breakdown={each["service_type"]: each["credits"] for each in found["services"]},
        top_users=[UserUsage(**row) for row in found["users"]],
        daily=daily,
        date_range_start=found["first_day"],
        date_range_end=found["last_day"],
    )


@dataclass(frozen=True)
class UsageRange:
    """The usage of an organization, or of one member of it, on the days from first to last."""

    org_id: UUID
    user_id: str | None
    first_day: date
    last_day: date


async def list_calls(
    executor: Executor, wanted: UsageRange, after: queries.ListCallsRow | None
) -> list[queries.ListCallsRow]:
    """Return the `PAGE_ROWS` calls and refunds after one, newest first."""
    return await executor.fetch_all(
        queries.list_calls(
            org_id=wanted.org_id,
            user_id=wanted.user_id,
            first_day=wanted.first_day,
            last_day=wanted.last_day,
            after_time=None if after is None else after.time,
            after_id=None if after is None else after.row_id,
            limit=PAGE_ROWS,
        )
    )


async def find_range(
    executor: Executor, org_id: UUID, days: int, now: datetime, *, user_id: str | None
) -> UsageRange:
    """Return the range of today and the `days - 1` days before.

    Raises:
        NotFound: `organization_not_found`.
    """
    today = await _prepare(executor, org_id, now)
    return UsageRange(org_id, user_id, today - timedelta(days=days - 1), today)


async def _prepare(executor: Executor, org_id: UUID, now: datetime) -> date:
    """Return the organization's today, after closing what nobody has closed for days."""
    row = await executor.fetch_one(queries.find_days(org_id=org_id, now=now))
    if row is None:
        raise NotFound("There is no such organization.", code="organization_not_found")
    # Without a worker the open days would pile up, and every read would sum them call by call.
    if row.is_behind:
        await executor.execute(queries.close_days(org_id=org_id, now=now))
    return row.today
