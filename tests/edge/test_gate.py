"""What a request must pass before anything looks at it."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from orgbilling.database import Database
from tests.api_client import Api, make_api
from tests.conftest import OwnerConnection

PRIVATE = [
    ("GET", "/api/v1/organizations"),
    ("POST", "/api/v1/organizations"),
    ("GET", "/api/v1/org-billing/billing/user"),
    ("POST", "/api/v1/org-billing/credits/not-a-uuid/deduct"),
    ("GET", "/api/v1/org-billing/plans/"),
    ("GET", "/api/v1/nothing-here"),
    ("POST", "/v1/chat/completions"),
    ("GET", "/v1/models"),
]


@pytest.mark.parametrize(("method", "path"), PRIVATE)
async def test_no_credential_is_401_before_anything_else(api: Api, method: str, path: str) -> None:
    answer = await api.client().request(
        method, path, content=b"{ not json", headers={"origin": "https://elsewhere.example"}
    )
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    if path.startswith("/v1/"):
        # What speaks to models there reads OpenAI's shape.
        assert answer.json()["error"]["code"] == "invalid_api_key"
    else:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["code"] == "unauthenticated"


@pytest.mark.parametrize(
    "headers",
    [
        {"authorization": "Basic dXNlcjpwYXNz"},
        {"cookie": "other=1; not_session_token=abc"},
        {"cookie": ""},
    ],
)
async def test_another_kind_of_credential_is_none(api: Api, headers: dict[str, str]) -> None:
    answer = await api.client().get("/api/v1/organizations", headers=headers)
    assert answer.json()["code"] == "unauthenticated"


@pytest.mark.parametrize(
    "headers",
    [
        {"authorization": "Bearer nonsense"},
        {"authorization": "Bearer ob_mk_" + "0" * 32 + "_" + "A" * 43},
        {"authorization": "bearer ob_sk_" + "0" * 32 + "_" + "A" * 43},
        {"cookie": "a=b; session_token=" + "A" * 43},
        {"cookie": "session_token="},
        {"cookie": b"session_token=\xff\xfe"},
    ],
)
async def test_a_credential_that_nobody_has_is_401_before_validation(
    api: Api, headers: dict[str, Any]
) -> None:
    for content in (b"{ not json", b'{"name": 1}', b""):
        answer = await api.client().post(
            "/api/v1/organizations", content=content,
            headers={"content-type": "application/json", **headers},
        )  # fmt: skip
        assert (answer.status_code, answer.json()["code"]) == (401, "credential_invalid")


@pytest.mark.parametrize(
    "path", ["/healthz", "/readyz", "/openapi.json", "/docs", "/api/v1/system/status"]
)
async def test_what_is_public_needs_no_credential(api: Api, path: str) -> None:
    assert (await api.client().get(path)).status_code == 200


@pytest.mark.parametrize(
    ("headers", "passes"),
    [
        ({}, True),
        ({"origin": "http://localhost:8084"}, True),
        ({"origin": "HTTP://LocalHost:8084"}, True),
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "none"}, True),
        ({"origin": "http://localhost:8084", "sec-fetch-site": "same-origin"}, True),
        ({"origin": "https://localhost:8084"}, False),
        ({"origin": "http://localhost:8085"}, False),
        ({"origin": "http://localhost"}, False),
        ({"origin": "http://evil.example"}, False),
        ({"origin": "null"}, False),
        ({"origin": ""}, False),
        ({"origin": "http://localhost:8084.evil.example"}, False),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "same-site"}, False),
        ({"origin": "http://localhost:8084", "sec-fetch-site": "cross-site"}, False),
    ],
)
async def test_a_write_that_another_site_asked_for_is_refused(
    api: Api, headers: dict[str, str], passes: bool
) -> None:
    person = api.person()
    answer = await person.post("/api/v1/organizations", json={"name": "X"}, headers=headers)
    if passes:
        assert answer.status_code == 201
    else:
        assert (answer.status_code, answer.json()["code"]) == (403, "cross_site_request")
        assert (await person.get("/api/v1/organizations")).json() == []


async def test_signing_in_or_out_for_another_site_is_refused_too(api: Api) -> None:
    for path in ("/api/v1/auth/logout", "/api/v1/auth/dev/login"):
        answer = await api.client().post(
            path, json={"email": "a@b.c"}, headers={"origin": "http://evil.example"}
        )
        assert answer.status_code == 403


async def test_the_default_port_may_be_left_out(api: Api) -> None:
    client = api.client(base_url="https://billing.example", headers={"cookie": "session_token=x"})
    for origin in ("https://billing.example", "https://billing.example:443"):
        answer = await client.post("/api/v1/organizations", headers={"origin": origin})
        assert answer.json()["code"] == "credential_invalid"
    refused = await client.post(
        "/api/v1/organizations", headers={"origin": "http://billing.example"}
    )
    assert refused.status_code == 403


async def test_reading_from_another_site_is_left_to_the_browser(api: Api) -> None:
    answer = await api.person().get(
        "/api/v1/organizations", headers={"origin": "http://evil.example"}
    )
    assert answer.status_code == 200
    assert "access-control-allow-origin" not in answer.headers


async def test_switched_off_billing_answers_503_and_the_rest_stays_up(
    db: Database, owner: OwnerConnection
) -> None:
    api = make_api(db, owner, enabled=False)
    person = api.person()
    for path in (
        "/api/v1/org-billing/plans",
        "/api/v1/org-billing/billing/user",
        "/v1/models",
        "/v1",
    ):
        for client in (person, api.client()):
            answer = await client.get(path)
            told = answer.json().get("error", answer.json())
            assert (answer.status_code, told["code"]) == (503, "feature_disabled")
            assert int(answer.headers["retry-after"]) > 0
    assert (await person.get("/api/v1/auth/me")).status_code == 200
    assert (await person.get("/api/v1/organizations")).status_code == 200
    assert (await api.client().get("/healthz")).status_code == 200
    status = await api.client().get("/api/v1/system/status")
    assert status.json()["status"] == "billing_disabled"


async def test_answers_carry_security_headers(api: Api) -> None:
    for path in ("/healthz", "/api/v1/organizations", "/nothing"):
        headers = (await api.client().get(path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["referrer-policy"] == "same-origin"
    private = await api.person().get("/api/v1/organizations")
    assert private.headers["cache-control"] == "no-store"


async def chunks(count: int) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield b" " * 65536


async def test_a_body_past_the_limit_is_413_with_and_without_a_length(api: Api) -> None:
    person = api.person()
    json = {"content-type": "application/json"}
    for content in (b" " * 10_000_000, chunks(160)):
        answer = await person.post("/api/v1/organizations", content=content, headers=json)
        assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")
    lying = {**json, "content-length": "10"}
    answer = await person.post("/api/v1/organizations", content=chunks(160), headers=lying)
    assert answer.status_code == 413


async def test_a_request_to_a_model_may_bring_pictures(
    db: Database, owner: OwnerConnection
) -> None:
    api = make_api(db, owner, max_body_bytes=2048, gateway_max_body_bytes=4096)
    # No gateway runs in this process, which is what one that is let through is told.
    for size, code in ((2049, "starting"), (4096, "starting"), (4097, "body_too_large")):
        answer = await api.person().post("/v1/chat/completions", content=b"{}".ljust(size))
        assert answer.json()["error"]["code"] == code


async def test_a_body_at_the_limit_is_read(db: Database, owner: OwnerConnection) -> None:
    api = make_api(db, owner, max_body_bytes=2048)
    body = b'{"name": "X"}'
    for size, status in ((2048, 201), (2049, 413)):
        answer = await api.person().post(
            "/api/v1/organizations", content=body.ljust(size),
            headers={"content-type": "application/json"},
        )  # fmt: skip
        assert answer.status_code == status
