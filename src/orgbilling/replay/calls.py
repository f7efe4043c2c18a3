"""Playing a trace through the gateway: each request is a chat completion of a member, and what was
charged for it is compared with what its tokens cost."""

import csv
import json
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from http import HTTPStatus
from typing import Any, Final

import httpx2

from orgbilling.replay.http import Client, ReplayError
from orgbilling.replay.player import Pace, keep_pace
from orgbilling.replay.prices import Prices
from orgbilling.replay.provider import prompt_of
from orgbilling.replay.trace import TracedRequest

_BILLING: Final = "/api/v1/org-billing"
_BYTES_PER_TOKEN: Final = 3
# An answer of a slow provider may take as long as the gateway waits for it, and longer.
_TIMEOUT_S: Final = 600.0


@dataclass(frozen=True)
class CallPlan:
    """How a trace is played. Prices are US dollars per million tokens; `speed` is how many times
    faster than it was recorded, None as fast as it goes."""

    model: str
    input_usd: Decimal
    output_usd: Decimal
    markup: Decimal
    credits_per_usd: Decimal
    concurrency: int
    speed: float | None
    is_stream: bool

    def credits(self, request: TracedRequest) -> Decimal:
        """Return what a request costs: exact, rounded once, up, at the sixth decimal."""
        prices = Prices(self.input_usd, self.output_usd, self.markup, self.credits_per_usd)
        return prices.cost(request.context_tokens, request.generated_tokens).credits


@dataclass
class CallTally:
    """What became of the calls; latencies in seconds, of those that were answered."""

    expected: dict[str, Decimal] = field(default_factory=dict)
    """Of each answered call, by its request id: the credits that the trace and the prices give."""
    refused: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    latencies_s: list[float] = field(default_factory=list)
    pace: Pace = field(default_factory=Pace)


@dataclass
class Charged:
    """What the organization's export of its usage says of the answered calls."""

    calls: int = 0
    credits: Decimal = Decimal(0)
    api_cost_usd: Decimal = Decimal(0)
    markup_usd: Decimal = Decimal(0)
    differences: list[str] = field(default_factory=list)
    """Calls that were charged otherwise than expected, more than once, or not at all."""


def gateway_client(url: str, key: str, connections: int) -> httpx2.AsyncClient:
    """Make a client of `/v1`. Unlike `Client` it sends nothing twice: a call is no retry of one."""
    return httpx2.AsyncClient(
        base_url=url.rstrip("/"),
        headers={"authorization": f"Bearer {key}"},
        limits=httpx2.Limits(max_connections=connections, max_keepalive_connections=connections),
        timeout=httpx2.Timeout(_TIMEOUT_S, connect=30.0, pool=None),
        trust_env=False,
    )


async def price_of(client: Client, model: str) -> tuple[Decimal, Decimal]:
    """Return what a model costs now: input and output, in US dollars per million tokens.

    Raises:
        ReplayError: it has no price.
    """
    versions = await client.get(f"{_BILLING}/models/prices/{model}")
    now = datetime.now(UTC)
    for version in versions:
        if datetime.fromisoformat(version["valid_from"]) <= now:
            return (
                Decimal(version["input_usd_per_million"]),
                Decimal(version["output_usd_per_million"]),
            )
    raise ReplayError(f"{model} has no price yet.")


async def play_calls(
    client: httpx2.AsyncClient,
    requests: Sequence[TracedRequest],
    plan: CallPlan,
    advance: Callable[[], None],
) -> CallTally:
    """Send every request once, and count."""
    tally = CallTally()

    async def send(_number: int, request: TracedRequest) -> None:
        began = time.perf_counter()
        try:
            answer = await client.post("/v1/chat/completions", json=_body(request, plan))
        except httpx2.TransportError as error:
            tally.failed[type(error).__name__] += 1
        else:
            _count(tally, answer, plan.credits(request), time.perf_counter() - began)
        advance()

    tally.pace = await keep_pace(requests, send, plan.concurrency, plan.speed)
    return tally


async def read_charges(
    client: httpx2.AsyncClient, org_id: str, expected: dict[str, Decimal], days: int
) -> Charged:
    """Compare every answered call with its row in the export of the last `days` days.

    Raises:
        ReplayError: the server does not export.
    """
    charged, missing = Charged(), dict(expected)
    answer = await client.get(f"{_BILLING}/credits/{org_id}/usage/export", params={"days": days})
    if answer.status_code != HTTPStatus.OK:
        raise ReplayError(f"The usage cannot be read: {answer.status_code} {_code(answer)}")
    for line in csv.DictReader(answer.text.lstrip("\ufeff").splitlines()):
        request_id = line["request_id"]
        # What was given back later says nothing about what a call was charged.
        if request_id not in expected or line.get("kind") == "refund":
            continue
        credits = Decimal(line["credits"])
        charged.calls += 1
        charged.credits += credits
        charged.api_cost_usd += Decimal(line["api_cost_usd"] or 0)
        charged.markup_usd += Decimal(line["markup_usd"] or 0)
        if missing.pop(request_id, None) != credits:
            charged.differences.append(f"{request_id}: {credits:f}, not {expected[request_id]:f}")
    charged.differences += [f"{request_id}: no row" for request_id in missing]
    return charged


def _body(request: TracedRequest, plan: CallPlan) -> dict[str, Any]:
    content = prompt_of(request.context_tokens, request.generated_tokens, _BYTES_PER_TOKEN)
    return {
        "model": plan.model,
        "messages": [{"role": "user", "content": content}],
        "max_tokens": max(request.generated_tokens, 1),
        "stream": plan.is_stream,
    }


def _count(tally: CallTally, answer: httpx2.Response, cost: Decimal, latency_s: float) -> None:
    if answer.status_code == HTTPStatus.PAYMENT_REQUIRED:
        tally.refused[str(_error(answer).get("blocked_by", "unknown"))] += 1
    elif not answer.is_success:
        tally.failed[f"{answer.status_code} {_code(answer)}".strip()] += 1
    elif b'data: {"error"' in answer.content:
        tally.failed["broken off"] += 1
    else:
        tally.expected[answer.headers["x-request-id"]] = cost
        tally.latencies_s.append(latency_s)


def _error(answer: httpx2.Response) -> dict[str, Any]:
    try:
        body = json.loads(answer.content)
    except ValueError:
        return {}
    error = body.get("error", body) if isinstance(body, dict) else {}
    return error if isinstance(error, dict) else {}


def _code(answer: httpx2.Response) -> str:
    return str(_error(answer).get("code", ""))
