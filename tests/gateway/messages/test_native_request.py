"""What an upstream that speaks messages is sent."""

import json
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from orgbilling.gateway.dialects.files import dialect_name_at
from orgbilling.gateway.messages.native import native_request, speaks_messages
from orgbilling.gateway.upstreams import Upstream
from tests.gateway.messages.builders import asked, text


@pytest.mark.parametrize(
    ("base_url", "speaks"),
    [
        ("https://api.anthropic.com/v1", True),
        ("https://provider.example/v1", False),
        ("https://anthropic.example/v1", False),
    ],
)
@pytest.mark.parametrize("is_own", [False, True])
def test_who_speaks_messages_is_told_by_the_dialect(
    base_url: str, speaks: bool, is_own: bool
) -> None:
    own = uuid4() if is_own else None
    found = Upstream("u", base_url, "k", {}, own, dialect_name_at(base_url))
    assert speaks_messages(found) == speaks
    assert speaks_messages(replace(found, dialect="anthropic"))


def sent(limit: int | None = None, **fields: Any) -> dict[str, Any]:
    request = native_request(asked(**fields), "2023-06-01", (), 3)
    body: dict[str, Any] = json.loads(request.forwarded("its-model", limit))
    return body


def test_a_body_goes_as_it_came_under_the_providers_name_of_the_model() -> None:
    fields: dict[str, Any] = {
        "system": [text("a")],
        "stream": True,
        "top_k": 5,
        "service_tier": "auto",
    }
    assert sent(**fields) == {**asked(**fields), "model": "its-model"}
    assert sent(diagnostics={"previous_message_id": "m"}, container=None) == sent()


@pytest.mark.parametrize(
    ("budget", "limit", "thinking"),
    [
        (4000, None, {"type": "enabled", "budget_tokens": 4000}),
        (4000, 5000, {"type": "enabled", "budget_tokens": 4000}),
        (4000, 3000, {"type": "enabled", "budget_tokens": 2999}),
        (4000, 4000, {"type": "enabled", "budget_tokens": 3999}),
        (4000, 1025, {"type": "enabled", "budget_tokens": 1024}),
        (4000, 1024, {"type": "disabled"}),
    ],
)
def test_a_smaller_limit_leaves_room_to_think_or_none(
    budget: int, limit: int | None, thinking: dict[str, Any]
) -> None:
    given = {"type": "enabled", "budget_tokens": budget}
    body = sent(limit, thinking=given, max_tokens=9000)
    assert body["thinking"] == thinking
    assert body["max_tokens"] == (limit or 9000)
    assert sent(limit, thinking={"type": "adaptive"})["thinking"] == {"type": "adaptive"}
