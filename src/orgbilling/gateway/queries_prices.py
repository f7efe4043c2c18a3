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
        },
    )
