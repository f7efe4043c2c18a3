"""Every entry of the published list, taken as an upstream of its provider: its own price, charged
as the list's program charges it, or a reason why it is not sold; never another provider's."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import ROUND_CEILING, ROUND_DOWN, Context, Decimal, localcontext
from typing import Any
from uuid import uuid4

import pytest
from genai_prices import Usage, data_snapshot
from genai_prices.types import ConditionalPrice, ModelInfo, Provider, TieredPrices

from orgbilling.gateway.price_parts import parts_of
from orgbilling.gateway.prices import Price, Tokens
from orgbilling.gateway.published import NotPublished, Published, published_price

NOW = datetime(2026, 11, 30, 20, 0, tzinfo=UTC)
PROVIDERS = data_snapshot.get_snapshot().providers
# Where a pattern does not show what an address of its provider looks like.
ADDRESSES = {
    "aws": "https://bedrock-runtime.us-east-1.amazonaws.com/openai/v1",
    "azure": "https://contoso.openai.azure.com/openai/v1",
    "cloudflare": "https://api.cloudflare.com/client/v4/accounts/0a1b/ai/v1",
    "cohere": "https://api.cohere.ai/compatibility/v1",
    "databricks": "https://contoso.cloud.databricks.com/serving-endpoints",
    "elevenlabs": "https://api.elevenlabs.io/v1",
    "google": "https://generativelanguage.googleapis.com/v1beta/openai",
    "minimax": "https://api.minimax.io/v1",
    "modal": "https://contoso.modal.run/v1",
    "moonshotai": "https://api.moonshot.ai/v1",
    "openrouter": "https://openrouter.ai/api/v1",
}
REASONS = re.compile(r"has no price for|is not counted here|does not have")
CUT = Context(prec=80, rounding=ROUND_DOWN)
# Ours, and the list's own name, with what of the list's holds it too.
COUNTS = {
    "cached_input": ("cache_read_tokens",),
    "cache_write": ("cache_write_tokens",),
    "audio_input": ("input_audio_tokens",),
    "cached_audio_input": ("cache_audio_read_tokens", "cache_read_tokens", "input_audio_tokens"),
    "image_input": ("input_image_tokens",),
    "cached_image_input": ("cache_image_read_tokens", "cache_read_tokens", "input_image_tokens"),
    "video_input": ("input_video_tokens",),
    "audio_output": ("output_audio_tokens",),
    "image_output": ("output_image_tokens",),
    "video_output": ("output_video_tokens",),
    "reasoning": ("output_reasoning_tokens",),
    "citation": ("output_citation_tokens",),
}
FEES = {
    "web_search": "web_searches",
    "file_search": "storage_searches",
    "character": "input_characters",
    "message": "input_text_messages",
    "page": "input_document_pages",
    "annotated_page": "input_annotated_document_pages",
    "second": "audio_seconds",
}
SHARES = {name: 3 + number for number, name in enumerate(COUNTS)}


def address_of(provider: Provider) -> str:
    plain = re.sub(r"\(\?:/\|\$\)|\(/\|\$\)|\\|\([a-z/:?]+\)\?", "", provider.api_pattern)
    address = ADDRESSES.get(provider.id, plain.replace("(api.)?", "") + "/v1")
    assert re.match(provider.api_pattern, address), (provider.id, address)
    return address


def names_in(clause: Any) -> Iterator[str]:
    """The names, and beginnings of names, that an entry is found by."""
    for inner in (*getattr(clause, "or_", ()), *getattr(clause, "and_", ())):
        yield from names_in(inner)
    yield from (value for value in vars(clause).values() if isinstance(value, str))


def name_of(provider: Provider, entry: ModelInfo) -> str:
    """A name by which the provider's own rules find the entry; its id where there is none."""
    names = (entry.id, *names_in(entry.match))
    return next((n for n in names if provider.find_model(n) is entry), entry.id)


