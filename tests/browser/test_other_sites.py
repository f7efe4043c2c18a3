"""A page of another site in a real browser: with a key it calls the models, and nothing else."""

import json
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.people import JOHN
from tests.conftest import OwnerConnection
from tests.gateway import provider
from tests.gateway.conftest import (
    Caller,
    cost,
    new_caller,
    running_provider,
    set_prices,
    told,
    upstreams_file,
)
from tests.servers.server import Server, serving

# As a client in a browser sends it: its headers have the browser ask first.
CALL = """async ([url, key, body]) => {
  const answer = await fetch(`${url}/v1/chat/completions`, {
    method: "POST",
    headers: {
      "authorization": `Bearer ${key}`, "content-type": "application/json",
      "x-stainless-lang": "js", "x-request-id": "from-a-page",
    },
    body,
  });
  const pieces = [];
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    pieces.push(part.value);
  }
  return {
    status: answer.status, text: pieces.join(""), id: answer.headers.get("x-request-id"),
    credits: answer.headers.get("x-orgbilling-credits"),
  };
}"""
MODELS = """async ([url, key]) => {
  const answer = await fetch(`${url}/v1/models`, { headers: { authorization: `Bearer ${key}` } });
  return [answer.status, (await answer.json()).data.map((model) => model.id)];
}"""
TRY = """async ([url, options]) => {
  try {
    const answer = await fetch(url, options);
    return answer.type === "opaque" ? "opaque" : [answer.status, await answer.text()];
  } catch (error) { return error.name; }
}"""


@pytest.fixture(scope="module")
def server(data_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server of the demonstration, with a provider of models."""
    with running_provider() as upstream:
        options = {
            "ORGBILLING_DATA_DIR": str(data_folder),
            "ORGBILLING_DEMO": "true",
            "ORGBILLING_GATEWAY_UPSTREAMS": str(
                upstreams_file(tmp_path_factory.mktemp("pages"), upstream)
            ),
            "TEST_PROVIDER_KEY": provider.KEY,
        }
        with serving(1, **options) as (started,):
            yield started


@pytest.fixture
def caller(sql: OwnerConnection, server: Server) -> Caller:
    set_prices(sql)
    return new_caller(sql, server)


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder, and says nothing of it."""

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture(params=["127.0.0.1", "localhost"])
def elsewhere(
    request: pytest.FixtureRequest, tmp_path: Path, context: BrowserContext
) -> Iterator[Page]:
    """A page of another origin: of the same site, by its port alone, and of another site."""
    (tmp_path / "index.html").write_text("<!doctype html><title>Elsewhere</title>")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=tmp_path)) as other:
        Thread(target=other.serve_forever, daemon=True).start()
        page = context.new_page()
        page.goto(f"http://{request.param}:{other.server_port}/")
        yield page
        page.close()
        other.shutdown()


def body_of(**fields: Any) -> str:
    return json.dumps(
        {"model": "gpt-test", "messages": told(input=10, output=5, chunks=4)} | fields
    )


def test_a_page_elsewhere_calls_models_with_a_key(elsewhere: Page, caller: Caller) -> None:
    url = caller.server.url
    status, models = elsewhere.evaluate(MODELS, [url, caller.key])
    assert (status, "gpt-test" in models) == (200, True)
    whole = elsewhere.evaluate(CALL, [url, caller.key, body_of()])
    assert whole["status"] == 200
    assert json.loads(whole["text"])["choices"][0]["message"]["content"] == "w0 w1 w2 "
    streamed = elsewhere.evaluate(CALL, [url, caller.key, body_of(stream=True)])
    assert (streamed["status"], streamed["text"].count("data: ")) == (200, 6)
    assert streamed["text"].endswith("data: [DONE]\n\n")
    # Its headers can be read: what it cost, and which receipt that is.
    assert [row["request_id"] for row in caller.usage()] == [whole["id"], streamed["id"]]
    assert float(whole["credits"]) == float(cost(10, 5))
    assert caller.figures("UH") == (2 * cost(10, 5), 0)


def test_a_page_elsewhere_can_read_why_a_call_was_refused(elsewhere: Page, caller: Caller) -> None:
    url = caller.server.url
    for key, body, status, code in (
        ("ob_mk_wrong", body_of(), 401, "invalid_api_key"),
        (caller.key, body_of(model="nobody"), 404, "model_not_found"),
        (caller.key, "{", 400, "invalid_request"),
        (caller.key, body_of(max_tokens=10_000_000), 402, "insufficient_quota"),
        (caller.key, body_of(messages=told(status=429)), 429, "provider_busy"),
    ):
        told_of = elsewhere.evaluate(CALL, [url, key, body])
        error = json.loads(told_of["text"])["error"]
        assert (told_of["status"], error["code"]) == (status, code)
        assert error["request_id"] == told_of["id"]


def test_a_page_elsewhere_gets_nothing_by_the_cookie(
    elsewhere: Page, caller: Caller, context: BrowserContext, sql: OwnerConnection
) -> None:
    url = caller.server.url
    signed_in = context.request.post(f"{url}/api/v1/auth/dev/login", data={"email": JOHN.email})
    assert signed_in.ok
    own = context.new_page()
    own.goto(f"{url}/healthz")
    # The same from our own page, so that the refusals below are not for want of a session.
    status, text = own.evaluate(TRY, [f"{url}/api/v1/auth/me", {"credentials": "include"}])
    assert (status, JOHN.email in text) == (200, True)
    count = "select count(*) as count from organizations"
    before = sql.execute(count).fetchone()
    make = json.dumps({"name": "Forged"})
    json_type, with_cookie = {"content-type": "application/json"}, {"credentials": "include"}
    for options in (
        {**with_cookie},
        {**with_cookie, "method": "POST", "headers": json_type, "body": make},
        {**with_cookie, "method": "POST", "body": make},
    ):
        for path in ("/api/v1/auth/me", "/api/v1/organizations"):
            assert elsewhere.evaluate(TRY, [f"{url}{path}", options]) == "TypeError"
        hidden = {**options, "mode": "no-cors"}
        if "headers" not in options:
            forged = elsewhere.evaluate(TRY, [f"{url}/api/v1/organizations", hidden])
            # Sent, and not to be read; or held back by our word on who may embed an answer.
            assert forged in ("opaque", "TypeError")
    assert sql.execute(count).fetchone() == before
    for options in (
        {**with_cookie, "method": "POST", "headers": json_type, "body": body_of()},
        {**with_cookie, "method": "POST", "body": body_of()},
    ):
        asked = [f"{url}/v1/chat/completions", options]
        assert elsewhere.evaluate(TRY, asked) == "TypeError"
    # Without its cookies the page may read that it is nobody.
    status, text = elsewhere.evaluate(TRY, [f"{url}/v1/models", {"credentials": "omit"}])
    assert (status, json.loads(text)["error"]["code"]) == (401, "invalid_api_key")
    own.close()
