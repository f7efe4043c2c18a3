"""A page of any site calls the models with a key, reads what it is told, and does nothing else."""

import json
import socket
from collections.abc import Callable, Iterator
from typing import Any

import httpx2
import pytest

from orgbilling.kernel.identifiers import hash_secret, new_secret
from tests.authorization.test_matrix import OPERATIONS
from tests.gateway.conftest import Caller, Provider, cost, settings_of, told
from tests.servers.server import Server, serving

CHAT = "/v1/chat/completions"
# What a browser says by itself of a page elsewhere.
PAGE = {
    "origin": "https://page.example",
    "sec-fetch-site": "cross-site",
    "sec-fetch-mode": "cors",
    "sec-fetch-dest": "empty",
}
# What clients set besides, as browsers ask for it: in lower case, sorted.
STAINLESS = (
    "x-stainless-arch,x-stainless-helper-method,x-stainless-lang,x-stainless-os,"
    "x-stainless-package-version,x-stainless-poll-helper,x-stainless-retry-count,"
    "x-stainless-runtime,x-stainless-runtime-version,x-stainless-timeout"
)
ASKED = {
    "a page's own": "authorization,content-type",
    "openai-node": f"authorization,content-type,openai-organization,openai-project,{STAINLESS}",
    "openai's betas": "authorization,content-type,openai-beta,openai-safety-identifier",
    "anthropic-typescript": "anthropic-beta,anthropic-dangerous-direct-browser-access,"
    f"anthropic-version,content-type,x-api-key,{STAINLESS}",
    "AI SDK": "authorization,content-type,user-agent",
    "OpenRouter's": "authorization,content-type,http-referer,x-openrouter-title,x-title",
    "tracing": "authorization,content-type,traceparent,tracestate,x-request-id",
    "idempotent": "authorization,content-type,idempotency-key",
    "another's": "authorization,content-type,x-some_program.of-tomorrow",
    "with spaces": "authorization, content-type , x-request-id",
    "nothing": "",
}
EXPOSED = {
    "x-request-id", "retry-after", "x-should-retry", "x-max-output-tokens", "x-orgbilling-credits",
    "x-orgbilling-model", "*",
}  # fmt: skip
ADDRESSES = [
    ("GET", "/v1/models"), ("GET", "/v1/models/openai/gpt-4o"), ("POST", CHAT),
    ("POST", "/v1/completions"), ("POST", "/v1/embeddings"), ("POST", "/v1/responses"),
    ("POST", f"{CHAT}/"), ("DELETE", "/v1/files/f"), ("POST", "/v1/nothing/here"), ("GET", "/v1"),
]  # fmt: skip


def listed(answer: httpx2.Response, header: str) -> set[str]:
    return {name.strip().lower() for name in answer.headers.get(header, "").split(",")}


def access_headers(answer: httpx2.Response) -> set[str]:
    return {name for name in answer.headers if name.startswith("access-control-")}


def require_readable(answer: httpx2.Response) -> None:
    """A page of any site may read it, and all that matters of its headers."""
    assert answer.headers.get_list("access-control-allow-origin") == ["*"]
    assert "access-control-allow-credentials" not in answer.headers
    assert listed(answer, "access-control-expose-headers") >= EXPOSED


def preflight(url: str, path: str, method: str, asked: str) -> httpx2.Response:
    headers = {**PAGE, "access-control-request-method": method}
    if asked:
        headers["access-control-request-headers"] = asked
    return httpx2.request("OPTIONS", f"{url}{path}", headers=headers, timeout=30)


@pytest.fixture(scope="module")
def switched_off(
    tmp_path_factory: pytest.TempPathFactory, upstream: Provider, owner_url: str
) -> Iterator[Server]:
    """A server on which billing is switched off."""
    folder = tmp_path_factory.mktemp("switched-off")
    settings = settings_of(folder, upstream, owner_url) | {"ORGBILLING_ENABLED": "false"}
    with serving(1, **settings) as [started]:
        yield started


@pytest.mark.parametrize("client", ASKED)
@pytest.mark.parametrize(("method", "path"), ADDRESSES)
def test_a_preflight_is_answered_without_a_credential(
    server: Server, method: str, path: str, client: str
) -> None:
    answer = preflight(server.url, path, method, ASKED[client])
    assert (answer.status_code, answer.content) == (204, b"")
    require_readable(answer)
    assert method in answer.headers["access-control-allow-methods"].split(", ")
    asked = {name.strip() for name in ASKED[client].split(",") if name}
    allowed = listed(answer, "access-control-allow-headers")
    assert allowed >= asked | {"authorization", "content-type", "x-api-key"}
    assert 0 < int(answer.headers["access-control-max-age"]) <= 86_400
    assert answer.headers["x-request-id"]


