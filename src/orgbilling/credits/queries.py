"""Typed statements of `queries.sql`, written by `make queries`: edit that file."""

from datetime import datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple
from uuid import UUID

from orgbilling.database import Query, Statement, load_queries

_texts: Final = load_queries(__file__, "queries.sql")


class SettleOrganizationRow(NamedTuple):
    settle_organization: datetime | None


_settle_organization: Final[Query[SettleOrganizationRow, datetime | None]] = Query(
    _texts.settle_organization, SettleOrganizationRow
)


def settle_organization(*, org_id: UUID) -> Statement[SettleOrganizationRow, datetime | None]:
    return Statement(_settle_organization, {"org_id": org_id})


class SettledPoolRow(NamedTuple):
    document: Any


_settled_pool: Final[Query[SettledPoolRow, Any]] = Query(_texts.settled_pool, SettledPoolRow)


def settled_pool(*, org_id: UUID) -> Statement[SettledPoolRow, Any]:
    return Statement(_settled_pool, {"org_id": org_id})


class BalancesRow(NamedTuple):
    pool: Any
    allocation: Any
    to_allocation: Any


_balances: Final[Query[BalancesRow, Any]] = Query(_texts.balances, BalancesRow)


def balances(
    *, org_id: UUID, user_id: str | None, to_user_id: str | None
) -> Statement[BalancesRow, Any]:
    return Statement(_balances, {"org_id": org_id, "user_id": user_id, "to_user_id": to_user_id})


class AddRow(NamedTuple):
    document: Any


_add: Final[Query[AddRow, Any]] = Query(_texts.add, AddRow)


def add(
    *,
    org_id: UUID,
    credits: Decimal,
    actor_id: str | None,
    reason: str | None,
    request_key: str | None,
) -> Statement[AddRow, Any]:
    return Statement(
        _add,
        {
            "org_id": org_id,
            "credits": credits,
            "actor_id": actor_id,
            "reason": reason,
            "request_key": request_key,
        },
    )


class RequestPurchaseRow(NamedTuple):
    document: Any


_request_purchase: Final[Query[RequestPurchaseRow, Any]] = Query(
    _texts.request_purchase, RequestPurchaseRow
)


def request_purchase(
    *,
    org_id: UUID,
    credits: Decimal,
    purchase_amount: Decimal | None,
    reason: str | None,
    actor_id: str,
    request_key: str | None,
) -> Statement[RequestPurchaseRow, Any]:
    return Statement(
        _request_purchase,
        {
            "org_id": org_id,
            "credits": credits,
            "purchase_amount": purchase_amount,
            "reason": reason,
            "actor_id": actor_id,
            "request_key": request_key,
        },
    )


class QuoteRow(NamedTuple):
    amount_usd: Decimal


_quote: Final[Query[QuoteRow, Decimal]] = Query(_texts.quote, QuoteRow)


def quote(*, credits: Decimal) -> Statement[QuoteRow, Decimal]:
    return Statement(_quote, {"credits": credits})


class AllocateRow(NamedTuple):
    document: Any


_allocate: Final[Query[AllocateRow, Any]] = Query(_texts.allocate, AllocateRow)


def allocate(
    *,
    org_id: UUID,
    user_id: str,
    credits: Decimal,
    actor_id: str,
    reset_period: str | None,
    notes: str | None,
    request_key: str | None,
) -> Statement[AllocateRow, Any]:
    return Statement(
        _allocate,
        {
            "org_id": org_id,
            "user_id": user_id,
            "credits": credits,
            "actor_id": actor_id,
            "reset_period": reset_period,
            "notes": notes,
            "request_key": request_key,
        },
    )


class SetAllocationRow(NamedTuple):
    document: Any


_set_allocation: Final[Query[SetAllocationRow, Any]] = Query(
    _texts.set_allocation, SetAllocationRow
)


def set_allocation(
    *,
    org_id: UUID,
    user_id: str,
    credits: Decimal,
    actor_id: str,
    reset_period: str | None,
    notes: str | None,
    request_key: str | None,
) -> Statement[SetAllocationRow, Any]:
    return Statement(
        _set_allocation,
        {
            "org_id": org_id,
            "user_id": user_id,
            "credits": credits,
            "actor_id": actor_id,
            "reset_period": reset_period,
            "notes": notes,
            "request_key": request_key,
        },
    )


class ReclaimRow(NamedTuple):
    document: Any


_reclaim: Final[Query[ReclaimRow, Any]] = Query(_texts.reclaim, ReclaimRow)


def reclaim(
    *,
    org_id: UUID,
    user_id: str,
    credits: Decimal,
    actor_id: str,
    reason: str | None,
    request_key: str | None,
) -> Statement[ReclaimRow, Any]:
    return Statement(
        _reclaim,
        {
            "org_id": org_id,
            "user_id": user_id,
            "credits": credits,
            "actor_id": actor_id,
            "reason": reason,
            "request_key": request_key,
        },
    )


