"""Everything a run found, as one document, and the targets it is compared with."""

from dataclasses import asdict, dataclass
from typing import Any

from bench.http_compare import ROUTES, HttpCell
from bench.machine import Machine
from bench.measure import Series, counted
from bench.plan import Plan
from bench.reads import Read, ReadColumn
from bench.spending import WAYS, SpendingCell


@dataclass(frozen=True)
class Target:
    """A ratio or a time that was asked for, and what was measured."""

    name: str
    asked: str
    measured: str
    is_met: bool


@dataclass(frozen=True)
class Results:
    """One run."""

    plan: Plan
    measured_at: str
    machine: Machine
    spending: list[SpendingCell]
    http: list[HttpCell]
    reads: list[ReadColumn]
    kinds: list[Read]
    usage_rows: int
    differences: int

    def spending_cell(self, targets: str, callers: int) -> SpendingCell:
        """Return the cell of a shape of load at a number of callers."""
        return next(
            cell for cell in self.spending if (cell.targets, cell.callers) == (targets, callers)
        )


def targets_of(results: Results) -> list[Target]:
    """Compare with what was asked for."""
    return [*_spending_targets(results), *_http_targets(results), *_read_targets(results)]


def _spending_targets(results: Results) -> list[Target]:
    most, fewest = max(results.plan.callers), min(results.plan.callers)
    asked = [
        ("hot", most, 13.0, "at least"),
        ("hot", fewest, 0.75, "at least"),
        ("one_member", most, 10.0, "at least"),
        *(("spread", callers, 1.1, "more than") for callers in results.plan.callers if callers > 1),
        ("spread", fewest, 0.75, "at least"),
    ]
    found: list[Target] = []
    for name, callers, limit, word in asked:
        cell = results.spending_cell(name, callers)
        measured = cell.ratio("engine")
        is_met = measured > limit if word == "more than" else measured >= limit
        title = f"(c) engine / (a) plain: {cell.title}, {counted(callers, 'caller')}"
        found.append(Target(title, f"{word} {limit:g}", f"{measured:.2f}", is_met))
    for name in ("hot", "spread"):
        cell = results.spending_cell(name, fewest)
        share = cell.ratio("pairs", "engine")
        title = f"(p) a hold and its capture / (c) a deduct: {cell.title}, 1 caller"
        found.append(Target(title, "at least 0.5", f"{share:.2f}", share >= 0.5))
    return found


def _http_targets(results: Results) -> list[Target]:
    return [
        Target(
            f"(d) {ROUTES[way]} / empty route: {counted(cell.processes, 'process', 'processes')}, "
            f"{counted(cell.connections, 'connection')}",
            f"at least {_http_share(cell):g}",
            f"{cell.ratio(way):.2f}",
            cell.ratio(way) >= _http_share(cell),
        )
        for cell in results.http
        for way in ("deduct_hot", "deduct_spread")
    ]


def _http_share(cell: HttpCell) -> float:
    return 0.65 if cell.connections >= 100 else 0.5


def _read_targets(results: Results) -> list[Target]:
    found: list[Target] = []
    for kind in results.kinds:
        if kind.floor_ms is None:
            continue
        times = [column.samples[kind.name].p95_ms for column in results.reads]
        found.append(
            Target(
                f"(e) {kind.name}, on each database",
                f"p95 below {kind.floor_ms:g} ms",
                ", ".join(f"{time_ms:.1f}" for time_ms in times),
                max(times) < kind.floor_ms,
            )
        )
    return found


def document_of(results: Results) -> dict[str, Any]:
    """Return all figures as JSON takes them."""
    return {
        "measured_at": results.measured_at,
        "plan": asdict(results.plan),
        "machine": asdict(results.machine),
        "targets": [asdict(target) for target in targets_of(results)],
        "spending": [
            {
                "targets": cell.targets,
                "title": cell.title,
                "callers": cell.callers,
                "ways": {way: _series(series) for way, series in cell.series.items()},
                "ratio_to_plain": {way: cell.ratio(way) for way in WAYS},
            }
            for cell in results.spending
        ],
        "http": [
            {
                "processes": cell.processes,
                "connections": cell.connections,
                "routes": {way: _series(series) for way, series in cell.series.items()},
                "ratio_to_empty": {way: cell.ratio(way) for way in ROUTES},
            }
            for cell in results.http
        ],
        "reads": [
            {
                "title": column.title,
                "sizes": asdict(column.sizes),
                "requests": {name: asdict(sample) for name, sample in column.samples.items()},
            }
            for column in results.reads
        ],
        "floors_ms": {kind.name: kind.floor_ms for kind in results.kinds},
        "ledger": {"usage_rows": results.usage_rows, "differences": results.differences},
    }


def _series(series: Series) -> dict[str, Any]:
    return {
        "per_s": series.per_s,
        "p50_ms": series.p50_ms,
        "p95_ms": series.p95_ms,
        "rounds": [asdict(sample) for sample in series.samples],
    }
