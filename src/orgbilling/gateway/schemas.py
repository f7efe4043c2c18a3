"""What the gateway's own routes ask and answer; `/v1` speaks OpenAI's shapes instead."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    Field,
    SecretStr,
)
from pydantic_core import PydanticCustomError

from orgbilling.bounds import (
    BASE_URL_CHARACTERS_MAX,
    BASE_URL_CHARACTERS_MIN,
    ID_CHARACTERS_MAX,
    KEY_NAME_CHARACTERS_MAX,
    OUTPUT_TOKENS_MAX,
)
from orgbilling.edge.bodies import RequestBody
from orgbilling.gateway.dialects.files import checked_dialect_name
from orgbilling.gateway.queries import ReceiptRow
from orgbilling.gateway.schemas_prices import PartsOut, PricePartsBody
from orgbilling.kernel.identifiers import DisplayName
from orgbilling.kernel.moments import Moment
from orgbilling.kernel.money import CreditsOut, PriceUsd, UsdOut
from orgbilling.kernel.texts import line
from orgbilling.usage.shown import OWN, shown_metadata

_ModelName = Annotated[
    str,
    Field(min_length=1, max_length=ID_CHARACTERS_MAX, examples=["gpt-4o-mini"]),
    AfterValidator(line),
]
_Usd = Annotated[PriceUsd, Field(description="US dollars per million tokens.")]


def _known_dialect(name: str) -> str:
    try:
        return checked_dialect_name(name)
    except ValueError as error:
        raise PydanticCustomError("dialect_unknown", "{why}", {"why": str(error)}) from None


class ModelPriceRequest(RequestBody):
    """A new version of a model's price."""

    input_usd_per_million: _Usd
    output_usd_per_million: _Usd
    cached_input_usd_per_million: _Usd | None = None
    cache_write_usd_per_million: _Usd | None = None
    audio_input_usd_per_million: _Usd | None = None
    audio_output_usd_per_million: _Usd | None = None
    output_tokens_max: Annotated[int, Field(ge=1, le=OUTPUT_TOKENS_MAX)] | None = None
    parts: PricePartsBody | None = Field(None, description="What else a call is charged by.")
    valid_from: Annotated[
        Moment | None,
        Field(description="From when on; now unless given. Never in the past."),
    ] = None


class ModelPriceResponse(BaseModel):
    """One version of a model's price."""

    price_id: UUID
    model: _ModelName
    valid_from: datetime
    input_usd_per_million: UsdOut
    output_usd_per_million: UsdOut
    cached_input_usd_per_million: UsdOut | None
    cache_write_usd_per_million: UsdOut | None
    audio_input_usd_per_million: UsdOut | None
    audio_output_usd_per_million: UsdOut | None
    output_tokens_max: int | None
    parts: PartsOut
    source: str = Field(examples=["admin"])
    created_by: str
    created_at: datetime


class ModelPriceStatusResponse(BaseModel):
    """Whether a configured model is sold at one upstream, by which price, or why not."""

    model: _ModelName
    upstream: str = Field(examples=["main"])
    provider_model: str = Field(description="The upstream's own name of the model.")
    is_sold: bool
    reason: str | None = Field(
        description="Why the published list has no price of it here.",
        examples=["the price list has no provider at https://proxy.example/v1"],
    )
    verdict: Literal["new", "changed", "same", "kept", "not_published"] = Field(
        description="new, changed: the list has a price that is not taken yet; same: it is what is "
        "charged; kept: what is charged is an admin's own, or another upstream's."
    )
    source: str | None = Field(examples=["genai-prices 0.0.40 openai"])
    valid_from: datetime | None


class ReceiptResponse(BaseModel):
    """What one call cost, and why."""

    usage_id: UUID
    request_id: str = Field(examples=["gw_3xV0oXb1m7m1k2Zq5c8n4A"])
    created_at: datetime
    user_id: str
    user_email: str | None
    service_type: str
    service_name: str | None
    credits: CreditsOut = Field(description="What it was charged; refunds are not taken off.")
    refunded_credits: CreditsOut = Field(description="What of it was given back since.")
    uncollected_credits: CreditsOut
    api_cost_usd: UsdOut | None
    markup_usd: UsdOut | None
    total_usd: UsdOut | None
    answered_model: str | None = Field(
        description="The model that answered, as far as its provider says it."
    )
    answered_by: Literal["own_key", "platform_key"] | None = Field(
        description="Whose provider key answered; null for what was no call to a model."
    )
    warnings: list[Literal["another_model_answered", "own_key_fell_over"]] = Field(
        description="another_model_answered: it was charged as the one that was asked for. "
        "own_key_fell_over: the organization's own key did not answer, so that it was charged at "
        "the markup for the platform's."
    )
    metadata: dict[str, Any] = Field(
        description="Model, upstream, tokens, price version, markup, latency, how it ended."
    )

    @classmethod
    def of_row(cls, row: ReceiptRow) -> "ReceiptResponse":
        """Read a row of `receipt`."""
        cost, markup = row.api_cost_usd, row.markup_usd
        known = row.request_metadata
        known = known if isinstance(known, dict) else {}
        is_other = known.get("is_other_model") is True
        has_fallen = known.get("own_key_fell_over") is True
        upstream = known.get("upstream") if "price_id" in known else None
        total = None if cost is None and markup is None else (cost or 0) + (markup or Decimal(0))
        return cls(
            usage_id=row.usage_id,
            request_id=row.request_id,
            created_at=row.created_at,
            user_id=row.user_id,
            user_email=row.user_email,
            service_type=row.service_type,
            service_name=row.service_name,
            credits=row.credits,
            refunded_credits=row.refunded_credits,
            uncollected_credits=row.uncollected_credits,
            api_cost_usd=cost,
            markup_usd=markup,
            total_usd=total,
            answered_model=known.get("answered_model"),
            answered_by=None if not isinstance(upstream, str) else _side_of(upstream),
            warnings=[
                *(["another_model_answered"] if is_other else []),
                *(["own_key_fell_over"] if has_fallen else []),
            ],
            metadata=shown_metadata(known),
        )


