"""Invitations over HTTP."""

from uuid import UUID

from orgbilling.edge.pages import RequestedPage
from orgbilling.edge.problems import problem_responses
from orgbilling.edge.routes import billing_router
from orgbilling.edge.runtime import AppRuntime
from orgbilling.edge.transaction import Tx
from orgbilling.identity.dependencies import SignedInUser
from orgbilling.identity.schemas import MembershipResponse
from orgbilling.organizations import invitations
from orgbilling.organizations.policy import ManagedOrganization
from orgbilling.organizations.routes import PREFIX
from orgbilling.organizations.schemas import (
    InvitationAccept,
    InvitationCreate,
    InvitationCreatedResponse,
    InvitationPreviewResponse,
    InvitationResponse,
)

router = billing_router(prefix=PREFIX, tag="invitations")


@router.post("/invitations/accept", responses=problem_responses(403, 409))
async def accept_invitation(
    caller: SignedInUser, tx: Tx, body: InvitationAccept
) -> MembershipResponse:
    """Join an organization; whoever holds the secret may, once."""
    return await invitations.accept(tx, caller, body.token)


@router.post("/invitations/preview", responses=problem_responses(403, 409))
async def preview_invitation(
    caller: SignedInUser, runtime: AppRuntime, tx: Tx, body: InvitationAccept
) -> InvitationPreviewResponse:
    """What the holder of the secret is invited to; nothing is written.

    A POST, so that the secret stays out of addresses and logs.
    """
    return await invitations.preview(tx, caller, body.token, runtime.clock.now())


@router.get("/{org_id}/invitations", responses=problem_responses(403, 404))
async def list_invitations(
    organization: ManagedOrganization, page: RequestedPage, tx: Tx
) -> list[InvitationResponse]:
    """Every invitation, newest first."""
    return await invitations.list_page(tx, organization, page)


@router.post("/{org_id}/invitations", status_code=201, responses=problem_responses(403, 404, 409))
async def create_invitation(
    organization: ManagedOrganization, runtime: AppRuntime, tx: Tx, body: InvitationCreate
) -> InvitationCreatedResponse:
    """Invite somebody; the link is shown this once."""
    return await invitations.create(tx, organization, body, runtime.clock.now())


@router.delete(
    "/{org_id}/invitations/{invitation_id}",
    status_code=204,
    responses=problem_responses(403, 404, 409),
)
async def revoke_invitation(organization: ManagedOrganization, invitation_id: UUID, tx: Tx) -> None:
    """Withdraw an invitation."""
    await invitations.revoke(tx, organization, invitation_id)
