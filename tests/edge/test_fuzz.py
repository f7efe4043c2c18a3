"""No input makes any of our routes answer 500, and none passes that should not."""

import json
import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from orgbilling.identity.routes import router as identity_router
from orgbilling.organizations.audit_routes import router as audit_router
from orgbilling.organizations.invitation_routes import router as invitation_router
from orgbilling.organizations.key_routes import router as key_router
from orgbilling.organizations.member_routes import router as member_router
from orgbilling.organizations.routes import router as organization_router
from tests.api_client import Api

ROUTERS = [
    identity_router, invitation_router, organization_router, member_router, key_router, audit_router,
]  # fmt: skip
VALUES = [
    "-1", "0", "NaN", "Infinity", "-Infinity", "1e400", "1e308", "1e-308", "0.1234567", "true", "null",
    '""', '"\\u0000"', '"\\ud800"', '"x\\ny"', '"' + "x" * 5000 + '"', "[]", "{}", '[{"a": 1}]',
    "9" * 4000, "9" * 5000, '"2030-13-45"', '"9999-12-31T23:59:59Z"', '"0001-01-01T00:00:00+14:00"',
    '"00000000-0000-0000-0000-000000000000"', '"%s"', '"\'; drop table users --"',
]  # fmt: skip
FIELDS = [
    "name", "time_zone", "billing_email", "user_id", "email", "role", "valid_days", "token", "kind",
    "expires_at",
]  # fmt: skip
BODIES = [
    b"", b"[]", b"null", b"1", b'"x"', b"{", b"\xff", b"[" * 5000, b'{"a":' * 5000, b" " * 10_000_000,
    b'{"name": "\x00"}', b"{}",
]  # fmt: skip
IDS = ["five", "0", "-1", "%00", "00000000-0000-0000-0000-000000000000", "x" * 4000, "%F0%9F%98%80"]


def operations() -> Iterator[tuple[str, str]]:
    for router in ROUTERS:
        for route in router.routes:
            for method in route.methods:  # type: ignore[attr-defined]
                yield method, route.path  # type: ignore[attr-defined]


WRITES = [(method, path) for method, path in operations() if method in {"POST", "PATCH", "PUT"}]


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


@pytest.mark.parametrize(("method", "path"), WRITES)
async def test_no_value_in_a_body_breaks_a_route(api: Api, method: str, path: str) -> None:
    person = api.system_admin()
    target = filled(path, api.organization(person), str(uuid.uuid4()))
    if target.endswith("/close"):
        target = target.removesuffix("/close") + "/suspend"
    for field in FIELDS:
        for value in VALUES:
            await send(api, person, method, target, f'{{"{field}": {value}}}'.encode())
    for value in VALUES:
        body = f'{{"name": "x", "email": "a@b.c", "{value.strip(chr(34))[:9]}": {value}}}'
        await send(api, person, method, target, body.encode("utf-8", "replace"))


@pytest.mark.parametrize(("method", "path"), WRITES)
async def test_no_shape_of_a_body_breaks_a_route(api: Api, method: str, path: str) -> None:
    person = api.person()
    target = filled(path, api.organization(person), person.user_id)
    for body in BODIES:
        await send(api, person, method, target, body)


@pytest.mark.parametrize(("method", "path"), sorted(set(operations())))
async def test_no_id_breaks_a_route(api: Api, method: str, path: str) -> None:
    person = api.system_admin()
    for given in IDS:
        hit = re.sub(r"\{\w+\}", given, path)
        status = await send(api, person, method, hit, b'{"name": "x", "role": "member"}')
        if "{org_id}" in path:
            assert status in {404, 422}, (method, hit, status)


@pytest.mark.parametrize(("method", "path"), sorted(set(operations())))
async def test_no_query_or_header_breaks_a_route(api: Api, method: str, path: str) -> None:
    person = api.person()
    target = filled(path, api.organization(person), "nobody")
    for query in ("limit=-1", "limit=NaN", "cursor=%00", "cursor=%ff", "event_type=%00", "&&==%", "limit=" + "9" * 5000):
        await send(api, person, method, f"{target}?{query}", b"{}")
    for headers in ({"idempotency-key": "x" * 9000}, {"user-agent": "\x7f"}, {"content-type": "application/json; charset=utf-16"}):
        answer = await person.request(method, target, content=json.dumps({}), headers=headers)
        assert answer.status_code < 500
