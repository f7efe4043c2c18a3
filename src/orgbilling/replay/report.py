"""What a replay says at its end."""

from dataclasses import dataclass
from decimal import Decimal

from rich.console import Console
from rich.table import Table

from orgbilling.replay.tally import Tally, percentile

_SHARES = (0.5, 0.95, 0.99)


@dataclass(frozen=True)
class Outcome:
    """A finished replay: its own count beside how much the organization's usage grew."""

    org_id: str
    org_name: str
    tally: Tally
    usage_grew_by: Decimal

    @property
    def reconciles(self) -> bool:
        """Whether usage grew by exactly what was acknowledged as captured."""
        return self.usage_grew_by == self.tally.captured_credits

    @property
    def is_clean(self) -> bool:
        """Whether it reconciles and nothing failed (a refusal is no failure)."""
        return self.reconciles and not self.tally.failed


def print_report(outcome: Outcome, out: Console) -> None:
    """Print figures and latencies as tables, then what the reconciliation says."""
    out.print(_figures(outcome))
    tally = outcome.tally
    latencies_s = {"hold": tally.hold_latencies_s, "capture": tally.capture_latencies_s}
    out.print(latency_table(latencies_s))
    captured = outcome.tally.captured_credits
    if outcome.reconciles:
        out.print(f"Reconciled: usage grew by {captured:,f} credits, exactly what was captured.")
        return
    difference = outcome.usage_grew_by - captured
    out.print(
        f"Not reconciled: usage grew by {outcome.usage_grew_by:,f} credits, {difference:+,f} "
        "against what was captured. Did somebody else spend at the same time?",
        style="red",
    )


def _figures(outcome: Outcome) -> Table:
    tally = outcome.tally
    rows = {
        "requests": f"{tally.asked:,}",
        "held": f"{tally.held:,}",
        "captured": f"{tally.captured:,}",
        "refused": by_reason(tally.refused),
        "failed": by_reason(tally.failed),
        "cost nothing": f"{tally.free:,}",
        "credits held": f"{tally.held_credits:,f}",
        "credits captured": f"{tally.captured_credits:,f}",
        "credits uncollected": f"{tally.uncollected_credits:,f}",
        "API cost": f"${tally.api_cost_usd:,.6f}",
        "markup": f"${tally.markup_usd:,.6f}",
        "HTTP calls": f"{tally.calls:,}",
        "sent again": f"{tally.retries:,}",
        "answered twice": f"{tally.replayed:,}",
        "duration": f"{tally.duration_s:,.1f} s",
        "calls a second": f"{tally.calls / tally.duration_s if tally.duration_s else 0:,.0f}",
    }
    if tally.lag_max_s:
        rows["latest behind the trace"] = f"{tally.lag_max_s:,.2f} s"
    return figure_table(f"Replay against {outcome.org_name}", rows)


def figure_table(title: str, rows: dict[str, str]) -> Table:
    """Return figures by name as a table."""
    table = Table(title=title, show_header=False)
    table.add_column(style="dim")
    table.add_column(justify="right")
    for name, value in rows.items():
        table.add_row(name, value)
    return table


def latency_table(latencies_s: dict[str, list[float]]) -> Table:
    """Return the percentiles of latencies by what took them, as a table in milliseconds."""
    table = Table("latency", *(f"p{share * 100:.0f}" for share in _SHARES))
    for name, values in latencies_s.items():
        table.add_row(name, *(f"{percentile(values, s) * 1000:,.1f} ms" for s in _SHARES))
    return table


def by_reason(counts: dict[str, int]) -> str:
    """Say how many there are, and of which kinds."""
    total = f"{sum(counts.values()):,}"
    reasons = ", ".join(f"{reason} {count:,}" for reason, count in sorted(counts.items()))
    return f"{total} ({reasons})" if reasons else total
