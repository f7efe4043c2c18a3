"""What nobody can pay for, or nobody trustworthy says who pays for, reaches no provider."""

import asyncio
import uuid
from collections.abc import Callable
from typing import Any

import openai
import pytest

from tests.gateway.conftest import Provider, cost, told
from tests.litellm.conftest import Caller, Organization

CHAT = {"model": "gpt-test", "max_tokens": 1000}


def refused(caller: Caller, upstream: Provider, **body: Any) -> tuple[int, str]:
    """Ask, and make sure that nothing was sent, held or charged."""
    before = upstream.count()
    answer = caller.ask(**body)
    assert upstream.count() == before
    assert not caller.usage()
    return answer.status_code, answer.json()["error"]["code"]


def test_a_call_that_does_not_fit_is_a_402(
    make_caller: Callable[..., Caller], upstream: Provider
) -> None:
    caller = make_caller(credits=10)
    before = upstream.count()
    with pytest.raises(openai.APIStatusError) as raised:
        caller.client().chat.completions.create(messages=told(), **CHAT)
    error = raised.value
    assert error.status_code == 402
    assert (error.code, error.type) == ("insufficient_quota", "insufficient_quota")
    assert isinstance(error.body, dict)
    assert (error.body["blocked_by"], error.body["resolvable_by"]) == ("allocation", "org_admin")
    assert error.body["available_credits"] == 10
    assert error.body["needed_credits"] > 15
    assert upstream.count() == before
    assert caller.figures("UH") == (0, 0)


@pytest.mark.parametrize(
    "body",
    [
        {"n": 3, "max_tokens": 1000},
        {"model": "gpt-free", "fallbacks": ["gpt-test"], "max_tokens": 3000},
        {"max_tokens": 10, "max_completion_tokens": 3000},
    ],
    ids=["n", "fallbacks", "limits"],
)
def test_what_a_call_can_cost_at_worst_is_held(
    make_caller: Callable[..., Caller], upstream: Provider, body: dict[str, Any]
) -> None:
    # An answer of 1,000 tokens is held at 15 credits and its input's.
    caller = make_caller(credits=40)
    assert refused(caller, upstream, messages=told(), **body) == (402, "insufficient_quota")


async def test_only_as_many_run_at_once_as_the_balance_pays_for(
    make_caller: Callable[..., Caller], upstream: Provider
) -> None:
    # One answer of 1,000 tokens is held at 15 credits and its input's.
    caller = make_caller(credits=158)
    before = upstream.count()
    async with caller.async_client() as client:
        answers = await asyncio.gather(
            *(
                client.chat.completions.create(
                    messages=told(input=10, output=20, silent_ms=4000), **CHAT
                )
                for _ in range(40)
            ),
            return_exceptions=True,
        )
    refusals = [answer for answer in answers if isinstance(answer, openai.APIStatusError)]
    assert {refusal.status_code for refusal in refusals} == {402}
    assert (len(refusals), upstream.count() - before) == (30, 10)
    assert [row["credits_used"] for row in caller.usage()] == [cost(10, 20)] * 10
    assert caller.figures("H") == (0,)


@pytest.mark.parametrize(
    "known",
    [
        {"team_metadata": {}},
        {"team_metadata": None, "team_id": None},
        {"team_metadata": {"orgbilling_org_id": "acme"}},
        {"team_metadata": {"orgbilling_org_id": str(uuid.uuid4())}},
        {"user_id": None},
    ],
    ids=["no organization", "no team", "no id", "no service key", "no user"],
)
def test_a_key_without_a_payer_runs_nothing(
    make_caller: Callable[..., Caller], upstream: Provider, known: dict[str, Any]
) -> None:
    caller = make_caller(**known)
    assert refused(caller, upstream, messages=told()) == (403, "payer_unknown")


def test_a_stranger_to_the_organization_runs_nothing(
    make_caller: Callable[..., Caller], upstream: Provider
) -> None:
    caller = make_caller()
    caller.proxy.accept(
        caller.key,
        user_id="somebody-else",
        team_metadata={"orgbilling_org_id": str(caller.world.org_id)},
    )
    assert refused(caller, upstream, messages=told()) == (403, "member_not_found")


