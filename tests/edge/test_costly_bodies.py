"""A body that costs much is refused before it is read, wherever a body is read."""

import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import pytest
from fastapi.routing import APIRoute

from orgbilling.app import create_app
from orgbilling.database import Database
from orgbilling.settings import Settings
from tests.api_client import Api, Client, make_api, running
from tests.conftest import OwnerConnection

VALUES_MAX = 20_000
TINY = b'{"a": [' + b"0," * VALUES_MAX + b"0]}"
DEEP = b'{"a": ' + b"[" * 64 + b"]" * 64 + b"}"
JSON = {"content-type": "application/json", "idempotency-key": "k"}
MADE_UP = f"Bearer ob_mk_{'0' * 32}_{'x' * 43}"


def _reading() -> list[Any]:
    described = create_app(Settings()).openapi()["paths"]
    return [
        pytest.param(method.upper(), path, id=f"{method.upper()} {path}")
        for path, operations in described.items()
        for method, operation in operations.items()
        if "application/json" in operation.get("requestBody", {}).get("content", {})
    ]


READING = _reading()


@pytest.fixture
async def api(db: Database, owner: OwnerConnection) -> Any:
    """The application, with fewer values than it usually reads."""
    made = make_api(db, owner, json_values_max=VALUES_MAX)
    async with running(made):
        yield made
    for client in made.clients:
        await client.aclose()


@contextmanager
def parsed_lengths() -> Iterator[list[int]]:
    """How long each text is that the process parses as JSON meanwhile."""
    lengths: list[int] = []

    def note(frame: FrameType, event: str, _: Any) -> None:
        code = frame.f_code
        if event == "call" and code.co_name == "raw_decode" and code.co_filename.endswith("r.py"):
            lengths.append(len(frame.f_locals["s"]))

    threading.setprofile(note)
    sys.setprofile(note)
    try:
        yield lengths
    finally:
        sys.setprofile(None)
        threading.setprofile(None)  # type: ignore[arg-type]


def code_of(answer: Any) -> str | None:
    body = answer.json()
    code: str | None = body["error"]["code"] if "error" in body else body.get("code")
    return code


def addressed(path: str, org_id: Any) -> str:
    filled = path.replace("{org_id}", str(org_id))
    for name in ("purchase_id", "invoice_id", "term_id", "request_id", "key_id", "hold_id"):
        filled = filled.replace(f"{{{name}}}", "0198c5a2-0000-7000-8000-000000000000")
    return filled.replace("{month}", "1").replace("{", "x").replace("}", "")


def caller_for(api: Api, path: str, org_id: Any, boss: Client) -> Client:
    is_spending = path.endswith(("/deduct", "/batch", "/holds", "/capture"))
    if path.startswith("/v1") or is_spending:
        return api.program(api.key(org_id, boss, "member"))
    return boss


@pytest.mark.parametrize(("method", "path"), READING)
async def test_too_many_values_are_413_at_every_address(api: Api, method: str, path: str) -> None:
    boss = api.system_admin()
    org_id = api.organization(boss)
    client = caller_for(api, path, org_id, boss)
    with parsed_lengths() as lengths:
        answer = await client.request(method, addressed(path, org_id), content=TINY, headers=JSON)
    # At an address for everybody nothing large is read.
    code = "body_too_large" if "/auth/" in path else "too_many_values"
    assert (answer.status_code, code_of(answer)) == (413, code), answer.text
    assert len(answer.content) < 1_000
    assert len(TINY) not in lengths


@pytest.mark.parametrize(("method", "path"), READING)
async def test_a_body_that_is_nested_too_deeply_is_413_at_every_address(
    api: Api, method: str, path: str
) -> None:
    boss = api.system_admin()
    org_id = api.organization(boss)
    client = caller_for(api, path, org_id, boss)
    answer = await client.request(method, addressed(path, org_id), content=DEEP, headers=JSON)
    if answer.status_code in (404, 403):
        # Whoever may not do it anyhow learns nothing from the body.
        assert code_of(answer) != "nested_too_deeply"
        return
    assert (answer.status_code, code_of(answer)) == (413, "nested_too_deeply"), answer.text


@pytest.mark.parametrize(("method", "path"), READING)
@pytest.mark.parametrize("values", [VALUES_MAX - 1_000, VALUES_MAX + 1_000])
async def test_what_a_stranger_sends_is_not_parsed_where_it_costs_anything(
    api: Api, method: str, path: str, values: int
) -> None:
    stranger = api.client(headers={"authorization": MADE_UP})
    body = b'{"a": [' + b"0," * values * 2 + b"0]}"
    if values < VALUES_MAX:
        body = b'{"a": [' + b"0," * values + b'0], "b": "' + b"x" * 16_384 + b'"}'
    with parsed_lengths() as lengths:
        answer = await stranger.request(
            method, addressed(path, "00000000-0000-0000-0000-000000000000"),
            content=body, headers=JSON,
        )  # fmt: skip
    expected = 413 if "/auth/" in path else 401
    assert answer.status_code == expected, answer.text
    assert len(body) not in lengths


