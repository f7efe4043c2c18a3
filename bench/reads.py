"""(e) Each screen's read and each write of SPEC 9, over HTTP, one request after another, beside its
floor: with few organizations, with many, and with ten times as many usage rows.

`python -m bench.reads` measures these alone and prints them; it writes no results.
"""

import socket
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from time import perf_counter
from typing import Final
from uuid import UUID, uuid4

from bench.database import Server, Store, connect_owner, run_server
from bench.http_server import run_http_server
from bench.measure import Sample, sample_of
from bench.plan import Plan, plan_of_environment
from bench.read_world import (
    ReadWorld,
    Sizes,
    add_usage,
    make_read_world,
    require_sound,
    sizes_of,
)
from bench.requests import answer_length, deduct_of, request_of, status_of
from orgbilling.edge.gate import SESSION_COOKIE

_API: Final = "/api/v1/org-billing"
MORE_USAGE: Final = 10


@dataclass(frozen=True)
class Read:
    """One kind of request; `make` returns its bytes, new each time."""

    name: str
    floor_ms: float | None
    make: Callable[[], bytes]


@dataclass(frozen=True)
class ReadColumn:
    """What every kind of request took on one size of database."""

    title: str
    sizes: Sizes
    samples: dict[str, Sample]


class Connection:
    """One keep-alive connection that waits for each answer."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, request: bytes) -> float:
        """Send a request; returns the seconds until its whole answer was there.

        Raises:
            RuntimeError: the answer is not a success.
        """
        began = perf_counter()
        self._socket.sendall(request)
        received = b""
        length = None
        while length is None or len(received) < length:
            part = self._socket.recv(1 << 20)
            if not part:
                raise RuntimeError("the server closed the connection")
            received += part
            length = answer_length(received)
        took_s = perf_counter() - began
        if status_of(received) // 100 != 2:
            first_line = request.split(b"\r\n", 1)[0].decode()
            raise RuntimeError(f"{first_line}: {received.decode(errors='replace')}")
        return took_s

    def close(self) -> None:
        """Disconnect."""
        self._socket.close()


def kinds_of(world: ReadWorld) -> list[Read]:
    """Return every kind of request, with SPEC 9's floor where it has one."""
    owner = {"Cookie": f"{SESSION_COOKIE}={world.owner_session}"}
    root = {"Cookie": f"{SESSION_COOKIE}={world.root_session}"}
    program = {"Authorization": f"Bearer {world.service_key}"}
    credits = f"{_API}/credits/{world.large}"

    def get(path: str, headers: dict[str, str]) -> Callable[[], bytes]:
        request = request_of("GET", path, headers=headers)
        return lambda: request

    def post(path: str, body: dict[str, object], headers: dict[str, str]) -> Callable[[], bytes]:
        def make() -> bytes:
            keyed = {**headers, "Idempotency-Key": uuid4().hex}
            return request_of("POST", path, body=body, headers=keyed)

        return make

    deduct = deduct_of(f"{credits}/deduct", world.member, world.service_key)
    ask = {"user_id": world.member, "credits": 1}
    return [
        Read("an empty route", None, lambda: request_of("POST", "/empty", body={})),
        Read("subscription", 10, get(f"{_API}/subscriptions/{world.large}", owner)),
        Read("pool", 10, get(credits, owner)),
        Read("allocations, page of 50", 20, get(f"{credits}/allocations", owner)),
        Read("allocations, page of 500", None, get(f"{credits}/allocations?limit=500", owner)),
        Read("usage, 30 days", 50, get(f"{credits}/usage?days=30", owner)),
        Read("/billing/user", 50, get(f"{_API}/billing/user", owner)),
        Read("/billing/org, 100 members", 100, get(f"{_API}/billing/org/{world.small}", owner)),
        Read("/billing/org, 1,000 members", None, get(f"{_API}/billing/org/{world.large}", owner)),
        Read("/billing/system", 200, get(f"{_API}/billing/system", root)),
        Read("check", None, post(f"{credits}/check", ask, program)),
        Read("atomic deduct", 15, lambda: deduct.replace(b"#" * 32, uuid4().hex.encode())),
        Read("add", 30, post(f"{credits}/add", {"credits": 10, "reason": "bench"}, root)),
        Read(
            "allocate",
            40,
            post(f"{credits}/allocate", {"user_id": world.member, "allocated_credits": 1}, owner),
        ),
    ]


