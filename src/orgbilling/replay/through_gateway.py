"""A replay through the gateway from beginning to end, and what it says at its end."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from rich.console import Console

from orgbilling.replay.account import plan_markup, target_of_key
from orgbilling.replay.calls import (
    CallPlan,
    CallTally,
    Charged,
    gateway_client,
    play_calls,
    price_of,
    read_charges,
)
from orgbilling.replay.http import Client
from orgbilling.replay.report import by_reason, figure_table, latency_table
from orgbilling.replay.service import progress_of
from orgbilling.replay.trace import TracedRequest

_DAY_S = 86_400
_SHOWN_MAX = 10


@dataclass(frozen=True)
class GatewayOptions:
    """What the user chose. `markup` None: the plan's for calls that our keys serve."""

    url: str
    key: str
    model: str
    speed: float | None
    concurrency: int
    is_stream: bool
    markup: Decimal | None
    credits_per_usd: Decimal
    patience_s: float


@dataclass(frozen=True)
class GatewayOutcome:
    """A finished replay: what was answered, and what was charged for it."""

    org_id: str
    asked: int
    tally: CallTally
    charged: Charged

    @property
    def expected_credits(self) -> Decimal:
        """What the trace and the prices give for the answered calls."""
        return sum(self.tally.expected.values(), Decimal(0))

    @property
    def is_clean(self) -> bool:
        """Whether every answered call was charged as expected, once, and none failed."""
        return not self.charged.differences and not self.tally.failed


async def replay_calls(
    requests: Sequence[TracedRequest], options: GatewayOptions, console: Console
) -> GatewayOutcome:
    """Send the requests to `/v1` and compare the charges, call by call.

    Raises:
        ReplayError: the key is no member key, the model has no price, or the server does not
            answer.
    """
    org_id = target_of_key(options.key, kind="member")
    reading = Client(options.url, key=options.key, connections=1, patience_s=options.patience_s)
    async with (
        reading as client,
        gateway_client(options.url, options.key, options.concurrency) as calls,
    ):
        input_usd, output_usd = await price_of(client, options.model)
        markup = options.markup if options.markup is not None else await plan_markup(client, org_id)
        plan = CallPlan(
            model=options.model,
            input_usd=input_usd,
            output_usd=output_usd,
            markup=markup,
            credits_per_usd=options.credits_per_usd,
            concurrency=options.concurrency,
            speed=options.speed,
            is_stream=options.is_stream,
        )
        with progress_of(console, len(requests)) as advance:
            tally = await play_calls(calls, requests, plan, advance)
        # One day more than it took, where it went on over midnight.
        days = 2 + int(tally.pace.duration_s // _DAY_S)
        charged = await read_charges(calls, org_id, tally.expected, days)
    return GatewayOutcome(org_id, len(requests), tally, charged)


def print_outcome(outcome: GatewayOutcome, out: Console) -> None:
    """Print figures and latencies, then whether the charges are what they must be."""
    tally, charged, pace = outcome.tally, outcome.charged, outcome.tally.pace
    answered = len(tally.expected)
    rows = {
        "calls": f"{outcome.asked:,}",
        "answered": f"{answered:,}",
        "refused": by_reason(tally.refused),
        "failed": by_reason(tally.failed),
        "credits charged": f"{_exact(charged.credits)}",
        "API cost": f"${_exact(charged.api_cost_usd)}",
        "markup": f"${_exact(charged.markup_usd)}",
        "duration": f"{pace.duration_s:,.1f} s",
        "calls a second": f"{outcome.asked / pace.duration_s if pace.duration_s else 0:,.0f}",
    }
    if pace.lag_max_s:
        rows["latest behind the trace"] = f"{pace.lag_max_s:,.2f} s"
    out.print(figure_table("Replay through the gateway", rows))
    out.print(latency_table({"call": tally.latencies_s}))
    credits = _exact(charged.credits)
    if not charged.differences:
        out.print(
            f"Reconciled: {answered:,} calls were charged {credits} credits, exactly what the "
            "trace and the prices give."
        )
        return
    out.print(
        f"Not reconciled: charged {credits} credits, where the trace and the prices give "
        f"{_exact(outcome.expected_credits)}. Does the provider count the trace's tokens?",
        style="red",
    )
    for difference in charged.differences[:_SHOWN_MAX]:
        out.print(f"  {difference}")


def _exact(amount: Decimal) -> str:
    """Write an amount with all of its decimals, and without the zeros that say nothing."""
    return f"{amount.normalize():,f}"
