"""What a user and an organization see at a glance, read in one transaction."""

from datetime import datetime
from typing import Final

from orgbilling.dashboards.schemas import (
    AllocationSummary,
    JoinedOrganizationResponse,
    OrganizationDashboardResponse,
    OrganizationSummary,
    PoolSummary,
    SubscriptionSummary,
    UsageSummary,
    UserDashboardResponse,
    UserUsageTotals,
)
from orgbilling.database import Executor, Row, load_queries
from orgbilling.identity.actor import SignedIn
from orgbilling.kernel.errors import NotFound
from orgbilling.organizations.policy import Viewable
from orgbilling.usage.policy import whose_usage
from orgbilling.usage.service import read_usage

queries = load_queries(__file__)

DAYS: Final = 30
ALLOCATIONS_MAX: Final = 500


async def read_user_dashboard(
    executor: Executor, person: SignedIn, now: datetime
) -> UserDashboardResponse:
    """Return what a person has in each organization, and used over all of them."""
    whose: Row = {"user_id": person.user_id, "now": now}
    await executor.execute(queries.settle_joined, whose)
    joined = await executor.fetch_all(queries.list_joined, whose)
    totals = await executor.fetch_one(queries.sum_own_usage, whose)
    return UserDashboardResponse(
        user_id=person.user_id,
        user_email=person.email,
        user_name=person.name,
        organizations=[JoinedOrganizationResponse(**row) for row in joined],
        total_usage_last_30_days=UserUsageTotals.model_validate(totals),
    )


async def read_organization_dashboard(
    executor: Executor, organization: Viewable, now: datetime
) -> OrganizationDashboardResponse:
    """Return an organization's billing screen, as much of it as the caller may see.

    Raises:
        NotFound: `organization_not_found`: it has no pool.
    """
    only_user = whose_usage(organization)
    which: Row = {"org_id": organization.org_id, "now": now}
    await executor.execute(queries.settle_organization, which)
    subscription = await executor.fetch_one(queries.get_subscription, which)
    pool = await executor.fetch_one(queries.get_pool, which)
    if pool is None:
        raise NotFound("The organization has no pool.", code="organization_not_found")
    allocations = await executor.fetch_all(
        queries.list_allocations, {**which, "user_id": only_user, "limit": ALLOCATIONS_MAX}
    )
    usage = await read_usage(executor, organization.org_id, DAYS, now, user_id=only_user)
    return OrganizationDashboardResponse(
        organization=_summary(organization, pool["member_count"]),
        subscription=None if subscription is None else SubscriptionSummary(**subscription),
        credit_pool=_pool(organization, pool),
        user_allocations=[AllocationSummary(**row) for row in allocations],
        allocation_count=pool["allocation_count"] if only_user is None else len(allocations),
        usage_stats_30_days=UsageSummary(
            total_credits_used=usage.total_credits_used,
            active_users=usage.user_count,
            total_requests=usage.total_requests,
            service_breakdown=usage.service_breakdown,
            daily=usage.daily,
        ),
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
        member_count=member_count,
    )


def _pool(organization: Viewable, pool: Row) -> PoolSummary:
    shown = {**pool, "org_name": organization.name}
    if not organization.is_managed:
        shown |= {"lifetime_purchased_credits": None, "lifetime_spent_amount": None}
    return PoolSummary.model_validate(shown)
