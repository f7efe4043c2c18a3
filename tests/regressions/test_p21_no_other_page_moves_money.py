"""P21: any web page could add credits in an admin's name. The shapes on every route are in
tests/authorization/test_cross_site.py; here is what made it possible."""

import uuid

import pytest

from orgbilling.database import Database
from orgbilling.kernel.rates import RateLimit
from tests.api_client import Api, make_api
from tests.conftest import OwnerConnection
from tests.credits.company import BASE, code_of, make_company, new_key

EVIL = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
FORM = {"content-type": "application/x-www-form-urlencoded"}
LOGOUT = "/api/v1/auth/backchannel-logout"


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_money_by_query_string_moves_nothing(api: Api, method: str) -> None:
    company = make_company(api)
    before = company.balances()
    for path in ("/add?credits=500&purchase_amount=0", "/add?credits=500&amount=0"):
        answer = await company.root.request(method, company.path(path), headers=new_key())
        assert answer.status_code in (405, 422)
    assert company.balances() == before


async def test_the_session_cookie_does_not_travel_with_another_sites_writes(api: Api) -> None:
    user_id = api.user("demo", is_demo=True)
    answer = await api.client().post(
        "/api/v1/auth/dev/login", json={"email": f"{user_id}@example.org"}
    )
    cookie = answer.headers["set-cookie"].lower()
    assert "samesite=lax" in cookie
    assert "httponly" in cookie
    assert "domain=" not in cookie


async def test_a_form_in_an_admins_browser_adds_nothing(api: Api) -> None:
    company = make_company(api)
    before = company.balances()
    for headers in (EVIL | FORM, FORM, {"content-type": "text/plain"}, EVIL):
        answer = await company.root.post(
            company.path("/add"), content=b'{"credits": 500}', headers=headers | new_key()
        )
        assert answer.status_code in (403, 415)
    assert company.balances() == before


@pytest.mark.parametrize(
    "path",
    [
        f"{LOGOUT}/", f"{LOGOUT}x", f"{LOGOUT}/../../../org-billing/plans",
        "/api/v1/auth/sessions", "/api/v1/auth/backchannel-logout-all",
        f"{BASE}/backchannel-logout", f"/api/v1/organizations{LOGOUT}",
    ],
)  # fmt: skip
async def test_the_one_exemption_is_one_address(api: Api, path: str) -> None:
    person = api.person()
    answer = await person.post(path, content=b"a=b", headers=EVIL | FORM)
    assert code_of(answer) == (403, "cross_site_request")


async def test_the_exempt_address_takes_forms_and_nothing_else(api: Api) -> None:
    body = b"logout_token=x"
    taken = await api.client().post(LOGOUT, content=body, headers=EVIL | FORM)
    assert taken.status_code not in (403, 415)
    for content_type in ("application/json", "text/plain"):
        answer = await api.client().post(
            LOGOUT, content=body, headers={"content-type": content_type}
        )
        assert code_of(answer) == (415, "unsupported_media_type")


async def test_a_limit_is_a_persons_and_changes_of_plan_have_one(
    db: Database, owner: OwnerConnection
) -> None:
    api = make_api(db, owner, rate_limit_subscription_changes=RateLimit(2, 3600))
    company = make_company(api)
    path = f"{BASE}/subscriptions/{company.org_id}/upgrade"
    colleague = api.member(company.org_id, "admin")

    async def change(person: object, plan: str) -> int:
        client = person if person is colleague else company.boss
        answer = await client.put(  # type: ignore[attr-defined]
            path, json={"subscription_plan": plan}, headers={"idempotency-key": uuid.uuid4().hex}
        )
        status: int = answer.status_code
        return status

    found = [await change(company.boss, plan) for plan in ("hybrid", "byok", "hybrid")]
    assert found == [200, 200, 429]
    # Behind the same address, and not held up by it.
    assert await change(colleague, "byok") == 200
