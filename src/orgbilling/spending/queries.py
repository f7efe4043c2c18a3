"""Typed statements of `queries.sql`, written by `make queries`: edit that file."""

from datetime import datetime
from decimal import Decimal
from typing import Final, NamedTuple
from uuid import UUID

from orgbilling.database import Query, Statement, load_queries

_texts: Final = load_queries(__file__, "queries.sql")


class SpendRow(NamedTuple):
    ordinal: int
    outcome: str
    usage_id: UUID | None
    hold_id: UUID | None
    credits: Decimal | None
    remaining_credits: Decimal | None
    blocked_by: str | None
    needed_credits: Decimal | None
    available_credits: Decimal | None
    replayed: bool
    released_credits: Decimal | None
    uncollected_credits: Decimal | None
    expires_at: datetime | None
    malformed_field: str | None
    blocked_limit: str | None


spend: Final[Query[SpendRow, int | None]] = Query(_texts.spend, SpendRow)


class SettleBeforeSpendingRow(NamedTuple):
    settle_organization: datetime | None


settle_before_spending: Final[Query[SettleBeforeSpendingRow, datetime | None]] = Query(
    _texts.settle_before_spending, SettleBeforeSpendingRow
)


class CheckRow(NamedTuple):
    sufficient: bool | None
    remaining_credits: Decimal | None
    blocked_by: str | None
    blocked_limit: str | None
    barred: str | None


_check: Final[Query[CheckRow, bool | None]] = Query(_texts.check, CheckRow)


def check(
    *, org_id: UUID, user_id: str, credits: Decimal, credential_id: str | None, address: object
) -> Statement[CheckRow, bool | None]:
    return Statement(
        _check,
        {
            "org_id": org_id,
            "user_id": user_id,
            "credits": credits,
            "credential_id": credential_id,
            "address": address,
        },
    )


class IsMemberRow(NamedTuple):
    is_member: bool


_is_member: Final[Query[IsMemberRow, bool]] = Query(_texts.is_member, IsMemberRow)


def is_member(*, org_id: UUID, user_id: str) -> Statement[IsMemberRow, bool]:
    return Statement(_is_member, {"org_id": org_id, "user_id": user_id})
