"""Fixtures of these tests."""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg.rows import dict_row

from tests.api_client import api
from tests.conftest import OwnerConnection, TestDatabase
from tests.subscriptions.included import include

__all__ = ["api"]


@pytest.fixture
def shop(fresh_database: TestDatabase) -> Iterator[OwnerConnection]:
    """A database whose plans include credits: byok 0, platform 1,000, hybrid 5,000."""
    with psycopg.connect(
        fresh_database.owner_url, autocommit=True, row_factory=dict_row
    ) as connection:
        include(connection, byok=0, platform=1000, hybrid=5000)
        yield connection
