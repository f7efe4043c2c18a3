"""Prices in full come and go with their migration: nothing that charged is lost, nothing is sold
too cheap."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from orgbilling.database.migration_files import find_migrations
from orgbilling.database.migrations import downgrade, migrate
from orgbilling.database.sql_files import SQL_ROOT
from tests.conftest import OwnerConnection, TestDatabase
from tests.world import make_world

BEFORE = next(
    earlier.revision
    for earlier, file in pairwise(find_migrations(SQL_ROOT))
    if file.name == "price_parts"
)
SOLD = "select model, input_usd_per_million::int as usd from model_prices where valid_from <= now()"
ALL = "select price_id, input_usd_per_million from model_prices order by price_id"


@pytest.fixture
def connection(empty_database: TestDatabase) -> Iterator[OwnerConnection]:
    migrate(empty_database.owner_url)
    downgrade(empty_database.owner_url, revision=BEFORE)
    with psycopg.connect(
        empty_database.owner_url, autocommit=True, row_factory=dict_row
    ) as connection:
        yield connection


def rows(connection: OwnerConnection, query: Any) -> list[dict[str, Any]]:
    return connection.execute(query).fetchall()


def test_prices_of_before_stay_and_prices_in_full_are_not_sold_flat(
    empty_database: TestDatabase, connection: OwnerConnection
) -> None:
    for model in ("flat", "tiered"):
        connection.execute(
            """insert into model_prices (model, valid_from, input_usd_per_million,
               output_usd_per_million, cached_input_usd_per_million, source, created_by)
               values (%s, now() - interval '1 day', 1, 2, 0.5, 'admin', 'root')""",
            [model],
        )
    before = rows(connection, "select * from model_prices order by model")
    migrate(empty_database.owner_url)
    after = rows(connection, "select * from model_prices order by model")
    assert after == [row | {"parts": None} for row in before]
    world = make_world(connection)
    owner_id = world.member("boss", "owner")
    tiers = """'{"tiers": [{"above_tokens": 200000, "rates": {"input": "6"}}]}'"""
    for model in ("tiered", "new"):
        connection.execute(
            f"select set_model_price('{model}', 3, 4, 'admin', 'root', p_parts => {tiers})".encode()
        )
    for _ in range(2):
        connection.execute(
            "select set_organization_model_price(%s, 'own', 5, 6, %s)", [world.org_id, owner_id]
        )
    kept = rows(connection, ALL) + rows(
        connection, "select price_id, input_usd_per_million from organization_model_prices"
    )
    downgrade(empty_database.owner_url, revision=BEFORE)
    # Flat again, a price with tiers would be too cheap: the one before it holds, or none.
    assert {(row["model"], row["usd"]) for row in rows(connection, SOLD)} == {
        ("flat", 1), ("tiered", 1),
    }  # fmt: skip
    assert rows(connection, ALL) == sorted(kept, key=lambda row: str(row["price_id"]))
    migrate(empty_database.owner_url)
    downgrade(empty_database.owner_url, revision=BEFORE)
    assert len(rows(connection, ALL)) == len(kept)
