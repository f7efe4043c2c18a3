"""S15: deleting an organization erased its invoices and its usage with it."""

import psycopg
import pytest

from tests.conftest import OwnerConnection
from tests.world import World, make_world

KEPT = (
    "credit_usage_attribution",
    "org_billing_history",
    "credit_transfers",
    "organization_audit_log",
)


@pytest.fixture
def company(owner: OwnerConnection) -> World:
    world = make_world(owner)
    member = world.member()
    world.pay(world.purchase(100))
    world.allocate(member, 50)
    world.deduct(member, 20)
    return world


def kept(world: World) -> list[int]:
    return [
        world.one(f"select count(*) as n from {table} where org_id = %s", world.org_id)["n"]
        for table in KEPT
    ]


def test_a_hard_delete_is_refused_even_to_the_owner(company: World) -> None:
    before = kept(company)
    assert min(before) > 0
    for statement in ("delete from organizations", "delete from org_billing_history",
                      "delete from organization_subscriptions"):  # fmt: skip
        with pytest.raises(psycopg.Error) as refused:
            company.connection.execute(f"{statement} where org_id = %s".encode(), [company.org_id])
        assert refused.value.sqlstate == "OB020"
    with pytest.raises(psycopg.Error) as refused:
        company.connection.execute("truncate organizations cascade")
    assert refused.value.sqlstate == "OB020"
    assert kept(company) == before


def test_no_foreign_key_deletes_along(owner: OwnerConnection) -> None:
    rows = owner.execute(
        """select conrelid::regclass::text as name from pg_constraint
           where contype = 'f' and confdeltype <> 'a'
           and connamespace = 'public'::regnamespace"""
    ).fetchall()
    assert rows == []


def test_closing_is_a_status_that_keeps_invoices_and_usage(company: World) -> None:
    before, pool = kept(company), company.pool()
    company.connection.execute(
        "select set_organization_status(%s, 'closed', null)", [company.org_id]
    )
    after = kept(company)
    assert all(now >= then for now, then in zip(after, before, strict=True))
    assert company.pool() == pool
    with pytest.raises(psycopg.Error) as refused:
        company.allocate(company.member(), 1)
    assert refused.value.sqlstate == "OB018"
    assert company.differences() == []
