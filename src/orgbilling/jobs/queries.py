"""Typed statements of `queries.sql`, written by `make queries`: edit that file."""

from datetime import datetime
from typing import Final, NamedTuple, Never
from uuid import UUID

from orgbilling.database import Query, Statement, load_queries

_texts: Final = load_queries(__file__, "queries.sql")


class ListCalendarDueRow(NamedTuple):
    org_id: UUID


_list_calendar_due: Final[Query[ListCalendarDueRow, UUID | None]] = Query(
    _texts.list_calendar_due, ListCalendarDueRow
)


def list_calendar_due(*, now: datetime, limit: int) -> Statement[ListCalendarDueRow, UUID | None]:
    return Statement(_list_calendar_due, {"now": now, "limit": limit})


class SettleCalendarRow(NamedTuple):
    settle_due: object


_settle_calendar: Final[Query[SettleCalendarRow, object]] = Query(
    _texts.settle_calendar, SettleCalendarRow
)


def settle_calendar(*, org_id: UUID, now: datetime | None) -> Statement[SettleCalendarRow, object]:
    return Statement(_settle_calendar, {"org_id": org_id, "now": now})


class ListUsageDaysDueRow(NamedTuple):
    org_id: UUID


_list_usage_days_due: Final[Query[ListUsageDaysDueRow, UUID | None]] = Query(
    _texts.list_usage_days_due, ListUsageDaysDueRow
)


def list_usage_days_due(
    *, now: datetime, limit: int
) -> Statement[ListUsageDaysDueRow, UUID | None]:
    return Statement(_list_usage_days_due, {"now": now, "limit": limit})


class CloseUsageDaysRow(NamedTuple):
    close_usage_days: int | None


_close_usage_days: Final[Query[CloseUsageDaysRow, int | None]] = Query(
    _texts.close_usage_days, CloseUsageDaysRow
)


def close_usage_days(
    *, org_id: UUID, now: datetime | None
) -> Statement[CloseUsageDaysRow, int | None]:
    return Statement(_close_usage_days, {"org_id": org_id, "now": now})


class IsClosedUsageOldRow(NamedTuple):
    is_old: bool


_is_closed_usage_old: Final[Query[IsClosedUsageOldRow, bool | None]] = Query(
    _texts.is_closed_usage_old, IsClosedUsageOldRow
)


def is_closed_usage_old(*, now: datetime) -> Statement[IsClosedUsageOldRow, bool | None]:
    return Statement(_is_closed_usage_old, {"now": now})


class RefreshClosedUsageRow(NamedTuple):
    refresh_closed_usage: object


_refresh_closed_usage: Final[Query[RefreshClosedUsageRow, object]] = Query(
    _texts.refresh_closed_usage, RefreshClosedUsageRow
)


def refresh_closed_usage() -> Statement[RefreshClosedUsageRow, object]:
    return Statement(_refresh_closed_usage)


class PurgeRequestKeysRow(NamedTuple):
    purge_request_keys: int


_purge_request_keys: Final[Query[PurgeRequestKeysRow, int]] = Query(
    _texts.purge_request_keys, PurgeRequestKeysRow
)


def purge_request_keys(*, before: datetime, limit: int) -> Statement[PurgeRequestKeysRow, int]:
    return Statement(_purge_request_keys, {"before": before, "limit": limit})


class PurgeOutboxRow(NamedTuple):
    purge_outbox: int


_purge_outbox: Final[Query[PurgeOutboxRow, int]] = Query(_texts.purge_outbox, PurgeOutboxRow)


def purge_outbox(*, before: datetime, limit: int) -> Statement[PurgeOutboxRow, int]:
    return Statement(_purge_outbox, {"before": before, "limit": limit})


class PurgeRequestRatesRow(NamedTuple):
    purge_request_rates: int


_purge_request_rates: Final[Query[PurgeRequestRatesRow, int]] = Query(
    _texts.purge_request_rates, PurgeRequestRatesRow
)


def purge_request_rates(*, before: datetime, limit: int) -> Statement[PurgeRequestRatesRow, int]:
    return Statement(_purge_request_rates, {"before": before, "limit": limit})


class PurgeSignInsRow(NamedTuple):
    purge_sign_ins: int


_purge_sign_ins: Final[Query[PurgeSignInsRow, int]] = Query(_texts.purge_sign_ins, PurgeSignInsRow)


def purge_sign_ins(*, before: datetime, limit: int) -> Statement[PurgeSignInsRow, int]:
    return Statement(_purge_sign_ins, {"before": before, "limit": limit})


class ExpirePurchasesRow(NamedTuple):
    expire_purchases: int


_expire_purchases: Final[Query[ExpirePurchasesRow, int]] = Query(
    _texts.expire_purchases, ExpirePurchasesRow
)


def expire_purchases(
    *, before: datetime, limit: int, now: datetime | None
) -> Statement[ExpirePurchasesRow, int]:
    return Statement(_expire_purchases, {"before": before, "limit": limit, "now": now})


class ListUnsealedRow(NamedTuple):
    org_id: UUID


_list_unsealed: Final[Query[ListUnsealedRow, UUID | None]] = Query(
    _texts.list_unsealed, ListUnsealedRow
)


def list_unsealed(*, limit: int) -> Statement[ListUnsealedRow, UUID | None]:
    return Statement(_list_unsealed, {"limit": limit})


class SealAuditRow(NamedTuple):
    seal_audit: int


_seal_audit: Final[Query[SealAuditRow, int]] = Query(_texts.seal_audit, SealAuditRow)


def seal_audit(*, org_id: UUID, limit: int, now: datetime | None) -> Statement[SealAuditRow, int]:
    return Statement(_seal_audit, {"org_id": org_id, "limit": limit, "now": now})


class ClaimFactsRow(NamedTuple):
    org_id: UUID
    outbox_id: UUID
    topic: str
    payload: str


_claim_facts: Final[Query[ClaimFactsRow, UUID | None]] = Query(_texts.claim_facts, ClaimFactsRow)


def claim_facts(*, limit: int) -> Statement[ClaimFactsRow, UUID | None]:
    return Statement(_claim_facts, {"limit": limit})


_mark_facts: Final[Query[Never, Never]] = Query(_texts.mark_facts)


def mark_facts(
    *, now: datetime, org_ids: list[UUID], outbox_ids: list[UUID]
) -> Statement[Never, Never]:
    return Statement(_mark_facts, {"now": now, "org_ids": org_ids, "outbox_ids": outbox_ids})
