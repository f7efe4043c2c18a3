"""The application in this process, and two real servers beside it, all on one database."""

from collections.abc import AsyncIterator, Iterator

import psycopg
import pytest
from psycopg.rows import dict_row

from orgbilling.app import run_engine
from orgbilling.database import Database
from orgbilling.settings import Settings
from tests.api_client import make_api
from tests.conftest import TestDatabase
from tests.credits.company import Company, make_company
from tests.credits.conftest import api, company
from tests.gateway.conftest import caller, make_caller, prices, server, upstream
from tests.regressions.rival import Rival
from tests.servers.conftest import people, servers

__all__ = [
    "api",
    "caller",
    "company",
    "lonely_company",
    "make_caller",
    "people",
    "prices",
    "rival",
    "server",
    "servers",
    "upstream",
]


@pytest.fixture
async def lonely_company(fresh_database: TestDatabase) -> AsyncIterator[Company]:
    """A company in a database of its own, which a test may damage or count."""
    with psycopg.connect(fresh_database.owner_url, autocommit=True, row_factory=dict_row) as owner:
        async with Database(fresh_database.application_url, pool_size=4, timeout_s=0.5) as database:
            made = make_api(database, owner)
            async with run_engine(made.app, Settings(engine_lanes=1), database):
                yield make_company(made)
            for client in made.clients:
                await client.aclose()


@pytest.fixture
def rival(owner_url: str) -> Iterator[Rival]:
    """Somebody who is faster, and commits late."""
    made = Rival(owner_url)
    yield made
    made.close()
