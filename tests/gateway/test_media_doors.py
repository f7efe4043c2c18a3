"""Doors of pictures, sound, verdicts and ranks: what is true of every address below `/v1`."""

from typing import Any

import httpx2
import pytest

from tests.authorization.test_matrix import OPERATIONS
from tests.gateway.conftest import Caller
from tests.gateway.made_sounds import wav
from tests.gateway.media_rig import MediaProvider, credits_of
from tests.gateway.test_doors import ELSEWHERE

PATHS = [
    path
    for _, path in (operation.split(" ") for operation in OPERATIONS)
    if path.startswith(ELSEWHERE)
]
# By path: what is sent there, and what its provider takes for it.
CALLS: dict[str, tuple[dict[str, Any], str]] = {
    "/v1/images/generations": ({"json": {"model": "any-picture", "prompt": "A boat"}}, "0.03"),
    "/v1/audio/speech": (
        {"json": {"model": "tts-1", "input": "Good morning", "voice": "alloy"}},
        "0.00018",
    ),
    "/v1/audio/transcriptions": (
        {"data": {"model": "whisper-1"}, "files": {"file": ("a.wav", wav(30), "audio/wav")}},
        # The head of the file is counted as sound: 31 seconds.
        "0.0031",
    ),
}


def ask(caller: Caller, path: str, **more: Any) -> httpx2.Response:
    url = f"{caller.server.url}{path}"
    headers = {"authorization": f"Bearer {caller.key}", **more.pop("headers", {})}
    return httpx2.post(url, headers=headers, timeout=30, **more)


@pytest.mark.parametrize("slashes", ["", "/", "//"])
@pytest.mark.parametrize("path", PATHS)
def test_a_call_is_answered_and_charged(
    media_caller: Caller, media: MediaProvider, path: str, slashes: str
) -> None:
    sent, usd = CALLS[path]
    answer = ask(media_caller, path + slashes, headers={"origin": "https://page.example"}, **sent)
    assert (answer.status_code, answer.history) == (200, [])
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["x-orgbilling-upstream"] == "Media"
    assert media.asked()[-1]["path"] == f"/media{path}"
    media_caller.settled()
    [row] = media_caller.usage()
    assert row["credits_used"] == credits_of(usd)
    assert row["request_id"] == answer.headers["x-request-id"]
    assert media_caller.world.differences() == []


@pytest.mark.parametrize("path", PATHS)
def test_get_and_head_are_refused(media_caller: Caller, path: str) -> None:
    for method in ("GET", "HEAD"):
        answer = httpx2.request(
            method,
            f"{media_caller.server.url}{path}",
            headers={"authorization": f"Bearer {media_caller.key}"},
        )
        assert answer.status_code == 405


@pytest.mark.parametrize("path", PATHS)
def test_a_stranger_is_told_nothing(media_caller: Caller, path: str) -> None:
    sent, _ = CALLS[path]
    for more in (sent, {"content": b"nonsense"}):
        answer = ask(media_caller, path, **more, headers={"authorization": "Bearer ob_mk_x"})
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "invalid_api_key")


@pytest.mark.parametrize("path", PATHS)
def test_a_body_that_is_none_is_refused(media_caller: Caller, path: str) -> None:
    answer = ask(media_caller, path, content=b"nonsense")
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (400, "invalid_request")
    assert error["request_id"] == answer.headers["x-request-id"]
    answer = ask(media_caller, path, content=b"x" * (5 << 20))
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "body_too_large")
