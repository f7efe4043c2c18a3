"""What an answer says about itself, and what a client hears of a provider's reasons: all of it, and
nothing that is ours."""

import json
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import httpx2
import pytest

from orgbilling.gateway.reasons import Reason, Scrubber
from orgbilling.gateway.refusals import retry_after_s
from orgbilling.gateway.upstreams import Upstream
from tests.gateway.conftest import Caller, cost
from tests.gateway.raw_provider import ANSWER, DONE, STREAM, delta, event
from tests.gateway.raw_rig import KEY, RawProvider, answering, streaming

COUNTED_CREDITS = cost(100, 20)


def test_a_whole_answer_says_what_it_cost_and_what_is_left(raw_caller: Caller) -> None:
    answer = raw_caller.ask(model="gpt-one")
    told = answer.headers
    assert float(told["x-orgbilling-credits"]) == float(COUNTED_CREDITS)
    assert float(told["x-orgbilling-remaining-credits"]) == float(raw_caller.figures("R")[0])
    assert told["x-orgbilling-model"] == "gpt-one"
    # The provider's name of the model is ours to know.
    assert told["x-orgbilling-answered-model"] == "gpt-one"
    assert told["x-orgbilling-upstream"] == "Alpha"
    assert told["x-request-id"] == raw_caller.usage()[0]["request_id"]
    assert "raw" not in str({name: told[name] for name in told if name.startswith("x-")})


def test_a_cookie_of_one_answer_is_not_sent_with_another_request(
    raw: RawProvider, raw_caller: Caller
) -> None:
    order = {"a": answering(200, ANSWER, **{"set-cookie": "who=first; Path=/"})}
    for _ in range(2):
        told = [{"role": "user", "content": json.dumps(order)}]
        assert raw_caller.ask(model="gpt-one", messages=told).status_code == 200
    sent = raw.asked("a")[-1]["headers"]
    assert "cookie" not in sent
    assert sent["user-agent"].startswith("orgbilling/")


def test_the_label_of_an_upstream_owns_its_models(raw_caller: Caller) -> None:
    answer = httpx2.get(
        f"{raw_caller.server.url}/v1/models/gpt-one",
        headers={"authorization": f"Bearer {raw_caller.key}"},
        timeout=30,
    )
    assert (answer.status_code, answer.json()["owned_by"]) == (200, "Alpha")


def test_a_stream_says_what_it_cost_beside_its_usage_where_that_is_asked_for(
    raw_caller: Caller,
) -> None:
    answer = raw_caller.ask(model="gpt-one", stream=True, stream_options={"include_usage": True})
    assert answer.headers["x-orgbilling-upstream"] == "Alpha"
    assert answer.headers["x-orgbilling-answered-model"] == "gpt-one"
    lines = [line[6:] for line in answer.text.splitlines() if line]
    usage = json.loads(lines[-2])["usage"]
    assert (usage["prompt_tokens"], usage["completion_tokens"], lines[-1]) == (100, 20, "[DONE]")
    assert usage["cost_credits"] == float(COUNTED_CREDITS)
    assert usage["remaining_credits"] == float(raw_caller.figures("R")[0])
    # What came before is byte for byte the provider's.
    assert answer.text.startswith("".join(STREAM[:3]))


@pytest.mark.parametrize(
    ("said", "is_other"),
    [
        ("raw-model", None), ("gpt-one", None), ("gpt-one-2026-08-06", None),
        ("openai/gpt-one", None), ("gpt-one-mini", True), ("other", True),
    ],
)  # fmt: skip
@pytest.mark.parametrize("is_stream", [False, True])
def test_the_receipt_warns_where_another_model_answered(
    raw_caller: Caller, said: str, is_other: bool | None, is_stream: bool
) -> None:
    steps = [step.replace("raw-model", said) for step in STREAM]
    order = streaming(*steps) if is_stream else answering(200, {**ANSWER, "model": said})
    answer = raw_caller.ask({"a": order}, model="gpt-one", stream=is_stream)
    shown = "gpt-one" if said == "raw-model" else said
    assert answer.headers["x-orgbilling-answered-model"] == shown
    [row] = raw_caller.usage()
    assert row["request_metadata"].get("is_other_model") is is_other
    receipt = httpx2.get(
        f"{raw_caller.server.url}/api/v1/org-billing/credits/{raw_caller.world.org_id}"
        f"/usage/{row['request_id']}",
        headers={"authorization": f"Bearer {raw_caller.key}"},
        timeout=30,
    ).json()
    assert receipt["answered_model"] == shown
    assert receipt["warnings"] == (["another_model_answered"] if is_other else [])


