"""`python -m bench`: one run; `BENCH_QUICK=1` makes it short. Results go to bench/results/."""

import argparse
import json
import sys
from datetime import UTC, datetime
from time import monotonic

import uvloop

from bench.chart import draw
from bench.database import ROOT, Server, connect_owner, queries, run_server
from bench.http_compare import measure_http
from bench.machine import measure_machine
from bench.plan import Plan, plan_of_environment
from bench.reads import kinds_of_nobody, measure_reads
from bench.report import render
from bench.results import Results, document_of, targets_of
from bench.spending import measure_spending
from bench.worlds import make_targets

RESULTS = ROOT / "bench" / "results"


class Progress:
    """Prints what is done and how long it took so far."""

    def __init__(self) -> None:
        self._began = monotonic()

    def __call__(self, line: str) -> None:
        """Print one line."""
        print(f"{monotonic() - self._began:6.1f} s  {line}", flush=True)


def measure(server: Server, plan: Plan, say: Progress) -> Results:
    """Measure everything."""
    measured_at = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    machine = uvloop.run(measure_machine(server, plan, say))
    store = server.make_store("bench_spending")
    shapes = make_targets(store, plan)
    say(f"made {plan.organizations:,} organizations, one of {plan.members:,} members")
    spending = uvloop.run(measure_spending(store, plan, shapes, say))
    http = measure_http(store, plan, shapes, say)
    with connect_owner(store.owner_url) as owner:
        count = owner.execute(queries.count_usage).fetchone()
        differences = owner.execute(queries.differences).fetchall()
    assert count is not None
    say(f"verified {count[0]:,} usage rows: {len(differences)} differences")
    reads = measure_reads(server, plan, say)
    return Results(
        plan=plan,
        measured_at=measured_at,
        machine=machine,
        spending=spending,
        http=http,
        reads=reads,
        kinds=kinds_of_nobody(),
        usage_rows=count[0],
        differences=len(differences),
    )


def main() -> int:
    """Run, write the results, and print the targets; returns 1 where the ledger does not add up."""
    argparse.ArgumentParser(prog="python -m bench", description=__doc__).parse_args()
    plan, say = plan_of_environment(), Progress()
    with run_server() as server:
        say("started PostgreSQL")
        results = measure(server, plan, say)
    folder = RESULTS / "quick" if plan.is_quick else RESULTS
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "results.md").write_text(render(results), encoding="utf-8")
    (folder / "results.json").write_text(
        json.dumps(document_of(results), indent=1) + "\n", encoding="utf-8"
    )
    draw(results, folder / "chart.png")
    for target in targets_of(results):
        mark = "ok  " if target.is_met else "MISS"
        print(f"{mark} {target.name}: {target.measured} (asked: {target.asked})")
    say(f"wrote {folder.relative_to(ROOT)}/results.md, results.json and chart.png")
    return 1 if results.differences else 0


if __name__ == "__main__":
    sys.exit(main())
