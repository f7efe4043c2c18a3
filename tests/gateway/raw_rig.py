"""A server whose upstreams are the several providers of `raw_provider`."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.conftest import OwnerConnection
from tests.gateway import raw_provider
from tests.gateway.programs import running_program
from tests.servers.server import Server, free_port, serving

KEY = "sk-platform-0123456789"
# Served by: one and held of a alone, two and calm of a and b, gone of nobody and b, late of one
# without patience and b. Whoever serves calm or late first is never remembered as down.
MODELS = ("gpt-one", "gpt-held", "gpt-two", "gpt-calm", "gpt-gone", "gpt-late")


@dataclass
class RawProvider:
    """The other side of the gateway."""

    port: int

    def asked(self, who: str | None = None) -> list[dict[str, Any]]:
        """Every request that it got, or that one of its providers got, in order."""
        answer = httpx2.get(f"http://127.0.0.1:{self.port}/asked", timeout=30)
        return [one for one in answer.json() if who in (None, one["who"])]

    def counts(self) -> dict[str, int]:
        """How often each of its providers was asked so far."""
        asked = [one["who"] for one in self.asked()]
        return {who: asked.count(who) for who in "ab"}


@pytest.fixture(scope="session")
def raw() -> Iterator[RawProvider]:
    """The provider that sends what it is told."""
    with running_program(raw_provider.__file__) as port:
        yield RawProvider(port)


def upstream_table(
    name: str, port: int, models: dict[str, str], path: str | None = None, **more: Any
) -> str:
    """One [[upstream]] of the file."""
    lines = [
        "[[upstream]]",
        f'name = "{name}"',
        f'base_url = "http://127.0.0.1:{port}/{path or name}/v1"',
        *(f"{setting} = {json.dumps(value)}" for setting, value in more.items()),
        "models = { " + ", ".join(f'"{m}" = "{t}"' for m, t in models.items()) + " }",
    ]
    return "\n".join(lines) + "\n"


def raw_settings(folder: Path, raw: RawProvider, owner_url: str) -> dict[str, str]:
    key = {"api_key_env": "TEST_RAW_KEY"}
    path = folder / "raw.toml"
    path.write_text(
        upstream_table("gone", free_port(), {"gpt-gone": "raw-model"}, **key)
        + upstream_table(
            "a", raw.port, dict.fromkeys(("gpt-one", "gpt-two", "gpt-held"), "raw-model"),
            label="Alpha", **key,
        )
        + upstream_table(
            "calm", raw.port, {"gpt-calm": "raw-model"}, path="a", cool_down_s=0, **key
        )
        + upstream_table(
            "late", raw.port, {"gpt-late": "raw-model"}, first_byte_timeout_s=0.4, cool_down_s=0,
            **key,
        )
        + upstream_table(
            "b", raw.port, dict.fromkeys(("gpt-two", "gpt-calm", "gpt-gone", "gpt-late"), "raw-b"),
            keyless=True, timeout_s=2.5,
        )
    )  # fmt: skip
    return {
        "DATABASE_URL": owner_url,
        "TEST_RAW_KEY": KEY,
        "ORGBILLING_GATEWAY_UPSTREAMS": str(path),
        "ORGBILLING_GATEWAY_TIMEOUT_S": "3",
        "ORGBILLING_GATEWAY_JOURNAL_S": "0.2",
    }


def set_raw_prices(owner: OwnerConnection) -> None:
    for model in MODELS:
        owner.execute("select set_model_price(%s, 2.5, 10, 'test', 'test')", [model])


@contextmanager
def raw_serving(
    folder: Path, raw: RawProvider, owner_url: str, owner: OwnerConnection
) -> Iterator[Server]:
    """Run a server that asks the raw providers."""
    set_raw_prices(owner)
    with serving(1, **raw_settings(folder, raw, owner_url)) as [started]:
        yield started


@pytest.fixture(scope="session")
def raw_server(
    tmp_path_factory: pytest.TempPathFactory,
    raw: RawProvider,
    owner_url: str,
    owner_connection: OwnerConnection,
) -> Iterator[Server]:
    """A server that asks the raw providers."""
    with raw_serving(tmp_path_factory.mktemp("raw"), raw, owner_url, owner_connection) as started:
        yield started


@pytest.fixture
def known_good(owner: OwnerConnection, raw_server: Server) -> None:
    """Nothing is remembered of upstreams when a test begins."""
    owner.execute("delete from gateway_upstream_states")
    # What the server knew it forgets when it reads the table, at most once a second.
    time.sleep(1.1)


REFUSAL = {"error": {"message": "No.", "type": "any", "code": "any"}}


def states_of(owner: OwnerConnection) -> list[dict[str, Any]]:
    """What is remembered of upstreams that failed; waits until something is."""
    for _ in range(100):
        rows = owner.execute(
            "select * from gateway_upstream_states where failures > 0 order by upstream, model"
        ).fetchall()
        if rows:
            return rows
        time.sleep(0.05)
    raise AssertionError("nothing is remembered")


def streaming(*steps: Any, **order: Any) -> dict[str, Any]:
    """An order for a stream that consists of these steps."""
    return {"headers": {"content-type": "text/event-stream"}, "steps": list(steps), **order}


def answering(status: int, body: Any, **headers: str) -> dict[str, Any]:
    """An order for an answer of this status and body."""
    text = body if isinstance(body, str) else json.dumps(body)
    return {"status": status, "steps": [text], "headers": headers}
