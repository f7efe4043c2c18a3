"""Playing a trace: a request is held with the worst it can cost, captured with what it cost."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from orgbilling.pricing import Charge
from orgbilling.replay.http import Answer, Client
from orgbilling.replay.prices import Prices
from orgbilling.replay.tally import Tally
from orgbilling.replay.trace import TracedRequest

SERVICE_TYPE = "llm"


@dataclass(frozen=True)
class Plan:
    """How a trace is played.

    `speed` is how many times faster than it was recorded, None as fast as it goes; `max_tokens`
    is what each request may generate at most; `run_id` begins every idempotency key.
    """

    org_id: str
    members: Sequence[str]
    prices: Prices
    max_tokens: int
    concurrency: int
    speed: float | None
    ttl_s: int
    service_name: str
    run_id: str


async def play(
    client: Client, requests: Sequence[TracedRequest], plan: Plan, advance: Callable[[], None]
) -> Tally:
    """Play every request once, `plan.concurrency` at a time, and count.

    Raises:
        ReplayError: the server is gone for longer than the client's patience.
    """
    player = _Player(client, plan, advance)
    pace = await keep_pace(requests, player.play, plan.concurrency, plan.speed)
    player.tally.lag_max_s, player.tally.duration_s = pace.lag_max_s, pace.duration_s
    return player.tally


@dataclass
class Pace:
    """How long a replay took, and how late its latest request was sent (0 flat out)."""

    duration_s: float = 0.0
    lag_max_s: float = 0.0


async def keep_pace(
    requests: Sequence[TracedRequest],
    send: Callable[[int, TracedRequest], Awaitable[None]],
    concurrency: int,
    speed: float | None,
) -> Pace:
    """Send every request once, in order, `concurrency` at a time, `speed` times faster than they
    were recorded (None: as fast as it goes).

    Raises:
        Exception: the first that `send` raised; no more requests are begun.
    """
    pace = Pace()
    waiting = iter(enumerate(requests))
    began = time.monotonic()

    async def work() -> None:
        # All workers share one iterator, so that each request is taken once, in order.
        for number, request in waiting:
            if speed is not None:
                due = began + request.offset_s / speed
                await asyncio.sleep(max(due - time.monotonic(), 0))
                pace.lag_max_s = max(pace.lag_max_s, time.monotonic() - due)
            await send(number, request)

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(min(concurrency, len(requests))):
                group.create_task(work())
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from None
    pace.duration_s = time.monotonic() - began
    return pace


class _Player:
    def __init__(self, client: Client, plan: Plan, advance: Callable[[], None]) -> None:
        self._client = client
        self._plan = plan
        self._advance = advance
        self._holds = f"/api/v1/org-billing/credits/{plan.org_id}/holds"
        self.tally = Tally()

    async def play(self, number: int, request: TracedRequest) -> None:
        """Hold and capture one request."""
        tally, prices = self.tally, self._plan.prices
        tally.asked += 1
        worst_tokens = max(self._plan.max_tokens, request.generated_tokens)
        worst = prices.cost(request.context_tokens, worst_tokens)
        cost = prices.cost(request.context_tokens, request.generated_tokens)
        if cost.credits == 0:
            tally.free += 1
        else:
            hold = await self._hold(number, worst)
            if hold is not None:
                await self._capture(hold["hold_id"], request, cost)
        self._advance()

    async def _hold(self, number: int, worst: Charge) -> dict[str, Any] | None:
        plan, tally = self._plan, self.tally
        answer = await self._client.send(
            "POST",
            self._holds,
            {
                "user_id": plan.members[number % len(plan.members)],
                "credits": worst.credits,
                "ttl_s": plan.ttl_s,
                "service_type": SERVICE_TYPE,
                "service_name": plan.service_name,
                "request_id": f"{plan.run_id}-{number}",
            },
        )
        tally.retries += answer.retries
        tally.hold_latencies_s.append(answer.latency_s)
        if not self._is_acknowledged(answer):
            return None
        tally.held += 1
        tally.held_credits += answer.body["credits"]
        body: dict[str, Any] = answer.body
        return body

    async def _capture(self, hold_id: str, request: TracedRequest, cost: Charge) -> None:
        tally = self.tally
        answer = await self._client.send(
            "POST",
            f"{self._holds}/{hold_id}/capture",
            {
                "credits": cost.credits,
                "api_cost_usd": cost.api_cost_usd,
                "markup_usd": cost.markup_usd,
                "metadata": {
                    "input_tokens": request.context_tokens,
                    "output_tokens": request.generated_tokens,
                },
            },
        )
        tally.retries += answer.retries
        tally.capture_latencies_s.append(answer.latency_s)
        if not self._is_acknowledged(answer):
            return
        tally.captured += 1
        tally.captured_credits += answer.body["captured_credits"]
        tally.uncollected_credits += answer.body["uncollected_credits"]
        tally.api_cost_usd += cost.api_cost_usd
        tally.markup_usd += cost.markup_usd

    def _is_acknowledged(self, answer: Answer) -> bool:
        if answer.status < HTTPStatus.BAD_REQUEST:
            self.tally.replayed += bool(answer.body.get("replayed"))
            return True
        body = answer.body if isinstance(answer.body, dict) else {}
        if answer.status == HTTPStatus.PAYMENT_REQUIRED:
            self.tally.refused[body.get("blocked_by", "unknown")] += 1
        else:
            self.tally.failed[f"{answer.status} {body.get('code', '')}".strip()] += 1
        return False
