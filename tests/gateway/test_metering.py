"""What is held, what is charged when a call does not end as it should, and that no path is free."""

import asyncio
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import uuid4

import httpx2
import openai
import pytest

from orgbilling.gateway.dialects.files import dialect_named
from orgbilling.gateway.dialects.reader import usage_of
from orgbilling.gateway.prices import Price, Tokens, output_tokens_that_fit
from orgbilling.gateway.queries import FindPriceRow
from orgbilling.gateway.requests import read_request
from orgbilling.gateway.worst_case import InputAtWorst
from orgbilling.pricing import charge_of
from tests.gateway.conftest import Caller, Provider, cost, told

ARGUMENTS: Any = {"model": "gpt-test"}


def test_a_call_that_does_not_fit_says_how_long_an_answer_would(
    make_caller: Callable[..., Caller], upstream: Provider
) -> None:
    caller, before = make_caller(10), upstream.count()
    client = caller.client()
    with pytest.raises(openai.APIStatusError) as error:
        client.chat.completions.create(
            messages=told(input=5, output=5), max_tokens=100_000, **ARGUMENTS
        )
    body: Any = error.value.body
    assert (error.value.status_code, error.value.code) == (402, "insufficient_quota")
    assert body["blocked_by"] == "allocation"
    assert body["available_credits"] == 10
    assert body["needed_credits"] > 1_500
    assert body["resolvable_by"] == "org_admin"
    assert upstream.count() == before
    fits = body["max_tokens_affordable"]
    # 10 credits are 10 / 1.5 / 1000 dollars; 10 dollars buy a million output tokens.
    assert 600 < fits < 667
    client.chat.completions.create(messages=told(input=5, output=5), max_tokens=fits, **ARGUMENTS)
    with pytest.raises(openai.APIStatusError):
        client.chat.completions.create(
            messages=told(input=5, output=5), max_tokens=fits + 1, **ARGUMENTS
        )


def test_the_hold_is_the_models_own_limit_where_that_is_less(
    make_caller: Callable[..., Caller],
) -> None:
    # 100 tokens of output at most, whatever is asked for: 2 credits are enough.
    caller = make_caller(2)
    caller.client().chat.completions.create(
        messages=told(input=5, output=5), max_tokens=1_000_000, model="gpt-known"
    )
    assert caller.figures("U") == (cost(5, 5),)


def test_a_free_model_needs_no_credits_and_leaves_a_row_of_zero(
    make_caller: Callable[..., Caller],
) -> None:
    caller = make_caller(0)
    for _ in range(2):
        caller.client().chat.completions.create(messages=told(), model="gpt-free")
    assert [row["credits_used"] for row in caller.usage()] == [0, 0]
    assert caller.world.differences() == []


