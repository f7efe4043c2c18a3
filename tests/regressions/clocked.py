"""The API at a moment that a test chooses, and people who are signed in at that moment."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from orgbilling.database import Database
from orgbilling.edge.gate import SESSION_COOKIE
from orgbilling.kernel.clock import FixedClock
from tests.api_client import Api, Client, make_api
from tests.conftest import OwnerConnection
from tests.credits.company import BASE


def at(text: str) -> datetime:
    """A moment in UTC: `at("2028-02-29 09:00")`."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@dataclass
class Clocked:
    """One organization without a subscription yet, and the platform's admin."""

    api: Api
    clock: FixedClock
    root_id: str
    org_id: UUID

    @property
    def root(self) -> Client:
        """Signed in at the moment of the clock, because sessions end."""
        token = self.api.session(self.root_id, self.clock.now())
        return self.api.client(cookies={SESSION_COOKIE: token})

    @property
    def path(self) -> str:
        return f"{BASE}/subscriptions/{self.org_id}"

    async def subscribe(self, plan: str, cycle: str = "monthly", **more: Any) -> Any:
        body = {"org_id": str(self.org_id), "subscription_plan": plan, "billing_cycle": cycle}
        return await self.root.post(f"{BASE}/subscriptions", json={**body, **more})

    async def read(self) -> dict[str, Any]:
        answer = await self.root.get(self.path)
        assert answer.status_code == 200, answer.text
        subscription: dict[str, Any] = answer.json()
        return subscription

    async def change(self, plan: str, cycle: str = "monthly") -> dict[str, Any]:
        body = {"subscription_plan": plan, "billing_cycle": cycle}
        answer = await self.root.put(f"{self.path}/upgrade", json=body)
        assert answer.status_code == 200, answer.text
        change: dict[str, Any] = answer.json()
        return change

    async def history(self) -> list[tuple[str, float]]:
        """Events and their amounts, newest first."""
        rows = (await self.root.get(f"{BASE}/{self.org_id}/history")).json()
        return [(row["event_type"], row["amount"]) for row in rows]


@asynccontextmanager
async def clocked(db: Database, owner: OwnerConnection, moment: str) -> AsyncIterator[Clocked]:
    clock = FixedClock(at(moment))
    api = make_api(db, owner, clock)
    root_id = api.user("root", is_system_admin=True)
    yield Clocked(api, clock, root_id, api.organization(root_id))
    for client in api.clients:
        await client.aclose()
