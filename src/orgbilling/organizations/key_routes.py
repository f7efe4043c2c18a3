"""API keys over HTTP."""

from uuid import UUID

from orgbilling.edge.pages import RequestedPage
from orgbilling.edge.problems import problem_responses
from orgbilling.edge.routes import billing_router
from orgbilling.edge.transaction import Tx
from orgbilling.identity.dependencies import SignedInUser
from orgbilling.organizations import keys
from orgbilling.organizations.policy import JoinedOrganization
from orgbilling.organizations.routes import PREFIX
from orgbilling.organizations.schemas import KeyCreate, KeyCreatedResponse, KeyResponse

router = billing_router(prefix=f"{PREFIX}/{{org_id}}/keys", tag="keys")


@router.get("", responses=problem_responses(403, 404))
async def list_keys(
    organization: JoinedOrganization, page: RequestedPage, tx: Tx
) -> list[KeyResponse]:
    """Keys, newest first, without their secrets: all for an admin, their own for a member."""
    return await keys.list_page(tx, organization, page)


@router.post("", status_code=201, responses=problem_responses(403, 404, 409))
async def create_key(
    organization: JoinedOrganization, caller: SignedInUser, tx: Tx, body: KeyCreate
) -> KeyCreatedResponse:
    """Make a key; the key itself is shown this once. A key makes no keys."""
    return await keys.create(tx, organization, caller, body)


@router.delete("/{key_id}", status_code=204, responses=problem_responses(403, 404, 409))
async def revoke_key(
    organization: JoinedOrganization, caller: SignedInUser, key_id: UUID, tx: Tx
) -> None:
    """End a key at once."""
    await keys.revoke(tx, organization, caller, key_id)
