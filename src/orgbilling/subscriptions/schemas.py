"""Bodies and answers about plans and subscriptions. Amounts are US dollars."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field

from orgbilling.bounds import (
    CORRECTION_CHARACTERS_MAX,
    GRACE_DAYS_MAX,
    PLAN_CHARACTERS_MAX,
    TRIAL_DAYS_MAX,
)
from orgbilling.edge.bodies import RequestBody
from orgbilling.kernel.money import CreditsOut, UsdOut
from orgbilling.kernel.texts import prose

BillingCycle = Literal["monthly", "yearly"]
SubscriptionStatus = Literal["trialing", "active", "past_due", "canceled", "paused"]
PlanCode = Annotated[
    str, Field(min_length=1, max_length=PLAN_CHARACTERS_MAX, examples=["platform"])
]
Reason = Annotated[
    str,
    Field(max_length=CORRECTION_CHARACTERS_MAX, examples=["card declined"]),
    AfterValidator(prose),
]


class PlanResponse(BaseModel):
    """A plan on offer. A call's credits are its API cost times the markup of the key it used."""

    plan: str = Field(examples=["platform"])
    name: str
    description: str
    monthly_price: UsdOut = Field(description="Price of a month.")
    yearly_price: UsdOut = Field(description="Price of a year.")
    managed_markup: UsdOut = Field(description="Factor when the platform's own key serves.")
    own_key_markup: UsdOut = Field(description="Factor when the organization's own key serves.")
    included_monthly_credits: CreditsOut = Field(description="Credits of each monthly refresh.")


class OrganizationSubscriptionCreate(RequestBody):
    """Which organization takes which plan. The price is the plan's, and never a client's."""

    org_id: UUID
    subscription_plan: PlanCode
    billing_cycle: BillingCycle = "monthly"
    trial_days: Annotated[int, Field(strict=True, ge=0, le=TRIAL_DAYS_MAX)] = 0


class SubscriptionChange(RequestBody):
    """The plan to have, and how it is billed; a cycle that is left out stays."""

    subscription_plan: PlanCode
    billing_cycle: BillingCycle | None = None


class SubscriptionCancel(RequestBody):
    """When to end: at once, or when the period that is paid for ends."""

    at: Literal["now", "period_end"]


class SubscriptionPastDue(RequestBody):
    """A payment that failed. Without `grace_days` the server's setting counts."""

    grace_days: Annotated[int, Field(strict=True, ge=0, le=GRACE_DAYS_MAX)] | None = None
    reason: Reason | None = None


class OrganizationSubscriptionResponse(BaseModel):
    """A subscription. `monthly_price` is the monthly share of `price`, which is for one cycle."""

    id: UUID
    org_id: UUID
    org_name: str
    subscription_plan: str
    price: UsdOut = Field(description="Price of one billing cycle.")
    monthly_price: UsdOut = Field(description="Monthly share: a yearly price / 12, to the cent.")
    billing_cycle: BillingCycle
    status: SubscriptionStatus
    trial_ends_at: datetime | None
    current_period_start: datetime
    current_period_end: datetime = Field(description="Next billing.")
    grace_ends_at: datetime | None = Field(description="Until when a past due one may spend.")
    cancel_at: datetime | None = Field(description="When a requested cancellation takes effect.")
    canceled_at: datetime | None
    next_plan: str | None = Field(description="What takes over at the period's end.")
    next_billing_cycle: BillingCycle | None
    created_at: datetime


class ProrationResponse(BaseModel):
    """What a change costs today. amount_due = charge - credit; what is below 0 becomes money
    credit, and is taken off the next invoices."""

    credit_usd: UsdOut = Field(description="Unused part of the present period, at its price.")
    charge_usd: UsdOut = Field(description="New plan for what is charged now.")
    amount_due_usd: UsdOut = Field(description="To pay now.")


class SubscriptionChangeResponse(BaseModel):
    """A change of plan or cycle, as it is or would be."""

    org_id: UUID
    change: Literal["upgrade", "downgrade", "none"]
    old_plan: str
    new_plan: str
    old_billing_cycle: BillingCycle
    new_billing_cycle: BillingCycle
    old_price: UsdOut = Field(description="Price of one cycle before.")
    new_price: UsdOut = Field(description="Price of one cycle after.")
    old_monthly_price: UsdOut
    new_monthly_price: UsdOut
    proration: ProrationResponse
    included_credits_now: CreditsOut = Field(
        description="Credits that the change brings by itself, now or once its invoice is paid."
    )
    takes_effect_at: datetime
    withdraws_pending_change: bool = Field(description="Whether it replaces a pending downgrade.")
    withdraws_cancellation: bool = Field(description="Whether it withdraws a cancellation.")
    subscription: OrganizationSubscriptionResponse = Field(
        description="The subscription after the change; in a preview as it is now."
    )
