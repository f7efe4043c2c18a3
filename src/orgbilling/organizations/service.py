"""Use cases of organizations and their members; every change is one SQL function."""

import json
from typing import Final
from uuid import UUID

from orgbilling.database import Executor
from orgbilling.edge.answers import AnswerOf
from orgbilling.edge.pages import Page
from orgbilling.identity.actor import SignedIn
from orgbilling.kernel.errors import Conflict, Forbidden, NotFound
from orgbilling.organizations import queries
from orgbilling.organizations.policy import Joined, Managed, Owned, Viewable
from orgbilling.organizations.schemas import (
    MemberAdd,
    MemberResponse,
    OrganizationCreate,
    OrganizationDetailResponse,
    OrganizationResponse,
    OrganizationUpdate,
)
from orgbilling.settings import Settings

_listed: Final = AnswerOf(OrganizationResponse, queries.ListAllRow)
_detail: Final = AnswerOf(OrganizationDetailResponse, queries.GetOrganizationRow, "role")
_member_of: Final = AnswerOf(MemberResponse, queries.ListMembersRow)


async def list_organizations(
    executor: Executor, caller: SignedIn, page: Page
) -> list[OrganizationResponse]:
    """Return a page of the caller's organizations by name; of all for a system admin.

    Raises:
        Invalid: `invalid_cursor`.
    """
    after_name, after_id = page.after(str, UUID)
    which = queries.list_all if caller.is_system_admin else queries.list_joined
    rows = await executor.fetch_all(
        which(
            user_id=caller.user_id,
            after_name=after_name,
            after_id=after_id,
            limit=page.fetch_limit,
        )
    )
    shown = page.cut(rows, lambda row: (row.sort_name, row.org_id))
    return [_listed(row) for row in shown]


async def create_organization(
    executor: Executor, caller: SignedIn, settings: Settings, body: OrganizationCreate
) -> OrganizationDetailResponse:
    """Create an organization that the caller owns.

    Raises:
        Forbidden: `organization_creation_restricted`: only system admins may, here.
        Invalid: a name, zone or address that the database refuses.
    """
    if settings.organization_creation == "admin" and not caller.is_system_admin:
        raise Forbidden(
            "On this server only system admins create organizations.",
            code="organization_creation_restricted",
        )
    org_id = await executor.fetch_value(
        queries.create_organization(
            name=body.name,
            actor_id=caller.user_id,
            time_zone=body.time_zone,
            billing_email=body.billing_email,
        )
    )
    row = await _get(executor, org_id)
    return _detail(row, role="owner")


async def describe_organization(
    executor: Executor, organization: Viewable
) -> OrganizationDetailResponse:
    """Return an organization; without `billing_email` for whoever does not administer it."""
    row = await _get(executor, organization.org_id)
    if not organization.is_managed:
        row = row._replace(billing_email=None)
    return _detail(row, role=organization.role)


async def _get(executor: Executor, org_id: UUID) -> queries.GetOrganizationRow:
    row = await executor.fetch_one(queries.get_organization(org_id=org_id))
    assert row is not None, "whoever comes here holds a permission, and organizations stay"
    return row


async def update_organization(
    executor: Executor, organization: Managed, body: OrganizationUpdate
) -> OrganizationDetailResponse:
    """Change what the body names.

    Raises:
        Conflict: `organization_closed`.
        Invalid: a value that the database refuses.
    """
    changes = body.model_dump(include=body.model_fields_set - {"time_zone"})
    # Always called: it checks the right to change and takes the organization's lock.
    await executor.execute(
        queries.update_organization(
            org_id=organization.org_id,
            changes=json.dumps(changes),
            actor_id=organization.actor.audit_id,
        )
    )
    if "time_zone" in body.model_fields_set:
        await executor.execute(
            queries.set_time_zone(
                org_id=organization.org_id,
                time_zone=body.time_zone,
                actor_id=organization.actor.audit_id,
            )
        )
    return await describe_organization(executor, organization)


