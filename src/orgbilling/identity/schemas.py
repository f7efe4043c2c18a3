"""Bodies and answers of sign-in."""

from datetime import datetime
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


class ProviderMethod(BaseModel):
    """The identity provider that people sign in through."""

    name: str = Field(examples=["Keycloak"])
    login_path: str = Field(
        examples=["/api/v1/auth/login"],
        description="Where the browser goes; `?return_to=` names the page for afterwards.",
    )


class SignInMethodsResponse(BaseModel):
    """How whoever asks can sign in."""

    development: bool = Field(description="Whether the demonstration people can sign in from here.")
    provider: ProviderMethod | None


class EndSessionResponse(BaseModel):
    """Where the browser goes next, so that the identity provider signs the person out too."""

    end_session_url: str


class SessionResponse(BaseModel):
    """A browser in which the person is signed in."""

    session_id: UUID
    created_at: datetime
    last_seen_at: datetime = Field(description="Last use, to the minute.")
    expires_at: datetime = Field(description="When it ends, however much it is used.")
    address: str | None = Field(description="Network address at sign-in.")
    user_agent: str | None = Field(description="The browser, as it named itself at sign-in.")
    is_current: bool = Field(description="Whether it is the one that asks.")


class EndedSessions(BaseModel):
    """How many sessions have ended."""

    ended: int = Field(ge=0, examples=[2])
