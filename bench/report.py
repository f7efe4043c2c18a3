"""The tables of a run, as Markdown."""

from collections.abc import Iterable, Sequence

from bench.http_compare import ROUTES
from bench.measure import Sample, counted
from bench.results import Results, targets_of
from bench.spending import WAYS

_METHOD = """\
All of it is one run on one PostgreSQL: the embedded server as the product configures it, with
`fsync` and `synchronous_commit` on. Ways that are compared are measured one right after another
in each round; a rate is the median of the rounds, a ratio the median of the rounds' ratios.

- The callers of (a), (b), (c) and (p) are coroutines of one Python process on uvloop: psycopg's
  binary build, prepared statements, one statement and one commit a call. They share the cores with
  PostgreSQL, so that what a client costs is part of every figure, in each way alike.
- (a) is a PL/pgSQL function as most people would write it (`plain_deduct.sql`): lock the
  allocation, check it, change it, change the pool, insert a usage row. It has no request keys to
  replay by, no daily sums, no gate, no resets, no holds and no numbering.
- (p) is two statements and two commits; its rate is that of whole pairs.
- Every caller spends one credit at a time, for the next member in turn of those of its load.
- The load of (d) comes from a process of its own over keep-alive connections. The empty route
  gets the same bytes, and is a bare FastAPI application in the same server process.
- The reads of (e) are asked over HTTP, one after another, of all databases in turn.
"""


def render(results: Results) -> str:
    """Return the whole report."""
    sections = [
        "# Benchmark",
        f"Measured {results.measured_at}{' (quick run)' if results.plan.is_quick else ''}.",
        _METHOD,
        "## Targets",
        _targets(results),
        "## The machine",
        _machine(results),
        "## (a), (b), (c), (p): spending",
        _spending(results),
        f"After {results.usage_rows:,} usage rows `verify_ledger()` found "
        f"{results.differences} differences.",
        "## (d): over HTTP",
        _http(results),
        "## (e): each screen and verb",
        _reads(results),
        _generated(results),
    ]
    return "\n\n".join(section.strip() for section in sections) + "\n"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _targets(results: Results) -> str:
    found = targets_of(results)
    met = sum(target.is_met for target in found)
    rows = [
        (target.name, target.asked, target.measured, "yes" if target.is_met else "**no**")
        for target in found
    ]
    return f"{met} of {len(found)} met.\n\n" + _table(["", "asked", "measured", "met"], rows)


def _machine(results: Results) -> str:
    machine = results.machine
    rows = [
        ("cores", str(machine.cores)),
        ("load average before the run", f"{machine.load_average_before:.2f}"),
        ("system, Python", f"{machine.system}, {machine.python}"),
        ("write and fdatasync of 8 kB", _times(machine.fdatasync)),
        *(
            (f"`select 1`, {counted(n, 'caller')}", _rate(one))
            for n, one in machine.select_one.items()
        ),
        *(
            (f"smallest commit that is flushed, {counted(n, 'caller')}", _rate(one))
            for n, one in machine.smallest_commit.items()
        ),
        *((f"`{name}`", value) for name, value in machine.server_settings.items()),
    ]
    return _table(["", ""], rows)


def _times(sample: Sample) -> str:
    return f"p50 {sample.p50_ms:.2f} ms, p95 {sample.p95_ms:.2f} ms"


def _rate(sample: Sample) -> str:
    return f"{sample.per_s:,.0f} a second, {_times(sample)}"


def _spending(results: Results) -> str:
    head = ["load", "callers", *WAYS.values(), "(b)/(a)", "(c)/(a)", "(p)/(c)"]
    head.append("p95 ms (a), (b), (c), (p)")
    rows = [
        (
            cell.title,
            str(cell.callers),
            *(f"{series.per_s:,.0f}/s" for series in cell.series.values()),
            f"{cell.ratio('single'):.2f}",
            f"**{cell.ratio('engine'):.2f}**",
            f"{cell.ratio('pairs', 'engine'):.2f}",
            ", ".join(f"{series.p95_ms:.1f}" for series in cell.series.values()),
        )
        for cell in results.spending
    ]
    return _table(head, rows)


def _http(results: Results) -> str:
    head = ["processes", "connections", *ROUTES.values()]
    head += ["middlewares only / empty", "deduct / empty: one, many", "p95 ms of deduct: one, many"]
    flushes_per_s = results.machine.smallest_commit[min(results.plan.callers)].per_s
    rows = [
        (
            str(cell.processes),
            str(cell.connections),
            *(f"{series.per_s:,.0f}/s" for series in cell.series.values()),
            f"{cell.ratio('empty_inside'):.2f}",
            f"**{cell.ratio('deduct_hot'):.2f}**, **{cell.ratio('deduct_spread'):.2f}**",
            f"{cell.series['deduct_hot'].p95_ms:.1f}, {cell.series['deduct_spread'].p95_ms:.1f}",
        )
        for cell in results.http
    ]
    alone = next(cell for cell in results.http if cell.connections == min(results.plan.callers))
    bound = 1 / (1 + alone.series["empty"].per_s / flushes_per_s)
    return (
        f"{_table(head, rows)}\n\nOne connection waits for a flush with every deduct, and for none "
        f"with an empty route: an empty request and the smallest commit after one another already "
        f"leave {bound:.2f} of the empty route's rate. More connections share their commits."
    )


def _reads(results: Results) -> str:
    columns = results.reads
    # The last two differ in nothing but the number of usage rows.
    usual, more = columns[-2:]
    head = ["p50 / p95 ms", "floor", *(column.title for column in columns), "ten times / once"]
    rows = [
        (
            kind.name,
            "" if kind.floor_ms is None else f"{kind.floor_ms:g}",
            *(_pair(column.samples[kind.name]) for column in columns),
            f"{more.samples[kind.name].p50_ms / usual.samples[kind.name].p50_ms:.2f}",
        )
        for kind in results.kinds
    ]
    sizes = [
        ("", "", *(f"{column.sizes.usage_rows:,} usage rows" for column in columns), ""),
        ("", "", *(f"{column.sizes.daily_rows:,} daily sums" for column in columns), ""),
        ("", "", *(f"{column.sizes.members:,} members" for column in columns), ""),
    ]
    return _table(head, [*rows, *sizes])


def _pair(sample: Sample) -> str:
    return f"{sample.p50_ms:.1f} / {sample.p95_ms:.1f}"


def _generated(results: Results) -> str:
    return (
        f"The measured organizations have {results.plan.read_members:,} and 100 members with "
        f"usage on {results.plan.read_days} days; their pools and allocations were made by the "
        "ledger's functions, their usage rows inserted in order, so that every check of "
        "`verify_ledger()` holds for them but C7: generated rows have no request keys. The other "
        "organizations have three members each and only what screens read (pools, allocations, "
        "daily sums, history); the checks that recompute balances from movements (C1 to C3, C8 to "
        "C10) do not apply to them."
    )
