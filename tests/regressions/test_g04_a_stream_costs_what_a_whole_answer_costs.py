"""G4: who was exempt was charged when streaming: one rule for both paths."""

from collections.abc import Callable

import pytest

from tests.gateway.conftest import Caller, cost


@pytest.mark.parametrize("path", ["chat/completions", "completions", "responses"])
def test_both_paths_charge_the_same(caller: Caller, path: str) -> None:
    for is_stream in (False, True):
        assert caller.ask({"input": 90, "output": 11}, path=path, stream=is_stream).is_success
    assert [row["credits_used"] for row in caller.usage()] == [cost(90, 11)] * 2


def test_what_is_free_is_free_on_both_paths(make_caller: Callable[..., Caller]) -> None:
    caller = make_caller(0)
    for is_stream in (False, True):
        assert caller.ask(model="gpt-free", stream=is_stream).is_success
    assert [row["credits_used"] for row in caller.usage()] == [0, 0]


def test_what_is_refused_is_refused_on_both_paths(make_caller: Callable[..., Caller]) -> None:
    caller = make_caller(0)
    for is_stream in (False, True):
        assert caller.ask(stream=is_stream).status_code == 402
    assert caller.usage() == []
