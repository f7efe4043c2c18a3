"""Real servers: `orgbilling serve` in processes of their own, on free ports of this machine."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.api_client import Client
from tests.conftest import POSTGRES_VERSION
from tests.limits import NO_LIMITS_ENVIRONMENT

PROGRAM = [sys.executable, "-c", "from orgbilling.cli import main; main()"]
READY = "OrgBilling is ready"
# Demonstration data are loaded in it, on a machine that may have other things to do.
START_WITHIN_S = 180
STOP_WITHIN_S = 30


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """One server process; it has started once `wait_until_ready` returns."""

    def __init__(self, **environment: str) -> None:
        self.port = free_port()
        self.lines: list[str] = []
        self._ready = threading.Event()
        inherited = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("ORGBILLING_") and name != "DATABASE_URL"
        }
        ours = NO_LIMITS_ENVIRONMENT | {
            "ORGBILLING_POSTGRES_VERSION": str(POSTGRES_VERSION),
            "ORGBILLING_DEMO": "false",
            "ORGBILLING_WORKER_IN_SERVE": "false",
            "ORGBILLING_PORT": str(self.port),
        }
        self.process = subprocess.Popen(
            [*PROGRAM, "serve"],
            env=inherited | ours | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        # Somebody has to read on, or the server waits for room in the pipe.
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

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

    def wait_until_ready(self) -> None:
        assert self._ready.wait(START_WITHIN_S), self.lines
        assert any(READY in line for line in self.lines), self.lines

    def ask_to_stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)

    def wait_until_stopped(self) -> int:
        """Return its exit status."""
        status = self.process.wait(STOP_WITHIN_S)
        self._reader.join(STOP_WITHIN_S)
        return status

    def end(self) -> None:
        """Leave nothing behind, whatever the test did."""
        if self.process.poll() is None:
            self.ask_to_stop()
            try:
                self.process.wait(STOP_WITHIN_S)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self.wait_until_stopped()
        assert self.process.stdout is not None
        self.process.stdout.close()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip())
            if READY in line:
                self._ready.set()
        # It ended, maybe without ever being ready; who waits looks at the lines.
        self._ready.set()


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
