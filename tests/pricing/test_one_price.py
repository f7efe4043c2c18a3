"""Who charges for tokens charges the same: the gateway, the replay of traces, the plugin."""

import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from math import ceil
from pathlib import Path
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

import orgbilling
from orgbilling.gateway.price_parts import parts_of
from orgbilling.gateway.prices import Price, Tokens
from orgbilling.integrations.litellm import charges
from orgbilling.integrations.litellm.settings import PluginSettings
from orgbilling.pricing import Charge, charge_of, cost_of_tokens
from orgbilling.replay.prices import Prices

# The only numbers of these sizes are prices of models, factors of plans and counts of tokens.
usd_per_million = st.decimals(0, 1_000, places=6)
markups = st.decimals("0.5", 5, places=4)
tokens = st.integers(0, 10**7)
credits_per_usd = st.sampled_from([Decimal(1), Decimal(1000), Decimal("333.333333")])


def rounded_up(exact: Fraction, decimals: int) -> Decimal:
    return Decimal(ceil(exact * 10**decimals)).scaleb(-decimals)


@given(tokens, tokens, usd_per_million, usd_per_million, markups, credits_per_usd)
def test_all_who_charge_for_tokens_charge_the_same(
    read: int, written: int, input_usd: Decimal, output_usd: Decimal, markup: Decimal, rate: Decimal
) -> None:
    exact = (read * Fraction(input_usd) + written * Fraction(output_usd)) / 10**6
    expected = Charge(
        api_cost_usd=rounded_up(exact, 12),
        markup_usd=rounded_up(exact * Fraction(markup), 12) - rounded_up(exact, 12),
        credits=rounded_up(exact * Fraction(markup) * Fraction(rate), 6),
    )
    price = Price(uuid4(), parts_of({"input": input_usd, "output": output_usd}, None))
    assert price.charge(Tokens(read, written), markup, rate) == expected
    assert Prices(input_usd, output_usd, markup, rate).cost(read, written) == expected
    cost = cost_of_tokens([(read, input_usd), (written, output_usd)])
    assert charge_of(cost, markup, rate) == expected
    settings = PluginSettings(
        url="http://127.0.0.1:1", service_keys={}, credits_per_usd=rate, markup_factor=markup
    )
    # A discount cannot be said over HTTP; the total alone says it.
    said = replace(expected, markup_usd=max(expected.markup_usd, Decimal(0)))
    assert charges.charge_of(cost, settings) == said


def test_nobody_else_rounds_up() -> None:
    root = Path(orgbilling.__file__).parent
    rounding = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        if re.search(r"ROUND_CEILING|math\.ceil\(", path.read_text(encoding="utf-8"))
    }
    assert rounding == {"pricing.py"}