def found_at(address: str, named: str | None, name: str) -> tuple[Published | None, str]:
    """The list's price, or why there is none."""
    try:
        return published_price(address, named, name, NOW), ""
    except NotPublished as error:
        return None, str(error)


def usages(price: Price) -> Iterator[tuple[Tokens, dict[str, int]]]:
    """Made-up usages below, at and above each tier, and with each part."""
    tables = [price.parts.table, *(window.table for window in price.parts.windows)]
    starts = {above for table in tables for above, _ in table.tiers}
    fees = {name: 7 + n for n, name in enumerate(FEES)}
    for size in sorted({0, 1_000, *starts, *(start + 1 for start in starts), 3_000_001}):
        yield Tokens(size, 777), {}
        parts = {name: size // share // 4 for name, share in SHARES.items()}
        output = sum(
            count for name, count in parts.items() if not name.endswith(("input", "write"))
        )
        written_1h = parts["cache_write"] // 3
        yield Tokens(size, output + 11, **parts, cache_write_1h=written_1h), fees


def as_listed(tokens: Tokens, fees: dict[str, int]) -> Usage:
    counts = {"input_tokens": tokens.input, "output_tokens": tokens.output}
    for name, keys in COUNTS.items():
        for key in keys:
            counts[key] = counts.get(key, 0) + getattr(tokens, name)
    counts["cache_write_1h_tokens"] = tokens.cache_write_1h
    counts |= {FEES[name]: count for name, count in fees.items()}
    # Annotated pages are pages too, and seconds of input are seconds.
    counts["input_document_pages"] = fees.get("page", 0) + fees.get("annotated_page", 0)
    counts["input_audio_seconds"] = fees.get("second", 0)
    return Usage(**counts)


def price_of(published: Published) -> Price:
    parts = None if published.parts is None else json.dumps(published.parts)
    return Price(uuid4(), parts_of(published.rates, parts))


def moments(entry: ModelInfo, price: Price) -> list[datetime]:
    """Now, and around each hour and date at which the price changes."""
    found = [NOW]
    windows = (*price.parts.windows, *(w for ws in price.parts.service_tiers.values() for w in ws))
    for window in windows:
        day = NOW if window.since is None else datetime.combine(window.since, NOW.timetz())
        edges = [hour for hour in (window.begins, window.ends) if hour is not None]
        found += [day.replace(hour=e.hour, minute=e.minute, second=0) for e in edges]
        found += [day, day - timedelta(days=1)]
    found += [moment - timedelta(seconds=1) for moment in found[1:]]
    return [moment for moment in found if moment >= NOW]


def contexts(price: Price) -> Iterator[tuple[str, dict[str, str] | None]]:
    yield "default", None
    for name in price.service_tiers:
        yield (
            name,
            {
                "batch": {"processing": "batch"},
                "fast": {"service_tier": "fast", "speed": "fast"},
            }.get(name, {"service_tier": name}),
        )


def assert_charged_as_listed(provider: Provider, entry: ModelInfo, published: Published) -> None:
    price = price_of(published)
    for service_tier, context in contexts(price):
        for at in moments(entry, price):
            for tokens, fees in usages(price):
                with localcontext(CUT):
                    expected = entry.calc_price(
                        as_listed(tokens, fees),
                        provider,
                        genai_request_timestamp=at,
                        price_context=context,
                    ).total_price
                charge = price.charge(
                    tokens, Decimal(1), Decimal(1), fees=fees, service_tier=service_tier, at=at
                )
                exact = expected.quantize(Decimal("1e-12"), ROUND_CEILING, Context(prec=80))
                assert charge.api_cost_usd == exact, (entry.id, service_tier, at, tokens, fees)


@pytest.mark.parametrize("provider", PROVIDERS, ids=lambda provider: provider.id)
def test_every_entry_has_its_own_price_or_a_reason(provider: Provider) -> None:
    address = address_of(provider)
    # Another provider of the same address comes first there; who means this one says so.
    first = next(p for p in PROVIDERS if re.match(p.api_pattern, address))
    named = None if first is provider else provider.id
    for entry in provider.models:
        name = name_of(provider, entry)
        published, reason = found_at(address, named, name)
        if published is None:
            assert REASONS.search(reason), reason
            assert "does not have" not in reason or provider.find_model(name) is None
            continue
        assert (published.provider, published.model) == (provider.id, entry.id)
        assert_charged_as_listed(provider, entry, published)


def test_most_entries_are_sold() -> None:
    sold, unsold = 0, []
    for provider in PROVIDERS:
        for entry in provider.models:
            name = name_of(provider, entry)
            published, _ = found_at(address_of(provider), provider.id, name)
            if published is None:
                is_listed = isinstance(entry.prices, list) or any(vars(entry.prices).values())
                unsold.append((provider.id, entry.id, is_listed))
            else:
                sold += (published.provider, published.model) == (provider.id, entry.id)
    entries = sum(len(provider.models) for provider in PROVIDERS)
    assert sold + len(unsold) == entries
    # Of the installed list every entry that has a price.
    assert [row for row in unsold if row[2]] == []
    assert sold > entries * 0.9


def test_tiers_are_sold() -> None:
    """What had one was left to an admin before, silently."""
    tiered = [
        (provider, entry)
        for provider in PROVIDERS
        for entry in provider.models
        if any(isinstance(price, TieredPrices) for price in vars(entry.get_prices(NOW)).values())
    ]
    assert len(tiered) > 100
    for provider, entry in tiered:
        name = name_of(provider, entry)
        assert published_price(address_of(provider), None, name, NOW).parts is not None


def test_hours_are_read_by_the_clock_and_not_when_the_price_is_taken() -> None:
    [deepseek] = [provider for provider in PROVIDERS if provider.id == "deepseek"]
    by_hour = [
        entry
        for entry in deepseek.models
        if isinstance(entry.prices, list)
        and any(
            isinstance(p, ConditionalPrice) and hasattr(p.constraint, "start_time")
            for p in entry.prices
        )
    ]
    assert len(by_hour) >= 3
    for entry in by_hour:
        # Taken at one hour, charged at every quarter of another day.
        price = price_of(published_price("https://api.deepseek.com", None, entry.id, NOW))
        costs = set()
        for quarter in range(96):
            at = NOW.replace(hour=0) + timedelta(days=2, minutes=15 * quarter)
            usage = as_listed(Tokens(1_000_000, 0), {})
            expected = entry.calc_price(usage, deepseek, genai_request_timestamp=at).total_price
            charge = price.charge(Tokens(1_000_000, 0), Decimal(1), Decimal(1), at=at)
            assert charge.api_cost_usd == expected
            costs.add(expected)
        assert len(costs) == 2


@pytest.mark.parametrize(
    ("address", "model", "reason"),
    [
        ("http://127.0.0.1:9100/v1", "gpt-4o", "has no provider at http://127.0.0.1:9100/v1"),
        # Fireworks sells it too, at another price.
        ("https://api.together.xyz/v1", "accounts/fireworks/models/kimi-k3", "only at fireworks"),
        ("https://contoso.openai.azure.com/openai", "gpt-4o", "only at github-copilot, openai"),
        ("https://api.openai.com/v1", "no-such-model", "does not have no-such-model at openai"),
        ("https://openrouter.ai/api/v1", "openai/gpt-4o:online", "does not have"),
    ],
)
def test_what_is_not_sold_says_why(address: str, model: str, reason: str) -> None:
    with pytest.raises(NotPublished, match=re.escape(reason)):
        published_price(address, None, model, NOW)


def test_an_upstream_behind_a_proxy_names_its_provider() -> None:
    found = published_price("http://10.0.0.7/v1", "openai", "gpt-4o-mini-2024-07-18", NOW)
    assert (found.provider, found.model) == ("openai", "gpt-4o-mini")
    with pytest.raises(NotPublished, match="no provider called opnai"):
        published_price("http://10.0.0.7/v1", "opnai", "gpt-4o-mini", NOW)
