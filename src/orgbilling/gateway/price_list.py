"""Our table of prices compared with the published list: what is sold, what is not, and why.

The published list (genai-prices) is a suggestion, our table is what is charged. What the list lacks
is left to an admin.
"""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final, Literal

import structlog

from orgbilling.database import Executor
from orgbilling.gateway import queries_prices as queries
from orgbilling.gateway.prices import rates_of_row
from orgbilling.gateway.published import (
    SOURCE,
    Document,
    NotPublished,
    Published,
    published_price,
)
from orgbilling.gateway.schemas import ModelPriceRequest
from orgbilling.gateway.schemas_prices import parts_text
from orgbilling.gateway.upstreams import Upstream, Upstreams

_logger = structlog.get_logger(__name__)
Verdict = Literal["new", "changed", "same", "kept", "not_published"]
# "genai-prices 0.1.3 openai": an earlier program did not say whose price it took, and took it by
# the name of the model alone, as it was at that hour.
_SOURCE_WORDS: Final = 3


@dataclass(frozen=True)
class ModelPriceStatus:
    """One model at one upstream: what is charged now, and what the published list says.

    `verdict`: a new or changed price of the list is not taken yet; same is what is charged; kept is
    not the list's, but an admin's own, or that of the upstream that is asked first; not_published
    has `reason`. `charged` is what an answer of this upstream is charged at.
    """

    model: str
    upstream: str
    provider_model: str
    verdict: Verdict
    reason: str | None
    charged: "ChargedPrice | None"
    published: Published | None
    is_first: bool = True
    """Whether it is asked first: its price is the model's."""

    @property
    def is_sold(self) -> bool:
        """Whether the model has a price, and is sold by it."""
        return self.charged is not None

    @property
    def is_to_take(self) -> bool:
        """Whether the published price is to be written: it is another, or begins to say whose."""
        return self.verdict in ("new", "changed") or (
            self.is_first
            and self.verdict == "same"
            and self.charged is not None
            and not self.charged.is_of_known_provider
        )


@dataclass(frozen=True)
class ChargedPrice:
    """The version of a price that holds."""

    rates: dict[str, Decimal]
    parts: Document | None
    source: str
    valid_from: datetime

    @classmethod
    def of_row(
        cls, row: queries.CurrentPricesRow | queries.CurrentUpstreamPricesRow
    ) -> "ChargedPrice":
        """Read a row."""
        parts = None if row.parts is None else json.loads(row.parts)
        return cls(rates_of_row(row), parts, row.source, row.valid_from)

    @property
    def is_published(self) -> bool:
        """Whether it was taken from the published list."""
        return self.source.startswith(SOURCE)

    @property
    def is_of_known_provider(self) -> bool:
        """Whether it says which provider's price it is, where it is of the list."""
        return not self.is_published or len(self.source.split()) >= _SOURCE_WORDS


async def price_status(executor: Executor, upstreams: Upstreams) -> list[ModelPriceStatus]:
    """Return every configured model at every upstream, by model and then in the order in which they
    are tried. Writes nothing.

    Raises:
        DomainError: the database does not answer.
    """
    charged = await _Charged.read(executor, upstreams)
    # Beside the event loop: the first look at the list reads it for a second.
    return await asyncio.to_thread(
        lambda: [
            status
            for model in upstreams.models
            for status in _compare_all(model, upstreams.in_order_of_file(model), charged)
        ]
    )


async def refresh_prices(
    executor: Executor,
    upstreams: Upstreams,
    *,
    actor_id: str,
    is_dry_run: bool = False,
    only_missing: bool = False,
) -> list[ModelPriceStatus]:
    """Bring the prices of every configured model to the published ones: the model's to that of the
    upstream that is asked first, and where another's provider has another price, that of its
    answers; an admin's own stay. Returns what was found, before anything was written.

    `only_missing` looks at models without a price, at prices of which an earlier program did not
    say whose they are, and at upstreams without a price of their own; what is not sold is logged, a
    line each.

    Raises:
        DomainError: the database does not answer.
    """
    charged = await _Charged.read(executor, upstreams)
    asked = {model: upstreams.in_order_of_file(model) for model in upstreams.models}
    if only_missing:
        asked = {m: ways for m, ways in asked.items() if len(ways) > 1 or charged.is_missing(m)}
    found = await asyncio.to_thread(
        lambda: [status for m, ways in asked.items() for status in _compare_all(m, ways, charged)]
    )
    if only_missing:
        found = [status for status in found if charged.is_missing(status.model, status)]
    for status in found:
        if status.published is not None and status.is_to_take and not is_dry_run:
            await _write(executor, status, status.published, actor_id)
        elif status.verdict == "not_published" and only_missing:
            _log(status)
    return found


@dataclass(frozen=True)
class _Charged:
    """The versions that hold now: of models, and of upstreams and their models."""

    models: dict[str, ChargedPrice]
    upstreams: dict[tuple[str, str], ChargedPrice]
    now: datetime

    @classmethod
    async def read(cls, executor: Executor, upstreams: Upstreams) -> "_Charged":
        now, models = datetime.now(UTC), upstreams.models
        of_models = await executor.fetch_all(queries.current_prices(models=models, now=now))
        own = await executor.fetch_all(queries.current_upstream_prices(models=models, now=now))
        return cls(
            {row.model: ChargedPrice.of_row(row) for row in of_models},
            {(row.upstream, row.model): ChargedPrice.of_row(row) for row in own},
            now,
        )

    def is_missing(self, model: str, status: ModelPriceStatus | None = None) -> bool:
        """Whether a model, or one of its other upstreams, has no price of its own, or one of which
        it is not known whose it is."""
        if status is not None and not status.is_first:
            return (status.upstream, model) not in self.upstreams
        return model not in self.models or not self.models[model].is_of_known_provider


