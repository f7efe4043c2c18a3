"""Bodies and answers about organizations, their people and their keys."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, Field, model_validator
from pydantic_core import PydanticCustomError

from orgbilling.bounds import INVITATION_DAYS_MAX, KEY_NAME_CHARACTERS_MAX
from orgbilling.edge.bodies import RequestBody
from orgbilling.identity.actor import ALL_SCOPES, Scope
from orgbilling.identity.credential import KeyKind
from orgbilling.identity.schemas import Role
from orgbilling.kernel.identifiers import DisplayName, EmailAddress, UserId
from orgbilling.kernel.moments import Moment
from orgbilling.organizations.policy import OrganizationStatus
from orgbilling.organizations.schemas_limits import SpendingLimitsRequest

InvitedRole = Literal["admin", "billing_admin", "member"]
_ZONES = frozenset(available_timezones())


def _known_zone(value: str) -> str:
    if value not in _ZONES:
        raise PydanticCustomError("time_zone_unknown", "must be an IANA zone like Europe/Berlin")
    return value


TimeZone = Annotated[
    str, Field(max_length=64, examples=["Europe/Berlin"]), AfterValidator(_known_zone)
]


class OrganizationCreate(RequestBody):
    """A new organization; whoever creates it owns it."""

    name: DisplayName
    time_zone: TimeZone = "UTC"
    billing_email: EmailAddress | None = None


class OrganizationUpdate(RequestBody):
    """What to change; a member that is left out stays."""

    # Factories, so that the API's description shows no default: what is left out has none.
    name: DisplayName = Field(default_factory=str)
    time_zone: TimeZone = Field(default_factory=str)
    billing_email: EmailAddress | None = Field(
        default_factory=lambda: None, description="null clears it."
    )


class OrganizationResponse(BaseModel):
    """An organization. `role` is the caller's; null for a system admin from outside, or a key."""

    org_id: UUID
    org_name: str = Field(examples=["Acme Research"])
    status: OrganizationStatus
    time_zone: str = Field(examples=["Europe/Berlin"])
    role: Role | None
    created_at: datetime


class OrganizationDetailResponse(OrganizationResponse):
    """An organization with what its admins set; `billing_email` is null for plain members."""

    billing_email: str | None
    member_count: int = Field(examples=[12])
    closed_at: datetime | None


class MemberAdd(RequestBody):
    """An existing user, by id or by e-mail address, and their role."""

    user_id: UserId | None = None
    email: EmailAddress | None = None
    role: Role = "member"

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if (self.user_id is None) == (self.email is None):
            raise PydanticCustomError("user_ambiguous", "needs either user_id or email")
        return self


class MemberRoleChange(RequestBody):
    """The member's new role."""

    role: Role


class MemberResponse(BaseModel):
    """Somebody who belongs to an organization."""

    org_id: UUID
    user_id: str
    user_email: str
    user_name: str
    role: Role
    joined_at: datetime


class InvitationCreate(RequestBody):
    """Whom to invite, as what, and for how long."""

    email: EmailAddress
    role: InvitedRole = "member"
    valid_days: Annotated[int, Field(strict=True, ge=1, le=INVITATION_DAYS_MAX)] = 7


class InvitationResponse(BaseModel):
    """An invitation, without its secret."""

    org_id: UUID
    invitation_id: UUID
    email: str
    role: InvitedRole
    status: Literal["open", "accepted", "revoked", "expired"]
    invited_by: str
    created_at: datetime
    expires_at: datetime
    accepted_at: datetime | None
    accepted_by: str | None


class InvitationCreatedResponse(InvitationResponse):
    """An invitation with its secret, which is shown this once."""

    token: str = Field(description="What the invited person sends to accept.")
    link: str = Field(examples=["/join#ob_inv_…"], description="Path of the screen that accepts.")


class InvitationAccept(RequestBody):
    """The secret of an invitation."""

    token: Annotated[str, Field(max_length=200, examples=["ob_inv_…"])]


class InvitationPreviewResponse(BaseModel):
    """What whoever holds the secret of an invitation is invited to."""

    org_id: UUID
    org_name: str
    email: str = Field(description="Whom it was made for.")
    role: InvitedRole
    status: Literal["open", "accepted", "revoked", "expired"]
    invited_by_name: str | None
    expires_at: datetime
    is_member: bool = Field(description="Whether the caller belongs to the organization already.")


class KeyCreate(RequestBody):
    """A key for programs; `member` spends one's own allocation, `service` any member's."""

    name: Annotated[DisplayName, Field(max_length=KEY_NAME_CHARACTERS_MAX)]
    kind: KeyKind = "member"
    expires_at: Moment | None = None
    scopes: list[Scope] = Field(
        default_factory=lambda: sorted(ALL_SCOPES),
        min_length=1,
        max_length=2,
        description="read: what keys of this kind may read; spend: check, deduct, hold, "
        "and calls to models with a member key.",
    )
    limits: SpendingLimitsRequest | None = Field(
        None, description="What restricts it from the start; only an admin sets limits."
    )


class KeyResponse(BaseModel):
    """A key, without its secret."""

    org_id: UUID
    key_id: UUID
    kind: KeyKind
    user_id: str | None
    user_name: str | None = Field(description="Whose key it is; null for a service key.")
    name: str
    key_prefix: str
    created_by: str
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None
    scopes: list[Scope]


class KeyCreatedResponse(KeyResponse):
    """A key with its secret, which is shown this once."""

    key: str = Field(description="Send it as Authorization: Bearer.")


class AuditEventResponse(BaseModel):
    """One entry of the audit log."""

    audit_id: UUID
    occurred_at: datetime
    event_type: str = Field(examples=["org.member.added"])
    actor_id: str
    actor_name: str | None = Field(description="Name of the person or key; null for neither.")
    actor_kind: Literal["user", "member_key", "service_key", "system", "sql"]
    subject: str | None
    subject_name: str | None = Field(description="Name of the person whom it is about.")
    details: dict[str, Any] = Field(
        description="Figures; a list of two is what was before and what is after."
    )
    address: str | None = Field(description="Network address that the request came from.")
    user_agent: str | None = Field(description="What the request's program called itself.")


class SystemAuditEventResponse(AuditEventResponse):
    """One entry of any audit log."""

    org_id: UUID | None = Field(description="null for sign-in, which is of no organization.")
    org_name: str | None
