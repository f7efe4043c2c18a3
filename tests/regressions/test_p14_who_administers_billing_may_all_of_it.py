"""P14: a billing_admin was refused billing; owner, admin and billing_admin administer it alike."""

from typing import Any

import pytest

from tests.api_client import Api
from tests.credits.company import BASE, Company, make_company, new_key

ROLES = {"owner": True, "admin": True, "billing_admin": True, "member": False}
ACTIONS: dict[str, tuple[str, str, Any]] = {
    "see all allocations": ("GET", "/billing/org/{org}", None),
    "see the history": ("GET", "/{org}/history", None),
    "see the audit log": ("GET", "/{org}/audit", None),
    "see purchases": ("GET", "/credits/{org}/purchases", None),
    "buy": ("POST", "/credits/{org}/add", {"credits": 1000}),
    "allocate": ("POST", "/credits/{org}/allocate", {"user_id": "?", "allocated_credits": 1}),
    "set": ("PUT", "/credits/{org}/allocations/{user}", {"allocated_credits": 90}),
    "reclaim": ("POST", "/credits/{org}/allocations/{user}/reclaim", {"credits": 1}),
    "transfer": (
        "POST", "/credits/{org}/allocations/{user}/transfer", {"to_user_id": "?", "credits": 1},
    ),
    "preview": (
        "POST", "/subscriptions/{org}/upgrade/preview", {"subscription_plan": "hybrid"},
    ),
    "upgrade": ("PUT", "/subscriptions/{org}/upgrade", {"subscription_plan": "hybrid"}),
    "cancel": ("POST", "/subscriptions/{org}/cancel", {"at": "period_end"}),
}  # fmt: skip


async def attempt(company: Company, api: Api, role: str, action: str) -> Any:
    method, path, body = ACTIONS[action]
    colleague = company.member(100)
    person = api.member(company.org_id, role)
    if body and body.get("user_id"):
        body = body | {"user_id": colleague.user_id}
    if body and body.get("to_user_id"):
        body = body | {"to_user_id": company.member(100).user_id}
    address = BASE + path.format(org=company.org_id, user=colleague.user_id)
    return await person.request(method, address, json=body, headers=new_key())


@pytest.mark.parametrize("action", list(ACTIONS))
@pytest.mark.parametrize("role", list(ROLES))
async def test_each_role_may_each_action_or_none(api: Api, role: str, action: str) -> None:
    company = make_company(api)
    answer = await attempt(company, api, role, action)
    if action == "see all allocations":
        # A member has the page, with their own figures alone.
        assert answer.status_code == 200
        assert bool(answer.json()["user_allocations"]) is ROLES[role]
    elif ROLES[role]:
        assert answer.is_success, answer.text
    else:
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


@pytest.mark.parametrize("role", list(ROLES))
async def test_the_screens_are_told_the_role_that_the_server_enforces(api: Api, role: str) -> None:
    """What a screen shows or hides follows from this one word."""
    company = make_company(api)
    person = api.member(company.org_id, role)
    me = (await person.get("/api/v1/auth/me")).json()
    assert [known["role"] for known in me["organizations"]] == [role]