@pytest.mark.parametrize(
    ("asked", "allowed"),
    [
        ("x-good,not good,x:bad,\x80,,x-fine", {"x-good", "x-fine"}),
        (f"x-good,{'x' * 129}", {"x-good"}),
        # More than anybody's client sets: then none but those that are always allowed.
        (",".join(f"x-header-{number}" for number in range(400)), set()),
    ],
)
def test_what_a_preflight_asks_for_is_bounded(
    server: Server, asked: str, allowed: set[str]
) -> None:
    headers = [(b"access-control-request-headers", asked.encode("latin-1"))]
    answer = httpx2.request("OPTIONS", f"{server.url}{CHAT}", headers=headers, timeout=30)
    always = {"authorization", "content-type", "x-api-key"}
    assert listed(answer, "access-control-allow-headers") == allowed | always


def test_a_preflight_passes_where_billing_is_switched_off_and_the_refusal_can_be_read(
    switched_off: Server,
) -> None:
    # Else a page would be told nothing but that the network failed.
    assert preflight(switched_off.url, CHAT, "POST", "authorization").status_code == 204
    for headers in ({}, {"authorization": "Bearer any"}):
        answer = httpx2.post(f"{switched_off.url}{CHAT}", headers={**PAGE, **headers}, json={})
        assert (answer.status_code, answer.json()["error"]["code"]) == (503, "feature_disabled")
        require_readable(answer)


def test_a_page_elsewhere_calls_with_a_key_and_is_charged(caller: Caller) -> None:
    answer = caller.ask({"input": 100, "output": 20}, headers=PAGE)
    assert answer.status_code == 200
    require_readable(answer)
    assert caller.figures("UH") == (cost(100, 20), 0)
    stream = caller.ask({"input": 100, "output": 20}, headers=PAGE, stream=True)
    assert stream.text.endswith("data: [DONE]\n\n")
    require_readable(stream)
    assert caller.figures("UH") == (2 * cost(100, 20), 0)


def bearer(caller: Caller) -> dict[str, str]:
    return {"authorization": f"Bearer {caller.key}"}


# What is sent, and the status and code that it is refused with.
REFUSALS: dict[str, tuple[Callable[[Caller], dict[str, Any]], int, str]] = {
    "no key": (lambda _: {}, 401, "invalid_api_key"),
    "a wrong key": (lambda _: {"headers": {"authorization": "Bearer x"}}, 401, "invalid_api_key"),
    "a body that is none": (
        lambda caller: {"headers": bearer(caller), "content": b"{"}, 400, "invalid_request",
    ),
    "an unknown model": (
        lambda caller: {"headers": bearer(caller), "json": {"model": "x", "messages": []}},
        404, "model_not_found",
    ),
    "what is not offered": (
        lambda caller: {"headers": bearer(caller), "path": "/v1/files"}, 404, "not_offered",
    ),
    "what is not there": (
        lambda caller: {"headers": bearer(caller), "path": "/v1/x"}, 404, "route_not_found",
    ),
    "another method": (
        lambda caller: {"headers": bearer(caller), "method": "PUT"}, 405, "method_not_allowed",
    ),
    "a provider that is busy": (
        lambda caller: {"headers": bearer(caller), "json": chat(status=429)}, 429, "provider_busy",
    ),
    "a provider that fails": (
        lambda caller: {"headers": bearer(caller), "json": chat(status=500)},
        503, "provider_unavailable",
    ),
    "a provider's own words": (
        lambda caller: {"headers": bearer(caller), "json": chat(status=400)}, 400, "as_told",
    ),
    "more than there is": (
        lambda caller: {"headers": bearer(caller), "json": {**chat(), "max_tokens": 10_000_000}},
        402, "insufficient_quota",
    ),
}  # fmt: skip


def chat(**orders: Any) -> dict[str, Any]:
    return {"model": "gpt-test", "messages": told(**orders)}


@pytest.mark.parametrize("case", REFUSALS)
def test_a_page_elsewhere_can_read_why_it_is_refused(
    make_caller: Callable[..., Caller], case: str
) -> None:
    sent, status, code = REFUSALS[case]
    caller = make_caller(credits=0 if status == 402 else 1000)
    given = sent(caller)
    method, path = given.pop("method", "POST"), given.pop("path", CHAT)
    headers = {**PAGE, **given.pop("headers", {})}
    answer = httpx2.request(
        method, f"{caller.server.url}{path}", headers=headers, timeout=30, **given
    )
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    require_readable(answer)
    assert caller.usage() == []


