"""A key may do what it was made for, and no more."""

import uuid
from typing import Any

import pytest

from tests.api_client import Api, Client, running
from tests.credits.company import BASE, Company, code_of, make_company


async def made(person: Client, company: Company, **body: Any) -> dict[str, Any]:
    answer = await person.post(
        f"/api/v1/organizations/{company.org_id}/keys", json={"name": "k", **body}
    )
    assert answer.status_code == 201, answer.text
    key: dict[str, Any] = answer.json()
    return key


async def attempts(company: Company, program: Client, member: Client) -> dict[str, int | str]:
    """What each spending verb and read answers: the status, or the code of a refusal."""
    spend = {"user_id": member.user_id, "credits": 1}
    keyed = spend | {"service_type": "llm"}

    def new(body: dict[str, Any]) -> dict[str, Any]:
        return body | {"request_id": uuid.uuid4().hex}

    answers = {
        "check": await program.post(company.path("/check"), json=spend),
        "deduct": await program.post(company.path("/deduct"), json=new(keyed)),
        "deduct with a cost": await program.post(
            company.path("/deduct/batch"), json={"items": [new(keyed), new(keyed)]}
        ),
        "hold": await program.post(company.path("/holds"), json=new(spend)),
        "pool": await program.get(company.path()),
        "allocations": await program.get(company.path("/allocations")),
        "usage": await program.get(company.path("/usage")),
        "export": await program.get(company.path("/usage/export")),
    }
    found: dict[str, int | str] = {}
    for name, answer in answers.items():
        told = answer.json() if "json" in answer.headers["content-type"] else None
        if isinstance(told, list) and told and "status" in told[0]:
            told = told[0]["body"]
        refused = isinstance(told, dict) and "code" in told
        found[name] = told["code"] if refused and told else answer.status_code
    return found


SPENDING = ("check", "deduct", "deduct with a cost", "hold")
READING = ("pool", "allocations", "usage", "export")


@pytest.mark.parametrize("kind", ["member", "service"])
@pytest.mark.parametrize("scopes", [["read"], ["spend"], ["spend", "read"]])
async def test_each_scope_opens_what_it_names(api: Api, kind: str, scopes: list[str]) -> None:
    company = make_company(api)
    member = company.member(100)
    maker = member if kind == "member" else company.boss
    key = await made(maker, company, kind=kind, scopes=scopes)
    assert key["scopes"] == sorted(scopes)
    async with running(api):
        found = await attempts(company, api.program(key["key"]), member)
    for name in SPENDING:
        good = 201 if name == "hold" else 200
        assert found[name] == (good if "spend" in scopes else "scope_missing"), name
    for name in READING:
        assert found[name] == (200 if "read" in scopes else "scope_missing"), name
    spent = (await company.allocation(member))["used_credits"]
    assert spent == (3 if "spend" in scopes else 0)


async def test_a_key_does_both_unless_told_otherwise(api: Api) -> None:
    company = make_company(api)
    key = await made(company.boss, company, kind="service")
    assert key["scopes"] == ["read", "spend"]
    (listed,) = (await company.boss.get(f"/api/v1/organizations/{company.org_id}/keys")).json()
    assert listed["scopes"] == ["read", "spend"]


@pytest.mark.parametrize("scopes", [[], ["admin"], ["read", "write"], "read", None, [1]])
async def test_there_are_no_other_scopes(api: Api, scopes: Any) -> None:
    company = make_company(api)
    answer = await company.boss.post(
        f"/api/v1/organizations/{company.org_id}/keys", json={"name": "k", "scopes": scopes}
    )
    assert answer.status_code == 422, answer.text


async def test_a_key_that_only_reads_calls_no_model(api: Api) -> None:
    company = make_company(api)
    member = company.member(100)
    key = await made(member, company, scopes=["read"])
    async with running(api):
        answer = await api.program(key["key"]).get("/v1/models")
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "scope_missing")


async def test_a_foreign_organization_is_none_whatever_the_scope(api: Api) -> None:
    company, other = make_company(api), make_company(api)
    key = await made(company.boss, company, kind="service", scopes=["spend"])
    program = api.program(key["key"])
    for path in (other.path(), f"{BASE}/credits/{uuid.uuid4()}"):
        assert code_of(await program.get(path)) == (404, "organization_not_found")
