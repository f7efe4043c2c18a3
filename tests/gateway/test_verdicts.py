"""`/v1/moderations` and `/v1/rerank`: what is free, what is held, what is charged."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import httpx2
import pytest

from orgbilling.gateway.published import published_price
from tests.gateway.conftest import Caller
from tests.gateway.media_rig import MediaProvider, credits_of


def ask(caller: Caller, path: str, **body: Any) -> httpx2.Response:
    return httpx2.post(
        f"{caller.server.url}/v1/{path}",
        headers={"authorization": f"Bearer {caller.key}"},
        json=body,
        timeout=30,
    )


def rank(
    caller: Caller, model: str, orders: dict[str, Any] | None = None, **more: Any
) -> httpx2.Response:
    query = json.dumps(orders) if orders else "Which one?"
    return ask(
        caller, "rerank", **{"model": model, "query": query, "documents": ["a", "b"], **more}
    )


def charged(caller: Caller) -> Decimal:
    """What the one call cost."""
    caller.settled()
    [row] = caller.usage()
    cost: Decimal = row["credits_used"]
    return cost


def test_openais_client_asks_for_a_verdict_that_is_free(
    make_media_caller: Callable[..., Caller], media: MediaProvider
) -> None:
    caller = make_media_caller(0)
    answer = caller.client().moderations.with_raw_response.create(input=["Good morning", "x"])
    assert answer.parse().results[0].flagged is False
    assert charged(caller) == 0
    [row] = caller.usage()
    assert row["request_id"] == answer.headers["x-request-id"]
    assert row["service_name"] == "omni-moderation-latest"
    assert media.last() == {"model": "omni-moderation-latest", "input": ["Good morning", "x"]}
    assert caller.world.differences() == []


def test_what_the_list_calls_free_in_words_is_free() -> None:
    for model in ("omni-moderation-latest", "text-moderation-stable"):
        found = published_price("https://api.openai.com/v1", None, model, datetime.now(UTC))
        assert (found.rates, found.parts) == ({"input": 0, "output": 0}, None)


def test_a_picture_is_judged_too(media_caller: Caller, media: MediaProvider) -> None:
    parts: list[Any] = [
        {"type": "text", "text": "What is this?"},
        {"type": "image_url", "image_url": {"url": "https://example.org/a.png"}},
    ]
    media_caller.client().moderations.create(model="omni-moderation-latest", input=parts)
    assert media.last()["input"] == parts
    answer = ask(media_caller, "moderations", input=[{"type": "input_audio", "input_audio": {}}])
    assert answer.json()["error"]["param"] == "input[0].type"


def test_a_verdict_that_has_a_price_is_charged(
    make_media_caller: Callable[..., Caller],
) -> None:
    model = "mistral-moderation-latest"
    orders = json.dumps({"usage": {"prompt_tokens": 40, "total_tokens": 40}})
    caller = make_media_caller(1)
    ask(caller, "moderations", model=model, input=orders)
    assert charged(caller) == credits_of(Decimal("0.1") * 40 / 1_000_000)
    caller = make_media_caller("0.000001")
    assert ask(caller, "moderations", model=model, input=orders).status_code == 402


def test_ranks_are_charged_by_the_search(
    make_media_caller: Callable[..., Caller], media: MediaProvider
) -> None:
    caller = make_media_caller()
    answer = rank(caller, "rerank-v3.5", {"meta": {"billed_units": {"search_units": 1}}}, top_n=1)
    assert len(answer.json()["results"]) == 1
    assert charged(caller) == credits_of("0.002")
    assert answer.headers["x-orgbilling-credits"] == "3"
    assert media.last()["top_n"] == 1


@pytest.mark.parametrize(
    ("documents", "searches"),
    [
        (["x"] * 100, 1),
        (["x"] * 101, 2),
        ([{"title": "x", "text": "y"}] * 250, 3),
        (["w " * 5_000] * 50, 4),
    ],
)
def test_searches_are_held_at_worst_and_charged_as_they_are_told(
    make_media_caller: Callable[..., Caller], documents: list[Any], searches: int
) -> None:
    least = credits_of(Decimal("0.002") * searches)
    answer = rank(make_media_caller(str(least - 1)), "rerank-v3.5", documents=documents)
    assert answer.status_code == 402
    needed = Decimal(str(answer.json()["error"]["needed_credits"]))
    assert least <= needed <= 4 * least
    caller = make_media_caller(str(needed))
    rank(caller, "rerank-v3.5", documents=documents)
    # Nobody counted: what was held is what it is by our count.
    assert charged(caller) == needed
    caller = make_media_caller(str(2 * needed))
    told = {"meta": {"billed_units": {"search_units": searches}}}
    rank(caller, "rerank-v3.5", told, documents=documents)
    assert charged(caller) == least


@pytest.mark.parametrize(
    "usage",
    [{"total_tokens": 5_000}, {"prompt_tokens": 5_000, "total_tokens": 5_000}],
)
def test_ranks_are_charged_by_tokens(media_caller: Caller, usage: dict[str, int]) -> None:
    rank(media_caller, "rerank-2.5", {"usage": usage})
    assert charged(media_caller) == credits_of(Decimal("0.05") * 5_000 / 1_000_000)


def test_the_query_is_held_for_each_document(make_media_caller: Callable[..., Caller]) -> None:
    query, documents = "q" * 4_000, ["d"] * 200
    least = credits_of(Decimal("0.05") * 200 * 1_000 / 1_000_000)
    answer = rank(make_media_caller("1"), "rerank-2.5", query=query, documents=documents)
    assert answer.status_code == 402
    assert Decimal(str(answer.json()["error"]["needed_credits"])) >= least


@pytest.mark.parametrize(
    ("path", "fields", "param"),
    [
        ("moderations", {}, "input"),
        ("moderations", {"input": "x", "model": 5}, "model"),
        ("rerank", {"query": ""}, "query"),
        ("rerank", {"documents": []}, "documents"),
        ("rerank", {"documents": ["a", {"image": {"url": "x"}}]}, "documents[1]"),
        ("rerank", {"provider": "x"}, "provider"),
        ("rerank", {"file_ids": ["x"]}, "file_ids"),
    ],
)
def test_a_wrong_request_is_refused(
    media_caller: Caller, path: str, fields: dict[str, Any], param: str
) -> None:
    rest = {"model": "rerank-v3.5", "query": "x", "documents": ["a"]} if path == "rerank" else {}
    error = ask(media_caller, path, **{**rest, **fields}).json()["error"]
    assert (error["code"], error["param"]) == ("invalid_request", param)


@pytest.mark.parametrize(
    ("orders", "status", "is_charged"),
    [
        ({"status": 400}, 400, False),
        ({"error": True}, 503, False),
        ({"cut": 1}, 502, True),
        ({"silent_ms": 4_000}, 504, True),
    ],
)
def test_what_is_no_ranking_is_an_error(
    media_caller: Caller, orders: dict[str, Any], status: int, is_charged: bool
) -> None:
    answer = rank(media_caller, "rerank-v3.5", orders)
    assert answer.status_code == status, answer.text
    media_caller.settled()
    assert [row["credits_used"] for row in media_caller.usage()] == [3] * is_charged


def test_a_model_of_ranks_gives_no_verdict(media_caller: Caller) -> None:
    error = ask(media_caller, "moderations", model="rerank-v3.5", input="x").json()["error"]
    assert error["code"] == "wrong_endpoint"
    assert "/v1/rerank" in error["message"]