NOW = datetime.now(UTC)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7), ({"retry-after": "0.2"}, 1), ({"retry-after": "7.01"}, 8),
        ({"retry-after": "0"}, 1), ({"retry-after": "1e9"}, 3600), ({"retry-after": "nan"}, None),
        ({"retry-after": "soon"}, None), ({"retry-after": ""}, None), ({}, None),
        ({"retry-after-ms": "1500", "retry-after": "9"}, 2), ({"retry-after": "-5"}, None),
        ({"retry-after": format_datetime(NOW - timedelta(hours=1), usegmt=True)}, 1),
        ({"retry-after": format_datetime(NOW + timedelta(days=2), usegmt=True)}, 3600),
    ],
)  # fmt: skip
def test_how_long_to_wait_is_understood(headers: dict[str, str], seconds: int | None) -> None:
    assert retry_after_s(headers) == seconds


@pytest.mark.parametrize("status", [429, 503])
def test_how_long_to_wait_is_passed_on(raw_caller: Caller, status: int) -> None:
    moment = datetime.now(UTC) + timedelta(seconds=90)
    for given, wanted in (("1.5", (2, 2)), (format_datetime(moment, usegmt=True), (86, 90))):
        order = answering(status, {}, **{"retry-after": given})
        answer = raw_caller.ask({"a": order}, model="gpt-one")
        assert answer.status_code == status
        assert wanted[0] <= int(answer.headers["retry-after"]) <= wanted[1]
        assert answer.headers["x-should-retry"] == "true"


# Shapes in which providers say why, each with the sentence that a client must hear.
SHAPES: dict[str, tuple[Any, str]] = {
    "openai": ({"error": {"message": "Too long.", "type": "x", "code": "y"}}, "Too long."),
    "text in error": ({"error": "Too long."}, "Too long."),
    "anthropic": ({"type": "error", "error": {"type": "odd", "message": "Too long."}}, "Too long."),
    "gemini": (
        [{"error": {"code": 400, "message": "Too long.", "status": "INVALID_ARGUMENT"}}],
        "Too long.",
    ),
    "vllm": ({"object": "error", "message": "Too long.", "code": 400}, "Too long."),
    "mistral": (
        {"object": "error", "message": {"detail": [{"loc": ["body", "n"], "msg": "too large"}]}},
        "body.n: too large",
    ),
    "fastapi": ({"detail": "Too long."}, "Too long."),
    "pydantic": ({"detail": [{"loc": ["body", "n"], "msg": "too large"}]}, "body.n: too large"),
    "cloudflare": ({"errors": [{"code": 7, "message": "Too long."}], "result": None}, "Too long."),
    "texts": ({"errors": ["Too long.", "And wrong."]}, "Too long.; And wrong."),
    "problem": ({"type": "about:blank", "title": "Bad", "detail": "Too long."}, "Too long."),
    "aws": ({"Message": "Too long."}, "Too long."),
    "cohere": ({"message": "Too long."}, "Too long."),
    "router": (
        {"error": {"message": "Provider returned error",
                   "metadata": {"raw": '{"error":{"message":"Too long."}}'}}},
        "Provider returned error: Too long.",
    ),
    "plain": ("Too long.", "Too long."),
    "page": ("<html><head><style>b{}</style></head><h1>Too long.</h1></html>", "Too long."),
}  # fmt: skip


@pytest.mark.parametrize(("body", "sentence"), SHAPES.values(), ids=SHAPES)
def test_a_reason_is_heard_whatever_shape_it_has(
    raw_caller: Caller, body: Any, sentence: str
) -> None:
    answer = raw_caller.ask({"a": answering(400, body)}, model="gpt-one")
    error = answer.json()["error"]
    assert (answer.status_code, error["message"]) == (400, sentence)
    assert {"type", "code", "param", "request_id"} <= set(error)
    assert raw_caller.usage() == []


