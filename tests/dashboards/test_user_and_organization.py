"""What a user and an organization see: their own, and nobody else's."""

import uuid

from orgbilling.database import Database
from tests.api_client import Api, Client
from tests.conftest import OwnerConnection
from tests.statements import sql
from tests.subscriptions.subscriber import Subscriber, at
from tests.world import World

ROOT = "/api/v1/org-billing"
JOINED_FIELDS = {
    "org_id", "org_name", "role", "subscription_plan", "monthly_price", "allocated_credits",
    "used_credits", "remaining_credits", "next_reset_date",
}  # fmt: skip
POOL_FIELDS = {
    "id", "org_id", "org_name", "total_credits", "allocated_credits", "used_credits",
    "available_credits", "monthly_refresh_amount", "last_refresh_date", "next_refresh_date",
    "allow_overage", "overage_limit", "lifetime_purchased_credits", "lifetime_spent_amount",
}  # fmt: skip
ALLOCATION_FIELDS = {
    "id", "org_id", "user_id", "user_email", "user_name", "allocated_credits", "used_credits",
    "remaining_credits", "reset_period", "last_reset_date", "next_reset_date", "is_active",
    "notes", "created_at",
}  # fmt: skip


def funded(api: Api, org_id: uuid.UUID, *members: Client) -> World:
    world = World(api.owner, org_id=org_id)
    world.subscribe("byok")
    world.add(10_000, 10)
    for member in members:
        world.allocate(member.user_id, 1000)
    return world


async def test_a_user_sees_every_organization_and_the_sum_of_their_own_usage(api: Api) -> None:
    mona, nils = api.person(), api.person()
    first, second = api.organization(mona, "Beta"), api.organization(nils, "alpha")
    api.join(second, mona)
    world, other = funded(api, first, mona), funded(api, second, mona, nils)
    world.deduct(mona.user_id, "10.5")
    other.deduct(mona.user_id, 4)
    other.deduct(nils.user_id, 100)
    shown = (await mona.get(f"{ROOT}/billing/user")).json()
    assert (shown["user_id"], shown["user_email"]) == (mona.user_id, mona.email)
    assert [o["org_name"] for o in shown["organizations"]] == ["alpha", "Beta"]
    assert all(o.keys() >= JOINED_FIELDS for o in shown["organizations"])
    alpha, beta = shown["organizations"]
    assert (alpha["role"], beta["role"]) == ("member", "owner")
    assert (beta["allocated_credits"], beta["used_credits"], beta["remaining_credits"]) == (
        1000, 10.5, 989.5,
    )  # fmt: skip
    assert beta["next_reset_date"] is not None
    assert shown["total_usage_last_30_days"] == {
        "total_credits_used": 14.5, "refunded_credits": 0, "org_count": 2, "request_count": 2,
        "service_count": 1,
    }  # fmt: skip


async def test_a_user_without_organizations_or_plan_sees_that(api: Api) -> None:
    loner = api.person()
    shown = (await loner.get(f"{ROOT}/billing/user")).json()
    assert shown["organizations"] == []
    assert shown["total_usage_last_30_days"]["total_credits_used"] == 0
    org_id = api.organization(loner)
    (only,) = (await loner.get(f"{ROOT}/billing/user")).json()["organizations"]
    assert (only["org_id"], only["subscription_plan"], only["monthly_price"]) == (
        str(org_id), None, None,
    )  # fmt: skip
    assert (await api.client().get(f"{ROOT}/billing/user")).status_code == 401
    assert (
        await api.program(api.key(org_id, loner)).get(f"{ROOT}/billing/user")
    ).status_code == 403


