"""OpenAI's own client against the gateway: it works, and every call is charged what it cost."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import openai
import pytest

from tests.gateway.conftest import Caller, Provider, cost, told

ARGUMENTS: Any = {"model": "gpt-test"}


def test_a_chat_is_answered_and_charged_what_the_provider_counted(
    caller: Caller, upstream: Provider
) -> None:
    answer = caller.client().chat.completions.with_raw_response.create(
        messages=told(input=1000, output=200), temperature=0, **ARGUMENTS
    )
    completion = answer.parse()
    assert completion.choices[0].message.content == "w0 w1 w2 "
    assert completion.usage is not None
    [row] = caller.usage()
    assert row["credits_used"] == cost(1000, 200) == Decimal("6.75")
    assert (row["api_cost_usd"], row["markup_usd"]) == (Decimal("0.0045"), Decimal("0.00225"))
    assert row["request_id"] == answer.headers["x-request-id"]
    assert row["request_metadata"]["input_tokens"] == 1000
    assert row["request_metadata"]["tokens_counted_by"] == "provider"
    assert caller.figures("UHR") == (cost(1000, 200), 0, 1000 - cost(1000, 200))
    sent = upstream.asked()[-1]["body"]
    assert sent["temperature"] == 0
    assert "stream_options" not in sent
    assert caller.world.differences() == []


def test_a_stream_is_passed_on_and_charged_before_it_ends(
    caller: Caller, upstream: Provider
) -> None:
    stream = caller.client().chat.completions.create(
        messages=told(input=40, output=7, chunks=5), stream=True, **ARGUMENTS
    )
    chunks = list(stream)
    # Whoever has read the stream to its end finds it charged.
    assert caller.figures("UH") == (cost(40, 7), 0)
    words = [chunk.choices[0].delta.content for chunk in chunks if chunk.choices]
    assert [word for word in words if word] == [f"w{number} " for number in range(5)]
    # The event with the usage is the gateway's business: this client did not ask for it.
    assert all(chunk.choices for chunk in chunks)
    assert upstream.asked()[-1]["body"]["stream_options"] == {"include_usage": True}


def test_who_asks_for_the_usage_gets_it(caller: Caller) -> None:
    stream = caller.client().chat.completions.create(
        messages=told(input=40, output=7),
        stream=True,
        stream_options={"include_usage": True},
        **ARGUMENTS,
    )
    last = list(stream)[-1]
    assert last.choices == []
    assert last.usage is not None
    assert (last.usage.prompt_tokens, last.usage.completion_tokens) == (40, 7)


def test_cached_input_has_a_price_of_its_own(caller: Caller) -> None:
    caller.client().chat.completions.create(
        messages=told(input=1000, cached=800, output=0), **ARGUMENTS
    )
    [row] = caller.usage()
    assert row["api_cost_usd"] == (200 * Decimal("2.5") + 800 * Decimal("1.25")) / 1_000_000


def test_tools_are_passed_both_ways(caller: Caller, upstream: Provider) -> None:
    tools: Any = [{"type": "function", "function": {"name": "weather", "parameters": {}}}]
    answer = caller.client().chat.completions.create(
        messages=told(tool="weather"), tools=tools, **ARGUMENTS
    )
    calls = answer.choices[0].message.tool_calls
    assert calls is not None
    assert calls[0].function.name == "weather"  # type: ignore[union-attr]
    assert upstream.asked()[-1]["body"]["tools"] == tools


def test_fields_that_nobody_knows_are_left_out_and_told(caller: Caller, upstream: Provider) -> None:
    answer = caller.client().chat.completions.with_raw_response.create(
        messages=told(), extra_body={"new_field": {"deep": [1, 0.1, None]}}, n=2, **ARGUMENTS
    )
    assert answer.headers["x-dropped-fields"] == "new_field"
    sent = upstream.asked()[-1]["body"]
    assert "new_field" not in sent
    assert sent["n"] == 2


def test_embeddings_completions_and_responses_are_charged(caller: Caller) -> None:
    client = caller.client()
    orders = told(input=1000)[0]["content"]
    client.embeddings.create(model="embed-test", input=orders, encoding_format="float")
    client.completions.create(model="gpt-test", prompt=told(input=10, output=10)[0]["content"])
    client.responses.create(model="gpt-test", input=told(input=20, output=10)[0]["content"])
    list(
        client.responses.create(
            model="gpt-test", input=told(input=30, output=10)[0]["content"], stream=True
        )
    )
    list(
        client.completions.create(
            model="gpt-test", prompt=told(input=40, output=10)[0]["content"], stream=True
        )
    )
    charged = [row["credits_used"] for row in caller.usage()]
    embedding = Decimal("0.02") * 1000 / 1_000_000 * Decimal("1.5") * 1000
    assert charged == [embedding, *(cost(tokens, 10) for tokens in (10, 20, 30, 40))]
    assert caller.figures("H") == (0,)


async def test_the_asynchronous_client_streams_too(caller: Caller) -> None:
    async with caller.async_client() as client:
        stream = await client.chat.completions.create(
            messages=told(input=9, output=3), stream=True, **ARGUMENTS
        )
        assert len([chunk async for chunk in stream]) == 4
    assert caller.figures("U") == (cost(9, 3),)


def test_models_that_are_served_and_priced_are_listed(make_caller: Callable[..., Caller]) -> None:
    # Reading is free, and needs no credits.
    listed = {model.id for model in make_caller(0).client().models.list()}
    assert {"gpt-test", "gpt-free", "embed-test"} <= listed
    assert "gpt-unpriced" not in listed


def refusal(call: Callable[[], Any]) -> openai.APIStatusError:
    with pytest.raises(openai.APIStatusError) as error:
        call()
    return error.value


def test_each_refusal_is_the_error_that_the_client_knows(
    caller: Caller, upstream: Provider
) -> None:
    client, before = caller.client(), upstream.count()
    wrong = openai.OpenAI(api_key="ob_mk_wrong", base_url=client.base_url, max_retries=0)
    error = refusal(lambda: wrong.chat.completions.create(messages=told(), **ARGUMENTS))
    assert isinstance(error, openai.AuthenticationError)
    assert error.code == "invalid_api_key"
    for model in ("gpt-unpriced", "gpt-nobody"):
        error = refusal(lambda m=model: client.chat.completions.create(messages=told(), model=m))
        assert isinstance(error, openai.NotFoundError)
        assert error.code == "model_not_found"
    error = refusal(
        lambda: client.chat.completions.create(messages=told(), max_tokens=-1, **ARGUMENTS)
    )
    assert isinstance(error, openai.BadRequestError)
    assert error.param == "max_tokens"
    assert upstream.count() == before
    error = refusal(lambda: client.chat.completions.create(messages=told(status=400), **ARGUMENTS))
    assert isinstance(error, openai.BadRequestError)
    assert error.code == "as_told"
    error = refusal(
        lambda: client.chat.completions.create(
            messages=told(status=429, retry_after=7), **ARGUMENTS
        )
    )
    assert isinstance(error, openai.RateLimitError)
    assert error.response.headers["retry-after"] == "7"
    for status in (401, 403, 500, 503):
        error = refusal(
            lambda s=status: client.chat.completions.create(messages=told(status=s), **ARGUMENTS)
        )
        assert (error.status_code, error.code) == (503, "provider_unavailable"), status
    assert caller.usage() == []
    assert caller.figures("UH") == (0, 0)


def test_a_provider_that_is_down_is_passed_over(caller: Caller) -> None:
    client = caller.client()
    client.chat.completions.create(messages=told(input=1, output=1), model="gpt-other")
    assert caller.usage()[-1]["request_metadata"]["upstream"] == "main"
    error = refusal(lambda: client.chat.completions.create(messages=told(), model="gpt-down"))
    assert (error.status_code, error.code) == (503, "provider_unavailable")
    assert caller.figures("H") == (0,)
