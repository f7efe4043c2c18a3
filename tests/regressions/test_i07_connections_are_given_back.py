"""I7: every call took a connection and gave none back: five calls, no connection left."""

import asyncio
import os

import httpx2

from tests.gateway.conftest import Caller, told

CALLS = 1_000 if os.environ.get("CI") else 300
CONNECTIONS_MAX = 60


def connections(caller: Caller, states: list[str]) -> int:
    return int(
        caller.world.one(
            """select count(*) as count from pg_stat_activity
               where datname = current_database() and pid <> pg_backend_pid()
                 and (%s::text[] = '{}' or state = any(%s))""",
            states, states,
        )["count"]
    )  # fmt: skip


async def ask_many(caller: Caller, count: int) -> None:
    body = {"model": "gpt-test", "max_tokens": 5, "messages": told(input=1, output=1)}
    room = asyncio.Semaphore(20)
    async with httpx2.AsyncClient(
        base_url=caller.server.url,
        headers={"authorization": f"Bearer {caller.key}"},
        timeout=60,
    ) as client:

        async def ask() -> None:
            async with room:
                answer = await client.post("/v1/chat/completions", json=body)
            assert answer.status_code == 200, answer.text

        await asyncio.gather(*(ask() for _ in range(count)))


async def test_many_calls_leave_no_connection_behind(caller: Caller) -> None:
    await ask_many(caller, CALLS)
    # At most the pool and the lanes of each server that a test started, and the test's own.
    assert connections(caller, []) <= CONNECTIONS_MAX
    # The server writes its journal now and then; nothing stays in a transaction.
    for _ in range(50):
        if not connections(caller, ["active", "idle in transaction"]):
            break
        await asyncio.sleep(0.05)
    assert connections(caller, ["idle in transaction"]) == 0
    assert len(caller.usage()) == CALLS
