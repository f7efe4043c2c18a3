"""`python -m bench.gateway`: what the gateway costs a call, beside the provider asked directly and
a proxy that bills nobody. Writes bench/results/gateway.md.

All run on the machine's few cores at once: provider, proxy, gateway, PostgreSQL and the callers.
"""

import argparse
import asyncio
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import uvloop

from bench.database import ROOT, Store, connect_owner, run_server
from bench.gateway_memory import Growth, measure_growth
from bench.gateway_servers import KEY_NAME, MODEL
from bench.measure import Sample, sample_of
from orgbilling.commands.environment import APPLICATION_URL
from orgbilling.identity.credential import new_key
from orgbilling.kernel.identifiers import hash_secret

WAYS = ("direct", "proxy", "gateway")
CONCURRENCY = (1, 50, 200)
MEMBERS = 200
ROUNDS = 3
START_WITHIN_S = 60
WARM_STREAMS = 2_000
STREAMS = 10_000


@dataclass
class Cell:
    """One shape of stream at one number of callers."""

    title: str
    callers: int
    samples: dict[str, list[Sample]] = field(default_factory=lambda: {way: [] for way in WAYS})
    turned_away: list[str] = field(default_factory=list)

    def per_s(self, way: str) -> float:
        return median(sample.per_s for sample in self.samples[way])

    def added_ms(self, way: str, name: str) -> float:
        """What a way takes longer than asking directly: the median of the rounds."""
        pairs = zip(self.samples[way], self.samples["direct"], strict=True)
        return median(getattr(one, name) - getattr(direct, name) for one, direct in pairs)

    def share(self) -> float:
        """The gateway's streams a second as a share of the proxy's: the median of the rounds."""
        pairs = zip(self.samples["gateway"], self.samples["proxy"], strict=True)
        return median(gateway.per_s / proxy.per_s for gateway, proxy in pairs)


def main() -> int:
    argparse.ArgumentParser(prog="python -m bench.gateway", description=__doc__).parse_args()
    with run_server() as server, TemporaryDirectory() as folder:
        store = server.make_store("bench_gateway")
        keys = make_members(store)
        provider, proxy, gateway = free_port(), free_port(), free_port()
        module = [sys.executable, "-m", "bench.gateway_servers"]
        with (
            running([*module, "provider", str(provider)], {}, provider),
            running([*module, "proxy", str(proxy), str(provider)], {}, proxy),
            running(
                [sys.executable, "-m", "bench.gateway_product", str(gateway)],
                product_environment(store, provider, Path(folder)),
                gateway,
            ) as gateway_pid,
        ):
            ports = {"direct": provider, "proxy": proxy, "gateway": gateway}
            cells = uvloop.run(measure_all(ports, keys))
            short = body_of(3, 0)
            growth = uvloop.run(
                measure_growth(gateway, gateway_pid, keys[0], short, WARM_STREAMS, STREAMS)
            )
        with connect_owner(store.owner_url) as owner:
            row = owner.execute(
                """select count(*), sum(credits_used), (select count(*) from verify_ledger()),
                   (select count(*) from credit_holds where status = 'open')
                   from credit_usage_attribution"""
            ).fetchone()
    assert row is not None
    text = render(cells, growth, *row)
    (ROOT / "bench" / "results" / "gateway.md").write_text(text, encoding="utf-8")
    print(text)
    return 1 if row[2] else 0


def make_members(store: Store) -> list[str]:
    """Make one organization whose members have a key each; returns the keys."""
    keys: list[str] = []
    with connect_owner(store.owner_url) as owner:
        owner.execute("select set_model_price(%s, 1, 2, 'bench', 'bench')", [MODEL])
        made = owner.execute(
            """insert into organizations (org_id, name, time_zone)
               values (gen_random_uuid(), 'Bench', 'UTC') returning org_id"""
        ).fetchone()
        assert made is not None
        org_id = made[0]
        owner.execute("select create_subscription(%s, 'platform', 'monthly', 0, 'bench')", [org_id])
        owner.execute("select add_credits_to_pool(%s, 1000000000, 0, 'bench')", [org_id])
        for number in range(MEMBERS):
            user = f"m-{number}"
            key, prefix = new_key("member", org_id)
            owner.execute(
                "insert into users (user_id, email, name) values (%s, %s, %s)",
                [user, f"{user}@example.org", user],
            )
            owner.execute(
                """insert into organization_members (org_id, user_id, role)
                   values (%s, %s, 'member')""",
                [org_id, user],
            )
            owner.execute(
                "select allocate_credits_to_user(%s, %s, 1000000, 'bench')", [org_id, user]
            )
            owner.execute(
                """insert into api_keys (org_id, kind, user_id, name, key_hash, key_prefix,
                   created_by) values (%s, 'member', %s, 'bench', %s, %s, %s)""",
                [org_id, user, hash_secret(key), prefix, user],
            )
            keys.append(key)
    return keys


def product_environment(store: Store, provider_port: int, folder: Path) -> dict[str, str]:
    path = folder / "upstreams.toml"
    path.write_text(
        f'[[upstream]]\nname = "bench"\nbase_url = "http://127.0.0.1:{provider_port}/v1"\n'
        f'api_key_env = "{KEY_NAME}"\nmodels = ["{MODEL}"]\n'
    )
    return {
        APPLICATION_URL: store.application_url,
        KEY_NAME: "provider",
        "ORGBILLING_GATEWAY_UPSTREAMS": str(path),
    }


