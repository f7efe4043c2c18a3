"""A replay from beginning to end."""

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from orgbilling.replay.account import (
    Share,
    demonstration_target,
    funding,
    list_members,
    read_usage,
    target_by_key,
)
from orgbilling.replay.http import Client
from orgbilling.replay.player import Plan, play
from orgbilling.replay.prices import Prices
from orgbilling.replay.report import Outcome
from orgbilling.replay.tally import Tally
from orgbilling.replay.trace import TracedRequest


@dataclass(frozen=True)
class Options:
    """What the user chose. Without a `key`, `email` signs in on a demonstration server."""

    url: str
    organization: str
    key: str | None
    email: str
    fund: bool
    speed: float | None
    concurrency: int
    input_price_usd: Decimal
    output_price_usd: Decimal
    markup: Decimal | None
    credits_per_usd: Decimal
    max_tokens: int | None
    ttl_s: int
    service_name: str
    patience_s: float


async def replay(requests: Sequence[TracedRequest], options: Options, console: Console) -> Outcome:
    """Play the requests and reconcile what was captured with the organization's usage.

    Raises:
        ReplayError: the server cannot be reached, or refuses what a replay needs.
    """
    async with AsyncExitStack() as stack:
        if options.key is None:
            lasts_s = max(r.offset_s for r in requests) / (options.speed or math.inf)
            entering = demonstration_target(
                options.url,
                options.email,
                options.organization,
                markup=options.markup,
                key_lasts=timedelta(days=1, seconds=lasts_s),
                patience_s=options.patience_s,
            )
            target = await stack.enter_async_context(entering)
        else:
            target = await target_by_key(
                options.url,
                options.key,
                options.organization,
                markup=options.markup,
                patience_s=options.patience_s,
            )
        client = await stack.enter_async_context(
            Client(
                options.url,
                key=target.key,
                connections=options.concurrency,
                patience_s=options.patience_s,
            )
        )
        shares = await list_members(client, target.org_id)
        plan = _plan(requests, options, target.org_id, target.markup, shares)
        if options.fund:
            credits = _needed_credits(requests, plan)
            granted = funding(
                options.url,
                target.org_id,
                shares,
                credits,
                run_id=plan.run_id,
                patience_s=options.patience_s,
            )
            await stack.enter_async_context(granted)
        before, first_day = await read_usage(client, target.org_id)
        tally = await _play(client, requests, plan, console)
        after, _ = await read_usage(client, target.org_id, first_day)
    return Outcome(target.org_id, target.org_name, tally, after - before)


def _plan(
    requests: Sequence[TracedRequest],
    options: Options,
    org_id: str,
    markup: Decimal,
    shares: Sequence[Share],
) -> Plan:
    longest = max(request.generated_tokens for request in requests)
    return Plan(
        org_id=org_id,
        members=[share.user_id for share in shares],
        prices=Prices(
            options.input_price_usd, options.output_price_usd, markup, options.credits_per_usd
        ),
        max_tokens=longest if options.max_tokens is None else options.max_tokens,
        concurrency=options.concurrency,
        speed=options.speed,
        ttl_s=options.ttl_s,
        service_name=options.service_name,
        run_id=f"replay-{uuid4().hex[:12]}",
    )


def _needed_credits(requests: Sequence[TracedRequest], plan: Plan) -> list[Decimal]:
    """Return, member by member, what the requests cost and what is held beside it meanwhile."""
    count = len(plan.members)
    needed = [Decimal(0)] * count
    largest = Decimal(0)
    for number, request in enumerate(requests):
        cost = plan.prices.cost(request.context_tokens, request.generated_tokens)
        worst_tokens = max(plan.max_tokens, request.generated_tokens)
        worst = plan.prices.cost(request.context_tokens, worst_tokens)
        needed[number % count] += cost.credits
        largest = max(largest, worst.credits)
    # Any number of the requests under way may be one member's.
    return [max(amount + largest * plan.concurrency, Decimal(1)) for amount in needed]


async def _play(
    client: Client, requests: Sequence[TracedRequest], plan: Plan, console: Console
) -> Tally:
    with progress_of(console, len(requests)) as advance:
        return await play(client, requests, plan, advance)


@contextmanager
def progress_of(console: Console, total: int) -> Iterator[Callable[[], None]]:
    """Show how far a replay is; yields what is called after each request."""
    columns = (
        TextColumn("Replaying"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        bar = progress.add_task("", total=total)
        yield lambda: progress.advance(bar)
