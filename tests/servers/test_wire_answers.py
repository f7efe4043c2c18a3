"""How long an answer may take to begin. One that has begun, or is a model's, may go on."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import OwnerConnection
from tests.credits.company import Company, code_of, new_key
from tests.credits.engine_rig import locked
from tests.gateway.conftest import Caller, Provider, new_caller, prices, settings_of, upstream
from tests.servers.conftest import People
from tests.servers.server import Server, serving

__all__ = ["prices", "upstream"]

# Less than each of the answers below takes.
LIMITS = {
    "ORGBILLING_HEADER_TIMEOUT_S": "1",
    "ORGBILLING_BODY_TIMEOUT_S": "1",
    "ORGBILLING_REQUEST_TIMEOUT_S": "1.5",
    "ORGBILLING_UNREAD_TIMEOUT_S": "1",
    "ORGBILLING_KEEP_ALIVE_S": "1",
    "ORGBILLING_GATEWAY_TIMEOUT_S": "30",
}


@pytest.fixture(scope="module")
def hasty(
    tmp_path_factory: pytest.TempPathFactory, upstream: Provider, owner_url: str
) -> Iterator[Server]:
    folder: Path = tmp_path_factory.mktemp("hasty")
    with serving(1, **settings_of(folder, upstream, owner_url) | LIMITS) as [started]:
        yield started


@pytest.fixture
def caller(owner: OwnerConnection, hasty: Server, prices: None) -> Caller:
    return new_caller(owner, hasty)


def test_a_stream_goes_on_for_longer_than_any_deadline(caller: Caller) -> None:
    began_s = time.monotonic()
    answer = caller.ask({"chunks": 12, "pause_ms": 400, "output": 12}, stream=True, max_tokens=20)
    assert time.monotonic() - began_s > 4
    assert answer.status_code == 200
    assert answer.text.rstrip().endswith("data: [DONE]")


def test_a_model_may_take_its_time_before_it_answers(caller: Caller) -> None:
    assert caller.ask({"silent_ms": 4000}, max_tokens=20).status_code == 200


async def test_what_takes_too_long_to_be_answered_is_503_and_may_be_asked_again(
    people: People, company: Company, hasty: Server, owner_url: str
) -> None:
    member = company.member(100)
    spend = {"user_id": member.user_id, "credits": 1, "service_type": "llm"}
    key = new_key()
    async with hasty.like(company.program) as client:
        with locked(owner_url, company.world, member.user_id):
            late = await client.post(company.path("/deduct"), json=spend, headers=key)
            assert code_of(late) == (503, "answer_timeout")
            assert int(late.headers["retry-after"]) > 0
            assert late.headers["connection"] == "close"
            assert late.headers["content-type"] == "application/problem+json"
        again = await client.post(company.path("/deduct"), json=spend, headers=key)
        assert again.status_code == 200
        await asyncio.sleep(0.2)
    assert company.world.figures(member.user_id, "U") == (1,)
