"""N4: the model's `max_tokens` was reserved, and calls refused that would have fitted: the refusal
says what fits, the hold is no larger than the call can cost, and a setting shortens the answer."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.gateway.conftest import Caller, Provider, settings_of
from tests.servers.server import serving


@pytest.mark.parametrize("answers", [1, 4])
def test_the_limit_that_is_named_fits_and_one_more_does_not(
    make_caller: Callable[..., Caller], answers: int
) -> None:
    caller = make_caller(20)
    refused = caller.ask({"input": 1, "output": 0}, n=answers, max_tokens=100_000)
    assert refused.status_code == 402
    fits = refused.json()["error"]["max_tokens_affordable"]
    assert fits > 100
    assert caller.ask({"input": 1, "output": 0}, n=answers, max_tokens=fits + 2).status_code == 402
    assert caller.ask({"input": 1, "output": 0}, n=answers, max_tokens=fits).status_code == 200


def test_a_model_that_gives_less_holds_less(make_caller: Callable[..., Caller]) -> None:
    # 100 tokens at most, which is 1.5 credits, however many are asked for.
    assert make_caller(2).ask(model="gpt-known", max_tokens=100_000).status_code == 200


def test_where_nothing_fits_no_length_is_named(make_caller: Callable[..., Caller]) -> None:
    error = make_caller("0.000001").ask().json()["error"]
    assert error["max_tokens_affordable"] == 0


@pytest.mark.parametrize(
    "limits", [{}, {"max_tokens": 5_000}, {"max_tokens": 5_000, "max_completion_tokens": 4_000}]
)
def test_a_setting_shortens_the_answer_instead(
    make_caller: Callable[..., Caller],
    upstream: Provider,
    owner_url: str,
    tmp_path: Path,
    limits: dict[str, int],
) -> None:
    caller = make_caller(10)
    environment = {
        **settings_of(tmp_path, upstream, owner_url),
        "ORGBILLING_GATEWAY_CLAMP_OUTPUT": "true",
        "ORGBILLING_GATEWAY_OUTPUT_TOKENS_MIN": "100",
    }
    with serving(1, **environment) as [caller.server]:
        assert caller.ask({"input": 1, "output": 1}, **limits).status_code == 200
    sent = upstream.asked()[-1]["body"]
    given = {sent.get(name) for name in limits or ["max_completion_tokens"]}
    assert len(given) == 1
    [most] = given
    assert 600 < most < 667
