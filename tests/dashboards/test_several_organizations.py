"""What reads several organizations settles none; a person's own are settled one after another."""

import asyncio
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.routing import APIRoute

from tests.api_client import Api, Client
from tests.concurrency.callers import locked, wait_until
from tests.conftest import OwnerConnection
from tests.credits.company import BASE, Company, make_company

COUNT = 3
# What asks no database, or another server.
ELSEWHERE = {"/api/v1/auth/login", "/api/v1/auth/callback"}


@pytest.fixture
def due(api: Api) -> list[Company]:
    """Organizations, by id, in which a daily reset has fallen due."""
    companies = [make_company(api) for _ in range(COUNT)]
    for company in companies:
        company.world.now = datetime.now(UTC) - timedelta(days=3)
        company.member(50, "daily")
        company.world.now = None
    return sorted(companies, key=lambda company: company.org_id)


def settled(companies: list[Company]) -> list[bool]:
    """Whether nothing is due any more."""
    query = """select p.next_due_at > now() as is_settled
               from organization_credit_pools as p where p.org_id = %s"""
    return [company.world.one(query, company.org_id)["is_settled"] for company in companies]


def state(companies: list[Company]) -> list[Any]:
    """Everything that a settlement would touch, down to the row versions of the pools."""
    query = """select p.xmin::text, p.xmax::text, p.next_due_at
               from organization_credit_pools as p where p.org_id = %s"""
    return [company.world.one(query, company.org_id) for company in companies]


def reads_of_several(api: Api) -> list[str]:
    """Every address that is read and names no organization."""
    paths = [
        route.path
        for route in api.app.router.routes
        if isinstance(route, APIRoute) and "GET" in route.methods and "{org_id" not in route.path
    ]
    return sorted({path.split("{")[0] for path in paths} - ELSEWHERE)


async def test_a_read_of_several_organizations_settles_none(api: Api, due: list[Company]) -> None:
    root = api.system_admin()
    before = state(due)
    assert not any(settled(due))
    paths = reads_of_several(api)
    assert {f"{BASE}/billing/system", f"{BASE}/billing/system/audit/export"} <= set(paths)
    for path in paths:
        assert (await root.get(path)).status_code != 500, path
        assert state(due) == before, path
    assert "as_of" in (await root.get(f"{BASE}/billing/system")).json()


async def test_the_overview_waits_for_no_settlement(
    api: Api, due: list[Company], owner_url: str
) -> None:
    root = api.system_admin()
    query = "select 1 from organizations for update"
    with locked(owner_url, query):
        async with asyncio.timeout(5):
            assert (await root.get(f"{BASE}/billing/system")).status_code == 200
            assert (await root.get("/api/v1/organizations")).status_code == 200


async def test_ones_own_are_settled_one_after_another_by_id(
    api: Api, due: list[Company], owner: OwnerConnection, owner_url: str
) -> None:
    person: Client = api.person()
    for company in due[:2]:
        api.join(company.org_id, person)
    foreign = state(due[2:])
    second: uuid.UUID = due[1].org_id
    with locked(owner_url, "select 1 from organizations where org_id = %s for update", second):
        read = asyncio.create_task(person.get(f"{BASE}/billing/user"))
        waits = "select exists (select from pg_locks where not granted)"
        await asyncio.to_thread(wait_until, owner, waits)
        # The first is settled and committed while the second is waited for.
        assert settled(due) == [True, False, False]
        # Nobody waits for the first.
        due[0].world.rows(
            "select 1 from organizations where org_id = %s for update nowait", due[0].org_id
        )
    assert (await read).status_code == 200
    assert settled(due) == [True, True, False]
    assert state(due[2:]) == foreign
