"""What a price says beside its plain rates, over HTTP: as `price_parts` keeps it, in numbers."""

import json
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final, Self, TypeAlias

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    GetJsonSchemaHandler,
    StrictInt,
    StringConstraints,
    TypeAdapter,
    WithJsonSchema,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from orgbilling.bounds import TOKENS_BELOW
from orgbilling.edge.bodies import RequestBody
from orgbilling.gateway.price_parts import Part
from orgbilling.kernel.money import PriceUsd, as_json_number

_LISTED_MAX: Final = 24
_UNITS_MAX: Final = 999_999_999
# They have fields of their own.
_PLAIN: Final = frozenset(
    {"input", "output", "cached_input", "cache_write", "audio_input", "audio_output"}
)
_WHOLE: Final = ("input", "output")

_Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
_Units = Annotated[StrictInt, Field(ge=1, le=_UNITS_MAX)]
_Hour = Annotated[
    str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$"), Field(examples=["16:30"])
]
Rates = Annotated[
    dict[Part, PriceUsd], Field(description="US dollars per million tokens, by what they are.")
]


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise PydanticCustomError("no_date", "must be a date: 2027-01-31") from None


def _fee(value: object) -> object:
    return value if isinstance(value, dict) else {"usd": value}


class _OrAmount:
    """Says in a schema that a bare amount stands for one of each."""

    def __get_pydantic_json_schema__(
        self, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        amount = TypeAdapter(PriceUsd).json_schema()
        return {"anyOf": [amount, handler(core_schema)]}


class FeePrice(RequestBody):
    """What something that is no tokens costs."""

    usd: PriceUsd
    per: _Units = Field(1, description="For how many of them the price is.")
    least: Annotated[StrictInt, Field(ge=0, le=_UNITS_MAX)] = Field(
        0, description="So many are charged at least, where there are any."
    )

    def document(self) -> Any:
        """Return it as it is kept."""
        if self.per == 1 and not self.least:
            return _text(self.usd)
        return {
            "usd": _text(self.usd),
            "per": self.per,
            **({"least": self.least} if self.least else {}),
        }


class PriceTier(RequestBody):
    """What holds for a whole call whose input is larger."""

    above_tokens: Annotated[StrictInt, Field(ge=1, lt=TOKENS_BELOW, examples=[200_000])]
    rates: Annotated[Rates, Field(min_length=1)]


class PriceTable(RequestBody):
    """The prices of one condition."""

    rates: Rates = Field(default_factory=dict)
    tiers: list[PriceTier] = Field(default_factory=list, max_length=_LISTED_MAX)
    fees: dict[_Name, Annotated[FeePrice, BeforeValidator(_fee), _OrAmount()]] = Field(
        default_factory=dict,
        max_length=_LISTED_MAX,
        description="US dollars each, or for so many; request is what each call costs once.",
        examples=[{"web_search": 0.01}],
    )

    def document(self) -> dict[str, Any]:
        """Return it as it is kept; what is empty is left out."""
        tiers = sorted(self.tiers, key=lambda tier: tier.above_tokens)
        kept: dict[str, Any] = {
            "rates": _texts(self.rates),
            "tiers": [
                {"above_tokens": tier.above_tokens, "rates": _texts(tier.rates)} for tier in tiers
            ],
            "fees": {name: fee.document() for name, fee in self.fees.items()},
        }
        return {name: value for name, value in kept.items() if value}


class ServiceTierPrice(PriceTable):
    """What a service tier costs, where it costs otherwise; what is not named stays."""

    since: Annotated[str, AfterValidator(_day)] | None = Field(
        None, description="From this date on (UTC).", examples=["2027-01-31"]
    )
    begins: _Hour | None = Field(None, description="From this hour of the day on (UTC).")
    ends: _Hour | None = Field(None, description="Until this hour, perhaps of the next day (UTC).")
    days: list[Annotated[StrictInt, Field(ge=1, le=7)]] = Field(
        default_factory=list, max_length=7, description="On these days only (UTC); Monday is 1."
    )

    @model_validator(mode="after")
    def _hours_are_two(self) -> Self:
        if (self.begins is None) != (self.ends is None) or (
            self.begins is not None and self.begins == self.ends
        ):
            raise PydanticCustomError("hours", "begins and ends must be two hours, or left out")
        return self

    def document(self) -> dict[str, Any]:
        """Return it as it is kept."""
        when = {"since": self.since, "begins": self.begins, "ends": self.ends, "days": self.days}
        return {name: value for name, value in when.items() if value} | super().document()


class PriceWindow(ServiceTierPrice):
    """Prices that hold at a time, in the place of all others; of several the last that holds."""

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if not all(part in self.rates for part in _WHOLE):
            raise PydanticCustomError("window_rates", "rates must name input and output")
        if self.since is None and self.begins is None and not self.days:
            raise PydanticCustomError("window_when", "must say since, begins and ends, or days")
        return self


class PricePartsBody(PriceTable):
    """What else a call is charged by."""

    windows: list[PriceWindow] = Field(default_factory=list, max_length=_LISTED_MAX)
    service_tiers: dict[_Name, Annotated[list[ServiceTierPrice], Field(max_length=_LISTED_MAX)]] = (
        Field(
            default_factory=dict,
            max_length=_LISTED_MAX,
            examples=[{"flex": [{"rates": {"input": 0.625, "output": 5}}]}],
        )
    )

    @model_validator(mode="after")
    def _names_no_plain_rate(self) -> Self:
        for part in sorted(_PLAIN & set(self.rates)):
            raise PydanticCustomError(
                "plain_rate", "rates: {part} has a field of its own", {"part": part}
            )
        return self

    def document(self) -> dict[str, Any]:
        """Return it as it is kept."""
        kept: dict[str, Any] = {
            "windows": [window.document() for window in self.windows],
            "service_tiers": {
                name: [tier.document() for tier in tiers]
                for name, tiers in self.service_tiers.items()
                if tiers
            },
        }
        return super().document() | {name: value for name, value in kept.items() if value}


def parts_text(parts: PricePartsBody | None) -> str | None:
    """Return what is kept, as JSON; None where there is nothing."""
    document = {} if parts is None else parts.document()
    return json.dumps(document) if document else None


def _texts(rates: Rates) -> dict[str, str]:
    return {part: _text(usd) for part, usd in rates.items()}


def _text(usd: Decimal) -> str:
    return f"{usd.normalize():f}"


def _shown(kept: object) -> object:
    return shown_parts(json.loads(kept)) if isinstance(kept, str) else kept


def shown_parts(kept: Any, *, is_amount: bool = False) -> Any:
    """Return what is kept with its amounts as numbers, as it may be sent again."""
    if isinstance(kept, dict):
        # Below these names every text is an amount.
        below = {"rates", "fees", "usd"}
        return {
            name: shown_parts(value, is_amount=is_amount or name in below)
            for name, value in kept.items()
        }
    if isinstance(kept, list):
        return [shown_parts(value, is_amount=is_amount) for value in kept]
    return as_json_number(Decimal(kept)) if is_amount and isinstance(kept, str) else kept


def _without_references(value: Any, kept: dict[str, Any]) -> Any:
    """Return a schema with what it refers to in the place of the reference."""
    if isinstance(value, list):
        return [_without_references(item, kept) for item in value]
    if not isinstance(value, dict):
        return value
    if "$ref" in value:
        return _without_references(kept[value["$ref"].rpartition("/")[2]], kept)
    return {name: _without_references(item, kept) for name, item in value.items()}


def _schema_of_parts() -> JsonSchemaValue:
    schema = PricePartsBody.model_json_schema()
    kept = schema.pop("$defs")
    return {"anyOf": [_without_references(schema, kept), {"type": "null"}]}


PartsOut: TypeAlias = Annotated[
    dict[str, Any] | None,
    BeforeValidator(_shown),
    WithJsonSchema(_schema_of_parts()),
    Field(description="What else a call is charged by, as it was set; null: nothing."),
]
