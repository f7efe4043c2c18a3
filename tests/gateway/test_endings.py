"""A call ends with its answer: what was sold is charged, an error is not, and what its provider
does with the connection changes neither."""

import json
import time
from typing import Any

import httpx2
import openai
import pytest

from tests.gateway.conftest import Caller, cost
from tests.gateway.raw_calls import ended, words_of
from tests.gateway.raw_provider import COUNTED, DONE, DROP, HEAD, STOP, STREAM, USAGE, delta, event
from tests.gateway.raw_rig import RawProvider, answering, streaming

COUNTED_CREDITS = cost(100, 20)
FAILED = {
    "type": "response.failed",
    "response": {"id": "r1", "status": "failed", "model": "raw-model",
                 "error": {"code": "server_error", "message": "It broke."}},
}  # fmt: skip


def is_free(caller: Caller) -> bool:
    caller.settled()
    return caller.usage() == [] and caller.figures("UH") == (0, 0)


@pytest.mark.parametrize("after_end", [[6_000], [6_000, DROP], [50, DROP], [delta("late"), 6_000]])
def test_the_last_event_ends_a_stream_whatever_its_provider_does_then(
    raw_caller: Caller, after_end: list[Any]
) -> None:
    began_s = time.monotonic()
    answer = raw_caller.ask({"a": streaming(*STREAM, *after_end)}, model="gpt-one", stream=True)
    assert time.monotonic() - began_s < 2
    # The usage is the gateway's business: nobody asked for it.
    assert answer.text == "".join([*STREAM[:3], DONE])
    assert ended(raw_caller) == ("completed", COUNTED_CREDITS)


def test_a_connection_that_its_provider_finishes_is_used_again(
    raw_caller: Caller, raw: RawProvider
) -> None:
    before = len(raw.asked())
    for _ in range(3):
        raw_caller.ask({"a": streaming(*STREAM, 30)}, model="gpt-one", stream=True)
        time.sleep(0.2)
    assert len({asked["connection"] for asked in raw.asked()[before:]}) == 1


@pytest.mark.parametrize("last", ["response.completed", "response.incomplete"])
def test_the_last_event_of_a_response_ends_it(raw_caller: Caller, last: str) -> None:
    usage = {"input_tokens": 100, "output_tokens": 20}
    events = [
        event({"type": "response.created", "response": {"id": "r1", "error": None}}),
        event({"type": "response.output_text.delta", "delta": "Hello."}),
        event({"type": last, "response": {"id": "r1", "usage": usage}}),
    ]
    answer = raw_caller.ask(
        {"a": streaming(*events, 6_000)}, path="responses", model="gpt-one", stream=True
    )
    assert answer.text == "".join(events)
    assert ended(raw_caller) == ("completed", COUNTED_CREDITS)


@pytest.mark.parametrize("tail", [[6_000], [DROP]])
def test_a_stream_without_a_last_event_that_was_complete_is(
    raw_caller: Caller, tail: list[Any]
) -> None:
    answer = raw_caller.ask({"a": streaming(*STREAM[:-1], *tail)}, model="gpt-one", stream=True)
    assert "error" not in answer.text
    assert ended(raw_caller) == ("completed", COUNTED_CREDITS)


@pytest.mark.parametrize(
    ("content_type", "begin"),
    [
        *((kind, "") for kind in ("text/plain", "application/json", "", "application/x-ndjson")),
        *(("text/plain", begin) for begin in (": waits\n\n", "\ufeff", "event: x\n", "\n\n")),
    ],
)
def test_a_stream_is_known_by_its_bytes(raw_caller: Caller, content_type: str, begin: str) -> None:
    first, *rest = STREAM
    steps = [begin + first, 2_800, *rest]
    body = {"model": "gpt-one", "stream": True, "messages": [{"role": "user", "content": json.dumps(
        {"a": {"headers": {"content-type": content_type}, "steps": steps}})}]}  # fmt: skip
    began_s = time.monotonic()
    with httpx2.stream(
        "POST",
        f"{raw_caller.server.url}/v1/chat/completions",
        headers={"authorization": f"Bearer {raw_caller.key}"},
        json=body,
        timeout=30,
    ) as answer:
        pieces = answer.iter_text()
        assert "Hel" in next(pieces)
        # It is passed on, and not kept until it is whole.
        assert time.monotonic() - began_s < 2.5
        assert answer.headers["content-type"] == "text/event-stream"
        assert "[DONE]" in "".join(pieces)
    assert ended(raw_caller) == ("completed", COUNTED_CREDITS)


