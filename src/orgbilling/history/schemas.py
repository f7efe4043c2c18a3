"""Answers about billing history and purchases. Amounts are US dollars."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

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
    details: dict[str, Any] = Field(description="Plans, proration, reasons.")
    actor_id: str
    created_at: datetime
