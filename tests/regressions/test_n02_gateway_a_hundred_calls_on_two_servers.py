"""N2 at the gateway: a hundred calls at once, on two server processes, a balance for ten: exactly
ten reach the provider."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest

from orgbilling.gateway.requests import read_request
from tests.gateway.conftest import Caller, Provider, cost, settings_of, told
from tests.servers.server import serving

CALLS, FIT = 100, 10


@pytest.mark.parametrize("is_stream", [False, True])
async def test_exactly_what_fits_reaches_the_provider(
    make_caller: Callable[..., Caller],
    upstream: Provider,
    owner_url: str,
    tmp_path: Path,
    is_stream: bool,
) -> None:
    body: dict[str, Any] = {
        "model": "gpt-test", "max_tokens": 10, "stream": is_stream,
        # Slow, so that all are there while the first are still held.
        "messages": told(input=20, output=10, silent_ms=2500),
    }  # fmt: skip
    parsed = read_request("chat/completions", json.dumps(body).encode(), 3)
    tokens = parsed.input_at_worst(parsed.fit(), "gpt-test").tokens
    caller = make_caller(str(FIT * cost(tokens, 10)))
    before = upstream.count()
    headers = {"authorization": f"Bearer {caller.key}"}
    with serving(1, **settings_of(tmp_path, upstream, owner_url)) as [second]:
        async with (
            httpx2.AsyncClient(base_url=caller.server.url, headers=headers, timeout=60) as one,
            httpx2.AsyncClient(base_url=second.url, headers=headers, timeout=60) as other,
        ):
            answers = await asyncio.gather(
                *(
                    (one, other)[number % 2].post("/v1/chat/completions", json=body)
                    for number in range(CALLS)
                )
            )
    statuses = [answer.status_code for answer in answers]
    assert (statuses.count(200), statuses.count(402)) == (FIT, CALLS - FIT)
    assert upstream.count() - before == FIT
    assert caller.figures("UH") == (FIT * cost(20, 10), 0)
    assert caller.world.differences() == []
