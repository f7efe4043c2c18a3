"""`/v1/audio/speech`: what is held, what passes, what is charged."""

import json
import time
from collections.abc import Callable
from decimal import Decimal
from math import ceil
from pathlib import Path
from typing import Any

import httpx2
import openai
import pytest

from tests.conftest import OwnerConnection
from tests.gateway.conftest import Caller
from tests.gateway.made_sounds import FRAME_S, mp3
from tests.gateway.media_rig import MediaProvider, credits_of, media_serving

TEXT = "The quick brown fox jumps over the lazy dog."


def ask(
    caller: Caller, model: str, orders: dict[str, Any] | None = None, **fields: Any
) -> httpx2.Response:
    return httpx2.post(
        f"{caller.server.url}/v1/audio/speech",
        headers={"authorization": f"Bearer {caller.key}"},
        json={
            "model": model, "input": json.dumps(orders) if orders else TEXT, "voice": "alloy",
            **fields,
        },
        timeout=30,
    )  # fmt: skip


def charged(caller: Caller) -> Decimal:
    """What the one call cost."""
    caller.settled()
    [row] = caller.usage()
    cost: Decimal = row["credits_used"]
    return cost


def test_openais_client_gets_speech_that_is_charged_by_its_characters(
    media_caller: Caller, media: MediaProvider
) -> None:
    answer = media_caller.client().audio.speech.with_raw_response.create(
        model="tts-1", voice="alloy", input="Grüße, Welt"
    )
    assert answer.content == mp3(round(2 / FRAME_S))
    assert answer.headers["content-type"] == "audio/mp3"
    assert charged(media_caller) == credits_of(Decimal(11 * 15) / 1_000_000)
    [row] = media_caller.usage()
    assert row["request_id"] == answer.headers["x-request-id"]
    assert row["request_metadata"]["fees"] == {"character": 11}
    assert media.last() == {"model": "tts-1", "voice": "alloy", "input": "Grüße, Welt"}
    assert media_caller.world.differences() == []


def test_openais_client_streams_speech(media_caller: Caller) -> None:
    orders = json.dumps({"seconds": 3, "pause_ms": 5})
    with media_caller.client().audio.speech.with_streaming_response.create(
        model="gpt-4o-mini-tts", voice="alloy", input=orders, response_format="wav"
    ) as answer:
        pieces = list(answer.iter_bytes())
    assert len(pieces) > 1
    assert b"".join(pieces)[:4] == b"RIFF"
    charged(media_caller)
    [row] = media_caller.usage()
    assert row["request_metadata"]["output_tokens"] == pytest.approx(60, abs=1)


@pytest.mark.parametrize(
    ("sound_format", "seconds"),
    [("mp3", 2.0), ("wav", 2.0), ("pcm", 1.5), ("flac", 4.0), ("opus", 3.5)],
)
def test_sound_by_the_token_is_counted_by_its_length(
    media_caller: Caller, sound_format: str, seconds: float
) -> None:
    answer = ask(
        media_caller, "gpt-4o-mini-tts", {"seconds": seconds}, response_format=sound_format
    )
    assert answer.headers["content-type"] == f"audio/{sound_format}"
    cost = charged(media_caller)
    [row] = media_caller.usage()
    told = row["request_metadata"]
    assert told["output_tokens"] == told["audio_output_tokens"]
    assert told["output_tokens"] == pytest.approx(ceil(seconds * 20), abs=1)
    usd = Decimal("0.6") * told["input_tokens"] + 12 * told["output_tokens"]
    assert cost == credits_of(usd / 1_000_000)


@pytest.mark.parametrize("begin", ["{", " \n{", '{"error": 1}'])
def test_samples_that_begin_as_an_error_would_are_sound(media_caller: Caller, begin: str) -> None:
    orders = {"seconds": 1.5, "begin": begin}
    answer = ask(media_caller, "gpt-4o-mini-tts", orders, response_format="pcm")
    assert answer.content == begin.encode() + b"\x00" * (72_000 - len(begin))
    charged(media_caller)
    [row] = media_caller.usage()
    assert row["request_metadata"]["audio_output_tokens"] == 30


