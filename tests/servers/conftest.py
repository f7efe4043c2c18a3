"""Two real servers on this test process's database, and whom they know."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from orgbilling.database import Database
from tests.api_client import Api, Client, make_api
from tests.conftest import OwnerConnection
from tests.credits.company import Company, make_company
from tests.servers.server import Server, serving

__all__ = ["company", "people", "servers"]


@pytest.fixture(scope="session")
def servers(owner_url: str) -> Iterator[list[Server]]:
    """Two servers, started once a test session."""
    with serving(2, DATABASE_URL=owner_url) as started:
        yield started


@pytest.fixture
async def people(
    servers: list[Server], db: Database, owner: OwnerConnection
) -> AsyncIterator["People"]:
    """Who can talk to the servers; what they open is closed at the end."""
    made = People(make_api(db, owner), servers)
    yield made
    await asyncio.gather(*(client.aclose() for client in (*made.clients, *made.api.clients)))


@pytest.fixture
def company(people: "People") -> Company:
    """An organization with 10,000 credits in its pool and a live subscription."""
    return make_company(people.api)


class People:
    """Gives anybody a client of the first or the second server."""

    def __init__(self, api: Api, servers: list[Server]) -> None:
        self.api = api
        self.clients: list[Client] = []
        self._servers = servers

    def at(self, number: int, who: Client | None = None) -> Client:
        """A client of server `number`, with somebody's credential or none."""
        server = self._servers[number]
        client = server.client() if who is None else server.like(who)
        self.clients.append(client)
        return client

    def at_both(self, who: Client) -> tuple[Client, Client]:
        return self.at(0, who), self.at(1, who)
