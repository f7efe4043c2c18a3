"""JSON bodies are read exactly, and never break the server."""

from decimal import Decimal
from typing import Any

import pytest
from pydantic import BaseModel

from orgbilling.edge.bodies import MalformedBody, parse_body
from orgbilling.edge.routes import billing_router
from tests.api_client import Api


class Optional(BaseModel):
    """A body in which nothing is required, of a model that is not ours."""

    reason: str = ""


MALFORMED = [
    b"",
    b"{",
    b'{"a": NaN}',
    b'{"a": Infinity}',
    b'{"a": -Infinity}',
    b'{"a": 1e400}',
    b'{"a": 1e-400}',
    b'{"a": 1e99999999999999999999}',
    b'{"a": 1' + b"0" * 5000 + b"}",
    b'{"a": "\xff"}',
    b"\xff\xfe{\x00",
    b'{"a": "\x00"}',
    b'{"a": "\\u0000"}',
    b'{"\\u0000": 1}',
    b'{"a": "\\ud800"}',
    b'{"a": ["x", {"b": "\\udfff\\ud800"}]}',
    b'{"a": "\xed\xa0\x80"}',
    b'{"a": 1} {"b": 2}',
    b'{"a": 01}',
    b"{'a': 1}",
]

TOO_DEEP = [
    b"[" * 100_000,
    b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    b"[" * 70 + b"]" * 70,
]


@pytest.mark.parametrize("raw", TOO_DEEP, ids=lambda raw: repr(raw[:24]))
async def test_what_is_nested_too_deeply_is_413(api: Api, raw: bytes) -> None:
    malformed = parse_body(raw)
    assert isinstance(malformed, MalformedBody)
    assert (malformed.status, malformed.code) == (413, "nested_too_deeply")
    answer = await api.person().post(
        "/api/v1/organizations", content=raw, headers={"content-type": "application/json"}
    )
    assert (answer.status_code, answer.json()["code"]) == (413, "nested_too_deeply")


@pytest.mark.parametrize("raw", MALFORMED, ids=lambda raw: repr(raw[:24]))
def test_what_is_no_json_of_ours_is_told_why(raw: bytes) -> None:
    malformed = parse_body(raw)
    assert isinstance(malformed, MalformedBody)
    assert malformed.reason.endswith(".")


@pytest.mark.parametrize("raw", MALFORMED[1:], ids=lambda raw: repr(raw[:24]))
async def test_a_malformed_body_is_422_and_changes_nothing(api: Api, raw: bytes) -> None:
    person = api.person()
    answer = await person.post(
        "/api/v1/organizations", content=raw, headers={"content-type": "application/json"}
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "malformed_body")
    assert (await person.get("/api/v1/organizations")).json() == []


@pytest.mark.parametrize("raw", MALFORMED[1:], ids=lambda raw: repr(raw[:24]))
async def test_a_malformed_body_is_not_one_in_which_all_is_left_out(api: Api, raw: bytes) -> None:
    router = billing_router(prefix="/optional", tag="optional")

    @router.post("/")
    async def post(body: Optional) -> None:
        return None

    @router.post("/list")
    async def post_list(body: list[Optional]) -> None:
        return None

    api.app.include_router(router)
    boss = api.person()
    json = {"content-type": "application/json"}
    organization = f"/api/v1/organizations/{api.organization(boss)}"
    for method, path in (
        ("PATCH", organization),
        ("POST", "/optional/"),
        ("POST", "/optional/list"),
    ):
        answer = await boss.request(method, path, content=raw, headers=json)
        assert (answer.status_code, answer.json()["code"]) == (422, "malformed_body")


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (b'{"a": 0.1}', {"a": Decimal("0.1")}),
        (b'{"a": 9000000000.000001}', {"a": Decimal("9000000000.000001")}),
        (b'{"a": 1e2}', {"a": Decimal("1E+2")}),
        (b'{"a": 0e400}', {"a": Decimal("0E+400")}),
        (b'{"a": 7}', {"a": 7}),
        (b'{"a": "\\\\u0000"}', {"a": "\\u0000"}),
        (b'{"a": "\\ud83d\\ude00"}', {"a": "\U0001f600"}),
        ('{"a": "\U0001f600"}'.encode(), {"a": "\U0001f600"}),
        (b"[1]", [1]),
        (b"null", None),
    ],
)
def test_fractions_are_exact(raw: bytes, value: Any) -> None:
    assert parse_body(raw) == value


@pytest.mark.parametrize("raw", [b"[]", b"null", b"1", b'"name"', b"true"])
async def test_a_body_that_is_no_object_is_422(api: Api, raw: bytes) -> None:
    answer = await api.person().post(
        "/api/v1/organizations", content=raw, headers={"content-type": "application/json"}
    )
    assert answer.status_code == 422


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
async def test_a_body_of_another_type_is_415(api: Api, kind: str) -> None:
    # A form of another site can send these types without asking first.
    answer = await api.person().post(
        "/api/v1/organizations", content=b'{"name": "X"}', headers={"content-type": kind}
    )
    assert answer.status_code == 415


async def test_who_may_not_do_it_learns_nothing_from_the_body(api: Api) -> None:
    owner, stranger = api.person(), api.person()
    org_id = api.organization(owner)
    member = api.member(org_id)
    for person, status in ((stranger, 404), (member, 403)):
        answer = await person.patch(
            f"/api/v1/organizations/{org_id}", content=b"{ not json",
            headers={"content-type": "application/json"},
        )  # fmt: skip
        assert answer.status_code == status
