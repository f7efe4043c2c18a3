"""A server that is killed in the middle: what it had sent is settled, what it had not is free."""

import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from tests.gateway.conftest import Caller, Provider, cost, settings_of, told
from tests.servers.server import Server, serving


@pytest.mark.timeout(180)
def test_streams_of_a_killed_server_are_settled_by_another(
    make_caller: Callable[..., Caller],
    server: Server,
    upstream: Provider,
    owner_url: str,
    tmp_path: Path,
) -> None:
    caller = make_caller()
    body: dict[str, Any] = {
        "model": "gpt-test", "stream": True,
        "messages": told(input=100, output=500, chunks=500, pause_ms=20),
    }  # fmt: skip
    with serving(1, **settings_of(tmp_path, upstream, owner_url)) as [dying]:
        client = httpx2.Client(
            base_url=dying.url, headers={"authorization": f"Bearer {caller.key}"}, timeout=30
        )
        with client.stream("POST", "/v1/chat/completions", json=body) as answer:
            lines = answer.iter_lines()
            until = time.monotonic() + 1.5
            came = 0
            while time.monotonic() < until:
                came += next(lines).startswith("data:")
            # One that was never sent: held, and the process dies before it asks anybody.
            unsent = caller.world.hold(caller.user_id, 5, 2)
            dying.process.kill()
            dying.process.wait(10)
        client.close()
    assert caller.figures("H")[0] > 5
    # The other server, which had nothing to do with it, settles what the journal says.
    for _ in range(300):
        [call] = caller.world.rows(
            "select * from gateway_calls where org_id = %s", caller.world.org_id
        )
        if call["settled_at"] is not None:
            break
        time.sleep(0.1)
    [row] = caller.usage()
    known = row["request_metadata"]
    assert known["ended"] == "abandoned"
    text_bytes = sum(len(f"w{number} ") for number in range(came))
    assert text_bytes / 3 - 50 <= known["output_tokens"] <= text_bytes / 3 + 10
    assert row["credits_used"] == cost(known["input_tokens"], known["output_tokens"])
    caller.world.settle()
    assert caller.figures("H") == (0,)
    assert caller.world.one(
        "select status from credit_holds where org_id = %s and hold_id = %s",
        caller.world.org_id, unsent["hold_id"],
    )["status"] == "expired"  # fmt: skip
    assert caller.world.differences() == []


@pytest.mark.parametrize(
    ("audio", "tier", "usd_of_million"),
    [
        (None, None, 2 * 1_000 + 8 * 10),
        (900, None, 2 * 100 + 6 * 900 + 8 * 10),
        (None, "flex", 1 * 1_000 + 4 * 10),
        (900, "flex", 1 * 100 + 6 * 900 + 4 * 10),
        # Of a tier without a price of its own the standard one's holds.
        (None, "other", 2 * 1_000 + 8 * 10),
    ],
)
def test_a_dead_servers_call_is_charged_by_what_its_journal_says(
    make_caller: Callable[..., Caller],
    audio: int | None,
    tier: str | None,
    usd_of_million: int,
) -> None:
    caller = make_caller()
    price = caller.world.one(
        """select price_id from set_model_price(%s, 2, 8, 'test', 'test',
           p_audio_input_usd_per_million => 6, p_parts => %s)""",
        uuid4().hex,
        '{"service_tiers": {"flex": [{"rates": {"input": "1", "output": "4"}}]}}',
    )
    held = caller.world.hold(caller.user_id, 500)
    caller.world.rows(
        """insert into gateway_calls (
               org_id, hold_id, request_id, user_id, process_id, model, upstream, price_id, markup,
               input_tokens_estimated, output_tokens_journaled, dispatched_at, journaled_at,
               audio_input_tokens, service_tier
           ) values (%s, %s, 'r', %s, %s, 'm', 'u', %s, 1.5, 1000, 10, now(),
                     now() - interval '1 hour', %s, %s) returning 1""",
        caller.world.org_id, held["hold_id"], caller.user_id, uuid4(), price["price_id"], audio,
        tier,
    )  # fmt: skip
    caller.settled()
    [row] = caller.usage()
    assert row["credits_used"] == Decimal(usd_of_million) / 1_000_000 * Decimal("1.5") * 1000
    assert row["request_metadata"].get("audio_input_tokens") == audio


@pytest.mark.timeout(120)
def test_a_server_that_stops_settles_what_it_carries(
    make_caller: Callable[..., Caller], upstream: Provider, owner_url: str, tmp_path: Path
) -> None:
    caller = make_caller()
    body: dict[str, Any] = {
        "model": "gpt-test", "stream": True, "messages": told(chunks=2000, pause_ms=20),
    }  # fmt: skip
    with serving(1, **settings_of(tmp_path, upstream, owner_url)) as [stopping]:
        client = httpx2.Client(
            base_url=stopping.url, headers={"authorization": f"Bearer {caller.key}"}, timeout=30
        )
        with client.stream("POST", "/v1/chat/completions", json=body) as answer:
            lines = answer.iter_lines()
            for _ in range(30):
                next(lines)
            stopping.ask_to_stop()
            with pytest.raises(httpx2.RemoteProtocolError):
                for _ in lines:
                    pass
        assert stopping.wait_until_stopped() == 0
        client.close()
    assert caller.figures("H") == (0,)
    [row] = caller.usage()
    assert row["request_metadata"]["ended"] in ("stopped", "client_gone")
    assert row["request_metadata"]["output_tokens"] >= 15
    assert caller.world.differences() == []
