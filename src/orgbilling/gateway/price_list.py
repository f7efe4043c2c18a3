"""Our table of prices: read, written by an admin, and compared with the published list.

The published list (genai-prices) is a suggestion, our table is what is charged. A model whose
published price we could not charge exactly (tiers by size, a fee a request) is left to an admin.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from importlib.metadata import version
from typing import Final, Literal

from orgbilling.database import Executor
from orgbilling.gateway import queries_prices as queries
from orgbilling.gateway.upstreams import Upstreams

# Ours, and what the published list calls it.
_PARTS: Final = {
    "input": "input_mtok",
    "output": "output_mtok",
    "cached_input": "cache_read_mtok",
    "cache_write": "cache_write_mtok",
    "audio_input": "input_audio_mtok",
    "audio_output": "output_audio_mtok",
}
Verdict = Literal["new", "changed", "same", "kept", "unknown", "not_exact"]


@dataclass(frozen=True)
class Suggestion:
    """One model: what is charged now, what the published list says, and what is done about it.

    `verdict`: new and changed are written; same needs nothing; kept is an admin's own price;
    unknown is not on the list; not_exact has a price there that tokens alone do not tell.
    """

    model: str
    verdict: Verdict
    before: dict[str, Decimal] | None
    published: dict[str, Decimal] | None


async def refresh_prices(
    executor: Executor,
    upstreams: Upstreams,
    *,
    actor_id: str,
    is_dry_run: bool = False,
    only_missing: bool = False,
) -> list[Suggestion]:
    """Bring the prices of every configured model to the published ones; an admin's own stay.

    Raises:
        DomainError: the database does not answer.
    """
    rows = await executor.fetch_all(
        queries.current_prices(models=upstreams.models, now=datetime.now(UTC))
    )
    current = {row.model: row for row in rows}
    suggestions = []
    for model in upstreams.models:
        row = current.get(model)
        if row is not None and only_missing:
            continue
        suggestion = _compare(model, upstreams.serving(model)[0].models[model], row)
        if suggestion.verdict in ("new", "changed") and not is_dry_run:
            assert suggestion.published is not None
            await _write(executor, model, suggestion.published, actor_id)
        suggestions.append(suggestion)
    return suggestions


def _compare(model: str, provider_model: str, row: queries.CurrentPricesRow | None) -> Suggestion:
    before = None if row is None else _charged(row)
    if row is not None and not row.source.startswith("genai-prices"):
        return Suggestion(model, "kept", before, None)
    found = _published(provider_model)
    if not isinstance(found, dict):
        return Suggestion(model, found, before, None)
    if before == found:
        return Suggestion(model, "same", before, found)
    return Suggestion(model, "new" if before is None else "changed", before, found)


def _charged(row: queries.CurrentPricesRow) -> dict[str, Decimal]:
    priced = {
        "input": row.input_usd_per_million,
        "output": row.output_usd_per_million,
        "cached_input": row.cached_input_usd_per_million,
        "cache_write": row.cache_write_usd_per_million,
        "audio_input": row.audio_input_usd_per_million,
        "audio_output": row.audio_output_usd_per_million,
    }
    return {part: usd for part, usd in priced.items() if usd is not None}


def _published(model: str) -> dict[str, Decimal] | Literal["unknown", "not_exact"]:
    # Imported here: reading the list takes a second, and no request needs it.
    from genai_prices import data_snapshot

    try:
        _, found = data_snapshot.get_snapshot().find_provider_model(model, None, None, None)
    except LookupError:
        return "unknown"
    prices = found.get_prices(datetime.now(UTC))
    given = {part: getattr(prices, name, None) for part, name in _PARTS.items()}
    known = {part: usd for part, usd in given.items() if usd is not None}
    if not all(isinstance(usd, Decimal) for usd in known.values()):
        return "not_exact"
    if getattr(prices, "requests_kcount", None) is not None or "input" not in known:
        return "not_exact"
    return {"output": Decimal(0), **known}


async def _write(
    executor: Executor, model: str, published: dict[str, Decimal], actor_id: str
) -> None:
    await executor.fetch_one(
        queries.set_price(
            model=model,
            input_usd=published["input"],
            output_usd=published["output"],
            cached_input_usd=published.get("cached_input"),
            cache_write_usd=published.get("cache_write"),
            audio_input_usd=published.get("audio_input"),
            audio_output_usd=published.get("audio_output"),
            output_tokens_max=None,
            source=f"genai-prices {version('genai-prices')}",
            actor_id=actor_id,
            valid_from=None,
        )
    )
