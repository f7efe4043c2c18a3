"""The name server of these tests, running."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import dns.exception
import dns.message
import dns.query

from tests.gateway.programs import ROOT
from tests.outbound import name_server
from tests.servers.server import free_port


@dataclass(frozen=True)
class NameServer:
    """Where it is."""

    port: int

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def asked(self, name: str) -> int:
        """How often it was asked for a name, of whichever kind."""
        question = dns.message.make_query(f"asked.{name}.", "TXT")
        answer = dns.query.udp(question, "127.0.0.1", port=self.port, timeout=2)
        return int(answer.answer[0][0].strings[0])


@contextmanager
def running_name_server() -> Iterator[NameServer]:
    """Run it in a process of its own; yields once it answers."""
    server = NameServer(free_port())
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, name_server.__file__, str(server.port)], env=environment
    )
    try:
        for _ in range(100):
            try:
                server.asked("anything")
                break
            except (dns.exception.DNSException, OSError):
                time.sleep(0.05)
        yield server
    finally:
        process.terminate()
        process.wait(10)
