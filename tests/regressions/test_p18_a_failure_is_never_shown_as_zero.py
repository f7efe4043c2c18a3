"""P18: whatever went wrong in the database was shown as zero credits, with HTTP 200."""

import asyncio
from typing import Any

import pytest

from tests.conftest import TestDatabase, maintenance
from tests.credits.company import BASE, Company, code_of


def reads(company: Company) -> list[str]:
    """Every address that shows credits or money of this organization or its people."""
    own = f"{BASE}/credits/{company.org_id}"
    return [
        own, f"{own}/allocations", f"{own}/usage", f"{own}/lots", f"{own}/transfers",
        f"{own}/quote?credits=1", f"{own}/purchases", f"{BASE}/{company.org_id}/history",
        f"{BASE}/subscriptions/{company.org_id}", f"{BASE}/billing/user",
        f"{BASE}/billing/org/{company.org_id}", f"{BASE}/billing/system", f"{BASE}/plans",
    ]  # fmt: skip


async def read_all(company: Company) -> list[Any]:
    return list(await asyncio.gather(*(company.root.get(path) for path in reads(company))))


def let_connect(postgres: TestDatabase, company: Company, *, allowed: bool) -> None:
    """Cut every connection to the company's database, and let new ones come or not."""
    name = company.world.connection.info.dbname
    with maintenance(postgres) as connection:
        connection.execute(f'alter database "{name}" allow_connections {allowed}'.encode())
        connection.execute(
            """select pg_terminate_backend(pid) from pg_stat_activity
               where datname = %s and application_name like 'orgbilling%%'""",
            [name],
        )


async def test_without_the_database_every_read_is_503(
    lonely_company: Company, postgres: TestDatabase
) -> None:
    company = lonely_company
    member = company.member(100)
    assert {answer.status_code for answer in await read_all(company)} == {200}
    let_connect(postgres, company, allowed=False)
    try:
        for answer in await read_all(company):
            assert code_of(answer) == (503, "store_unavailable"), answer.url
            assert int(answer.headers["retry-after"]) >= 1
        body = {"user_id": member.user_id, "credits": 1}
        check = await company.program.post(company.path("/check"), json=body)
        assert code_of(check) == (503, "store_unavailable")
        assert "sufficient" not in check.json()
    finally:
        let_connect(postgres, company, allowed=True)
    async with asyncio.timeout(10):
        while (await company.boss.get(company.path())).status_code == 503:
            pass
    assert {answer.status_code for answer in await read_all(company)} == {200}


@pytest.mark.parametrize(
    ("lost", "fails"),
    [
        # Whether anything is due is asked of the pool, before whatever one organization is shown.
        ("user_credit_allocations", 4), ("organization_credit_pools", 9),
        ("credit_usage_daily", 2), ("org_billing_history", 2),
    ],
)  # fmt: skip
async def test_what_cannot_be_read_is_a_fault_and_not_a_zero(
    lonely_company: Company, lost: str, fails: int
) -> None:
    company = lonely_company
    await company.deduct(company.member(100), 30)
    sound = {answer.url.path: answer.json() for answer in await read_all(company)}
    company.world.connection.execute(f"alter table {lost} rename to lost".encode())
    answers = await read_all(company)
    assert sum(answer.status_code == 500 for answer in answers) >= fails
    for answer in answers:
        # Who does not need the table answers as before; nobody makes something up.
        assert answer.status_code == 500 or answer.json() == sound[answer.url.path], answer.text
