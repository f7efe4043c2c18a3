"""Typed statements of `queries.sql`, written by `make queries`: edit that file."""

from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from orgbilling.database import Query, Statement, load_queries

_texts: Final = load_queries(__file__, "queries.sql")


class ListAllRow(NamedTuple):
    org_id: UUID
    org_name: str
    status: str
    time_zone: str
    role: str | None
    created_at: datetime
    sort_name: str | None


_list_joined: Final[Query[ListAllRow, UUID | None]] = Query(_texts.list_joined, ListAllRow)


def list_joined(
    *, user_id: str, after_name: str | None, after_id: UUID, limit: int
) -> Statement[ListAllRow, UUID | None]:
    return Statement(
        _list_joined,
        {"user_id": user_id, "after_name": after_name, "after_id": after_id, "limit": limit},
    )


_list_all: Final[Query[ListAllRow, UUID | None]] = Query(_texts.list_all, ListAllRow)


def list_all(
    *, user_id: str, after_name: str | None, after_id: UUID, limit: int
) -> Statement[ListAllRow, UUID | None]:
    return Statement(
        _list_all,
        {"user_id": user_id, "after_name": after_name, "after_id": after_id, "limit": limit},
    )


class GetOrganizationRow(NamedTuple):
    org_id: UUID
    org_name: str
    status: str
    time_zone: str
    created_at: datetime
    closed_at: datetime | None
    billing_email: str | None
    member_count: int | None


_get_organization: Final[Query[GetOrganizationRow, UUID | None]] = Query(
    _texts.get_organization, GetOrganizationRow
)


def get_organization(*, org_id: UUID) -> Statement[GetOrganizationRow, UUID | None]:
    return Statement(_get_organization, {"org_id": org_id})


class CreateOrganizationRow(NamedTuple):
    create_organization: UUID


_create_organization: Final[Query[CreateOrganizationRow, UUID]] = Query(
    _texts.create_organization, CreateOrganizationRow
)


def create_organization(
    *, name: str, actor_id: str, time_zone: str, billing_email: str | None
) -> Statement[CreateOrganizationRow, UUID]:
    return Statement(
        _create_organization,
        {
            "name": name,
            "actor_id": actor_id,
            "time_zone": time_zone,
            "billing_email": billing_email,
        },
    )


class UpdateOrganizationRow(NamedTuple):
    update_organization: object


_update_organization: Final[Query[UpdateOrganizationRow, object]] = Query(
    _texts.update_organization, UpdateOrganizationRow
)


def update_organization(
    *, org_id: UUID, changes: str, actor_id: str
) -> Statement[UpdateOrganizationRow, object]:
    return Statement(
        _update_organization, {"org_id": org_id, "changes": changes, "actor_id": actor_id}
    )


class SetTimeZoneRow(NamedTuple):
    set_organization_time_zone: object


_set_time_zone: Final[Query[SetTimeZoneRow, object]] = Query(_texts.set_time_zone, SetTimeZoneRow)


def set_time_zone(
    *, org_id: UUID, time_zone: str, actor_id: str
) -> Statement[SetTimeZoneRow, object]:
    return Statement(
        _set_time_zone, {"org_id": org_id, "time_zone": time_zone, "actor_id": actor_id}
    )


class SetStatusRow(NamedTuple):
    set_organization_status: str | None


_set_status: Final[Query[SetStatusRow, str | None]] = Query(_texts.set_status, SetStatusRow)


def set_status(*, org_id: UUID, status: str, actor_id: str) -> Statement[SetStatusRow, str | None]:
    return Statement(_set_status, {"org_id": org_id, "status": status, "actor_id": actor_id})


class FindUserByEmailRow(NamedTuple):
    user_id: str | None
    matches: int


_find_user_by_email: Final[Query[FindUserByEmailRow, str | None]] = Query(
    _texts.find_user_by_email, FindUserByEmailRow
)


def find_user_by_email(*, email: str) -> Statement[FindUserByEmailRow, str | None]:
    """Addresses are not unique; with two of them nobody can know who is meant."""
    return Statement(_find_user_by_email, {"email": email})


class ListMembersRow(NamedTuple):
    org_id: UUID
    user_id: str
    user_email: str
    user_name: str
    role: str
    joined_at: datetime


_list_members: Final[Query[ListMembersRow, UUID | None]] = Query(
    _texts.list_members, ListMembersRow
)


def list_members(
    *, org_id: UUID, after_id: str | None, search: str | None, limit: int
) -> Statement[ListMembersRow, UUID | None]:
    return Statement(
        _list_members, {"org_id": org_id, "after_id": after_id, "search": search, "limit": limit}
    )


_get_member: Final[Query[ListMembersRow, UUID | None]] = Query(_texts.get_member, ListMembersRow)


def get_member(*, org_id: UUID, user_id: str) -> Statement[ListMembersRow, UUID | None]:
    return Statement(_get_member, {"org_id": org_id, "user_id": user_id})


class AddMemberRow(NamedTuple):
    user_id: str


_add_member: Final[Query[AddMemberRow, str | None]] = Query(_texts.add_member, AddMemberRow)


def add_member(
    *, org_id: UUID, user_id: str, role: str, actor_id: str
) -> Statement[AddMemberRow, str | None]:
    return Statement(
        _add_member, {"org_id": org_id, "user_id": user_id, "role": role, "actor_id": actor_id}
    )


class ChangeMemberRoleRow(NamedTuple):
    user_id: str


_change_member_role: Final[Query[ChangeMemberRoleRow, str | None]] = Query(
    _texts.change_member_role, ChangeMemberRoleRow
)


def change_member_role(
    *, org_id: UUID, user_id: str, role: str, actor_id: str
) -> Statement[ChangeMemberRoleRow, str | None]:
    return Statement(
        _change_member_role,
        {"org_id": org_id, "user_id": user_id, "role": role, "actor_id": actor_id},
    )


class RemoveMemberRow(NamedTuple):
    remove_member: object


_remove_member: Final[Query[RemoveMemberRow, object]] = Query(_texts.remove_member, RemoveMemberRow)


def remove_member(
    *, org_id: UUID, user_id: str, actor_id: str, reason: str | None
) -> Statement[RemoveMemberRow, object]:
    return Statement(
        _remove_member,
        {"org_id": org_id, "user_id": user_id, "actor_id": actor_id, "reason": reason},
    )
