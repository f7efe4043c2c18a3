"""`/v1/images/generations`: what is held, what is sent, what is charged."""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import httpx2
import openai
import pytest

from tests.gateway.conftest import Caller
from tests.gateway.media_provider import PICTURE
from tests.gateway.media_rig import MediaProvider, credits_of

PATH = "images/generations"
# The table of OpenAI's guide: low, medium and high.
TOKENS = {"low": 272, "medium": 1056, "high": 4160}


def ask(
    caller: Caller, model: str, orders: dict[str, Any] | None = None, **fields: Any
) -> httpx2.Response:
    prompt = json.dumps(orders) if orders else "A lighthouse"
    return httpx2.post(
        f"{caller.server.url}/v1/{PATH}",
        headers={"authorization": f"Bearer {caller.key}"},
        json={"model": model, "prompt": prompt, **fields},
        timeout=30,
    )


def usage(input_tokens: int, output_tokens: int, **more: Any) -> dict[str, Any]:
    counts = {"input_tokens": input_tokens, "output_tokens": output_tokens}
    return {**counts, "total_tokens": input_tokens + output_tokens, **more}


def charged(caller: Caller) -> Decimal:
    """What the one call cost."""
    caller.settled()
    [row] = caller.usage()
    cost: Decimal = row["credits_used"]
    return cost


def test_openais_client_gets_pictures_that_are_charged_by_their_tokens(
    media_caller: Caller, media: MediaProvider
) -> None:
    answer = media_caller.client().images.with_raw_response.generate(
        model="gpt-image-1",
        prompt=json.dumps({"usage": usage(20, 2 * 1056)}),
        n=2,
        size="1024x1024",
        quality="medium",
    )
    pictures = answer.parse().data
    assert pictures is not None
    assert [picture.b64_json for picture in pictures] == [PICTURE] * 2
    cost = credits_of((5 * Decimal(20) + 40 * 2 * 1056) / 1_000_000)
    assert charged(media_caller) == cost
    assert answer.headers["x-orgbilling-credits"] == f"{cost.normalize():f}"
    assert answer.headers["x-orgbilling-upstream"] == "Media"
    [row] = media_caller.usage()
    assert row["request_id"] == answer.headers["x-request-id"]
    assert row["request_metadata"]["image_output_tokens"] == 2 * 1056
    assert media_caller.figures("H") == (0,)
    assert media.last() | {"prompt": ""} == {
        "model": "gpt-image-1", "prompt": "", "n": 2, "size": "1024x1024", "quality": "medium",
    }  # fmt: skip
    assert media_caller.world.differences() == []


@pytest.mark.parametrize(
    ("model", "fields", "usd"),
    [
        ("dall-e-3", {"size": "1024x1792", "quality": "hd"}, "0.12"),
        ("dall-e-3", {"size": "1024x1792"}, "0.08"),
        ("dall-e-3", {}, "0.04"),
        ("any-picture", {"n": 3, "size": "512x512"}, "0.09"),
        ("any-picture", {"size": "auto"}, "0.03"),
        ("by-the-pixel", {"n": 2, "size": "1000x500"}, "0.003"),
        ("free-picture", {"n": 4}, "0"),
    ],
)
def test_pictures_are_charged_by_the_fee_of_their_size_and_quality(
    media_caller: Caller, model: str, fields: dict[str, Any], usd: str
) -> None:
    answer = ask(media_caller, model, **fields)
    assert answer.status_code == 200, answer.text
    assert charged(media_caller) == credits_of(usd)


def test_what_is_held_is_said_in_the_body(media_caller: Caller, media: MediaProvider) -> None:
    ask(media_caller, "dall-e-3")
    assert media.last() == {
        "model": "dall-e-3", "prompt": "A lighthouse", "n": 1, "size": "1024x1024",
        "quality": "standard",
    }  # fmt: skip
    # Where the model chooses the quality, the dearest is held.
    ask(media_caller, "gpt-image-2", {"usage": usage(10, 10)})
    assert media.last()["size"] == "1024x1024"
    assert "quality" not in media.last()
    answer = ask(media_caller, "dall-e-3", frame_count=16, steps=50, output_format="png")
    assert answer.headers["x-dropped-fields"] == "frame_count, steps"


