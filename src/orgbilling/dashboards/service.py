"""What a user and an organization see at a glance, read in one transaction."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Final

from orgbilling.credits.schemas import AllocationSummary
from orgbilling.dashboards import queries
from orgbilling.dashboards.schemas import (
    JoinedOrganizationResponse,
    OrganizationDashboardResponse,
    OrganizationSummary,
    PendingRequest,
    PoolSummary,
    SubscriptionSummary,
    UsageSummary,
    UserDashboardResponse,
    UserUsageTotals,
    WaitingInvitation,
)
from orgbilling.database import Executor
from orgbilling.edge.answers import AnswerOf
from orgbilling.identity.actor import SignedIn
from orgbilling.kernel.clock import Clock
from orgbilling.kernel.errors import NotFound
from orgbilling.organizations.policy import Viewable
from orgbilling.usage.policy import whose_usage
from orgbilling.usage.schemas import CreditUsageStatsResponse, DayUsage
from orgbilling.usage.service import read_usage

_organization: Final = AnswerOf(
    JoinedOrganizationResponse,
    queries.ListJoinedRow,
    "pending_request",
    "total_credits_used_last_30_days",
    "refunded_credits_last_30_days",
    "request_count_last_30_days",
    "daily_usage_last_30_days",
)
_totals: Final = AnswerOf(UserUsageTotals, queries.ListOwnUsageRow)
_invitation: Final = AnswerOf(WaitingInvitation, queries.ListWaitingInvitationsRow)
_subscription: Final = AnswerOf(SubscriptionSummary, queries.GetSubscriptionRow)
_allocation: Final = AnswerOf(AllocationSummary, queries.ListAllocationsRow)
_pool_summary: Final = AnswerOf(PoolSummary, queries.GetPoolRow, "org_name")

DAYS: Final = 30
ALLOCATIONS_MAX: Final = 500
INVITATIONS_MAX: Final = 50


async def settle_own(database: Executor, user_id: str, clock: Clock) -> None:
    """Settle what is due in a person's organizations, by id, each in a transaction of its own:
    nobody waits for two at once.

    Raises:
        DomainError: the database does not answer.
    """
    for due in await database.fetch_all(queries.list_joined_due(user_id=user_id, now=clock.now())):
        await database.execute(queries.settle_organization(org_id=due.org_id, now=clock.told()))


async def read_user_dashboard(
    executor: Executor, person: SignedIn, now: datetime
) -> UserDashboardResponse:
    """Return what a person has in each organization, and used over all of them."""
    user_id = person.user_id
    joined = await executor.fetch_all(queries.list_joined(user_id=user_id))
    *used, totals = await executor.fetch_all(queries.list_own_usage(user_id=user_id, now=now))
    invitations = await executor.fetch_all(
        queries.list_waiting_invitations(
            user_id=user_id, email=person.email, now=now, limit=INVITATIONS_MAX
        )
    )
    today = now.astimezone(UTC).date()
    return UserDashboardResponse(
        user_id=person.user_id,
        user_email=person.email,
        user_name=person.name,
        organizations=[
            _joined(row, [day for day in used if day.org_id == row.org_id], today) for row in joined
        ],
        total_usage_last_30_days=_totals(totals),
        daily_usage_last_30_days=_by_day(used, today),
        invitations=[_invitation(row) for row in invitations],
    )


def _joined(
    row: queries.ListJoinedRow, used: list[queries.ListOwnUsageRow], today: date
) -> JoinedOrganizationResponse:
    return _organization(
        row,
        pending_request=_pending(row),
        total_credits_used_last_30_days=sum((day.total_credits_used for day in used), Decimal(0)),
        refunded_credits_last_30_days=sum((day.refunded_credits for day in used), Decimal(0)),
        request_count_last_30_days=sum(day.request_count for day in used),
        daily_usage_last_30_days=_by_day(used, today),
    )


def _by_day(used: list[queries.ListOwnUsageRow], today: date) -> list[DayUsage]:
    """Sum what was used on each of the days up to today; 0 where nothing was."""
    first = today - timedelta(days=DAYS - 1)
    days = {
        day: DayUsage(date=day, credits=Decimal(0), refunded_credits=Decimal(0), requests=0)
        for day in (first + timedelta(days=number) for number in range(DAYS))
    }
    for row in used:
        assert row.day is not None, "only the row over all of them has no day"
        days[row.day].credits += row.total_credits_used
        days[row.day].refunded_credits += row.refunded_credits
        days[row.day].requests += row.request_count
    return list(days.values())


def _pending(
    row: queries.ListJoinedRow | queries.ListPendingRequestsRow,
) -> PendingRequest | None:
    if row.pending_id is None:
        return None
    assert row.pending_credits is not None
    assert row.pending_reason is not None
    assert row.pending_since is not None
    return PendingRequest(
        id=row.pending_id,
        requested_credits=row.pending_credits,
        reason=row.pending_reason,
        created_at=row.pending_since,
    )


async def read_organization_dashboard(
    executor: Executor, organization: Viewable, clock: Clock
) -> OrganizationDashboardResponse:
    """Return an organization's billing screen, as much of it as the caller may see.

    Raises:
        NotFound: `organization_not_found`: it has no pool.
    """
    only_user = whose_usage(organization)
    org_id, actor_id = organization.org_id, organization.actor.user_id
    await executor.execute(queries.settle_organization(org_id=org_id, now=clock.told()))
    subscription = await executor.fetch_one(queries.get_subscription(org_id=org_id))
    pool = await executor.fetch_one(queries.get_pool(org_id=org_id))
    if pool is None:
        raise NotFound("The organization has no pool.", code="organization_not_found")
    allocations = await executor.fetch_all(
        queries.list_allocations(org_id=org_id, user_id=only_user, limit=ALLOCATIONS_MAX)
    )
    own = await executor.fetch_one(
        queries.list_allocations(org_id=org_id, user_id=actor_id or "", limit=1)
    )
    pending = await executor.fetch_one(
        queries.list_pending_requests(org_id=org_id, user_id=actor_id)
    )
    if pending is None:
        raise RuntimeError("list_pending_requests counts, and a count always has a row")
    usage = await read_usage(executor, organization.org_id, DAYS, clock.told(), user_id=only_user)
    return OrganizationDashboardResponse(
        organization=_summary(organization, pool.member_count),
        subscription=None if subscription is None else _subscription(subscription),
        credit_pool=_pool(organization, pool),
        user_allocations=[_allocation(row) for row in allocations],
        allocation_count=pool.allocation_count if only_user is None else len(allocations),
        own_allocation=None if own is None else _allocation(own),
        own_pending_request=_pending(pending),
        pending_request_count=pending.waiting if organization.is_managed else None,
        usage_stats_30_days=_usage(usage),
    )


def _usage(usage: CreditUsageStatsResponse) -> UsageSummary:
    return UsageSummary(
        total_credits_used=usage.total_credits_used,
        refunded_credits=usage.refunded_credits,
        active_users=usage.user_count,
        total_requests=usage.total_requests,
        service_breakdown=usage.service_breakdown,
        top_users=usage.top_users,
        daily=usage.daily,
    )


def _summary(organization: Viewable, member_count: int) -> OrganizationSummary:
    return OrganizationSummary(
        id=organization.org_id,
        org_id=organization.org_id,
        name=organization.name,
        org_name=organization.name,
        status=organization.status,
        time_zone=organization.time_zone,
        role=organization.role,
        is_managed=organization.is_managed,
        member_count=member_count,
    )


def _pool(organization: Viewable, pool: queries.GetPoolRow) -> PoolSummary:
    summary = _pool_summary(pool, org_name=organization.name)
    if not organization.is_managed:
        summary.lifetime_purchased_credits = summary.lifetime_spent_amount = None
    return summary