def test_a_page_elsewhere_can_read_that_it_sends_too_much(server: Server) -> None:
    head = f"POST {CHAT} HTTP/1.1\r\nhost: x\r\norigin: https://page.example\r\n"
    more = "authorization: Bearer x\r\ncontent-length: 9999999999\r\n\r\n"
    with socket.create_connection(("127.0.0.1", server.port), 10) as connection:
        connection.sendall((head + more).encode())
        answer = connection.recv(65536).decode()
    assert answer.startswith("HTTP/1.1 413 ")
    assert "\r\naccess-control-allow-origin: *\r\n" in answer


def session_of(caller: Caller) -> str:
    token = new_secret()
    caller.world.connection.execute(
        """insert into sessions (token_hash, user_id, created_at, last_seen_at, expires_at)
           values (%s, %s, now(), now(), now() + interval '1 day')""",
        [hash_secret(token), caller.user_id],
    )
    return token


@pytest.mark.parametrize(
    ("headers", "post", "get"),
    [
        # A page elsewhere, with what the browser adds: it never gets as far as the session.
        (PAGE, "cross_site_request", "member_key_required"),
        ({**PAGE, "origin": "null"}, "cross_site_request", "member_key_required"),
        ({"sec-fetch-site": "same-site"}, "cross_site_request", "member_key_required"),
        # Another word for a credential than the one that counts.
        ({**PAGE, "authorization": "Basic eDp5"}, "cross_site_request", "member_key_required"),
        # With a key that is none the cookie is not looked at.
        ({**PAGE, "authorization": "Bearer x"}, "invalid_api_key", "invalid_api_key"),
        ({"sec-fetch-site": "same-origin"}, "member_key_required", "member_key_required"),
        ({}, "member_key_required", "member_key_required"),
    ],
)
def test_a_cookie_calls_no_model(
    caller: Caller, upstream: Provider, headers: dict[str, str], post: str, get: str
) -> None:
    before = upstream.count()
    cookies = {"session_token": session_of(caller)}
    with httpx2.Client(base_url=caller.server.url, cookies=cookies, headers=headers) as browser:
        for answer, code in (
            (browser.post(CHAT, json=chat()), post),
            (browser.post(CHAT, content=json.dumps(chat())), post),
            (browser.get("/v1/models"), get),
        ):
            assert (answer.status_code, answer.json()["error"]["code"]) == (
                401 if code == "invalid_api_key" else 403,
                code,
            )
            require_readable(answer)
    assert upstream.count() == before
    assert caller.figures("UH") == (0, 0)


def test_a_session_as_a_key_calls_no_model_either(caller: Caller) -> None:
    headers = {**PAGE, "authorization": f"Bearer {session_of(caller)}"}
    answer = httpx2.post(f"{caller.server.url}{CHAT}", json=chat(), headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "member_key_required")


OTHERS = [
    operation for operation in OPERATIONS if not operation.partition(" ")[2].startswith("/v1")
]
OF_THE_PROVIDER = "POST /api/v1/auth/backchannel-logout"
STRANGE = ["GET /", "GET /docs", "GET /openapi.json", "GET /nothing", "GET /v1x", "GET /api/v1/x"]


@pytest.mark.parametrize("operation", [*OTHERS, *STRANGE])
def test_nothing_else_is_opened_to_pages_elsewhere(caller: Caller, operation: str) -> None:
    method, _, template = operation.partition(" ")
    path = template.replace("{org_id}", str(caller.world.org_id)).replace("{", "").replace("}", "")
    asked = preflight(caller.server.url, path, method, "authorization,content-type")
    assert not access_headers(asked)
    assert asked.status_code >= 400
    credentials = ({}, bearer(caller), {"cookie": f"session_token={session_of(caller)}"})
    for credential in credentials:
        answer = httpx2.request(
            method, f"{caller.server.url}{path}", headers={**PAGE, **credential}, timeout=30
        )
        assert not access_headers(answer)
        if method != "GET" and operation != OF_THE_PROVIDER:
            # A key opens the models to them, and nothing else.
            is_private = not path.startswith("/api/v1/auth/")
            refused = "unauthenticated" if is_private and not credential else "cross_site_request"
            assert answer.json()["code"] == refused