@pytest.mark.parametrize("line_end", ["\r\n", "\r"])
@pytest.mark.parametrize("size", [1, 7, 1_000])
def test_any_line_end_and_any_pieces_are_the_same_stream(
    raw_caller: Caller, line_end: str, size: int
) -> None:
    blob = "\ufeff: waits\n\n" + "".join(STREAM)
    blob = blob.replace("\n", line_end).replace("data: [", "data:[")
    raw_bytes = blob.encode()
    steps = [list(raw_bytes[n : n + size]) for n in range(0, len(raw_bytes), size)]
    answer = raw_caller.ask({"a": streaming(*steps)}, model="gpt-one", stream=True)
    hidden = COUNTED.replace("\n", line_end)
    assert answer.text == blob.replace(hidden, "")
    assert ended(raw_caller) == ("completed", COUNTED_CREDITS)


# What a provider says in a 200, and what a client hears of it.
REFUSED, AWAY = (400, "provider_refused"), (503, "provider_unavailable")
INVALID = {"message": "Bad.", "type": "invalid_request_error", "code": "odd"}
ERRORS: dict[str, tuple[Any, int, str]] = {
    "openai": ({"error": INVALID}, 400, "odd"),
    "text": ({"error": "overloaded"}, *AWAY),
    "openrouter": ({"error": {"code": 502, "message": "No."}, "user_id": "u"}, *AWAY),
    "router's 429": ({"error": {"code": 429, "message": "No."}}, 429, "provider_busy"),
    "anthropic": ({"type": "error", "error": {"type": "overloaded_error", "message": ""}}, *AWAY),
    "gemini": (
        [{"error": {"code": 400, "message": "Bad.", "status": "INVALID_ARGUMENT"}}],
        400, "INVALID_ARGUMENT",
    ),
    "vllm": (
        {"object": "error", "message": "Bad.", "type": "BadRequestError", "code": 400}, *REFUSED,
    ),
    "fastapi": ({"detail": [{"loc": ["body", "top_p"], "msg": "too large"}]}, *REFUSED),
    "message": ({"message": "Bad.", "status": 422}, *REFUSED),
    "with null": ({"error": {"message": "Bad.", "code": 400}, "choices": None}, *REFUSED),
    "our key": ({"error": {"message": "No.", "code": "invalid_api_key"}}, *AWAY),
}  # fmt: skip


@pytest.mark.parametrize(("body", "status", "code"), ERRORS.values(), ids=ERRORS)
@pytest.mark.parametrize("is_stream", [False, True])
def test_an_error_in_a_200_is_an_error_and_costs_nothing(
    raw_caller: Caller, body: Any, status: int, code: str, is_stream: bool
) -> None:
    answer = raw_caller.ask({"a": answering(200, body)}, model="gpt-one", stream=is_stream)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (status, code)
    assert error["request_id"] == answer.headers["x-request-id"]
    assert is_free(raw_caller)


@pytest.mark.parametrize(("body", "status", "code"), ERRORS.values(), ids=ERRORS)
@pytest.mark.parametrize("before", ["", ": waits\n\n", event({**HEAD, "choices": []})])
def test_an_error_as_the_first_event_is_an_error_and_costs_nothing(
    raw_caller: Caller, body: Any, status: int, code: str, before: str
) -> None:
    answer = raw_caller.ask(
        {"a": streaming(before + event(body), DONE)}, model="gpt-one", stream=True
    )
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert is_free(raw_caller)


