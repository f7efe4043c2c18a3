"""What visitors of two servers do at once: every verb and read of the API, and midnights."""

import random
import threading
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.api_client import Api, Client
from tests.credits.company import BASE, Company, make_company, new_key
from tests.servers.server import Server

PLANS = ("byok", "platform", "hybrid")
CYCLES = ("monthly", "yearly")
PERIODS = ("daily", "weekly", "monthly")


@dataclass
class Place:
    """An organization, its people at both servers, and what was made there."""

    company: Company
    members: list[str]
    boss: list[Client]
    root: list[Client]
    program: list[Client]
    holds: list[str] = field(default_factory=list)
    usages: list[str] = field(default_factory=list)

    @property
    def subscription(self) -> str:
        return f"{BASE}/subscriptions/{self.company.org_id}"

    def clients(self) -> list[Client]:
        return [*self.boss, *self.root, *self.program]


def make_places(api: Api, servers: Sequence[Server], count: int, members: int) -> list[Place]:
    made = []
    for number in range(count):
        company = make_company(api, 2_000, subscribed=False)
        company.world.one(
            "select create_subscription(%s, %s, 'monthly', 0, 'root')",
            company.org_id, PLANS[number % 3],
        )  # fmt: skip
        company.world.grant_monthly(200)
        people = [company.member(40, PERIODS[place % 3]).user_id for place in range(members)]
        ends = [
            [server.like(who) for server in servers]
            for who in (company.boss, company.root, company.program)
        ]
        made.append(Place(company, people, *ends))
    return made


