"""Reads answers by their dialect: what was used, by which model, and whether it is an error.

All functions are pure. A document is JSON with its fractions as Decimal (`answers.parsed`), so that
a cost is read as it was written.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from math import ceil
from types import MappingProxyType
from typing import Any, Final

from orgbilling.bounds import ID_CHARACTERS_MAX, PROVIDER_COST_USD_BELOW, TOKENS_BELOW
from orgbilling.edge.bodies import is_storable
from orgbilling.gateway.dialects.dialect import (
    CostNames,
    Dialect,
    ErrorNames,
    FeeNames,
    UsageNames,
    steps_of,
)
from orgbilling.gateway.dialects.paths import Paths, code_of, text_of, values_at, values_of
from orgbilling.gateway.dialects.usage import Told, Usage
from orgbilling.pricing import EXACT

_COUNTS: Final = (
    "input", "output", "total", "cached_input", "cache_write", "cache_write_5m", "cache_write_1h",
    "audio_input", "audio_output", "image_input", "image_output", "reasoning",
)  # fmt: skip
_NOT_SAID: Final = "The provider did not say why."


@dataclass(frozen=True, slots=True)
class ProviderError:
    """What a provider says went wrong, in its own words. `told` is the document that says it, or
    that part of it as its `error`."""

    message: str
    type: str | None = None
    code: str | None = None
    told: Any = field(default=None, repr=False, compare=False)


def usage_of(document: Any, dialect: Dialect) -> Usage | None:
    """Read what an answer, or an event of a stream, says was used; None where it says nothing.

    What several events say is put together with `Usage.merged`.
    """
    if not isinstance(document, dict):
        return None
    names = dialect.usage
    usage = next((u for u in values_of(document, names.at) if isinstance(u, dict) and u), None)
    counts: dict[str, int] = {} if usage is None else _counts(usage, names)
    fees = _fees(document, usage, dialect.fees)
    cost_usd = None if usage is None or dialect.cost is None else _cost_usd(usage, dialect.cost)
    if not any(counts.values()) and not fees and cost_usd is None:
        return None
    told = Told(MappingProxyType(counts), names)
    tier = text_of(document, dialect.service_tier)
    return Usage(told.tokens(), fees, cost_usd, model_of(document, dialect), tier, told=told)


def model_of(document: Any, dialect: Dialect) -> str | None:
    """Return the name of the model that answered, None where it is not told."""
    name = text_of(document, dialect.model)
    if name is None or len(name) > ID_CHARACTERS_MAX or not is_storable(name):
        return None
    return name


def usage_of_answer(
    documents: Iterable[Any], headers: Mapping[str, str], dialect: Dialect
) -> Usage | None:
    """Read what a whole answer says was used, in its documents and in its headers."""
    usage = None
    for document in documents:
        told = usage_of(document, dialect) or Usage(None, model=model_of(document, dialect))
        usage = told if usage is None else usage.merged(told)
    cost_usd = None if usage is None else _cost_in_headers(headers, dialect)
    if usage is None or cost_usd is None or usage.cost_usd is not None:
        return usage
    return replace(usage, cost_usd=cost_usd)


def error_of(document: Any, dialect: Dialect) -> ProviderError | None:
    """Read the error that a document is, or that an event of a stream brings, whatever the status
    of its answer; None where it is none."""
    if isinstance(document, list):
        # Some wrap it in a list.
        members = (m for m in document if isinstance(m, dict))
        return next((e for m in members if (e := error_of(m, dialect)) is not None), None)
    if not isinstance(document, dict):
        return None
    names = dialect.error
    errors = [_error_at(value, document, names) for value in values_of(document, names.at)]
    if not any(document.get(name) for name in names.answer):
        plain = [_error_in(value, document, names) for value in values_of(document, names.plain)]
        errors += [error for error in plain if error is not None and error.message]
    error = next(filter(None, errors), None)
    if error is None and _has(document, names.failed):
        error = ProviderError("")
    if error is None:
        return None
    told = document if error.told is None else error.told
    return replace(error, message=error.message or _NOT_SAID, told=told)


def _error_at(value: Any, document: dict[str, Any], names: ErrorNames) -> ProviderError | None:
    error = _error_in(value, document, names)
    is_bare = isinstance(value, str)
    return error if error is None or is_bare else replace(error, told={"error": value})


def _error_in(value: Any, document: dict[str, Any], names: ErrorNames) -> ProviderError | None:
    if isinstance(value, list):
        value = next((member for member in value if member), None)
    if isinstance(value, str) and value.strip():
        # A bare text; what more is told stands beside it.
        return ProviderError(value, text_of(document, names.type), code_of(document, names.code))
    if not isinstance(value, dict) or not value:
        return None
    message = text_of(value, names.message)
    if message is None:
        inner = next((v for v in values_of(value, names.message) if isinstance(v, dict) and v), {})
        message = text_of(inner, names.message)
    return ProviderError(message or "", text_of(value, names.type), code_of(value, names.code))


def _cost_in_headers(headers: Mapping[str, str], dialect: Dialect) -> Decimal | None:
    if dialect.cost is None or dialect.cost.header is None:
        return None
    try:
        return _usd(Decimal(headers.get(dialect.cost.header, "")))
    except InvalidOperation:
        return None


def _counts(usage: dict[str, Any], names: UsageNames) -> dict[str, int]:
    found = {name: _first_count(usage, getattr(names, name)) for name in _COUNTS}
    more = [c for v in values_of(usage, names.more_input) if (c := count_of(v)) is not None]
    found["more_input"] = sum(more) if more else None
    return {name: count for name, count in found.items() if count is not None}


def _first_count(usage: Any, paths: Paths) -> int | None:
    """Return the first count above 0, or else 0 where one is told."""
    found = None
    for path in paths:
        for value in values_at(usage, path):
            count = count_of(value)
            if count:
                return count
            found = count if found is None else found
    return found


def count_of(value: Any) -> int | None:
    """Read a count; None where it is none: a text, a bool, less than nothing, beyond belief."""
    # A fraction of whole tokens comes from some.
    if type(value) is int:
        return value if 0 <= value < TOKENS_BELOW else None
    if not isinstance(value, float | Decimal) or not 0 <= value < TOKENS_BELOW:
        return None
    return ceil(value)


def _fees(
    document: dict[str, Any], usage: dict[str, Any] | None, fees: Mapping[str, FeeNames]
) -> Mapping[str, int]:
    found = {name: _times(document, usage, fee) for name, fee in fees.items()}
    return MappingProxyType({name: times for name, times in found.items() if times})


def hosted_in(document: Any, fees: Mapping[str, FeeNames]) -> list[str]:
    """Return the names of the fees of which an event of a stream says that one was used."""
    return [name for name, fee in fees.items() if fee.events and _has(document, fee.events)]


def _times(document: dict[str, Any], usage: dict[str, Any] | None, fee: FeeNames) -> int:
    told = None if usage is None else _first_count(usage, fee.counts)
    if told is not None:
        return told
    return sum(
        _has(item, fee.where) and not _has(item, fee.unless)
        for items in values_of(document, fee.items)
        if isinstance(items, list)
        for item in items
        if isinstance(item, dict)
    )


def _has(document: Any, wanted: Mapping[str, tuple[str, ...]]) -> bool:
    """Tell whether one of the named places has one of its words."""
    return any(
        value in words
        for name, words in wanted.items()
        for value in values_of(document, (steps_of(name),))
        if isinstance(value, str)
    )


def _cost_usd(usage: dict[str, Any], names: CostNames) -> Decimal | None:
    cost = _first_number(usage, names.at)
    more = _first_number(usage, names.more)
    if cost is None:
        return None
    is_more = next((v for v in values_of(usage, names.more_if) if isinstance(v, bool)), None)
    if more is not None and (is_more or (is_more is None and more > cost)):
        cost = EXACT.add(cost, more)
    return _usd(EXACT.divide(cost, names.per_usd))


def _first_number(usage: dict[str, Any], paths: Paths) -> Decimal | None:
    for value in values_of(usage, paths):
        if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
            # The text of a float is what was written; its value is a little beside it.
            number = value if isinstance(value, Decimal) else Decimal(str(value))
            if number.is_finite() and 0 <= number < PROVIDER_COST_USD_BELOW * 10**12:
                return number
    return None


def _usd(cost: Decimal) -> Decimal | None:
    # A cost of 0 says that nobody has priced it: no call is free by accident.
    return cost if cost.is_finite() and 0 < cost < PROVIDER_COST_USD_BELOW else None