@pytest.mark.parametrize("first", [[], [event({"type": "response.created", "response": {}})]])
def test_a_response_that_failed_is_an_error(raw_caller: Caller, first: list[str]) -> None:
    answer = raw_caller.ask(
        {"a": streaming(*first, event(FAILED))}, path="responses", model="gpt-one", stream=True
    )
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "provider_unavailable")
    whole = raw_caller.ask(
        {"a": answering(200, {"object": "response", **FAILED["response"], "output": []})},  # type: ignore[dict-item]
        path="responses",
        model="gpt-one",
    )
    assert whole.status_code == 503
    assert is_free(raw_caller)


def test_an_error_that_comes_when_the_client_has_heard_of_a_stream_costs_nothing(
    raw_caller: Caller,
) -> None:
    # The head has been sent by then: the error is an event.
    answer = raw_caller.ask(
        {"a": streaming(": waits\n\n", 1_500, event({"error": {"message": "No.", "code": 500}}))},
        model="gpt-one",
        stream=True,
    )
    assert answer.status_code == 200
    assert '"message":"No."' in answer.text
    assert is_free(raw_caller)


@pytest.mark.parametrize(
    "error",
    [
        {"error": {"message": "Broke.", "type": "server_error"}},
        {"error": {"message": "Broke."},
         "choices": [{"index": 0, "delta": {"content": ""}, "finish_reason": "error"}]},
        {"type": "error", "error": {"type": "overloaded_error", "message": "Broke."}},
        {"error": "Broke."},
    ],
)  # fmt: skip
def test_an_error_in_the_midst_of_a_stream_charges_what_came(
    raw_caller: Caller, error: dict[str, Any]
) -> None:
    answer = raw_caller.ask(
        {"a": streaming(delta("123456"), delta("789"), event(error), 4_000)},
        model="gpt-one",
        stream=True,
    )
    assert "Broke." in answer.text
    caller = raw_caller
    how, credits = ended(caller)
    known = caller.usage()[0]["request_metadata"]
    assert (how, known["output_tokens"]) == ("provider_failed", 3)
    assert credits == cost(known["input_tokens"], 3)


def test_a_whole_answer_that_broke_off_with_an_error_is_charged_and_said(
    raw_caller: Caller,
) -> None:
    body = {
        **HEAD, "usage": USAGE, "error": {"message": "Broke.", "code": 502},
        "choices": [{"index": 0, "message": {"content": "Half"}, "finish_reason": "error"}],
    }  # fmt: skip
    answer = raw_caller.ask({"a": answering(200, body)}, model="gpt-one")
    assert (answer.status_code, answer.json()) == (200, body)
    assert ended(raw_caller) == ("provider_failed", COUNTED_CREDITS)


@pytest.mark.parametrize("is_stream", [False, True])
def test_a_connection_that_is_lost_before_the_first_byte_is_asked_once_and_charged(
    raw_caller: Caller, raw: RawProvider, is_stream: bool
) -> None:
    # Nothing is kept any more, so that the connection is a new one.
    time.sleep(3.2)
    before = raw.counts()["a"]
    client = raw_caller.client().with_options(max_retries=2)
    with pytest.raises(openai.APIStatusError) as error:
        client.chat.completions.create(
            model="gpt-one",
            messages=[{"role": "user", "content": json.dumps({"a": {DROP: True}})}],
            stream=is_stream,
        )
    assert (error.value.status_code, error.value.code) == (502, "provider_failed")
    assert error.value.response.headers["x-should-retry"] == "false"
    assert raw.counts()["a"] - before == 1
    how, credits = ended(raw_caller)
    assert how == "provider_failed"
    assert credits == cost(raw_caller.usage()[0]["request_metadata"]["input_tokens"], 0)


