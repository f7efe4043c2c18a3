"""Organizations over HTTP."""

from fastapi import Response

from orgbilling.edge.pages import RequestedPage
from orgbilling.edge.problems import problem_responses
from orgbilling.edge.routes import billing_router
from orgbilling.edge.runtime import AppRuntime
from orgbilling.edge.transaction import Tx
from orgbilling.identity.dependencies import SignedInUser, SystemAdmin
from orgbilling.organizations import service
from orgbilling.organizations.policy import (
    JoinedOrganization,
    ManagedOrganization,
    OwnedOrganization,
    ViewableOrganization,
)
from orgbilling.organizations.schemas import (
    OrganizationCreate,
    OrganizationDetailResponse,
    OrganizationResponse,
    OrganizationUpdate,
)

PREFIX = "/api/v1/organizations"
router = billing_router(prefix=PREFIX, tag="organizations")


@router.get("", responses=problem_responses(403))
async def list_organizations(
    caller: SignedInUser, page: RequestedPage, tx: Tx
) -> list[OrganizationResponse]:
    """The caller's organizations by name; all of them for a system admin."""
    return await service.list_organizations(tx, caller, page)


@router.post("", status_code=201, responses=problem_responses(403))
async def create_organization(
    caller: SignedInUser, runtime: AppRuntime, tx: Tx, body: OrganizationCreate, response: Response
) -> OrganizationDetailResponse:
    """Create an organization; whoever creates it owns it."""
    created = await service.create_organization(tx, caller, runtime.settings, body)
    response.headers["location"] = f"{PREFIX}/{created.org_id}"
    return created


@router.get("/{org_id}", responses=problem_responses(403, 404))
async def get_organization(organization: JoinedOrganization, tx: Tx) -> OrganizationDetailResponse:
    """One organization, as its members see it."""
    return await service.describe_organization(tx, organization)


@router.patch("/{org_id}", responses=problem_responses(403, 404, 409))
async def update_organization(
    organization: ManagedOrganization, tx: Tx, body: OrganizationUpdate
) -> OrganizationDetailResponse:
    """Change the name, the time zone or the billing address; what is left out stays.

    With the time zone, resets and refreshes move to its midnight; none happens twice.
    """
    return await service.update_organization(tx, organization, body)


@router.post("/{org_id}/suspend", responses=problem_responses(403, 404, 409))
async def suspend_organization(
    organization: ViewableOrganization, _admin: SystemAdmin, tx: Tx
) -> OrganizationDetailResponse:
    """Stop all spending of an organization, until it is reactivated."""
    return await service.set_status(tx, organization, "suspended")


@router.post("/{org_id}/reactivate", responses=problem_responses(403, 404, 409))
async def reactivate_organization(
    organization: ViewableOrganization, _admin: SystemAdmin, tx: Tx
) -> OrganizationDetailResponse:
    """Let a suspended organization spend again."""
    return await service.set_status(tx, organization, "active")


@router.post("/{org_id}/close", responses=problem_responses(403, 404, 409))
async def close_organization(organization: OwnedOrganization, tx: Tx) -> OrganizationDetailResponse:
    """Close an organization for good: its subscription, keys and invitations end."""
    return await service.close(tx, organization)
