"""No input makes any of our routes answer 500, and none passes that should not."""

import re
import uuid
from typing import Any

import pytest
from fastapi.routing import APIRoute

from orgbilling.identity.routes import router as identity_router
from orgbilling.organizations.audit_routes import router as audit_router
from orgbilling.organizations.invitation_routes import router as invitation_router
from orgbilling.organizations.key_routes import router as key_router
from orgbilling.organizations.member_routes import router as member_router
from orgbilling.organizations.routes import router as organization_router
from tests.api_client import Api

ROUTERS = [
    identity_router, invitation_router, organization_router, member_router, key_router,
    audit_router,
]  # fmt: skip
VALUES = [
    "-1", "0", "NaN", "Infinity", "-Infinity", "1e400", "1e308", "1e-308", "0.1234567", "true",
    "null",
    '""', '"\\u0000"', '"\\ud800"', '"x\\ny"', '"' + "x" * 5000 + '"', "[]", "{}", '[{"a": 1}]',
    "9" * 4000, "9" * 5000, '"2030-13-45"', '"9999-12-31T23:59:59Z"', '"0001-01-01T00:00:00+14:00"',
    '"00000000-0000-0000-0000-000000000000"', '"%s"', '"\'; drop table users --"',
]  # fmt: skip
BODIES = [
    b"", b"[]", b"null", b"1", b'"x"', b"{", b"\xff", b"[" * 5000, b'{"a":' * 5000,
    b" " * 10_000_000,
    b'{"name": "\x00"}', b"{}",
]  # fmt: skip
QUERIES = [
    "limit=-1", "limit=NaN", "limit=" + "9" * 5000, "cursor=%00", "cursor=%ff", "event_type=%00",
    "&&==%",
]  # fmt: skip
HEADERS = [
    {"idempotency-key": "x" * 9000},
    {"user-agent": "\x7f"},
    {"content-type": "application/json; charset=utf-16"},
    {"content-type": "application/json", "content-encoding": "gzip"},
]
IDS = ["five", "0", "-1", "%00", "00000000-0000-0000-0000-000000000000", "x" * 4000, "%F0%9F%98%80"]


def operations() -> list[Any]:
    """Every route of ours with each of its methods."""
    return [
        pytest.param(method, route, id=f"{method} {route.path}")
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in sorted(route.methods)
    ]


WRITES = [operation for operation in operations() if operation.values[0] in {"POST", "PATCH"}]


def fields(route: APIRoute) -> list[str]:
    """The members of a route's body."""
    model = route.body_field.field_info.annotation if route.body_field else None
    return list(model.model_fields) if model else []


def filled(path: str, org_id: uuid.UUID, other: str) -> str:
    return re.sub(r"\{\w+\}", other, path.replace("{org_id}", str(org_id)))


async def send(api: Api, person: Any, method: str, path: str, content: bytes) -> int:
    answer = await person.request(
        method, path, content=content, headers={"content-type": "application/json"}
    )
    assert answer.status_code < 500, (method, path, content[:80], answer.text)
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == "application/problem+json"
    status: int = answer.status_code
    return status


@pytest.mark.parametrize(("method", "route"), WRITES)
async def test_no_value_in_a_body_breaks_a_route(api: Api, method: str, route: APIRoute) -> None:
    person = api.system_admin()
    target = filled(route.path, api.organization(person), str(uuid.uuid4()))
    for field in [*fields(route), "price"]:
        for value in VALUES:
            whole = f'"name": "x", "email": "a@b.c", "role": "member", "{field}": {value}'
            for body in (f'{{"{field}": {value}}}', f"{{{whole}}}"):
                await send(api, person, method, target, body.encode())


@pytest.mark.parametrize(("method", "route"), WRITES)
async def test_no_shape_of_a_body_breaks_a_route(api: Api, method: str, route: APIRoute) -> None:
    person = api.person()
    target = filled(route.path, api.organization(person), person.user_id)
    for body in BODIES:
        await send(api, person, method, target, body)


@pytest.mark.parametrize(("method", "route"), operations())
async def test_no_id_breaks_a_route(api: Api, method: str, route: APIRoute) -> None:
    person = api.system_admin()
    for given in IDS if "{" in route.path else IDS[:1]:
        hit = re.sub(r"\{\w+\}", given, route.path)
        status = await send(api, person, method, hit, b'{"name": "x", "role": "member"}')
        if "{org_id}" in route.path:
            assert status in {404, 422}, (method, hit, status)


@pytest.mark.parametrize(("method", "route"), operations())
async def test_no_query_or_header_breaks_a_route(api: Api, method: str, route: APIRoute) -> None:
    person = api.person()
    target = filled(route.path, api.organization(person), "nobody")
    for query in QUERIES:
        await send(api, person, method, f"{target}?{query}", b"{}")
    for headers in HEADERS:
        answer = await person.request(method, target, content=b"{}", headers=headers)
        assert answer.status_code < 500
