"""A database for each test: the queue and the outbox belong to everybody."""

from collections.abc import Iterator
from datetime import UTC, datetime

import psycopg
import pytest
from psycopg.rows import dict_row

from orgbilling.kernel.clock import FixedClock
from tests.conftest import OwnerConnection, TestDatabase

AFTER_RESET = datetime(2026, 4, 10, 0, 1, tzinfo=UTC)


@pytest.fixture
def database(fresh_database: TestDatabase) -> TestDatabase:
    return fresh_database


@pytest.fixture
def sql(database: TestDatabase) -> Iterator[OwnerConnection]:
    with psycopg.connect(database.owner_url, autocommit=True, row_factory=dict_row) as connection:
        yield connection


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(AFTER_RESET)
