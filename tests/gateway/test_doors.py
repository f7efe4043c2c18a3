"""Addresses below `/v1` as clients write them: HEAD, slashes at the end, and what is not there."""

import re
import time
from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from orgbilling.gateway.not_offered import NOT_OFFERED
from tests.authorization.test_matrix import OPERATIONS
from tests.docs.pages import ROOT
from tests.gateway.conftest import Caller, cost, told
from tests.servers.server import Server

# Other models answer there: `test_media_doors.py`.
ELSEWHERE = ("/v1/images/", "/v1/audio/", "/v1/moderations", "/v1/rerank")
OURS = [
    (method, path)
    for method, path in (operation.split(" ") for operation in OPERATIONS)
    if path.startswith("/v1/") and not path.startswith(ELSEWHERE)
]
WHERE_GET_IS = [path for method, path in OURS if method == "GET"]
BODIES: dict[str, dict[str, Any]] = {
    "/v1/chat/completions": {"messages": told(input=10, output=5)},
    "/v1/completions": {"prompt": told(input=10, output=5)[0]["content"]},
    "/v1/embeddings": {"input": told(input=10, output=5)[0]["content"]},
    "/v1/responses": {"input": told(input=10, output=5)[0]["content"]},
    "/v1/messages": {"messages": told(input=10, output=5), "max_tokens": 100},
    "/v1/messages/count_tokens": {"messages": told(input=10, output=5)},
}
FREE = {"/v1/messages/count_tokens"}


def bearer(caller: Caller) -> dict[str, str]:
    return {"authorization": f"Bearer {caller.key}"}


def filled(path: str) -> str:
    return path.replace("{model}", "gpt-test")


def kept(answer: httpx2.Response) -> dict[str, str]:
    """Headers that are the same for every answer of a kind."""
    return {
        name: value
        for name, value in answer.headers.items()
        if name not in ("date", "x-request-id", "transfer-encoding")
    }


@pytest.mark.parametrize("path", [*WHERE_GET_IS, "/healthz", "/readyz"])
def test_head_is_get_without_its_body(caller: Caller, path: str) -> None:
    url = f"{caller.server.url}{filled(path)}"
    for headers in (bearer(caller), {}):
        with httpx2.Client(headers=headers, timeout=30) as client:
            got, head = client.get(url), client.head(url)
            # The connection is fit for the next: nothing of a body was sent.
            again = client.get(url)
        assert head.status_code == got.status_code == again.status_code
        assert (head.content, kept(head)) == (b"", kept(got))


def test_head_is_refused_where_get_is(caller: Caller) -> None:
    for path in BODIES:
        answers = [
            httpx2.request(method, f"{caller.server.url}{path}", headers=bearer(caller))
            for method in ("GET", "HEAD")
        ]
        assert [answer.status_code for answer in answers] == [405, 405]
        assert answers[1].content == b""


def test_head_is_measured_as_head(server: Server, caller: Caller) -> None:
    httpx2.head(f"{server.url}/v1/models/", headers=bearer(caller))
    counted = re.compile(r'_count\{method="HEAD",route="/v1/models",status="200"\}')
    # A text of metrics is kept for a moment.
    until_s = time.monotonic() + 5
    while not counted.search(server.metrics()):
        assert time.monotonic() < until_s
        time.sleep(0.1)


@pytest.mark.parametrize("slashes", ["/", "//"])
@pytest.mark.parametrize(("method", "path"), OURS)
def test_a_slash_at_the_end_changes_nothing(
    caller: Caller, method: str, path: str, slashes: str
) -> None:
    assert method == "GET" or path in BODIES, "say what is sent there"
    answer = httpx2.request(
        method,
        f"{caller.server.url}{filled(path)}{slashes}",
        headers=bearer(caller),
        json={"model": "gpt-test", **BODIES[path]} if path in BODIES else None,
        timeout=30,
    )
    assert (answer.status_code, answer.history) == (200, [])
    charged = cost(10, 5) if path in BODIES and path not in FREE else 0
    assert caller.figures("UH") == (charged, 0)


def test_a_slash_counts_where_it_did(server: Server) -> None:
    for path in ("/api/v1/organizations/", "/healthz/", "/api/v1/auth/methods/"):
        headers = {"authorization": "Bearer x"}
        assert httpx2.get(f"{server.url}{path}", headers=headers).status_code == 404


def test_a_stream_comes_through_a_slash_too(caller: Caller) -> None:
    answer = httpx2.post(
        f"{caller.server.url}/v1/chat/completions/",
        headers=bearer(caller),
        json={"model": "gpt-test", "messages": told(input=3, output=2), "stream": True},
        timeout=30,
    )
    assert answer.text.endswith("data: [DONE]\n\n")
    assert caller.figures("UH") == (cost(3, 2), 0)


def rows_of_the_page() -> list[tuple[str, str]]:
    """What `docs/clients.md` says is not offered: each address, with its method."""
    page = (ROOT / "docs" / "clients.md").read_text(encoding="utf-8")
    _, _, section = page.partition("## What is not offered")
    return re.findall(r"`(GET|POST|DELETE) (/v1/[^` ]+)`", section.partition("\n## ")[0])


@pytest.mark.parametrize(("method", "path"), rows_of_the_page())
def test_what_the_page_says_is_not_offered_is_refused_by_its_code(
    caller: Caller, method: str, path: str
) -> None:
    for slash in ("", "/", "/x"):
        answer = httpx2.request(
            method,
            f"{caller.server.url}{path}{slash}",
            headers=bearer(caller),
            json={} if method == "POST" else None,
        )
        error = answer.json()["error"]
        assert (answer.status_code, error["code"]) == (404, "not_offered"), (path, error)
        assert "docs/clients.md" in error["message"]
        # Anthropic's shape has it beside the error.
        told_id = answer.json().get("request_id") or error["request_id"]
        assert told_id == answer.headers["x-request-id"]
    assert caller.usage() == []


def test_the_page_names_all_of_it() -> None:
    addresses = {path.removeprefix("/v1/") for _, path in rows_of_the_page()}
    unnamed = {
        name
        for name in NOT_OFFERED
        if not any(f"{address}/".startswith(f"{name}/") for address in addresses)
    }
    assert unnamed == set()


@pytest.mark.parametrize(
    "path", ["/v1", "/v1/", "/v1/nothing", "/v1/chat/completion", "/v1/batchesx", "/v1/Files"]
)
def test_what_is_merely_not_there_is_told_so(make_caller: Callable[..., Caller], path: str) -> None:
    caller = make_caller(0)
    for method in ("GET", "POST"):
        answer = httpx2.request(method, f"{caller.server.url}{path}", headers=bearer(caller))
        error = answer.json()["error"]
        assert (answer.status_code, error["code"]) == (404, "route_not_found")
        assert error["type"] == "invalid_request_error"
    # A stranger is told nothing.
    assert httpx2.get(f"{caller.server.url}{path}").status_code == 401
