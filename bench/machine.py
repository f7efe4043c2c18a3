"""What the machine itself can do: the limits that every figure of a run stands beside."""

import os
import platform
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path
from time import perf_counter
from typing import LiteralString

from bench.database import Server, connect_caller, connect_owner, queries
from bench.measure import Call, Sample, run_callers, sample_of
from bench.plan import Plan

_WAL_BLOCK = 8192


@dataclass(frozen=True)
class Machine:
    """The machine and the database server, as they were during the run."""

    cores: int
    system: str
    python: str
    load_average_before: float
    fdatasync: Sample
    select_one: dict[int, Sample]
    smallest_commit: dict[int, Sample]
    server_settings: dict[str, str]


async def measure_machine(server: Server, plan: Plan, say: Callable[[str], None]) -> Machine:
    """Measure how long a flush takes, and round trips and empty commits a second."""
    load_average = os.getloadavg()[0]
    fdatasync = _measure_fdatasync(server.folder / "probe", plan.probe_s)
    round_trips = await _measure_statement(server, plan, queries.select_one)
    commits = await _measure_statement(server, plan, queries.smallest_commit)
    with connect_owner(server.owner_url) as owner:
        rows = owner.execute(queries.server_settings).fetchall()
    machine = Machine(
        cores=len(os.sched_getaffinity(0)),
        system=f"{platform.system()} {platform.machine()}",
        python=platform.python_version(),
        load_average_before=load_average,
        fdatasync=fdatasync,
        select_one=round_trips,
        smallest_commit=commits,
        server_settings={name: f"{value}{unit or ''}" for name, value, unit in rows},
    )
    say(
        f"machine: {machine.cores} cores, load {load_average:.1f}, "
        f"fdatasync {fdatasync.p50_ms:.2f} ms"
    )
    return machine


def _measure_fdatasync(path: Path, seconds: float) -> Sample:
    """Write a block at a time into a file that is there already, as PostgreSQL writes its log."""
    block = os.urandom(_WAL_BLOCK)
    blocks = 2048
    durations_s: list[float] = []
    descriptor = os.open(path, os.O_CREAT | os.O_WRONLY, 0o600)
    try:
        for content in repeat(block, blocks):
            os.write(descriptor, content)
        os.fsync(descriptor)
        began = asked = perf_counter()
        while asked - began < seconds:
            os.pwrite(descriptor, block, (len(durations_s) % blocks) * _WAL_BLOCK)
            os.fdatasync(descriptor)
            answered = perf_counter()
            durations_s.append(answered - asked)
            asked = answered
        return sample_of(durations_s, asked - began)
    finally:
        os.close(descriptor)
        path.unlink()


async def _measure_statement(
    server: Server, plan: Plan, statement: LiteralString
) -> dict[int, Sample]:
    async with AsyncExitStack() as stack:
        connections = [await connect_caller(server.owner_url) for _ in range(max(plan.callers))]
        for connection in connections:
            stack.push_async_callback(connection.close)

        async def call(caller: int) -> None:
            await (await connections[caller].execute(statement, prepare=True)).fetchone()

        measured: Call = call
        return {
            callers: await run_callers(callers, plan.probe_s, measured) for callers in plan.callers
        }