async def test_an_admin_sees_the_organizations_screen(api: Api) -> None:
    owner = api.person()
    org_id = api.organization(owner, "Acme")
    mona, nils = api.member(org_id), api.member(org_id)
    world = funded(api, org_id, mona, nils)
    world.deduct(nils.user_id, 30)
    shown = (await owner.get(f"{ROOT}/billing/org/{org_id}")).json()
    assert shown["organization"]["org_name"] == "Acme"
    assert shown["organization"]["member_count"] == 3
    assert shown["subscription"].keys() >= {"plan", "monthly_price", "status", "current_period_end"}
    assert shown["subscription"]["plan"] == "byok"
    pool = shown["credit_pool"]
    assert pool.keys() >= POOL_FIELDS
    assert (pool["total_credits"], pool["allocated_credits"]) == (10_000, 2000)
    assert (pool["available_credits"], pool["used_credits"]) == (8000, 30)
    assert (pool["lifetime_purchased_credits"], pool["lifetime_spent_amount"]) == (10_000, 10)
    assert all(row.keys() >= ALLOCATION_FIELDS for row in shown["user_allocations"])
    first = shown["user_allocations"][0]
    assert (first["user_id"], first["used_credits"]) == (nils.user_id, 30)
    stats = shown["usage_stats_30_days"]
    assert (stats["total_credits_used"], stats["active_users"], stats["total_requests"]) == (
        30,
        1,
        1,
    )
    assert len(stats["daily"]) == 30


async def test_a_member_sees_their_own_figures_and_no_lifetime(api: Api) -> None:
    owner = api.person()
    org_id = api.organization(owner)
    mona, nils = api.member(org_id), api.member(org_id)
    world = funded(api, org_id, mona, nils)
    world.deduct(nils.user_id, 30)
    world.deduct(mona.user_id, 7)
    shown = (await mona.get(f"{ROOT}/billing/org/{org_id}")).json()
    assert nils.user_id not in str(shown)
    assert [row["user_id"] for row in shown["user_allocations"]] == [mona.user_id]
    assert shown["allocation_count"] == 1
    assert shown["usage_stats_30_days"]["total_credits_used"] == 7
    pool = shown["credit_pool"]
    assert pool["lifetime_purchased_credits"] is pool["lifetime_spent_amount"] is None
    assert pool["total_credits"] == 10_000
    assert (await api.person().get(f"{ROOT}/billing/org/{org_id}")).status_code == 404


async def test_without_a_subscription_it_is_null(api: Api) -> None:
    owner = api.person()
    org_id = api.organization(owner)
    shown = (await owner.get(f"{ROOT}/billing/org/{org_id}")).json()
    assert shown["subscription"] is None
    assert shown["user_allocations"] == []


async def test_a_read_shows_what_the_clock_made_due(api: Api) -> None:
    owner = api.person()
    org_id = api.organization(owner)
    world = World(api.owner, now=at("2026-01-01 12:00"), org_id=org_id)
    world.subscribe()
    world.add(1000, 1)
    world.allocate(owner.user_id, 100, "daily")
    world.deduct(owner.user_id, 60)
    shown = (await owner.get(f"{ROOT}/billing/user")).json()["organizations"][0]
    assert (shown["allocated_credits"], shown["used_credits"]) == (100, 0)
    again = (await owner.get(f"{ROOT}/billing/org/{org_id}")).json()["user_allocations"][0]
    assert (again["used_credits"], again["remaining_credits"]) == (0, 100)
    assert world.differences() == []


async def test_a_closed_organization_is_not_among_ones_own(api: Api) -> None:
    owner = api.person()
    org_id = api.organization(owner)
    World(api.owner, org_id=org_id).stand_organization("closed")
    assert (await owner.get(f"{ROOT}/billing/user")).json()["organizations"] == []


async def test_settling_before_a_read_does_it_once(db: Database, owner: OwnerConnection) -> None:
    company = Subscriber(owner, at("2026-01-10 12:00"))
    company.create()
    query = "select settle_organization(%s, %s)"
    later = at("2026-02-10 00:00")
    assert await db.fetch_value(sql(query, company.org_id, later)) == later
    assert len(company.invoices()) == 2
    with owner.transaction():
        owner.execute(query, [company.org_id, later])
        # Not even a row is locked where nothing is due.
        assert company.world.one("select pg_current_xact_id_if_assigned() as id")["id"] is None
    assert len(company.invoices()) == 2
