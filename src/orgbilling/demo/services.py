"""What the demonstration organizations use: services, what one call weighs, what it is made of."""

from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from random import Random
from typing import Any

_COST_DECIMALS = Decimal("0.000000000001")


@dataclass(frozen=True)
class Service:
    """A model or another service.

    `popularity` is its share of the calls, `weight` what a call costs compared with others;
    prices are US dollars for a million tokens, 0 where nothing is counted in tokens.
    """

    service_type: str
    name: str
    popularity: float
    weight: float
    input_price_usd: float = 0
    output_price_usd: float = 0


SERVICES: tuple[Service, ...] = (
    Service("llm", "gpt-4o", 22, 1.0, 2.5, 10),
    Service("llm", "gpt-4o-mini", 18, 0.15, 0.15, 0.6),
    Service("llm", "claude-sonnet", 17, 1.3, 3, 15),
    Service("llm", "claude-haiku", 8, 0.4, 0.8, 4),
    Service("llm", "gemini-pro", 6, 0.9, 1.25, 10),
    Service("llm", "llama-70b", 4, 0.3, 0.6, 0.6),
    Service("embedding", "text-embedding-3-small", 8, 0.05, 0.02),
    Service("embedding", "text-embedding-3-large", 3, 0.1, 0.13),
    Service("image", "gpt-image", 4, 2.5),
    Service("image", "stable-diffusion", 2, 1.2),
    Service("audio", "whisper", 3, 0.5),
    Service("audio", "text-to-speech", 2, 0.6),
    Service("search", "web-search", 2, 0.4),
    Service("rerank", "rerank-multilingual", 1, 0.2),
    Service("moderation", "content-moderation", 1, 0.05),
)
_POPULARITY = tuple(service.popularity for service in SERVICES)


def pick_services(chance: Random, count: int) -> list[Service]:
    """Choose what `count` calls are about."""
    return chance.choices(SERVICES, _POPULARITY, k=count)


def cost_usd(
    credits: Decimal, credits_per_usd: Decimal, markup: Decimal
) -> tuple[Decimal, Decimal]:
    """Return the API cost and the markup, in US dollars, of a call that was charged `credits`.

    The cost is rounded down at the twelfth decimal, so that cost x markup, rounded up at the sixth
    decimal of a credit as the ledger does it, is `credits` again.
    """
    total = credits / credits_per_usd
    cost = (total / markup).quantize(_COST_DECIMALS, ROUND_FLOOR)
    return cost, (total - cost).quantize(_COST_DECIMALS, ROUND_FLOOR)


def describe_call(service: Service, cost: Decimal, chance: Random) -> dict[str, Any]:
    """Return metadata of a call that cost the provider `cost` US dollars."""
    latency_ms = int(250 * chance.lognormvariate(1, 0.6))
    if service.input_price_usd == 0:
        return {"latency_ms": latency_ms}
    tokens: dict[str, Any] = {"latency_ms": latency_ms}
    output_share = chance.uniform(0.2, 0.7) if service.output_price_usd else 0
    millionths = float(cost) * 1_000_000
    tokens["input_tokens"] = max(
        1, round(millionths * (1 - output_share) / service.input_price_usd)
    )
    if service.output_price_usd:
        tokens["output_tokens"] = round(millionths * output_share / service.output_price_usd)
    return tokens
