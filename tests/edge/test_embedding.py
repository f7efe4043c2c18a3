"""Inside another application: same answers, own start and stop, the host left alone."""

import uuid
from collections.abc import AsyncIterator

import httpx2
import pytest
from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import PlainTextResponse

import orgbilling
from orgbilling.app import make_router
from tests.api_client import BASE_URL, Api
from tests.credits.company import make_company


@pytest.fixture
async def host(
    api: Api, application_url: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of a host application that includes the router and has habits of its own."""
    monkeypatch.setenv("ORGBILLING_APPLICATION_DATABASE_URL", application_url)
    monkeypatch.setenv("ORGBILLING_MAX_BODY_BYTES", "2048")
    app = FastAPI()

    @app.exception_handler(HTTPException)
    @app.exception_handler(404)
    @app.exception_handler(422)
    async def in_the_hosts_way(request: Request, error: Exception) -> PlainTextResponse:
        return PlainTextResponse("host", status_code=418)

    @app.get("/own")
    async def own() -> str:
        return "own"

    @app.get("/own/missing")
    async def missing() -> str:
        raise HTTPException(404)

    app.include_router(make_router())
    async with app.router.lifespan_context(app):
        transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx2.AsyncClient(transport=transport, base_url=BASE_URL) as client:
            yield client


async def test_the_package_offers_a_router_at_first_use() -> None:
    assert orgbilling.router is orgbilling.router
    assert any(route.path == "/api/v1/auth/me" for route in orgbilling.router.routes)  # type: ignore[attr-defined]
    with pytest.raises(AttributeError):
        _ = orgbilling.nothing


async def test_the_host_keeps_its_ways(host: httpx2.AsyncClient) -> None:
    answer = await host.get("/own")
    assert (answer.status_code, answer.json()) == (200, "own")
    assert "x-frame-options" not in answer.headers
    assert (await host.get("/own/missing")).status_code == 418
    assert (await host.post("/own", headers={"origin": "http://evil.example"})).status_code == 405


async def test_ours_answer_as_they_do_alone(api: Api, host: httpx2.AsyncClient) -> None:
    boss = api.user()
    org_id = api.organization(boss)
    session = {"authorization": f"Bearer {api.session(boss)}"}
    path = f"/api/v1/organizations/{org_id}"
    json = {"content-type": "application/json", **session}
    foreign = {"origin": "http://evil.example", **session}
    unknown = f"/api/v1/organizations/{uuid.uuid4()}"
    assert (await host.get(path, headers=session)).json()["role"] == "owner"
    for request, status, code in (
        (host.get(path), 401, "unauthenticated"),
        (host.post("/api/v1/organizations", content=b"{"), 401, "unauthenticated"),
        (host.get(unknown, headers=session), 404, "organization_not_found"),
        (host.patch(path, json={"x": 1}, headers=session), 422, "invalid_request"),
        (host.patch(path, content=b"{", headers=json), 422, "malformed_body"),
        (host.patch(path, content=b" " * 4096, headers=json), 413, "body_too_large"),
        (host.patch(path, json={}, headers=foreign), 403, "cross_site_request"),
    ):  # fmt: skip
        answer = await request
        assert answer.headers["content-type"] == "application/problem+json"
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert answer.headers["x-content-type-options"] == "nosniff"


async def test_pages_elsewhere_may_call_models_there_too(host: httpx2.AsyncClient) -> None:
    page = {"origin": "https://page.example"}
    asked = {"access-control-request-method": "POST", "access-control-request-headers": "x-own"}
    preflight = await host.request("OPTIONS", "/v1/chat/completions", headers={**page, **asked})
    assert preflight.status_code == 204
    assert "x-own" in preflight.headers["access-control-allow-headers"]
    with_key = {**page, "authorization": "Bearer x"}
    for headers, status in (
        (page, 401),
        (with_key, 401),
        ({**page, "cookie": "session_token=x"}, 403),
    ):
        answer = await host.post("/v1/chat/completions", json={}, headers=headers)
        assert answer.status_code == status
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.json()["error"]["request_id"] == answer.headers["x-request-id"]
    ours = await host.request("OPTIONS", "/api/v1/organizations", headers={**page, **asked})
    for answer in (ours, await host.get("/own", headers=page)):
        assert not [name for name in answer.headers if name.startswith("access-control-")]
    # The host's own answers are the host's.
    assert "x-request-id" not in (await host.get("/own")).headers


async def test_development_sign_in_is_not_part_of_it(host: httpx2.AsyncClient) -> None:
    assert (await host.get("/api/v1/auth/dev/people")).status_code == 418


async def test_what_spends_does_so_there_too(api: Api, host: httpx2.AsyncClient) -> None:
    company = make_company(api)
    member = company.member(10)
    host.headers["authorization"] = f"Bearer {api.key(company.org_id, company.boss)}"
    spend = {"user_id": member.user_id, "credits": 4, "service_type": "llm"}
    held = await host.post(company.path("/holds"), json={**spend, "request_id": "h"})
    hold = company.path(f"/holds/{held.json()['hold_id']}")
    for path, body, status in (
        (company.path("/deduct"), {**spend, "request_id": "d"}, 200),
        (company.path("/deduct"), {**spend, "request_id": "e"}, 402),
        (company.path("/deduct"), {**spend, "request_id": "f", "credits": "4"}, 422),
        (company.path("/deduct"), spend, 422),
        (company.path("/deduct/batch"), {"items": [{**spend, "request_id": "d"}]}, 200),
        (f"{hold}/capture", {"credits": 1}, 200),
        (f"{hold}/release", {}, 409),
    ):
        answer = await host.post(path, json=body)
        assert answer.status_code == status, answer.text
        assert answer.headers["x-request-id"]
    assert (await host.put(company.path("/deduct"), json={})).status_code == 405
    assert company.world.figures(member.user_id, "U") == (5,)
