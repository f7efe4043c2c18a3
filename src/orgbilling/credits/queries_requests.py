"""Typed statements of `queries_requests.sql`, written by `make queries`: edit that file."""

from datetime import datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple
from uuid import UUID

from orgbilling.database import Query, Statement, load_queries

_texts: Final = load_queries(__file__, "queries_requests.sql")


class ListRequestsRow(NamedTuple):
    id: UUID | None
    org_id: UUID | None
    user_id: str | None
    user_email: str | None
    user_name: str | None
    status: str | None
    requested_credits: Decimal | None
    reason: str | None
    decided_credits: Decimal | None
    decided_by: str | None
    decided_by_name: str | None
    decided_at: datetime | None
    decision_note: str | None
    allocated_credits: Decimal | None
    remaining_credits: Decimal | None
    created_at: datetime | None


_list_requests: Final[Query[ListRequestsRow, UUID | None]] = Query(
    _texts.list_requests, ListRequestsRow
)


def list_requests(
    *, org_id: UUID, only_user: str | None, status: str | None, after_id: UUID | None, limit: int
) -> Statement[ListRequestsRow, UUID | None]:
    return Statement(
        _list_requests,
        {
            "org_id": org_id,
            "only_user": only_user,
            "status": status,
            "after_id": after_id,
            "limit": limit,
        },
    )


class RequestRow(NamedTuple):
    document: Any


_request: Final[Query[RequestRow, Any]] = Query(_texts.request, RequestRow)


def request(
    *, org_id: UUID, user_id: str, credits: Decimal, reason: str, request_key: str | None
) -> Statement[RequestRow, Any]:
    return Statement(
        _request,
        {
            "org_id": org_id,
            "user_id": user_id,
            "credits": credits,
            "reason": reason,
            "request_key": request_key,
        },
    )


class ApproveRow(NamedTuple):
    document: Any


_approve: Final[Query[ApproveRow, Any]] = Query(_texts.approve, ApproveRow)


def approve(
    *,
    org_id: UUID,
    request_id: UUID,
    credits: Decimal | None,
    note: str | None,
    actor_id: str,
    request_key: str | None,
) -> Statement[ApproveRow, Any]:
    return Statement(
        _approve,
        {
            "org_id": org_id,
            "request_id": request_id,
            "credits": credits,
            "note": note,
            "actor_id": actor_id,
            "request_key": request_key,
        },
    )


class DeclineRow(NamedTuple):
    document: Any


_decline: Final[Query[DeclineRow, Any]] = Query(_texts.decline, DeclineRow)


def decline(
    *, org_id: UUID, request_id: UUID, note: str | None, actor_id: str
) -> Statement[DeclineRow, Any]:
    return Statement(
        _decline, {"org_id": org_id, "request_id": request_id, "note": note, "actor_id": actor_id}
    )


class WithdrawRow(NamedTuple):
    document: Any


_withdraw: Final[Query[WithdrawRow, Any]] = Query(_texts.withdraw, WithdrawRow)


def withdraw(*, org_id: UUID, request_id: UUID, user_id: str) -> Statement[WithdrawRow, Any]:
    return Statement(_withdraw, {"org_id": org_id, "request_id": request_id, "user_id": user_id})
