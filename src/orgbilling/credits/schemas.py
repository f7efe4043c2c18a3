"""Bodies of credits: what is asked, what is answered."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    computed_field,
)

from orgbilling import bounds
from orgbilling.edge.bodies import RequestBody
from orgbilling.kernel.money import (
    CostUsd,
    Credits,
    CreditsOrZero,
    CreditsOut,
    PercentOut,
    UsdOut,
    percent_of,
)
from orgbilling.kernel.texts import prose

ResetPeriod = Literal["daily", "weekly", "monthly", "never"]
PurchaseStatus = Literal["pending", "paid", "canceled", "failed", "expired", "refunded"]
AllocationSort = Literal[
    "user_id",
    "user_name",
    "-user_name",
    "used_credits",
    "-used_credits",
    "remaining_credits",
    "-remaining_credits",
    "allocated_credits",
    "-allocated_credits",
    "used_percent",
    "-used_percent",
]
Id = StringConstraints(min_length=1, max_length=bounds.ID_CHARACTERS_MAX)
UserId = Annotated[str, Id, Field(examples=["u-mona"])]
Notes = Annotated[
    str, StringConstraints(max_length=bounds.NOTE_CHARACTERS_MAX), AfterValidator(prose)
]


class AddRequest(RequestBody):
    """Buy credits (an admin), or grant them (a system admin)."""

    credits: Credits
    purchase_amount: CostUsd | None = Field(
        None, description="US dollars; when given it must be the server's quote."
    )
    reason: Notes | None = None


class UserCreditAllocationCreate(RequestBody):
    """Give a member credits of the pool, now and at each reset."""

    user_id: UserId
    allocated_credits: Credits
    reset_period: ResetPeriod | None = Field(None, description="monthly when left out at first.")
    notes: Notes | None = None


class SetAllocationRequest(RequestBody):
    """What a member has, now and after each reset."""

    allocated_credits: CreditsOrZero
    reset_period: ResetPeriod | None = None
    notes: Notes | None = None


class ReclaimRequest(RequestBody):
    """Take free credits of a member back into the pool."""

    credits: Credits
    reason: Notes | None = None


class TransferRequest(RequestBody):
    """Give free credits of a member to another member."""

    to_user_id: UserId
    credits: Credits
    reason: Notes | None = None


class RefundRequest(RequestBody):
    """Give credits back."""

    credits: Credits
    reason: Notes | None = None


class RefreshRequest(RequestBody):
    """The organization's own monthly grant. `monthly_refresh_amount` is no name of it: reads show
    the sum with what the plan includes under that."""

    own_monthly_credits: CreditsOrZero


class CreditPoolResponse(BaseModel):
    """The shared pool. Lifetime figures are null for a plain member."""

    model_config = ConfigDict(title="CreditPoolResponse")

    id: UUID
    org_id: UUID
    org_name: str
    total_credits: CreditsOut
    allocated_credits: CreditsOut
    used_credits: CreditsOut
    held_credits: CreditsOut
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


class PurchaseResponse(BaseModel):
    """Credits that were ordered. They are in the pool once the purchase is paid.

    One that is not paid may be canceled, fail or expire.
    """

    id: UUID
    org_id: UUID
    credits: CreditsOut
    amount_usd: UsdOut = Field(description="The server's quote, in whole cents.")
    currency: str = Field(examples=["USD"])
    status: PurchaseStatus
    reason: str | None
    requested_by: str
    created_at: datetime
    paid_at: datetime | None
    paid_by: str | None
    # An order that is repeated is answered as it was, which may be before these were there.
    ended_at: datetime | None = Field(None, description="When it was canceled, failed or expired.")
    ended_by: str | None = None
    end_reason: str | None = None


class AllocationSummary(BaseModel):
    """What one member has been given; remaining = allocated - used - held."""

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

    @computed_field
    def used_percent(self) -> PercentOut | None:
        """Used credits in percent of allocated ones; null where nothing is allocated."""
        return percent_of(self.used_credits, self.allocated_credits)


class UserCreditAllocationResponse(AllocationSummary):
    """An allocation with what its resets bring it to."""

    target_credits: CreditsOut
    refill_due_credits: CreditsOut


class MemberTransferResponse(BaseModel):
    """What went from one member to another, and what both have now."""

    org_id: UUID
    user_id: str = Field(description="Who gave.")
    to_user_id: str = Field(description="Who received.")
    credits: CreditsOut
    allocation: UserCreditAllocationResponse = Field(description="Of the one who gave.")
    to_allocation: UserCreditAllocationResponse = Field(description="Of the one who received.")


class RefundResponse(BaseModel):
    """Where refunded usage went."""

    refund_id: UUID
    usage_id: UUID
    user_id: str
    credits: CreditsOut
    to_account: Literal["allocation", "pool"]


class QuoteResponse(BaseModel):
    """What credits cost now."""

    credits: CreditsOut
    amount_usd: UsdOut


class LotResponse(BaseModel):
    """One inflow of credits, and what is left of it."""

    lot_id: UUID
    source: Literal["purchase", "grant", "refresh", "refund", "opening"]
    amount: CreditsOut
    used_credits: CreditsOut = Field(description="Settled use; refunds are not taken off.")
    restored_credits: CreditsOut = Field(description="What refunds of usage gave back of it.")
    out_credits: CreditsOut
    left_credits: CreditsOut
    price_paid_usd: UsdOut
    expires_at: datetime | None
    purchase_id: UUID | None
    opened_at: datetime


class TransferResponse(BaseModel):
    """One movement between accounts."""

    id: UUID
    kind: str
    from_account: str
    to_account: str
    user_id: str | None
    amount: CreditsOut
    pool_balance_after: CreditsOut | None
    allocation_balance_after: CreditsOut | None
    actor_id: str
    reason: str
    request_key: str | None
    created_at: datetime