def _compare_all(model: str, ways: list[Upstream], charged: _Charged) -> list[ModelPriceStatus]:
    first = _compare(model, ways[0], charged.models.get(model), charged.now)
    return [first, *(_compare_other(first, upstream, charged) for upstream in ways[1:])]


def _compare_other(
    first: ModelPriceStatus, upstream: Upstream, charged: _Charged
) -> ModelPriceStatus:
    """Compare the price of an upstream that is not asked first: its own, where the model's is taken
    from the list, or will be."""
    of_model, own = first.charged, charged.upstreams.get((upstream.name, first.model))
    is_of_list = of_model.is_published if of_model is not None else first.published is not None
    found = _compare(first.model, upstream, (is_of_list and own) or of_model, charged.now)
    verdict = found.verdict
    if verdict == "not_published" and of_model is not None:
        verdict = "kept"
    elif of_model is None and (not is_of_list or _is_alike(found.published, first.published)):
        # It is not sold yet, or will be at the model's price.
        verdict = "same" if found.published is not None and is_of_list else "not_published"
    return replace(found, verdict=verdict, is_first=False)


def _compare(
    model: str, upstream: Upstream, charged: ChargedPrice | None, now: datetime
) -> ModelPriceStatus:
    provider_model = upstream.models[model]
    reason: str | None = None
    published: Published | None = None
    try:
        published = published_price(upstream.base_url, upstream.price_list, provider_model, now)
    except NotPublished as error:
        reason = str(error)
    verdict: Verdict
    if published is not None and charged is None:
        verdict = "new"
    elif published is not None and _is_same(charged, published):
        verdict = "same"
    elif charged is not None and not charged.is_published:
        verdict = "kept"
    else:
        verdict = "changed" if published is not None else "not_published"
    return ModelPriceStatus(
        model, upstream.name, provider_model, verdict, reason, charged, published
    )


def _is_alike(one: Published | None, other: Published | None) -> bool:
    if one is None or other is None:
        return False
    return (one.rates, one.parts) == (other.rates, other.parts)


def _is_same(charged: ChargedPrice | None, published: Published) -> bool:
    return charged is not None and (
        charged.rates == published.rates and charged.parts == published.parts
    )


def _log(status: ModelPriceStatus) -> None:
    if status.charged is None:
        _logger.warning(
            "gateway_model_not_sold",
            model=status.model,
            upstream=status.upstream,
            reason=status.reason,
        )
    else:
        # It was taken by its name alone, perhaps from another provider.
        _logger.warning(
            "gateway_price_of_unknown_provider",
            model=status.model,
            upstream=status.upstream,
            source=status.charged.source,
            reason=status.reason,
        )


async def set_price(
    executor: Executor, model: str, body: ModelPriceRequest, *, source: str, actor_id: str
) -> queries.CurrentPricesRow:
    """Begin a new version of a model's price, as a person says it.

    Raises:
        Invalid: it begins in the past.
        DomainError: the database does not answer.
    """
    return await _begin_version(
        executor,
        model,
        {
            "input": body.input_usd_per_million,
            "output": body.output_usd_per_million,
            "cached_input": body.cached_input_usd_per_million,
            "cache_write": body.cache_write_usd_per_million,
            "audio_input": body.audio_input_usd_per_million,
            "audio_output": body.audio_output_usd_per_million,
        },
        parts_text(body.parts),
        source=source,
        actor_id=actor_id,
        output_tokens_max=body.output_tokens_max,
        valid_from=body.valid_from,
    )


async def _write(
    executor: Executor, status: ModelPriceStatus, published: Published, actor_id: str
) -> None:
    parts = None if published.parts is None else json.dumps(published.parts)
    rates, source = published.rates, published.source
    if status.is_first:
        await _begin_version(executor, status.model, rates, parts, source=source, actor_id=actor_id)
        return
    await executor.execute(
        queries.set_upstream_price(
            upstream=status.upstream,
            model=status.model,
            input_usd=rates["input"],
            output_usd=rates["output"],
            cached_input_usd=rates.get("cached_input"),
            cache_write_usd=rates.get("cache_write"),
            audio_input_usd=rates.get("audio_input"),
            audio_output_usd=rates.get("audio_output"),
            source=source,
            actor_id=actor_id,
            parts=parts,
        )
    )


async def _begin_version(
    executor: Executor,
    model: str,
    rates: Mapping[str, Decimal | None],
    parts: str | None,
    *,
    source: str,
    actor_id: str,
    output_tokens_max: int | None = None,
    valid_from: datetime | None = None,
) -> queries.CurrentPricesRow:
    input_usd, output_usd = rates["input"], rates["output"]
    assert input_usd is not None
    assert output_usd is not None
    row = await executor.fetch_one(
        queries.set_price(
            model=model,
            input_usd=input_usd,
            output_usd=output_usd,
            cached_input_usd=rates.get("cached_input"),
            cache_write_usd=rates.get("cache_write"),
            audio_input_usd=rates.get("audio_input"),
            audio_output_usd=rates.get("audio_output"),
            output_tokens_max=output_tokens_max,
            source=source,
            actor_id=actor_id,
            valid_from=valid_from,
            parts=parts,
        )
    )
    assert row is not None, "it returns the version that it began, or raises"
    return row