class FallOver(RequestBody):
    """Whether calls that the organization's own provider keys could not have answered may go to the
    platform's, at the plan's markup for those."""

    falls_over: Annotated[bool, Field(strict=True)]


class FallOverResponse(BaseModel):
    """Whether own provider keys fall over to the platform's."""

    falls_over: bool


class ProviderKeyCreate(RequestBody):
    """A provider key that an organization brings."""

    name: Annotated[
        DisplayName, Field(max_length=KEY_NAME_CHARACTERS_MAX, examples=["our provider"])
    ]
    base_url: Annotated[
        str,
        Field(
            min_length=BASE_URL_CHARACTERS_MIN,
            max_length=BASE_URL_CHARACTERS_MAX,
            examples=["https://provider.example/v1"],
        ),
        AfterValidator(line),
    ]
    api_key: Annotated[SecretStr, Field(min_length=1, max_length=1000)]
    models: Annotated[
        dict[_ModelName, _ModelName],
        Field(
            min_length=1,
            max_length=500,
            description="Names that clients use, each with the provider's own.",
            examples=[{"gpt-4o-mini": "gpt-4o-mini"}],
        ),
    ]
    dialect: Annotated[
        Annotated[str, AfterValidator(_known_dialect)] | None,
        Field(
            description="Whose answers the provider's are like; without it, its address says so.",
            examples=["openai"],
        ),
    ] = None


class ProviderKeyResponse(BaseModel):
    """What may be seen of a provider key."""

    provider_key_id: UUID
    org_id: UUID
    name: str
    base_url: str
    models: dict[str, str]
    dialect: str | None = Field(description="As it was given; null: its address says so.")
    hint: str = Field(description="The last four characters of the key; none of a short one.")
    created_by: str
    created_at: datetime
    revoked_at: datetime | None


class ModelPricing(BaseModel):
    """What a token of a model is charged, in US dollars, as an exact decimal in text: the price
    with what the plan adds, before it becomes credits."""

    prompt: str = Field(examples=["0.00000375"])
    completion: str = Field(examples=["0.000015"])
    input_cache_read: str = Field(examples=["0.000001875"])
    input_cache_write: str = Field(examples=["0.00000375"])
    audio: str | None = Field(None, description="Audio in the input, where it costs otherwise.")
    audio_output: str | None = Field(None, description="Audio in the output, likewise.")
    image_output: str | None = Field(None, description="Pictures in the output, likewise.")
    fees: dict[str, str] | None = Field(
        None,
        description="What is no token, each: a picture, a second, a character, a request.",
        examples=[{"image": "0.06"}],
    )


class ModelLimits(BaseModel):
    """Where OpenRouter's clients look for a model's limits, in tokens."""

    context_length: int | None = None
    max_completion_tokens: int | None = None


class ServedModel(BaseModel):
    """A model that is served and has a price: OpenAI's shape, with what OpenRouter adds to it. What
    is not known of it is left out."""

    id: _ModelName
    object: Literal["model"] = "model"
    created: int = Field(description="Since when its price holds, in Unix seconds.")
    owned_by: str = Field(
        examples=["platform"],
        description="The label of the upstream that is asked first, `platform` where it has none; "
        "`own:` and a name where the organization's own key serves.",
    )
    context_length: int | None = Field(None, description="What it takes in at once, in tokens.")
    max_output_tokens: int | None = Field(None, description="The longest answer, in tokens.")
    pricing: ModelPricing
    top_provider: ModelLimits


class CountedTokens(BaseModel):
    """The input tokens of a message at worst, in Anthropic's shape."""

    input_tokens: int


class ServedModels(BaseModel):
    """The models that are served, in OpenAI's shape."""

    object: Literal["list"] = "list"
    data: list[ServedModel]


def _side_of(upstream: str) -> Literal["own_key", "platform_key"]:
    return "own_key" if upstream.startswith(OWN) else "platform_key"
