"""Who travels with whom: lanes that are never opened, and sendings of the tests' own."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from orgbilling.database import BatchCounters, Batcher, Lane, Trip
from orgbilling.kernel.errors import DomainError, Unavailable

Told = Batcher[str, int, int]
Send = Callable[[Trip[str, int, int]], Awaitable[None]]


def batcher_of(
    send: Send, *, lanes: int = 1, batch_limit: int = 10, queue_limit: int = 100
) -> Told:
    opened = [Lane("postgresql://nowhere", name=f"lane-{n}") for n in range(lanes)]
    return Batcher(opened, send, BatchCounters(), batch_limit=batch_limit, queue_limit=queue_limit)


async def test_a_group_is_in_one_lane_at_a_time_and_keeps_its_order() -> None:
    under_way: set[str] = set()
    carried: dict[str, list[int]] = {"a": [], "b": []}

    async def send(trip: Trip[str, int, int]) -> None:
        assert not under_way & trip.groups.keys()
        assert sum(map(len, trip.groups.values())) <= 10
        under_way.update(trip.groups)
        await asyncio.sleep(0.002)
        under_way.difference_update(trip.groups)
        for group, entries in trip.groups.items():
            carried[group] += [entry.request for entry in entries]
            for entry in entries:
                entry.give(-entry.request)

    batcher = batcher_of(send, lanes=3)
    batcher.start()
    answers = [batcher.ask(group, n) for n in range(50) for group in carried]
    assert await asyncio.gather(*answers) == [-n for n in range(50) for _ in carried]
    assert carried == {"a": [*range(50)], "b": [*range(50)]}
    await batcher.close()


async def test_a_lane_that_fails_answers_everybody_and_carries_the_next() -> None:
    async def send(trip: Trip[str, int, int]) -> None:
        for entry in trip.groups["a"]:
            if entry.request == 13:
                raise ZeroDivisionError
            entry.give(entry.request)

    batcher = batcher_of(send)
    batcher.start()
    spends = [batcher.ask("a", n) for n in (12, 13, 14)]
    first, *others = await asyncio.gather(*spends, return_exceptions=True)
    assert first == 12
    assert [getattr(error, "code", None) for error in others] == ["internal_error"] * 2
    # Each has a failure of its own, or tracebacks would add up in one.
    assert others[0] is not others[1]
    assert await batcher.ask("a", 15) == 15
    await batcher.close()


async def test_who_has_gone_is_known_and_nobody_is_taken_up_past_the_limit() -> None:
    seen: list[bool] = []

    async def send(trip: Trip[str, int, int]) -> None:
        for entry in trip.groups["a"]:
            seen.append(entry.is_awaited)
            entry.give(0)
            entry.fail(DomainError("too late"))

    batcher = batcher_of(send, queue_limit=2)
    gone, stays = batcher.ask("a", 1), batcher.ask("a", 2)
    with pytest.raises(Unavailable) as refused:
        batcher.ask("a", 3)
    assert refused.value.code == "spending_queue_full"
    gone.cancel()
    batcher.start()
    assert await stays == 0
    assert seen == [False, True]
    await batcher.close()


async def test_groups_that_have_their_answers_wait_for_no_lane_that_goes_on() -> None:
    goes_on = asyncio.Event()

    async def send(trip: Trip[str, int, int]) -> None:
        for entry in trip.groups.get("free", []):
            entry.give(1)
        if "stuck" in trip.groups:
            batcher.go_on_with(trip, {"stuck"})
            await goes_on.wait()
            for entry in trip.groups["stuck"]:
                entry.give(2)

    batcher = batcher_of(send, lanes=2)
    stuck, free = batcher.ask("stuck", 1), batcher.ask("free", 1)
    batcher.start()
    assert await free == 1
    # The same group again, while the lane that carried it is still away.
    assert await asyncio.wait_for(batcher.ask("free", 2), 5) == 1
    assert not stuck.done()
    goes_on.set()
    assert await stuck == 2
    await batcher.close()


async def test_closing_answers_who_waits_but_not_for_ever() -> None:
    async def send(trip: Trip[str, int, int]) -> None:
        for entry in trip.groups["a"]:
            await asyncio.sleep(0.01 if entry.request else 3_600)
            entry.give(entry.request)

    for request, is_answered in ((1, True), (0, False)):
        batcher = batcher_of(send)
        batcher.start()
        answer = batcher.ask("a", request)
        await asyncio.wait_for(batcher.close(within_s=5 if is_answered else 0.1), 10)
        assert answer.done()
        if is_answered:
            assert answer.result() == request
        else:
            with pytest.raises(Unavailable, match="stopping"):
                answer.result()
        with pytest.raises(Unavailable) as refused:
            batcher.ask("a", 1)
        assert refused.value.code == "stopping"
