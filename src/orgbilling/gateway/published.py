"""The published list of prices (genai-prices), asked for one provider's price of one model.

The address of an upstream says which provider it is, and the model is found by that provider's own
rules. No other provider's price is ever taken: the same model costs differently elsewhere.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from orgbilling.bounds import PRICE_USD_MAX

if TYPE_CHECKING:
    from genai_prices.types import ModelInfo, ModelPrice, PriceVariant, Provider

Document: TypeAlias = dict[str, Any]
"""JSON of a price's parts, or of one of their tables (`price_parts`)."""

# What the list calls the parts of a price, and we.
_RATES: Final = {
    "input_mtok": "input",
    "cache_read_mtok": "cached_input",
    "cache_write_mtok": "cache_write",
    "cache_write_1h_mtok": "cache_write_1h",
    "input_audio_mtok": "audio_input",
    "cache_audio_read_mtok": "cached_audio_input",
    "input_image_mtok": "image_input",
    "cache_image_read_mtok": "cached_image_input",
    "input_video_mtok": "video_input",
    "output_mtok": "output",
    "output_audio_mtok": "audio_output",
    "output_image_mtok": "image_output",
    "output_video_mtok": "video_output",
    "output_reasoning_mtok": "reasoning",
    "output_citation_mtok": "citation",
}
# Each with for how many units its price is.
_FEES: Final = {
    "requests_kcount": ("request", 1_000),
    "web_searches_kcount": ("web_search", 1_000),
    "storage_searches_kcount": ("file_search", 1_000),
    "social_searches_kcount": ("x_search", 1_000),
    "code_executions_kcount": ("code_interpreter", 1_000),
    "rerank_searches_kcount": ("rerank_search", 1_000),
    "input_text_messages_kcount": ("message", 1_000),
    "input_mchars": ("character", 1_000_000),
    "input_document_kpages": ("page", 1_000),
    "input_annotated_document_kpages": ("annotated_page", 1_000),
    "audio_hours": ("second", 3_600),
    "input_audio_hours": ("second", 3_600),
}
_COLUMNS: Final = (
    "input",
    "output",
    "cached_input",
    "cache_write",
    "audio_input",
    "audio_output",
)
# What of a request chooses another price, by the names of the list.
_SERVICE_TIER_KEYS: Final = ("service_tier", "processing", "speed")
_STANDARD: Final = "default"
# More than a person may type: some of the list's prices were computed from others, as floats.
_DECIMALS_MAX: Final = 20
# Groq bills so many seconds of audio at least; the list has that in its program, not in its data.
_GROQ_SECONDS_LEAST: Final = 10
_GROQ_WHISPER: Final = ("whisper-large-v3", "whisper-large-v3-turbo")


# The list says that they are free in words alone.
_FREE: Final = frozenset({("openai", "moderation")})


class NotPublished(Exception):
    """The list has no price that we could charge; the message says why, for people."""


@dataclass(frozen=True)
class Published:
    """One price of the list: the rates of the columns by part, the JSON of its other parts (None:
    there are none), and whose price it is."""

    rates: Mapping[str, Decimal]
    parts: Document | None
    provider: str
    model: str

    @property
    def source(self) -> str:
        """What a version of a price that was taken from it says about its origin."""
        return f"{SOURCE} {version('genai-prices')} {self.provider}"


SOURCE: Final = "genai-prices"


def published_price(base_url: str, provider: str | None, model: str, at: datetime) -> Published:
    """Return the price of a provider's model from a moment on; `provider` is the list's own name of
    one, None: whoever is at `base_url`.

    Raises:
        NotPublished: there is none.
    """
    # Imported here: reading the list takes a second, and no call needs it.
    from genai_prices import data_snapshot

    everybody = data_snapshot.get_snapshot().providers
    named = _providers(everybody, base_url, provider)
    for found in named:
        info = found.find_model(model)
        if info is not None:
            return _priced(found, info, at)
    elsewhere = sorted(other.id for other in everybody if other.find_model(model) is not None)
    names = " and ".join(found.id for found in named)
    hint = f", only at {', '.join(elsewhere[:3])}" if elsewhere else ""
    raise NotPublished(f"the price list does not have {model} at {names}{hint}")


def _providers(
    everybody: "Iterable[Provider]", base_url: str, provider: str | None
) -> "list[Provider]":
    if provider is not None:
        named = [found for found in everybody if found.id == provider]
        if not named:
            raise NotPublished(f"the price list has no provider called {provider}")
        return named
    named = [found for found in everybody if re.match(found.api_pattern, base_url)]
    if not named:
        raise NotPublished(f"the price list has no provider at {base_url}")
    return named


def _priced(provider: "Provider", info: "ModelInfo", at: datetime) -> Published:
    prices, later = _standard(info, at)
    base = _table(prices)
    if (provider.id, info.id) in _FREE:
        base = {"rates": {"input": "0", "output": "0"}}
    if not base:
        raise NotPublished(f"the price list has no price for {info.id} at {provider.id}")
    rates = base.pop("rates", {})
    columns = {"input": "0", "output": "0"} | {p: rates.pop(p) for p in _COLUMNS if p in rates}
    windows = [
        {**_when(constraint), **_whole(_table(prices), info)} for constraint, prices in later
    ]
    parts: Document = {
        **({"rates": rates} if rates else {}),
        **base,
        **({"windows": windows} if windows else {}),
        **_service_tiers(info, at),
    }
    if provider.id == "groq" and info.id in _GROQ_WHISPER:
        for table in _tables(parts):
            table["fees"]["second"]["least"] = _GROQ_SECONDS_LEAST
    return Published(
        rates={part: Decimal(usd) for part, usd in columns.items()},
        parts=parts or None,
        provider=provider.id,
        model=info.id,
    )


