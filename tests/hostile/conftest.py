"""A server as an installation has it, and a neighbour with credits who spends and calls models."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bench.requests import request_of
from tests.conftest import OwnerConnection
from tests.gateway.conftest import (
    Caller,
    Provider,
    new_caller,
    prices,
    settings_of,
    told,
    upstream,
)
from tests.hostile.neighbour import ID_MARK
from tests.hostile.rig import Rig
from tests.servers.server import Server, serving

__all__ = ["prices", "upstream"]


@pytest.fixture
def settings() -> dict[str, str]:
    """What the server's environment says besides; a test file may say otherwise."""
    return {}


@pytest.fixture
def hostile_server(
    tmp_path: Path, upstream: Provider, owner_url: str, settings: dict[str, str]
) -> Iterator[Server]:
    """A server for one test alone: what is measured of its memory is that test's."""
    with serving(1, **settings_of(tmp_path, upstream, owner_url) | settings) as [started]:
        yield started


@pytest.fixture
def make_caller(
    owner: OwnerConnection, hostile_server: Server, prices: None
) -> Callable[[], Caller]:
    """Make a member with credits and a key, in an organization of their own."""
    return lambda: new_caller(owner, hostile_server, 9_000)


@pytest.fixture
def rig(hostile_server: Server, make_caller: Callable[[], Caller]) -> Rig:
    """The server, and a neighbour who deducts, reads what is left and calls a model, in turn."""
    neighbour = make_caller()
    return Rig(hostile_server, requests_of(neighbour))


def requests_of(neighbour: Caller) -> list[str]:
    """What somebody's program asks."""
    credits = f"/api/v1/org-billing/credits/{neighbour.world.org_id}"
    key = {"Authorization": f"Bearer {neighbour.key}"}
    spent = {
        "user_id": neighbour.user_id,
        "credits": 0.01,
        "service_type": "llm",
        "request_id": ID_MARK,
    }
    call = {"model": "gpt-test", "messages": told(input=10, output=2), "max_tokens": 5}
    return [
        request_of("POST", f"{credits}/deduct", body=spent, headers=key).decode(),
        request_of("GET", f"{credits}", headers=key).decode(),
        request_of("POST", "/v1/chat/completions", body=call, headers=key).decode(),
    ]
