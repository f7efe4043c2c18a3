"""The overview holds with ten thousand organizations, and its floors are kept."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psycopg
import pytest

from orgbilling.database import Database
from tests.api_client import Client, make_api
from tests.conftest import TestDatabase

ROOT = "/api/v1/org-billing"
pytestmark = [pytest.mark.slow, pytest.mark.speed]

_POPULATE = """
insert into users (user_id, email, name)
select 'u' || g, 'u' || g || '@example.org', 'u' from generate_series(1, 1000) as g;
insert into organizations (org_id, name)
select lpad(to_hex(g), 32, '0')::uuid, 'Organization ' || g
from generate_series(1, current_setting('scale.organizations')::int) as g;
insert into organization_credit_pools (org_id, available_credits)
select org_id, 1000 from organizations;
insert into organization_members (org_id, user_id, role)
select lpad(to_hex(g), 32, '0')::uuid, 'u' || (1 + (g * 7 + m * 13) % 1000), 'member'
from generate_series(1, current_setting('scale.organizations')::int) as g,
    generate_series(1, 3) as m;
insert into organization_subscriptions (
    org_id, subscription_plan, billing_cycle, price_usd, status, standing, anchor_date,
    current_period_start, current_period_end, grace_ends_at, created_by, created_at
)
select
    lpad(to_hex(g), 32, '0')::uuid, 'platform', 'monthly', 50,
    case when g % 100 = 0 then 'past_due' else 'active' end,
    case when g % 100 = 0 then 'past_due' else 'active' end, current_date, now(),
    now() + interval '20 days', case when g % 100 = 0 then now() + interval '5 days' end, 't',
    now() - (g % 90) * interval '1 day'
from generate_series(1, current_setting('scale.organizations')::int * 19 / 20) as g;
insert into user_credit_allocations
(org_id, user_id, allocated_credits, target_credits, used_credits)
select org_id, user_id, 100, 100, 40 from organization_members;
insert into credit_usage_daily
select org_id, current_date, user_id, 'llm', 'm', 1.5, 3, 0, 0 from organization_members;
insert into organization_members (org_id, user_id, role)
select lpad(to_hex(1), 32, '0')::uuid, 'u' || g, 'member' from generate_series(1, 100) as g
on conflict do nothing;
insert into user_credit_allocations (org_id, user_id, allocated_credits, target_credits)
select org_id, user_id, 100, 100 from organization_members
where org_id = lpad(to_hex(1), 32, '0')::uuid on conflict do nothing;
analyze;
"""


@asynccontextmanager
async def populated(database: TestDatabase, organizations: int) -> AsyncIterator[Client]:
    """A system admin's browser on a platform of so many organizations, 95 % of them subscribed."""
    with psycopg.connect(database.owner_url, autocommit=True) as connection:
        connection.execute(
            "select set_config('scale.organizations', %s, false)", [str(organizations)]
        )
        connection.execute(_POPULATE)
        connection.row_factory = psycopg.rows.dict_row  # type: ignore[assignment]
        async with Database(database.application_url, pool_size=2, idle_size=1) as opened:
            api = make_api(opened, connection)  # type: ignore[arg-type]
            api.owner.execute("update users set is_system_admin = true where user_id = 'u1'")
            client = api.signed_in("u1")
            yield client
            await client.aclose()


async def best_s(client: Client, path: str, attempts: int = 100) -> float:
    """The quickest of some attempts: what it costs when nobody else uses the machine."""
    best = 60.0
    for _ in range(attempts):
        start = time.perf_counter()
        answer = await client.get(path)
        best = min(best, time.perf_counter() - start)
        assert answer.status_code == 200, answer.text
    return best


async def test_a_thousand_organizations_are_read_within_the_floors(
    fresh_database: TestDatabase,
) -> None:
    paths = {
        f"{ROOT}/billing/system": 0.2,
        f"{ROOT}/billing/system?sort=-used_credits": 0.2,
        f"{ROOT}/billing/org/{1:032x}": 0.1,
        f"{ROOT}/billing/user": 0.05,
        f"{ROOT}/subscriptions/{1:032x}": 0.02,
    }
    async with populated(fresh_database, 1000) as admin:
        measured = {path: await best_s(admin, path) for path in paths}
    assert {path: s for path, s in measured.items() if s > paths[path]} == {}, measured


async def test_ten_thousand_organizations_are_paged_without_gap_and_still_quickly(
    fresh_database: TestDatabase,
) -> None:
    seen: list[str] = []
    cursor = ""
    async with populated(fresh_database, 10_000) as admin:
        while cursor is not None:
            path = f"{ROOT}/billing/system?limit=500&cursor={cursor}"
            shown = (await admin.get(path)).json()
            seen += [organization["org_id"] for organization in shown["organizations"]]
            cursor = shown["organizations_next"]
        quickest_s = await best_s(admin, f"{ROOT}/billing/system")
        by_use_s = await best_s(admin, f"{ROOT}/billing/system?sort=used_credits&search=9", 5)
    assert len(seen) == len(set(seen)) == 10_000
    assert shown["revenue_metrics"]["total_mrr"] == 9500 * 50
    assert len(shown["past_due"]) == 95
    assert shown["revenue_metrics"]["total_credits_used"] == 30_000 * 1.5
    # The floor is for a tenth of this; three times its time is a plan that went wrong.
    assert quickest_s < 0.6
    assert by_use_s < 0.6


async def test_a_person_with_much_usage_is_read_within_the_floor(
    fresh_database: TestDatabase,
) -> None:
    """Ten organizations, thirty days of twenty services each, among colleagues who do the same."""
    async with populated(fresh_database, 10) as admin:
        with psycopg.connect(fresh_database.owner_url, autocommit=True) as connection:
            connection.execute(
                """insert into organization_members (org_id, user_id, role)
                   select org_id, 'u1', 'member' from organizations on conflict do nothing"""
            )
            connection.execute(
                """insert into credit_usage_daily
                   select o.org_id, current_date - d, 'u' || u, 'llm', 's' || s, 1.5, 3, 0, 0
                   from organizations as o, generate_series(0, 29) as d,
                   generate_series(1, 20) as u, generate_series(1, 20) as s"""
            )
            connection.execute("vacuum analyze")
        shown = (await admin.get(f"{ROOT}/billing/user")).json()
        quickest_s = await best_s(admin, f"{ROOT}/billing/user")
    assert shown["total_usage_last_30_days"]["request_count"] >= 10 * 30 * 20 * 3
    assert quickest_s < 0.05
