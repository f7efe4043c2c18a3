"""G9, outside the gateway: `X-User-ID` was believed, and 'admin' in a name was one."""

import uuid

import pytest

from tests.api_client import Api, running
from tests.credits.company import BASE, code_of, make_company


@pytest.mark.parametrize("prefix", ["admin", "system_admin", "root-admin", "Admin"])
async def test_a_name_is_no_right(api: Api, prefix: str) -> None:
    person = api.person(prefix, name="admin")
    assert (await person.get("/api/v1/auth/me")).json()["is_system_admin"] is False
    assert (await person.get(f"{BASE}/billing/system")).status_code == 403
    org_id = api.organization(api.person())
    assert (await person.get(f"/api/v1/organizations/{org_id}")).status_code == 404


async def test_no_header_makes_somebody_else_of_anybody(api: Api) -> None:
    company = make_company(api)
    attacker, victim = company.member(), company.member(100)
    names = ("x-user-id", "x-forwarded-user", "x-remote-user", "x-auth-request-user")
    claimed = dict.fromkeys(names, victim.user_id)
    claimed |= {"x-role": "owner", "x-org-id": str(company.org_id), "x-admin": "true"}
    me = await attacker.get("/api/v1/auth/me", headers=claimed)
    assert me.json()["user_id"] == attacker.user_id
    assert (await api.client().get("/api/v1/auth/me", headers=claimed)).status_code == 401
    body = {
        "user_id": victim.user_id, "credits": 1, "service_type": "llm",
        "request_id": uuid.uuid4().hex,
    }  # fmt: skip
    async with running(api):
        answer = await attacker.post(company.path("/deduct"), json=body, headers=claimed)
    assert code_of(answer) == (403, "forbidden")
    assert (await company.allocation(victim))["used_credits"] == 0
