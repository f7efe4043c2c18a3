"""`python -m bench.growth`: what each statement of the spending path reads, at several sizes of the
platform. The largest is 1,000,000 people, as many open holds, and ten times as many resolved holds
and request keys; a share of it is 0.01 or 0.1.

Writes bench/results/growth.md, and fails where a table is read whole, or more rows than a constant.
"""

import argparse
import os
from collections.abc import Iterable
from datetime import UTC, datetime
from time import perf_counter

from bench.database import ROOT, connect_owner, run_server
from bench.growth_measure import (
    KNOWLEDGE,
    KNOWN_TIE,
    PAGES_A_STATEMENT,
    PAGES_ALLOWED,
    PAGES_AN_ITEM,
    ROWS_A_STATEMENT,
    ROWS_AN_ITEM,
    Measured,
    Reading,
    measure,
)
from orgbilling.database.conninfo import with_database

RESULT = ROOT / "bench" / "results" / "growth.md"
SHARES = [0.01, 0.1, 1.0]
RUNS = 15


def main() -> int:
    arguments = argparse.ArgumentParser(prog="python -m bench.growth", description=__doc__)
    arguments.add_argument(
        "--share", type=float, nargs="+", default=SHARES, help="sizes, as shares of the largest"
    )
    shares = sorted(arguments.parse_args().share)
    began = perf_counter()
    measured = []
    for share in shares:
        # A server a size: the disk has room for one of them.
        with run_server() as server:
            with connect_owner(with_database(server.owner_url, "postgres")) as owner:
                # A load is written once, and not again page by page at each checkpoint.
                owner.execute("alter system set max_wal_size = '8GB'")
                owner.execute("alter system set checkpoint_timeout = '30min'")
                owner.execute("select pg_reload_conf()")
            measured.append(
                measure(
                    server.make_store("bench_growth"),
                    share,
                    RUNS,
                    lambda what, share=share: print(  # type: ignore[misc]
                        f"{perf_counter() - began:6.0f} s  share {share:g}: {what}", flush=True
                    ),
                )
            )
    report = render(measured)
    print(report)
    # A part of it does not take the place of what was measured at every size.
    has_more = RESULT.exists() and any(
        f"\n| {share:g} |" in RESULT.read_text() for share in SHARES if share not in shares
    )
    if not has_more:
        RESULT.write_text(report, encoding="utf-8")
    return 1 if any(one.faults for one in measured) else 0


def render(measured: list[Measured]) -> str:
    """Return the report."""
    return "\n".join([*_head(measured), *_sizes(measured), *_verbs(measured), *_details(measured)])


def _head(measured: list[Measured]) -> list[str]:
    faults = [f"share {one.share:g}, {fault}" for one in measured for fault in one.faults]
    verdict = [f"- **{fault}**" for fault in faults] or [
        "At no size a table was read whole, or more rows of one than a constant."
    ]
    return [
        "# What a spend reads as the platform grows",
        "",
        f"Measured {datetime.now(UTC):%Y-%m-%d %H:%M UTC} by `make bench-growth` on"
        f" {os.cpu_count()} cores, which other work may have shared.",
        "",
        *verdict,
        "",
        "One person in ten is in one large organization, and one of its members has a hundredth of"
        " all resolved holds: that member spends alone, a hundred colleagues together. Each verb is"
        " the product's own statement, sent by the application's role on a generic plan. It is"
        " tried with",
        "",
        f"- *{KNOWLEDGE[0]}*: a connection that ran every verb when the tables were empty, and"
        " keeps its plans;",
        f"- *{KNOWLEDGE[1]}*: a new connection, which plans by the statistics of the empty tables;",
        f"- *{KNOWLEDGE[2]}*: a new connection after `ANALYZE`.",
        "",
        f"A verb may look at {ROWS_A_STATEMENT} rows by an index and {ROWS_AN_ITEM} more an item,"
        f" and at {PAGES_A_STATEMENT} pages and {PAGES_AN_ITEM} more an item. With statistics of"
        f" today a table of at most {PAGES_ALLOWED} pages may be read whole.",
        "",
        "Two things are known and let pass. To give expired holds of an organization back, the"
        " worker walks the index of all its open holds: its pages grow with that organization,"
        f" not with the platform. And with {KNOWN_TIE[0]}, `{KNOWN_TIE[1]}` is taken for a"
        " deduct that is repeated and for a receipt, and reads the organization's usage since it"
        " was first asked for. PostgreSQL makes another plan as soon as autovacuum has seen fifty"
        " rows of the month.",
        "",
    ]