def kinds_of_nobody() -> list[Read]:
    """Return the kinds of requests for their names and floors alone."""
    return kinds_of(ReadWorld(UUID(int=0), UUID(int=0), "", "", "", ""))


def measure_reads(server: Server, plan: Plan, say: Callable[[str], None]) -> list[ReadColumn]:
    """Measure every kind of request on every size of database, all of them at the same time."""
    worlds = make_worlds(server, plan, say)
    samples = _ask_in_turn(worlds, plan)
    columns = [
        ReadColumn(title, sizes_of(store), taken)
        for (title, (store, _)), taken in zip(worlds.items(), samples, strict=True)
    ]
    for name in columns[0].samples:
        figures = "  ".join(f"{column.samples[name].p50_ms:.1f}" for column in columns)
        say(f"{name}: p50 {figures} ms")
    return columns


def make_worlds(
    server: Server, plan: Plan, say: Callable[[str], None]
) -> dict[str, tuple[Store, ReadWorld]]:
    """Make a database of each size, and a copy of the largest with more usage rows."""
    worlds: dict[str, tuple[Store, ReadWorld]] = {}
    for organizations in plan.read_organizations:
        name = f"bench_reads_{organizations}"
        store = server.make_store(name)
        world = make_read_world(store, plan, organizations)
        if not worlds:
            require_sound(store, world)
        worlds[f"{organizations:,} organizations"] = (store, world)
        say(f"made {organizations:,} organizations")
    more = server.copy_store(name, "bench_reads_more")
    add_usage(more, plan, world, 2, MORE_USAGE)
    worlds[f"{organizations:,} organizations, {MORE_USAGE} times the usage rows"] = (more, world)
    say(f"made {MORE_USAGE} times the usage rows")
    return worlds


def _ask_in_turn(worlds: dict[str, tuple[Store, ReadWorld]], plan: Plan) -> list[dict[str, Sample]]:
    """Ask each kind of request of each database in turn: what disturbs one disturbs all."""
    with ExitStack() as stack:
        asked: list[tuple[Connection, list[Read], dict[str, list[float]]]] = []
        for store, world in worlds.values():
            connection = Connection(stack.enter_context(run_http_server(store, 1)))
            stack.callback(connection.close)
            kinds = kinds_of(world)
            asked.append((connection, kinds, {kind.name: [] for kind in kinds}))
        for number in range(-plan.read_warm_requests, plan.read_requests):
            for row in range(len(asked[0][1])):
                for connection, kinds, durations_s in asked:
                    took_s = connection.ask(kinds[row].make())
                    if number >= 0:
                        durations_s[kinds[row].name].append(took_s)
        return [
            {name: sample_of(taken, sum(taken)) for name, taken in durations_s.items()}
            for _, _, durations_s in asked
        ]


def main() -> None:
    """Measure, and print medians and 95th percentiles of each size beside a bare statement's."""
    plan = plan_of_environment()
    with run_server() as server:
        columns = measure_reads(server, plan, print)
        with connect_owner(server.owner_url) as owner:
            bare_s = []
            for _ in range(plan.read_requests):
                began = perf_counter()
                owner.execute("select 1").fetchone()
                bare_s.append(perf_counter() - began)
    bare = sample_of(bare_s, sum(bare_s))
    print(f"select 1: {bare.p50_ms:.2f} / {bare.p95_ms:.2f} ms")
    for column in columns:
        print(f"\n{column.title}: p50 / p95 (floor), ms")
        for kind in kinds_of_nobody():
            sample = column.samples[kind.name]
            floor = "" if kind.floor_ms is None else f" ({kind.floor_ms:g})"
            print(f"{kind.name}: {sample.p50_ms:.1f} / {sample.p95_ms:.1f}{floor}")


if __name__ == "__main__":
    main()
