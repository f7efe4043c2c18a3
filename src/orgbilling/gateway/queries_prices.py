"""Typed statements of `queries_prices.sql`, written by `make queries`: edit that file."""

from datetime import datetime
from decimal import Decimal
from typing import Final, NamedTuple
from uuid import UUID

from orgbilling.database import Query, Statement, load_queries

_texts: Final = load_queries(__file__, "queries_prices.sql")


class CurrentPricesRow(NamedTuple):
    price_id: UUID
    model: str
    valid_from: datetime
    input_usd_per_million: Decimal
    output_usd_per_million: Decimal
    cached_input_usd_per_million: Decimal | None
    cache_write_usd_per_million: Decimal | None
    audio_input_usd_per_million: Decimal | None
    audio_output_usd_per_million: Decimal | None
    output_tokens_max: int | None
    parts: str | None
    source: str
    created_by: str
    created_at: datetime


_current_prices: Final[Query[CurrentPricesRow, UUID | None]] = Query(
    _texts.current_prices, CurrentPricesRow
)


def current_prices(
    *, now: datetime, models: list[str] | None
) -> Statement[CurrentPricesRow, UUID | None]:
    return Statement(_current_prices, {"now": now, "models": models})


class CurrentUpstreamPricesRow(NamedTuple):
    upstream: str
    price_id: UUID
    model: str
    valid_from: datetime
    input_usd_per_million: Decimal
    output_usd_per_million: Decimal
    cached_input_usd_per_million: Decimal | None
    cache_write_usd_per_million: Decimal | None
    audio_input_usd_per_million: Decimal | None
    audio_output_usd_per_million: Decimal | None
    output_tokens_max: int | None
    parts: str | None
    source: str
    created_by: str
    created_at: datetime


_current_upstream_prices: Final[Query[CurrentUpstreamPricesRow, str | None]] = Query(
    _texts.current_upstream_prices, CurrentUpstreamPricesRow
)


def current_upstream_prices(
    *, now: datetime, models: list[str]
) -> Statement[CurrentUpstreamPricesRow, str | None]:
    return Statement(_current_upstream_prices, {"now": now, "models": models})


_price_versions: Final[Query[CurrentPricesRow, UUID | None]] = Query(
    _texts.price_versions, CurrentPricesRow
)


def price_versions(*, model: str) -> Statement[CurrentPricesRow, UUID | None]:
    return Statement(_price_versions, {"model": model})


_set_price: Final[Query[CurrentPricesRow, UUID | None]] = Query(_texts.set_price, CurrentPricesRow)


def set_price(
    *,
    model: str,
    input_usd: Decimal,
    output_usd: Decimal,
    source: str,
    actor_id: str,
    cached_input_usd: Decimal | None,
    cache_write_usd: Decimal | None,
    audio_input_usd: Decimal | None,
    audio_output_usd: Decimal | None,
    output_tokens_max: int | None,
    valid_from: datetime | None,
    parts: str | None,
) -> Statement[CurrentPricesRow, UUID | None]:
    return Statement(
        _set_price,
        {
            "model": model,
            "input_usd": input_usd,
            "output_usd": output_usd,
            "source": source,
            "actor_id": actor_id,
            "cached_input_usd": cached_input_usd,
            "cache_write_usd": cache_write_usd,
            "audio_input_usd": audio_input_usd,
            "audio_output_usd": audio_output_usd,
            "output_tokens_max": output_tokens_max,
            "valid_from": valid_from,
            "parts": parts,
        },
    )


class OwnPriceRow(NamedTuple):
    price_id: UUID
    input_usd_per_million: Decimal
    output_usd_per_million: Decimal
    cached_input_usd_per_million: Decimal | None
    cache_write_usd_per_million: Decimal | None
    audio_input_usd_per_million: Decimal | None
    audio_output_usd_per_million: Decimal | None
    output_tokens_max: int | None
    parts: str | None


_own_price: Final[Query[OwnPriceRow, UUID | None]] = Query(_texts.own_price, OwnPriceRow)


def own_price(*, org_id: UUID, model: str, now: datetime) -> Statement[OwnPriceRow, UUID | None]:
    """The version of an organization's own that holds."""
    return Statement(_own_price, {"org_id": org_id, "model": model, "now": now})


_own_prices: Final[Query[CurrentPricesRow, UUID | None]] = Query(
    _texts.own_prices, CurrentPricesRow
)


def own_prices(*, org_id: UUID, now: datetime) -> Statement[CurrentPricesRow, UUID | None]:
    return Statement(_own_prices, {"org_id": org_id, "now": now})


_set_own_price: Final[Query[CurrentPricesRow, UUID | None]] = Query(
    _texts.set_own_price, CurrentPricesRow
)


def set_own_price(
    *,
    org_id: UUID,
    model: str,
    input_usd: Decimal,
    output_usd: Decimal,
    actor_id: str,
    cached_input_usd: Decimal | None,
    cache_write_usd: Decimal | None,
    audio_input_usd: Decimal | None,
    audio_output_usd: Decimal | None,
    output_tokens_max: int | None,
    parts: str | None,
    valid_from: datetime | None,
) -> Statement[CurrentPricesRow, UUID | None]:
    return Statement(
        _set_own_price,
        {
            "org_id": org_id,
            "model": model,
            "input_usd": input_usd,
            "output_usd": output_usd,
            "actor_id": actor_id,
            "cached_input_usd": cached_input_usd,
            "cache_write_usd": cache_write_usd,
            "audio_input_usd": audio_input_usd,
            "audio_output_usd": audio_output_usd,
            "output_tokens_max": output_tokens_max,
            "parts": parts,
            "valid_from": valid_from,
        },
    )


class LivePlanRow(NamedTuple):
    subscription_plan: str


_live_plan: Final[Query[LivePlanRow, str | None]] = Query(_texts.live_plan, LivePlanRow)


def live_plan(*, org_id: UUID) -> Statement[LivePlanRow, str | None]:
    return Statement(_live_plan, {"org_id": org_id})


class SetUpstreamPriceRow(NamedTuple):
    price_id: UUID | None


_set_upstream_price: Final[Query[SetUpstreamPriceRow, UUID | None]] = Query(
    _texts.set_upstream_price, SetUpstreamPriceRow
)


def set_upstream_price(
    *,
    upstream: str,
    model: str,
    input_usd: Decimal,
    output_usd: Decimal,
    source: str,
    actor_id: str,
    cached_input_usd: Decimal | None,
    cache_write_usd: Decimal | None,
    audio_input_usd: Decimal | None,
    audio_output_usd: Decimal | None,
    parts: str | None,
) -> Statement[SetUpstreamPriceRow, UUID | None]:
    return Statement(
        _set_upstream_price,
        {
            "upstream": upstream,
            "model": model,
            "input_usd": input_usd,
            "output_usd": output_usd,
            "source": source,
            "actor_id": actor_id,
            "cached_input_usd": cached_input_usd,
            "cache_write_usd": cache_write_usd,
            "audio_input_usd": audio_input_usd,
            "audio_output_usd": audio_output_usd,
            "parts": parts,
        },
    )
