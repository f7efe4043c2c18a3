"""Two who change one subscription at once: one after the other, and never a 500."""

import asyncio
from typing import Any, LiteralString

import pytest

from orgbilling.database import Database
from orgbilling.kernel.errors import DomainError
from tests.api_client import Api
from tests.conftest import OwnerConnection
from tests.statements import sql
from tests.subscriptions.subscriber import NEW_YEAR, Subscriber, at

ROUNDS = 8


async def test_a_cancellation_and_an_upgrade_at_once_have_a_winner(api: Api) -> None:
    admin = api.system_admin()
    for _ in range(ROUNDS):
        org_id = api.organization(admin)
        await admin.post(
            "/api/v1/org-billing/subscriptions",
            json={"org_id": str(org_id), "subscription_plan": "byok", "billing_cycle": "monthly"},
        )
        path = f"/api/v1/org-billing/subscriptions/{org_id}"
        answers = await asyncio.gather(
            admin.post(f"{path}/cancel", json={"at": "now"}),
            admin.put(f"{path}/upgrade", json={"subscription_plan": "hybrid"}),
            admin.post(f"{path}/cancel", json={"at": "now"}),
        )
        codes = sorted(answer.status_code for answer in answers)
        assert codes in ([200, 200, 409], [200, 409, 409])
        assert {a.json()["code"] for a in answers if a.status_code == 409} == {
            "subscription_not_live"
        }
        assert (await admin.get(path)).json()["status"] == "canceled"


async def test_of_two_first_subscriptions_one_is_made(db: Database, owner: OwnerConnection) -> None:
    company = Subscriber(owner, NEW_YEAR)

    async def create(plan: str) -> Any:
        try:
            return await db.fetch_value(
                sql("select create_subscription(%s, %s, 'monthly')", company.org_id, plan)
            )
        except DomainError as error:
            return error.code

    results = await asyncio.gather(*(create(plan) for plan in ("byok", "hybrid") * 4))
    assert results.count("subscription_exists") == 7
    assert len(company.history("subscription_created")) == 1
    assert len(company.invoices()) == 1


async def test_upgrades_at_once_are_charged_once(db: Database, owner: OwnerConnection) -> None:
    company = Subscriber(owner, at("2026-04-01 00:00"))
    company.create()
    company.turn(days=15)
    changes = await asyncio.gather(
        *(
            db.fetch_value(
                sql(
                    "select change from change_subscription(%s, 'hybrid', 'monthly', 'a', %s)",
                    company.org_id,
                    company.now,
                ),
            )
            for _ in range(8)
        )
    )
    assert sorted(changes) == ["none"] * 7 + ["upgrade"]
    assert len(company.history("subscription_upgraded")) == 1


@pytest.mark.parametrize(
    "way",
    [
        "select settle_organization(%s, %s)",
        "select settle_due(%s, %s)",
        "select settled_subscription(%s, %s)",
    ],
)
async def test_settlements_at_once_pass_each_boundary_once(
    db: Database, owner: OwnerConnection, way: LiteralString
) -> None:
    company = Subscriber(owner, at("2026-01-31 00:00"))
    company.create()
    company.now = at("2026-04-15 00:00")
    await asyncio.gather(*(db.execute(sql(way, company.org_id, company.now)) for _ in range(8)))
    assert sorted(company.starts()) == ["2026-01-31 00:00", "2026-02-28 00:00", "2026-03-31 00:00"]


async def test_changes_and_spending_at_once_do_not_deadlock(
    db: Database, owner: OwnerConnection
) -> None:
    company = Subscriber(owner, at("2026-01-31 00:00"))
    company.create()
    members = [company.world.member() for _ in range(6)]
    company.world.add(100_000, 1)
    for member in members:
        company.world.allocate(member, 1000, "daily")

    async def spend(number: int) -> None:
        await db.execute(
            sql(
                "select deduct_credits(%s, %s, 1, 'llm', 'gpt', %s, '{}')",
                company.org_id,
                members[number % 6],
                f"c-{number}",
            ),
        )

    async def change(number: int) -> None:
        plan = ("byok", "hybrid")[number % 2]
        await db.execute(
            sql("select change_subscription(%s, %s, 'monthly', 'a')", company.org_id, plan)
        )
        await db.execute(sql("select settle_organization(%s)", company.org_id))

    await asyncio.gather(*(spend(n) for n in range(120)), *(change(n) for n in range(20)))
    assert company.world.differences() == []