def test_sound_of_another_format_is_counted_by_its_text(media_caller: Caller) -> None:
    ask(media_caller, "gpt-4o-mini-tts", response_format="strange")
    [row] = media_caller.usage()
    assert row["request_metadata"]["output_tokens"] == ceil(len(TEXT) / 15 * 20)


def test_no_more_is_charged_than_is_held(
    make_media_caller: Callable[..., Caller], media: MediaProvider
) -> None:
    caller = make_media_caller(10)
    ask(caller, "gpt-4o-mini-tts", {"seconds": 500}, response_format="pcm")
    caller.settled()
    [row] = caller.usage()
    assert row["uncollected_credits"] == 0
    assert caller.figures("H") == (0,)
    before = len(media.asked())
    answer = ask(make_media_caller("0.1"), "gpt-4o-mini-tts")
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (402, "insufficient_quota")
    assert error["max_tokens_affordable"] == 0
    assert answer.headers["x-request-id"] == error["request_id"]
    assert len(media.asked()) == before


def test_characters_are_held_exactly(make_media_caller: Callable[..., Caller]) -> None:
    # 1,000 characters cost 0.015 dollars, with the markup 22.5 credits.
    for credits, status in (("22.499999", 402), ("22.5", 200)):
        caller = make_media_caller(credits)
        assert ask(caller, "tts-1", input="x" * 1_000).status_code == status
        assert caller.figures("H") == (0,)


def test_events_tell_what_was_used(media_caller: Caller) -> None:
    usage = {"input_tokens": 14, "output_tokens": 101, "total_tokens": 115}
    answer = ask(media_caller, "gpt-4o-mini-tts", {"usage": usage}, stream_format="sse")
    assert answer.text.count("speech.audio.delta") == 6
    assert "speech.audio.done" in answer.text
    assert answer.headers["content-type"].startswith("text/event-stream")
    usd = Decimal("0.6") * 14 + 12 * 101
    assert charged(media_caller) == credits_of(usd / 1_000_000)


def test_events_without_usage_are_counted(media_caller: Caller) -> None:
    ask(media_caller, "gpt-4o-mini-tts", {"x": 1}, stream_format="sse")
    assert 0 < charged(media_caller) < 1
    [row] = media_caller.usage()
    assert row["request_metadata"]["ended"] == "completed"


@pytest.mark.parametrize(
    ("fields", "param"),
    [
        ({"input": ""}, "input"),
        ({"input": ["a"]}, "input"),
        ({"input": "x" * 50_001}, "input"),
        ({"speed": 0.1}, "speed"),
        ({"speed": "fast"}, "speed"),
        ({"voice": {"id": "voice_1"}}, "voice"),
        ({"response_format": 1}, "response_format"),
        ({"stream_format": "grpc"}, "stream_format"),
        ({"n": 2}, "n"),
        ({"models": ["x"]}, "models"),
    ],
)
def test_a_wrong_request_is_refused(
    media_caller: Caller, media: MediaProvider, fields: dict[str, Any], param: str
) -> None:
    before = len(media.asked())
    answer = ask(media_caller, "tts-1", **fields)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["param"]) == (400, "invalid_request", param)
    assert len(media.asked()) == before


@pytest.mark.parametrize(
    ("orders", "status", "code"),
    [
        ({"status": 400}, 400, "as_told"),
        ({"error": True}, 503, "provider_unavailable"),
        ({"empty": True}, 502, "provider_failed"),
        ({"silent_ms": 4_000}, 504, "provider_timed_out"),
    ],
)
def test_what_is_no_sound_is_an_error(
    media_caller: Caller, orders: dict[str, Any], status: int, code: str
) -> None:
    answer = ask(media_caller, "tts-1", orders)
    error = answer.json()["error"]
    assert (error["code"], answer.status_code) == (code, status), error
    assert error["request_id"] == answer.headers["x-request-id"]
    media_caller.settled()
    # The text was sent, and is charged where the provider may have been at work on it.
    assert len(media_caller.usage()) == (status in (502, 504))


