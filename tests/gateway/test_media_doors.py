"""Doors of pictures, sound, verdicts and ranks: what is true of every address below `/v1`."""

from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from tests.authorization.test_matrix import OPERATIONS
from tests.gateway.conftest import Caller
from tests.gateway.made_sounds import wav
from tests.gateway.media_provider import OWN_KEY
from tests.gateway.media_rig import MediaProvider, credits_of
from tests.gateway.test_doors import ELSEWHERE
from tests.gateway.test_provider_keys import admin_of, path_of

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
    "/v1/moderations": ({"json": {"input": "Good morning"}}, "0"),
    "/v1/rerank": (
        {"json": {"model": "rerank-v3.5", "query": "Which?", "documents": ["a", "b"]}},
        "0.002",
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


def bring_own(caller: Caller, media: MediaProvider, path: str, key: str) -> None:
    sent, _ = CALLS[path]
    model = {**sent.get("json", {}), **sent.get("data", {})}.get("model", "omni-moderation-latest")
    brought = {
        "name": "ours", "base_url": f"http://127.0.0.1:{media.port}/media/v1", "api_key": key,
        "models": {model: "inside"},
    }  # fmt: skip
    with admin_of(caller) as admin:
        assert admin.post(path_of(caller), json=brought).status_code == 201


@pytest.mark.parametrize("path", PATHS)
def test_the_organizations_own_key_serves_at_cost(
    make_media_caller: Callable[..., Caller], media: MediaProvider, path: str
) -> None:
    caller = make_media_caller(plan="byok")
    sent, usd = CALLS[path]
    bring_own(caller, media, path, OWN_KEY)
    answer = ask(caller, path, **sent)
    assert answer.status_code == 200, answer.text
    asked = media.asked()[-1]
    assert asked["headers"]["authorization"] == f"Bearer {OWN_KEY}"
    assert asked["body"]["model"] == "inside"
    caller.settled()
    [row] = caller.usage()
    assert row["credits_used"] == credits_of(usd, "1.0")
    assert row["request_metadata"]["upstream"] == "own:ours"


@pytest.mark.parametrize("path", PATHS)
def test_an_own_key_that_is_refused_falls_over_to_ours(
    make_media_caller: Callable[..., Caller], media: MediaProvider, path: str
) -> None:
    caller = make_media_caller(plan="hybrid")
    sent, usd = CALLS[path]
    # Its provider lists models for everybody, and refuses a call.
    bring_own(caller, media, path, "sk-nobody-has-it-4321")
    with admin_of(caller) as admin:
        said = admin.put(f"{path_of(caller)}/fall-over", json={"falls_over": True})
    assert said.status_code == 200
    before = len(media.asked())
    assert ask(caller, path, **sent).status_code == 200
    own, ours = media.asked()[before:]
    assert own["body"] == {**ours["body"], "model": "inside"}
    # It is left alone for a while, and the next call is charged no otherwise.
    assert ask(caller, path, **sent).status_code == 200
    assert len(media.asked()) == before + 3
    caller.settled()
    rows = caller.usage()
    assert [row["credits_used"] for row in rows] == [credits_of(usd)] * 2
    assert [row["request_metadata"]["own_key_fell_over"] for row in rows] == [True] * 2
    assert caller.world.differences() == []
