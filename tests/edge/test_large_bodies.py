"""Nobody takes more than their part of what large bodies share."""

import asyncio
from time import monotonic

import pytest

from orgbilling.edge.large_bodies import Held, LargeBodiesBusy, Party, Room, Turns

ACME, GLOBEX = Party("acme", "ann"), Party("globex", "gil")
BOB = Party("acme", "bob")


async def test_a_member_has_a_quarter_and_an_organization_half_of_the_room() -> None:
    room = Room(400, wait_s=0.02)
    held = [await room.take(ACME, 60)]
    with pytest.raises(LargeBodiesBusy) as refused:
        await room.take(ACME, 60)
    assert (refused.value.status, refused.value.code) == (429, "large_bodies_busy")
    assert refused.value.fields["retry_after_s"] == 1
    held += [await room.take(BOB, 90), await room.take(ACME, 40)]
    with pytest.raises(LargeBodiesBusy):
        await room.take(Party("acme", "cid"), 20)
    held += [await room.take(GLOBEX, 100), await room.take(Party("initech", "ian"), 100)]
    with pytest.raises(LargeBodiesBusy):
        await room.take(Party("hooli", "hal"), 50)
    for one in held:
        room.give_back(one)
        room.give_back(one)
    room.give_back(await room.take(ACME, 100))


async def test_a_body_of_unknown_length_holds_the_most_until_it_is_known() -> None:
    room = Room(400, wait_s=0.02)
    held = await room.take(ACME, None)
    with pytest.raises(LargeBodiesBusy):
        await room.take(ACME, 1)
    room.shrink(held, 30)
    await room.take(ACME, 70)


async def test_one_body_always_fits_however_small_the_room_is() -> None:
    assert isinstance(await Room(4, wait_s=0.02).take(ACME, 1_000), Held)


async def test_who_waits_for_room_gets_it_when_it_is_free_and_holds_none_when_they_leave() -> None:
    room = Room(400, wait_s=5)
    first = await room.take(ACME, 100)
    waiting = asyncio.create_task(room.take(ACME, 100))
    leaving = asyncio.create_task(room.take(ACME, 100))
    await asyncio.sleep(0)
    leaving.cancel()
    room.give_back(await room.take(GLOBEX, 100))
    assert not waiting.done()
    room.give_back(first)
    room.give_back(await waiting)
    room.give_back(await room.take(ACME, 100))


async def test_a_crowd_of_one_organization_is_not_waited_with() -> None:
    room = Room(400, wait_s=5)
    await room.take(ACME, 100)
    waiting = [asyncio.create_task(room.take(ACME, 100)) for _ in range(64)]
    await asyncio.sleep(0)
    with pytest.raises(LargeBodiesBusy):
        await room.take(ACME, 100)
    await room.take(GLOBEX, 100)
    for one in waiting:
        one.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)


async def test_turns_are_one_at_a_time_and_go_round() -> None:
    turns, order = Turns(), list[str]()

    async def read(party: Party) -> None:
        async with turns.take(party):
            order.append(party.organization)
            await asyncio.sleep(0.001)

    crowd = [asyncio.create_task(read(ACME)) for _ in range(10)]
    await asyncio.sleep(0)
    await asyncio.gather(read(GLOBEX), *crowd)
    assert order.index("globex") <= 1, "it waits for one of another organization, not for ten"


async def test_who_read_long_rests_three_times_as_long() -> None:
    turns = Turns()
    began_at = monotonic()
    for _ in range(2):
        async with turns.take(ACME):
            await asyncio.sleep(0.03)
    assert monotonic() - began_at >= 0.03 * 5 - 0.01
    began_at = monotonic()
    async with turns.take(GLOBEX):
        assert monotonic() - began_at < 0.03


async def test_a_turn_that_does_not_come_is_told() -> None:
    turns = Turns(wait_s=0.02)
    async with turns.take(ACME):
        for party in (ACME, GLOBEX):
            with pytest.raises(LargeBodiesBusy):
                async with turns.take(party):
                    pass
    async with turns.take(GLOBEX):
        pass