@pytest.mark.parametrize(
    ("model", "fields", "tokens"),
    [
        ("gpt-image-1", {"size": "1024x1024", "quality": "low"}, 272),
        ("gpt-image-1", {"size": "1024x1024", "quality": "low", "n": 4}, 4 * 272),
        ("gpt-image-1", {"size": "1536x1024", "quality": "high"}, 6208),
        ("gpt-image-1", {"size": "auto"}, 6240),
        ("gpt-image-1", {}, 6240),
        ("gpt-image-1.5", {"quality": "medium"}, 1584),
        ("gpt-image-2", {"size": "1024x1024", "quality": "high"}, 7024),
        ("gpt-image-2", {"size": "1536x1024", "quality": "high"}, 5488),
    ],
)
def test_the_worst_case_is_held(
    make_media_caller: Callable[..., Caller], model: str, fields: dict[str, Any], tokens: int
) -> None:
    usd = {"gpt-image-1": 40, "gpt-image-1.5": 32, "gpt-image-2": 30}[model]
    needed = credits_of(Decimal(tokens * usd) / 1_000_000)
    answer = ask(make_media_caller(str(needed)), model, **fields)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (402, "insufficient_quota")
    assert error["blocked_by"] == "allocation"
    # The prompt is held as well, and what may come beside a picture.
    assert needed < Decimal(str(error["needed_credits"])) < needed * Decimal("1.5") + 7
    assert (error["max_tokens_affordable"], error["held_credits"]) == (0, 0)
    assert answer.headers["x-request-id"] == error["request_id"]


def test_fees_are_held_exactly(
    make_media_caller: Callable[..., Caller], media: MediaProvider
) -> None:
    caller, before = make_media_caller("119.999999"), len(media.asked())
    answer = ask(caller, "dall-e-3", size="1024x1024", quality="hd", n=1)
    assert answer.status_code == 402
    assert answer.json()["error"]["needed_credits"] == 120
    assert len(media.asked()) == before
    assert ask(make_media_caller(120), "dall-e-3", quality="hd").status_code == 200


@pytest.mark.parametrize(
    ("model", "fields", "param"),
    [
        ("picture-of-unknown-tokens", {"size": "1024x1024", "quality": "low"}, "size"),
        ("gpt-image-1", {"size": "640x480"}, "size"),
        ("gpt-image-1", {"size": "1024x1024", "quality": "xhigh"}, "quality"),
        ("gpt-image-2", {"size": "huge"}, "size"),
        ("dall-e-3", {"size": "2048x2048"}, "size"),
        ("by-the-pixel", {}, "size"),
        ("dall-e-3", {"quality": "ultra"}, "quality"),
    ],
)
def test_what_is_not_known_is_refused(
    media_caller: Caller, media: MediaProvider, model: str, fields: dict[str, Any], param: str
) -> None:
    before = len(media.asked())
    answer = ask(media_caller, model, **fields)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (400, "media_not_priceable"), error
    assert error["param"] == param
    assert len(media.asked()) == before


@pytest.mark.parametrize(
    ("fields", "param"),
    [
        ({"n": 11}, "n"),
        ({"n": True}, "n"),
        ({"n": 2, "stream": True}, "n"),
        ({"output_format": "gif"}, "output_format"),
        ({"prompt": ["a"]}, "prompt"),
        ({"size": 5}, "size"),
        ({"partial_images": 9}, "partial_images"),
        ({"provider": "x"}, "provider"),
        ({"image": None, "file_id": "file-1"}, "file_id"),
    ],
)
def test_a_wrong_request_is_refused(
    media_caller: Caller, fields: dict[str, Any], param: str
) -> None:
    answer = ask(media_caller, "dall-e-3", **fields)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["param"]) == (400, "invalid_request", param)


def test_only_pictures_that_came_are_charged(media_caller: Caller) -> None:
    ask(media_caller, "any-picture", {"pictures": 1}, n=3)
    assert charged(media_caller) == credits_of("0.03")


def test_more_pictures_than_were_asked_for_are_not_charged(media_caller: Caller) -> None:
    ask(media_caller, "any-picture", {"pictures": 5}, n=2)
    assert charged(media_caller) == credits_of("0.06")


def test_a_provider_that_counts_nothing_is_counted_by_the_table(media_caller: Caller) -> None:
    answer = ask(
        media_caller, "gpt-image-1", {"quality": "low", "size": "1024x1024"}, quality="auto", n=2
    )
    assert answer.status_code == 200
    [row] = media_caller.usage()
    assert row["request_metadata"]["output_tokens"] == 2 * 272
    assert row["request_metadata"]["tokens_counted_by"] == "gateway"


