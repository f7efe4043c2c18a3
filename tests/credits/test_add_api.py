"""Credits come in over HTTP: a system admin grants, an admin of the organization buys."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.api_client import Api, Client
from tests.credits.company import Company, code_of, make_company, new_key

PURCHASE_FIELDS = {
    "id", "org_id", "credits", "amount_usd", "currency", "status", "reason", "requested_by",
    "created_at", "paid_at", "paid_by", "ended_at", "ended_by", "end_reason",
}  # fmt: skip


async def add(company: Company, person: Client, **body: Any) -> Any:
    return await person.post(company.path("/add"), json=body, headers=new_key())


async def test_a_grant_is_there_at_once(company: Company) -> None:
    answer = await add(company, company.root, credits=500.5, reason="sorry")
    assert answer.status_code == 200
    pool = answer.json()
    names = (
        "total_credits",
        "available_credits",
        "lifetime_purchased_credits",
        "lifetime_spent_amount",
    )
    assert [pool[name] for name in names] == [10_500.5, 10_500.5, 0, 0]
    assert pool == await company.pool()
    lot = (await company.boss.get(company.path("/lots"))).json()[0]
    assert (lot["source"], lot["price_paid_usd"], lot["purchase_id"]) == ("grant", 0, None)
    transfer = (await company.boss.get(company.path("/transfers"))).json()[0]
    assert (transfer["actor_id"], transfer["reason"]) == (company.root.user_id, "sorry")
    assert company.api.audit(company.org_id)[-1] == "org.credits.purchased"


async def test_a_purchase_waits_until_it_is_paid(company: Company) -> None:
    before = datetime.now(UTC)
    answer = await add(company, company.boss, credits=5_000, purchase_amount=5, reason="spring")
    assert answer.status_code == 202
    purchase = answer.json()
    assert purchase.keys() == PURCHASE_FIELDS
    assert datetime.fromisoformat(purchase["created_at"]) >= before
    known = {name: purchase[name] for name in PURCHASE_FIELDS - {"id", "created_at"}}
    assert known == {
        "org_id": str(company.org_id), "credits": 5_000, "amount_usd": 5, "currency": "USD",
        "status": "pending", "reason": "spring", "requested_by": company.boss.user_id,
        "paid_at": None, "paid_by": None, "ended_at": None, "ended_by": None, "end_reason": None,
    }  # fmt: skip
    assert (await company.pool())["total_credits"] == 10_000
    assert company.api.audit(company.org_id)[-1] == "org.credits.ordered"


async def test_every_managing_role_buys_and_none_of_them_grants(company: Company) -> None:
    for role in ("owner", "admin", "billing_admin"):
        answer = await add(company, company.api.member(company.org_id, role), credits=1)
        assert (answer.status_code, answer.json()["status"]) == (202, "pending")
    assert (await company.pool())["total_credits"] == 10_000


async def test_a_system_admin_who_is_also_a_member_grants(api: Api) -> None:
    company = make_company(api)
    root = api.system_admin()
    api.join(company.org_id, root, "admin")
    assert (await add(company, root, credits=1)).status_code == 200
    assert (await company.pool())["total_credits"] == 10_001


@pytest.mark.parametrize("amount", [0, 4.99, 5.01, 50])
async def test_an_amount_that_is_not_the_quote_is_409_with_the_quote(
    company: Company, amount: float
) -> None:
    before = company.balances()
    answer = await add(company, company.boss, credits=5_000, purchase_amount=amount)
    assert code_of(answer) == (409, "price_changed")
    assert answer.json()["quote_usd"] == 5
    assert company.balances() == before


@pytest.mark.parametrize("amount", [-480, -0.01, "5", True, 0.0000000000001])
async def test_an_amount_that_is_no_price_is_422(company: Company, amount: Any) -> None:
    for person in (company.boss, company.root):
        answer = await add(company, person, credits=5_000, purchase_amount=amount)
        assert code_of(answer) == (422, "invalid_request")


async def test_a_quote_that_is_sent_back_is_accepted(company: Company) -> None:
    for credits in (0.000001, 123.456789, 9_000_000_000):
        quote = (
            await company.boss.get(company.path("/quote"), params={"credits": f"{credits:.6f}"})
        ).json()
        answer = await add(
            company, company.boss, credits=credits, purchase_amount=quote["amount_usd"]
        )
        assert answer.status_code == 202, answer.text
        assert answer.json()["amount_usd"] == quote["amount_usd"]


async def test_a_grant_costs_nothing_and_nothing_else_is_asked(company: Company) -> None:
    paid = await add(company, company.root, credits=1, purchase_amount=1)
    assert code_of(paid) == (422, "invalid_argument")
    free = await add(company, company.root, credits=1, purchase_amount=0)
    assert free.status_code == 200
    for person in (company.root, company.boss):
        more = await add(company, person, credits=1, expires_at="2099-01-01T00:00:00Z")
        assert code_of(more) == (422, "invalid_request")
        assert more.json()["errors"][0]["field"] == "expires_at"
    assert (await company.pool())["total_credits"] == 10_001


async def test_nobody_buys_or_allocates_for_a_closed_organization(company: Company) -> None:
    member = company.member()
    closed = await company.boss.post(f"/api/v1/organizations/{company.org_id}/close")
    assert closed.is_success, closed.text
    assert code_of(await add(company, company.boss, credits=1)) == (409, "organization_closed")
    body = {"user_id": member.user_id, "allocated_credits": 1}
    refused = await company.boss.post(company.path("/allocate"), json=body, headers=new_key())
    assert code_of(refused) == (409, "organization_closed")
