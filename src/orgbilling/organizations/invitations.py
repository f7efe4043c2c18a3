"""Use cases of invitations: a link that lets whoever holds it join once.

The secret carries the organization (`ob_inv_<organization>_<secret>`), so that it is looked up
under the organization's key; only its SHA-256 is stored.
"""

import re
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from orgbilling.database import Executor
from orgbilling.edge.answers import AnswerOf
from orgbilling.edge.pages import Page
from orgbilling.identity.actor import SignedIn
from orgbilling.identity.schemas import MembershipResponse
from orgbilling.kernel.errors import Conflict
from orgbilling.kernel.identifiers import hash_secret, new_secret
from orgbilling.organizations import queries_invitations as queries
from orgbilling.organizations.policy import Managed
from orgbilling.organizations.schemas import (
    InvitationCreate,
    InvitationCreatedResponse,
    InvitationPreviewResponse,
    InvitationResponse,
)

_created: Final = AnswerOf(InvitationCreatedResponse, queries.CreateInvitationRow, "token", "link")
_listed: Final = AnswerOf(InvitationResponse, queries.ListInvitationsRow)
_previewed: Final = AnswerOf(InvitationPreviewResponse, queries.FindInvitationRow)
_joined: Final = AnswerOf(MembershipResponse, queries.AcceptInvitationRow)

_TOKEN: Final = re.compile(r"ob_inv_([0-9a-f]{32})_[A-Za-z0-9_-]{43}")


async def create(
    executor: Executor, organization: Managed, body: InvitationCreate, now: datetime
) -> InvitationCreatedResponse:
    """Make an invitation; its secret is in this answer and nowhere else.

    Raises:
        Forbidden: `forbidden`: the role is above the caller's own.
        Conflict: `quota_exceeded`, `organization_closed`.
    """
    token = f"ob_inv_{organization.org_id.hex}_{new_secret()}"
    row = await executor.fetch_one(
        queries.create_invitation(
            org_id=organization.org_id,
            email=body.email,
            role=body.role,
            token_hash=hash_secret(token),
            expires_at=now + timedelta(days=body.valid_days),
            actor_id=organization.actor.audit_id,
        )
    )
    assert row is not None, "the function returns the invitation or raises"
    # In the fragment, so that no server writes the secret into its access log.
    return _created(row, token=token, link=f"/join#{token}")


async def list_page(
    executor: Executor, organization: Managed, page: Page
) -> list[InvitationResponse]:
    """Return a page of the invitations, newest first, whatever became of them.

    Raises:
        Invalid: `invalid_cursor`.
    """
    after_time, after_id = page.after(datetime.fromisoformat, UUID)
    rows = await executor.fetch_all(
        queries.list_invitations(
            org_id=organization.org_id,
            after_time=after_time,
            after_id=after_id,
            limit=page.fetch_limit,
        )
    )
    shown = page.cut(rows, lambda row: (row.created_at, row.invitation_id))
    return [_listed(row) for row in shown]


async def revoke(executor: Executor, organization: Managed, invitation_id: UUID) -> None:
    """Withdraw an invitation; once more changes nothing.

    Raises:
        NotFound: `not_found`.
        Conflict: `invitation_invalid`: it was accepted; `organization_closed`.
    """
    await executor.execute(
        queries.revoke_invitation(
            org_id=organization.org_id,
            invitation_id=invitation_id,
            actor_id=organization.actor.audit_id,
        )
    )


async def preview(
    executor: Executor, caller: SignedIn, token: str, now: datetime
) -> InvitationPreviewResponse:
    """Return what an invitation is to, and whether it can still be accepted.

    Raises:
        Conflict: `invitation_invalid`: there is no such invitation.
    """
    row = await executor.fetch_one(
        queries.find_invitation(
            org_id=_organization_of(token),
            token_hash=hash_secret(token),
            user_id=caller.user_id,
            now=now,
        )
    )
    if row is None:
        raise _unknown()
    return _previewed(row)


async def accept(executor: Executor, caller: SignedIn, token: str) -> MembershipResponse:
    """Join the organization that the secret is for; a second time changes nothing.

    Raises:
        Conflict: `invitation_invalid`: used by somebody else, expired, withdrawn, unknown, or
            made by somebody who may not give that role any more; `quota_exceeded`.
    """
    row = await executor.fetch_one(
        queries.accept_invitation(
            org_id=_organization_of(token), token_hash=hash_secret(token), user_id=caller.user_id
        )
    )
    assert row is not None, "the function returns the membership or raises"
    return _joined(row)


def _organization_of(token: str) -> UUID:
    match = _TOKEN.fullmatch(token)
    if match is None:
        raise _unknown()
    return UUID(match[1])


def _unknown() -> Conflict:
    return Conflict("This is no invitation of ours.", code="invitation_invalid")
