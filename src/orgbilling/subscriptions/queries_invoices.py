"""Typed statements of `queries_invoices.sql`, written by `make queries`: edit that file."""

from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from orgbilling.database import Query, Statement, load_queries

_texts: Final = load_queries(__file__, "queries_invoices.sql")


class ListInvoicesRow(NamedTuple):
    document: Any


_list_invoices: Final[Query[ListInvoicesRow, Any]] = Query(_texts.list_invoices, ListInvoicesRow)


def list_invoices(
    *, org_id: UUID, after_id: UUID, limit: int, now: datetime | None
) -> Statement[ListInvoicesRow, Any]:
    return Statement(
        _list_invoices, {"org_id": org_id, "after_id": after_id, "limit": limit, "now": now}
    )


class ReadCalendarRow(NamedTuple):
    settled_calendar: Any


_read_calendar: Final[Query[ReadCalendarRow, Any]] = Query(_texts.read_calendar, ReadCalendarRow)


def read_calendar(*, org_id: UUID, now: datetime | None) -> Statement[ReadCalendarRow, Any]:
    return Statement(_read_calendar, {"org_id": org_id, "now": now})


class PayInvoiceRow(NamedTuple):
    pay_invoice: Any


_pay_invoice: Final[Query[PayInvoiceRow, Any]] = Query(_texts.pay_invoice, PayInvoiceRow)


def pay_invoice(
    *, org_id: UUID, invoice_id: UUID, actor_id: str | None, now: datetime | None
) -> Statement[PayInvoiceRow, Any]:
    return Statement(
        _pay_invoice, {"org_id": org_id, "invoice_id": invoice_id, "actor_id": actor_id, "now": now}
    )


class VoidInvoiceRow(NamedTuple):
    void_invoice: Any


_void_invoice: Final[Query[VoidInvoiceRow, Any]] = Query(_texts.void_invoice, VoidInvoiceRow)


def void_invoice(
    *, org_id: UUID, invoice_id: UUID, actor_id: str, reason: str, now: datetime | None
) -> Statement[VoidInvoiceRow, Any]:
    return Statement(
        _void_invoice,
        {
            "org_id": org_id,
            "invoice_id": invoice_id,
            "actor_id": actor_id,
            "reason": reason,
            "now": now,
        },
    )


class ReverseMonthRow(NamedTuple):
    reverse_month: Any


_reverse_month: Final[Query[ReverseMonthRow, Any]] = Query(_texts.reverse_month, ReverseMonthRow)


def reverse_month(
    *, org_id: UUID, term_id: UUID, month: int, actor_id: str, reason: str, now: datetime | None
) -> Statement[ReverseMonthRow, Any]:
    return Statement(
        _reverse_month,
        {
            "org_id": org_id,
            "term_id": term_id,
            "month": month,
            "actor_id": actor_id,
            "reason": reason,
            "now": now,
        },
    )


class MoveBoundaryRow(NamedTuple):
    move_boundary: object


_move_boundary: Final[Query[MoveBoundaryRow, object]] = Query(_texts.move_boundary, MoveBoundaryRow)


def move_boundary(
    *,
    org_id: UUID,
    kind: str,
    user_id: str | None,
    to: datetime,
    actor_id: str,
    reason: str,
    now: datetime | None,
) -> Statement[MoveBoundaryRow, object]:
    return Statement(
        _move_boundary,
        {
            "org_id": org_id,
            "kind": kind,
            "user_id": user_id,
            "to": to,
            "actor_id": actor_id,
            "reason": reason,
            "now": now,
        },
    )
