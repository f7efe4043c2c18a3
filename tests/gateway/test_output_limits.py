"""How long an answer may be: the limit of a model, its context, and each family's name for it."""

import json
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgbilling.gateway.model_limits import documented_output_tokens_max
from orgbilling.gateway.output_limits import worst_case
from orgbilling.gateway.price_parts import parts_of
from orgbilling.gateway.prices import Price, Tokens
from orgbilling.gateway.rates import Rate
from orgbilling.gateway.request_dialects import KINDS, Kind, known_limits, request_dialect
from orgbilling.gateway.requests import read_request
from orgbilling.gateway.upstreams import Upstream
from orgbilling.gateway.worst_case import InputAtWorst, WorstCase
from orgbilling.settings import Settings
from tests.gateway.bodies import FAMILIES
from tests.gateway.conftest import told

DEFAULT = 16_384


def price_of(most: int | None = None) -> Price:
    parts = parts_of({"input": Decimal(1), "output": Decimal(1)}, None)
    return Price(uuid4(), parts, most)


def worst_of(
    body: dict[str, Any],
    price: Price,
    *models: str,
    kind: Kind = "chat/completions",
    context: int | None = None,
) -> WorstCase:
    request = read_request(kind, json.dumps({"model": "sold", **body}).encode(), 3)
    serving = [Upstream(name, "", "", {"sold": name}) for name in models or ("gpt-test",)]
    rate = Rate(price, Decimal(1))
    return worst_case(request, serving, lambda _: rate, context, Settings())[0]


@pytest.mark.parametrize(
    ("models", "most", "limit"),
    [
        (("gpt-5",), None, DEFAULT),
        (("gpt-4-turbo-2024-04-09",), None, 4_096),
        (("openai/gpt-3.5-turbo",), None, 4_096),
        # Whoever of them answers must not refuse it.
        (("gpt-5", "claude-3-haiku-20240307", "gemini-2.0-flash"), None, 4_096),
        # What an operator typed goes before what is documented.
        (("gpt-4-turbo",), 6_000, 6_000),
        (("gpt-5",), 100_000, 100_000),
    ],
)
def test_a_limit_of_ours_is_none_that_a_model_refuses(
    models: tuple[str, ...], most: int | None, limit: int
) -> None:
    body = {"messages": [{"role": "user", "content": "x"}]}
    assert worst_of(body, price_of(most=most), *models).output_tokens == limit
    named = worst_of({**body, "max_tokens": 10_000_000}, price_of(most=most), *models)
    known = most or min(
        (found for model in models if (found := documented_output_tokens_max(model))),
        default=10_000_000,
    )
    assert named.output_tokens == known


@given(
    context=st.integers(1_000, 300_000),
    letters=st.integers(0, 400_000),
    most=st.none() | st.integers(1, 200_000),
    named=st.none() | st.integers(1, 200_000),
    letters_per_token=st.integers(3, 8),
)
def test_input_and_limit_stay_within_the_context(
    context: int, letters: int, most: int | None, named: int | None, letters_per_token: int
) -> None:
    body: dict[str, Any] = {"messages": [{"role": "user", "content": "x" * letters}]}
    if named is not None:
        body["max_tokens"] = named
    worst = worst_of(body, price_of(most), context=context)
    # What the provider counts is at most what is counted here.
    real_input = letters // letters_per_token
    assert worst.input.tokens <= context
    if named is not None:
        assert worst.output_tokens == min(named, most or named)
        return
    if worst.is_sent:
        assert real_input > context or real_input + worst.output_tokens <= context
    # The context bounds what is not bounded by a limit.
    room = max(context - real_input, 0)
    possible = min(worst.output_tokens, room) if worst.is_sent else min(room, most or room)
    assert possible <= worst.output_tokens
    assert worst.is_sent or worst.input.tokens > context - 1_024


BODIES: dict[Kind, dict[str, Any]] = {
    "chat/completions": {"messages": told()},
    "completions": {"prompt": "x"},
    "responses": {"input": "x"},
    "embeddings": {"input": "x"},
}


