"""`python -m bench.gateway`: what the gateway costs a call, beside the provider asked directly and
a proxy that bills nobody, and where they are asked for LiteLLM's proxy and the gateway of an older
commit. Writes bench/results/gateway.md.

All run on the machine's few cores at once: provider, proxy, gateway, PostgreSQL and the callers.
"""

import argparse
import asyncio
import json
import os
import re
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import uvloop

from bench.database import ROOT, connect_owner, run_server
from bench.gateway_memory import Growth, measure_growth
from bench.gateway_servers import MODEL
from bench.gateway_ways import Way, running_ways
from bench.measure import Sample, sample_of
from bench.versions import git

CONCURRENCY = (1, 50, 200)
ROUNDS = 5
WARM_STREAMS = 2_000
STREAMS = 10_000


@dataclass
class Cell:
    """One shape of stream at one number of callers."""

    title: str
    callers: int
    samples: dict[str, list[Sample]]
    turned_away: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """What each way said to whom it turned away."""

    def per_s(self, way: str) -> float:
        return median(sample.per_s for sample in self.samples[way])

    def added_ms(self, way: str, name: str) -> float:
        """What a way takes longer than asking directly: the median of the rounds."""
        pairs = zip(self.samples[way], self.samples["direct"], strict=True)
        return median(getattr(one, name) - getattr(direct, name) for one, direct in pairs)

    def share(self, way: str) -> float:
        """The gateway's streams a second as a share of a way's: the median of the rounds."""
        pairs = zip(self.samples["gateway"], self.samples[way], strict=True)
        return median(gateway.per_s / other.per_s for gateway, other in pairs)

    def shares(self) -> list[str]:
        """The ways that the gateway is compared with."""
        return [way for way in self.samples if way not in ("direct", "gateway")]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.gateway", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--litellm", action="store_true", help="LiteLLM's proxy in the same table")
    parser.add_argument("--before", metavar="COMMIT", help="the gateway of an older commit too")
    given = parser.parse_args()
    # What is not committed yet is measured as well: then it says `-dirty`.
    commits = {"gateway": git("describe", "--always", "--dirty", "--exclude=*")}
    if given.before is not None:
        commits["before"] = git("rev-parse", "--short", given.before)
    with (
        run_server() as server,
        TemporaryDirectory() as folder,
        running_ways(server, Path(folder), with_litellm=given.litellm, before=given.before) as (
            ways,
            store,
        ),
    ):
        cells = uvloop.run(measure_all(ways, given.rounds))
        gateway = ways["gateway"]
        growth = uvloop.run(
            measure_growth(
                gateway.port, gateway.process_id, gateway.keys[0], body_of(3, 0), WARM_STREAMS,
                STREAMS,
            )
        )  # fmt: skip
        with connect_owner(store.owner_url) as owner:
            row = owner.execute(
                """select count(*), sum(credits_used), (select count(*) from verify_ledger()),
                   (select count(*) from credit_holds where status = 'open')
                   from credit_usage_attribution"""
            ).fetchone()
    assert row is not None
    text = render(cells, given.rounds, commits, growth, *row)
    (ROOT / "bench" / "results" / "gateway.md").write_text(text, encoding="utf-8")
    print(text)
    return 1 if row[2] else 0


async def measure_all(ways: dict[str, Way], rounds: int) -> list[Cell]:
    cells = []
    for title, chunks, pause_ms, seconds in (
        ("100 chunks, 10 ms apart", 100, 10, 5.0),
        ("one chunk", 1, 0, 2.0),
    ):
        for callers in CONCURRENCY:
            cell = Cell(title, callers, {name: [] for name in ways})
            body = body_of(chunks, pause_ms)
            for number in range(rounds):
                # Who goes first changes, so that a machine that tires falls on all.
                for name in [*ways] if number % 2 == 0 else [*reversed(ways)]:
                    way = ways[name]
                    sample = await load(way, callers, seconds, body, cell.turned_away[name])
                    cell.samples[name].append(sample)
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
    way: Way, callers: int, seconds: float, body: bytes, turned_away: list[str]
) -> Sample:
    """Let `callers` stream, each again as soon as its stream has ended. Who is turned away by an
    overloaded server comes again at once, which is noted in `turned_away` and takes its time.
    """
    port, keys, turned_away_by = way.port, way.keys, way.turned_away_by
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
            while start.split(b" ", 2)[1] in turned_away_by:
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
        + "  ".join(f"{way} {cell.per_s(way):,.1f}/s" for way in cell.samples)
        + "".join(f"  gateway/{way} {cell.share(way):.2f}" for way in cell.shares())
        + f"  added p50 {cell.added_ms('gateway', 'p50_ms'):.1f}"
        + f" ms, p99 {cell.added_ms('gateway', 'p99_ms'):.1f} ms"
        + "".join(
            f"  {way} turned away {len(said):,} {sorted(set(said))[:1]}"
            for way, said in cell.turned_away.items()
            if said
        )
    )


def render(
    cells: list[Cell],
    rounds: int,
    commits: dict[str, str],
    growth: Growth,
    rows: int,
    credits: object,
    differences: int,
    opened: int,
) -> str:
    ways, shares = list(cells[0].samples), cells[0].shares()
    what = {
        "proxy": "through a proxy that bills nobody (FastAPI and httpx2, with the gateway's own "
        "small pools of connections)",
        "litellm": "through LiteLLM's proxy (one worker, no database, nothing billed)",
        "before": f"through the gateway of `{commits.get('before')}`",
    }
    heads = [
        "streams", "callers", *ways, *(f"gateway / {way}" for way in shares),
        *(f"added p50, p99 ({way})" for way in ways[1:]),
    ]  # fmt: skip
    lines = [
        "# The gateway's cost",
        "",
        f"Streams through the gateway of `{commits['gateway']}`, "
        + ", ".join(text for way, text in what.items() if way in ways)
        + f", and from the provider directly; one right after another in each of {rounds} rounds, "
        "medians, a ratio taken within its round.",
        f"Everything shares {len(os.sched_getaffinity(0))} cores: provider, proxies, gateway,"
        " PostgreSQL, callers.",
        "",
        f"| {' | '.join(heads)} |",
        "|---" * len(heads) + "|",
    ]
    for cell in cells:
        figures = [cell.title, f"{cell.callers}"]
        figures += [f"{cell.per_s(way):,.1f}/s" for way in ways]
        figures += [f"**{cell.share(way):.2f}**" for way in shares]
        figures += [
            f"{cell.added_ms(way, 'p50_ms'):.1f}, {cell.added_ms(way, 'p99_ms'):.1f} ms"
            for way in ways[1:]
        ]
        lines.append(f"| {' | '.join(figures)} |")
    counts = {way: sum(len(cell.turned_away[way]) for cell in cells) for way in ways}
    turned_away = ", ".join(f"{way} {count:,}" for way, count in counts.items() if count)
    lines += [
        "",
        f"Turned away and asked again: {turned_away or 'nobody'}.",
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


if __name__ == "__main__":
    sys.exit(main())
