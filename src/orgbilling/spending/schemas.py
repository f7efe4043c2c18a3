"""Bodies of spending: what is asked, what is answered."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, StrictBool, StringConstraints

from orgbilling import bounds
from orgbilling.credits.schemas import Id, UserId
from orgbilling.edge.bodies import RequestBody
from orgbilling.kernel.money import CostUsd, Credits, CreditsOut
from orgbilling.kernel.texts import line
from orgbilling.organizations.schemas_limits import BudgetState

BlockedBy = Literal["allocation", "pool", "subscription", "organization", "budget"]
RequestId = Annotated[str, Id, Field(examples=["req-0198c5a2"])]
ServiceType = Annotated[
    str,
    StringConstraints(min_length=1, max_length=bounds.SERVICE_TYPE_CHARACTERS_MAX),
    AfterValidator(line),
    Field(examples=["llm"]),
]
ServiceName = Annotated[
    str,
    StringConstraints(max_length=bounds.SERVICE_NAME_CHARACTERS_MAX),
    AfterValidator(line),
    Field(examples=["gpt-4o"]),
]
Metadata = Annotated[
    dict[str, Any], Field(description="Anything JSON, up to 16 kB.", examples=[{"job": "nightly"}])
]
TtlS = Annotated[
    int,
    Field(
        strict=True,
        ge=bounds.HOLD_TTL_S_MIN,
        le=bounds.HOLD_TTL_S_MAX,
        description="Seconds until the hold may expire.",
    ),
]


class CheckRequest(RequestBody):
    """May this member spend this much now?"""

    user_id: UserId
    credits: Credits


class DeductRequest(RequestBody):
    """Spend credits of a member. Costs are accepted from service keys only."""

    user_id: UserId
    credits: Credits
    service_type: ServiceType
    service_name: ServiceName | None = None
    request_id: RequestId | None = None
    metadata: Metadata | None = None
    api_cost_usd: CostUsd | None = None
    markup_usd: CostUsd | None = None


class DeductBatchRequest(RequestBody):
    """Up to 1,000 deducts; each is validated, and answered, on its own."""

    items: Annotated[list[Any], Field(min_length=1, max_length=bounds.BATCH_ITEMS_MAX)]


class HoldRequest(RequestBody):
    """Set credits of a member aside before a call runs."""

    user_id: UserId
    credits: Credits
    ttl_s: TtlS = bounds.HOLD_TTL_S_DEFAULT
    service_type: ServiceType | None = None
    service_name: ServiceName | None = None
    request_id: RequestId | None = None


class CaptureRequest(RequestBody):
    """Charge what a held call really cost. Costs are accepted from service keys only."""

    credits: Credits
    metadata: Metadata | None = None
    api_cost_usd: CostUsd | None = None
    markup_usd: CostUsd | None = None


class CheckResponse(BaseModel):
    """Whether it may be spent; which limit would refuse."""

    sufficient: StrictBool
    remaining_credits: CreditsOut
    blocked_by: BlockedBy | None
    limit: BudgetState | None = Field(
        default=None, description="The budget that would refuse; left out where none would."
    )


class DeductResponse(BaseModel):
    """What was spent."""

    usage_id: UUID
    credits: CreditsOut
    remaining_credits: CreditsOut
    replayed: bool


class BatchItemResponse(BaseModel):
    """The answer that one deduct alone would have got."""

    status: int
    body: dict[str, Any]


class HoldResponse(BaseModel):
    """What was set aside, and until when."""

    hold_id: UUID
    credits: CreditsOut
    expires_at: datetime
    remaining_credits: CreditsOut
    replayed: bool


class CaptureResponse(BaseModel):
    """What a held call cost: from the allocation, back to it, and past every limit."""

    usage_id: UUID
    captured_credits: CreditsOut
    released_credits: CreditsOut
    uncollected_credits: CreditsOut
    remaining_credits: CreditsOut
    replayed: bool


class ReleaseResponse(BaseModel):
    """What went back to the member."""

    released_credits: CreditsOut
    remaining_credits: CreditsOut
    replayed: bool
