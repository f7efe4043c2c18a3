"""Typed statements of `queries_system.sql`, written by `make queries`: edit that file."""

from datetime import datetime
from decimal import Decimal
from typing import Final, NamedTuple
from uuid import UUID

from orgbilling.database import Query, Statement, load_queries

_texts: Final = load_queries(__file__, "queries_system.sql")


class ListOrganizationsRow(NamedTuple):
    sort_number: Decimal
    sort_text: str
    org_id: UUID | None
    org_name: str | None
    org_status: str | None
    created_at: datetime | None
    subscription_plan: str | None
    monthly_price: Decimal | None
    billing_cycle: str | None
    subscription_status: str | None
    mrr: Decimal | None
    current_period_end: datetime | None
    total_credits: Decimal | None
    lifetime_spent: Decimal | None
    used_credits: Decimal | None
    member_count: int | None


_list_organizations: Final[Query[ListOrganizationsRow, Decimal | None]] = Query(
    _texts.list_organizations, ListOrganizationsRow
)


def list_organizations(
    *,
    sort: str,
    is_reversed: bool,
    plan: str | None,
    status: str | None,
    search: str | None,
    after_id: UUID | None,
    after_number: Decimal,
    after_text: str,
    limit: int,
) -> Statement[ListOrganizationsRow, Decimal | None]:
    """Orders and filters first, by what they need alone; the rest is read for the page."""
    return Statement(
        _list_organizations,
        {
            "sort": sort,
            "is_reversed": is_reversed,
            "plan": plan,
            "status": status,
            "search": search,
            "after_id": after_id,
            "after_number": after_number,
            "after_text": after_text,
            "limit": limit,
        },
    )


class RevenueBeforeRow(NamedTuple):
    total_mrr: Decimal
    active_subscriptions: int


_revenue_before: Final[Query[RevenueBeforeRow, Decimal | None]] = Query(
    _texts.revenue_before, RevenueBeforeRow
)


def revenue_before(*, now: datetime) -> Statement[RevenueBeforeRow, Decimal | None]:
    """Where a month has no such day, its last day is compared."""
    return Statement(_revenue_before, {"now": now})


class ListPlansRow(NamedTuple):
    plan: str | None
    name: str | None
    subscription_count: int
    mrr: Decimal | None
    trialing_count: int | None


_list_plans: Final[Query[ListPlansRow, str | None]] = Query(_texts.list_plans, ListPlansRow)


def list_plans() -> Statement[ListPlansRow, str | None]:
    """Each plan's share; together they are the platform's revenue."""
    return Statement(_list_plans)


class ListPastDueRow(NamedTuple):
    org_id: UUID
    org_name: str
    subscription_id: UUID
    subscription_plan: str
    billing_cycle: str
    monthly_price: Decimal | None
    grace_ends_at: datetime | None
    may_spend: bool | None
    current_period_end: datetime
    amount_due: Decimal | None
    open_invoice_count: int | None
    past_due_since: datetime | None
    failed_at: datetime | None
    failure_reason: str | None


_list_past_due: Final[Query[ListPastDueRow, UUID | None]] = Query(
    _texts.list_past_due, ListPastDueRow
)


def list_past_due(*, now: datetime, limit: int) -> Statement[ListPastDueRow, UUID | None]:
    return Statement(_list_past_due, {"now": now, "limit": limit})


class SumUsageRow(NamedTuple):
    total_credits_used: Decimal
    total_credits_used_before: Decimal
    refunded_credits: Decimal
    top_org_ids: list[UUID]
    top_credits: list[Decimal]
    top_refunded: list[Decimal]


_sum_usage: Final[Query[SumUsageRow, Decimal | None]] = Query(_texts.sum_usage, SumUsageRow)


def sum_usage(*, limit: int, now: datetime | None) -> Statement[SumUsageRow, Decimal | None]:
    return Statement(_sum_usage, {"limit": limit, "now": now})


class ListTopOrganizationsRow(NamedTuple):
    org_id: UUID
    org_name: str
    total_credits_30_days: Decimal | None
    refunded_credits: Decimal | None
    user_count: int | None


_list_top_organizations: Final[Query[ListTopOrganizationsRow, UUID | None]] = Query(
    _texts.list_top_organizations, ListTopOrganizationsRow
)


def list_top_organizations(
    *, now: datetime, org_ids: list[UUID], credits: list[Decimal], refunded: list[Decimal]
) -> Statement[ListTopOrganizationsRow, UUID | None]:
    return Statement(
        _list_top_organizations,
        {"now": now, "org_ids": org_ids, "credits": credits, "refunded": refunded},
    )
