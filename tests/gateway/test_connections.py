"""Connections to a provider: few for few calls, as many as there are streams, and none for ever."""

import asyncio
import socket
import struct
import threading
from collections import Counter
from collections.abc import Iterator

import httpx2
import pytest
import uvloop

from orgbilling.gateway.clients import trusted_certificates
from orgbilling.gateway.connections import PooledTransport
from tests.gateway import provider
from tests.gateway.conftest import Provider, told

IDLE_S = 0.5


def transport_of(connections_max: int = 2_000) -> PooledTransport:
    return PooledTransport(trusted_certificates(), connections_max=connections_max, idle_s=IDLE_S)


def client_of(transport: PooledTransport, pool_timeout_s: float = 5) -> httpx2.AsyncClient:
    timeout = httpx2.Timeout(10, pool=pool_timeout_s)
    headers = {"authorization": f"Bearer {provider.KEY}"}
    return httpx2.AsyncClient(transport=transport, timeout=timeout, headers=headers)


async def begin(client: httpx2.AsyncClient, upstream: Provider) -> httpx2.Response:
    """Begin a stream that goes on until it is closed."""
    body = {"model": "m", "stream": True, "messages": told(chunks=1_000, pause_ms=20)}
    asked = client.build_request("POST", f"{upstream.url}/v1/chat/completions", json=body)
    response = await client.send(asked, stream=True)
    assert response.status_code == 200
    return response


def running(transport: PooledTransport) -> list[int]:
    return [pool.running for pool in transport._pools]


async def test_pools_are_as_many_as_the_streams_need(upstream: Provider) -> None:
    transport = transport_of()
    async with client_of(transport) as client:
        for _ in range(20):
            # One after another they need one pool, and one connection of it.
            await client.get(f"{upstream.url}/count")
        assert running(transport) == [0]
        streams = await asyncio.gather(*(begin(client, upstream) for _ in range(40)))
        assert running(transport) == [16, 16, 8]
        for stream in streams[:20]:
            await stream.aclose()
            # What is closed twice counts once.
            assert isinstance(stream.stream, httpx2.AsyncByteStream)
            await stream.stream.aclose()
        assert sum(running(transport)) == 20
        first = running(transport)[0]
        streams[:20] = [await begin(client, upstream)]
        assert running(transport)[0] == first + 1
        for stream in streams:
            await stream.aclose()
        assert sum(running(transport)) == 0
        await asyncio.sleep(IDLE_S * 1.5)
        await client.get(f"{upstream.url}/count")
        assert running(transport) == [0]


async def test_who_finds_no_connection_waits_as_long_as_the_timeout_says(
    upstream: Provider,
) -> None:
    transport = transport_of(connections_max=16)
    async with client_of(transport, pool_timeout_s=0.3) as client:
        streams = [await begin(client, upstream) for _ in range(16)]
        with pytest.raises(httpx2.PoolTimeout):
            await begin(client, upstream)
        assert running(transport) == [16]
        await streams.pop().aclose()
        streams.append(await begin(client, upstream))
        for stream in streams:
            await stream.aclose()


async def test_a_request_that_fails_leaves_no_trace() -> None:
    transport = transport_of()
    async with client_of(transport) as client:
        for _ in range(20):
            try:
                await client.get("http://127.0.0.1:9/")
            except httpx2.ConnectError:
                continue
        assert running(transport) == [0]


@pytest.fixture
def resetting_port() -> Iterator[int]:
    """A server that resets each connection as soon as it has it."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(512)

        def reset_each() -> None:
            while True:
                try:
                    accepted, _ = listening.accept()
                except OSError:
                    return
                accepted.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                accepted.close()

        threading.Thread(target=reset_each, daemon=True).start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)


def test_a_connection_that_is_reset_at_once_is_a_lost_one(resetting_port: int) -> None:
    """With the event loop of the server, in which a socket may be gone before it is looked at."""
    told: Counter[type[BaseException]] = Counter()

    async def ask(transport: PooledTransport) -> None:
        request = httpx2.Request("GET", f"http://127.0.0.1:{resetting_port}/")
        try:
            await transport.send(request)
        except httpx2.HTTPError as error:
            told[type(error)] += 1

    async def ask_often() -> None:
        transport = transport_of()
        for _ in range(20):
            await asyncio.gather(*(ask(transport) for _ in range(50)))
        assert running(transport) == [0] * len(running(transport))
        await transport.aclose()

    uvloop.run(ask_often())
    assert told.total() == 1_000
