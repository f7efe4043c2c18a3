"""For whom a message is made is kept with its usage, whichever way it goes."""

from typing import Any

import httpx2
import pytest

from tests.gateway.conftest import Caller, told


@pytest.mark.parametrize("model", ["claude-test", "claude-chat"])
def test_a_message_keeps_for_whom_it_is_and_its_tags(claude_caller: Caller, model: str) -> None:
    user = "user_0f_account__session_1"
    body: dict[str, Any] = {
        "model": model, "max_tokens": 50, "messages": told(), "metadata": {"user_id": user},
    }  # fmt: skip
    answer = httpx2.post(
        f"{claude_caller.server.url}/v1/messages",
        headers={"x-api-key": claude_caller.key, "x-orgbilling-tags": "a, b,a,"},
        json=body, timeout=30,
    )  # fmt: skip
    assert answer.status_code == 200, answer.text
    [row] = claude_caller.usage()
    kept = row["request_metadata"]
    assert (kept["end_user"], kept["tags"]) == (user, ["a", "b"])
    assert "metadata" not in kept
