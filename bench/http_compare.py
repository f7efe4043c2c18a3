"""(d) `POST /deduct` over HTTP beside an empty FastAPI route of the same server processes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from bench.database import Store
from bench.http_load import LoadGenerator, LoadOrder, run_load_generator
from bench.http_server import run_http_server
from bench.measure import Series, counted, ratio
from bench.plan import Plan
from bench.requests import deduct_of
from bench.worlds import Targets

ROUTES: Final = {
    "empty": "empty route, nothing around it",
    "empty_inside": "empty route behind the product's middlewares",
    "deduct_hot": "deduct, one organization",
    "deduct_spread": "deduct, many organizations",
}


@dataclass
class HttpCell:
    """One number of processes and connections."""

    processes: int
    connections: int
    series: dict[str, Series] = field(default_factory=lambda: {way: Series() for way in ROUTES})

    def ratio(self, way: str) -> float:
        """Return which share of the bare empty route's requests a second is left."""
        return ratio(self.series[way], self.series["empty"])


def measure_http(
    store: Store, plan: Plan, shapes: list[Targets], say: Callable[[str], None]
) -> list[HttpCell]:
    """Measure every number of processes and connections."""
    by_name = {targets.name: targets for targets in shapes}
    hot, spread = by_name["hot"], by_name["spread"]
    requests = {
        # The same bytes go to the empty routes: what differs is what the server does with them.
        "empty": _deducts(hot, "/empty"),
        "empty_inside": _deducts(hot, "/bench/empty"),
        "deduct_hot": _deducts(hot),
        "deduct_spread": _deducts(spread),
    }
    cells: list[HttpCell] = []
    with run_load_generator() as generator:
        for processes in plan.http_processes:
            with run_http_server(store, processes) as port:
                for connections in plan.callers:
                    cell = HttpCell(processes, connections)
                    _measure_cell(cell, generator, port, requests, plan)
                    cells.append(cell)
                    say(_progress(cell))
    return cells


def _deducts(targets: Targets, path: str | None = None) -> list[str]:
    return [
        deduct_of(
            path or f"/api/v1/org-billing/credits/{target.org_id}/deduct",
            target.user_id,
            target.service_key,
        ).decode()
        for target in targets.targets
    ]


def _measure_cell(
    cell: HttpCell,
    generator: LoadGenerator,
    port: int,
    requests: dict[str, list[str]],
    plan: Plan,
) -> None:
    for _ in range(plan.rounds):
        for way, bodies in requests.items():
            order = LoadOrder(port, cell.connections, plan.warm_s, plan.http_measured_s, bodies)
            cell.series[way].samples.append(generator.run(order))


def _progress(cell: HttpCell) -> str:
    figures = "  ".join(f"{way} {series.per_s:,.0f}/s" for way, series in cell.series.items())
    return (
        f"HTTP, {counted(cell.processes, 'process', 'processes')}, "
        f"{counted(cell.connections, 'connection')}: {figures}  "
        f"deduct/empty {cell.ratio('deduct_hot'):.2f} hot, {cell.ratio('deduct_spread'):.2f} spread"
    )
