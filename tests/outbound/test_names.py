"""Names are looked up by our own questions: with an end, few at a time, and remembered."""

import asyncio
import threading
import time
from ipaddress import ip_address
from pathlib import Path

import pytest
import uvloop

from orgbilling.kernel.name_servers import server_address
from orgbilling.outbound.hosts import HostsFile
from orgbilling.outbound.name_servers import NameNotFound, NameServers, NameUnknown
from orgbilling.outbound.names import Names
from tests.outbound.name_server_rig import NameServer

WITHIN_S = 1.0


def names_at(server: NameServer, at_a_time: int = 4, **more: object) -> Names:
    given: dict[str, object] = {
        "hosts": HostsFile(Path("/nowhere/hosts")), "within_s": WITHIN_S, "kept_max": 8,
    }  # fmt: skip
    servers = NameServers((server.address,), Path("/nowhere/resolv.conf"))
    return Names(servers, at_a_time=at_a_time, **(given | more))  # type: ignore[arg-type]


async def found(names: Names, host: str, *, searches: bool = False) -> set[str]:
    return {str(address) for address in await names.addresses_of(host, searches=searches)}


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("a-192-0-2-1.example", "192.0.2.1"),
        ("A-192-0-2-1.EXAMPLE.", "192.0.2.1"),
        ("v6-2001-db8--1.example", "2001:db8::1"),
        # One family is enough, where the other's name server says nothing.
        ("halved.example", "192.0.2.7"),
        ("203.0.113.7", "203.0.113.7"),
        ("[2001:db8::7]", "2001:db8::7"),
    ],
)
async def test_a_name_has_its_addresses(name_server: NameServer, host: str, address: str) -> None:
    assert await found(names_at(name_server), host) == {address}


def test_it_works_in_the_servers_own_loop(name_server: NameServer) -> None:
    async def look() -> set[str]:
        return await found(names_at(name_server), "many-200.example")

    assert len(uvloop.run(look())) == 200


@pytest.mark.parametrize(
    ("host", "error"),
    [
        ("gone.example", NameNotFound),
        ("nothing.example", NameNotFound),
        ("silent.example", NameUnknown),
        ("broken.example", NameUnknown),
        # An answer of 300 addresses is longer than is read.
        ("many-300.example", NameUnknown),
        # Numbers that some read as addresses are names, and nobody's.
        ("2130706433.gone", NameNotFound),
        ("0x7f.1.gone", NameNotFound),
        ("-".join(["a"] * 60) + ".gone", NameNotFound),
        ("x" * 64 + ".gone", NameNotFound),
        ("a..gone", NameNotFound),
    ],
)
async def test_what_has_no_address_is_told_in_time(
    name_server: NameServer, host: str, error: type[Exception]
) -> None:
    begun_s = time.monotonic()
    with pytest.raises(error):
        await found(names_at(name_server), host)
    assert time.monotonic() - begun_s < WITHIN_S + 0.5


async def test_no_thread_looks_anything_up(name_server: NameServer) -> None:
    names, before = names_at(name_server, at_a_time=12), threading.active_count()
    silent = [found(names, f"silent-{number}.example") for number in range(12)]
    waiting = asyncio.gather(*silent, return_exceptions=True)
    await asyncio.sleep(0.2)
    assert threading.active_count() == before
    assert {type(error) for error in await waiting} == {NameUnknown}


async def test_few_are_looked_up_at_a_time_and_the_rest_is_refused(name_server: NameServer) -> None:
    names = names_at(name_server, at_a_time=2)
    hosts = [f"silent-few-{number}.example" for number in range(30)]
    begun_s = time.monotonic()
    told = await asyncio.gather(*(found(names, host) for host in hosts), return_exceptions=True)
    assert {type(error) for error in told} == {NameUnknown}
    assert time.monotonic() - begun_s < WITHIN_S + 0.5
    asked = [host for host in hosts if name_server.asked(host)]
    # Two were asked for, and the two whose turn came when the first had their time.
    assert 2 <= len(asked) <= 4
    assert len([task for task in asyncio.all_tasks() if "_look_up" in repr(task)]) <= 2 * 9


async def test_one_partys_silent_names_are_nobody_elses_business(name_server: NameServer) -> None:
    everybody = asyncio.Semaphore(64)
    attacker = names_at(name_server, at_a_time=4, also=everybody)
    neighbour = names_at(name_server, at_a_time=4, also=everybody)
    silent = [found(attacker, f"silent-a{number}.example") for number in range(36)]
    attacking = asyncio.gather(*silent, return_exceptions=True)
    await asyncio.sleep(0.1)
    begun_s = time.monotonic()
    assert await found(neighbour, "a-192-0-2-9.example") == {"192.0.2.9"}
    assert time.monotonic() - begun_s < 0.5
    await attacking


