"""What a client makes of a failure: what may pass and was not charged it tries again, only that."""

import itertools
import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from tests.clients.programs import ClientProgram
from tests.clients.provider.questions import WORDS
from tests.clients.sdks import SDKS, Sdk
from tests.clients.test_calls import told
from tests.clients.watching import Watched

Watch = Callable[..., Watched]
ProgramOf = Callable[[Sdk], ClientProgram]
numbers = itertools.count()
# Longer than the server waits for an answer.
SILENT_MS = 3_000
EACH_SDK = pytest.mark.parametrize(
    "sdk", [pytest.param(sdk, id=sdk.name, marks=sdk.marks) for sdk in SDKS]
)


def failing(times: int = 1, **how: Any) -> str:
    """A prompt that fails so many times before it is answered."""
    return told(fail={"id": f"fail-{next(numbers)}", "times": times, **how})


def ask(
    watched: Watched, program_of: ProgramOf, sdk: Sdk, prompt: str, **other: str
) -> dict[str, Any]:
    asked = {"url": watched.url, "key": watched.key, "model": sdk.way.model, **other}
    return program_of(sdk).ask(sdk.way.kind_prefix + "chat", prompt=prompt, **asked)


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
    watched = watch()
    error = ask(watched, program_of, sdk, told(), **given)["error"]
    assert (error["status"], error["code"]) == (status, code), error
    assert (watched.posts(), watched.asked()) == (1, [])
    watched.assert_exact()


@EACH_SDK
def test_who_cannot_pay_hears_it_and_does_not_ask_again(
    watch: Watch, program_of: ProgramOf, sdk: Sdk
) -> None:
    watched = watch("0.001")
    error = ask(watched, program_of, sdk, told())["error"]
    assert (error["status"], error["code"]) == (402, "insufficient_quota"), error
    assert (watched.posts(), watched.asked()) == (1, [])
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
    watched, began_s = watch(), time.monotonic()
    answer = ask(watched, program_of, sdk, failing(**how))
    assert answer == {"value": {"text": WORDS}}
    assert time.monotonic() - began_s >= pause_s
    assert watched.posts() == len(watched.asked()) == 2
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
    watched = watch()
    error = ask(watched, program_of, sdk, failing(9, **how))["error"]
    assert error["status"] == status, error
    assert watched.posts() == len(watched.asked()) == 1
    charged = watched.charged()
    assert [(model, credits > Decimal(0)) for model, credits in charged] == [(sdk.way.model, True)]
    watched.assert_charged(charged)
