"""Typed statements of `queries.sql`, written by `make queries`: edit that file."""

from datetime import datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple
from uuid import UUID

from orgbilling.database import Query, Statement, load_queries

_texts: Final = load_queries(__file__, "queries.sql")


class GatewayTermsRow(NamedTuple):
    ordinal: int
    user_id: str
    key_id: UUID
    scopes: list[str]
    subscription_plan: str | None
    managed_markup: Decimal
    own_key_markup: Decimal | None
    price_id: UUID | None
    input_usd_per_million: Decimal | None
    output_usd_per_million: Decimal | None
    cached_input_usd_per_million: Decimal | None
    cache_write_usd_per_million: Decimal | None
    audio_input_usd_per_million: Decimal | None
    audio_output_usd_per_million: Decimal | None
    output_tokens_max: int | None
    parts: str | None
    is_due: bool
    is_limited: bool
    barred: str | None
    falls_over: bool
    upstream_prices: str | None


gateway_terms: Final[Query[GatewayTermsRow, int | None]] = Query(
    _texts.gateway_terms, GatewayTermsRow
)
"""The subscription itself is checked by the hold. Without a plan or a price what belongs to it is
null."""


class SettleOrganizationRow(NamedTuple):
    settle_organization: datetime | None


_settle_organization: Final[Query[SettleOrganizationRow, datetime | None]] = Query(
    _texts.settle_organization, SettleOrganizationRow
)


def settle_organization(
    *, org_id: UUID, now: datetime | None
) -> Statement[SettleOrganizationRow, datetime | None]:
    return Statement(_settle_organization, {"org_id": org_id, "now": now})


class FindPriceRow(NamedTuple):
    price_id: UUID
    input_usd_per_million: Decimal
    output_usd_per_million: Decimal
    cached_input_usd_per_million: Decimal | None
    cache_write_usd_per_million: Decimal | None
    audio_input_usd_per_million: Decimal | None
    audio_output_usd_per_million: Decimal | None
    output_tokens_max: int | None
    parts: str | None


_find_price: Final[Query[FindPriceRow, UUID | None]] = Query(_texts.find_price, FindPriceRow)


def find_price(*, price_id: UUID, org_id: UUID) -> Statement[FindPriceRow, UUID | None]:
    return Statement(_find_price, {"price_id": price_id, "org_id": org_id})


class OfferedModelsRow(NamedTuple):
    model: str
    valid_from: datetime
    price_id: UUID
    input_usd_per_million: Decimal
    output_usd_per_million: Decimal
    cached_input_usd_per_million: Decimal | None
    cache_write_usd_per_million: Decimal | None
    audio_input_usd_per_million: Decimal | None
    audio_output_usd_per_million: Decimal | None
    output_tokens_max: int | None
    parts: str | None
    own_name: str | None
    own_base_url: str | None
    own_model: str | None


_offered_models: Final[Query[OfferedModelsRow, str | None]] = Query(
    _texts.offered_models, OfferedModelsRow
)


def offered_models(
    *,
    org_id: UUID,
    has_own: bool,
    only: str | None,
    models: list[str],
    now: datetime,
    is_limited: bool,
    user_id: str,
    credential_id: str,
    address: object,
) -> Statement[OfferedModelsRow, str | None]:
    """Of the models that an organization's own keys serve, where they do (`has_own`), and of
    `models`, which ours serve, those with a price. `own_name` is of the key that is asked first;
    null where none is. Of them those that a call of this key would not be refused."""
    return Statement(
        _offered_models,
        {
            "org_id": org_id,
            "has_own": has_own,
            "only": only,
            "models": models,
            "now": now,
            "is_limited": is_limited,
            "user_id": user_id,
            "credential_id": credential_id,
            "address": address,
        },
    )


class JournalRow(NamedTuple):
    journal_gateway_calls: object


_journal: Final[Query[JournalRow, object]] = Query(_texts.journal, JournalRow)


