"""How often a read asks the database: each time costs more than most of what is asked."""

import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from orgbilling.database import Database
from orgbilling.edge.transaction import Reading
from orgbilling.kernel.rates import RateLimit
from tests.api_client import Client, make_api
from tests.conftest import OwnerConnection
from tests.credits.cut_wire import CutWire, cut_wire
from tests.statements import sql
from tests.world import World

BASE = "/api/v1/org-billing"
ONCE_TO_IDENTIFY = 1


@dataclass
class Counted:
    """An organization whose owner reads through a wire that counts."""

    wire: CutWire
    database: Database
    owner: Client
    root: Client
    org_id: uuid.UUID

    async def round_trips(self, client: Client, path: str) -> int:
        """How often one request asks, once the statements are known on the connection."""
        for _ in range(2):
            before = self.wire.round_trips
            answer = await client.get(path.format(org_id=self.org_id))
            assert answer.status_code == 200, answer.text
            assert "ratelimit-limit" in answer.headers
        return self.wire.round_trips - before


@pytest.fixture
async def counted(application_url: str, owner: OwnerConnection) -> AsyncIterator[Counted]:
    async with (
        cut_wire(application_url) as (wire, url),
        Database(url, pool_size=1, idle_size=1) as database,
    ):
        api = make_api(database, owner, rate_limit_reads=RateLimit(1000, 60))
        person, root = api.person(), api.system_admin()
        org_id = api.organization(person)
        world = World(owner, org_id=org_id)
        world.subscribe()
        world.add(1_000)
        world.allocate(person.user_id, 100, "monthly")
        yield Counted(wire, database, person, root, org_id)
        for client in api.clients:
            await client.aclose()


@pytest.mark.parametrize(
    ("path", "statements"),
    [
        ("/subscriptions/{org_id}", 1),
        ("/subscriptions/{org_id}/invoices", 1),
        ("/subscriptions/{org_id}/calendar", 1),
        ("/credits/{org_id}", 1),
        ("/credits/{org_id}/allocations", 1),
        ("/credits/{org_id}/allocations?sort=used_credits&limit=500", 1),
        ("/credits/{org_id}/usage?days=30", 1),
    ],
)
async def test_a_reads_caller_is_identified_and_then_it_is_one_statement(
    counted: Counted, path: str, statements: int
) -> None:
    found = await counted.round_trips(counted.owner, f"{BASE}{path}")
    assert found == ONCE_TO_IDENTIFY + statements


async def test_whoever_runs_the_platform_asks_no_oftener(counted: Counted) -> None:
    found = await counted.round_trips(counted.root, f"{BASE}/credits/{{org_id}}")
    assert found == ONCE_TO_IDENTIFY + 1


async def test_a_statement_more_is_counted(counted: Counted) -> None:
    before = counted.wire.round_trips
    await counted.database.fetch_value(sql("select 1"))
    await counted.database.fetch_value(sql("select 1"))
    assert counted.wire.round_trips >= before + 2
    before = counted.wire.round_trips
    async with counted.database.transaction() as transaction:
        await transaction.fetch_value(sql("select 1"))
    assert counted.wire.round_trips == before + 3


async def test_a_reading_is_one_statement(db: Database) -> None:
    reading = Reading(db)
    assert await reading.fetch_value(sql("select 1")) == 1
    with pytest.raises(RuntimeError, match="one statement"):
        await reading.fetch_value(sql("select 1"))