async def set_status(
    executor: Executor, organization: Viewable, status: str
) -> OrganizationDetailResponse:
    """Suspend, reactivate or close; the SQL function checks who may.

    Raises:
        Forbidden: `forbidden`.
        Conflict: `organization_closed`: closing is final.
    """
    await executor.execute(
        queries.set_status(
            org_id=organization.org_id, status=status, actor_id=organization.actor.audit_id
        )
    )
    return await describe_organization(executor, organization)


async def close(executor: Executor, organization: Owned) -> OrganizationDetailResponse:
    """Close for good, with its subscription, keys and invitations.

    Raises:
        Conflict: `organization_closed`: it is already.
    """
    return await set_status(executor, organization, "closed")


async def list_members(
    executor: Executor, organization: Joined, page: Page, search: str | None = None
) -> list[MemberResponse]:
    """Return a page of the active members, by user id.

    `search` is a part of the name or the address, in any case.

    Raises:
        Invalid: `invalid_cursor`.
    """
    (after_id,) = page.after(str)
    rows = await executor.fetch_all(
        queries.list_members(
            org_id=organization.org_id, search=search, after_id=after_id, limit=page.fetch_limit
        )
    )
    shown = page.cut(rows, lambda row: (row.user_id,))
    return [_member_of(row) for row in shown]


async def add_member(executor: Executor, organization: Managed, body: MemberAdd) -> MemberResponse:
    """Make an existing user a member.

    Raises:
        NotFound: `not_found`: no such user.
        Conflict: `user_ambiguous`: several users have this address; `quota_exceeded`;
            `organization_closed`.
        Forbidden: `forbidden`: the role is above the caller's own.
        Invalid: `invalid_argument`: a member already, with another role.
    """
    user_id = body.user_id or await _user_by_email(executor, body.email or "")
    added = await executor.fetch_value(
        queries.add_member(
            org_id=organization.org_id,
            user_id=user_id,
            role=body.role,
            actor_id=organization.actor.audit_id,
        )
    )
    assert added is not None, "the function returns the membership or raises"
    return await _member(executor, organization.org_id, added)


async def _user_by_email(executor: Executor, email: str) -> str:
    row = await executor.fetch_one(queries.find_user_by_email(email=email))
    if row is None or row.user_id is None:
        raise NotFound("No user has this address; invite them.", fields={"field": "email"})
    if row.matches > 1:
        raise Conflict("Several users have this address; name the id.", code="user_ambiguous")
    return row.user_id


async def _member(executor: Executor, org_id: UUID, user_id: str) -> MemberResponse:
    row = await executor.fetch_one(queries.get_member(org_id=org_id, user_id=user_id))
    assert row is not None, "a membership row is never deleted"
    return _member_of(row)


async def change_role(
    executor: Executor, organization: Managed, user_id: str, role: str
) -> MemberResponse:
    """Give a member another role.

    Raises:
        NotFound: `member_not_found`.
        Forbidden: `forbidden`: the old or the new role is above the caller's own.
        Conflict: `last_owner`, `organization_closed`.
    """
    changed = await executor.fetch_value(
        queries.change_member_role(
            org_id=organization.org_id,
            user_id=user_id,
            role=role,
            actor_id=organization.actor.audit_id,
        )
    )
    assert changed is not None, "the function returns the membership or raises"
    return await _member(executor, organization.org_id, changed)


async def remove_member(
    executor: Executor, organization: Joined, user_id: str, reason: str
) -> None:
    """End a membership: what is free of the allocation returns to the pool.

    Raises:
        NotFound: `member_not_found`.
        Forbidden: `forbidden`: the member ranks above the caller.
        Conflict: `last_owner`, `organization_closed`.
    """
    await executor.execute(
        queries.remove_member(
            org_id=organization.org_id,
            user_id=user_id,
            actor_id=organization.actor.audit_id,
            reason=reason,
        )
    )
