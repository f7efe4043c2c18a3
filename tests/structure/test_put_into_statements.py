"""Functions that say that PostgreSQL puts them into the statement that names them are put there.

One whose volatility or arguments change is called instead, and nothing but time tells: `hold_of`,
once declared immutable, was called for each of a hold's twenty-one fields.
"""

from typing import Any, Final

import pytest
from psycopg import sql

from tests.conftest import OwnerConnection

SAYS: Final = "%so that PostgreSQL puts it into%"
# By its name a call of each, as its callers make it.
CALLS: Final = {
    "calls_on_days": "select c.* from calls_on_days(($1).org_id, null, '2040-05-01', '2040-05-30',"
    " null, null) as c where c.metadata <> '{}' order by c.created_at desc",
    "refunds_on_days": "select r.* from refunds_on_days(($1).org_id, null, '2040-05-01',"
    " '2040-05-30', null, null) as r order by r.created_at desc",
    "expired_credits": "select e.credits from user_credit_allocations as a"
    " cross join lateral expired_credits(a.org_id, a.user_id, a.held_credits, now()) as e",
    "hold_of": "select (hold_of($1, a, null, null, now())).* from user_credit_allocations as a",
    "open_organizations": "select o.day from open_organizations(now(), false) as o",
    "quick_one": "select quick_one($1, 1, now(), false)",
    "spending_gate": "select g.day from spending_gate(now()) as g",
    "usable_keys": "select k.key_id"
    " from usable_keys(($1).org_id, ($1).credential_hash, now()) as k",
    "valid_keys": "select k.key_id from valid_keys(($1).org_id, ($1).credential_hash, now()) as k",
    "usage_of": "select (usage_of($1, null, a, null, 1, null, current_date, now())).*"
    " from user_credit_allocations as a",
    # Rules of one expression, which say so by being one.
    "is_nearly_used": "select is_nearly_used(a.used_credits, a.allocated_credits)"
    " from user_credit_allocations as a",
    "limit_period_start": "select limit_period_start('day', a.local_day, a.created_at)"
    " from credit_usage_attribution as a",
    "malformed_field": "select malformed_field($1)",
    "remaining_of": "select remaining_of(a) from user_credit_allocations as a",
}


def plan_of(owner: OwnerConnection, call: str) -> str:
    with owner.transaction(force_rollback=True):
        owner.execute("set local plan_cache_mode = force_generic_plan")
        owner.execute(sql.SQL("prepare named(spend_item) as {}").format(sql.SQL(call)))
        rows: list[dict[str, Any]] = owner.execute(
            "explain (verbose, costs off) execute named(null)"
        ).fetchall()
        owner.execute("deallocate named")
    return "\n".join(str(line) for row in rows for line in row.values())


@pytest.mark.parametrize("name", CALLS)
def test_it_is_put_into_the_statement(owner: OwnerConnection, name: str) -> None:
    assert f"{name}(" not in plan_of(owner, CALLS[name])


def test_what_is_called_is_noticed(owner: OwnerConnection) -> None:
    with owner.transaction(force_rollback=True):
        owner.execute(
            "alter function hold_of("
            "spend_item, user_credit_allocations, uuid, text, timestamptz) immutable"
        )
        assert "hold_of(" in plan_of(owner, CALLS["hold_of"])


def test_who_says_so_is_listed(owner: OwnerConnection) -> None:
    rows = owner.execute(
        "select p.proname from pg_proc as p"
        " where p.pronamespace = 'public'::regnamespace and obj_description(p.oid) like %s",
        [SAYS],
    ).fetchall()
    assert {row["proname"] for row in rows} - CALLS.keys() == set()
