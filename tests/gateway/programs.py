"""Providers as programs of their own."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2

from tests.servers.server import free_port

ROOT = Path(__file__).parents[2]


@contextmanager
def running_program(program: str) -> Iterator[int]:
    """Run a provider of its own; yields its port, once it answers there."""
    port = free_port()
    # It may be made of parts that stand beside it.
    paths = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    environment = {**os.environ, "PYTHONPATH": paths}
    process = subprocess.Popen([sys.executable, program, str(port)], env=environment)
    try:
        for _ in range(200):
            try:
                httpx2.get(f"http://127.0.0.1:{port}/asked", timeout=30)
                break
            except httpx2.TransportError:
                time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(10)
