"""Answers about usage, in credits."""

from datetime import date
from typing import Final
from uuid import UUID

from pydantic import BaseModel, Field

from orgbilling.kernel.money import CreditsOut

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
