"""The chart of a run: spends a second, the share that HTTP leaves, reads and their floors."""

from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

from bench.measure import counted
from bench.results import Results
from bench.spending import WAYS

_COLORS = ("#9aa5b1", "#4c78a8", "#f58518", "#54a24b", "#b279a2")


def draw(results: Results, path: Path) -> None:
    """Write the chart as PNG."""
    mpl.use("agg")
    figure = Figure(figsize=(13, 11), layout="constrained")
    areas = figure.subplots(3, 3)
    shapes = {cell.targets: cell.title for cell in results.spending}
    for axes, (name, title) in zip(areas[0], shapes.items(), strict=True):
        _draw_spending(axes, results, name, title)
    grid = areas[1, 0].get_gridspec()
    for axes in areas[1:].flat:
        axes.remove()
    _draw_http(figure.add_subplot(grid[1, :]), results)
    _draw_reads(figure.add_subplot(grid[2, :]), results)
    figure.savefig(path, dpi=110)


def _draw_spending(axes: Any, results: Results, name: str, title: str) -> None:
    cells = [cell for cell in results.spending if cell.targets == name]
    width = 0.8 / len(WAYS)
    for number, (way, label) in enumerate(WAYS.items()):
        places = [n + (number - 1.5) * width for n in range(len(cells))]
        rates = [cell.series[way].per_s for cell in cells]
        bars = axes.bar(places, rates, width, label=label, color=_COLORS[number])
        ratios = [f"{cell.ratio(way):.1f}x" if number else "" for cell in cells]
        axes.bar_label(bars, ratios, fontsize=8, padding=1)
    axes.set_yscale("log")
    axes.set_xticks(range(len(cells)), [counted(cell.callers, "caller") for cell in cells])
    axes.set_title(title, fontsize=10)
    axes.set_ylabel("deductions a second (log)")
    axes.legend(fontsize=7, loc="upper left")
    most = max(series.per_s for cell in cells for series in cell.series.values())
    axes.set_ylim(top=8 * most)


def _draw_http(axes: Any, results: Results) -> None:
    ways = {
        "empty_inside": "empty route behind the middlewares",
        "deduct_hot": "deduct, one organization",
        "deduct_spread": "deduct, many organizations",
    }
    width = 0.8 / len(ways)
    for number, (way, label) in enumerate(ways.items()):
        places = [n + (number - 1) * width for n in range(len(results.http))]
        shares = [cell.ratio(way) for cell in results.http]
        bars = axes.bar(places, shares, width, label=label, color=_COLORS[number])
        rates = [f"{cell.series[way].per_s:,.0f}/s" for cell in results.http]
        axes.bar_label(bars, rates, fontsize=8, padding=1)
    axes.axhline(0.5, color="#c44", linewidth=1, linestyle="--", label="asked for: 0.5")
    axes.set_xticks(
        range(len(results.http)),
        [
            f"{counted(cell.processes, 'process', 'processes')}\n"
            f"{counted(cell.connections, 'connection')}"
            for cell in results.http
        ],
    )
    axes.set_title("over HTTP: requests a second, as a share of a bare empty FastAPI route")
    axes.legend(fontsize=8)


def _draw_reads(axes: Any, results: Results) -> None:
    names = [kind.name for kind in results.kinds]
    width = 0.8 / len(results.reads)
    for number, column in enumerate(results.reads):
        places = [n + (number - 1) * width for n in range(len(names))]
        times = [column.samples[name].p95_ms for name in names]
        axes.bar(places, times, width, label=column.title, color=_COLORS[number])
    for place, kind in enumerate(results.kinds):
        if kind.floor_ms is not None:
            axes.hlines(kind.floor_ms, place - 0.45, place + 0.45, color="#c44", linewidth=2)
    axes.set_yscale("log")
    axes.set_xticks(range(len(names)), names, rotation=25, ha="right", fontsize=8)
    axes.set_title("over HTTP: p95 in ms (log); red: the floor of SPEC 9")
    axes.legend(fontsize=8)
