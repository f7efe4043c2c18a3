"""P2: a negative `purchase_amount` was accepted, and lowered the lifetime spend."""

import psycopg
import pytest

from tests.credits.company import Company, code_of, new_key


@pytest.mark.parametrize("amount", [-480, -0.01, -1e-12])
async def test_the_api_answers_422_and_writes_nothing(company: Company, amount: float) -> None:
    before = company.balances()
    for person in (company.boss, company.root):
        for body in ({"credits": 10, "purchase_amount": amount}, {"credits": amount}):
            answer = await person.post(company.path("/add"), json=body, headers=new_key())
            assert code_of(answer) == (422, "invalid_request")
    assert company.balances() == before


@pytest.mark.parametrize("amount", ["-480", "-0.01", "NaN", "-Infinity", "0.001"])
async def test_the_function_refuses_too(company: Company, amount: str) -> None:
    before = company.balances()
    for statement in (
        "select add_credits_to_pool(%s, 10, %s::numeric, 'a')",
        "select request_purchase(%s, 10, %s::numeric, null, 'a', null)",
    ):
        with pytest.raises(psycopg.Error) as refused:
            company.world.connection.execute(statement.encode(), [company.org_id, amount])
        assert refused.value.sqlstate in {"OB002", "OB014"}
    assert company.balances() == before


async def test_the_table_refuses_last(company: Company) -> None:
    with pytest.raises(psycopg.errors.CheckViolation):
        company.world.connection.execute(
            """insert into credit_purchases (org_id, purchase_id, credits, amount_usd, requested_by)
               values (%s, gen_random_uuid(), 10, -1, 'a')""",
            [company.org_id],
        )
