"""The engine when the database fails it: nothing acknowledged is lost, nothing is spent twice."""

import asyncio
import os
import random
import signal
import uuid
from collections.abc import Iterator
from decimal import Decimal

import pytest

from orgbilling.database import lane
from orgbilling.kernel.errors import StoreBusy, StoreUnavailable, Unavailable
from orgbilling.spending.engine import SpendingEngine
from orgbilling.spending.items import SpendItem, SpendResult
from tests.conftest import OwnerConnection
from tests.credits.cut_wire import cut_wire
from tests.credits.engine_rig import (
    Backends,
    deduct,
    engine_on,
    eventually,
    locked,
    spender,
    usages,
)
from tests.world import World


@pytest.fixture
def backends(owner_url: str) -> Iterator[Backends]:
    made = Backends(owner_url)
    yield made
    made.close()


async def test_a_batch_whose_connection_is_cut_is_sent_again_and_spends_once(
    application_url: str, owner_url: str, owner: OwnerConnection, backends: Backends
) -> None:
    world, member = spender(owner, 100)
    async with engine_on(application_url, lanes=1) as engine:
        with locked(owner_url, world, member):
            tasks = [
                asyncio.create_task(engine.spend(world.org_id, deduct(member, 1, f"k-{n}")))
                for n in range(30)
            ]
            await eventually(lambda: backends.pids(waiting=True))
            assert backends.terminate() == 1
        results = await asyncio.gather(*tasks)
    assert {(result.outcome, result.replayed) for result in results} == {("ok", False)}
    assert len(usages(world)) == 30
    assert world.figures(member, "U") == (30,)


async def test_an_answer_that_is_lost_after_the_commit_is_asked_for_again_and_spends_once(
    application_url: str, owner: OwnerConnection
) -> None:
    world, member = spender(owner, 100)
    async with cut_wire(application_url) as (wire, url), engine_on(url, lanes=1) as engine:
        # The first batch of a connection is two round trips, and the statement is in the second.
        await asyncio.gather(
            *(engine.spend(world.org_id, deduct(member, 1, f"before-{n}")) for n in range(2))
        )
        wire.cuts = 1
        results = await asyncio.gather(
            *(engine.spend(world.org_id, deduct(member, 1, f"k-{n}")) for n in range(20)),
        )
        assert wire.swallowed == 1
    # What the engine sent again was there already, and is answered as what it is.
    assert {(result.outcome, result.replayed) for result in results} == {("ok", True)}
    assert len(usages(world)) == 22
    assert world.figures(member, "U") == (22,)
    assert world.differences() == []


async def test_a_capture_whose_answer_is_lost_is_captured_once(
    application_url: str, owner: OwnerConnection
) -> None:
    world, member = spender(owner, 100)
    warm, hold = (world.hold(member, credits)["hold_id"] for credits in (1, 50))
    credits = Decimal("7.5")
    async with cut_wire(application_url) as (wire, url), engine_on(url, lanes=1) as engine:
        # The first capture of a connection is two round trips, and the statement is in the second.
        await engine.spend(
            world.org_id, SpendItem(verb="capture", hold_id=warm, credits=Decimal(1))
        )
        wire.cuts = 1
        item = SpendItem(verb="capture", hold_id=hold, credits=credits)
        result = await engine.spend(world.org_id, item)
        assert wire.swallowed == 1
    assert (result.outcome, result.replayed, result.released_credits) == ("ok", True, 50 - credits)
    assert world.figures(member, "UH") == (1 + credits, 0)
    assert world.differences() == []


async def test_what_nobody_can_know_is_503_and_its_key_tells_what_became_of_it(
    application_url: str, owner: OwnerConnection
) -> None:
    world, member = spender(owner, 100)
    async with cut_wire(application_url) as (wire, url), engine_on(url, lanes=1) as engine:
        await engine.spend(world.org_id, deduct(member, 1, "before"))
        wire.cuts = 1_000
        with pytest.raises(StoreUnavailable):
            await engine.spend(world.org_id, deduct(member, 1, "unknown"))
        wire.cuts = 0
        again = await engine.spend(world.org_id, deduct(member, 1, "unknown"))
        assert (again.outcome, again.replayed) == ("ok", True)
    assert world.figures(member, "U") == (2,)


