"""Providers as programs of their own."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx2

from tests.servers.server import free_port


@contextmanager
def running_program(program: str) -> Iterator[int]:
    """Run a provider of its own; yields its port, once it answers there."""
    port = free_port()
    process = subprocess.Popen([sys.executable, program, str(port)])
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