@pytest.mark.parametrize("usage", ["null", "absent"])
@pytest.mark.parametrize("is_stream", [False, True])
def test_where_the_provider_does_not_count_the_gateway_does(
    caller: Caller, usage: str, is_stream: bool
) -> None:
    answer = caller.client().chat.completions.create(
        messages=told(usage=usage, chunks=30), stream=is_stream, **ARGUMENTS
    )
    if is_stream:
        assert len(list(answer)) == 31
    [row] = caller.usage()
    known = row["request_metadata"]
    text = sum(len(f"w{number} ") for number in range(30 if is_stream else 3))
    assert known["output_tokens"] == -(-text // 3)
    assert row["credits_used"] == cost(known["input_tokens"], known["output_tokens"])
    assert caller.figures("H") == (0,)


def test_usage_on_the_last_chunk_counts(caller: Caller) -> None:
    chunks = list(
        caller.client().chat.completions.create(
            messages=told(usage="last_chunk", input=70, output=9), stream=True, **ARGUMENTS
        )
    )
    assert chunks[-1].choices[0].finish_reason == "stop"
    assert caller.figures("U") == (cost(70, 9),)


def test_a_stream_that_the_provider_cuts_is_charged_as_far_as_it_came(caller: Caller) -> None:
    stream = caller.client().chat.completions.create(
        messages=told(cut=10, chunks=50, pause_ms=5), stream=True, **ARGUMENTS
    )
    with pytest.raises(openai.APIError):
        list(stream)
    caller.settled()
    [row] = caller.usage()
    assert row["request_metadata"]["ended"] == "provider_failed"
    assert row["request_metadata"]["output_tokens"] == 10


def test_garbage_is_passed_on_and_charged(caller: Caller) -> None:
    with httpx2.stream(
        "POST",
        f"{caller.server.url}/v1/chat/completions",
        headers={"authorization": f"Bearer {caller.key}"},
        json={**ARGUMENTS, "messages": told(garbage=True, input=50, output=4), "stream": True},
        timeout=30,
    ) as answer:
        text = answer.read().decode()
    assert text.count("{not json") == 6
    assert caller.figures("UH") == (cost(50, 4), 0)


@pytest.mark.parametrize("is_stream", [False, True])
def test_nobody_else_is_asked_once_an_answer_has_begun(
    caller: Caller, upstream: Provider, is_stream: bool
) -> None:
    before = upstream.count()
    answer = caller.ask({"cut": 1, "input": 10, "output": 5}, stream=is_stream)
    assert answer.status_code == (200 if is_stream else 502)
    assert "provider_failed" in answer.text
    caller.settled()
    assert upstream.count() - before == 1
    [row] = caller.usage()
    known = row["request_metadata"]
    assert known["ended"] == "provider_failed"
    # What came is counted: of the stream a word, of the answer nothing that can be read.
    assert known.get("output_tokens", 0) == is_stream
    assert row["credits_used"] == cost(known["input_tokens"], int(is_stream))


def test_an_answer_that_is_no_json_is_charged_for_its_input(caller: Caller) -> None:
    answer = httpx2.post(
        f"{caller.server.url}/v1/chat/completions",
        headers={"authorization": f"Bearer {caller.key}"},
        json={**ARGUMENTS, "messages": told(garbage=True)},
        timeout=30,
    )
    assert (answer.status_code, answer.content) == (200, b"\x00\xff not json")
    [row] = caller.usage()
    assert row["credits_used"] == cost(row["request_metadata"]["input_tokens"], 0)


def test_a_provider_that_is_silent_is_given_up_and_the_input_charged(caller: Caller) -> None:
    with pytest.raises(openai.APIStatusError) as error:
        caller.client().chat.completions.create(messages=told(silent_ms=6000), **ARGUMENTS)
    assert (error.value.status_code, error.value.code) == (504, "provider_timed_out")
    [row] = caller.usage()
    assert row["request_metadata"]["ended"] == "timed_out"
    assert row["credits_used"] == cost(row["request_metadata"]["input_tokens"], 0)
    assert caller.figures("H") == (0,)


def test_a_client_that_leaves_pays_for_what_came(caller: Caller) -> None:
    with httpx2.stream(
        "POST",
        f"{caller.server.url}/v1/chat/completions",
        headers={"authorization": f"Bearer {caller.key}"},
        json={**ARGUMENTS, "messages": told(chunks=500, pause_ms=20), "stream": True},
        timeout=30,
    ) as answer:
        lines = answer.iter_lines()
        for _ in range(20):
            next(lines)
    caller.settled()
    [row] = caller.usage()
    assert row["request_metadata"]["ended"] == "client_gone"
    assert 8 <= row["request_metadata"]["output_tokens"] < 100
    assert caller.world.differences() == []


def test_a_client_that_does_not_wait_for_a_whole_answer_pays_it(caller: Caller) -> None:
    with pytest.raises(httpx2.ReadTimeout):
        httpx2.post(
            f"{caller.server.url}/v1/chat/completions",
            headers={"authorization": f"Bearer {caller.key}"},
            json={**ARGUMENTS, "messages": told(silent_ms=1000, input=80, output=8)},
            timeout=0.3,
        )
    caller.settled()
    assert caller.figures("U") == (cost(80, 8),)


async def test_of_a_hundred_calls_at_once_on_a_balance_for_ten_ten_reach_the_provider(
    make_caller: Callable[..., Caller], upstream: Provider
) -> None:
    # They cost what is held for them, so that no call that ends makes room for another.
    tokens = held_input_tokens(told(input=10, output=10, silent_ms=500))
    body: Any = {
        **ARGUMENTS, "messages": told(input=tokens, output=10, silent_ms=500), "max_tokens": 10,
    }  # fmt: skip
    assert held_input_tokens(body["messages"]) == tokens
    caller, before = make_caller(str(10 * cost(tokens, 10))), upstream.count()
    async with caller.async_client() as client:
        answers = await asyncio.gather(
            *(client.chat.completions.create(**body) for _ in range(100)), return_exceptions=True
        )
    refused = [answer for answer in answers if isinstance(answer, openai.APIStatusError)]
    assert len(refused) == 90
    assert {error.status_code for error in refused} == {402}
    assert upstream.count() - before == 10
    assert caller.figures("UH") == (10 * cost(tokens, 10), 0)


def held_input_tokens(messages: list[Any]) -> int:
    body = {**ARGUMENTS, "messages": messages, "max_tokens": 10}
    request = read_request("chat/completions", json.dumps(body).encode(), 3)
    return request.input_at_worst(request.fit(), "gpt-test").tokens


def test_a_clients_request_id_is_no_replay(caller: Caller, upstream: Provider) -> None:
    before = upstream.count()
    for _ in range(2):
        caller.client(default_headers={"x-request-id": "mine"}).chat.completions.create(
            messages=told(input=1, output=1), **ARGUMENTS
        )
    assert upstream.count() - before == 2
    rows = caller.usage()
    assert len(rows) == 2
    assert {row["request_metadata"]["client_request_id"] for row in rows} == {"mine"}


def price(input_usd: str, output_usd: str, **parts: str) -> Price:
    row = FindPriceRow(
        price_id=uuid4(),
        input_usd_per_million=Decimal(input_usd),
        output_usd_per_million=Decimal(output_usd),
        cached_input_usd_per_million=None,
        cache_write_usd_per_million=None,
        audio_input_usd_per_million=None,
        audio_output_usd_per_million=None,
        output_tokens_max=None,
        parts=None,
    )
    given = {f"{name}_usd_per_million": Decimal(usd) for name, usd in parts.items()}
    return Price.of_row(row._replace(**given))


@pytest.mark.parametrize(
    ("given", "made"), [("prompt", "completion"), ("input", "output")], ids=["chat", "responses"]
)
def test_each_kind_of_token_has_a_price_of_its_own(given: str, made: str) -> None:
    found = usage_of(
        {
            "usage": {
                f"{given}_tokens": 100, f"{made}_tokens": 50,
                f"{given}_tokens_details": {"cached_tokens": 40, "audio_tokens": 10},
                f"{made}_tokens_details": {"audio_tokens": 20, "reasoning_tokens": 15},
            }
        },
        dialect_named("openai"),
    )  # fmt: skip
    assert found is not None
    assert found.tokens is not None
    terms = price("1", "2", cached_input="0.5", audio_input="8", audio_output="16")
    charge = terms.charge(found.tokens, Decimal("1.5"), Decimal(1000))
    # 50 x 1, 40 x 0.5, 10 x 8, 30 x 2 (reasoning is among them) and 20 x 16 dollars a million.
    assert charge.api_cost_usd == Decimal("0.00053")
    assert charge.credits == Decimal("0.795")
    assert found.tokens.reasoning == 15
    # A kind without a price of its own costs as the whole.
    assert price("1", "2").charge(found.tokens, Decimal(1), Decimal(1000)).credits == Decimal("0.2")


def test_a_cost_is_rounded_once_after_the_markup_and_up() -> None:
    charge = price("0.0375", "0.15").charge(Tokens(1, 0), Decimal("1.5"), Decimal(1000))
    # 0.0375 / 1e6 * 1.5 * 1000 = 0.00005625 credits.
    assert charge.credits == Decimal("0.000057")
    assert charge_of(Decimal("1e-15"), Decimal(1), Decimal(1000)).credits == Decimal("0.000001")
    assert charge_of(Decimal(0), Decimal("1.5"), Decimal(1000)).credits == 0


@pytest.mark.parametrize("credits", ["0.5", "3", "17.25"])
def test_the_answer_that_fits_is_the_longest(credits: str) -> None:
    terms = price("2.5", "10")
    fits = output_tokens_that_fit(
        Decimal(credits), InputAtWorst(text=100), terms, Decimal("1.5"), Decimal(1000)
    )

    def needs(tokens: int) -> Decimal:
        return terms.charge(Tokens(100, tokens), Decimal("1.5"), Decimal(1000)).credits

    assert fits is not None
    assert needs(fits + 1) > Decimal(credits)
    assert fits == 0 or needs(fits) <= Decimal(credits)


@pytest.mark.parametrize(
    "usage",
    [None, [], "5", {}, {"prompt_tokens": -1}, {"prompt_tokens": True}, {"prompt_tokens": "5"}],
)
def test_what_counts_nothing_is_no_usage(usage: Any) -> None:
    assert usage_of({"usage": usage}, dialect_named("openai")) is None
