"""Amounts are JSON numbers, exact, within bounds."""

import json
from decimal import Decimal
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from orgbilling.edge.bodies import parse_body
from orgbilling.kernel.money import CostUsd, Credits, CreditsOrZero, CreditsOut, UsdOut


class Amounts(BaseModel):
    credits: Credits = Decimal(1)
    or_zero: CreditsOrZero = Decimal(0)
    cost_usd: CostUsd = Decimal(0)


class Shown(BaseModel):
    credits: CreditsOut
    usd: UsdOut | None


def read(name: str, text: str) -> Any:
    return Amounts.model_validate(parse_body(f'{{"{name}": {text}}}'.encode()))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (name, text)
        for name in ("credits", "or_zero", "cost_usd")
        for text in ('"5"', "true", "false", "null", "[]", "{}", "-1", "-0.000001", "1e300",
                     "-1e300", "1e-300")
    ]
    + [
        ("credits", "0"), ("credits", "0.0"), ("credits", "-0"), ("credits", "0.0000001"),
        ("credits", "1.0000001"), ("credits", "9000000000.000001"), ("credits", "9000000001"),
        ("or_zero", "0.0000001"), ("cost_usd", "0.0000000000001"), ("cost_usd", "1000000000000"),
    ],
)  # fmt: skip
def test_what_is_no_amount_is_refused(name: str, text: str) -> None:
    with pytest.raises(ValidationError):
        read(name, text)


@pytest.mark.parametrize(
    "value", [1.5, float("nan"), "1", Decimal("NaN"), Decimal("Infinity"), True]
)
def test_python_values_that_are_not_exact_are_refused(value: Any) -> None:
    with pytest.raises(ValidationError):
        Amounts(credits=value)


@pytest.mark.parametrize(
    ("name", "text", "amount"),
    [
        ("credits", "0.000001", "0.000001"),
        ("credits", "1.50000000000", "1.5"),
        ("credits", "9000000000", "9000000000"),
        ("credits", "8999999999.999999", "8999999999.999999"),
        ("credits", "1e3", "1000"),
        ("or_zero", "0", "0"),
        ("or_zero", "0e300", "0"),
        ("cost_usd", "0.000000000001", "0.000000000001"),
        ("cost_usd", "0.1", "0.1"),
    ],
)
def test_an_amount_is_read_to_the_last_digit(name: str, text: str, amount: str) -> None:
    assert getattr(read(name, text), name) == Decimal(amount)


def test_amounts_are_shown_as_numbers() -> None:
    shown = Shown(credits=Decimal("1000.000000"), usd=Decimal("0.10"))
    assert shown.model_dump_json() == '{"credits":1000,"usd":0.1}'
    assert json.loads(Shown(credits=Decimal("8999999999.999999"), usd=None).model_dump_json()) == {
        "credits": 8999999999.999999,
        "usd": None,
    }


def test_the_description_states_the_bounds() -> None:
    schema = Amounts.model_json_schema()["properties"]["credits"]
    assert (schema["type"], schema["exclusiveMinimum"], schema["maximum"]) == (
        "number",
        0,
        9_000_000_000,
    )
    assert schema["multipleOf"] == 0.000001
    shown = Shown.model_json_schema(mode="serialization")["properties"]
    assert shown["credits"]["type"] == "number"