@pytest.mark.parametrize(("silent_ms", "asked_times"), [(0, 2), (300, 1)])
def test_a_kept_connection_is_asked_anew_only_where_it_was_stale_at_once(
    raw_caller: Caller, raw: RawProvider, silent_ms: int, asked_times: int
) -> None:
    raw_caller.ask(model="gpt-one")
    before = raw.counts()["a"]
    answer = raw_caller.ask({"a": {DROP: True, "silent_ms": silent_ms}}, model="gpt-one")
    assert answer.status_code == 502
    assert raw.counts()["a"] - before == asked_times
    caller_rows = raw_caller.usage()
    assert [row["request_metadata"]["ended"] for row in caller_rows] == [
        "completed", "provider_failed",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("order", "status", "code"),
    [
        (streaming(), 502, "provider_failed"),
        (streaming(DROP), 502, "provider_failed"),
        ({"silent_ms": 4_000}, 504, "provider_timed_out"),
    ],
)
def test_every_charged_failure_says_that_another_attempt_would_be_charged(
    raw_caller: Caller, order: dict[str, Any], status: int, code: str
) -> None:
    answer = raw_caller.ask({"a": order}, model="gpt-one", stream=True)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert answer.headers["x-should-retry"] == "false"
    assert answer.json()["error"]["request_id"] == answer.headers["x-request-id"]
    caller_row = raw_caller.usage()[0]
    assert caller_row["request_id"] == answer.headers["x-request-id"]
    assert caller_row["credits_used"] > 0


@pytest.mark.parametrize("wants", [False, True])
def test_a_stream_that_passes_what_is_held_is_ended_with_its_limit(
    raw_caller: Caller, wants: bool
) -> None:
    steps = [delta("word "), 2] * 400
    options = {"stream_options": {"include_usage": True}} if wants else {}
    answer = raw_caller.ask(
        {"a": streaming(*steps, STOP, COUNTED, DONE)},
        model="gpt-held", stream=True, max_tokens=20, **options,
    )  # fmt: skip
    assert 20 < len([word for word in words_of(answer.text) if word]) < 60
    assert '"finish_reason":"length"' in answer.text
    assert answer.text.endswith(DONE)
    how, credits = ended(raw_caller)
    [row] = raw_caller.usage()
    known = row["request_metadata"]
    assert (how, known["output_tokens"]) == ("limit_passed", 20)
    assert credits == cost(known["input_tokens"], 20)
    assert row["uncollected_credits"] == 0
    assert ('"completion_tokens":20' in answer.text) is wants


def test_a_count_in_the_midst_of_a_stream_can_pass_what_is_held(raw_caller: Caller) -> None:
    usage = {**USAGE, "completion_tokens": 21}
    answer = raw_caller.ask(
        {"a": streaming(delta("a"), delta("b", usage=usage), 4_000)},
        model="gpt-held", stream=True, max_tokens=20,
    )  # fmt: skip
    assert '"finish_reason":"length"' in answer.text
    assert ended(raw_caller) == ("limit_passed", cost(100, 20))


@pytest.mark.parametrize("chunk", ["internationalization ", "a"])
def test_an_answer_of_its_full_limit_is_not_cut(raw_caller: Caller, chunk: str) -> None:
    usage = {**USAGE, "completion_tokens": 40}
    last = event({**json.loads(COUNTED[6:]), "usage": usage})
    answer = raw_caller.ask(
        # Events that bring nothing are no tokens either.
        {"a": streaming(*[delta(chunk), delta(""), 2] * 40, 50, STOP, last, DONE)},
        model="gpt-held", stream=True, max_tokens=40,
    )  # fmt: skip
    assert "".join(words_of(answer.text)) == chunk * 40
    assert ended(raw_caller) == ("completed", cost(100, 40))


def test_a_provider_that_ignores_its_limit_is_charged_in_full(raw_caller: Caller) -> None:
    usage = {**USAGE, "completion_tokens": 500}
    body = {**HEAD, "usage": usage, "choices": [{"index": 0, "message": {"content": "x"}}]}
    raw_caller.ask({"a": answering(200, body)}, model="gpt-held", max_tokens=20)
    assert ended(raw_caller) == ("completed", cost(100, 500))
    # It is counted beside the answer, which does not wait for it.
    for _ in range(100):
        rows = raw_caller.world.rows(
            """select upstream, limit_ignored_calls from gateway_upstream_states
               where model = %s and limit_ignored_calls > 0""",
            "gpt-held",
        )
        if rows:
            break
        time.sleep(0.05)
    assert [row["upstream"] for row in rows] == ["a"]
