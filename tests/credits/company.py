"""An organization with a pool, seen over HTTP by everybody who can have something to do with it."""

import uuid
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tests.api_client import Api, Client
from tests.world import Amount, World

BASE = "/api/v1/org-billing"


def new_key() -> dict[str, str]:
    """The header of a new intention."""
    return {"idempotency-key": uuid.uuid4().hex}


def code_of(answer: Any) -> tuple[int, str]:
    """The status of a refusal and its code."""
    return answer.status_code, answer.json()["code"]


@dataclass
class Company:
    """One organization of its own; `world` is the same one in SQL."""

    api: Api
    boss: Client
    """Its owner."""
    world: World

    @property
    def org_id(self) -> uuid.UUID:
        return self.world.org_id

    @cached_property
    def root(self) -> Client:
        """Somebody who runs the platform, and is no member."""
        return self.api.system_admin()

    @cached_property
    def program(self) -> Client:
        """A program with the organization's service key."""
        return self.api.program(self.api.key(self.org_id, self.boss))

    def path(self, rest: str = "") -> str:
        """An address under the organization's credits."""
        return f"{BASE}/credits/{self.org_id}{rest}"

    def member(self, credits: Amount = 0, period: str | None = None) -> Client:
        """A new member, with credits allocated where they are above 0."""
        person = self.api.member(self.org_id)
        if credits:
            self.world.allocate(person.user_id, credits, period)
        return person

    async def deduct(self, member: Client, credits: Amount, key: str | None = None) -> Any:
        """Spend by the service key."""
        return await self.program.post(
            self.path("/deduct"),
            json={
                "user_id": member.user_id, "credits": credits, "service_type": "llm",
                "request_id": key or uuid.uuid4().hex,
            },
        )  # fmt: skip

    async def hold(self, member: Client, credits: Amount, **more: Any) -> Any:
        """Set aside by the service key."""
        body = {"user_id": member.user_id, "credits": credits, "request_id": uuid.uuid4().hex}
        return await self.program.post(self.path("/holds"), json=body | more)

    async def allocation(self, member: Client) -> dict[str, Any]:
        """What the member is shown of their own allocation."""
        rows = (await member.get(self.path("/allocations"))).json()
        assert len(rows) == 1, rows
        row: dict[str, Any] = rows[0]
        return row

    async def pool(self) -> dict[str, Any]:
        """The pool as its owner is shown it."""
        pool: dict[str, Any] = (await self.boss.get(self.path())).json()
        return pool

    def balances(self) -> dict[str, Any]:
        """Every balance and the number of rows that can move one: equal means nothing moved."""
        return self.world.one(
            """select
                (select to_jsonb(p)
                 from organization_credit_pools as p where p.org_id = o.id) as pool,
                (select jsonb_agg(to_jsonb(a) order by a.user_id)
                 from user_credit_allocations as a where a.org_id = o.id) as allocations,
                (select count(*) from credit_transfers where org_id = o.id) as transfers,
                (select count(*) from credit_lots where org_id = o.id) as lots,
                (select count(*) from credit_usage_attribution where org_id = o.id) as usages,
                (select jsonb_agg(h.status order by h.hold_id)
                 from credit_holds as h where h.org_id = o.id) as holds,
                (select jsonb_agg(c.status order by c.purchase_id)
                 from credit_purchases as c where c.org_id = o.id) as purchases
            from (select %s::uuid as id) as o""",
            self.org_id,
        )


def make_company(api: Api, credits: Amount = 10_000, *, subscribed: bool = True) -> Company:
    """An organization with an owner, a live subscription unless told otherwise, and a pool."""
    boss = api.person("owner")
    world = World(api.owner, org_id=api.organization(boss))
    if subscribed:
        world.subscribe()
    if credits:
        world.add(credits)
    return Company(api, boss, world)
