"""Prices of upstreams come and go with their migration: what charged a call stays to be found."""

from itertools import pairwise

import psycopg

from orgbilling.database.migration_files import find_migrations
from orgbilling.database.migrations import downgrade, migrate
from orgbilling.database.sql_files import SQL_ROOT
from tests.conftest import TestDatabase

BEFORE = next(
    earlier.revision
    for earlier, file in pairwise(find_migrations(SQL_ROOT))
    if file.name == "other_ways"
)
FOUND = b"select price_id from model_prices where price_id = any(%s)"
SOLD = b"select count(*) from model_prices where valid_from <= now()"


def test_a_price_that_charged_is_found_and_sells_nothing_any_more(
    empty_database: TestDatabase,
) -> None:
    migrate(empty_database.owner_url)
    made = []
    with psycopg.connect(empty_database.owner_url, autocommit=True) as connection:
        # The second time there are those that were kept the first time, and new ones.
        for _ in range(2):
            for model in ("one", "one", "two"):
                row = connection.execute(
                    "select price_id from set_upstream_model_price"
                    "('b', %s, 1, 2, 'genai-prices', 'x')",
                    [model],
                ).fetchone()
                assert row is not None
                made.append(row[0])
            downgrade(empty_database.owner_url, revision=BEFORE)
            assert len(connection.execute(FOUND, [made]).fetchall()) == len(made)
            assert connection.execute(SOLD).fetchall() == [(0,)]
            migrate(empty_database.owner_url)