async def test_what_is_said_in_strings_is_read_however_many_separators_it_has(api: Api) -> None:
    boss = api.person()
    org_id = api.organization(boss)
    key = api.key(org_id, boss, "service")
    answer = await api.program(key).post(
        f"/api/v1/org-billing/credits/{org_id}/deduct",
        json={
            "user_id": boss.user_id, "credits": 1, "service_type": "llm", "request_id": "r",
            "metadata": {"note": ",:[{" * 3_000, "filled": '\\"' * 1_000},
        },
    )  # fmt: skip
    assert code_of(answer) in ("insufficient_credits", "allocation_not_found"), answer.text


async def test_another_encoding_than_utf8_hides_no_values(api: Api) -> None:
    boss = api.person()
    program = api.program(api.key(api.organization(boss), boss, "member"))
    for encoding in ("utf-16", "utf-16-le", "utf-32", "utf-32-be"):
        body = '{"model": "m", "messages": []}'.encode(encoding)
        answer = await program.post("/v1/chat/completions", content=body, headers=JSON)
        assert (answer.status_code, code_of(answer)) == (400, "invalid_request")


async def test_who_calls_json_a_form_has_its_values_counted(api: Api) -> None:
    boss = api.person()
    program = api.program(api.key(api.organization(boss), boss, "member"))
    body = b'{"a": [' + b"0," * 200_000 + b"0]}"
    form = {"content-type": "multipart/form-data; boundary=x"}
    answer = await program.post("/v1/chat/completions", content=body, headers=form)
    assert (answer.status_code, code_of(answer)) == (413, "too_many_values")


@pytest.mark.parametrize(
    "body",
    [
        json.dumps({str(n): 0 for n in range(2_000)}),
        json.dumps({"x" * 10_000: 0}),
        json.dumps({"allocated_credits": 1, **{"\\" * n: 0 for n in range(50)}}),
    ],
)
async def test_an_answer_is_not_many_times_its_request(api: Api, body: str) -> None:
    boss = api.person()
    org_id = api.organization(boss)
    path = f"/api/v1/org-billing/credits/{org_id}/allocate"
    answer = await boss.post(path, content=body, headers=JSON)
    assert (answer.status_code, code_of(answer)) == (422, "invalid_request")
    assert len(answer.content) < 8_000
    assert len(answer.json()["errors"]) <= 21


async def test_a_batch_of_wrong_items_is_not_answered_with_many_times_its_length(api: Api) -> None:
    boss = api.person()
    org_id = api.organization(boss)
    program = api.program(api.key(org_id, boss, "service"))
    items = [{str(n): 0 for n in range(count)} for count in (3, 40, 80, 200)]
    answer = await program.post(
        f"/api/v1/org-billing/credits/{org_id}/deduct/batch", json={"items": items}
    )
    assert [one["body"]["code"] for one in answer.json()] == ["invalid_request"] * 4
    assert all(len(json.dumps(one)) < 1_500 for one in answer.json())


async def test_an_object_of_thousands_of_members_is_no_request(api: Api) -> None:
    boss = api.person()
    org_id = api.organization(boss)
    for body in (
        {str(n): 0 for n in range(3_000)},
        {"items": [{str(n): 0 for n in range(3_000)}]},
    ):
        answer = await boss.post(
            f"/api/v1/org-billing/credits/{org_id}/allocate", json=body,
            headers={"idempotency-key": "k"},
        )  # fmt: skip
        assert (answer.status_code, code_of(answer)) == (422, "malformed_body")


async def test_a_large_body_costs_no_look_up_more_than_the_first(api: Api) -> None:
    boss = api.person()
    org_id = api.organization(boss)
    program = api.program(api.key(org_id, boss, "service"))
    item = {"user_id": boss.user_id, "credits": 1, "service_type": "llm"}
    items = [{**item, "request_id": f"r{n}"} for n in range(300)]
    parties = api.app.state.orgbilling_large_bodies.party_of.__self__
    for _ in range(2):
        answer = await program.post(
            f"/api/v1/org-billing/credits/{org_id}/deduct/batch", json={"items": items}
        )
        assert answer.status_code == 200
    assert len(parties._seen) == 1


def test_every_route_that_describes_a_body_is_tried() -> None:
    assert len(READING) > 30
    unread = (
        {
            route.path
            for route in create_app(Settings()).router.routes
            if isinstance(route, APIRoute) and route.body_field is not None
        }
        - {each.values[1].replace("{model}", "{model:path}") for each in READING}
        - {each.values[1] for each in READING}
    )
    assert not unread
