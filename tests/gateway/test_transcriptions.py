"""`/v1/audio/transcriptions`: what is held, what is sent, what is charged."""

import hashlib
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import httpx2
import openai
import pytest

from tests.gateway.conftest import Caller
from tests.gateway.made_sounds import opus, wav, webm
from tests.gateway.media_rig import MediaProvider, credits_of

SOUND = opus(60)
TEXT = "Good morning, everybody."


def ask(
    caller: Caller, model: str, orders: dict[str, Any] | None = None,
    sound: bytes = SOUND, **fields: Any,
) -> httpx2.Response:  # fmt: skip
    prompt = {"prompt": json.dumps(orders)} if orders else {}
    return httpx2.post(
        f"{caller.server.url}/v1/audio/transcriptions",
        headers={"authorization": f"Bearer {caller.key}"},
        data={"model": model, **prompt, **fields},
        files={"file": ("speech.ogg", sound, "audio/ogg")},
        timeout=30,
    )


def charged(caller: Caller) -> Decimal:
    """What the one call cost."""
    caller.settled()
    [row] = caller.usage()
    cost: Decimal = row["credits_used"]
    return cost


def by_second(seconds: int) -> Decimal:
    """What whisper-1 costs."""
    return credits_of(Decimal("0.36") * seconds / 3600)


def tokens(audio: int, text: int, output: int) -> dict[str, Any]:
    return {
        "type": "tokens", "input_tokens": audio + text, "output_tokens": output,
        "input_token_details": {"audio_tokens": audio, "text_tokens": text},
        "total_tokens": audio + text + output,
    }  # fmt: skip


def test_openais_client_uploads_a_sound_that_is_charged_by_the_second(
    media_caller: Caller, media: MediaProvider
) -> None:
    answer = media_caller.client().audio.transcriptions.with_raw_response.create(
        model="whisper-1",
        file=("día.ogg", SOUND, "audio/ogg"),
        language="en",
        prompt=json.dumps({"usage": {"type": "duration", "seconds": 58.2}}),
        temperature=0.2,
    )
    assert answer.parse().text == TEXT
    assert charged(media_caller) == by_second(59)
    [row] = media_caller.usage()
    assert row["request_id"] == answer.headers["x-request-id"]
    assert row["request_metadata"]["fees"] == {"second": 59}
    assert answer.headers["x-orgbilling-credits"] == f"{by_second(59).normalize():f}"
    sent = media.last()
    assert {name: sent[name] for name in sent if name not in ("file", "prompt")} == {
        "model": "whisper-1", "language": "en", "temperature": "0.2",
    }  # fmt: skip
    assert sent["file"][1:] == ["audio/ogg", len(SOUND), hashlib.sha256(SOUND).hexdigest()]
    assert media_caller.world.differences() == []


def test_openais_client_streams_a_transcription(media_caller: Caller) -> None:
    stream = media_caller.client().audio.transcriptions.create(
        model="gpt-4o-transcribe",
        file=SOUND,
        stream=True,
        prompt=json.dumps({"usage": tokens(600, 14, 45)}),
    )
    kinds = [event.type for event in stream]
    assert kinds == ["transcript.text.delta"] * 3 + ["transcript.text.done"]
    usd = (6 * Decimal(600) + Decimal("2.5") * 14 + 10 * 45) / 1_000_000
    assert charged(media_caller) == credits_of(usd)
    [row] = media_caller.usage()
    assert row["request_metadata"]["audio_input_tokens"] == 600
    assert row["request_metadata"]["ended"] == "completed"


def test_tokens_of_sound_and_text_have_their_own_prices(media_caller: Caller) -> None:
    ask(media_caller, "gpt-4o-transcribe", {"usage": tokens(590, 20, 100)})
    usd = (6 * Decimal(590) + Decimal("2.5") * 20 + 10 * 100) / 1_000_000
    assert charged(media_caller) == credits_of(usd)
    # What a server that dies with it leaves to another: most of its input is sound.
    [call] = media_caller.world.rows(
        "select * from gateway_calls where org_id = %s", media_caller.world.org_id
    )
    assert 600 <= call["audio_input_tokens"] < call["input_tokens_estimated"]


