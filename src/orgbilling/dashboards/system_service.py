"""What the platform earns and uses, and its organizations in pages."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, TypeVar
from uuid import UUID

from orgbilling.calendar.standing import find_stop
from orgbilling.dashboards import queries_system as queries
from orgbilling.dashboards.system_schemas import (
    CalendarStanding,
    ListedOrganization,
    OrganizationSort,
    PastDueSubscription,
    PlanShare,
    RevenueMetrics,
    StatusFilter,
    SystemDashboardResponse,
    TopOrganization,
)
from orgbilling.database import Executor, Statement
from orgbilling.edge.answers import AnswerOf
from orgbilling.edge.pages import Page, encode_cursor, text_for_cursor, text_of_cursor
from orgbilling.kernel.errors import Invalid

Row = TypeVar("Row")
_listed: Final = AnswerOf(ListedOrganization, queries.ListOrganizationsRow)
_plan: Final = AnswerOf(PlanShare, queries.ListPlansRow, "count")
_past_due: Final = AnswerOf(PastDueSubscription, queries.ListPastDueRow)
_top: Final = AnswerOf(TopOrganization, queries.ListTopOrganizationsRow)

TOP_ORGANIZATIONS_MAX: Final = 10
PAST_DUE_MAX: Final = 100


@dataclass(frozen=True)
class OrganizationFilter:
    """Which organizations to list, and in which order."""

    sort: OrganizationSort = "revenue"
    plan: str | None = None
    status: StatusFilter | None = None
    search: str | None = None


async def read_system_dashboard(
    executor: Executor, page: Page, wanted: OrganizationFilter, now: datetime
) -> SystemDashboardResponse:
    """Return the platform's overview with one page of organizations.

    Raises:
        Invalid: `invalid_cursor`.
    """
    organizations, next_cursor = await _list_organizations(executor, page, wanted)
    usage = await _one(executor, queries.sum_usage(now=now, limit=TOP_ORGANIZATIONS_MAX))
    top = await executor.fetch_all(
        queries.list_top_organizations(
            now=now,
            org_ids=usage.top_org_ids,
            credits=usage.top_credits,
            refunded=usage.top_refunded,
        )
    )
    past_due = await executor.fetch_all(queries.list_past_due(limit=PAST_DUE_MAX, now=now))
    plans = [
        _plan(row, count=row.subscription_count)
        for row in await executor.fetch_all(queries.list_plans())
    ]
    before = await _one(executor, queries.revenue_before(now=now))
    return SystemDashboardResponse(
        as_of=now,
        organizations=organizations,
        organizations_next=next_cursor,
        calendar=await _read_calendar(executor),
        revenue_metrics=_metrics(plans, before, usage),
        subscription_distribution=plans,
        top_organizations_by_usage=[_top(row) for row in top],
        past_due=[_past_due(row) for row in past_due],
    )


async def _list_organizations(
    executor: Executor, page: Page, wanted: OrganizationFilter
) -> tuple[list[ListedOrganization], str | None]:
    sort, after_number, after_text, after_id = page.after(str, Decimal, text_of_cursor, UUID)
    if sort not in (None, wanted.sort):
        raise Invalid("This cursor is not one of this order.", code="invalid_cursor")
    rows = await executor.fetch_all(
        queries.list_organizations(
            sort=wanted.sort.removeprefix("-"),
            is_reversed=wanted.sort.startswith("-"),
            plan=wanted.plan,
            status=wanted.status,
            search=wanted.search,
            after_number=after_number,
            after_text=after_text,
            after_id=after_id,
            limit=page.fetch_limit,
        )
    )
    shown = rows[: page.limit]
    next_cursor = None
    if len(rows) > page.limit:
        last = shown[-1]
        next_cursor = encode_cursor(
            wanted.sort, last.sort_number, text_for_cursor(last.sort_text), last.org_id
        )
    return [_listed(row) for row in shown], next_cursor


async def _read_calendar(executor: Executor) -> CalendarStanding:
    stop = await find_stop(executor)
    if stop is None:
        return CalendarStanding(is_stopped=False, stopped_at=None, reason=None)
    return CalendarStanding(is_stopped=True, stopped_at=stop.stopped_at, reason=stop.reason)


async def _one(executor: Executor, statement: Statement[Row, Any]) -> Row:
    row = await executor.fetch_one(statement)
    if row is None:
        raise RuntimeError(f"a sum always has a row, and this had none: {statement.query.text}")
    return row


def _metrics(
    plans: list[PlanShare], before: queries.RevenueBeforeRow, usage: queries.SumUsageRow
) -> RevenueMetrics:
    mrr = sum((plan.mrr for plan in plans), Decimal(0))
    count = sum(plan.count for plan in plans)
    used = usage.total_credits_used
    mrr_change = _change_percent(mrr, before.total_mrr)
    return RevenueMetrics(
        total_mrr=mrr,
        total_arr=12 * mrr,
        active_subscriptions=count,
        total_credits_used=used,
        refunded_credits=usage.refunded_credits,
        total_mrr_change_percent=mrr_change,
        total_arr_change_percent=mrr_change,
        active_subscriptions_change_percent=_change_percent(
            Decimal(count), Decimal(before.active_subscriptions)
        ),
        total_credits_used_change_percent=_change_percent(used, usage.total_credits_used_before),
    )


def _change_percent(figure: Decimal, before: Decimal) -> Decimal | None:
    """Return (figure - before) / before in percent, to two decimals; None where before is 0."""
    if before == 0:
        return None
    return (100 * (figure - before) / before).quantize(Decimal("0.01"))
