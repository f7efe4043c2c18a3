"""Real servers: `orgbilling serve` in processes of their own, on free ports of this machine."""

import random
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import httpx2

from tests.api_client import Client
from tests.conftest import POSTGRES_VERSION
from tests.limits import NO_LIMITS_ENVIRONMENT
from tests.servers.process import Process

PROGRAM = [sys.executable, "-c", "from orgbilling.cli import main; main()"]
READY = "OrgBilling is ready"
# Demonstration data are loaded in it, on a machine that may have other things to do.
START_WITHIN_S = 180


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def free_metrics_port() -> int:
    """A port for metrics, and the one after it: a server takes them last, and until then they
    must not be the next one's own, which are those that the machine gives away."""
    while True:
        port = random.randrange(20_000, 32_000, 2)
        with socket.socket() as first, socket.socket() as second, suppress(OSError):
            first.bind(("127.0.0.1", port))
            second.bind(("127.0.0.1", port + 1))
            return port


class Server(Process):
    """One server process; it has started once `wait_until_ready` returns."""

    def __init__(self, **environment: str) -> None:
        self.port = int(environment.get("ORGBILLING_PORT") or free_port())
        given = environment.get("ORGBILLING_METRICS_PORT")
        self.metrics_port = int(given) if given else free_metrics_port()
        ours = NO_LIMITS_ENVIRONMENT | {
            "ORGBILLING_POSTGRES_VERSION": str(POSTGRES_VERSION),
            "ORGBILLING_DEMO": "false",
            "ORGBILLING_WORKER_IN_SERVE": "false",
            "ORGBILLING_PORT": str(self.port),
            "ORGBILLING_METRICS_PORT": str(self.metrics_port),
        }
        super().__init__(
            [*PROGRAM, "serve"], ours | environment, READY, start_within_s=START_WITHIN_S
        )

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def metrics(self) -> str:
        """What Prometheus is told."""
        answer = httpx2.get(f"http://127.0.0.1:{self.metrics_port}/metrics", timeout=30)
        assert answer.status_code == 200, answer.text
        return answer.text

    def client(self, **options: Any) -> Client:
        """A client of this server, without a credential unless the options bring one."""
        return Client(**{"base_url": self.url, "timeout": 30, **options})

    def like(self, other: Client) -> Client:
        """A client of this server with another client's credential."""
        authorization = other.headers.get("authorization")
        headers = {"authorization": authorization} if authorization else {}
        made = self.client(cookies=dict(other.cookies), headers=headers)
        made.user_id, made.email = other.user_id, other.email
        return made


@contextmanager
def serving(count: int = 1, **environment: str) -> Iterator[list[Server]]:
    """Start servers with the same settings, all at once, and stop them in the end."""
    servers = [Server(**environment) for _ in range(count)]
    try:
        for server in servers:
            server.wait_until_ready()
        yield servers
    finally:
        for server in servers:
            if server.process.poll() is None:
                server.ask_to_stop()
        for server in servers:
            server.end()


def wait_until_all_serve(server: Server, processes: int, within_s: float = 60) -> None:
    """Wait until each of its processes serves, of which the first is enough for it to be ready.

    Each says so when it has read its upstreams again, also one that was told to while it started.
    """

    def told() -> int:
        return sum("gateway_upstreams_reloaded" in line for line in list(server.lines))

    before, until_s = told(), time.monotonic() + within_s
    server.process.send_signal(signal.SIGHUP)
    while told() < before + processes:
        assert time.monotonic() < until_s, server.lines
        time.sleep(0.05)
