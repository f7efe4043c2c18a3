"""Every answer of the server says which request it answers, and so do the log and the errors."""

import json
import re
import socket
import time
from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from tests.gateway.conftest import Caller
from tests.servers.server import Server

MADE = re.compile(r"req_[0-9a-f]{24}")
CALLS = re.compile(r"gw_[A-Za-z0-9_-]{24}")
CHAT = "/v1/chat/completions"
KEY = {"authorization": "Bearer x"}
# Method, path, what is sent, and the status: of every layer that answers.
ANSWERS: list[tuple[str, str, dict[str, Any], int]] = [
    ("GET", "/healthz", {}, 200),
    ("HEAD", "/healthz", {}, 200),
    ("GET", "/readyz", {}, 200),
    ("GET", "/docs", {}, 200),
    ("GET", "/openapi.json", {}, 200),
    ("GET", "/nothing.js", {}, 404),
    ("POST", "/", {}, 404),
    ("TRACE", "/healthz", {}, 405),
    ("GET", "/api/v1/system/status", {}, 200),
    ("GET", "/api/v1/organizations", {}, 401),
    ("GET", "/api/v1/organizations", {"headers": KEY}, 401),
    ("POST", "/api/v1/organizations", {"headers": {**KEY, "origin": "https://x.example"}}, 403),
    ("POST", "/api/v1/organizations", {"headers": KEY, "content": b"x"}, 415),
    ("GET", "/api/v1/nothing", {"headers": KEY}, 404),
    ("POST", "/api/v1/auth/dev/login", {"json": {}}, 422),
    ("OPTIONS", CHAT, {}, 204),
    ("GET", "/v1/models", {}, 401),
    ("GET", "/v1/models", {"headers": KEY}, 401),
    ("POST", CHAT, {"headers": KEY, "content": b"{"}, 401),
    ("PUT", CHAT, {"headers": KEY}, 405),
    ("GET", "/v1/files", {"headers": KEY}, 404),
    ("GET", "/v1/nothing", {"headers": KEY}, 404),
]


def ask(url: str, method: str, path: str, sent: dict[str, Any], **more: str) -> httpx2.Response:
    headers = {**sent.get("headers", {}), **more}
    return httpx2.request(method, f"{url}{path}", timeout=30, **{**sent, "headers": headers})


