"""Which connection gives way for a new one, and whose it is."""

import asyncio
from dataclasses import dataclass, field

import pytest

from orgbilling.edge.wire.connections import Connections, counted_as
from orgbilling.edge.wire.limits import WireLimits


@dataclass(eq=False)
class Made:
    """A connection as `Connections` sees one."""

    is_idle: bool = False
    is_reading_body: bool = False
    unread_bytes: int = 0
    log: list[str] = field(default_factory=list)

    def give_way(self) -> None:
        self.log.append("gave way")

    def go_on(self) -> None:
        self.log.append("goes on")

    def break_off(self) -> None:
        self.log.append("broken off")

    def end_if_overdue(self, now_s: float) -> None:
        self.log.append(f"looked at {now_s}")


def connections_of(most: int, each: int, proxies: frozenset[str] = frozenset()) -> Connections:
    return Connections(WireLimits(32_768, 100, 10, 20, 300, 30, 8, 75, most, each, proxies))


class Door:
    """Admits connections in a loop of the test's."""

    def __init__(self, connections: Connections) -> None:
        self.connections = connections
        self.loop = asyncio.get_running_loop()

    def admit(self, host: str, *, proceeds: bool = False, is_idle: bool = False) -> Made | None:
        made = Made(is_idle=is_idle)
        if not self.connections.admit(made, host, self.loop):
            return None
        if proceeds or is_idle:
            self.connections.proceeds(made)
        return made


async def test_of_an_address_that_is_full_the_one_that_waits_longest_gives_way() -> None:
    door = Door(connections_of(100, 3))
    busy = door.admit("192.0.2.1", proceeds=True)
    first, second = door.admit("192.0.2.1"), door.admit("192.0.2.1")
    assert busy is not None
    assert first is not None
    assert second is not None
    assert door.admit("192.0.2.1") is not None
    assert (busy.log, first.log, second.log) == ([], ["gave way"], [])


async def test_one_whose_request_is_not_whole_goes_before_one_that_is_idle() -> None:
    door = Door(connections_of(100, 2))
    idle, half = door.admit("192.0.2.1", is_idle=True), door.admit("192.0.2.1")
    assert idle is not None
    assert half is not None
    assert door.admit("192.0.2.1", proceeds=True) is not None
    assert (idle.log, half.log) == ([], ["gave way"])
    assert door.admit("192.0.2.1", proceeds=True) is not None
    assert idle.log == ["gave way"]
    assert door.admit("192.0.2.1") is None


async def test_where_all_are_taken_the_address_that_has_most_makes_room() -> None:
    door = Door(connections_of(10, 8))
    many = [door.admit("192.0.2.1") for _ in range(8)]
    few = [door.admit("192.0.2.2") for _ in range(2)]
    for number in range(3):
        assert door.admit(f"192.0.2.{10 + number}", proceeds=True) is not None
    assert [one.log for one in many if one is not None] == [["gave way"]] * 3 + [[]] * 5
    assert [one.log for one in few if one is not None] == [[], []]
    assert len(door.connections) == 10


async def test_who_is_being_answered_stays_and_a_new_one_is_refused() -> None:
    door = Door(connections_of(4, 4))
    for _ in range(4):
        assert door.admit("192.0.2.1", proceeds=True) is not None
    assert door.admit("192.0.2.2") is None
    assert len(door.connections) == 4


async def test_a_body_that_is_read_ends_only_for_an_address_that_has_few() -> None:
    door = Door(connections_of(8, 6))
    bodies = [door.admit("192.0.2.1") for _ in range(6)]
    for one in bodies:
        assert one is not None
        one.is_reading_body = True
    assert door.admit("192.0.2.1") is None
    assert door.admit("192.0.2.2", proceeds=True) is not None
    assert door.admit("192.0.2.2", proceeds=True) is not None
    assert [one.log for one in bodies if one is not None] == [[]] * 6
    assert door.admit("192.0.2.3") is not None
    assert [one.log for one in bodies if one is not None] == [["gave way"]] + [[]] * 5


async def test_a_trusted_proxy_brings_as_many_as_there_are() -> None:
    door = Door(connections_of(10, 2, frozenset({"192.0.2.0/24"})))
    assert all(door.admit("192.0.2.9", proceeds=True) for _ in range(10))
    assert door.admit("192.0.2.9") is None


async def test_one_that_has_ended_is_forgotten() -> None:
    door = Door(connections_of(2, 2))
    made = [door.admit("192.0.2.1", proceeds=True) for _ in range(2)]
    for one in made:
        assert one is not None
        door.connections.leave(one)
        door.connections.leave(one)
        door.connections.waits(one)
    assert len(door.connections) == 0
    assert door.admit("192.0.2.1") is not None


async def test_all_are_looked_at_and_what_nobody_reads_is_broken_off() -> None:
    door = Door(connections_of(100, 100))
    small, large = door.admit("192.0.2.1"), door.admit("192.0.2.1")
    assert small is not None
    assert large is not None
    small.unread_bytes, large.unread_bytes = 1_000_000, 80_000_000
    door.connections.sweep(7)
    assert (small.log, large.log) == (["looked at 7"], ["looked at 7", "broken off"])


async def test_bodies_are_read_in_turns_and_an_address_has_a_quarter_of_them() -> None:
    door = Door(connections_of(100, 100))
    many = [door.admit("192.0.2.1") for _ in range(5)]
    other = door.admit("192.0.2.2")
    assert other is not None
    turns = [door.connections.take_turn(one) for one in many if one is not None]
    assert turns == [True, True, False, False, False]
    assert door.connections.take_turn(other)
    assert door.connections.take_turn(other)
    first, second, third, fourth, fifth = (one for one in many if one is not None)
    door.connections.end_turn(first)
    assert (third.log, fourth.log) == (["goes on"], [])
    # One that ends while it waits has no turn any more, and takes none from others.
    door.connections.leave(fourth)
    door.connections.leave(second)
    assert (fourth.log, fifth.log) == ([], ["goes on"])
    door.connections.end_turn(fifth)
    door.connections.end_turn(fifth)
    assert door.connections.take_turn(first)


async def test_of_all_bodies_so_many_are_read_at_a_time() -> None:
    door = Door(connections_of(100, 100))
    made = [door.admit(f"192.0.2.{number}") for number in range(10)]
    turns = [door.connections.take_turn(one) for one in made if one is not None]
    assert turns == [True] * 8 + [False] * 2
    assert made[0] is not None
    door.connections.leave(made[0])
    assert [one.log for one in made[8:] if one is not None] == [["goes on"], []]


@pytest.mark.parametrize(
    ("host", "counted"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
    ],
)
def test_an_address_is_counted_as_its_network(host: str, counted: str) -> None:
    assert counted_as(host) == counted
