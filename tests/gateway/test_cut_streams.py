"""Streams cut at random points by the client, by the provider and by the death of a server: none
is free, none is charged twice, and nothing stays held."""

import asyncio
import os
import random
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.gateway.conftest import Caller, Provider, settings_of, told
from tests.servers.server import Server, serving

STREAMS = int(os.environ.get("ORGBILLING_CUT_STREAMS", "500" if os.environ.get("CI") else "200"))
AT_ONCE = 32
SEED = 20_260_801
SETTLED_WITHIN_S = 40


@dataclass(frozen=True)
class Cut:
    """How one stream ends: by whom, and after how much."""

    number: int
    by: str
    orders: dict[str, Any]
    lines_read: int = 1_000_000
    patience_s: float = 30
    path: str = "chat/completions"


def cuts(count: int) -> list[Cut]:
    """The same ones every time."""
    chance = random.Random(SEED)
    made = []
    for number in range(count):
        by = chance.choices(["nobody", "provider", "client", "impatience"], [2, 3, 4, 1])[0]
        chunks = chance.randint(1, 40)
        orders: dict[str, Any] = {
            "chunks": chunks, "pause_ms": chance.randint(0, 12), "input": 50, "output": chunks,
            "usage": chance.choice(["normal", "absent", "last_chunk"]),
        }  # fmt: skip
        path = chance.choice(["chat/completions", "chat/completions", "responses", "messages"])
        if by == "provider":
            orders["cut"] = chance.randint(0, chunks)
            made.append(Cut(number, by, orders, path=path))
        elif by == "client":
            lines_read = chance.randint(0, 2 * chunks)
            made.append(Cut(number, by, orders, lines_read, path=path))
        elif by == "impatience":
            # It leaves before the provider has begun to answer, or about then.
            orders["silent_ms"] = chance.randint(50, 400)
            patience_s = chance.uniform(0.05, 0.4)
            made.append(Cut(number, by, orders, patience_s=patience_s, path=path))
        else:
            made.append(Cut(number, by, orders, path=path))
    return made


async def carry_out(cut: Cut, clients: Sequence[httpx2.AsyncClient], mark: str) -> None:
    client = clients[cut.number % len(clients)]
    name, messages = f"{mark}-{cut.number}", told(**cut.orders)
    body = {"model": "gpt-test", "stream": True} | {
        "chat/completions": {"max_tokens": 200, "user": name, "messages": messages},
        "messages": {"max_tokens": 200, "metadata": {"user_id": name}, "messages": messages},
        "responses": {"max_output_tokens": 200, "user": name, "input": messages[0]["content"]},
    }[cut.path]
    try:
        async with client.stream(
            "POST",
            f"/v1/{cut.path}",
            json=body,
            headers={"x-request-id": name},
            timeout=httpx2.Timeout(30, read=cut.patience_s),
        ) as answer:
            # A provider that breaks off before anything came is told as an error, by its status.
            status = 502 if cut.orders.get("cut") == 0 else 200
            assert answer.status_code == status, await answer.aread()
            read = 0
            async for _ in answer.aiter_lines():
                read += 1
                if read >= cut.lines_read:
                    return
    except httpx2.TransportError:
        # Cut, as was wanted; or its server is dead.
        return


async def carry_out_all(caller: Caller, dying: Server, mark: str) -> None:
    """Send all of them to both servers; one is killed in the middle, and all go to the other."""
    headers = {"authorization": f"Bearer {caller.key}"}
    begun = 0
    waiting = iter(cuts(STREAMS))
    async with (
        httpx2.AsyncClient(base_url=caller.server.url, headers=headers) as living,
        httpx2.AsyncClient(base_url=dying.url, headers=headers) as doomed,
    ):
        clients = [living, doomed]

        async def work() -> None:
            nonlocal begun
            for cut in waiting:
                begun += 1
                if begun == STREAMS // 2:
                    dying.process.kill()
                    clients.pop()
                await carry_out(cut, clients, mark)

        await asyncio.gather(*(work() for _ in range(AT_ONCE)))


async def settled_calls(caller: Caller) -> list[dict[str, Any]]:
    for _ in range(SETTLED_WITHIN_S * 5):
        calls = caller.world.rows(
            "select * from gateway_calls where org_id = %s", caller.world.org_id
        )
        if all(call["settled_at"] is not None for call in calls):
            return calls
        await asyncio.sleep(0.2)
    raise AssertionError(f"not settled: {[c for c in calls if c['settled_at'] is None]}")


def assert_nothing_stays_held(caller: Caller) -> None:
    # A server that dies between the hold and the sending leaves a hold that ends by its time.
    [(later,)] = [
        tuple(row.values())
        for row in caller.world.rows("select now() + interval '1 hour' as later")
    ]
    caller.world.now = later
    caller.world.settle()
    caller.world.now = None
    assert caller.figures("H") == (0,)
    holds = caller.world.rows(
        "select status, dispatched_at from credit_holds where org_id = %s", caller.world.org_id
    )
    assert {hold["status"] for hold in holds} <= {"captured", "expired"}
    assert all(hold["dispatched_at"] is None for hold in holds if hold["status"] == "expired")


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_no_cut_stream_is_free_charged_twice_or_held_for_ever(
    make_caller: Callable[..., Caller], upstream: Provider, owner_url: str, tmp_path: Path
) -> None:
    caller, mark = make_caller(9_000), uuid.uuid4().hex
    with serving(1, **settings_of(tmp_path, upstream, owner_url)) as [dying]:
        await carry_out_all(caller, dying, mark)
        dying.process.wait(10)
    calls = await settled_calls(caller)
    reached = {
        asked["body"]["user"]
        for asked in upstream.asked()
        if str(asked["body"].get("user")).startswith(mark)
    }
    rows = caller.usage()
    # One row a call that was sent, and each of them costs.
    assert Counter(row["request_id"] for row in rows) == {call["request_id"]: 1 for call in calls}
    assert all(row["credits_used"] > 0 and row["uncollected_credits"] == 0 for row in rows)
    known = [row["request_metadata"] for row in rows]
    named = Counter(k["client_request_id"] for k in known if "client_request_id" in k)
    assert max(named.values()) == 1
    # Those of the dead server lost their names: a row each, and no more than were sent.
    abandoned = sum(k["ended"] == "abandoned" for k in known)
    assert len(reached - named.keys()) <= abandoned <= AT_ONCE
    assert named.keys() <= reached
    assert {"completed", "client_gone", "provider_failed"} <= {k["ended"] for k in known}
    assert len(reached) > STREAMS * 0.8
    assert sum((row["credits_used"] for row in rows), start=0) == caller.figures("U")[0]
    assert_nothing_stays_held(caller)
    assert caller.world.differences() == []