async def test_a_name_is_looked_up_once_for_all_who_wait_and_kept(name_server: NameServer) -> None:
    names, host = names_at(name_server), "a-192-0-2-33.example"
    assert await asyncio.gather(*(found(names, host) for _ in range(9))) == [{"192.0.2.33"}] * 9
    await found(names, host)
    # Once for each family.
    assert name_server.asked(host) == 2


async def test_no_more_is_kept_than_there_is_room_for(name_server: NameServer) -> None:
    names = names_at(name_server)
    for number in range(20):
        await found(names, f"a-192-0-2-{number}.room")
    assert len(names._kept) == 8
    await found(names, "a-192-0-2-0.room")
    assert name_server.asked("a-192-0-2-0.room") == 4


async def test_that_nobody_answers_is_remembered_for_a_moment(name_server: NameServer) -> None:
    names = names_at(name_server)
    for _ in range(3):
        with pytest.raises(NameUnknown):
            await found(names, "broken.remembered")
    assert name_server.asked("broken.remembered") == 2


async def test_the_machines_own_list_comes_first_and_is_read_again(
    name_server: NameServer, tmp_path: Path
) -> None:
    hosts = tmp_path / "hosts"
    hosts.write_text("192.0.2.50  Inside inside.example # ours\nnonsense here\n::1 six\n")
    names = names_at(name_server, hosts=HostsFile(hosts))
    assert await found(names, "INSIDE.") == {"192.0.2.50"}
    assert await found(names, "inside.example") == {"192.0.2.50"}
    assert await found(names, "six") == {"::1"}
    assert name_server.asked("inside.example") == 0
    hosts.write_text("192.0.2.51 inside\n192.0.2.52 inside\n")
    assert await found(names, "inside") == {"192.0.2.51", "192.0.2.52"}


async def test_localhost_is_this_machine_whatever_others_say(name_server: NameServer) -> None:
    for host in ("localhost", "LOCALHOST.", "api.localhost"):
        assert await found(names_at(name_server), host) == {"::1", "127.0.0.1"}


@pytest.mark.parametrize(
    ("host", "searches", "expected"),
    [
        ("a-192-0-2-60", True, {"192.0.2.60"}),
        ("a-192-0-2-61.svc", True, {"192.0.2.61"}),
        # As it stands: nothing of an organization's is looked for among the machine's neighbours.
        ("gone", False, None),
    ],
)
async def test_search_domains_hold_for_whom_the_operator_names(
    name_server: NameServer,
    tmp_path: Path,
    host: str,
    searches: bool,
    expected: set[str] | None,
) -> None:
    configuration = tmp_path / "resolv.conf"
    configuration.write_text(
        "nameserver 127.0.0.1\nsearch first.gone second.example\noptions ndots:3\n"
    )
    servers = NameServers((name_server.address,), configuration)
    names = Names(
        servers, hosts=HostsFile(tmp_path / "none"), within_s=WITHIN_S, at_a_time=4, kept_max=8
    )
    if expected is None:
        with pytest.raises(NameNotFound):
            await found(names, host, searches=searches)
    else:
        assert await found(names, host, searches=searches) == expected
    tried = name_server.asked(f"{host}.first.gone")
    assert (tried > 0) is searches


async def test_the_machines_name_servers_are_read_again_when_they_change(tmp_path: Path) -> None:
    configuration = tmp_path / "resolv.conf"
    servers = NameServers((), configuration)
    assert servers._configured().nameservers == []
    configuration.write_text("nameserver 192.0.2.53\n")
    assert [str(one) for one in servers._configured().nameservers] == ["Do53:192.0.2.53@53"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("192.0.2.53", ("192.0.2.53", 53)),
        ("192.0.2.53:5353", ("192.0.2.53", 5353)),
        ("2001:db8::53", ("2001:db8::53", 53)),
        ("[2001:db8::53]:5353", ("2001:db8::53", 5353)),
        ("[2001:db8::53]", ("2001:db8::53", 53)),
    ],
)
def test_a_name_server_is_written_as_an_address(text: str, expected: tuple[str, int]) -> None:
    assert server_address(text) == expected
    assert ip_address(expected[0])


@pytest.mark.parametrize("text", ["ns.example", "192.0.2.53:x", "[2001:db8::53]x", "1.2.3.4:0", ""])
def test_what_is_no_address_is_no_name_server(text: str) -> None:
    with pytest.raises(ValueError):
        server_address(text)
