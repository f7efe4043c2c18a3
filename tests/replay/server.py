"""A real server in a process of its own, with the showcase of the demonstration."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row

from orgbilling.demo.loader import load_demo
from orgbilling.demo.showcase import showcase
from tests.conftest import POSTGRES_VERSION
from tests.limits import NO_LIMITS_ENVIRONMENT

PROGRAM = [sys.executable, "-c", "from orgbilling.cli import main; main()"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """`orgbilling serve` on a data folder and a port that stay the same when it is killed."""

    folder: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[str] | None = None
    reader: threading.Thread | None = None
    lines: list[str] = field(default_factory=list)
    known_url: str = ""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("ORGBILLING_") and name != "DATABASE_URL"
        }
        return (
            kept
            | NO_LIMITS_ENVIRONMENT
            | {
                "ORGBILLING_DATA_DIR": str(self.folder / "data"),
                "ORGBILLING_PORT": str(self.port),
                "ORGBILLING_POSTGRES_VERSION": str(POSTGRES_VERSION),
                "ORGBILLING_DEMO": "false",
            }
        )

    def start(self) -> None:
        """Start it, and wait until it says that it is ready."""
        self.known_url = ""
        self.process = subprocess.Popen(
            [*PROGRAM, "serve"],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line)
            if "is ready" in line:
                # Somebody has to read on, or the server waits for room in the pipe.
                self.reader = threading.Thread(target=self._drain, daemon=True)
                self.reader.start()
                return
        raise AssertionError("".join(self.lines))

    def kill(self) -> None:
        """End it as a power cut would: without a word."""
        assert self.process is not None
        self.process.kill()
        self._end()

    def stop(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        self._end()

    def run(self, *arguments: str, timeout_s: float = 120) -> subprocess.CompletedProcess[str]:
        """Run another command of the program on the same data folder."""
        return subprocess.run(
            [*PROGRAM, *arguments],
            env=self.environment | {"COLUMNS": "200"},
            capture_output=True,
            text=True,
            timeout=timeout_s,
            check=False,
        )

    def begin(self, *arguments: str) -> subprocess.Popen[str]:
        """Start another command, and do not wait for it."""
        return subprocess.Popen(
            [*PROGRAM, *arguments],
            env=self.environment | {"COLUMNS": "200"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def owner_url(self) -> str:
        # Asked once a start: the database's port may be another after it.
        if not self.known_url:
            self.known_url = self.run("db", "url", "--owner").stdout.strip()
        return self.known_url

    def load_showcase(self) -> None:
        now = datetime.now(UTC)
        url = self.owner_url()
        stories = showcase(now.date())
        asyncio.run(load_demo(url, now, Decimal(1000), lambda *_: None, stories))

    def rows(self, query: str, *parameters: object) -> list[dict[str, Any]]:
        with psycopg.connect(self.owner_url(), autocommit=True, row_factory=dict_row) as sql:
            return sql.execute(query, parameters).fetchall()

    def _drain(self) -> None:
        assert self.process is not None
        assert self.process.stdout is not None
        self.lines.extend(self.process.stdout)

    def _end(self) -> None:
        assert self.process is not None
        assert self.process.stdout is not None
        assert self.reader is not None
        self.process.wait(timeout=30)
        # A database that outlives its server may still hold the pipe.
        self.reader.join(timeout=1)
        if not self.reader.is_alive():
            self.process.stdout.close()