def test_parts_are_never_more_than_the_whole(media_caller: Caller) -> None:
    usage = {**tokens(500, 0, 10), "input_token_details": {"audio_tokens": 9_000}}
    ask(media_caller, "gpt-4o-transcribe", {"usage": usage})
    assert charged(media_caller) == credits_of((6 * Decimal(500) + 10 * 10) / 1_000_000)


@pytest.mark.parametrize(
    ("form", "orders", "seconds"),
    [
        ("json", None, 60),
        ("text", None, 60),
        ("srt", None, 60),
        ("vtt", None, 60),
        ("verbose_json", {"duration": 41.5}, 42),
        ("verbose_json", {"duration": "8.470000122070312"}, 9),
        ("verbose_json", {"duration": 4_000}, 60),
        ("verbose_json", {"duration": None}, 60),
        ("json", {"usage": None}, 60),
        ("json", {"gzip": True}, 60),
        ("json", {"content_type": "text/html"}, 60),
    ],
)
def test_seconds_that_are_not_told_are_read_from_the_file(
    media_caller: Caller, form: str, orders: dict[str, Any] | None, seconds: int
) -> None:
    answer = ask(media_caller, "whisper-1", orders, response_format=form)
    assert answer.status_code == 200
    assert TEXT in answer.text
    assert charged(media_caller) == by_second(seconds)


def test_a_provider_charges_so_many_seconds_at_least(media_caller: Caller) -> None:
    ask(media_caller, "whisper-large-v3", sound=opus(3))
    assert charged(media_caller) == credits_of(Decimal("0.111") * 10 / 3600)


def test_what_a_browser_records_is_counted_by_its_blocks(media_caller: Caller) -> None:
    ask(media_caller, "whisper-1", sound=webm(20))
    assert charged(media_caller) == by_second(20)


def test_a_sound_of_another_format_is_held_by_its_bytes(
    make_media_caller: Callable[..., Caller],
) -> None:
    sound = b"#!AMR\n" + b"\x00" * 7_494
    # Ten seconds at the slowest that there is; two at what is usual.
    caller = make_media_caller(str(by_second(10) - Decimal("0.000001")))
    assert ask(caller, "whisper-1", sound=sound).status_code == 402
    caller = make_media_caller(str(by_second(10)))
    assert ask(caller, "whisper-1", sound=sound).status_code == 200
    assert charged(caller) == by_second(2)


def test_seconds_are_held_exactly(
    make_media_caller: Callable[..., Caller], media: MediaProvider
) -> None:
    for credits, status in ((by_second(60) - Decimal("0.000001"), 402), (by_second(60), 200)):
        caller, before = make_media_caller(str(credits)), len(media.asked())
        answer = ask(caller, "whisper-1")
        assert answer.status_code == status
        assert len(media.asked()) == before + (status == 200)
        if status == 402:
            error = answer.json()["error"]
            assert (error["code"], error["blocked_by"]) == ("insufficient_quota", "allocation")
            assert (error["max_tokens_affordable"], error["held_credits"]) == (0, 0)
            assert answer.headers["x-request-id"] == error["request_id"]


def test_tokens_are_held_at_worst(make_media_caller: Callable[..., Caller]) -> None:
    # 600 tokens of sound; what can be said in a minute, and a prompt.
    least = credits_of((6 * Decimal(600) + 10 * 600) / 1_000_000)
    orders = {"usage": tokens(600, 5, 600)}
    answer = ask(make_media_caller(str(least)), "gpt-4o-transcribe", orders)
    assert answer.status_code == 402
    needed = Decimal(str(answer.json()["error"]["needed_credits"]))
    assert least < needed < 2 * least
    caller = make_media_caller(str(needed))
    ask(caller, "gpt-4o-transcribe", orders)
    assert charged(caller) <= needed


def test_fields_that_nobody_knows_are_left_out(media_caller: Caller, media: MediaProvider) -> None:
    answer = ask(
        media_caller, "whisper-1", strange="1", **{"timestamp_granularities[]": ["word", "segment"]}
    )
    assert answer.headers["x-dropped-fields"] == "strange"
    assert media.last()["timestamp_granularities[]"] == ["word", "segment"]


