"""The people of an organization over HTTP."""

from typing import Annotated

from fastapi import Path, Query

from orgbilling.edge.pages import RequestedPage
from orgbilling.edge.problems import problem_responses
from orgbilling.edge.routes import billing_router
from orgbilling.edge.transaction import Tx
from orgbilling.identity.dependencies import SignedInUser
from orgbilling.kernel.identifiers import UserId
from orgbilling.organizations import service
from orgbilling.organizations.policy import JoinedOrganization, ManagedOrganization
from orgbilling.organizations.routes import PREFIX
from orgbilling.organizations.schemas import MemberAdd, MemberResponse, MemberRoleChange

router = billing_router(prefix=f"{PREFIX}/{{org_id}}", tag="members")
MemberId = Annotated[UserId, Path(description="The member.")]


@router.get("/members", responses=problem_responses(403, 404))
async def list_members(
    organization: JoinedOrganization,
    page: RequestedPage,
    tx: Tx,
    search: Annotated[
        str | None, Query(max_length=200, description="A part of the name or the address.")
    ] = None,
) -> list[MemberResponse]:
    """The active members, by user id."""
    return await service.list_members(tx, organization, page, search or None)


@router.post("/members", status_code=201, responses=problem_responses(403, 404, 409))
async def add_member(organization: ManagedOrganization, tx: Tx, body: MemberAdd) -> MemberResponse:
    """Make an existing user a member; nobody grants a role above their own."""
    return await service.add_member(tx, organization, body)


@router.patch("/members/{user_id}", responses=problem_responses(403, 404, 409))
async def change_member_role(
    organization: ManagedOrganization, user_id: MemberId, tx: Tx, body: MemberRoleChange
) -> MemberResponse:
    """Give a member another role; the last owner stays one."""
    return await service.change_role(tx, organization, user_id, body.role)


@router.delete("/members/{user_id}", status_code=204, responses=problem_responses(403, 404, 409))
async def remove_member(organization: ManagedOrganization, user_id: MemberId, tx: Tx) -> None:
    """End a membership: what is free returns to the pool, the member's keys stop working."""
    await service.remove_member(tx, organization, user_id, "removed by an admin")


@router.post("/leave", status_code=204, responses=problem_responses(403, 404, 409))
async def leave_organization(
    organization: JoinedOrganization, caller: SignedInUser, tx: Tx
) -> None:
    """End one's own membership; the last owner stays."""
    await service.remove_member(tx, organization, caller.user_id, "left")