def test_text_and_picture_tokens_have_their_own_prices(media_caller: Caller) -> None:
    details = {
        "input_tokens_details": {"text_tokens": 30, "image_tokens": 0},
        "output_tokens_details": {"text_tokens": 50, "image_tokens": 1056},
    }
    ask(media_caller, "gpt-image-1.5", {"usage": usage(30, 1106, **details)})
    usd = (5 * Decimal(30) + 10 * 50 + 32 * 1056) / 1_000_000
    assert charged(media_caller) == credits_of(usd)


def test_what_is_not_said_to_be_text_is_a_picture(media_caller: Caller) -> None:
    ask(media_caller, "gpt-image-1.5", {"usage": usage(30, 1056)})
    assert charged(media_caller) == credits_of((5 * Decimal(30) + 32 * 1056) / 1_000_000)


def test_a_stream_of_pictures_is_charged_before_it_ends(media_caller: Caller) -> None:
    stream = media_caller.client().images.generate(
        model="gpt-image-1",
        prompt=json.dumps({"usage": usage(20, 1256)}),
        quality="medium",
        size="1024x1024",
        stream=True,
        partial_images=2,
    )
    kinds = [event.type for event in stream]
    assert kinds == ["image_generation.partial_image"] * 2 + ["image_generation.completed"]
    assert charged(media_caller) == credits_of((5 * Decimal(20) + 40 * 1256) / 1_000_000)


@pytest.mark.parametrize("cut", [1, None])
def test_a_stream_by_the_picture_costs_what_came(media_caller: Caller, cut: int | None) -> None:
    orders: dict[str, Any] = {} if cut is None else {"cut": cut}
    answer = ask(
        media_caller, "any-picture", orders or {"size": "x"}, stream=True, partial_images=2
    )
    assert answer.status_code == 200
    assert ("error" in answer.text) == (cut is not None)
    media_caller.settled()
    assert [row["credits_used"] for row in media_caller.usage()] == (
        [] if cut is not None else [credits_of("0.03")]
    )


@pytest.mark.parametrize(
    ("orders", "status", "code", "input_is_charged"),
    [
        ({"status": 400}, 400, "as_told", False),
        ({"status": 429}, 429, "provider_busy", False),
        ({"error": True}, 502, None, False),
        ({"cut": 1}, 502, "provider_failed", True),
        ({"silent_ms": 4_000}, 504, "provider_timed_out", True),
    ],
)
def test_what_went_wrong_costs_at_most_the_prompt(
    media_caller: Caller, orders: dict[str, Any], status: int, code: str | None,
    input_is_charged: bool,
) -> None:  # fmt: skip
    answer = ask(media_caller, "gpt-image-1", orders, quality="high", size="1024x1024")
    error = answer.json()["error"]
    if code is not None:
        assert (answer.status_code, error["code"]) == (status, code), error
    assert error["request_id"] == answer.headers["x-request-id"]
    retry = {400: None, 502: "false", 504: "false"} if input_is_charged or status == 400 else {}
    assert answer.headers.get("x-should-retry") == retry.get(status, "true")
    media_caller.settled()
    charges = [row["credits_used"] for row in media_caller.usage()]
    assert len(charges) == input_is_charged
    assert all(charge < credits_of(Decimal(5 * 60) / 1_000_000) for charge in charges)


@pytest.mark.parametrize(
    "orders", [{"gzip": True}, {"content_type": "text/plain"}, {"usage": None}]
)
def test_a_strange_answer_is_passed_on_and_charged(
    media_caller: Caller, orders: dict[str, Any]
) -> None:
    answer = ask(media_caller, "any-picture", orders)
    assert answer.json()["data"] == [{"b64_json": PICTURE}]
    assert charged(media_caller) == credits_of("0.03")


def test_a_model_of_pictures_answers_no_chat(media_caller: Caller, media: MediaProvider) -> None:
    before = len(media.asked())
    with pytest.raises(openai.NotFoundError) as refused:
        media_caller.client().chat.completions.create(
            model="dall-e-3", messages=[{"role": "user", "content": "Hello"}]
        )
    assert refused.value.code == "wrong_endpoint"
    assert "/v1/images/generations" in refused.value.message
    assert len(media.asked()) == before
    listed = {model.id: model for model in media_caller.client().models.list()}
    assert {"dall-e-3", "gpt-image-1", "any-picture"} <= set(listed)
    assert listed["any-picture"].model_extra is not None
    assert listed["any-picture"].model_extra["pricing"]["fees"] == {"image": "0.045"}
