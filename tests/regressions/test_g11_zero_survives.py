"""G11: `temperature=0` was replaced by the default, because 0 is false."""

import pytest

from tests.gateway.conftest import Caller, Provider

FALSY = {
    "temperature": 0, "top_p": 0.0, "seed": 0, "presence_penalty": 0, "logprobs": False,
    "stop": [], "user": "", "metadata": {}, "tool_choice": None,
}  # fmt: skip


@pytest.mark.parametrize("is_stream", [False, True])
def test_what_is_false_goes_through(caller: Caller, upstream: Provider, is_stream: bool) -> None:
    assert caller.ask(stream=is_stream, **FALSY).status_code == 200
    sent = upstream.asked()[-1]["body"]
    assert {name: sent[name] for name in FALSY} == FALSY
    assert isinstance(sent["top_p"], float)
