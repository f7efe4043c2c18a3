"""Who comes by first settles everything: it makes no difference who, and what for."""

import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from orgbilling.app import run_engine
from orgbilling.database import Database
from orgbilling.settings import Settings
from tests.api_client import Api, Client, make_api
from tests.conftest import OwnerConnection, TestDatabase
from tests.world import Row, World

ROOT = "/api/v1/org-billing"
BEGINNING = datetime.now(UTC).replace(hour=9, minute=0) - timedelta(days=100)


@dataclass
class Company:
    """An organization of a hundred days of which the last were seen by nobody."""

    api: Api
    world: World
    boss: Client
    member: Client

    @property
    def org_id(self) -> uuid.UUID:
        return self.world.org_id

    def path(self, rest: str = "") -> str:
        return f"{ROOT}/credits/{self.org_id}{rest}"

    def at(self, day: int) -> datetime:
        return BEGINNING + timedelta(days=day)

    def verb(self, call: str, day: int, *arguments: Any) -> None:
        self.world.one(f"select {call}", self.org_id, *arguments, self.at(day))

    def settled(self) -> dict[str, list[Row]]:
        """What a settlement writes, without ids."""
        questions = {
            "lots": """select amount, opened_at from credit_lots
                where org_id = %s and source = 'refresh' order by lot_number""",
            "months": """select kind, item_number, credits, due_at, state, brought_at
                from included_credits where org_id = %s order by due_at, kind desc""",
            "grants": """select boundary_date, at_instant, credits, lot_id is not null as is_brought
                from own_grant_boundaries where org_id = %s order by boundary_date""",
            "invoices": """select invoice_kind, amount_usd, status, made_at
                from subscription_invoices where org_id = %s order by made_at""",
            "standings": """select standing, from_at, until_at from subscription_standings
                where org_id = %s order by standing_number""",
            "terms": """select term_number, starts_at, planned_end_at, ended_at, months_passed
                from subscription_terms where org_id = %s order by term_number""",
            "resets": """select boundary_date, rolled_credits, granted_credits, shortfall_credits
                from credit_resets where org_id = %s order by period_number""",
            # The next boundary of all is verified: without the member it is another one.
            "next": """select monthly_refresh_amount, last_refresh_date,
                next_refresh_date from organization_credit_pools where org_id = %s""",
        }
        return {name: self.world.rows(query, self.org_id) for name, query in questions.items()}


def make_company(api: Api) -> Company:
    boss = api.person("owner")
    world = World(api.owner, BEGINNING, api.organization(boss))
    for began in ("organization_standings set from_at", "organizations set created_at"):
        api.owner.execute(
            f"update {began} = %s where org_id = %s".encode(), [BEGINNING, world.org_id]
        )
    company = Company(api, world, boss, api.member(world.org_id))
    company.verb("create_subscription(%s, 'platform', 'monthly', 0, 'test', %s)", 0)
    world.grant_monthly(300)
    world.allocate(company.member.user_id, 100, "weekly")
    world.deduct(company.member.user_id, 60)
    return company


def live_on(company: Company) -> None:
    company.world.add(1)


def fall_behind(company: Company) -> None:
    company.verb("mark_subscription_past_due(%s, 7, 'test', 'declined', %s)", 40)


def end(company: Company) -> None:
    company.verb("cancel_subscription(%s, 'period_end', 'test', %s)", 40)


def pause(company: Company) -> None:
    company.verb("pause_subscription(%s, 'test', %s)", 40)


LIVES: dict[str, Callable[[Company], None]] = {
    "goes on": live_on, "falls behind": fall_behind, "ends": end, "pauses": pause,
}  # fmt: skip
BROUGHT = {
    # Months of 1,000 and own grants of 300.
    "goes on": (4, 3),
    "falls behind": (2, 1),
    "ends": (2, 1),
    "pauses": (2, 1),
}


def key() -> dict[str, str]:
    return {"idempotency-key": uuid.uuid4().hex}


def spend(company: Company, rest: str, **body: Any) -> Awaitable[Any]:
    program = company.api.program(company.api.key(company.org_id, company.boss))
    body = {"user_id": company.member.user_id, "credits": 1, **body}
    return program.post(company.path(rest), json=body)