async def measure_all(ports: dict[str, int], keys: list[str]) -> list[Cell]:
    cells = []
    for title, chunks, pause_ms, seconds in (
        ("100 chunks, 10 ms apart", 100, 10, 5.0),
        ("one chunk", 1, 0, 2.0),
    ):
        for callers in CONCURRENCY:
            cell = Cell(title, callers)
            for _ in range(ROUNDS):
                for way in WAYS:
                    body = body_of(chunks, pause_ms)
                    sample = await load(ports[way], callers, seconds, body, keys, cell.turned_away)
                    cell.samples[way].append(sample)
            print(line_of(cell), flush=True)
            cells.append(cell)
    return cells


def body_of(chunks: int, pause_ms: int) -> bytes:
    return json.dumps(
        {
            "model": MODEL,
            "messages": [{"role": "user", "content": str(pause_ms)}],
            "max_tokens": chunks,
            "stream": True,
            "stream_options": {"include_usage": True},
        }
    ).encode()


async def load(
    port: int, callers: int, seconds: float, body: bytes, keys: list[str], turned_away: list[str]
) -> Sample:
    """Let `callers` stream, each again as soon as its stream has ended. Who is turned away by an
    overloaded server (503) comes again at once, which is noted in `turned_away` and takes its time.
    """
    durations: list[float] = []
    began = time.perf_counter()

    async def one(number: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        head = (
            f"POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\n"
            f"authorization: Bearer {keys[number % len(keys)]}\r\n"
            f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
        ).encode()
        while time.perf_counter() - began < seconds:
            asked = time.perf_counter()
            writer.write(head + body)
            start = await reader.readuntil(b"\r\n\r\n")
            while start.startswith(b"HTTP/1.1 503 "):
                length = re.search(rb"\r\ncontent-length: (\d+)", start)
                assert length is not None
                turned_away.append((await reader.readexactly(int(length[1]))).decode())
                writer.write(head + body)
                start = await reader.readuntil(b"\r\n\r\n")
            if b" 200 " not in start.split(b"\r\n", 1)[0]:
                raise RuntimeError(start.decode(errors="replace"))
            await reader.readuntil(b"\r\n0\r\n\r\n")
            durations.append(time.perf_counter() - asked)
        writer.close()

    await asyncio.gather(*(one(number) for number in range(callers)))
    return sample_of(durations, time.perf_counter() - began)


def line_of(cell: Cell) -> str:
    return (
        f"{cell.title}, {cell.callers} callers: "
        + "  ".join(f"{way} {cell.per_s(way):,.1f}/s" for way in WAYS)
        + f"  gateway/proxy {cell.share():.2f}  added p50 {cell.added_ms('gateway', 'p50_ms'):.1f}"
        f" ms, p99 {cell.added_ms('gateway', 'p99_ms'):.1f} ms"
        f"  turned away {len(cell.turned_away)} {sorted(set(cell.turned_away))[:1]}"
    )


def render(
    cells: list[Cell], growth: Growth, rows: int, credits: object, differences: int, opened: int
) -> str:
    lines = [
        "# The gateway's cost",
        "",
        "Streams through the gateway, through a proxy that bills nobody (FastAPI and httpx2, with",
        "the gateway's own small pools of connections), and",
        "from the provider directly; one right after another in each round, medians of "
        f"{ROUNDS} rounds.",
        f"Everything shares {len(os.sched_getaffinity(0))} cores: provider, proxy, gateway,"
        " PostgreSQL, callers.",
        "",
        "| streams | callers | direct | proxy | gateway | gateway / proxy"
        " | added p50, p99 (gateway) | added p50, p99 (proxy) |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for cell in cells:
        added = [
            f"{cell.added_ms(way, 'p50_ms'):.1f}, {cell.added_ms(way, 'p99_ms'):.1f} ms"
            for way in ("gateway", "proxy")
        ]
        rates = " | ".join(f"{cell.per_s(way):,.1f}/s" for way in WAYS)
        lines.append(
            f"| {cell.title} | {cell.callers} | {rates} | **{cell.share():.2f}** |"
            f" {added[0]} | {added[1]} |"
        )
    turned_away = sum(len(cell.turned_away) for cell in cells)
    lines += [
        "",
        f"Turned away with 503 and asked again: {turned_away:,}.",
        "",
        f"Memory: {growth.before_kib / 1024:,.1f} MiB after all of the above and {WARM_STREAMS:,}"
        f" short streams, {growth.after_kib / 1024:,.1f} MiB after {growth.streams:,} more"
        f" ({growth.bytes_a_stream:,.0f} bytes a stream).",
        "",
        f"Charged: {rows:,} calls, {credits} credits; {opened} holds left open; the ledger has "
        f"{differences} differences.",
        "",
    ]
    return "\n".join(lines)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(command: list[str], environment: dict[str, str], port: int) -> Iterator[int]:
    """Run a server until the end of the block; it is ready when its port is open. Yields its
    process id."""
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment})
    try:
        until = time.monotonic() + START_WITHIN_S
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                if process.poll() is not None or time.monotonic() > until:
                    raise RuntimeError(f"it did not start: {command}") from None
                time.sleep(0.1)
        yield process.pid
    finally:
        process.terminate()
        process.wait(20)


if __name__ == "__main__":
    sys.exit(main())