@pytest.mark.parametrize("body", ["", {}, {"error": {}}, "null", {"error": {"message": None}}])
def test_who_says_nothing_is_said_to(raw_caller: Caller, body: Any) -> None:
    answer = raw_caller.ask({"a": answering(400, body)}, model="gpt-one")
    assert "did not say why" in answer.json()["error"]["message"]


OURS = Upstream(
    "azure-eu",
    "https://acme-prod.openai.azure.com:8443/openai/deployments/gpt4o-eu-17",
    "sk-live-abcdefgh",
    {"gpt-4o": "gpt4o-eu-17"},
    headers={"api-key": "0f1e2d3c4b5a"},
)


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("The model gpt4o-eu-17 is gone.", "The model gpt-4o is gone."),
        ("At https://acme-prod.openai.azure.com:8443/openai/deployments/gpt4o-eu-17", None),
        ("ACME-PROD.openai.azure.com refused", None),
        ("Resource acme-prod is stopped", None),
        ("Key sk-live-abcdefgh or 0f1e2d3c4b5a is wrong", None),
        ("Rate limit in organization org-AbC123xyz789 on tokens", None),
        ("Project `proj_9f8e7d6c` has no access", None),
        ("arn:aws:bedrock:eu-west-1:123456789012:model/x denied", None),
        ("account 123456789012 and 10.1.2.3:8000", None),
        ("Quota of projects/acme-prod-17/locations/eu", None),
        # Words that look a little like ours, and are not.
        *[(said, said) for said in (
            "Remaining api tokens: 4096 of gpt-4o",
            "This user-provided organization has 10 teams",
            "maximum context length is 128000 tokens",
        )],
    ],
)  # fmt: skip
def test_what_is_ours_is_taken_out(said: str, heard: str | None) -> None:
    told = Scrubber(OURS, "gpt-4o").text(said)
    if heard is not None:
        assert told == heard
        return
    assert "…" in told
    secrets = ["acme-prod", "sk-live", "0f1e2d", "abc123", "9f8e7d", "1234567", "10.1.2", "eu-17"]
    assert not [secret for secret in secrets if secret in told.lower()]


@pytest.mark.parametrize("status", [400, 404, 500, 503])
@pytest.mark.parametrize("is_event", [False, True])
def test_a_clients_error_names_nothing_of_ours(
    raw_caller: Caller, raw: RawProvider, status: int, is_event: bool
) -> None:
    ours = f"raw-model at http://127.0.0.1:{raw.port}/a/v1 by {KEY} of org-a1b2c3d4e5"
    body = {"error": {"message": f"Bad: {ours}", "type": ours, "code": status, "x": ours}}
    first = [delta("Hello.")] if is_event else []
    order = streaming(*first, event(body), DONE) if is_event else answering(status, body)
    answer = raw_caller.ask({"a": order}, model="gpt-one", stream=is_event)
    text = answer.text.replace(first[0], "") if first else answer.text
    assert not [each for each in ("raw-model", str(raw.port), KEY, "a1b2c3") if each in text]
    assert "Bad: gpt-one at" in answer.text


def test_an_error_before_its_call_has_an_id_as_well(raw_caller: Caller) -> None:
    raw_caller.world.connection.execute("select 1")
    answer = raw_caller.ask(model="gpt-one", max_tokens=10_000_000)
    assert answer.status_code == 402
    assert answer.json()["error"]["request_id"] == answer.headers["x-request-id"]
    assert "x-should-retry" not in answer.headers


def test_reading_a_reason_takes_no_time_whatever_it_is() -> None:
    nested: Any = "deep"
    for _ in range(5_000):
        nested = {"error": nested}
    began_s = time.monotonic()
    Reason.of(nested)
    Reason.of_text(b'{"error":' * 100_000)
    Reason.of_text(b"<" * 60_000 + b">")
    assert time.monotonic() - began_s < 1
