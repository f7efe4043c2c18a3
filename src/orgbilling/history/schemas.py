"""Answers about billing history and purchases. Amounts are US dollars."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from orgbilling.credits.schemas import PurchaseStatus
from orgbilling.edge.bodies import RequestBody
from orgbilling.kernel.money import UsdOut

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
    """One event. The amount of a subscription's event is told again by its invoice."""

    id: UUID
    org_id: UUID
    event_type: EventType
    amount: UsdOut = Field(description="Below 0 for what was given back.")
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
        StringConstraints(strip_whitespace=True, min_length=1, max_length=2000),
        Field(examples=["Ordered twice"]),
    ]
