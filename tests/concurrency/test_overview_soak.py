"""Who looks at all organizations is in nobody's way, while many are due and spend in batches."""

import asyncio
import os
import threading
from collections import Counter

import pytest

from orgbilling.database import Database
from tests.api_client import Client, make_api
from tests.concurrency.callers import deadlocks
from tests.concurrency.http_soak import Visitor, make_places
from tests.conftest import OwnerConnection
from tests.credits.company import BASE
from tests.servers.server import serving

SECONDS = float(os.environ.get("ORGBILLING_SOAK_S", "5"))
COMPANIES, MEMBERS = 12, 4
SPENDERS, READERS, MOVERS, PEOPLE = 6, 4, 4, 2
OVERVIEWS = [
    f"{BASE}/billing/system",
    f"{BASE}/billing/system?sort=used_credits",
    f"{BASE}/billing/system/audit",
    f"{BASE}/billing/system/audit/export",
    "/api/v1/organizations",
]

OWN = f"{BASE}/billing/user"


class Thrifty(Visitor):
    """Spends so little that most of it fits."""

    def credits(self, most: int = 15) -> float:
        return self.random.randint(1, most) / 100


class Spender(Visitor):
    """Spends in every organization at the same moment, so that a batch has many of them."""

    async def run(self) -> Counter[str]:
        while not self.stop.is_set():
            spends = []
            for place in self.random.sample(list(self.places), COMPANIES - 2):
                one = Thrifty([place], self.stop, self.random.randrange(1 << 30))
                one.place, one.told = place, self.told
                spends.append(self.random.choice([one.deduct, one.deduct, one.batch, one.hold]))
            await asyncio.gather(*(spend() for spend in spends))
        return self.told


class Mover(Visitor):
    """Makes boundaries fall due in a moment, and members able to spend again."""

    async def run(self) -> Counter[str]:
        self.asks = [self.move, self.move, self.move, self.grant, self.allocate]
        return await super().run()


class Reader(Visitor):
    """Looks at one address after another, at either server."""

    def __init__(self, stop: threading.Event, seed: int, who: list[Client], *paths: str) -> None:
        super().__init__([], stop, seed)
        self.who, self.paths = who, paths

    async def run(self) -> Counter[str]:
        while not self.stop.is_set():
            path = self.random.choice(self.paths)
            answer = await self.random.choice(self.who).get(path)
            self.told[f"{answer.status_code} {path}"] += 1
        return self.told


@pytest.mark.timeout(SECONDS + 240)
async def test_overviews_and_batches_of_many_organizations_wait_for_nobody_in_a_circle(
    owner: OwnerConnection, owner_url: str, db: Database
) -> None:
    api = make_api(db, owner)
    before = deadlocks(owner)
    told: Counter[str] = Counter()
    stop = threading.Event()
    with serving(2, DATABASE_URL=owner_url) as servers:
        places = make_places(api, servers, COMPANIES, MEMBERS)
        member = api.person()
        for place in places:
            api.join(place.company.org_id, member)
        person = [server.like(member) for server in servers]
        visitors: list[Visitor] = [
            *(Spender(places, stop, seed) for seed in range(SPENDERS)),
            *(Mover(places, stop, seed) for seed in range(MOVERS)),
            *(Reader(stop, seed, places[0].root, *OVERVIEWS) for seed in range(READERS)),
            *(Reader(stop, seed, person, OWN) for seed in range(PEOPLE)),
        ]
        running = [asyncio.create_task(visitor.run()) for visitor in visitors]
        try:
            await asyncio.wait(running, timeout=SECONDS, return_when=asyncio.FIRST_EXCEPTION)
        finally:
            stop.set()
            await asyncio.wait(running)
            clients = [client for place in places for client in place.clients()]
            everybody = (*clients, *person, *api.clients)
            await asyncio.gather(*(client.aclose() for client in everybody))
        for visitor in running:
            told += visitor.result()
    print(f"\n{told.total()} answers: {dict(told.most_common())}")
    # The servers have stopped, and their connections have told what they counted.
    assert deadlocks(owner) == before
    assert [answer for answer in told if answer.startswith(("5", "fault"))] == []
    assert all(told[f"200 {path}"] for path in (*OVERVIEWS, OWN))
    assert [place.company.world.differences() for place in places] == [[]] * COMPANIES