def _standard(info: "ModelInfo", at: datetime) -> "tuple[ModelPrice, list[tuple[Any, ModelPrice]]]":
    """Return the prices that hold from now on, and those which take their place at hours of the day
    or from a date on. Of the list's the last whose condition is met holds."""
    if not isinstance(info.prices, list):
        return info.prices, []
    if not info.prices:
        raise NotPublished(f"the price list has no price for {info.id}")
    begun = [n for n, price in enumerate(info.prices) if _has_begun(price.constraint, at)]
    last = begun[-1] if begun else -1
    later = [(price.constraint, price.prices) for price in info.prices[last + 1 :]]
    return info.prices[max(last, 0)].prices, later


def _has_begun(constraint: Any, at: datetime) -> bool:
    since = getattr(constraint, "start_date", None)
    return constraint is None or (since is not None and since <= at.astimezone(UTC).date())


def _when(constraint: Any) -> Document:
    since: date | None = getattr(constraint, "start_date", None)
    if since is not None:
        return {"since": since.isoformat()}
    return {"begins": _utc(constraint.start_time), "ends": _utc(constraint.end_time)}


def _utc(hour: time) -> str:
    if hour.tzinfo is not None:
        hour = datetime.combine(date(2000, 1, 1), hour).astimezone(UTC).time()
    if hour.second or hour.microsecond:
        raise NotPublished(f"the price list has prices from {hour.isoformat()} on")
    return hour.isoformat("minutes")


def _whole(table: Document, info: "ModelInfo") -> Document:
    if not table:
        raise NotPublished(f"the price list has no price for {info.id} at every hour")
    return {**table, "rates": {"input": "0", "output": "0", **table.get("rates", {})}}


def _service_tiers(info: "ModelInfo", at: datetime) -> Document:
    by_name: dict[str, list[PriceVariant]] = {}
    for variant in info.price_variants or ():
        [(key, name), *others] = variant.when.items()
        if not others and key in _SERVICE_TIER_KEYS and name != _STANDARD:
            by_name.setdefault(name, []).append(variant)
    tiers = {
        name: windows
        for name, variants in by_name.items()
        if (windows := _variant_windows(variants, at))
    }
    return {"service_tiers": tiers} if tiers else {}


def _variant_windows(variants: "list[PriceVariant]", at: datetime) -> list[Document]:
    """Return what a service tier costs now, and from each date on at which that changes. Of the
    list's variants the first that holds names the price of a part."""
    starts = [_start(variant.constraint) for variant in variants]
    if any(start is None for start in starts):
        # By the hour; nobody has that, and without a price the service tier is not offered.
        return []
    today = at.astimezone(UTC).date()
    windows: list[Document] = []
    for day in sorted({today, *(start for start in starts if start and start > today)}):
        prices: dict[str, Any] = {}
        for start, variant in zip(starts, variants, strict=True):
            if start and start <= day:
                prices = {**vars(variant.prices), **prices}
        table = _table_of(prices)
        if table:
            windows.append(table if day == today else {"since": day.isoformat(), **table})
    return windows


def _start(constraint: Any) -> date | None:
    """Return the date from which a variant holds; None where hours decide."""
    return date.min if constraint is None else getattr(constraint, "start_date", None)


def _tables(parts: Document) -> Iterator[Document]:
    yield parts
    yield from parts.get("windows", ())
    for windows in parts.get("service_tiers", {}).values():
        yield from windows


def _table(prices: "ModelPrice") -> Document:
    return _table_of(vars(prices))


def _table_of(prices: Mapping[str, Any]) -> Document:
    """Return the rates, tiers and fees of one condition; what is empty is left out.

    Raises:
        NotPublished: something has a price that is not counted here, or no price that we can keep.
    """
    rates: dict[str, str] = {}
    tiers: dict[int, dict[str, str]] = {}
    fees: Document = {}
    for name, price in prices.items():
        if price is None:
            continue
        base = getattr(price, "base", price)
        steps = getattr(price, "tiers", ())
        if name in _RATES:
            rates[_RATES[name]] = _text(base)
            for tier in steps:
                tiers.setdefault(tier.start, {})[_RATES[name]] = _text(tier.price)
        elif name in _FEES and not steps:
            fee, units = _FEES[name]
            if fees.setdefault(fee, _fee(base, units)) != _fee(base, units):
                raise NotPublished(f"the price list has two prices for a {fee}")
        else:
            raise NotPublished(f"the price list has a price by {name}, which is not counted here")
    table: Document = {"rates": rates} if rates else {}
    if tiers:
        table["tiers"] = [{"above_tokens": n, "rates": tiers[n]} for n in sorted(tiers)]
    if fees:
        table["fees"] = fees
    return table


def _fee(usd: Decimal, units: int) -> Any:
    if units == 3_600:
        # By the hour: a second's price may have no last decimal.
        return {"usd": _text(usd), "per": units}
    return _text(usd.scaleb(-len(str(units)) + 1))


def _text(usd: Decimal) -> str:
    """Write an amount as it is kept.

    Raises:
        NotPublished: it is larger or finer than that.
    """
    usd = usd.normalize()
    exponent = usd.as_tuple().exponent
    if usd > PRICE_USD_MAX or not isinstance(exponent, int) or exponent < -_DECIMALS_MAX:
        raise NotPublished(f"the price list has the price {usd:f}, which is not kept exactly")
    return f"{usd:f}"