@given(
    kind=st.sampled_from(KINDS),
    family=st.sampled_from(FAMILIES),
    named=st.dictionaries(
        st.sampled_from(sorted(known_limits())), st.none() | st.integers(1, 10_000_000)
    ),
    limit=st.integers(1, 10_000_000),
    passes_through=st.booleans(),
)
def test_whatever_a_request_names_the_provider_is_told_what_was_held(
    kind: Kind,
    family: str,
    named: dict[str, int | None],
    limit: int,
    passes_through: bool,
) -> None:
    nested = {"options": {**named, "temperature": 1}}
    body = {"model": "m", **BODIES[kind], **named, **nested}
    request = read_request(kind, json.dumps(body).encode(), 3)
    told_limit = None if kind == "embeddings" else limit
    sent = json.loads(request.forwarded("m", told_limit, family, passes_through=passes_through))
    limits = {name: sent[name] for name in known_limits() if name in sent}
    if kind == "embeddings":
        assert limits == {}
        return
    assert set(limits.values()) == {limit}
    assert limits.keys() & set(request_dialect(family).limits[kind])
    if passes_through:
        inner = sent["options"]
        assert {inner[name] for name in known_limits() if name in inner} <= {limit}
    else:
        assert set(limits) <= set(request_dialect(family).limits[kind])
        assert "options" not in sent


@pytest.mark.parametrize(
    ("family", "fields", "names"),
    [
        ("openai", {}, ["max_completion_tokens"]),
        ("azure", {}, ["max_completion_tokens"]),
        ("mistral", {}, ["max_tokens"]),
        ("mistral", {"max_completion_tokens": 5}, ["max_tokens"]),
        ("deepseek", {"max_completion_tokens": 5, "max_tokens": 6}, ["max_tokens"]),
        ("ollama", {}, ["max_tokens"]),
        ("openrouter", {"max_completion_tokens": 5}, ["max_completion_tokens"]),
    ],
)
def test_each_family_has_its_own_name_for_it(
    family: str, fields: dict[str, int], names: list[str]
) -> None:
    body = {"model": "m", "messages": told(), **fields}
    request = read_request("chat/completions", json.dumps(body).encode(), 3)
    sent = json.loads(request.forwarded("m", 50, family))
    assert {name: sent[name] for name in known_limits() if name in sent} == dict.fromkeys(names, 50)


def test_text_is_not_held_at_the_price_of_sound() -> None:
    rates = {
        "input": Decimal(1), "output": Decimal(2), "cached_input": Decimal("0.5"),
        "cache_write": Decimal(1), "audio_input": Decimal(40), "audio_output": Decimal(80),
    }  # fmt: skip
    price = Price(uuid4(), parts_of(rates, None), 100)
    text: dict[str, Any] = {"messages": [{"role": "user", "content": "x" * 2_952}]}
    for fields, output_usd in (({}, 2), ({"modalities": ["text", "audio"]}, 80)):
        worst = worst_of({**text, **fields}, price)
        charge = price.charge_at_worst(
            worst.input, worst.all_output_tokens, Decimal(1), Decimal(1_000_000),
            may_speak=worst.may_speak,
        )  # fmt: skip
        assert charge.credits == worst.input.tokens + 100 * output_usd


def test_sound_is_held_at_its_own_price() -> None:
    rates = {
        "input": Decimal(1), "output": Decimal(0), "cached_input": Decimal("0.5"),
        "cache_write": Decimal(1), "audio_input": Decimal(40), "audio_output": Decimal(0),
    }  # fmt: skip
    price = Price(uuid4(), parts_of(rates, None), 100)
    worst = InputAtWorst(text=10, image=200, audio=3)
    charge = price.charge_at_worst(worst, 100, Decimal(1), Decimal(1_000_000))
    assert charge.credits == 10 + 200 + 3 * 40
    assert (
        charge.credits
        == price.charge(
            Tokens(input=213, output=100, audio_input=3), Decimal(1), Decimal(1_000_000)
        ).credits
    )


def test_what_is_held_is_enough_for_whichever_upstream_answers() -> None:
    picture = {"type": "image_url", "image_url": {"url": "https://x.example/y.png"}}
    body: dict[str, Any] = {"messages": [{"role": "user", "content": [picture]}]}
    for models in (("gpt-4o", "gpt-4o-mini"), ("gpt-4o-mini", "gpt-4o")):
        assert worst_of(body, price_of(), *models).input.image == 2_833 + 8 * 5_667
