"""The answer to a hold is lost on its way from the database: the call is not sent, so nothing of it
stays held and nothing is charged."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.conftest import OwnerConnection
from tests.credits.cut_wire import CutWire, cut_wire
from tests.gateway.conftest import Provider, new_caller, settings_of
from tests.servers.server import Server, serving

RESERVE = b",reserve,"


@pytest.fixture
async def far(
    tmp_path: Path, upstream: Provider, owner_url: str
) -> AsyncIterator[tuple[CutWire, Server]]:
    """A server whose way to the database can lose the answers to its reserves."""
    async with cut_wire(owner_url, only=RESERVE) as (wire, url):
        servers = serving(1, **settings_of(tmp_path, upstream, url))
        # In a thread: the wire is served by this one, and the server needs it to start and to stop.
        [started] = await asyncio.to_thread(servers.__enter__)
        try:
            yield wire, started
        finally:
            await asyncio.to_thread(servers.__exit__, None, None, None)


# The engine asks once more for what was lost, and the hold's key tells what became of it.
@pytest.mark.parametrize(("lost", "status"), [(1, 200), (2, 503)])
async def test_a_hold_whose_answer_is_lost_is_used_or_given_back(
    far: tuple[CutWire, Server], owner: OwnerConnection, prices: None, upstream: Provider,
    lost: int, status: int,
) -> None:  # fmt: skip
    wire, server = far
    caller, before = new_caller(owner, server), upstream.count()
    wire.cuts = lost
    answer = await asyncio.to_thread(caller.ask, {"input": 10, "output": 5})
    assert (answer.status_code, wire.cuts) == (status, 0)
    await asyncio.to_thread(caller.settled)
    is_served = status == 200
    assert upstream.count() - before == is_served
    assert len(caller.usage()) == is_served
    [hold] = caller.world.rows(
        "select status from credit_holds where org_id = %s", caller.world.org_id
    )
    assert hold["status"] == ("captured" if is_served else "released")
    assert caller.world.differences() == []
