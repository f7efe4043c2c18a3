"""What restricts an organization, its members and its keys, over HTTP."""

from uuid import UUID

from orgbilling.edge.problems import problem_responses
from orgbilling.edge.routes import billing_router
from orgbilling.edge.transaction import Tx
from orgbilling.organizations import limits
from orgbilling.organizations.member_routes import MemberId
from orgbilling.organizations.policy import JoinedOrganization, ManagedOrganization
from orgbilling.organizations.routes import PREFIX
from orgbilling.organizations.schemas_limits import (
    SpendingLimitsRequest,
    SpendingLimitsResponse,
    SpendingRulesRequest,
    SpendingRulesResponse,
)

router = billing_router(prefix=f"{PREFIX}/{{org_id}}", tag="limits")


@router.get("/limits", responses=problem_responses(403, 404))
async def get_organization_limits(
    organization: JoinedOrganization, tx: Tx
) -> SpendingRulesResponse:
    """What the whole organization may be used for: models, addresses, until when, and its tags."""
    return await limits.rules_of_organization(tx, organization)


@router.put("/limits", responses=problem_responses(403, 404, 409))
async def set_organization_limits(
    organization: ManagedOrganization, tx: Tx, body: SpendingRulesRequest
) -> SpendingRulesResponse:
    """Set all that restricts the whole organization, from the next spend on."""
    found = await limits.set_rules(tx, organization, "organization", str(organization.org_id), body)
    return limits.rules_answer(found)


@router.delete("/limits", status_code=204, responses=problem_responses(403, 404, 409))
async def remove_organization_limits(organization: ManagedOrganization, tx: Tx) -> None:
    """Restrict the whole organization no more; what is set for members and keys stays."""
    await limits.set_rules(
        tx, organization, "organization", str(organization.org_id), SpendingRulesRequest()
    )


@router.get("/members/{user_id}/limits", responses=problem_responses(403, 404))
async def get_member_limits(
    organization: JoinedOrganization, user_id: MemberId, tx: Tx
) -> SpendingLimitsResponse:
    """What a member may spend, on what and from where, and what is used of it: any member's for an
    admin, one's own for a member."""
    return await limits.limits_of_member(tx, organization, user_id)


@router.put("/members/{user_id}/limits", responses=problem_responses(403, 404, 409))
async def set_member_limits(
    organization: ManagedOrganization, user_id: MemberId, tx: Tx, body: SpendingLimitsRequest
) -> SpendingLimitsResponse:
    """Set all that restricts a member, from the next spend on. What was used in the present day,
    week and month counts."""
    return limits.limits_answer(await limits.set_rules(tx, organization, "member", user_id, body))


@router.delete(
    "/members/{user_id}/limits", status_code=204, responses=problem_responses(403, 404, 409)
)
async def remove_member_limits(
    organization: ManagedOrganization, user_id: MemberId, tx: Tx
) -> None:
    """Restrict a member no more; what is set for their keys and the organization stays."""
    await limits.set_rules(tx, organization, "member", user_id, SpendingLimitsRequest())


@router.get("/keys/{key_id}/limits", responses=problem_responses(403, 404))
async def get_key_limits(
    organization: JoinedOrganization, key_id: UUID, tx: Tx
) -> SpendingLimitsResponse:
    """What a key may spend, on what and from where, and what is used of it: any key's for an
    admin, one's own key's for a member."""
    return await limits.limits_of_key(tx, organization, key_id)


@router.put("/keys/{key_id}/limits", responses=problem_responses(403, 404, 409))
async def set_key_limits(
    organization: ManagedOrganization, key_id: UUID, tx: Tx, body: SpendingLimitsRequest
) -> SpendingLimitsResponse:
    """Set all that restricts a key, from the next spend on. What was used in the present day, week
    and month counts."""
    return limits.limits_answer(await limits.set_rules(tx, organization, "key", str(key_id), body))


@router.delete("/keys/{key_id}/limits", status_code=204, responses=problem_responses(403, 404, 409))
async def remove_key_limits(organization: ManagedOrganization, key_id: UUID, tx: Tx) -> None:
    """Restrict a key no more; what is set for its member and the organization stays."""
    await limits.set_rules(tx, organization, "key", str(key_id), SpendingLimitsRequest())
