"""A server that resets its connections is one that does not answer."""

import asyncio

import pytest
import uvloop

from orgbilling.replay.http import Client, ReplayError
from tests.gateway.test_connections import resetting_port

__all__ = ["resetting_port"]


def test_a_connection_that_is_reset_at_once_is_a_lost_one(resetting_port: int) -> None:
    async def ask(client: Client) -> None:
        with pytest.raises(ReplayError, match="is not available"):
            await client.send("GET", "/")

    async def ask_often() -> None:
        url = f"http://127.0.0.1:{resetting_port}"
        for _ in range(20):
            async with Client(url, connections=50, patience_s=0) as client:
                await asyncio.gather(*(ask(client) for _ in range(50)))

    uvloop.run(ask_often())
