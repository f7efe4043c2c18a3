"""A call through LiteLLM's proxy is charged what LiteLLM says it cost, to whom the key says."""

import uuid
from collections.abc import Callable
from decimal import Decimal

import pytest

from tests.conftest import OwnerConnection
from tests.gateway.conftest import Provider, cost, told
from tests.litellm.conftest import Caller, Organization, new_caller
from tests.litellm.proxy import Proxy

LIMITED = {"model": "gpt-test", "max_tokens": 500}


def test_an_answer_is_charged_before_it_can_be_read(caller: Caller) -> None:
    answer = caller.ask(messages=told(input=1000, output=77), max_tokens=100)
    assert answer.json()["usage"]["completion_tokens"] == 77
    [row] = caller.usage()
    assert row["credits_used"] == cost(1000, 77)
    assert (row["api_cost_usd"], row["markup_usd"]) == (Decimal("0.00327"), Decimal("0.001635"))
    assert (row["service_type"], row["service_name"]) == ("llm", "gpt-test")
    known = row["request_metadata"]
    assert known["ended"] == "completed"
    assert known["litellm_call_id"] == answer.headers["x-litellm-call-id"]
    assert known["request_id"] == answer.headers["x-orgbilling-request-id"]
    assert caller.figures("UH") == (cost(1000, 77), 0)


@pytest.mark.parametrize("asks_for_usage", [False, True])
def test_a_stream_is_charged_before_its_end_can_be_read(
    caller: Caller, asks_for_usage: bool
) -> None:
    options = {"stream_options": {"include_usage": True}} if asks_for_usage else {}
    stream = caller.client().chat.completions.create(
        messages=told(input=321, output=123, chunks=20), stream=True, **LIMITED, **options
    )
    chunks = list(stream)
    text = "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
    assert text == "".join(f"w{number} " for number in range(20))
    assert [row["credits_used"] for row in caller.usage()] == [cost(321, 123)]
    assert caller.figures("UH") == (cost(321, 123), 0)
    shown = [chunk.usage.completion_tokens for chunk in chunks if chunk.usage]
    assert shown == ([123] if asks_for_usage else [])


def test_cached_input_costs_what_litellm_says(caller: Caller) -> None:
    caller.client().chat.completions.create(
        messages=told(input=1000, output=10, cached=800), **LIMITED
    )
    # 200 tokens at 2.50, 800 at 1.25 and 10 at 10 dollars a million.
    assert caller.figures("UH") == (Decimal("0.0016") * 1000 * Decimal("1.5"), 0)


@pytest.mark.parametrize("is_stream", [False, True])
def test_a_model_of_litellms_own_list_needs_no_price(caller: Caller, is_stream: bool) -> None:
    answer = caller.ask(
        model="gpt-4o-mini", messages=told(input=1000, output=100), max_tokens=100, stream=is_stream
    )
    assert answer.status_code == 200
    # 0.15 and 0.60 dollars a million.
    assert caller.figures("UH") == (Decimal("0.00021") * 1000 * Decimal("1.5"), 0)


@pytest.mark.parametrize("is_stream", [False, True])
def test_completions_are_charged(caller: Caller, is_stream: bool) -> None:
    answer = caller.client().completions.create(
        model="gpt-test",
        prompt='{"input": 40, "output": 6}',
        max_tokens=50,
        stream=is_stream,
    )
    if is_stream:
        list(answer)
    assert caller.figures("UH") == (cost(40, 6), 0)


def test_embeddings_are_charged(caller: Caller) -> None:
    answer = caller.client().embeddings.create(
        model="embed-test", input='{"input": 9000}', encoding_format="float"
    )
    assert answer.data[0].embedding == [0.1, 0.2]
    # 9,000 tokens at 0.02 dollars a million.
    assert caller.figures("UH") == (Decimal("0.00018") * 1000 * Decimal("1.5"), 0)


def test_many_answers_are_held_and_charged(caller: Caller) -> None:
    answer = caller.client().chat.completions.create(
        messages=told(input=10, output=30), n=3, **LIMITED
    )
    assert len(answer.choices) == 3
    assert caller.figures("UH") == (cost(10, 30), 0)


def test_a_model_that_is_free_needs_no_credits(make_caller: Callable[..., Caller]) -> None:
    caller = make_caller(credits=1)
    caller.client().chat.completions.create(
        messages=told(input=10_000_000, output=900), model="gpt-free"
    )
    assert (caller.usage(), caller.figures("UH")) == ([], (0, 0))


def test_each_organization_pays_for_its_own_members(
    sql: OwnerConnection, proxy: Proxy, acme: Organization, beta: Organization
) -> None:
    in_acme, in_beta = new_caller(sql, proxy, acme), new_caller(sql, proxy, beta)
    in_acme.ask(messages=told(input=100, output=1))
    in_beta.ask(messages=told(input=200, output=2))
    assert in_acme.figures("UH") == (cost(100, 1), 0)
    assert in_beta.figures("UH") == (cost(200, 2), 0)


def test_a_retry_is_held_and_charged_once(caller: Caller, upstream: Provider) -> None:
    before = upstream.count()
    assert caller.ask(messages=told(status=500)).status_code == 500
    assert upstream.count() - before == 3
    assert (caller.usage(), caller.figures("UH")) == ([], (0, 0))


@pytest.mark.parametrize("is_stream", [False, True])
def test_a_fallback_is_charged_once(caller: Caller, is_stream: bool) -> None:
    answer = caller.ask(model="gpt-down", messages=told(input=50, output=5), stream=is_stream)
    assert answer.status_code == 200
    assert [row["credits_used"] for row in caller.usage()] == [cost(50, 5)]
    assert caller.figures("H") == (0,)


@pytest.mark.parametrize("length", [0, 20_000])
def test_a_call_id_that_a_client_chose_makes_no_call_free(caller: Caller, length: int) -> None:
    chosen = {"x-litellm-call-id": f"mine-{uuid.uuid4().hex}{'x' * length}"}
    for _ in range(2):
        assert caller.ask(headers=chosen, messages=told(input=10, output=1)).status_code == 200
    assert [row["credits_used"] for row in caller.usage()] == [cost(10, 1)] * 2


def test_a_call_that_costs_more_than_its_hold_takes_what_is_there(
    make_caller: Callable[..., Caller],
) -> None:
    caller = make_caller(credits=2)
    # A provider that does not keep to the limit.
    assert caller.ask(messages=told(input=10, output=900, ignores_limit=True)).status_code == 200
    assert [row["credits_used"] for row in caller.usage()] == [cost(10, 900)]
    # What was not there is a debt of the organization, and no overdraft of the member.
    assert caller.figures("UH") == (2, 0)
