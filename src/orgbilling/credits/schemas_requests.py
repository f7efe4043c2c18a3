"""Bodies of requests for credits: a member asks, an admin decides."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from orgbilling import bounds
from orgbilling.credits.schemas import Notes
from orgbilling.edge.bodies import RequestBody
from orgbilling.kernel.money import Credits, CreditsOut
from orgbilling.kernel.texts import reason

CreditRequestStatus = Literal["pending", "approved", "declined", "withdrawn"]
Reason = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=bounds.NOTE_CHARACTERS_MAX),
    AfterValidator(reason),
    Field(examples=["The quarterly report needs more summaries."]),
]


class CreditRequestCreate(RequestBody):
    """How much more a member asks for, and what for."""

    credits: Credits
    reason: Reason


class CreditRequestApproval(RequestBody):
    """How much is given; what was asked for when left out. The note is shown to the member."""

    credits: Credits | None = None
    note: Notes | None = None


class CreditRequestDecision(RequestBody):
    """What the member is told."""

    note: Notes | None = None


class CreditRequestResponse(BaseModel):
    """A member's request, what became of it, and what the member has now."""

    id: UUID
    org_id: UUID
    user_id: str
    user_email: str
    user_name: str
    status: CreditRequestStatus
    requested_credits: CreditsOut
    reason: str
    decided_credits: CreditsOut | None = Field(description="What was given; null unless approved.")
    decided_by: str | None
    decided_by_name: str | None
    decided_at: datetime | None
    decision_note: str | None
    allocated_credits: CreditsOut = Field(description="The member's now; 0 without an allocation.")
    remaining_credits: CreditsOut = Field(description="The member's now.")
    created_at: datetime
