"""Usage of an organization, or of one member of it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from orgbilling.database import Executor
from orgbilling.edge.answers import AnswerOf
from orgbilling.edge.pages import Page
from orgbilling.edge.tables import PAGE_ROWS, Columns
from orgbilling.kernel.errors import NotFound
from orgbilling.usage import queries
from orgbilling.usage.schemas import CallResponse, CreditUsageStatsResponse, DayUsage, UserUsage
from orgbilling.usage.shown import shown_metadata

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
    "end_user",
    "tags",
)
_call: Final = AnswerOf(CallResponse, queries.ListCallsRow)


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
    """The usage of an organization, or of one member of it, on the days from first to last;
    `told` is what the metadata of its calls must have (`told_by_calls`), None for all."""

    org_id: UUID
    user_id: str | None
    first_day: date
    last_day: date
    told: list[str] | None = None


async def list_calls(
    executor: Executor, wanted: UsageRange, after: queries.ListCallsRow | None
) -> list[queries.ListCallsRow]:
    """Return the `PAGE_ROWS` calls and refunds after one, newest first."""
    if after is None:
        return await _calls_after(executor, wanted, None, None, PAGE_ROWS)
    return await _calls_after(executor, wanted, after.time, after.row_id, PAGE_ROWS)


async def list_page(executor: Executor, wanted: UsageRange, page: Page) -> list[CallResponse]:
    """Return a page of the calls and refunds, newest first.

    Raises:
        Invalid: `invalid_cursor`.
    """
    after_time, after_id = page.after(datetime.fromisoformat, UUID)
    rows = await _calls_after(executor, wanted, after_time, after_id, page.fetch_limit)
    shown = page.cut(rows, lambda row: (row.time, row.row_id))
    return [_call(row, metadata=shown_metadata(row.metadata)) for row in shown]


async def _calls_after(
    executor: Executor,
    wanted: UsageRange,
    after_time: datetime | None,
    after_id: UUID | None,
    limit: int,
) -> list[queries.ListCallsRow]:
    asked: dict[str, Any] = {
        "org_id": wanted.org_id,
        "user_id": wanted.user_id,
        "first_day": wanted.first_day,
        "last_day": wanted.last_day,
        "after_time": after_time,
        "after_id": after_id,
        "limit": limit,
    }
    if wanted.told is None:
        return await executor.fetch_all(queries.list_calls(**asked))
    return await executor.fetch_all(queries.list_calls_told(told=wanted.told, **asked))


async def find_range(
    executor: Executor,
    org_id: UUID,
    days: int,
    now: datetime,
    *,
    user_id: str | None,
    told: list[str] | None,
) -> UsageRange:
    """Return the range of today and the `days - 1` days before, of calls that say `told`.

    Raises:
        NotFound: `organization_not_found`.
    """
    today = await _prepare(executor, org_id, now)
    return UsageRange(org_id, user_id, today - timedelta(days=days - 1), today, told)


async def _prepare(executor: Executor, org_id: UUID, now: datetime) -> date:
    """Return the organization's today, after closing what nobody has closed for days."""
    row = await executor.fetch_one(queries.find_days(org_id=org_id, now=now))
    if row is None:
        raise NotFound("There is no such organization.", code="organization_not_found")
    # Without a worker the open days would pile up, and every read would sum them call by call.
    if row.is_behind:
        await executor.execute(queries.close_days(org_id=org_id, now=now))
    return row.today
