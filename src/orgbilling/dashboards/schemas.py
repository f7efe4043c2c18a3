"""What the screens of a user and of an organization read. Credits, and US dollars where named."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from orgbilling.identity.schemas import Role
from orgbilling.kernel.money import CreditsOut, UsdOut
from orgbilling.organizations.policy import OrganizationStatus
from orgbilling.subscriptions.schemas import BillingCycle, SubscriptionStatus
from orgbilling.usage.schemas import DayUsage

ResetPeriod = Literal["daily", "weekly", "monthly", "never"]


class JoinedOrganizationResponse(BaseModel):
    """One of the user's organizations. Plan and price are null where there is no subscription."""

    org_id: UUID
    org_name: str
    role: Role
    subscription_plan: str | None
    monthly_price: UsdOut | None
    subscription_status: SubscriptionStatus | None
    allocated_credits: CreditsOut
    used_credits: CreditsOut
    held_credits: CreditsOut
    remaining_credits: CreditsOut
    reset_period: ResetPeriod | None
    next_reset_date: datetime | None
    is_active: bool = Field(description="Whether there is an allocation to spend from.")


class UserUsageTotals(BaseModel):
    """The user's own usage over all organizations, in the last 30 days."""

    total_credits_used: CreditsOut
    org_count: int
    request_count: int
    service_count: int = Field(description="Different services, by type and name.")


class UserDashboardResponse(BaseModel):
    """Everything a person has, over all their organizations."""

    user_id: str
    user_email: str
    user_name: str
    organizations: list[JoinedOrganizationResponse]
    total_usage_last_30_days: UserUsageTotals


class OrganizationSummary(BaseModel):
    """The organization that the screen is about; `role` is the caller's."""

    id: UUID
    org_id: UUID
    name: str
    org_name: str
    status: OrganizationStatus
    time_zone: str
    role: Role | None
    member_count: int


class SubscriptionSummary(BaseModel):
    """The plan, as the screen shows it."""

    id: UUID
    plan: str
    price: UsdOut = Field(description="Price of one billing cycle.")
    monthly_price: UsdOut
    billing_cycle: BillingCycle
    status: SubscriptionStatus
    trial_ends_at: datetime | None
    current_period_start: datetime
    current_period_end: datetime
    grace_ends_at: datetime | None
    cancel_at: datetime | None
    next_plan: str | None
    next_billing_cycle: BillingCycle | None


class PoolSummary(BaseModel):
    """The shared pool. Lifetime figures are null for a plain member."""

    id: UUID
    org_id: UUID
    org_name: str
    total_credits: CreditsOut = Field(description="allocated + available.")
    allocated_credits: CreditsOut
    used_credits: CreditsOut = Field(description="Sum over the members' present periods.")
    available_credits: CreditsOut
    monthly_refresh_amount: CreditsOut
    last_refresh_date: datetime | None
    next_refresh_date: datetime | None
    allow_overage: bool
    overage_limit: CreditsOut
    lifetime_purchased_credits: CreditsOut | None
    lifetime_spent_amount: UsdOut | None


class AllocationSummary(BaseModel):
    """What one member has been given."""

    id: UUID
    org_id: UUID
    user_id: str
    user_email: str
    user_name: str
    allocated_credits: CreditsOut
    used_credits: CreditsOut
    held_credits: CreditsOut
    remaining_credits: CreditsOut
    reset_period: ResetPeriod
    last_reset_date: datetime | None
    next_reset_date: datetime | None
    is_active: bool
    notes: str | None
    created_at: datetime


class UsageSummary(BaseModel):
    """Usage of today and the 29 days before, in the organization's time zone."""

    total_credits_used: CreditsOut
    active_users: int
    total_requests: int
    service_breakdown: dict[str, CreditsOut]
    daily: list[DayUsage]


class OrganizationDashboardResponse(BaseModel):
    """An organization's billing screen. A plain member sees their own allocation and usage."""

    organization: OrganizationSummary
    subscription: SubscriptionSummary | None
    credit_pool: PoolSummary
    user_allocations: list[AllocationSummary] = Field(
        description="Who used most first; at most 500. GET /credits/{org_id}/allocations has all."
    )
    allocation_count: int = Field(description="How many allocations there are.")
    usage_stats_30_days: UsageSummary
