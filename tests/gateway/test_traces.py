"""Both real traces through the gateway: the bill is the sum that the trace and the prices give."""

import asyncio
import csv
import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import httpx2
import pytest

from tests.gateway.conftest import Caller, cost
from tests.traces import part_of, real_traces

CALLERS = 16


def requests_of(path: Path) -> Iterator[tuple[int, int]]:
    with path.open(newline="") as file:
        for row in csv.DictReader(file):
            yield int(row["ContextTokens"]), int(row["GeneratedTokens"])


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("kind", ["code", "conv"])
async def test_a_trace_is_billed_to_the_last_decimal(
    make_caller: Callable[..., Caller], tmp_path: Path, kind: str
) -> None:
    trace = next(path for path in real_traces() if kind in path.name)
    path, _ = part_of(trace, tmp_path)
    calls = list(requests_of(path))
    expected = sum((cost(*tokens) for tokens in calls), Decimal(0))
    caller = make_caller(0)
    caller.world.add(100_000_000)
    caller.world.allocate(caller.user_id, 100_000_000, "never")
    waiting = iter(calls)

    async def send(client: httpx2.AsyncClient) -> None:
        for number, (input_tokens, output_tokens) in enumerate(waiting):
            orders = json.dumps({"input": input_tokens, "output": output_tokens})
            answer = await client.post(
                "/v1/chat/completions",
                json={
                    "model": "gpt-test",
                    "messages": [{"role": "user", "content": orders}],
                    "max_tokens": max(output_tokens, 1),
                    "stream": number % 2 == 0,
                },
            )
            assert answer.status_code == 200, answer.text

    async with httpx2.AsyncClient(
        base_url=caller.server.url,
        headers={"authorization": f"Bearer {caller.key}"},
        timeout=60,
        limits=httpx2.Limits(max_connections=CALLERS),
    ) as client:
        await asyncio.gather(*(send(client) for _ in range(CALLERS)))
    caller.settled()
    billed = caller.world.one(
        """select count(*) as calls, sum(credits_used) as credits, sum(uncollected_credits) as owed,
           sum((request_metadata ->> 'input_tokens')::bigint) as input_tokens,
           sum(coalesce((request_metadata ->> 'output_tokens')::bigint, 0)) as output_tokens
           from credit_usage_attribution where org_id = %s""",
        caller.world.org_id,
    )
    assert billed == {
        "calls": len(calls),
        "credits": expected,
        "owed": 0,
        "input_tokens": sum(tokens[0] for tokens in calls),
        "output_tokens": sum(tokens[1] for tokens in calls),
    }
    assert caller.world.differences() == []