Look = Callable[[Company, Client], Awaitable[Any]]
LOOKS: dict[str, Look] = {
    "pool": lambda c, _: c.boss.get(c.path()),
    "the member's pool": lambda c, _: c.member.get(c.path()),
    "allocations": lambda c, _: c.boss.get(c.path("/allocations")),
    "own allocation": lambda c, _: c.member.get(c.path("/allocations")),
    "usage": lambda c, _: c.boss.get(c.path("/usage")),
    "lots": lambda c, _: c.boss.get(c.path("/lots")),
    "transfers": lambda c, _: c.boss.get(c.path("/transfers")),
    "own screen": lambda c, _: c.member.get(f"{ROOT}/billing/user"),
    "organization's screen": lambda c, _: c.boss.get(f"{ROOT}/billing/org/{c.org_id}"),
    "subscription": lambda c, _: c.boss.get(f"{ROOT}/subscriptions/{c.org_id}"),
    "history": lambda c, _: c.boss.get(f"{ROOT}/{c.org_id}/history"),
    "check": lambda c, _: spend(c, "/check"),
    "deduct": lambda c, _: spend(c, "/deduct", service_type="llm", request_id="k"),
    "hold": lambda c, _: spend(c, "/holds", request_id="k"),
    "grant": lambda c, root: root.post(c.path("/add"), json={"credits": 1}, headers=key()),
    "order": lambda c, _: c.boss.post(c.path("/add"), json={"credits": 1000}, headers=key()),
    "allocate": lambda c, _: c.boss.post(
        c.path("/allocate"),
        json={"user_id": c.member.user_id, "allocated_credits": 1},
        headers=key(),
    ),
    "set": lambda c, _: c.boss.put(
        c.path(f"/allocations/{c.member.user_id}"), json={"allocated_credits": 1}, headers=key()
    ),
    "reclaim": lambda c, _: c.boss.post(
        c.path(f"/allocations/{c.member.user_id}/reclaim"), json={"credits": 1}, headers=key()
    ),
    "transfer": lambda c, _: c.boss.post(
        c.path(f"/allocations/{c.member.user_id}/transfer"),
        json={"to_user_id": c.boss.user_id, "credits": 1},
        headers=key(),
    ),
    "own grant": lambda c, root: root.put(c.path("/refresh"), json={"own_monthly_credits": 300}),
    "remove the member": lambda c, _: c.boss.delete(
        f"/api/v1/organizations/{c.org_id}/members/{c.member.user_id}"
    ),
    "move": lambda c, _: c.boss.patch(
        f"/api/v1/organizations/{c.org_id}", json={"time_zone": "UTC"}
    ),
}


@pytest.fixture
async def api(fresh_database: TestDatabase, fresh_owner: OwnerConnection) -> AsyncIterator[Api]:
    """The application on a database of its own, in which a plan includes credits."""
    fresh_owner.execute("update plans set included_monthly_credits = 1000 where plan = 'platform'")
    async with Database(fresh_database.application_url, pool_size=4, idle_size=1) as database:
        made = make_api(database, fresh_owner)
        async with run_engine(made.app, Settings(), database):
            yield made
        for client in made.clients:
            await client.aclose()


@pytest.mark.parametrize("life", LIVES)
async def test_whoever_comes_first_finds_the_same_credits(api: Api, life: str) -> None:
    root = api.system_admin()
    found: dict[str, dict[str, list[Row]]] = {}
    unsettled: list[str] = []
    for name, look in LOOKS.items():
        company = make_company(api)
        LIVES[life](company)
        answer = await look(company, root)
        assert answer.status_code in (200, 201, 202, 204, 402), (name, answer.text)
        found[name] = company.settled()
        company.world.now = None
        company.world.settle()
        if company.settled() != found[name]:
            unsettled.append(name)
        assert company.world.differences() == [], name
    assert unsettled == []
    worker = make_company(api)
    LIVES[life](worker)
    worker.world.now = None
    worker.world.settle()
    expected = worker.settled()
    months = [month for month in expected["months"] if month["state"] == "brought"]
    grants = [grant for grant in expected["grants"] if grant["is_brought"]]
    assert (len(months), len(grants)) == BROUGHT[life]
    assert len(expected["lots"]) == sum(BROUGHT[life])
    assert {name: seen for name, seen in found.items() if seen != expected} == {}
