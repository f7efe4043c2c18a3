"""A server of several processes: one that ends is replaced, one that cannot start stops nobody."""

import os
import signal
import time
from pathlib import Path

import httpx2
import pytest

from tests.gateway.raw_rig import upstream_table
from tests.servers.server import Server, serving, wait_until_all_serve

PROCESSES = 2


@pytest.fixture
def upstreams(tmp_path: Path) -> Path:
    path = tmp_path / "upstreams.toml"
    path.write_text(upstream_table("a", 9, {"gpt-one": "one"}, keyless=True))
    return path


@pytest.fixture
def settings(owner_url: str, upstreams: Path) -> dict[str, str]:
    return {
        "DATABASE_URL": owner_url,
        "ORGBILLING_PROCESSES": str(PROCESSES),
        "ORGBILLING_GATEWAY_UPSTREAMS": str(upstreams),
    }


def serving_in(server: Server) -> set[int]:
    """The ids of the processes that a server has started to serve."""
    path = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children")
    found = set()
    for text in path.read_text().split():
        try:
            command = Path(f"/proc/{text}/cmdline").read_bytes()
        except OSError:
            continue
        if b"spawn_main" in command:
            found.add(int(text))
    return found


def test_a_process_that_cannot_start_stops_nobody_and_starts_once_it_can(
    settings: dict[str, str], upstreams: Path
) -> None:
    with serving(1, **settings) as [server]:
        wait_until_all_serve(server, PROCESSES)
        first, second = sorted(serving_in(server))
        right = upstreams.read_text()
        upstreams.write_text(right + "[[upstream]]\nname = 'wrong'\n")
        os.kill(second, signal.SIGKILL)
        server.line_with("process_did_not_start", within_s=60)
        server.process.send_signal(signal.SIGHUP)
        assert_answers_for(server, 2)
        assert first in serving_in(server)
        upstreams.write_text(right)
        wait_until_nobody_is_replaced(server)


def wait_until_nobody_is_replaced(server: Server) -> None:
    until_s, before = time.monotonic() + 60, set[int]()
    while len(before) < PROCESSES or serving_in(server) != before:
        assert time.monotonic() < until_s, server.lines
        before = serving_in(server)
        # Long enough for one that cannot start to have failed again.
        assert_answers_for(server, 5)


def assert_answers_for(server: Server, duration_s: float) -> None:
    until_s = time.monotonic() + duration_s
    while time.monotonic() < until_s:
        assert httpx2.get(f"{server.url}/readyz", timeout=30).status_code == 200
        time.sleep(0.1)


def test_without_one_that_has_ever_served_the_server_stops(
    settings: dict[str, str], upstreams: Path
) -> None:
    upstreams.write_text("[[upstream]]\nname = 'wrong'\n")
    server = Server(**settings)
    try:
        server.process.wait(60)
    finally:
        server.end()
    assert "models is missing" in "\n".join(server.lines)
