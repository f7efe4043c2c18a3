"""Answers about billing history and purchases. Amounts are US dollars."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from orgbilling.bounds import NOTE_CHARACTERS_MAX
from orgbilling.credits.schemas import PurchaseStatus
from orgbilling.edge.bodies import RequestBody
from orgbilling.kernel.money import UsdOut
from orgbilling.kernel.texts import reason

EventType = Literal[
    "invoice_created",
    "invoice_paid",
    "invoice_failed",
    "subscription_created",
    "subscription_upgraded",
    "subscription_downgraded",
    "subscription_canceled",
    "credit_purchase",
    "credit_refund",
    "overage_charged",
]
PaymentStatus = Literal["pending", "paid", "failed", "refunded", "void", "none"]


class BillingHistoryResponse(BaseModel):
    """One event. Sums are of cash_usd alone."""

    id: UUID
    org_id: UUID
    event_type: EventType
    amount: UsdOut = Field(
        description="What the event is about; below 0 for what was given back. Several events of"
        " one payment carry it: add up cash_usd."
    )
    cash_usd: UsdOut | None = Field(
        description="Money that came by this event, or went back (below 0). Of the events of one"
        " payment exactly one has it."
    )
    cash_event_id: UUID | None = Field(
        description="The event that has the cash_usd of the payment which this one tells of too."
    )
    currency: str = Field(examples=["USD"])
    payment_status: PaymentStatus | None
    period_start: datetime | None
    period_end: datetime | None
    subscription_id: UUID | None
    purchase_id: UUID | None
    purchase_status: PurchaseStatus | None = Field(
        description="What became of the purchase that it concerns."
    )
    details: dict[str, Any] = Field(description="Plans, proration, reasons.")
    actor_id: str
    created_at: datetime


class PurchaseEnd(RequestBody):
    """Why a purchase ends without being paid."""

    reason: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=NOTE_CHARACTERS_MAX),
        AfterValidator(reason),
        Field(examples=["Ordered twice"]),
    ]
