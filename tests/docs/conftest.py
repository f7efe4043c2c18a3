"""A server as a reader starts it: `orgbilling serve` with its own database and demo data."""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from orgbilling.database.embedded import EmbeddedServer
from orgbilling.database.embedded_process import binaries
from orgbilling.database.migrations import migrate
from orgbilling.demo.loader import load_demo
from orgbilling.demo.showcase import showcase
from tests.conftest import POSTGRES_VERSION, make_folder
from tests.limits import NO_LIMITS_ENVIRONMENT
from tests.servers.server import free_metrics_port

PORT_ON_THE_PAGES = 8084
METRICS_PORT_ON_THE_PAGES = 9464


@dataclass(frozen=True)
class Reader:
    """What somebody has who follows the pages: an empty folder, an environment, a server."""

    folder: Path
    environment: dict[str, str]
    port: int

    def as_run(self, text: str) -> str:
        """Put the server's real port into what a page says."""
        metrics = self.environment["ORGBILLING_METRICS_PORT"]
        at_port = text.replace(f":{METRICS_PORT_ON_THE_PAGES}", f":{metrics}")
        return at_port.replace(f":{PORT_ON_THE_PAGES}", f":{self.port}")

    def as_shown(self, output: str) -> str:
        """Put the page's port, and the one after it, back into what was printed."""
        shown = output.replace(str(self.port), str(PORT_ON_THE_PAGES))
        return shown.replace(str(self.port + 1), str(PORT_ON_THE_PAGES + 1))


@pytest.fixture(scope="session")
def reader() -> Iterator[Reader]:
    """A running server that was loaded a moment ago."""
    folder = make_folder("orgbilling-docs-")
    port = free_port()
    environment = reader_environment(folder, port)
    load_showcase(folder / "data")
    (folder / "reader").mkdir()
    try:
        with serving(environment, folder):
            yield Reader(folder / "reader", environment, port)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def reader_environment(folder: Path, port: int) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("ORGBILLING_") and name != "DATABASE_URL"
    }
    # The commands of the installation, then the machine's, then PostgreSQL's own where it has none.
    tools = binaries(POSTGRES_VERSION)
    path = [str(Path(sys.executable).parent), kept.get("PATH", ""), str(tools)]
    # A page takes a person minutes, and its test seconds.
    return (
        kept
        | NO_LIMITS_ENVIRONMENT
        | {
            "PATH": os.pathsep.join(path),
            "ORGBILLING_DATA_DIR": str(folder / "data"),
            "ORGBILLING_PORT": str(port),
            "ORGBILLING_METRICS_PORT": str(free_metrics_port()),
            "ORGBILLING_POSTGRES_VERSION": str(POSTGRES_VERSION),
            # One width, whatever terminal the tests run in.
            "COLUMNS": "100",
        }
    )


def load_showcase(data: Path) -> None:
    """Load the organizations that the pages quote; the other forty-two would only take time."""
    now = datetime.now(UTC)
    with EmbeddedServer(data, POSTGRES_VERSION).use() as (owner_url, _):
        migrate(owner_url, credits_per_usd=Decimal(1000))
        stories = showcase(now.date())
        asyncio.run(load_demo(owner_url, now, Decimal(1000), lambda *_: None, stories))


@contextmanager
def serving(environment: dict[str, str], folder: Path) -> Iterator[None]:
    log = folder / "serve.log"
    with log.open("w") as output:
        child = subprocess.Popen(
            ["orgbilling", "serve"],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=output,
            text=True,
            start_new_session=True,
        )
        assert child.stdout is not None
        lines: list[str] = []
        try:
            for line in child.stdout:
                lines.append(line)
                if "Ctrl-C stops it" in line:
                    break
            else:
                pytest.fail("serve did not start:\n" + "".join(lines) + log.read_text())
            yield
        finally:
            child.send_signal(signal.SIGTERM)
            child.communicate(timeout=30)
