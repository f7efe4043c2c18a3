"""The spending engine alone, on the test database, and what a test does to it."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import psycopg
from psycopg.rows import dict_row

from orgbilling.spending.engine import SpendingEngine
from orgbilling.spending.items import SpendItem
from tests.world import Amount, Row, World, make_world, number

WITHIN_S = 15.0


def deduct(user_id: str, credits: Amount, key: str | None = None, **more: Any) -> SpendItem:
    """An item that spends, vouched for by the caller."""
    known = {"user_id": user_id, "credits": number(credits), "service_type": "llm"}
    return SpendItem(verb="deduct", request_key=key or uuid.uuid4().hex, **(known | more))


def spender(connection: psycopg.Connection[Row], credits: Amount) -> tuple[World, str]:
    """An organization and a member with credits."""
    world = make_world(connection)
    member = world.member()
    world.add(credits)
    world.allocate(member, credits)
    return world, member


@asynccontextmanager
async def engine_on(url: str, **options: Any) -> AsyncIterator[SpendingEngine]:
    """A started engine, closed at the end."""
    engine = SpendingEngine(url, **options)
    await engine.start()
    try:
        yield engine
    finally:
        await asyncio.wait_for(engine.close(), WITHIN_S)


async def eventually(happened: Callable[[], Any], within_s: float = WITHIN_S) -> None:
    """Wait for what nobody announces: another connection's progress."""
    async with asyncio.timeout(within_s):
        while not happened():  # noqa: ASYNC110
            await asyncio.sleep(0.005)


@contextmanager
def locked(url: str, world: World, user_id: str) -> Iterator[None]:
    """Somebody else holds a member's allocation; at the end he lets go."""
    with psycopg.connect(url) as connection:
        connection.execute(
            """select 1 from user_credit_allocations
               where org_id = %s and user_id = %s for update""",
            [world.org_id, user_id],
        )
        yield


class Backends:
    """The database's side of the engines' lanes."""

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url, autocommit=True, row_factory=dict_row)
        # Servers that other tests keep on this database have lanes too, and keep them.
        self._others: list[int] = []
        self._others = self.pids(waiting=False)

    def close(self) -> None:
        self._connection.close()

    def pids(self, *, waiting: bool) -> list[int]:
        """Lanes of this database; with `waiting` only those that wait for a lock."""
        rows = self._connection.execute(
            """select pid from pg_stat_activity
               where datname = current_database() and application_name like 'orgbilling-spend-%%'
               and (not %s or wait_event_type = 'Lock') and pid <> all(%s)""",
            [waiting, self._others],
        ).fetchall()
        return [row["pid"] for row in rows]

    def terminate(self) -> int:
        """Cut every lane; returns how many there were."""
        pids = self.pids(waiting=False)
        self._connection.execute(
            "select pg_terminate_backend(p) from unnest(%s::int[]) as p", [pids]
        )
        return len(pids)

    def cancel_waiting(self) -> int:
        """Let those that wait for a lock give up, as their time limit would."""
        pids = self.pids(waiting=True)
        self._connection.execute("select pg_cancel_backend(p) from unnest(%s::int[]) as p", [pids])
        return len(pids)


def usages(world: World) -> list[Row]:
    """The organization's usage rows in the order in which its members' balances moved."""
    return world.rows(
        """select request_id, user_id, credits_used from credit_usage_attribution
           where org_id = %s order by user_id, allocation_seq""",
        world.org_id,
    )
