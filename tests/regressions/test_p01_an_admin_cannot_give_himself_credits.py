"""P1: an organization's admin gave himself credits, and a double click doubled them."""

import asyncio

import psycopg
import pytest

from tests.credits.company import BASE, Company, code_of, new_key

ROLES = ["owner", "admin", "billing_admin"]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("extra", [{}, {"purchase_amount": 10}, {"reason": "grant"}])
async def test_what_an_admin_adds_is_an_order_and_no_credits(
    company: Company, role: str, extra: dict[str, object]
) -> None:
    admin = company.api.member(company.org_id, role)
    before = await company.pool()
    answer = await admin.post(
        company.path("/add"), json={"credits": 10_000, **extra}, headers=new_key()
    )
    assert (answer.status_code, answer.json()["status"]) == (202, "pending")
    assert answer.json()["amount_usd"] == 10
    assert await company.pool() == before


@pytest.mark.parametrize("amount", [0, 0.01])
async def test_nobody_buys_for_nothing(company: Company, amount: float) -> None:
    body = {"credits": 10_000, "purchase_amount": amount}
    answer = await company.boss.post(company.path("/add"), json=body, headers=new_key())
    assert code_of(answer) == (409, "price_changed")
    assert company.balances()["purchases"] is None


async def test_an_order_is_paid_by_the_platform_alone(company: Company) -> None:
    order = await company.boss.post(
        company.path("/add"), json={"credits": 10_000}, headers=new_key()
    )
    pay = f"{BASE}/purchases/{order.json()['id']}/mark-paid"
    for person in (company.boss, company.member(), company.program):
        assert code_of(await person.post(pay)) == (403, "forbidden")
    assert (await company.pool())["total_credits"] == 10_000
    paid = await asyncio.gather(*(company.root.post(pay) for _ in range(3)))
    assert [(answer.status_code, answer.json()["status"]) for answer in paid] == [(200, "paid")] * 3
    pool = await company.pool()
    assert (pool["total_credits"], pool["lifetime_spent_amount"]) == (20_000, 10)


async def test_a_double_click_is_one_order_and_one_grant(company: Company) -> None:
    for person, expected in ((company.boss, 10_000), (company.root, 15_000)):
        key = new_key()
        answers = await asyncio.gather(
            *(
                person.post(company.path("/add"), json={"credits": 5_000}, headers=key)
                for _ in range(5)
            )
        )
        assert len({answer.json()["id"] for answer in answers}) == 1
        assert (await company.pool())["total_credits"] == expected
        unkeyed = await person.post(company.path("/add"), json={"credits": 5_000})
        assert code_of(unkeyed) == (422, "idempotency_key_required")
    assert company.balances()["purchases"] == ["pending"]


def test_the_applications_login_writes_no_balance_by_itself(
    application_url: str, company: Company
) -> None:
    with psycopg.connect(application_url, autocommit=True) as connection:
        for statement in (
            "update organization_credit_pools set available_credits = 1e6 where org_id = %s",
            "insert into credit_lots (org_id, source, amount) values (%s, 'grant', 1)",
            "delete from credit_transfers where org_id = %s",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement.encode(), [company.org_id])
