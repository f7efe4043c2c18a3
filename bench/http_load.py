"""The load generator, a process of its own: keep-alive connections that each send the next request
as soon as they have the answer to the last one, and do nothing else with it.

It reads one JSON object a line from its input (`LoadOrder`) and answers each with one line.
"""

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import cycle
from random import Random
from time import perf_counter
from typing import Any

import uvloop

from bench.database import ROOT
from bench.measure import Sample, sample_of
from bench.requests import ID_MARK, answer_length, status_of


@dataclass(frozen=True)
class LoadOrder:
    """What to send: each of `requests` in turn, over `connections`."""

    port: int
    connections: int
    warm_s: float
    measured_s: float
    requests: list[str]


class LoadGenerator:
    """The other end of the load generator's process."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def run(self, order: LoadOrder) -> Sample:
        """Load the server; raises RuntimeError when an answer was not 200."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asdict(order)) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        if answer["failure"]:
            raise RuntimeError(f"the server answered: {answer['failure']}")
        return Sample(**answer["sample"])


@contextmanager
def run_load_generator() -> Iterator[LoadGenerator]:
    """Start the load generator's process."""
    with subprocess.Popen(
        [sys.executable, "-m", "bench.http_load"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield LoadGenerator(process)
        assert process.stdin is not None
        process.stdin.close()


class _Load:
    def __init__(self, order: LoadOrder) -> None:
        now = perf_counter()
        self.counts_from = now + order.warm_s
        self.until = self.counts_from + order.measured_s
        self.durations_s: list[float] = []
        self.failure = ""
        self.done = asyncio.get_running_loop().create_future()
        self._running = order.connections
        self._random = Random()
        self._turn = cycle([_split(request.encode()) for request in order.requests])

    def next_request(self) -> bytes:
        before, after = next(self._turn)
        if not after:
            return before
        return before + b"%032x" % self._random.getrandbits(128) + after

    def finish_one(self, failure: str = "") -> None:
        self.failure = self.failure or failure
        self._running -= 1
        if self._running == 0 and not self.done.done():
            self.done.set_result(None)


def _split(request: bytes) -> tuple[bytes, bytes]:
    before, _, after = request.partition(ID_MARK)
    return before, after


class _Connection(asyncio.Protocol):
    def __init__(self, load: _Load) -> None:
        self._load = load
        self._received = b""
        self._asked = 0.0
        self._finished = False
        self._transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def ask(self) -> None:
        self._asked = perf_counter()
        self._transport.write(self._load.next_request())

    def data_received(self, data: bytes) -> None:
        received = self._received + data if self._received else data
        length = answer_length(received)
        if length is None or len(received) < length:
            self._received = received
            return
        self._received = b""
        now = perf_counter()
        if status_of(received) != 200:
            self._finish(received.decode(errors="replace"))
            return
        if self._asked >= self._load.counts_from:
            self._load.durations_s.append(now - self._asked)
        if now < self._load.until:
            self.ask()
        else:
            self._finish()

    def connection_lost(self, exc: Exception | None) -> None:
        self._finish(f"connection lost: {exc}")

    def _finish(self, failure: str = "") -> None:
        if not self._finished:
            self._finished = True
            self._load.finish_one(failure)
            self._transport.close()


async def _load(order: LoadOrder) -> dict[str, Any]:
    load = _Load(order)
    loop = asyncio.get_running_loop()
    # One after another, so that the server's processes share them.
    connections = [
        (await loop.create_connection(lambda: _Connection(load), "127.0.0.1", order.port))[1]
        for _ in range(order.connections)
    ]
    for connection in connections:
        connection.ask()
    await load.done
    elapsed_s = perf_counter() - load.counts_from
    return {"sample": asdict(sample_of(load.durations_s, elapsed_s)), "failure": load.failure}


def main() -> None:
    """Carry out one order a line until the input ends."""
    for line in sys.stdin:
        answer = uvloop.run(_load(LoadOrder(**json.loads(line))))
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
