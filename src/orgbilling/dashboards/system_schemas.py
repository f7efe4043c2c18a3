"""What the platform's overview reads. Credits, and US dollars where named."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from orgbilling.calendar.standing import StopReason
from orgbilling.kernel.money import CreditsOut, UsdOut
from orgbilling.organizations.policy import OrganizationStatus
from orgbilling.subscriptions.schemas import BillingCycle, SubscriptionStatus
from orgbilling.usage.schemas import REFUNDED

OrganizationSort = Literal[
    "revenue",
    "-revenue",
    "name",
    "-name",
    "total_credits",
    "-total_credits",
    "used_credits",
    "-used_credits",
    "lifetime_spent",
    "-lifetime_spent",
    "created_at",
    "-created_at",
]
StatusFilter = Literal["trialing", "active", "past_due", "canceled", "paused", "none"]


class ListedOrganization(BaseModel):
    """An organization with its plan (null without one) and what it has and paid."""

    org_id: UUID
    org_name: str
    org_status: OrganizationStatus
    subscription_plan: str | None
    monthly_price: UsdOut | None
    billing_cycle: BillingCycle | None
    subscription_status: SubscriptionStatus | None
    current_period_end: datetime | None
    total_credits: CreditsOut
    used_credits: CreditsOut
    member_count: int
    lifetime_spent: UsdOut = Field(description="US dollars paid for credits.")
    created_at: datetime


class RevenueMetrics(BaseModel):
    """Today's figures, and their change against the same day of last month in percent.

    A change is null where the figure was 0 then.
    """

    total_mrr: UsdOut = Field(description="Monthly shares of active and past due subscriptions.")
    total_arr: UsdOut = Field(description="12 x MRR.")
    active_subscriptions: int = Field(description="Subscriptions that MRR counts; no trials.")
    total_credits_used: CreditsOut = Field(description="This calendar month, net of refunds.")
    refunded_credits: CreditsOut = Field(description=REFUNDED)
    total_mrr_change_percent: UsdOut | None
    total_arr_change_percent: UsdOut | None
    active_subscriptions_change_percent: UsdOut | None
    total_credits_used_change_percent: UsdOut | None


class PlanShare(BaseModel):
    """What a plan contributes."""

    plan: str
    name: str
    count: int = Field(description="Subscriptions that MRR counts.")
    mrr: UsdOut
    trialing_count: int


class TopOrganization(BaseModel):
    """An organization that used much in the last 30 days, net of refunds."""

    org_id: UUID
    org_name: str
    total_credits_30_days: CreditsOut
    refunded_credits: CreditsOut = Field(description=REFUNDED)
    user_count: int = Field(description="Members who spent.")


class PastDueSubscription(BaseModel):
    """A subscription whose payment failed; the one whose grace ends first comes first."""

    org_id: UUID
    org_name: str
    subscription_id: UUID
    subscription_plan: str
    billing_cycle: BillingCycle
    monthly_price: UsdOut
    amount_due: UsdOut = Field(description="Sum of its open invoices.")
    open_invoice_count: int
    past_due_since: datetime | None = Field(description="First failure since the last payment.")
    failed_at: datetime | None = Field(description="Last failure.")
    failure_reason: str | None = Field(description="Of the last failure.")
    grace_ends_at: datetime
    may_spend: bool = Field(description="Whether the grace still runs.")
    current_period_end: datetime


class CalendarStanding(BaseModel):
    """Whether the calendar is stopped because the clock was doubted: then months, resets and
    invoices wait. Since when and why is null while it runs."""

    is_stopped: bool
    stopped_at: datetime | None = Field(description="By the clock that is doubted.")
    reason: StopReason | None = Field(
        description="clock_jump: far past what the database knew last; heartbeat_jump: further "
        "between two heartbeats than the process's own clock."
    )


class SystemDashboardResponse(BaseModel):
    """The platform at a glance. `organizations_next` is the cursor of the next page, or null.

    It settles no organization: each is shown as it was last settled, by whoever looked at it.
    """

    as_of: datetime = Field(description="When it was read.")
    organizations: list[ListedOrganization]
    organizations_next: str | None
    calendar: CalendarStanding
    revenue_metrics: RevenueMetrics
    subscription_distribution: list[PlanShare]
    top_organizations_by_usage: list[TopOrganization]
    past_due: list[PastDueSubscription] = Field(description="At most 100.")
