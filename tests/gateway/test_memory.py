"""Streams leave nothing behind in the server's memory."""

import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from bench.gateway_memory import measure_growth
from tests.conftest import OwnerConnection
from tests.gateway.conftest import Caller, Provider, new_caller, settings_of, told
from tests.servers.server import Server, serving

WARM_STREAMS = 600
STREAMS = 2_000
# A call that is kept, with its chunks, takes several times as much.
BYTES_A_STREAM_MAX = 1_500


@pytest.fixture
def fresh_server(tmp_path: Path, upstream: Provider, owner_url: str) -> Iterator[Server]:
    with serving(1, **settings_of(tmp_path, upstream, owner_url)) as [started]:
        yield started


@pytest.fixture
def make_streamer(
    owner: OwnerConnection, fresh_server: Server, prices: None
) -> Callable[..., Caller]:
    return partial(new_caller, owner, fresh_server)


@pytest.mark.slow
@pytest.mark.timeout(400)
async def test_streams_leave_nothing_behind(
    make_streamer: Callable[..., Caller], fresh_server: Server
) -> None:
    caller = make_streamer(9_999)
    orders = told(input=10, output=5, chunks=5)
    body = {"model": "gpt-test", "messages": orders, "max_tokens": 5, "stream": True}
    growth = await measure_growth(
        fresh_server.port, fresh_server.process.pid, caller.key, json.dumps(body).encode(),
        WARM_STREAMS, STREAMS,
    )  # fmt: skip
    assert growth.bytes_a_stream < BYTES_A_STREAM_MAX, growth
    assert len(caller.usage()) == WARM_STREAMS + STREAMS