@pytest.mark.parametrize(
    ("method", "path", "sent", "status"), ANSWERS, ids=[f"{m} {p} {s}" for m, p, _, s in ANSWERS]
)
def test_every_answer_has_an_id(
    server: Server, method: str, path: str, sent: dict[str, Any], status: int
) -> None:
    answers = [ask(server.url, method, path, sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [status, status]
    for answer in answers:
        [request_id] = answer.headers.get_list("x-request-id")
        assert MADE.fullmatch(request_id)
        if path.startswith("/v1") and status >= 400:
            assert answer.json()["error"]["request_id"] == request_id
    assert answers[0].headers["x-request-id"] != answers[1].headers["x-request-id"]
    own = ask(server.url, method, path, sent, **{"x-request-id": "my-own.1"})
    assert own.headers.get_list("x-request-id") == ["my-own.1"]
    if path.startswith("/v1") and status >= 400:
        assert own.json()["error"]["request_id"] == "my-own.1"


def raw_ids(server: Server, request: str) -> list[str]:
    """Send a request as it is written; returns the ids of the answers that come."""
    with socket.create_connection(("127.0.0.1", server.port), 10) as connection:
        connection.sendall(request.encode("latin-1"))
        answer = b"".join(iter(lambda: connection.recv(65536), b"")).decode()
    return re.findall(r"^x-request-id: (.*)\r$", answer, re.MULTILINE)


@pytest.mark.parametrize("path", ["/api/v1/auth/logout", CHAT])
def test_a_body_that_is_too_large_is_answered_with_an_id(server: Server, path: str) -> None:
    head = f"POST {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer x\r\nconnection: close\r\n"
    length = "content-type: application/json\r\ncontent-length: 9999999999\r\n"
    assert raw_ids(server, f"{head}{length}x-request-id: mine\r\n\r\n") == ["mine"]


@pytest.mark.parametrize(
    ("given", "is_kept"),
    [
        (["a"], True),
        (["~!@#$%^&*()_+{}|:<>?"], True),
        (["0198c5a2-7c1e-7000-8000-000000000000"], True),
        (["x" * 255], True),
        (["x" * 256], False),
        (["x" * 9000], False),
        ([""], False),
        (["two words"], False),
        (["tab\tbed"], False),
        (["\xe4"], False),
        (["one", "two"], False),
    ],
)
def test_the_callers_own_id_is_kept_where_it_can_be_one(
    server: Server, given: list[str], is_kept: bool
) -> None:
    for path in ("/healthz", "/api/v1/organizations", "/v1/models", "/nothing"):
        lines = "".join(f"x-request-id: {value}\r\n" for value in given)
        head = f"GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n"
        [request_id] = raw_ids(server, f"{head}{lines}\r\n")
        assert request_id == given[0] if is_kept else MADE.fullmatch(request_id)


def test_a_call_goes_by_the_id_of_its_receipt_whatever_its_client_calls_it(caller: Caller) -> None:
    for stream in (False, True):
        answer = caller.ask(headers={"x-request-id": "theirs"}, stream=stream)
        [request_id] = answer.headers.get_list("x-request-id")
        assert CALLS.fullmatch(request_id)
        row = caller.usage()[-1]
        assert (row["request_id"], row["request_metadata"]["client_request_id"]) == (
            request_id, "theirs",
        )  # fmt: skip


REFUSED: dict[str, tuple[dict[str, Any], int]] = {
    "not enough": ({"max_tokens": 10_000_000}, 402),
    "no provider": ({"model": "gpt-down"}, 503),
    "a busy provider": ({"orders": {"status": 429}}, 429),
    "a provider that breaks off": ({"orders": {"cut": 1}}, 502),
    "a silent provider": ({"orders": {"silent_ms": 4000}}, 504),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_call_that_fails_goes_by_its_id_too(
    make_caller: Callable[..., Caller], case: str
) -> None:
    fields, status = REFUSED[case]
    caller = make_caller(credits=0 if status == 402 else 1000)
    answer = caller.ask(headers={"x-request-id": "theirs"}, **fields)
    [request_id] = answer.headers.get_list("x-request-id")
    error = answer.json()["error"]
    assert (answer.status_code, error["request_id"]) == (status, request_id)
    assert CALLS.fullmatch(request_id)
    # What was charged is found by it.
    assert [row["request_id"] for row in caller.usage()] == [request_id] * (status in (502, 504))


def logged(server: Server, event: str, request_id: str) -> list[dict[str, Any]]:
    """Lines of the log with the event and the id; they come a moment after the answer."""
    for _ in range(100):
        lines = [json.loads(line) for line in list(server.lines) if line.startswith("{")]
        found = [
            line for line in lines
            if (line["event"], line.get("request_id")) == (event, request_id)
        ]  # fmt: skip
        if found:
            return found
        time.sleep(0.05)
    return []


def test_what_is_logged_meanwhile_names_the_request(caller: Caller) -> None:
    # The provider of this model is down, which is a line in the log.
    ids = [caller.ask(model="gpt-down").headers["x-request-id"] for _ in range(2)]
    for request_id in ids:
        [line] = logged(caller.server, "provider_unreachable", request_id)
        assert line["upstream"] == "down"


def test_ids_do_not_stay_with_their_connection(caller: Caller) -> None:
    """Requests of one connection, one after another and in one piece, have an id each."""
    with httpx2.Client(base_url=caller.server.url) as client:
        own = client.get("/healthz", headers={"x-request-id": "first"})
        next_one = client.get("/healthz")
    assert own.headers["x-request-id"] == "first"
    assert MADE.fullmatch(next_one.headers["x-request-id"])
    head = "GET /healthz HTTP/1.1\r\nhost: x\r\n"
    piped = f"{head}x-request-id: a\r\n\r\n{head}\r\n{head}connection: close\r\n\r\n"
    ids = raw_ids(caller.server, piped)
    assert len(ids) == len(set(ids)) == 3
    assert ids[0] == "a"