def journal(
    *,
    org_ids: list[UUID],
    hold_ids: list[UUID],
    upstreams: list[str],
    output_tokens: list[int],
    hold_ttl_s: int,
    price_ids: list[UUID] | None,
    markups: list[Decimal] | None,
) -> Statement[JournalRow, object]:
    return Statement(
        _journal,
        {
            "org_ids": org_ids,
            "hold_ids": hold_ids,
            "upstreams": upstreams,
            "output_tokens": output_tokens,
            "hold_ttl_s": hold_ttl_s,
            "price_ids": price_ids,
            "markups": markups,
        },
    )


class HeldCreditsRow(NamedTuple):
    held_credits: Decimal | None


_held_credits: Final[Query[HeldCreditsRow, Decimal | None]] = Query(
    _texts.held_credits, HeldCreditsRow
)


def held_credits(
    *, available_credits: Decimal | None, now: datetime, org_id: UUID, user_id: str
) -> Statement[HeldCreditsRow, Decimal | None]:
    """What running calls and other holds of a member have set aside; those past their time count
    as free. Of a call that was refused with so much available, what was set aside then, as far as
    it is not used since: it may be free by now."""
    return Statement(
        _held_credits,
        {"available_credits": available_credits, "now": now, "org_id": org_id, "user_id": user_id},
    )


class FindHoldRow(NamedTuple):
    hold_id: UUID


_find_hold: Final[Query[FindHoldRow, UUID | None]] = Query(_texts.find_hold, FindHoldRow)


def find_hold(*, org_id: UUID, request_id: str) -> Statement[FindHoldRow, UUID | None]:
    """By its request key, which is the request's id."""
    return Statement(_find_hold, {"org_id": org_id, "request_id": request_id})


class TakeAbandonedRow(NamedTuple):
    org_id: UUID
    hold_id: UUID
    request_id: str
    user_id: str
    model: str
    upstream: str
    price_id: UUID
    markup: Decimal
    input_tokens_estimated: int
    output_tokens_journaled: int
    dispatched_at: datetime
    fees: Any
    audio_input_tokens: int | None
    service_tier: str | None


_take_abandoned: Final[Query[TakeAbandonedRow, UUID | None]] = Query(
    _texts.take_abandoned, TakeAbandonedRow
)


def take_abandoned(*, silent_s: int, limit: int) -> Statement[TakeAbandonedRow, UUID | None]:
    return Statement(_take_abandoned, {"silent_s": silent_s, "limit": limit})


class BeginFreeCallRow(NamedTuple):
    blocked_limit: str | None


_begin_free_call: Final[Query[BeginFreeCallRow, str | None]] = Query(
    _texts.begin_free_call, BeginFreeCallRow
)


def begin_free_call(
    *, org_id: UUID, user_id: str, credential_id: str, input_tokens: Decimal
) -> Statement[BeginFreeCallRow, str | None]:
    return Statement(
        _begin_free_call,
        {
            "org_id": org_id,
            "user_id": user_id,
            "credential_id": credential_id,
            "input_tokens": input_tokens,
        },
    )


class RecordFreeUsageRow(NamedTuple):
    record_free_usage: UUID | None


_record_free_usage: Final[Query[RecordFreeUsageRow, UUID | None]] = Query(
    _texts.record_free_usage, RecordFreeUsageRow
)


def record_free_usage(
    *, org_id: UUID, user_id: str, request_id: str, model: str, metadata: str, credential_id: str
) -> Statement[RecordFreeUsageRow, UUID | None]:
    return Statement(
        _record_free_usage,
        {
            "org_id": org_id,
            "user_id": user_id,
            "request_id": request_id,
            "model": model,
            "metadata": metadata,
            "credential_id": credential_id,
        },
    )


class ReceiptRow(NamedTuple):
    usage_id: UUID | None
    request_id: str | None
    created_at: datetime | None
    user_id: str | None
    user_email: str | None
    service_type: str | None
    service_name: str | None
    credits: Decimal | None
    uncollected_credits: Decimal | None
    api_cost_usd: Decimal | None
    markup_usd: Decimal | None
    request_metadata: Any
    refunded_credits: Decimal | None


_receipt: Final[Query[ReceiptRow, UUID | None]] = Query(_texts.receipt, ReceiptRow)


def receipt(
    *, org_id: UUID, request_id: str, user_id: str | None
) -> Statement[ReceiptRow, UUID | None]:
    return Statement(_receipt, {"org_id": org_id, "request_id": request_id, "user_id": user_id})
