"""Use cases of API keys."""

from datetime import datetime
from typing import Final
from uuid import UUID

from orgbilling.database import Executor
from orgbilling.edge.answers import AnswerOf
from orgbilling.edge.pages import Page
from orgbilling.identity.actor import SignedIn
from orgbilling.identity.credential import new_key
from orgbilling.kernel.identifiers import hash_secret
from orgbilling.organizations import limits
from orgbilling.organizations import queries_keys as queries
from orgbilling.organizations.policy import Joined
from orgbilling.organizations.schemas import KeyCreate, KeyCreatedResponse, KeyResponse

_created: Final = AnswerOf(KeyCreatedResponse, queries.CreateKeyRow, "key")
_listed: Final = AnswerOf(KeyResponse, queries.ListKeysRow)


async def create(
    executor: Executor, organization: Joined, caller: SignedIn, body: KeyCreate
) -> KeyCreatedResponse:
    """Make a key; its secret is in this answer and nowhere else.

    Raises:
        Forbidden: `forbidden`: a service key is made by an admin, and limits are set by one.
        NotFound: `member_not_found`: a member key is made by a member, for oneself.
        Invalid: `invalid_argument`: it would expire in the past.
        Conflict: `quota_exceeded`, `organization_closed`.
    """
    key, prefix = new_key(body.kind, organization.org_id)
    row = await executor.fetch_one(
        queries.create_key(
            org_id=organization.org_id,
            kind=body.kind,
            user_id=caller.user_id if body.kind == "member" else None,
            name=body.name,
            key_hash=hash_secret(key),
            key_prefix=prefix,
            expires_at=body.expires_at,
            actor_id=caller.user_id,
            scopes=list(body.scopes),
        )
    )
    assert row is not None, "the function returns the key or raises"
    if body.limits is not None:
        await limits.set_rules(executor, organization, "key", str(row.key_id), body.limits)
    return _created(row, key=key)


async def list_page(executor: Executor, organization: Joined, page: Page) -> list[KeyResponse]:
    """Return a page of the keys, newest first: all for an admin, their own for a member.

    Raises:
        Invalid: `invalid_cursor`.
    """
    after_time, after_id = page.after(datetime.fromisoformat, UUID)
    rows = await executor.fetch_all(
        queries.list_keys(
            org_id=organization.org_id,
            owner_id=None if organization.is_managed else organization.actor.user_id,
            after_time=after_time,
            after_id=after_id,
            limit=page.fetch_limit,
        )
    )
    shown = page.cut(rows, lambda row: (row.created_at, row.key_id))
    return [_listed(row) for row in shown]


async def revoke(executor: Executor, organization: Joined, caller: SignedIn, key_id: UUID) -> None:
    """End a key: one's own, or any as an admin; once more changes nothing.

    Raises:
        NotFound: `not_found`: no such key, or not for this caller.
        Conflict: `organization_closed`.
    """
    await executor.execute(
        queries.revoke_key(org_id=organization.org_id, key_id=key_id, actor_id=caller.user_id)
    )
