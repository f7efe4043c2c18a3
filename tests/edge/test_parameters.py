"""A route reads each query parameter that it is sent, as it is written, or refuses the request."""

from typing import Any

import pytest

from orgbilling.app import create_app
from orgbilling.identity import development
from orgbilling.settings import Settings
from tests.api_client import Api, running

DESCRIBED = create_app(Settings()).openapi()["paths"]
OPEN = {"/api/v1/auth/callback"}
# Times are written out: a number would be one that is counted from 1970.
NO_DAYS = ("0", "1", "-1", "1700000000", "1700000000000", "20261001", "2026-10", "2026-W40-1",
           "2026-10-01T00:00:00Z", "10/01/2026", "today")  # fmt: skip
OPERATIONS = [
    pytest.param(method.upper(), path, operation, id=f"{method.upper()} {path}")
    for path, operations in DESCRIBED.items()
    for method, operation in operations.items()
    if path.startswith("/api/v1/") and path not in OPEN
]
assert development.router.routes


def _queried(operation: dict[str, Any]) -> dict[str, Any]:
    return {
        each["name"]: each["schema"]
        for each in operation.get("parameters", ())
        if each["in"] == "query"
    }


def _kinds(schema: dict[str, Any]) -> list[dict[str, Any]]:
    return schema.get("anyOf", [schema])


def _is_list(schema: dict[str, Any]) -> bool:
    return any(kind.get("type") == "array" for kind in _kinds(schema))


def _formats(schema: dict[str, Any]) -> set[str]:
    return {kind.get("format", "") for kind in _kinds(schema)}


def _value(schema: dict[str, Any]) -> str:
    kind = _kinds(schema)[0]
    if "enum" in kind:
        return str(kind["enum"][0])
    if "$ref" in kind:
        return "x"
    return {"integer": "1", "boolean": "true"}.get(kind.get("type", ""), "x")


def addressed(path: str, org_id: Any) -> str:
    filled = path.replace("{org_id}", str(org_id)).replace("{month}", "1")
    for name in ("purchase_id", "invoice_id", "term_id", "key_id", "hold_id", "session_id"):
        filled = filled.replace(f"{{{name}}}", "0198c5a2-0000-7000-8000-000000000000")
    return filled.replace("{", "").replace("}", "")


def told(answer: Any) -> dict[str, str]:
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request"), answer.text
    return {each["field"]: each["message"] for each in answer.json()["errors"]}


@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS)
async def test_each_parameter_is_read_as_it_is_written_or_refused(
    api: Api, method: str, path: str, operation: dict[str, Any]
) -> None:
    boss = api.system_admin()
    address = addressed(path, api.organization(boss))
    is_json = "application/json" in operation.get("requestBody", {}).get("content", {})

    async def ask(query: Any) -> Any:
        body = {} if is_json else None
        return await boss.request(
            method, address, params=query, json=body, headers={"idempotency-key": "k"}
        )

    for name in ("month", "Days", "x" * 5_000):
        errors = told(await ask({name: "1"}))
        assert "is not a parameter" in errors[name[:100]]
        assert all(known in errors[name[:100]] for known in _queried(operation))
    for name, schema in _queried(operation).items():
        if not _is_list(schema):
            value = _value(schema)
            assert told(await ask([(name, value)] * 2))[name] == "must be given once"
        if _formats(schema) & {"date", "date-time"}:
            for value in NO_DAYS:
                assert "must be a date" in told(await ask({name: value}))[name]
            answer = await ask({name: "2026-10-01"})
            assert answer.status_code == 200, answer.text
    if "security" in operation:
        stranger = api.client(headers={"authorization": f"Bearer {'x' * 43}"})
        answer = await stranger.request(method, address, params={"x": "1"})
        assert answer.status_code == 401, "a stranger is told nothing of parameters"


async def test_clients_of_models_may_add_what_they_like(api: Api) -> None:
    boss = api.person()
    program = api.program(api.key(api.organization(boss), boss, "member"))
    async with running(api):
        plain, added = [
            await program.post(f"/v1/messages{query}", json={}) for query in ("", "?beta=true")
        ]
    assert (added.status_code, added.json()["error"]) == (400, plain.json()["error"])


async def test_members_see_their_own_usage_and_are_told_so(api: Api) -> None:
    owner = api.person()
    org_id = api.organization(owner)
    member, other = api.member(org_id), api.member(org_id)
    for path in ("usage", "usage/calls", "usage/export"):
        address = f"/api/v1/org-billing/credits/{org_id}/{path}"
        own = await member.get(address, params={"user_id": member.user_id})
        assert own.status_code == 200
        refused = await member.get(address, params={"user_id": other.user_id})
        assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
        assert (await owner.get(address, params={"user_id": other.user_id})).status_code == 200


@pytest.mark.parametrize("moment", [0, 1700000000, 1.5, "0", "1700000000", "2030-01-01", True])
async def test_a_moment_in_a_body_is_written_out(api: Api, moment: Any) -> None:
    owner = api.person()
    org_id = api.organization(owner)
    answer = await owner.post(
        f"/api/v1/organizations/{org_id}/keys",
        json={"kind": "service", "name": "x", "expires_at": moment},
    )
    assert told(answer)["expires_at"] == "must be a date and time with a zone (RFC 3339)"


def _allowed() -> list[Any]:
    return [
        pytest.param(path, sorted(method.upper() for method in operations), id=path)
        for path, operations in DESCRIBED.items()
    ]


@pytest.mark.parametrize(("path", "methods"), _allowed())
async def test_another_method_is_told_each_that_there_is(
    api: Api, path: str, methods: list[str]
) -> None:
    boss = api.system_admin()
    org_id = api.organization(boss)
    unused = next(each for each in ("PATCH", "DELETE", "PUT", "TRACE") if each not in methods)
    answer = await boss.request(unused, addressed(path, org_id))
    assert answer.status_code == 405
    # Another route's address may be one of this kind, too.
    assert set(methods) <= set(answer.headers["allow"].split(", "))
    assert unused not in answer.headers["allow"].split(", ")
