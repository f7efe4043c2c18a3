"""What the screens of a user and of an organization read. Credits, and US dollars where named."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field, computed_field

from orgbilling.credits.schemas import AllocationSummary, ResetPeriod
from orgbilling.identity.schemas import Role
from orgbilling.kernel.money import CreditsOut, PercentOut, UsdOut, percent_of
from orgbilling.organizations.policy import OrganizationStatus
from orgbilling.subscriptions.schemas import BillingCycle, SubscriptionStatus
from orgbilling.usage.schemas import REFUNDED, DayUsage, UserUsage


class PendingRequest(BaseModel):
    """What the caller asked for and waits for."""

    id: UUID
    requested_credits: CreditsOut
    reason: str
    created_at: datetime


class WaitingInvitation(BaseModel):
    """An invitation to the caller's address. The link that was sent with it accepts it."""

    org_id: UUID
    invitation_id: UUID
    org_name: str
    role: Role
    invited_by_name: str
    created_at: datetime
    expires_at: datetime


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
    pending_request: PendingRequest | None = Field(description="What was asked for and waits.")
    total_credits_used_last_30_days: CreditsOut
    refunded_credits_last_30_days: CreditsOut = Field(description=REFUNDED)
    request_count_last_30_days: int
    daily_usage_last_30_days: list[DayUsage] = Field(
        description="The caller's own, every UTC day up to today, oldest first."
    )

    @computed_field
    def used_percent(self) -> PercentOut | None:
        """Used credits in percent of allocated ones; null where nothing is allocated."""
        return percent_of(self.used_credits, self.allocated_credits)


class UserUsageTotals(BaseModel):
    """The user's own usage over all organizations, in the last 30 days, net of refunds."""

    total_credits_used: CreditsOut
    refunded_credits: CreditsOut = Field(description=REFUNDED)
    org_count: int
    request_count: int
    service_count: int = Field(description="Different services, by type and name.")


class UserDashboardResponse(BaseModel):
    """Everything a person has, over all their organizations."""

    user_id: str
    user_email: str
    user_name: str
    organizations: list[JoinedOrganizationResponse]
    total_usage_last_30_days: UserUsageTotals = Field(
        description="Organizations that the caller has left are in it as well."
    )
    daily_usage_last_30_days: list[DayUsage] = Field(
        description="The same usage by UTC day, up to today, oldest first."
    )
    invitations: list[WaitingInvitation] = Field(description="Newest first; at most 50.")


class OrganizationSummary(BaseModel):
    """The organization that the screen is about; `role` is the caller's."""

    id: UUID
    org_id: UUID
    name: str
    org_name: str
    status: OrganizationStatus
    time_zone: str
    role: Role | None
    is_managed: bool = Field(description="Whether the caller administers it; else view only.")
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
    next_billing_at: datetime | None = Field(description="Null where nothing will be billed.")
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
    monthly_refresh_amount: CreditsOut = Field(
        description="Own monthly grant and what the plan includes, together."
    )
    own_monthly_credits: CreditsOut = Field(description="The organization's own monthly grant.")
    included_monthly_credits: CreditsOut = Field(
        description="What the plan includes a month, as of its running term."
    )
    last_refresh_date: datetime | None
    next_refresh_date: datetime | None
    allow_overage: bool
    overage_limit: CreditsOut
    lifetime_purchased_credits: CreditsOut | None
    lifetime_spent_amount: UsdOut | None


class UsageSummary(BaseModel):
    """Usage of today and the 29 days before, in the organization's zone, net of refunds."""

    total_credits_used: CreditsOut
    refunded_credits: CreditsOut = Field(description=REFUNDED)
    active_users: int
    total_requests: int
    service_breakdown: dict[str, CreditsOut]
    top_users: list[UserUsage] = Field(description="Who spent most; ten at most.")
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
    own_allocation: AllocationSummary | None = Field(description="The caller's own.")
    own_pending_request: PendingRequest | None = Field(description="The caller's own.")
    pending_request_count: int | None = Field(
        description="How many requests wait for an admin; null for a plain member."
    )
    usage_stats_30_days: UsageSummary
