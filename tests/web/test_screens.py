"""How the built files are served, beside an API that stays as it is."""

import gzip
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
from starlette.types import ASGIApp

from orgbilling.app import create_app
from orgbilling.settings import Settings
from orgbilling.web.files import read_files
from orgbilling.web.screens import Screens

PAGE = b"<!doctype html><title>OrgBilling</title>"
SCRIPT = b"export const answer = 42;\n" * 100
BROWSER = {"accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"}
NAME = "/assets/index-1a2b3c4d.js"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A build, as small as can be."""
    (tmp_path / "assets").mkdir()
    (tmp_path / ".vite").mkdir()
    (tmp_path / ".vite" / "manifest.json").write_text("{}")
    (tmp_path / "index.html").write_bytes(PAGE)
    script = tmp_path / NAME[1:]
    script.write_bytes(SCRIPT)
    script.with_name(script.name + ".gz").write_bytes(gzip.compress(SCRIPT))
    script.with_name(script.name + ".br").write_bytes(b"as if it were brotli")
    return tmp_path


def client_of(app: ASGIApp) -> httpx2.AsyncClient:
    # No coding is asked for unless a test does; httpx would ask for what it can decode.
    return httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app=app),
        base_url="http://localhost:8084",
        headers={"accept-encoding": "identity"},
    )


@pytest.fixture
async def client(folder: Path) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of the application with that build; none of it needs a database."""
    app = create_app(Settings())
    fallback = app.router.default
    assert isinstance(fallback, Screens)
    app.router.default = Screens(app.router.not_found, read_files(folder))
    async with client_of(app) as made:
        yield made


@pytest.mark.parametrize("path", ["/", "/admin", "/organizations/1/usage", "/sign-in", "/docs2"])
async def test_a_browser_gets_the_page_at_every_address(
    client: httpx2.AsyncClient, path: str
) -> None:
    answer = await client.get(path, headers=BROWSER)
    assert (answer.status_code, answer.content) == (200, PAGE)
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("accept", ["*/*", "text/*;q=0.5, */*;q=0.1", ""])
async def test_who_takes_anything_gets_the_first_page(
    client: httpx2.AsyncClient, accept: str
) -> None:
    answer = await client.get("/", headers={"accept": accept})
    assert (answer.status_code, answer.content) == (200, PAGE)
    # An address of the API is the API's, whatever is asked for; and what is nothing is no success.
    for path in ("/api/nothing", "/healthzz"):
        answer = await client.get(path, headers={"accept": accept, "authorization": "Bearer"})
        assert answer.status_code >= 400
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/api/v1/auth/nothing", "/api/nothing"])
async def test_an_unknown_address_of_the_api_is_a_problem(
    client: httpx2.AsyncClient, path: str
) -> None:
    answer = await client.get(path, headers={**BROWSER, "authorization": "Bearer ob_sk_x"})
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "route_not_found"
    assert "default-src 'none'; frame-ancestors" in answer.headers["content-security-policy"]


async def test_an_unknown_address_of_the_gateway_is_an_error_of_its_clients(
    client: httpx2.AsyncClient,
) -> None:
    answer = await client.get("/v1/nothing", headers={"authorization": "Bearer ob_mk_x"})
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "route_not_found"


async def test_only_pages_fall_back_to_the_page(client: httpx2.AsyncClient) -> None:
    for path, headers in [
        ("/assets/index-gone.js", BROWSER),
        ("/.vite/manifest.json", BROWSER),
        ("/../pyproject.toml", BROWSER),
        ("/somewhere", {"accept": "application/json"}),
        ("/somewhere", {"accept": "application/json, text/plain, */*"}),
        ("/somewhere", {"accept": "application/problem+json"}),
        ("/somewhere", {"accept": "image/avif,image/webp"}),
    ]:
        answer = await client.get(path, headers=headers)
        assert answer.status_code == 404, path
        assert answer.json()["code"] == "route_not_found"
    assert (await client.post("/admin", headers=BROWSER)).status_code == 404


async def test_a_hashed_file_is_kept_for_good(client: httpx2.AsyncClient) -> None:
    answer = await client.get(NAME)
    assert (answer.status_code, answer.content) == (200, SCRIPT)
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip;q=0.5", "gzip"), ("zstd", None)],
)
async def test_the_smallest_form_that_the_client_reads(
    client: httpx2.AsyncClient, accepted: str, coding: str | None
) -> None:
    request = client.build_request("GET", NAME, headers={"accept-encoding": accepted})
    answer = await client.send(request, stream=True)
    assert answer.headers.get("content-encoding") == coding
    assert answer.headers["vary"] == "accept-encoding"
    await answer.aclose()


async def test_an_unchanged_page_is_not_sent_again(client: httpx2.AsyncClient) -> None:
    first = await client.get("/", headers=BROWSER)
    again = await client.get("/", headers={**BROWSER, "if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_a_page_runs_no_script_but_ours(client: httpx2.AsyncClient) -> None:
    headers = (await client.get("/", headers=BROWSER)).headers
    policy = headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


async def test_a_checkout_without_a_build_says_how_to_build() -> None:
    app = create_app(Settings())
    app.router.default = Screens(app.router.not_found, {})
    async with client_of(app) as client:
        answer = await client.get("/", headers=BROWSER)
        assert answer.status_code == 503
        assert "make ui" in answer.text
        assert (await client.get("/openapi.json")).status_code == 200


def test_without_an_index_there_is_no_build(tmp_path: Path) -> None:
    (tmp_path / "stray.js").write_text("")
    assert read_files(tmp_path) == {}
