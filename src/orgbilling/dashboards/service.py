"""What a user and an organization see at a glance, read in one transaction."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Final

from orgbilling.credits.schemas import AllocationSummary
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
from orgbilling.database import Executor, Row, load_queries
from orgbilling.identity.actor import SignedIn
from orgbilling.kernel.clock import Clock
from orgbilling.kernel.errors import NotFound
from orgbilling.organizations.policy import Viewable
from orgbilling.usage.policy import whose_usage
from orgbilling.usage.schemas import CreditUsageStatsResponse, DayUsage
from orgbilling.usage.service import read_usage

queries = load_queries(__file__)

DAYS: Final = 30
ALLOCATIONS_MAX: Final = 500
INVITATIONS_MAX: Final = 50


async def settle_own(database: Executor, user_id: str, clock: Clock) -> None:
    """Settle what is due in a person's organizations, by id, each in a transaction of its own:
    nobody waits for two at once.

    Raises:
        DomainError: the database does not answer.
    """
    whose = {"user_id": user_id, "now": clock.now()}
    for due in await database.fetch_all(queries.list_joined_due, whose):
        await database.execute(queries.settle_organization, {**due, "now": clock.told()})


async def read_user_dashboard(
    executor: Executor, person: SignedIn, now: datetime
) -> UserDashboardResponse:
    """Return what a person has in each organization, and used over all of them."""
    whose: Row = {"user_id": person.user_id, "now": now}
    joined = await executor.fetch_all(queries.list_joined, whose)
    *used, totals = await executor.fetch_all(queries.list_own_usage, whose)
    invitations = await executor.fetch_all(
        queries.list_waiting_invitations,
        {**whose, "email": person.email, "limit": INVITATIONS_MAX},
    )
    today = now.astimezone(UTC).date()
    return UserDashboardResponse(
        user_id=person.user_id,
        user_email=person.email,
        user_name=person.name,
        organizations=[
            _joined(row, [day for day in used if day["org_id"] == row["org_id"]], today)
            for row in joined
        ],
        total_usage_last_30_days=UserUsageTotals.model_validate(totals),
        daily_usage_last_30_days=_by_day(used, today),
        invitations=[WaitingInvitation(**row) for row in invitations],
    )


def _joined(row: Row, used: list[Row], today: date) -> JoinedOrganizationResponse:
    return JoinedOrganizationResponse(
        **row,
        pending_request=_pending(row),
        total_credits_used_last_30_days=sum((d["total_credits_used"] for d in used), Decimal(0)),
        refunded_credits_last_30_days=sum((d["refunded_credits"] for d in used), Decimal(0)),
        request_count_last_30_days=sum(day["request_count"] for day in used),
        daily_usage_last_30_days=_by_day(used, today),
    )


def _by_day(used: list[Row], today: date) -> list[DayUsage]:
    """Sum what was used on each of the days up to today; 0 where nothing was."""
    first = today - timedelta(days=DAYS - 1)
    days = {
        day: DayUsage(date=day, credits=Decimal(0), refunded_credits=Decimal(0), requests=0)
        for day in (first + timedelta(days=number) for number in range(DAYS))
    }
    for row in used:
        days[row["day"]].credits += row["total_credits_used"]
        days[row["day"]].refunded_credits += row["refunded_credits"]
        days[row["day"]].requests += row["request_count"]
    return list(days.values())


def _pending(row: Row) -> PendingRequest | None:
    if row["pending_id"] is None:
        return None
    return PendingRequest(
        id=row["pending_id"],
        requested_credits=row["pending_credits"],
        reason=row["pending_reason"],
        created_at=row["pending_since"],
    )


async def read_organization_dashboard(
    executor: Executor, organization: Viewable, clock: Clock
) -> OrganizationDashboardResponse:
    """Return an organization's billing screen, as much of it as the caller may see.

    Raises:
        NotFound: `organization_not_found`: it has no pool.
    """
    only_user = whose_usage(organization)
    which: Row = {"org_id": organization.org_id, "now": clock.now()}
    await executor.execute(queries.settle_organization, {**which, "now": clock.told()})
    subscription = await executor.fetch_one(queries.get_subscription, which)
    pool = await executor.fetch_one(queries.get_pool, which)
    if pool is None:
        raise NotFound("The organization has no pool.", code="organization_not_found")
    allocations = await executor.fetch_all(
        queries.list_allocations, {**which, "user_id": only_user, "limit": ALLOCATIONS_MAX}
    )
    own = await executor.fetch_one(
        queries.list_allocations, {**which, "user_id": organization.actor.user_id or "", "limit": 1}
    )
    pending = await executor.fetch_one(
        queries.list_pending_requests, {**which, "user_id": organization.actor.user_id}
    )
    if pending is None:
        raise RuntimeError("list_pending_requests counts, and a count always has a row")
    usage = await read_usage(executor, organization.org_id, DAYS, clock.told(), user_id=only_user)
    return OrganizationDashboardResponse(
        organization=_summary(organization, pool["member_count"]),
        subscription=None if subscription is None else SubscriptionSummary(**subscription),
        credit_pool=_pool(organization, pool),
        user_allocations=[AllocationSummary(**row) for row in allocations],
        allocation_count=pool["allocation_count"] if only_user is None else len(allocations),
        own_allocation=None if own is None else AllocationSummary(**own),
        own_pending_request=_pending(pending),
        pending_request_count=pending["waiting"] if organization.is_managed else None,
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


def _pool(organization: Viewable, pool: Row) -> PoolSummary:
    shown = {**pool, "org_name": organization.name}
    if not organization.is_managed:
        shown |= {"lifetime_purchased_credits": None, "lifetime_spent_amount": None}
    return PoolSummary.model_validate(shown)
