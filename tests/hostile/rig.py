"""What an attacker costs a neighbour: both ask one server, the attacker from a core of its own, and
the neighbour's wait is compared with what it is without the attacker, in the same run.

A test says `rig.endure("tests.hostile.wire_attacks:half_sent_requests")`, and gets an assertion for
each promise: the neighbour waits not much longer, every one of its requests is answered with 200,
and the server's processes stay small. The figures are printed.
"""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.hostile.attacker import BEGUN, Target
from tests.hostile.neighbour import NeighbourOrder, Waited
from tests.servers.server import Server

ROOT = Path(__file__).parents[2]
ROUNDS = 3
ROUND_S = 4.0
TIMES_MAX = 3.0
LONGER_MS_MAX = 50.0
MEMORY_BYTES_MAX = 400_000_000
_PAUSE_S = 0.5
_LOOK_EVERY_S = 0.02


@dataclass(frozen=True)
class Round:
    """One comparison."""

    undisturbed: Waited
    attacked: Waited
    figures: dict[str, Any]
    """What the attacker did."""
    memory_bytes: int
    """Most of what any process of the server took meanwhile."""

    @property
    def p99_ms_max(self) -> float:
        calm_ms = self.undisturbed.p99_ms
        return max(TIMES_MAX * calm_ms, calm_ms + LONGER_MS_MAX)

    def __str__(self) -> str:
        return (
            f"p99 {self.undisturbed.p99_ms:.1f} -> {self.attacked.p99_ms:.1f} ms "
            f"(at most {self.p99_ms_max:.1f}; longest {self.attacked.longest_ms:.1f}; "
            f"{self.attacked.answers} answers, others than 200: {self.attacked.failures or 'none'})"
            f", memory {self.memory_bytes / 1e6:.0f} MB; the attack: {json.dumps(self.figures)}"
        )


@dataclass
class Rig:
    """A server, and the cores: the last one is the attacker's, the first everybody else's."""

    server: Server
    requests: list[str]
    """What the neighbour asks, in turn, as bytes on the wire (`neighbour.ID_MARK`)."""
    round_s: float = ROUND_S

    def __post_init__(self) -> None:
        cores = sorted(os.sched_getaffinity(0))
        self._core, self._core_of_attacker = cores[0], cores[-1]
        for pid in self._pids():
            for thread in Path(f"/proc/{pid}/task").iterdir():
                os.sched_setaffinity(int(thread.name), {self._core})

    def endure(self, attack: str, **given: Any) -> list[Round]:
        """Attack the server in each of the rounds, and assert what the neighbour is promised.

        `attack` is `module:function` (`attacker.py`), `given` what it needs to know besides the
        port. An environment in which a neighbour is slow by itself is no excuse: what it may wait
        is measured beside.
        """
        rounds = [self._round(attack, given) for _ in range(ROUNDS)]
        print(f"\n{attack}")
        for one in rounds:
            print(f"  {one}")
        for one in rounds:
            assert not one.undisturbed.failures, one
            assert not one.attacked.failures, one
            assert one.attacked.p99_ms <= one.p99_ms_max, one
            assert one.memory_bytes < MEMORY_BYTES_MAX, one
        return rounds

    def _round(self, attack: str, given: dict[str, Any]) -> Round:
        with running_neighbour(self._core) as neighbour, self._watched_memory() as seen:
            order = NeighbourOrder(self.server.port, self.round_s, self.requests)
            ask(neighbour, NeighbourOrder(self.server.port, _PAUSE_S, self.requests))
            undisturbed = ask(neighbour, order)
            with running_attacker(self._core_of_attacker, attack) as attacker:
                begin(attacker, Target(self.server.port, given))
                time.sleep(_PAUSE_S)
                attacked = ask(neighbour, order)
                figures = end(attacker)
        return Round(undisturbed, attacked, figures, max(seen))

    def _pids(self) -> list[int]:
        """Processes of the server, the one that started the others first."""
        parent = self.server.process.pid
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
        return [
            parent,
            *(
                int(child)
                for child in children
                if b"python" in Path(f"/proc/{child}/cmdline").read_bytes()
            ),
        ]

    @contextmanager
    def _watched_memory(self) -> Iterator[list[int]]:
        pids = self._pids()
        seen: list[int] = []
        stopped = threading.Event()

        def look() -> None:
            while not stopped.wait(_LOOK_EVERY_S):
                seen.append(max(resident_bytes(pid) for pid in pids))

        looking = threading.Thread(target=look, daemon=True)
        looking.start()
        try:
            yield seen
        finally:
            stopped.set()
            looking.join()


def resident_bytes(pid: int) -> int:
    """Return how much memory a process has; 0 where it has ended."""
    try:
        pages = Path(f"/proc/{pid}/statm").read_text().split()[1]
    except OSError:
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


@contextmanager
def running_neighbour(core: int) -> Iterator[subprocess.Popen[str]]:
    """Start a neighbour on a core, and end it."""
    with _running(core, "tests.hostile.neighbour") as process:
        yield process


@contextmanager
def running_attacker(core: int, attack: str) -> Iterator[subprocess.Popen[str]]:
    """Start an attacker on a core, and end it; it waits until it is told its target."""
    with _running(core, "tests.hostile.attacker", attack) as process:
        yield process


@contextmanager
def _running(core: int, *program: str) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        ["taskset", "-c", str(core), sys.executable, "-m", *program],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()


def ask(neighbour: subprocess.Popen[str], order: NeighbourOrder) -> Waited:
    """Let the neighbour ask as ordered, and return how long it waited."""
    return Waited(**_told(neighbour, json.dumps(asdict(order))))


def begin(attacker: subprocess.Popen[str], target: Target) -> None:
    """Let the attack begin; returns when it has."""
    assert attacker.stdin is not None
    assert attacker.stdout is not None
    attacker.stdin.write(json.dumps(asdict(target)) + "\n")
    attacker.stdin.flush()
    assert attacker.stdout.readline().strip() == BEGUN


def end(attacker: subprocess.Popen[str]) -> dict[str, Any]:
    """Stop the attack; returns its figures."""
    assert attacker.stdin is not None
    assert attacker.stdout is not None
    attacker.stdin.close()
    figures: dict[str, Any] = json.loads(attacker.stdout.readline())
    attacker.wait(20)
    return figures


def _told(process: subprocess.Popen[str], line: str) -> Any:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(line + "\n")
    process.stdin.flush()
    return json.loads(process.stdout.readline())
