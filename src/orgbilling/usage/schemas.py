"""Answers about usage, in credits."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel, Field

from orgbilling.kernel.money import CreditsOut


class UserUsage(BaseModel):
    """What one member spent."""

    user_id: str
    user_email: str
    user_name: str
    total_credits: CreditsOut
    request_count: int


class DayUsage(BaseModel):
    """What was spent on one local day; 0 where nothing was."""

    date: date
    credits: CreditsOut
    requests: int


class CreditUsageStatsResponse(BaseModel):
    """Usage over whole days of the organization's time zone, today included.

    A plain member sees only their own.
    """

    org_id: UUID
    total_credits_used: CreditsOut
    user_count: int = Field(description="Members who spent.")
    total_requests: int
    service_breakdown: dict[str, CreditsOut] = Field(
        description="Credits by service type, largest first.", examples=[{"llm": 120.5}]
    )
    top_users: list[UserUsage] = Field(description="Who spent most; ten at most.")
    daily: list[DayUsage] = Field(description="Every day of the range, oldest first.")
    date_range_start: date
    date_range_end: date = Field(description="The organization's today.")