class Visitor:
    """Somebody who asks one thing after another, at either server, until it is stopped."""

    def __init__(self, places: Sequence[Place], stop: threading.Event, seed: int) -> None:
        self.places = places
        self.stop = stop
        self.random = random.Random(seed)
        self.told: Counter[str] = Counter()
        self.asks = [
            *[self.deduct, self.batch] * 6, *[self.hold, self.resolve, self.move, self.move] * 3,
            *[self.allocate, self.set_to, self.reclaim, self.transfer, self.read, self.read] * 2,
            *[self.change] * 2,
            # What lets members spend comes more often than what stops them.
            *[self.resume, self.reactivate, self.create, self.pay, self.grant] * 4,
            *[self.zone, self.buy],
            *[self.own_grant, self.refund_usage, self.refund_lot, self.suspend],
            *[self.pause, self.fail, self.void, self.reverse, self.cancel, self.remove],
        ]  # fmt: skip

    async def run(self) -> Counter[str]:
        while not self.stop.is_set():
            self.place = self.random.choice(self.places)
            await self.random.choice(self.asks)()
        return self.told

    async def ask(
        self, who: list[Client], method: str, path: str, body: dict[str, Any] | None = None
    ) -> Any:
        """Ask either server; returns the answer's body where it was a success."""
        client = self.random.choice(who)
        answer = await client.request(method, path, json=body, headers=new_key())
        name = path.replace(BASE, "").replace(str(self.place.company.org_id), "…")
        code = answer.json().get("code", "") if answer.status_code >= 400 else ""
        self.told[f"{answer.status_code} {code}".strip()] += 1
        if answer.status_code >= 500:
            self.told[f"fault: {method} {name} {answer.text[:200]}"] += 1
        return answer.json() if answer.is_success and answer.content else None

    def credits(self, most: int = 15) -> float:
        return self.random.randint(1, most * 100) / 100

    def member(self) -> str:
        return self.random.choice(self.place.members)

    def item(self) -> dict[str, Any]:
        return {
            "user_id": self.member(), "credits": self.credits(), "service_type": "llm",
            "request_id": uuid.uuid4().hex,
        }  # fmt: skip

    # Spending.

    async def deduct(self) -> None:
        body = self.item()
        client = self.random.choice(self.place.program)
        answer = await client.post(self.place.company.path("/deduct"), json=body)
        self.told[f"{answer.status_code} deduct"] += 1
        if answer.is_success:
            self.place.usages.append(answer.json()["usage_id"])

    async def batch(self) -> None:
        body = {"items": [self.item() for _ in range(self.random.choice([2, 8]))]}
        client = self.random.choice(self.place.program)
        answer = await client.post(self.place.company.path("/deduct/batch"), json=body)
        for outcome in answer.json() if answer.is_success else [{"status": answer.status_code}]:
            self.told[f"{outcome['status']} deduct of many"] += 1

    async def hold(self) -> None:
        body = self.item()
        client = self.random.choice(self.place.program)
        answer = await client.post(self.place.company.path("/holds"), json=body)
        self.told[f"{answer.status_code} hold"] += 1
        if answer.is_success:
            self.place.holds.append(answer.json()["hold_id"])

    async def resolve(self) -> None:
        if self.place.holds:
            hold = self.place.company.path(f"/holds/{self.place.holds.pop()}")
            if self.random.random() < 0.5:
                await self.ask(self.place.program, "POST", f"{hold}/release")
            else:
                body = {"credits": self.credits(20)}
                await self.ask(self.place.program, "POST", f"{hold}/capture", body)

    # Credits.

    async def credits_verb(self, path: str, method: str = "POST", **body: Any) -> Any:
        return await self.ask(self.place.boss, method, self.place.company.path(path), body)

    async def allocate(self) -> None:
        await self.credits_verb(
            "/allocate", user_id=self.member(), allocated_credits=self.credits(90),
            reset_period=self.random.choice(PERIODS),
        )  # fmt: skip

    async def set_to(self) -> None:
        path = f"/allocations/{self.member()}"
        await self.credits_verb(path, "PUT", allocated_credits=self.credits(80))

    async def reclaim(self) -> None:
        await self.credits_verb(f"/allocations/{self.member()}/reclaim", credits=self.credits())

    async def transfer(self) -> None:
        giver, receiver = self.random.sample(list(self.place.members), 2)
        path = f"/allocations/{giver}/transfer"
        await self.credits_verb(path, to_user_id=receiver, credits=self.credits())

    async def buy(self) -> None:
        made = await self.credits_verb("/add", credits=1000)
        if made is not None:
            path = self.place.company.path(f"/purchases/{made['id']}/mark-paid")
            await self.ask(self.place.root, "POST", path)

    async def grant(self) -> None:
        body = {"credits": self.credits(60), "reason": "test"}
        await self.ask(self.place.root, "POST", self.place.company.path("/add"), body)

    async def own_grant(self) -> None:
        body = {"own_monthly_credits": self.random.choice([0, 50, 300])}
        await self.ask(self.place.root, "PUT", self.place.company.path("/refresh"), body)

    async def refund_usage(self) -> None:
        if self.place.usages:
            path = self.place.company.path(f"/usage/{self.place.usages.pop()}/refund")
            await self.ask(self.place.root, "POST", path, {"credits": 0.5})

    async def refund_lot(self) -> None:
        lots = await self.ask(self.place.root, "GET", self.place.company.path("/lots"))
        if lots:
            path = self.place.company.path(f"/lots/{self.random.choice(lots)['lot_id']}/refund")
            await self.ask(self.place.root, "POST", path, {"credits": 1})

    async def remove(self) -> None:
        path = f"/api/v1/organizations/{self.place.company.org_id}/members"
        member = self.member()
        await self.ask(self.place.boss, "DELETE", f"{path}/{member}")
        await self.ask(self.place.boss, "POST", path, {"user_id": member, "role": "member"})

    # Subscriptions and their calendar.

    async def verb(self, path: str, body: dict[str, Any] | None = None) -> Any:
        return await self.ask(self.place.root, "POST", self.place.subscription + path, body)

    async def create(self) -> None:
        body = {
            "org_id": str(self.place.company.org_id),
            "subscription_plan": self.random.choice(PLANS),
            "billing_cycle": self.random.choice(CYCLES),
        }
        await self.ask(self.place.root, "POST", f"{BASE}/subscriptions", body)

    async def change(self) -> None:
        body = {
            "subscription_plan": self.random.choice(PLANS),
            "billing_cycle": self.random.choice(CYCLES),
        }
        await self.ask(self.place.boss, "PUT", f"{self.place.subscription}/upgrade", body)

    async def cancel(self) -> None:
        await self.verb("/cancel", {"at": self.random.choice(["now", "period_end"])})

    async def pause(self) -> None:
        await self.verb("/pause")

    async def resume(self) -> None:
        await self.verb("/reactivate")

    async def fail(self) -> None:
        await self.verb("/past-due", {"grace_days": self.random.choice([0, 7])})

    async def invoice(self) -> str | None:
        path = f"{self.place.subscription}/invoices"
        invoices = await self.ask(self.place.boss, "GET", path)
        return self.random.choice(invoices)["id"] if invoices else None

    async def pay(self) -> None:
        if invoice := await self.invoice():
            await self.verb(f"/invoices/{invoice}/mark-paid")

    async def void(self) -> None:
        if invoice := await self.invoice():
            await self.verb(f"/invoices/{invoice}/void", {"reason": "a mistake"})

    async def reverse(self) -> None:
        path = f"{self.place.subscription}/calendar"
        calendar = await self.ask(self.place.root, "GET", path)
        months = [m for m in calendar["included"] if m["kind"] == "month"] if calendar else []
        if months:
            month = self.random.choice(months)
            path = f"/months/{month['term_id']}/{month['number']}/reverse"
            await self.verb(path, {"reason": "a mistake"})

    async def move(self) -> None:
        """Put a boundary a moment from now: whoever comes first passes it."""
        kind = self.random.choice(["planned_end", "reset", "reset", "own_grant"])
        to = datetime.now(UTC) + timedelta(milliseconds=self.random.randint(50, 400))
        body = {"kind": kind, "to": to.isoformat(), "reason": "moved by a test"}
        if kind == "reset":
            body["user_id"] = self.member()
        await self.verb("/boundaries/move", body)

    async def zone(self) -> None:
        path = f"/api/v1/organizations/{self.place.company.org_id}"
        zone = self.random.choice(["UTC", "Pacific/Auckland", "America/New_York"])
        await self.ask(self.place.boss, "PATCH", path, {"time_zone": zone})

    async def suspend(self) -> None:
        await self.stand("suspend")

    async def reactivate(self) -> None:
        await self.stand("reactivate")

    async def stand(self, name: str) -> None:
        path = f"/api/v1/organizations/{self.place.company.org_id}/{name}"
        await self.ask(self.place.root, "POST", path)

    # Reads.

    async def read(self) -> None:
        paths = ["", "/allocations", "/usage?days=30", "/transfers", "/lots"]
        reads = [self.place.company.path(path) for path in paths]
        reads += [self.place.subscription, f"{self.place.subscription}/calendar"]
        reads += [f"{BASE}/billing/org/{self.place.company.org_id}", f"{BASE}/billing/user"]
        await self.ask(self.place.boss, "GET", self.random.choice(reads))