def _sizes(measured: list[Measured]) -> list[str]:
    rows = (
        (
            f"{one.share:g}", f"{one.size.people:,}", f"{one.size.organizations:,}",
            f"{one.size.open_holds:,}", f"{one.size.resolved_holds:,}",
            f"{one.size.request_keys:,}", f"{one.size.usage_rows:,}",
            f"{one.size.gigabytes:.1f} GB", f"{one.load_s:.0f} s",
        )
        for one in measured
    )  # fmt: skip
    return [
        "## Sizes",
        "",
        *_table(
            "share", "people", "organizations", "open holds", "resolved holds", "request keys",
            "usage rows", "size", "load", rows=rows,
        ),
        "",
    ]  # fmt: skip


def _verbs(measured: list[Measured]) -> list[str]:
    """Return the table that shows whether anything grows."""
    shares = [f"{one.share:g}" for one in measured]
    by_verb = [
        [[one.readings[known][n] for known in KNOWLEDGE] for one in measured]
        for n in range(len(measured[0].readings[KNOWLEDGE[0]]))
    ]
    rows = (
        (
            of_sizes[0][0].verb.name,
            f"{of_sizes[0][0].verb.items}",
            *(f"{max(each.rows for each in of_size):,}" for of_size in of_sizes),
            *(f"{max(each.pages for each in of_size):,}" for of_size in of_sizes),
            *(f"{max(each.median_us for each in of_size):,.0f}" for of_size in of_sizes),
        )
        for of_sizes in by_verb
    )
    heads = [f"{what} at {share}" for what in ("rows", "pages", "µs") for share in shares]
    return [
        "## Verbs",
        "",
        "Rows read in all tables, pages of tables and indexes that were touched, and the median"
        " time of the statement without its commit: each the most of the three cases.",
        "",
        *_table("verb", "items", *heads, rows=rows),
        "",
    ]


def _details(measured: list[Measured]) -> list[str]:
    """Return the three cases of the largest size, and by which indexes rows were found."""
    largest = measured[-1]
    rows = (
        (
            cases[0].verb.name,
            *(f"{each.rows:,}" for each in cases),
            ", ".join(sorted(set().union(*(each.read_whole for each in cases)))) or "none",
            *(f"{each.median_us:,.0f}" for each in cases),
            _indexes(cases),
        )
        for cases in zip(*(largest.readings[known] for known in KNOWLEDGE), strict=True)
    )
    heads = ("first day", "first statistics", "today")
    return [
        f"## Plans at {largest.share:g}",
        "",
        "What was read, how long it took (median, µs), and the indexes by which rows were found;"
        " those in italics not in all three cases.",
        "",
        *_table(
            "verb", *(f"rows, {head}" for head in heads), "read whole",
            *(f"µs, {head}" for head in heads), "indexes", rows=rows,
        ),
        "",
    ]  # fmt: skip


def _indexes(cases: tuple[Reading, ...]) -> str:
    always = set.intersection(*(each.indexes for each in cases))
    names = set().union(*(each.indexes for each in cases))
    return ", ".join(name if name in always else f"*{name}*" for name in sorted(names))


def _table(*heads: str, rows: Iterable[tuple[str, ...]]) -> list[str]:
    lines = [heads, ("---",) * len(heads), *rows]
    return [f"| {' | '.join(line)} |" for line in lines]


if __name__ == "__main__":
    raise SystemExit(main())
