"""What a client makes of a failure: what may pass and was not charged it tries again, only that."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.clients.programs import ClientProgram
from tests.clients.prompts import SILENT_MS, failing, told
from tests.clients.provider.questions import WORDS
from tests.clients.sdks import SDKS, Sdk
from tests.clients.watching import Watched

Watch = Callable[..., Watched]
ProgramOf = Callable[[Sdk], ClientProgram]
EACH_SDK = pytest.mark.parametrize(
    "sdk", [pytest.param(sdk, id=sdk.name, marks=sdk.marks) for sdk in SDKS]
)


def ask(
    watched: Watched, program_of: ProgramOf, sdk: Sdk, prompt: str, **other: str
) -> dict[str, Any]:
    asked = {"url": watched.url, "key": watched.key, "model": sdk.way.model, **other}
    return program_of(sdk).ask(sdk.way.kind_prefix + "chat", prompt=prompt, **asked)


def assert_code(watched: Watched, sdk: Sdk, error: dict[str, Any], code: str) -> None:
    is_left_out = code in sdk.without_codes
    assert (error["code"] != code) == is_left_out, error
    if is_left_out:
        watched.note("note", "ok, without our code")


@EACH_SDK
@pytest.mark.parametrize(
    ("given", "status", "code"),
    [
        ({"key": "ob_mk_wrong"}, 401, "invalid_api_key"),
        ({"model": "gpt-nobody"}, 404, "model_not_found"),
    ],
    ids=["key", "model"],
)
def test_what_is_wrong_is_told_and_not_tried_again(
    watch: Watch, program_of: ProgramOf, sdk: Sdk, given: dict[str, str], status: int, code: str
) -> None:
    watched = watch(sdk.name, "errors")
    error = ask(watched, program_of, sdk, told(), **given)["error"]
    assert error["status"] == status, error
    assert_code(watched, sdk, error, code)
    assert (watched.posts(1), watched.asked()) == (1, [])
    watched.assert_exact()


@EACH_SDK
def test_who_cannot_pay_hears_it_and_does_not_ask_again(
    watch: Watch, program_of: ProgramOf, sdk: Sdk
) -> None:
    watched = watch(sdk.name, "errors", "0.001")
    error = ask(watched, program_of, sdk, told())["error"]
    assert error["status"] == 402, error
    assert_code(watched, sdk, error, "insufficient_quota")
    assert (watched.posts(1), watched.asked()) == (1, [])
    watched.assert_exact()


@EACH_SDK
@pytest.mark.parametrize(
    ("how", "pause_s"),
    [({"status": 503}, 0), ({"status": 429, "retry_after": 2}, 2)],
    ids=["503", "429"],
)
def test_what_may_pass_is_tried_again_and_charged_once(
    watch: Watch, program_of: ProgramOf, sdk: Sdk, how: dict[str, Any], pause_s: float
) -> None:
    watched, began_s = watch(sdk.name, "retries"), time.monotonic()
    answer = ask(watched, program_of, sdk, failing(**how))
    expected = 2 if sdk.tries_again else 1
    assert watched.posts(expected) == len(watched.asked()) == expected
    if sdk.tries_again:
        assert answer == {"value": {"text": WORDS}}
        assert time.monotonic() - began_s >= pause_s
    else:
        # Of 503 it makes an error of its own, with our words.
        assert "Nothing was charged" in answer["error"]["message"], answer
        watched.note("note", "gives up")
    watched.assert_exact()


@EACH_SDK
@pytest.mark.parametrize(
    ("how", "status"),
    [({"cut": True}, 502), ({"silent_ms": SILENT_MS}, 504)],
    ids=["502", "504"],
)
def test_a_failure_that_was_charged_is_not_tried_again(
    watch: Watch, program_of: ProgramOf, sdk: Sdk, how: dict[str, Any], status: int
) -> None:
    watched = watch(sdk.name, "charged failures")
    error = ask(watched, program_of, sdk, failing(9, **how))["error"]
    assert error["status"] == status, error
    expected = sdk.requests_charged
    assert watched.posts(expected) == len(watched.asked()) == expected
    if expected > 1:
        watched.note("note", f"asks {expected} times, each is charged")
    watched.assert_failures_charged(sdk.way.model, expected)
