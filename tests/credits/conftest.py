"""The application with its spending engine, as it is served."""

from collections.abc import AsyncIterator

import pytest

from orgbilling.app import run_engine
from orgbilling.database import Database
from orgbilling.settings import Settings
from tests.api_client import Api, make_api
from tests.conftest import OwnerConnection
from tests.credits.company import Company, make_company

__all__ = ["api", "company"]


@pytest.fixture
async def api(db: Database, owner: OwnerConnection) -> AsyncIterator[Api]:
    """The application with its default settings and its engine, on this process's database."""
    made = make_api(db, owner)
    async with run_engine(made.app, Settings(), db):
        yield made
    for client in made.clients:
        await client.aclose()


@pytest.fixture
def company(api: Api) -> Company:
    """An organization with 10,000 credits in its pool and a live subscription."""
    return make_company(api)
