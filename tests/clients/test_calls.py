"""Each client makes each kind of call, gets what the provider said, and is charged just that."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.clients.programs import ClientProgram
from tests.clients.prompts import PICTURE, told
from tests.clients.provider.questions import AFTER_A_TOOL, ANSWER, WORDS
from tests.clients.sdks import SDKS, Sdk
from tests.clients.watching import Watched

EXPECTED: dict[str, Any] = {
    "chat": {"text": WORDS},
    "stream": {"text": WORDS, "pieces": len(WORDS.split())},
    "tools": {"tool": "weather", "city": "Oslo", "text": AFTER_A_TOOL},
    "structured": {"object": ANSWER},
    "vision": {"text": WORDS},
    "embeddings": {"vectors": [[1.0, 2.0, 3.0]] * 2},
}
ORDERS: dict[str, Any] = {"chat": {"cached": True}, "tools": {"tool": "weather", "cached": True}}


def cases() -> list[Any]:
    return [
        pytest.param(sdk, call, id=f"{sdk.name}-{call}", marks=sdk.marks)
        for sdk in SDKS
        for call in sdk.way.calls
    ]


@pytest.mark.parametrize(("sdk", "call"), cases())
def test_a_call_is_answered_and_charged_what_the_provider_counted(
    watch: Callable[..., Watched], program_of: Callable[[Sdk], ClientProgram], sdk: Sdk, call: str
) -> None:
    watched, program = watch(sdk.name, call), program_of(sdk)
    watched.note("version", program.ask("version")["value"])
    answer = program.ask(
        sdk.way.kind_prefix + call,
        url=watched.url,
        key=watched.key,
        model="embed-test" if call == "embeddings" else sdk.way.model,
        prompt=told(**ORDERS.get(call, {})),
        picture=PICTURE,
        texts=["one", "another"],
    )
    assert "value" in answer, answer["error"]
    assert answer["value"] == EXPECTED[call]
    asked = watched.asked()
    expected = 2 if call == "tools" else 1
    assert watched.posts(expected) == len(asked) == expected
    assert asked[0]["pictures"] == (1 if call == "vision" else 0)
    assert {each["streams"] for each in asked} == {call == "stream"}
    watched.assert_exact()
