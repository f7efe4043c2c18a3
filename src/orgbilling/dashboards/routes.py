"""The screens' answers over HTTP."""

from typing import Annotated

from fastapi import Depends, Query

from orgbilling.bounds import PLAN_CHARACTERS_MAX
from orgbilling.dashboards import service, system_service
from orgbilling.dashboards.schemas import OrganizationDashboardResponse, UserDashboardResponse
from orgbilling.dashboards.system_schemas import (
    OrganizationSort,
    StatusFilter,
    SystemDashboardResponse,
)
from orgbilling.edge.pages import RequestedPage
from orgbilling.edge.problems import problem_responses
from orgbilling.edge.routes import billing_router
from orgbilling.edge.runtime import AppRuntime
from orgbilling.edge.transaction import Tx
from orgbilling.identity.dependencies import SignedInUser, SystemAdmin
from orgbilling.organizations.policy import JoinedOrganization

router = billing_router(prefix="/api/v1/org-billing", tag="dashboards")


async def settle_own(person: SignedInUser, runtime: AppRuntime) -> None:
    """Settle the caller's organizations, before the request has a transaction."""
    await service.settle_own(runtime.database, person.user_id, runtime.clock)


@router.get("/billing/user", dependencies=[Depends(settle_own)], responses=problem_responses(403))
async def get_user_dashboard(
    person: SignedInUser, tx: Tx, runtime: AppRuntime
) -> UserDashboardResponse:
    """What the signed-in person has and used, in each of their organizations and in all."""
    return await service.read_user_dashboard(tx, person, runtime.clock.now())


@router.get("/billing/org/{org_id}", responses=problem_responses(403, 404))
async def get_organization_dashboard(
    organization: JoinedOrganization, tx: Tx, runtime: AppRuntime
) -> OrganizationDashboardResponse:
    """An organization's subscription, pool, allocations and usage of 30 days.

    A plain member sees only their own allocation and usage, and no lifetime figures.
    """
    return await service.read_organization_dashboard(tx, organization, runtime.clock)


@router.get("/billing/system", responses=problem_responses(403))
async def get_system_dashboard(
    admin: SystemAdmin,
    tx: Tx,
    runtime: AppRuntime,
    page: RequestedPage,
    sort: Annotated[
        OrganizationSort,
        Query(
            description="Largest first, names from A, newest first; a leading `-` turns it round."
        ),
    ] = "revenue",
    plan: Annotated[
        str | None, Query(max_length=PLAN_CHARACTERS_MAX, description="Only this plan.")
    ] = None,
    status: Annotated[
        StatusFilter | None, Query(description="Only subscriptions in this state.")
    ] = None,
    search: Annotated[
        str | None, Query(max_length=200, description="A part of the name, or the whole id.")
    ] = None,
) -> SystemDashboardResponse:
    """Revenue, plans, usage, failed payments, and the organizations in pages.

    System admins only. Pages are of organizations; the rest is the same on each.
    """
    del admin
    wanted = system_service.OrganizationFilter(sort, plan or None, status, search or None)
    return await system_service.read_system_dashboard(tx, page, wanted, runtime.clock.now())
