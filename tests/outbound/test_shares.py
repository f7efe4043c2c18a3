"""What one party may have of what all share."""

import asyncio
import time

import pytest

from orgbilling.outbound.shares import Pace, Room, Turn


def busy(piece: bytes) -> float:
    """Hold everybody up for as many milliseconds as there are bytes; returns how long it was."""
    begun_s = time.perf_counter()
    while time.perf_counter() < begun_s + len(piece) / 1000:
        pass
    return time.perf_counter() - begun_s


@pytest.mark.speed
async def test_who_works_much_rests_and_others_go_on() -> None:
    pace, worked_s, turns, begun_s = Pace(), 0.0, 0, time.perf_counter()

    async def greedy() -> None:
        nonlocal worked_s
        while True:
            done_s = await pace.work(busy, b"12345")
            worked_s += done_s

    async def neighbour() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0.001)
            turns += 1

    tasks = [asyncio.create_task(greedy()) for _ in range(20)]
    tasks.append(asyncio.create_task(neighbour()))
    await asyncio.sleep(1)
    took_s = time.perf_counter() - begun_s
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    # A fifth of the time, and what may come at once.
    assert 0.05 * took_s < worked_s < 0.25 * took_s + 0.1
    assert turns > 50


async def test_who_works_little_does_not_wait() -> None:
    pace, begun_s = Pace(), time.monotonic()
    for _ in range(1_000):
        await pace.work(len, b"piece")
    assert time.monotonic() - begun_s < 0.5


async def test_what_breaks_is_work_too_and_leaves_the_turn() -> None:
    pace = Pace()
    with pytest.raises(UnicodeDecodeError):
        await pace.work(lambda piece: piece.decode(), b"\xff")
    pace.note(0.1)
    begun_s = time.monotonic()
    assert await pace.work(len, b"123") == 3
    assert 0.2 < time.monotonic() - begun_s < 1


async def test_a_turn_is_given_back_once_and_when_nobody_holds_it() -> None:
    own, everybody = asyncio.Semaphore(1), asyncio.Semaphore(2)
    first, second = Turn(), Turn()
    await first.take(own, everybody)
    assert first.is_taken
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await second.take(everybody, own)
    assert not second.is_taken
    first.give_back()
    first.give_back()
    third = Turn()
    await third.take(own, everybody)
    assert own.locked()
    del third
    assert not own.locked()


async def test_who_keeps_much_begins_nothing_until_it_has_gone() -> None:
    room = Room(100)
    room.take(60)
    await room.wait()
    room.take(60)
    waiting = [asyncio.create_task(room.wait()) for _ in range(3)]
    await asyncio.sleep(0)
    assert not any(task.done() for task in waiting)
    waiting.pop().cancel()
    room.give_back(60)
    await asyncio.gather(*waiting)
