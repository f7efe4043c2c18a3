"""Credits and dollars at the edge: exact decimals inside, JSON numbers outside.

Bodies are parsed with every fraction as `Decimal` (edge/bodies.py), so that an amount is never a
float on its way in. A float here therefore comes from a mistake, and is refused like a string.
"""

from decimal import Decimal
from typing import Annotated, Any

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from orgbilling.bounds import (
    COST_USD_MAX,
    CREDIT_DECIMALS_MAX,
    CREDITS_MAX,
    PRICE_USD_MAX,
    USD_DECIMALS_MAX,
)


def _exact(value: object) -> Decimal:
    # `True` is an int to Python, and a mistake to everybody else.
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise PydanticCustomError("amount_not_number", "must be a JSON number")
    amount = Decimal(value)
    if not amount.is_finite():
        raise PydanticCustomError("amount_not_finite", "must be a finite number")
    return amount


def _within(value: object, largest: Decimal, decimals_max: int) -> Decimal:
    amount = _exact(value)
    if amount < 0:
        raise PydanticCustomError("amount_negative", "must not be negative")
    if amount > largest:
        raise PydanticCustomError(
            "amount_too_large", "must be at most {largest}", {"largest": f"{largest:,}"}
        )
    return _require_decimals(amount, decimals_max)


def _require_decimals(amount: Decimal, decimals_max: int) -> Decimal:
    exponent = amount.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= -decimals_max:
        return amount
    # Trailing zeros do not count: 1.2500000 is 1.25. Comparing is exact; other arithmetic rounds
    # at 28 digits.
    rounded = amount.quantize(Decimal(1).scaleb(-decimals_max))
    if rounded != amount:
        raise PydanticCustomError(
            "amount_too_precise",
            "must have at most {decimals} decimals",
            {"decimals": decimals_max},
        )
    return rounded


def parse_credits(value: object) -> Decimal:
    """Read an amount of credits: above 0, at most `CREDITS_MAX`, at most six decimals.

    Raises:
        PydanticCustomError: anything else, a string, a bool or a float included.
    """
    amount = parse_credits_or_zero(value)
    if amount == 0:
        raise PydanticCustomError("amount_not_positive", "must be greater than 0")
    return amount


def parse_credits_or_zero(value: object) -> Decimal:
    """Read an amount of credits that may be 0; else as `parse_credits`.

    Raises:
        PydanticCustomError: anything else.
    """
    return _within(value, CREDITS_MAX, CREDIT_DECIMALS_MAX)


def parse_cost_usd(value: object) -> Decimal:
    """Read a cost in US dollars: 0 or more, at most `COST_USD_MAX`, at most twelve decimals.

    Raises:
        PydanticCustomError: anything else.
    """
    return _within(value, COST_USD_MAX, USD_DECIMALS_MAX)


def parse_price_usd(value: object) -> Decimal:
    """Read what a million tokens cost, in US dollars: as `parse_cost_usd`, up to `PRICE_USD_MAX`.

    Raises:
        PydanticCustomError: anything else.
    """
    return _within(value, PRICE_USD_MAX, USD_DECIMALS_MAX)


def as_json_number(amount: Decimal) -> int | float:
    """Return what JSON shows for an amount: an integer where it is whole, else a float."""
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def percent_of(part: Decimal, whole: Decimal) -> Decimal | None:
    """Return `part` in percent of `whole`, to two decimals; None where `whole` is 0."""
    return None if whole == 0 else (100 * part / whole).quantize(Decimal("0.01"))


def _number_schema(**bounds: Any) -> WithJsonSchema:
    return WithJsonSchema({"type": "number", **bounds})


Credits = Annotated[
    Decimal,
    PlainValidator(parse_credits),
    _number_schema(
        exclusiveMinimum=0, maximum=int(CREDITS_MAX), multipleOf=0.000001, examples=[1.5]
    ),
]
"""Credits in a request, above 0."""

CreditsOrZero = Annotated[
    Decimal,
    PlainValidator(parse_credits_or_zero),
    _number_schema(minimum=0, maximum=int(CREDITS_MAX), multipleOf=0.000001, examples=[100]),
]
"""Credits in a request, 0 or more."""

CostUsd = Annotated[
    Decimal,
    PlainValidator(parse_cost_usd),
    _number_schema(
        minimum=0, maximum=int(COST_USD_MAX), multipleOf=0.000000000001, examples=[0.00042]
    ),
]
"""US dollars in a request, 0 or more."""

PriceUsd = Annotated[
    Decimal,
    PlainValidator(parse_price_usd),
    _number_schema(
        minimum=0, maximum=int(PRICE_USD_MAX), multipleOf=0.000000000001, examples=[0.15]
    ),
]
"""US dollars for a million tokens in a request, 0 or more."""

CreditsOut = Annotated[
    Decimal,
    PlainSerializer(as_json_number, return_type=int | float, when_used="json"),
    _number_schema(examples=[1250.75]),
]
"""Credits in an answer."""

UsdOut = Annotated[
    Decimal,
    PlainSerializer(as_json_number, return_type=int | float, when_used="json"),
    _number_schema(examples=[50]),
]
"""US dollars in an answer."""

PercentOut = Annotated[
    Decimal,
    PlainSerializer(as_json_number, return_type=int | float, when_used="json"),
    _number_schema(examples=[42.8]),
]
"""A share in percent in an answer, to two decimals."""
