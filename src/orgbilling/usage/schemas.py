"""Answers about usage, in credits."""

from datetime import date, datetime
from typing import Any, Final, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from orgbilling.kernel.money import CreditsOut, UsdOut

REFUNDED: Final = "What was given back; the net figure beside it is already less by this."


class UserUsage(BaseModel):
    """What one member spent, net of refunds."""

    user_id: str
    user_email: str
    user_name: str
    total_credits: CreditsOut
    refunded_credits: CreditsOut = Field(description=REFUNDED)
    request_count: int


class DayUsage(BaseModel):
    """What was spent on one local day, net of what was refunded on it; 0 where nothing was.

    It is below 0 where more was refunded, of usage of days before.
    """

    date: date
    credits: CreditsOut
    refunded_credits: CreditsOut = Field(description=REFUNDED)
    requests: int


class CreditUsageStatsResponse(BaseModel):
    """Usage over whole days of the organization's time zone, today included, net of refunds.

    A refund belongs to the day on which it was made, and to the member and service of its usage.
    A plain member sees only their own.
    """

    org_id: UUID
    total_credits_used: CreditsOut
    refunded_credits: CreditsOut = Field(description=REFUNDED)
    user_count: int = Field(description="Members who spent.")
    total_requests: int
    service_breakdown: dict[str, CreditsOut] = Field(
        description="Credits by service type, largest first.", examples=[{"llm": 120.5}]
    )
    top_users: list[UserUsage] = Field(description="Who spent most; ten at most.")
    daily: list[DayUsage] = Field(description="Every day of the range, oldest first.")
    date_range_start: date
    date_range_end: date = Field(description="The organization's today.")


class CallResponse(BaseModel):
    """One call, or a refund of one, which has the request id of its call and takes its credits
    off."""

    time: datetime
    kind: Literal["usage", "refund"]
    user_email: str
    user_name: str
    service_type: str
    service_name: str | None
    model: str | None
    credits: CreditsOut = Field(description="Below 0 for a refund.")
    refunded_credits: CreditsOut = Field(description="Of a refund; 0 for a call.")
    api_cost_usd: UsdOut | None
    markup_usd: UsdOut | None
    request_id: str
    end_user: str | None = Field(description="For whom the call says that it was made.")
    tags: list[str] = Field(
        description="Those of the call, its key, its member and the organization."
    )
    metadata: dict[str, Any] = Field(
        description="All that is kept of the call, of a platform's upstream its label."
    )
