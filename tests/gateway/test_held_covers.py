"""What a provider bills by its own arithmetic, for whatever it counts within the limits that it was
sent: just that is charged, and never more than was held."""

import json
from decimal import ROUND_CEILING, Decimal
from typing import Any
from uuid import uuid4

from hypothesis import given, settings
from hypothesis import strategies as st

from orgbilling.gateway.dialects.files import dialects
from orgbilling.gateway.dialects.reader import usage_of
from orgbilling.gateway.output_limits import worst_case
from orgbilling.gateway.price_parts import parts_of
from orgbilling.gateway.prices import Price
from orgbilling.gateway.rates import Rate, charge_at_worst
from orgbilling.gateway.request_dialects import Kind
from orgbilling.gateway.requests import read_request
from orgbilling.gateway.settlement import cost_of
from orgbilling.gateway.upstreams import Upstream
from orgbilling.settings import Settings
from tests.pricing.test_full_prices import NOW

CONTEXT, ABOVE, SEARCH_USD = 128_000, 60_000, Decimal("0.01")
# Dollars a million: input, cached, written, output; twice as much past ABOVE of input.
RATES: dict[str, tuple[Decimal, ...]] = {
    "default": (Decimal(2), Decimal("0.5"), Decimal("2.5"), Decimal(8)),
    "flex": (Decimal(1), Decimal("0.25"), Decimal("1.25"), Decimal(4)),
    "priority": (Decimal(4), Decimal(1), Decimal(5), Decimal(20)),
}
NAMES = ("input", "cached_input", "cache_write", "output")


def table(tier: str) -> dict[str, Any]:
    rates = {name: str(usd) for name, usd in zip(NAMES, RATES[tier], strict=True)}
    twice = {name: str(2 * usd) for name, usd in zip(NAMES, RATES[tier], strict=True)}
    return {"rates": rates, "tiers": [{"above_tokens": ABOVE, "rates": twice}]}


PARTS = {
    "fees": {"web_search": str(SEARCH_USD)},
    "tiers": table("default")["tiers"],
    "service_tiers": {tier: [table(tier)] for tier in ("flex", "priority")},
}
PRICE = Price(uuid4(), parts_of(dict(zip(NAMES, RATES["default"], strict=True)), json.dumps(PARTS)))
MARKUPS = (Decimal(1), Decimal("1.5"))


@st.composite
def calls(draw: st.DrawFn) -> tuple[Kind, str, dict[str, Any], int, int]:
    """A kind, a family, a body, and what it names: output tokens and searches."""
    kind: Kind = draw(st.sampled_from(["chat/completions", "responses"]))
    family = "openai" if kind == "responses" else draw(st.sampled_from(["openai", "xai", "gemini"]))
    text = "x" * draw(st.sampled_from([0, 10, 3_000, 150_000, 300_000, 600_000]))
    most, searches = draw(st.integers(1, 60_000)), draw(st.integers(0, 5))
    tier = draw(st.sampled_from([None, "auto", "default", "flex", "priority"]))
    body: dict[str, Any] = {"model": "sold"} | ({} if tier is None else {"service_tier": tier})
    if kind == "chat/completions":
        body |= {"messages": [{"role": "user", "content": text}], "max_completion_tokens": most}
        return kind, family, body, most, 0
    body |= {"input": text, "max_output_tokens": most}
    if searches:
        body |= {"tools": [{"type": "web_search"}], "max_tool_calls": searches}
    return kind, family, body, most, searches


@settings(max_examples=300, deadline=None)
@given(calls(), st.data())
def test_what_is_billed_within_the_limits_is_charged_and_was_held(
    call: tuple[Kind, str, dict[str, Any], int, int], data: st.DataObject
) -> None:
    kind, family, body, most, searches = call
    request = read_request(kind, json.dumps(body).encode(), 3)
    upstream = Upstream("a", "", "", {"sold": "gpt-test"}, dialect=family)
    rates = [Rate(PRICE, markup) for markup in MARKUPS]
    worst, _ = worst_case(request, [upstream], lambda _: rates[0], CONTEXT, Settings())
    held = charge_at_worst(worst, rates, Decimal(1000))
    # What the provider counts: no more input than was sent, or read with what it found.
    total = data.draw(st.integers(1, worst.input.tokens))
    cached = data.draw(st.integers(0, total))
    written = data.draw(st.integers(0, total - cached)) if family == "openai" else 0
    output = data.draw(st.integers(0, most))
    reasoning = data.draw(st.integers(0, output))
    done = data.draw(st.integers(0, searches))
    asked = body.get("service_tier")
    tiers = ["default"] if family == "gemini" or asked not in RATES else ["default", asked]
    tier = data.draw(st.sampled_from(tiers))
    # Its own arithmetic.
    usd_of = [usd * (2 if total > ABOVE else 1) for usd in RATES[tier]]
    counts = (total - cached - written, cached, written, output)
    micro_usd = sum(usd * count for usd, count in zip(usd_of, counts, strict=True))
    usd = micro_usd / 10**6 + SEARCH_USD * done
    names = ("input", "output") if kind == "responses" else ("prompt", "completion")
    stands_beside = family in ("xai", "gemini")
    usage = {
        f"{names[0]}_tokens": total,
        f"{names[1]}_tokens": output - reasoning if stands_beside else output,
        "total_tokens": total + output,
        f"{names[0]}_tokens_details": {"cached_tokens": cached, "cache_write_tokens": written},
        f"{names[1]}_tokens_details": {"reasoning_tokens": reasoning},
    }
    found = usage_of(
        {
            "usage": usage,
            "service_tier": tier,
            "output": [{"type": "web_search_call"} for _ in range(done)],
        },
        dialects()[family],
    )
    assert found is not None
    assert found.tokens is not None
    for markup in MARKUPS:
        charge = cost_of(PRICE, found.tokens, found, markup, Decimal(1000), NOW)
        assert charge.api_cost_usd == usd.quantize(Decimal("1e-12"), ROUND_CEILING)
        assert charge.credits <= held.credits