@pytest.mark.parametrize(
    ("fields", "param"),
    [
        ({"response_format": "xml"}, "response_format"),
        ({"stream": "perhaps"}, "stream"),
        ({"file_id": "file-1"}, "file_id"),
        ({"api_base": "http://x"}, "api_base"),
        ({"model": ["a", "b"]}, "model"),
        ({"model": ""}, "model"),
    ],
)
def test_a_wrong_form_is_refused(
    media_caller: Caller, media: MediaProvider, fields: dict[str, Any], param: str
) -> None:
    before = len(media.asked())
    answer = ask(media_caller, **{"model": "whisper-1", **fields})
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["param"]) == (400, "invalid_request", param)
    assert len(media.asked()) == before


def test_a_sound_must_come_along(media_caller: Caller) -> None:
    for files in ({"file": ("a.mp3", b"")}, {"audio": ("a.mp3", SOUND)}, {"file": (None, b"x")}):
        answer = httpx2.post(
            f"{media_caller.server.url}/v1/audio/transcriptions",
            headers={"authorization": f"Bearer {media_caller.key}"},
            data={"model": "whisper-1", "url": "https://example.org/a.mp3"},
            files=files,
        )
        error = answer.json()["error"]
        assert (answer.status_code, error["code"], error["param"]) == (
            400, "invalid_request", "file",
        )  # fmt: skip


def test_a_large_sound_is_read_and_a_larger_refused(media_caller: Caller) -> None:
    answer = ask(media_caller, "whisper-1", sound=wav(300, 8_000))
    assert answer.status_code == 200
    assert charged(media_caller) == by_second(301)
    answer = ask(media_caller, "whisper-1", sound=b"\x00" * (5 << 20))
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "body_too_large")


@pytest.mark.parametrize(
    ("orders", "status", "code", "is_charged"),
    [
        ({"status": 400}, 400, "as_told", False),
        ({"error": True}, 503, "provider_unavailable", False),
        ({"cut": 1}, 502, "provider_failed", True),
        ({"silent_ms": 4_000}, 504, "provider_timed_out", True),
    ],
)
def test_what_is_no_transcription_is_an_error(
    media_caller: Caller, orders: dict[str, Any], status: int, code: str, is_charged: bool
) -> None:
    answer = ask(media_caller, "whisper-1", orders)
    error = answer.json()["error"]
    assert (error["code"], answer.status_code) == (code, status), error
    assert answer.headers.get("x-should-retry") == (
        "false" if is_charged else {400: None, 503: "true"}[status]
    )
    media_caller.settled()
    # The sound was sent, and is charged where the provider may have been at work on it.
    assert [row["credits_used"] for row in media_caller.usage()] == [by_second(60)] * is_charged


@pytest.mark.parametrize(("cut", "words"), [(0, 0), (2, 2)])
def test_a_stream_that_breaks_off(media_caller: Caller, cut: int, words: int) -> None:
    answer = ask(media_caller, "whisper-1", {"cut": cut}, stream="true")
    assert answer.text.count("transcript.text.delta") == 2 * words
    error = answer.json()["error"] if not words else None
    assert (error or {"code": "provider_failed"})["code"] == "provider_failed"
    assert charged(media_caller) == by_second(60)


def test_a_stream_without_usage_is_complete(media_caller: Caller) -> None:
    answer = ask(media_caller, "whisper-1", {"x": 1}, stream="true")
    assert "error" not in answer.text
    assert charged(media_caller) == by_second(60)
    [row] = media_caller.usage()
    assert row["request_metadata"]["ended"] == "completed"


def test_a_provider_that_streams_not_is_passed_on(media_caller: Caller) -> None:
    answer = ask(media_caller, "whisper-1", {"ignores_stream": True}, stream="true")
    assert answer.json()["text"] == TEXT
    assert charged(media_caller) == by_second(60)


def test_a_free_model_leaves_a_row_of_nothing(make_media_caller: Callable[..., Caller]) -> None:
    caller = make_media_caller(0)
    assert ask(caller, "free-whisper").status_code == 200
    assert charged(caller) == 0


def test_a_model_by_the_second_answers_no_chat(media_caller: Caller) -> None:
    with pytest.raises(openai.NotFoundError) as refused:
        media_caller.client().chat.completions.create(
            model="whisper-1", messages=[{"role": "user", "content": "Hello"}]
        )
    assert refused.value.code == "wrong_endpoint"
    assert "/v1/audio/transcriptions" in refused.value.message