def test_a_request_cannot_name_another_payer(
    make_caller: Callable[..., Caller], beta: Organization
) -> None:
    victim, caller = make_caller(), make_caller()
    named = {"orgbilling_org_id": beta.org_id, "orgbilling_user_id": victim.user_id}
    answer = caller.ask(
        messages=told(input=10, output=1),
        user=victim.user_id,
        metadata={**named, "user_api_key_user_id": victim.user_id,
                  "user_api_key_team_metadata": named},
        litellm_metadata=named,
        headers={"x-litellm-end-user-id": victim.user_id},
    )  # fmt: skip
    assert answer.status_code == 200
    assert caller.figures("UH") == (cost(10, 1), 0)
    assert victim.figures("UH") == (0, 0)


def test_what_a_key_says_of_itself_is_not_believed(
    make_caller: Callable[..., Caller], upstream: Provider
) -> None:
    victim = make_caller()
    own = {
        "orgbilling_org_id": str(victim.world.org_id),
        "orgbilling_user_id": victim.user_id,
    }
    alone = make_caller(team_metadata={}, metadata=own)
    assert refused(alone, upstream, messages=told()) == (403, "payer_unknown")
    in_a_team = make_caller(metadata=own)
    assert in_a_team.ask(messages=told(input=10, output=1)).status_code == 200
    assert in_a_team.figures("U") == (cost(10, 1),)
    assert victim.figures("UH") == (0, 0)


@pytest.mark.parametrize("model", ["gpt-unpriced", "gpt-4o", "gpt-test,gpt-free", "no-such"])
def test_a_model_without_a_price_is_not_sold(
    caller: Caller, upstream: Provider, model: str
) -> None:
    assert refused(caller, upstream, model=model) == (403, "model_not_priced")


@pytest.mark.parametrize(
    "trick",
    [
        {"input_cost_per_token": 0, "output_cost_per_token": 0},
        {"fallbacks": [{"model": "gpt-test", "max_tokens": 100_000}]},
        {"n": -1},
        {"max_tokens": 0.5},
        {"service_tier": "priority"},
        {"stream": "true"},
    ],
    ids=lambda trick: next(iter(trick)),
)
def test_a_request_cannot_make_itself_cheaper(
    caller: Caller, upstream: Provider, trick: dict[str, Any]
) -> None:
    before = upstream.count()
    # LiteLLM itself answers 500 to prices in a request; the plugin answers 400.
    assert caller.ask(**trick).status_code in (400, 500)
    assert upstream.count() == before
    assert caller.figures("UH") == (0, 0)


@pytest.mark.parametrize(
    "trick",
    [
        {"no-log": True},
        {"litellm_disable_callbacks": ["orgbilling"]},
        {"mock_response": "free"},
        {"metadata": {"no-log": True}},
    ],
    ids=lambda trick: next(iter(trick)),
)
@pytest.mark.parametrize("is_stream", [False, True])
def test_a_request_cannot_switch_the_charge_off(
    caller: Caller, trick: dict[str, Any], is_stream: bool
) -> None:
    answer = caller.ask(
        messages=told(input=10, output=1),
        headers={"x-litellm-disable-callbacks": "orgbilling,OrgBillingCallback"},
        stream=is_stream,
        **trick,
    )
    assert answer.status_code == 200
    assert caller.figures("UH") == (cost(10, 1), 0)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("responses", {"model": "gpt-test", "input": "hello"}),
        ("images/generations", {"model": "gpt-test", "prompt": "a house"}),
        ("moderations", {"model": "gpt-test", "input": "hello"}),
        ("messages", {"model": "gpt-test", "max_tokens": 9, "messages": told()}),
    ],
)
def test_what_the_plugin_does_not_charge_does_not_run(
    caller: Caller, upstream: Provider, path: str, body: dict[str, Any]
) -> None:
    before = upstream.count()
    answer = caller.ask(path, **body)
    assert answer.status_code == 403, answer.text
    assert upstream.count() == before


def test_the_list_of_models_needs_no_payer(make_caller: Callable[..., Caller]) -> None:
    caller = make_caller(team_metadata={})
    assert "gpt-test" in {model.id for model in caller.client().models.list()}
