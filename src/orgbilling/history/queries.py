"""Typed statements of `queries.sql`, written by `make queries`: edit that file."""

from datetime import date, datetime
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


def settle_organization(
    *, org_id: UUID, now: datetime | None
) -> Statement[SettleOrganizationRow, datetime | None]:
    return Statement(_settle_organization, {"org_id": org_id, "now": now})


class ListHistoryRow(NamedTuple):
    id: UUID
    org_id: UUID
    event_type: str
    amount: Decimal
    cash_usd: Decimal | None
    cash_event_id: UUID | None
    currency: str
    payment_status: str | None
    period_start: datetime | None
    period_end: datetime | None
    subscription_id: UUID | None
    purchase_id: UUID | None
    purchase_status: str | None
    details: Any
    actor_id: str
    created_at: datetime


_list_history: Final[Query[ListHistoryRow, UUID | None]] = Query(
    _texts.list_history, ListHistoryRow
)


def list_history(
    *,
    org_id: UUID,
    event_type: str | None,
    first_day: date | None,
    time_zone: str,
    last_day: date | None,
    after_id: UUID | None,
    limit: int,
) -> Statement[ListHistoryRow, UUID | None]:
    return Statement(
        _list_history,
        {
            "org_id": org_id,
            "event_type": event_type,
            "first_day": first_day,
            "time_zone": time_zone,
            "last_day": last_day,
            "after_id": after_id,
            "limit": limit,
        },
    )


class ListPurchasesRow(NamedTuple):
    id: UUID
    org_id: UUID
    credits: Decimal
    amount_usd: Decimal
    currency: str
    status: str
    reason: str | None
    requested_by: str
    created_at: datetime
    paid_at: datetime | None
    paid_by: str | None
    ended_at: datetime | None
    ended_by: str | None
    end_reason: str | None


_list_purchases: Final[Query[ListPurchasesRow, UUID | None]] = Query(
    _texts.list_purchases, ListPurchasesRow
)


def list_purchases(
    *, org_id: UUID, status: str | None, after_id: UUID | None, limit: int
) -> Statement[ListPurchasesRow, UUID | None]:
    return Statement(
        _list_purchases, {"org_id": org_id, "status": status, "after_id": after_id, "limit": limit}
    )


class PayPurchaseRow(NamedTuple):
    pay_purchase: Any


_pay_purchase: Final[Query[PayPurchaseRow, Any]] = Query(_texts.pay_purchase, PayPurchaseRow)


def pay_purchase(
    *, org_id: UUID, purchase_id: UUID, actor_id: str, now: datetime | None
) -> Statement[PayPurchaseRow, Any]:
    return Statement(
        _pay_purchase,
        {"org_id": org_id, "purchase_id": purchase_id, "actor_id": actor_id, "now": now},
    )


class EndPurchaseRow(NamedTuple):
    end_purchase: Any


_end_purchase: Final[Query[EndPurchaseRow, Any]] = Query(_texts.end_purchase, EndPurchaseRow)


def end_purchase(
    *,
    org_id: UUID,
    purchase_id: UUID,
    outcome: str,
    actor_id: str,
    reason: str,
    now: datetime | None,
) -> Statement[EndPurchaseRow, Any]:
    return Statement(
        _end_purchase,
        {
            "org_id": org_id,
            "purchase_id": purchase_id,
            "outcome": outcome,
            "actor_id": actor_id,
            "reason": reason,
            "now": now,
        },
    )
