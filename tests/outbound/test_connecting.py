"""The address that was looked at is the one that is connected to."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from ipaddress import ip_address
from pathlib import Path

import httpx2
import pytest

from orgbilling.outbound.connecting import Anywhere, Connector, Policy, Refused, Transport, in_turn
from orgbilling.outbound.hosts import HostsFile
from orgbilling.outbound.name_servers import NameServers
from orgbilling.outbound.names import Names
from orgbilling.outbound.networks import Address
from tests.outbound.name_server_rig import NameServer


class NotThisMachine(Anywhere):
    def __init__(self) -> None:
        self.checked: list[tuple[str, list[str]]] = []

    def check(self, host: str, port: int, addresses: Iterable[Address]) -> None:
        assert 0 < port < 65536
        self.checked.append((host, [str(address) for address in addresses]))
        if any(address.is_loopback for address in addresses):
            raise Refused("This is this machine.")


def connector_of(server: NameServer, policy: Policy, hosts: Path | None = None) -> Connector:
    names = Names(
        NameServers((server.address,), Path("/nowhere/resolv.conf")),
        hosts=HostsFile(hosts or Path("/nowhere/hosts")),
        within_s=1,
        at_a_time=4,
        kept_max=8,
    )
    return Connector(names, policy)


def transport_of(connector: Connector) -> Transport:
    return Transport(ssl.create_default_context(), connector)


@asynccontextmanager
async def listening(host: str = "127.0.0.1") -> AsyncIterator[int]:
    """A server that answers 200 on every connection, and closes it."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, host, 0) as server:
        yield server.sockets[0].getsockname()[1]


async def get(transport: Transport, url: str) -> httpx2.Response:
    timeout = httpx2.Timeout(5, connect=2)
    async with httpx2.AsyncClient(transport=transport, timeout=timeout) as client:
        return await client.get(url)


async def test_a_name_of_a_name_server_is_connected_to(name_server: NameServer) -> None:
    async with listening() as port:
        transport = transport_of(connector_of(name_server, Anywhere()))
        answer = await get(transport, f"http://a-127-0-0-1.example:{port}/")
        assert (answer.status_code, answer.text) == (200, "ok")


async def test_a_name_that_says_another_address_later_gains_nothing(
    name_server: NameServer,
) -> None:
    """Asked first it says a public address, and from then on this machine's."""
    policy, host = NotThisMachine(), "flip-192-0-2-1-127-0-0-1.rebinding"
    async with listening() as port:
        connector = connector_of(name_server, policy)
        looked_at = await connector.addresses_of(host, port)
        assert [str(address) for address in looked_at] == ["192.0.2.1"]
        with pytest.raises(httpx2.TransportError):
            # It goes to the public one, which does not answer, or is refused: never to us.
            await get(transport_of(connector), f"http://{host}:{port}/")
        assert name_server.asked(host) == 2
        fresh = connector_of(name_server, policy)
        with pytest.raises(httpx2.ConnectError, match="this machine"):
            await get(transport_of(fresh), f"http://{host}:{port}/")
    assert policy.checked[-1] == (host, ["127.0.0.1"])


async def test_a_name_with_one_refused_address_is_refused(
    name_server: NameServer, tmp_path: Path
) -> None:
    hosts = tmp_path / "hosts"
    hosts.write_text("192.0.2.1 both\n127.0.0.1 both\n")
    with pytest.raises(httpx2.ConnectError, match="this machine"):
        await get(transport_of(connector_of(name_server, NotThisMachine(), hosts)), "http://both/")


async def test_the_next_address_is_tried_where_one_does_not_answer(
    name_server: NameServer, tmp_path: Path
) -> None:
    hosts = tmp_path / "hosts"
    with socket.socket() as full:
        # It takes no connection any more: whoever connects waits.
        full.bind(("127.0.0.2", 0))
        full.listen(0)
        port = full.getsockname()[1]
        kept = [socket.create_connection(("127.0.0.2", port)) for _ in range(1)]

        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            writer.close()

        async with await asyncio.start_server(answer, "127.0.0.1", port):
            hosts.write_text("::1 several\n127.0.0.2 several\n127.0.0.1 several\n")
            transport = transport_of(connector_of(name_server, Anywhere(), hosts))
            assert (await get(transport, f"http://several:{port}/")).status_code == 200
        for one in kept:
            one.close()


async def test_what_nobody_answers_for_is_a_failed_connection(name_server: NameServer) -> None:
    transport = transport_of(connector_of(name_server, Anywhere()))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        for host in ("a-127-0-0-1.example", "gone.example", "silent.example"):
            with pytest.raises(httpx2.ConnectError):
                await get(transport, f"http://{host}:{port}/")


def test_families_take_turns() -> None:
    given = [ip_address(text) for text in ("1.1.1.1", "1.1.1.2", "1.1.1.3", "2606::1", "2606::2")]
    assert [str(one) for one in in_turn(given)] == [
        "2606::1", "1.1.1.1", "2606::2", "1.1.1.2", "1.1.1.3",
    ]  # fmt: skip
