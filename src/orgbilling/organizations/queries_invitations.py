"""Typed statements of `queries_invitations.sql`, written by `make queries`: edit that file."""

from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from orgbilling.database import Query, Statement, load_queries

_texts: Final = load_queries(__file__, "queries_invitations.sql")


class CreateInvitationRow(NamedTuple):
    org_id: UUID | None
    invitation_id: UUID | None
    email: str | None
    role: str | None
    invited_by: str | None
    created_at: datetime | None
    expires_at: datetime | None
    accepted_at: datetime | None
    accepted_by: str | None
    status: str | None


_create_invitation: Final[Query[CreateInvitationRow, UUID | None]] = Query(
    _texts.create_invitation, CreateInvitationRow
)


def create_invitation(
    *, org_id: UUID, email: str, role: str, token_hash: bytes, expires_at: datetime, actor_id: str
) -> Statement[CreateInvitationRow, UUID | None]:
    return Statement(
        _create_invitation,
        {
            "org_id": org_id,
            "email": email,
            "role": role,
            "token_hash": token_hash,
            "expires_at": expires_at,
            "actor_id": actor_id,
        },
    )


class ListInvitationsRow(NamedTuple):
    org_id: UUID
    invitation_id: UUID
    email: str
    role: str
    invited_by: str
    created_at: datetime
    expires_at: datetime
    accepted_at: datetime | None
    accepted_by: str | None
    status: str | None


_list_invitations: Final[Query[ListInvitationsRow, UUID | None]] = Query(
    _texts.list_invitations, ListInvitationsRow
)


def list_invitations(
    *, org_id: UUID, after_time: datetime | None, after_id: UUID, limit: int
) -> Statement[ListInvitationsRow, UUID | None]:
    return Statement(
        _list_invitations,
        {"org_id": org_id, "after_time": after_time, "after_id": after_id, "limit": limit},
    )


class RevokeInvitationRow(NamedTuple):
    revoke_invitation: object


_revoke_invitation: Final[Query[RevokeInvitationRow, object]] = Query(
    _texts.revoke_invitation, RevokeInvitationRow
)


def revoke_invitation(
    *, org_id: UUID, invitation_id: UUID, actor_id: str
) -> Statement[RevokeInvitationRow, object]:
    return Statement(
        _revoke_invitation, {"org_id": org_id, "invitation_id": invitation_id, "actor_id": actor_id}
    )


class FindInvitationRow(NamedTuple):
    org_id: UUID
    org_name: str
    email: str
    role: str
    invited_by_name: str | None
    expires_at: datetime
    status: str | None
    is_member: bool | None


_find_invitation: Final[Query[FindInvitationRow, UUID | None]] = Query(
    _texts.find_invitation, FindInvitationRow
)


def find_invitation(
    *, now: datetime, user_id: str, org_id: UUID, token_hash: bytes
) -> Statement[FindInvitationRow, UUID | None]:
    return Statement(
        _find_invitation,
        {"now": now, "user_id": user_id, "org_id": org_id, "token_hash": token_hash},
    )


class AcceptInvitationRow(NamedTuple):
    org_id: UUID | None
    org_name: str
    role: str | None


_accept_invitation: Final[Query[AcceptInvitationRow, UUID | None]] = Query(
    _texts.accept_invitation, AcceptInvitationRow
)


def accept_invitation(
    *, org_id: UUID, token_hash: bytes, user_id: str
) -> Statement[AcceptInvitationRow, UUID | None]:
    return Statement(
        _accept_invitation, {"org_id": org_id, "token_hash": token_hash, "user_id": user_id}
    )
