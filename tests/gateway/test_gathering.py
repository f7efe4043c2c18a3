"""Pieces of a stream that are there at once go on as one, and none waits for another."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from orgbilling.gateway.gathering import Gathering


async def pieces_of(*steps: bytes | float | Exception) -> AsyncIterator[bytes]:
    """Give pieces; a number is a pause in seconds, an error breaks off."""
    for step in steps:
        if isinstance(step, bytes):
            yield step
        elif isinstance(step, float):
            await asyncio.sleep(step)
        else:
            raise step


async def all_of(gathering: Gathering) -> list[bytes]:
    taken = []
    while came := await gathering.take():
        taken.append(came)
    return taken


async def test_what_is_there_at_once_is_one_piece() -> None:
    steps = (b"a", b"b", 0.05, b"c", b"", 0.05, b"d", b"e")
    assert await all_of(Gathering(pieces_of(*steps))) == [b"ab", b"c", b"de"]


async def test_a_piece_does_not_wait_for_the_next() -> None:
    gathering = Gathering(pieces_of(b"a", 30.0, b"b"))
    assert await asyncio.wait_for(gathering.take(), 5) == b"a"
    gathering.stop()
    await asyncio.wait_for(gathering.stopped(), 5)


async def test_who_waits_hears_of_the_end() -> None:
    assert await asyncio.wait_for(all_of(Gathering(pieces_of(b"a", 0.05))), 5) == [b"a"]


async def test_what_came_before_a_failure_is_handed_over_first() -> None:
    gathering = Gathering(pieces_of(b"a", b"b", OSError("cut")))
    await asyncio.sleep(0.05)
    assert await gathering.take() == b"ab"
    with pytest.raises(OSError, match="cut"):
        await gathering.take()


async def test_a_failure_right_after_a_piece_is_no_end() -> None:
    gathering = Gathering(pieces_of(0.05, b"a", OSError("cut")))
    # Who waits for the piece is back before anything that is told of the end.
    assert await gathering.take() == b"a"
    with pytest.raises(OSError, match="cut"):
        await gathering.take()


async def test_one_that_is_stopped_before_it_began_ends() -> None:
    gathering = Gathering(pieces_of(b"a"))
    gathering.stop()
    assert await asyncio.wait_for(gathering.take(), 5) == b""


async def test_who_takes_nothing_makes_the_provider_wait() -> None:
    given = 0

    async def pieces() -> AsyncIterator[bytes]:
        nonlocal given
        for _ in range(100):
            given += 1
            yield b"x" * 10_000

    gathering = Gathering(pieces())
    await asyncio.sleep(0.05)
    assert given == 7
    assert len(b"".join(await all_of(gathering))) == 1_000_000
