"""What cannot be charged rightly, or would cross organizations, is refused before it is held."""

from typing import Any

import openai
import pytest

from tests.gateway.conftest import Caller, Provider, told


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("service_tier", "priority"),
        ("service_tier", "flex"),
        ("background", True),
        ("stream", 1),
        ("previous_response_id", "resp_of_somebody"),
        ("conversation", {"id": "conv_of_somebody"}),
        ("n", 0),
        ("n", 129),
        ("max_tokens", 1.5),
    ],
)
def test_it_is_refused_by_name(caller: Caller, upstream: Provider, field: str, value: Any) -> None:
    before = upstream.count()
    with pytest.raises(openai.BadRequestError) as error:
        caller.client().chat.completions.create(
            messages=told(), model="gpt-test", extra_body={field: value}
        )
    assert error.value.param == field
    assert upstream.count() == before
    assert caller.figures("H") == (0,)
