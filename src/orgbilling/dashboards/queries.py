"""Typed statements of `queries.sql`, written by `make queries`: edit that file."""

from datetime import date, datetime
from decimal import Decimal
from typing import Final, NamedTuple
from uuid import UUID

from orgbilling.database import Query, Statement, load_queries

_texts: Final = load_queries(__file__, "queries.sql")


class ListJoinedDueRow(NamedTuple):
    org_id: UUID


_list_joined_due: Final[Query[ListJoinedDueRow, UUID | None]] = Query(
    _texts.list_joined_due, ListJoinedDueRow
)


def list_joined_due(*, user_id: str, now: datetime) -> Statement[ListJoinedDueRow, UUID | None]:
    return Statement(_list_joined_due, {"user_id": user_id, "now": now})


class ListJoinedRow(NamedTuple):
    org_id: UUID | None
    org_name: str | None
    role: str | None
    subscription_plan: str | None
    monthly_price: Decimal | None
    subscription_status: str | None
    allocated_credits: Decimal | None
    used_credits: Decimal | None
    held_credits: Decimal | None
    remaining_credits: Decimal | None
    reset_period: str | None
    next_reset_date: datetime | None
    is_active: bool | None
    pending_id: UUID | None
    pending_credits: Decimal | None
    pending_reason: str | None
    pending_since: datetime | None


_list_joined: Final[Query[ListJoinedRow, UUID | None]] = Query(_texts.list_joined, ListJoinedRow)


def list_joined(*, user_id: str) -> Statement[ListJoinedRow, UUID | None]:
    return Statement(_list_joined, {"user_id": user_id})


class ListOwnUsageRow(NamedTuple):
    org_id: UUID | None
    day: date | None
    total_credits_used: Decimal
    refunded_credits: Decimal
    request_count: int
    org_count: int | None
    service_count: int | None


_list_own_usage: Final[Query[ListOwnUsageRow, UUID | None]] = Query(
    _texts.list_own_usage, ListOwnUsageRow
)


def list_own_usage(*, now: datetime, user_id: str) -> Statement[ListOwnUsageRow, UUID | None]:
    """One row a day and organization, and one over all of them, without either. Days are local to
    each organization and "today" is UTC's; an organization that is ahead of UTC may already be in
    the next day, which belongs to today here. One short look-up a day and organization."""
    return Statement(_list_own_usage, {"now": now, "user_id": user_id})


class ListWaitingInvitationsRow(NamedTuple):
    org_id: UUID
    invitation_id: UUID
    org_name: str
    role: str
    invited_by_name: str | None
    created_at: datetime
    expires_at: datetime


_list_waiting_invitations: Final[Query[ListWaitingInvitationsRow, UUID | None]] = Query(
    _texts.list_waiting_invitations, ListWaitingInvitationsRow
)


def list_waiting_invitations(
    *, email: str, now: datetime, user_id: str, limit: int
) -> Statement[ListWaitingInvitationsRow, UUID | None]:
    return Statement(
        _list_waiting_invitations, {"email": email, "now": now, "user_id": user_id, "limit": limit}
    )


class SettleOrganizationRow(NamedTuple):
    settle_organization: datetime | None


_settle_organization: Final[Query[SettleOrganizationRow, datetime | None]] = Query(
    _texts.settle_organization, SettleOrganizationRow
)


def settle_organization(
    *, org_id: UUID, now: datetime | None
) -> Statement[SettleOrganizationRow, datetime | None]:
    return Statement(_settle_organization, {"org_id": org_id, "now": now})


class GetSubscriptionRow(NamedTuple):
    id: UUID
    plan: str
    price: Decimal
    monthly_price: Decimal | None
    billing_cycle: str
    status: str
    trial_ends_at: datetime | None
    current_period_start: datetime
    current_period_end: datetime
    grace_ends_at: datetime | None
    cancel_at: datetime | None
    next_plan: str | None
    next_billing_cycle: str | None
    next_billing_at: datetime | None


_get_subscription: Final[Query[GetSubscriptionRow, UUID | None]] = Query(
    _texts.get_subscription, GetSubscriptionRow
)


def get_subscription(*, org_id: UUID) -> Statement[GetSubscriptionRow, UUID | None]:
    return Statement(_get_subscription, {"org_id": org_id})


class GetPoolRow(NamedTuple):
    id: UUID
    org_id: UUID
    total_credits: Decimal | None
    allocated_credits: Decimal
    available_credits: Decimal
    monthly_refresh_amount: Decimal
    own_monthly_credits: Decimal
    included_monthly_credits: Decimal
    last_refresh_date: datetime | None
    next_refresh_date: datetime | None
    allow_overage: bool
    overage_limit: Decimal
    lifetime_purchased_credits: Decimal
    lifetime_spent_amount: Decimal
    used_credits: Decimal
    allocation_count: int
    member_count: int


_get_pool: Final[Query[GetPoolRow, UUID | None]] = Query(_texts.get_pool, GetPoolRow)


def get_pool(*, org_id: UUID) -> Statement[GetPoolRow, UUID | None]:
    return Statement(_get_pool, {"org_id": org_id})


class ListAllocationsRow(NamedTuple):
    id: UUID | None
    org_id: UUID | None
    user_id: str | None
    user_email: str
    user_name: str
    allocated_credits: Decimal | None
    used_credits: Decimal | None
    held_credits: Decimal | None
    remaining_credits: Decimal | None
    reset_period: str | None
    last_reset_date: datetime | None
    next_reset_date: datetime | None
    is_active: bool | None
    notes: str | None
    created_at: datetime | None


_list_allocations: Final[Query[ListAllocationsRow, UUID | None]] = Query(
    _texts.list_allocations, ListAllocationsRow
)


def list_allocations(
    *, org_id: UUID, user_id: str | None, limit: int
) -> Statement[ListAllocationsRow, UUID | None]:
    return Statement(_list_allocations, {"org_id": org_id, "user_id": user_id, "limit": limit})


class ListPendingRequestsRow(NamedTuple):
    waiting: int
    pending_id: UUID | None
    pending_credits: Decimal | None
    pending_reason: str | None
    pending_since: datetime | None


_list_pending_requests: Final[Query[ListPendingRequestsRow, int | None]] = Query(
    _texts.list_pending_requests, ListPendingRequestsRow
)


def list_pending_requests(
    *, org_id: UUID, user_id: str | None
) -> Statement[ListPendingRequestsRow, int | None]:
    """How many wait, and which of them is the caller's own."""
    return Statement(_list_pending_requests, {"org_id": org_id, "user_id": user_id})