async def test_a_server_that_falls_silent_is_left_and_asked_anew(
    application_url: str,
    owner: OwnerConnection,
    backends: Backends,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("orgbilling.database.lane._ANSWER_WITHIN_S", 1.0)
    world, member = spender(owner, 100)
    async with engine_on(application_url, lanes=1) as engine:
        await engine.spend(world.org_id, deduct(member, 1, "before"))
        (pid,) = backends.pids(waiting=False)
        os.kill(pid, signal.SIGSTOP)
        try:
            deducting = engine.spend(world.org_id, deduct(member, 1, "key"))
            result = await asyncio.wait_for(deducting, 10)
        finally:
            os.kill(pid, signal.SIGCONT)
        assert result.outcome == "ok"
        # What was asked first comes through after all, and finds that it is done.
        await eventually(lambda: pid not in backends.pids(waiting=False))
    assert [row["request_id"] for row in usages(world)] == ["before", "key"]
    assert world.figures(member, "U") == (2,)


async def test_whatever_is_cut_under_load_each_key_is_spent_exactly_once(
    application_url: str, owner: OwnerConnection, backends: Backends
) -> None:
    worlds = [spender(owner, 1_000) for _ in range(8)]
    async with engine_on(application_url, lanes=3, batch_limit=20) as engine:
        answered = [0]

        async def spend(world: World, member: str, key: str) -> SpendResult:
            while True:
                try:
                    result = await engine.spend(world.org_id, deduct(member, 1, key))
                except StoreUnavailable:
                    continue
                answered[0] += 1
                return result

        attempts = [(world, who, f"k-{n}") for n in range(100) for world, who in worlds]
        random.Random(7).shuffle(attempts)
        results: list[SpendResult] = []
        for first in range(0, len(attempts), 100):
            # Cut when a fifth of a hundred is answered, however fast they are.
            spending = asyncio.gather(*(spend(*a) for a in attempts[first : first + 100]))
            await eventually(lambda first=first: answered[0] >= first + 20)  # type: ignore[misc]
            assert await asyncio.to_thread(backends.terminate) >= 1
            results += await spending
    assert {result.outcome for result in results} == {"ok"}
    for world, member in worlds:
        rows = usages(world)
        assert sorted(row["request_id"] for row in rows) == sorted(f"k-{n}" for n in range(100))
        assert world.figures(member, "U") == (100,)
        assert world.differences() == []


async def test_a_lock_that_does_not_come_is_waited_for_once_a_member(
    application_url: str, owner_url: str, owner: OwnerConnection, backends: Backends
) -> None:
    world, member = spender(owner, 100)
    colleague = world.member()
    world.add(10)
    world.allocate(colleague, 10)
    other, neighbour = spender(owner, 100)
    async with engine_on(application_url, lanes=1) as engine:
        with locked(owner_url, world, member):
            stuck = [start(engine, world, member)]
            await eventually(lambda: backends.pids(waiting=True))
            stuck += [start(engine, world, member) for _ in range(9)]
            free = [start(engine, world, colleague), start(engine, other, neighbour)]
            gave_up = 0
            while not all(task.done() for task in (*stuck, *free)):
                # What the time limit of a lane does after some seconds.
                gave_up += backends.cancel_waiting()
                await asyncio.sleep(0.02)
        results = await asyncio.gather(*stuck, return_exceptions=True)
        assert all(isinstance(result, StoreBusy) for result in results), results
        assert {result.outcome for result in await asyncio.gather(*free)} == {"ok"}
        # The first alone, twice; then the batch of the others, and one of them for all.
        assert gave_up == 4
        assert (await engine.spend(world.org_id, deduct(member, 1))).outcome == "ok"
    assert world.figures(member, "U") == (1,)


def start(engine: SpendingEngine, world: World, user_id: str) -> asyncio.Task[SpendResult]:
    return asyncio.create_task(engine.spend(world.org_id, deduct(user_id, 1)))


async def test_stopping_answers_those_who_wait_and_refuses_who_comes_later(
    application_url: str, owner_url: str, owner: OwnerConnection, backends: Backends
) -> None:
    world, member = spender(owner, 100)
    engine = SpendingEngine(application_url, lanes=2, batch_limit=4)
    await engine.start()
    with locked(owner_url, world, member):
        waiting = [start(engine, world, member)]
        await eventually(lambda: backends.pids(waiting=True))
        waiting += [start(engine, world, member) for _ in range(20)]
        await eventually(lambda: engine.waiting_count == 20)
        closing = asyncio.create_task(engine.close())
        await asyncio.sleep(0)
        with pytest.raises(Unavailable) as refused:
            await engine.spend(world.org_id, deduct(member, 1))
        assert (refused.value.code, refused.value.status) == ("stopping", 503)
        assert not closing.done()
    assert {result.outcome for result in await asyncio.gather(*waiting)} == {"ok"}
    await closing
    await eventually(lambda: not backends.pids(waiting=False))
    assert world.figures(member, "U") == (21,)


async def test_an_unknown_organization_is_an_answer_and_not_a_fault(
    application_url: str, owner: OwnerConnection
) -> None:
    world, member = spender(owner, 100)
    async with engine_on(application_url, lanes=1) as engine:
        results = await asyncio.gather(
            engine.spend(uuid.uuid4(), deduct(member, 1)),
            engine.spend(world.org_id, deduct(member, 1)),
            engine.spend(world.org_id, deduct("nobody", 1)),
            return_exceptions=True,
        )
    outcomes = [getattr(result, "outcome", getattr(result, "code", None)) for result in results]
    assert outcomes == ["organization_not_found", "ok", "member_not_found"]


async def test_what_was_carried_out_before_the_rest_failed_is_answered_as_new(
    application_url: str, owner_url: str, owner: OwnerConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = lane._SESSION.replace("'lock_timeout', '5s'", "'lock_timeout', '200ms'")
    monkeypatch.setattr(lane, "_SESSION", session)
    world, member = spender(owner, 100)
    other = world.member()
    world.add(10)
    world.allocate(other, 10)
    engine = SpendingEngine(application_url, lanes=1)
    # All of them wait before the only lane starts, and so travel together.
    free = [asyncio.create_task(engine.spend(world.org_id, deduct(other, 1))) for _ in range(3)]
    stuck = [asyncio.create_task(engine.spend(world.org_id, deduct(member, 1))) for _ in range(2)]
    await eventually(lambda: engine.waiting_count == 5)
    try:
        with locked(owner_url, world, member):
            await engine.start()
            results = await asyncio.gather(*free)
            failures = await asyncio.gather(*stuck, return_exceptions=True)
    finally:
        await engine.close()
    assert {(result.outcome, result.replayed) for result in results} == {("ok", False)}
    assert [type(failure) for failure in failures] == [StoreBusy] * 2
    assert (engine.counters.batches, engine.counters.retried_singly) == (1, 1)
    assert world.figures(other, "U") + world.figures(member, "U") == (3, 0)
    assert world.differences() == []