class TransferRow(NamedTuple):
    document: Any


_transfer: Final[Query[TransferRow, Any]] = Query(_texts.transfer, TransferRow)


def transfer(
    *,
    org_id: UUID,
    user_id: str,
    to_user_id: str,
    credits: Decimal,
    actor_id: str,
    reason: str | None,
    request_key: str | None,
) -> Statement[TransferRow, Any]:
    return Statement(
        _transfer,
        {
            "org_id": org_id,
            "user_id": user_id,
            "to_user_id": to_user_id,
            "credits": credits,
            "actor_id": actor_id,
            "reason": reason,
            "request_key": request_key,
        },
    )


class RefundUsageRow(NamedTuple):
    document: Any


_refund_usage: Final[Query[RefundUsageRow, Any]] = Query(_texts.refund_usage, RefundUsageRow)


def refund_usage(
    *,
    org_id: UUID,
    usage_id: UUID,
    credits: Decimal,
    actor_id: str,
    reason: str | None,
    request_key: str | None,
    refund_lot_days: int,
) -> Statement[RefundUsageRow, Any]:
    return Statement(
        _refund_usage,
        {
            "org_id": org_id,
            "usage_id": usage_id,
            "credits": credits,
            "actor_id": actor_id,
            "reason": reason,
            "request_key": request_key,
            "refund_lot_days": refund_lot_days,
        },
    )


class RefundLotRow(NamedTuple):
    document: Any


_refund_lot: Final[Query[RefundLotRow, Any]] = Query(_texts.refund_lot, RefundLotRow)


def refund_lot(
    *,
    org_id: UUID,
    lot_id: UUID,
    credits: Decimal,
    actor_id: str,
    reason: str | None,
    request_key: str | None,
) -> Statement[RefundLotRow, Any]:
    return Statement(
        _refund_lot,
        {
            "org_id": org_id,
            "lot_id": lot_id,
            "credits": credits,
            "actor_id": actor_id,
            "reason": reason,
            "request_key": request_key,
        },
    )


class SetOwnGrantRow(NamedTuple):
    document: Any


_set_own_grant: Final[Query[SetOwnGrantRow, Any]] = Query(_texts.set_own_grant, SetOwnGrantRow)


def set_own_grant(
    *, org_id: UUID, amount: Decimal, actor_id: str
) -> Statement[SetOwnGrantRow, Any]:
    return Statement(_set_own_grant, {"org_id": org_id, "amount": amount, "actor_id": actor_id})


class LotsRow(NamedTuple):
    lot_id: UUID
    source: str
    amount: Decimal
    used_credits: Decimal
    restored_credits: Decimal
    out_credits: Decimal
    left_credits: Decimal | None
    price_paid_usd: Decimal
    expires_at: datetime | None
    purchase_id: UUID | None
    opened_at: datetime


_lots: Final[Query[LotsRow, UUID | None]] = Query(_texts.lots, LotsRow)


def lots(*, org_id: UUID, before: UUID | None, limit: int) -> Statement[LotsRow, UUID | None]:
    return Statement(_lots, {"org_id": org_id, "before": before, "limit": limit})


class SettledAllocationsRow(NamedTuple):
    user_id: str
    sort_number: Decimal
    sort_text: str
    document: Any


_settled_allocations: Final[Query[SettledAllocationsRow, str | None]] = Query(
    _texts.settled_allocations, SettledAllocationsRow
)


def settled_allocations(
    *,
    org_id: UUID,
    only_user: str | None,
    search: str | None,
    sort: str,
    is_reversed: bool,
    after_number: Decimal | None,
    after_text: str | None,
    after_id: str | None,
    limit: int,
) -> Statement[SettledAllocationsRow, str | None]:
    return Statement(
        _settled_allocations,
        {
            "org_id": org_id,
            "only_user": only_user,
            "search": search,
            "sort": sort,
            "is_reversed": is_reversed,
            "after_number": after_number,
            "after_text": after_text,
            "after_id": after_id,
            "limit": limit,
        },
    )


class TransfersRow(NamedTuple):
    id: UUID
    kind: str
    from_account: str
    to_account: str
    user_id: str | None
    amount: Decimal
    pool_balance_after: Decimal | None
    allocation_balance_after: Decimal | None
    actor_id: str
    reason: str
    request_key: str | None
    created_at: datetime


_transfers: Final[Query[TransfersRow, UUID | None]] = Query(_texts.transfers, TransfersRow)


def transfers(
    *, org_id: UUID, before: UUID | None, limit: int
) -> Statement[TransfersRow, UUID | None]:
    return Statement(_transfers, {"org_id": org_id, "before": before, "limit": limit})