def test_a_sound_that_breaks_off_breaks_for_the_client(media_caller: Caller) -> None:
    with pytest.raises((openai.APIConnectionError, httpx2.RemoteProtocolError)):
        media_caller.client().audio.speech.create(
            model="gpt-4o-mini-tts",
            voice="alloy",
            input=json.dumps({"cut": 1, "seconds": 4}),
            response_format="pcm",
        ).read()
    media_caller.settled()
    [row] = media_caller.usage()
    assert row["request_metadata"]["ended"] == "provider_failed"
    assert row["request_metadata"]["output_tokens"] == 40


@pytest.mark.parametrize("orders", [{"gzip": True}, {"content_type": "application/json"}])
def test_a_strange_answer_is_passed_on(media_caller: Caller, orders: dict[str, Any]) -> None:
    answer = ask(media_caller, "tts-1", orders)
    assert answer.content == mp3(round(2 / FRAME_S))
    assert charged(media_caller) == credits_of(Decimal(len(json.dumps(orders)) * 15) / 1_000_000)


def test_who_leaves_pays_for_the_text_and_what_came(media_caller: Caller) -> None:
    orders = {"seconds": 20, "pause_ms": 20}
    with httpx2.stream(
        "POST",
        f"{media_caller.server.url}/v1/audio/speech",
        headers={"authorization": f"Bearer {media_caller.key}"},
        json={
            "model": "gpt-4o-mini-tts", "input": json.dumps(orders), "voice": "a",
            "response_format": "pcm",
        },
        timeout=30,
    ) as answer:  # fmt: skip
        next(answer.iter_raw())
    media_caller.settled()
    [row] = media_caller.usage()
    assert row["request_metadata"]["ended"] == "client_gone"
    assert 0 < row["request_metadata"]["output_tokens"] < 200


def test_free_speech_leaves_a_row_of_nothing(make_media_caller: Callable[..., Caller]) -> None:
    caller = make_media_caller(0)
    assert ask(caller, "free-tts").status_code == 200
    assert charged(caller) == 0


def test_a_model_by_the_character_makes_no_pictures(media_caller: Caller) -> None:
    answer = httpx2.post(
        f"{media_caller.server.url}/v1/images/generations",
        headers={"authorization": f"Bearer {media_caller.key}"},
        json={"model": "tts-1", "prompt": "x"},
    )
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (404, "wrong_endpoint")
    assert "/v1/audio/speech" in error["message"]


@pytest.mark.timeout(180)
@pytest.mark.parametrize("model", ["tts-1", "gpt-4o-mini-tts"])
def test_speech_of_a_killed_server_is_charged_by_its_text_or_what_came(
    media_caller: Caller,
    media: MediaProvider,
    owner_url: str,
    owner_connection: OwnerConnection,
    tmp_path: Path,
    model: str,
) -> None:
    text = json.dumps({"seconds": 60, "pause_ms": 50})
    with (
        media_serving(tmp_path, media, owner_url, owner_connection) as dying,
        httpx2.stream(
            "POST",
            f"{dying.url}/v1/audio/speech",
            headers={"authorization": f"Bearer {media_caller.key}"},
            json={"model": model, "input": text, "voice": "a", "response_format": "pcm"},
            timeout=30,
        ) as answer,
    ):
        pieces = answer.iter_raw()
        until = time.monotonic() + 1
        while time.monotonic() < until:
            next(pieces)
        dying.process.kill()
        dying.process.wait(10)
    # The other server settles what the journal says.
    cost = charged(media_caller)
    [row] = media_caller.usage()
    told = row["request_metadata"]
    assert told["ended"] == "abandoned"
    if model == "tts-1":
        assert cost == credits_of(Decimal(len(text) * 15) / 1_000_000)
    else:
        # Twenty pieces of 4,096 bytes came in that second, or about that.
        assert 0 < told["output_tokens"] < 60
    assert media_caller.world.differences() == []
