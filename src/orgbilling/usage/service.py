"""Usage of an organization, or of one member of it."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from orgbilling.database import Executor, Row, load_queries
from orgbilling.edge.tables import PAGE_ROWS
from orgbilling.kernel.errors import NotFound
from orgbilling.usage.schemas import CreditUsageStatsResponse, DayUsage, UserUsage

queries = load_queries(__file__)

TOP_USERS_MAX: Final = 10
CALL_COLUMNS: Final = (
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
    found: Row | None = await executor.fetch_value(
        queries.settled_usage,
        {"org_id": org_id, "user_id": user_id, "days": days, "limit": TOP_USERS_MAX, "now": now},
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
        service_breakdown={row["service_type"]: row["credits"] for row in found["services"]},
        top_users=[UserUsage(**row) for row in found["users"]],
        daily=daily,
        date_range_start=found["first_day"],
        date_range_end=found["last_day"],
    )


async def list_calls(executor: Executor, wanted: Row, after: Mapping[str, Any] | None) -> list[Row]:
    """Return the `PAGE_ROWS` calls and refunds after one, newest first, as `CALL_COLUMNS`.

    `wanted` is what `find_range` returned.
    """
    place = {
        "after_time": after and after["time"],
        "after_id": after and after["row_id"],
        "limit": PAGE_ROWS,
    }
    return await executor.fetch_all(queries.list_calls, wanted | place)


async def find_range(
    executor: Executor, org_id: UUID, days: int, now: datetime, *, user_id: str | None
) -> Row:
    """Return the range of today and the `days - 1` days before, as queries take it.

    Raises:
        NotFound: `organization_not_found`.
    """
    today = await _prepare(executor, org_id, now)
    return {
        "org_id": org_id,
        "user_id": user_id,
        "first_day": today - timedelta(days=days - 1),
        "last_day": today,
    }


async def _prepare(executor: Executor, org_id: UUID, now: datetime) -> date:
    """Return the organization's today, after closing what nobody has closed for days."""
    row = await executor.fetch_one(queries.find_days, {"org_id": org_id, "now": now})
    if row is None:
        raise NotFound("There is no such organization.", code="organization_not_found")
    # Without a worker the open days would pile up, and every read would sum them call by call.
    if row["is_behind"]:
        await executor.execute(queries.close_days, {"org_id": org_id, "now": now})
    today: date = row["today"]
    return today
