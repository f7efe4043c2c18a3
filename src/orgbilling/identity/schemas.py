"""Bodies and answers of sign-in."""

from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from orgbilling.edge.bodies import RequestBody
from orgbilling.kernel.identifiers import EmailAddress

Role = Literal["owner", "admin", "billing_admin", "member"]


class MembershipResponse(BaseModel):
    """One organization of a person, and what they are there."""

    org_id: UUID
    org_name: str = Field(examples=["Acme Research"])
    role: Role


class MeResponse(BaseModel):
    """The person whose credential was presented, with the organizations they belong to."""

    user_id: str = Field(examples=["demo-mona"])
    email: str = Field(examples=["mona@example.org"])
    name: str = Field(examples=["Mona Member"])
    is_system_admin: bool
    organizations: list[MembershipResponse]


class DevelopmentSignIn(RequestBody):
    """Whom to sign in: the address of one of the demonstration people."""

    email: EmailAddress


class DemoPerson(BaseModel):
    """Somebody whom development sign-in signs in."""

    user_id: str
    email: str
    name: str
    is_system_admin: bool
    organizations: list[MembershipResponse]
