"""Bodies and answers about invoices, months and boundaries. Amounts are US dollars."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, StringConstraints, model_validator

from orgbilling.bounds import CORRECTION_CHARACTERS_MAX
from orgbilling.edge.bodies import RequestBody
from orgbilling.kernel.identifiers import UserId
from orgbilling.kernel.moments import Moment
from orgbilling.kernel.money import CreditsOut, UsdOut
from orgbilling.kernel.texts import reason
from orgbilling.subscriptions.schemas import BillingCycle

InvoiceStatus = Literal["open", "failed", "paid", "void"]
BoundaryKind = Literal["planned_end", "reset", "own_grant"]
Why = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=CORRECTION_CHARACTERS_MAX),
    AfterValidator(reason),
    Field(examples=["Invoiced twice"]),
]


class TakingBack(RequestBody):
    """Why something is taken back."""

    reason: Why


class BoundaryMove(RequestBody):
    """Which next boundary goes where, and why. A `reset` is of the member `user_id`."""

    kind: BoundaryKind
    user_id: UserId | None = None
    to: Moment = Field(description="From now up to the boundary after it.")
    reason: Why

    @model_validator(mode="after")
    def _names_a_member_for_a_reset_alone(self) -> Self:
        if (self.kind == "reset") != (self.user_id is not None):
            raise ValueError("user_id belongs to a reset, and to nothing else")
        return self


class InvoiceResponse(BaseModel):
    """An invoice. amount = price - unused - money credit, never below 0."""

    id: UUID
    org_id: UUID
    subscription_id: UUID
    term_id: UUID
    kind: Literal["period", "proration"] = Field(
        description="Of a whole term, or of an upgrade within it."
    )
    plan: str | None
    period_start: datetime | None
    period_end: datetime | None
    price_usd: UsdOut
    unused_usd: UsdOut = Field(description="What was left of the term before, given back by it.")
    money_credit_usd: UsdOut = Field(description="Money credit that was taken off.")
    amount_usd: UsdOut = Field(description="To pay.")
    status: InvoiceStatus = Field(description="`failed` is still open: a payment failed.")
    created_at: datetime
    paid_at: datetime | None
    paid_by: str | None
    voided_at: datetime | None
    voided_by: str | None
    void_reason: str | None
    brought_credits: CreditsOut = Field(description="Credits that came by it, all together.")
    taken_back_credits: CreditsOut = Field(description="What of them went out of the pool again.")
    unrecovered_credits: CreditsOut = Field(
        description="What could not be taken back, because it was allocated or used; not owed."
    )


class IncludedCreditsResponse(BaseModel):
    """A month of a term, or the difference of an upgrade, and what became of its credits."""

    term_id: UUID
    kind: Literal["month", "difference"]
    number: int = Field(description="Of the month in its term; of a difference its row's.")
    credits: CreditsOut
    due_at: datetime
    state: Literal["due", "brought", "skipped", "void", "reversed"]
    invoice_id: UUID | None = Field(description="The invoice whose voiding takes it back.")
    brought_at: datetime | None
    taken_back_credits: CreditsOut
    unrecovered_credits: CreditsOut = Field(
        description="What could not be taken back, because it was allocated or used; not owed."
    )
    ended_at: datetime | None
    ended_by: str | None
    end_reason: str | None


class TermResponse(BaseModel):
    """What one billing cycle bought, or a trial."""

    id: UUID
    subscription_id: UUID
    billing_cycle: BillingCycle
    is_trial: bool
    starts_at: datetime
    planned_end_at: datetime
    ended_at: datetime | None
    next_month_at: datetime | None = Field(
        description="When its next month starts, if one is left."
    )


class OwnGrantResponse(BaseModel):
    """Monthly credits that were set for this organization, apart from its plan."""

    credits: CreditsOut
    next_at: datetime | None


class MoveResponse(BaseModel):
    """A next boundary that somebody moved by hand."""

    id: UUID
    kind: BoundaryKind
    subject: str = Field(description="The term, the member, or the organization.")
    old_at: datetime
    new_at: datetime
    actor_id: str
    reason: str
    moved_at: datetime


class CalendarResponse(BaseModel):
    """What the calendar of an organization brought, and what it will do next."""

    org_id: UUID
    next_due_at: datetime | None = Field(description="When anything is due next.")
    term: TermResponse | None = Field(description="The running term, else the last.")
    included: list[IncludedCreditsResponse] = Field(
        description="The term's months that have started, and its differences, by time."
    )
    money_credit_usd: UsdOut = Field(description="What is left for the next invoices.")
    own_grant: OwnGrantResponse | None
    moves: list[MoveResponse] = Field(description="The last 50, newest first.")
