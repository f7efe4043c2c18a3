"""Bringing organizations up to date: each in a transaction of its own, so that one that fails stops
no other. Everything here may run twice, late, or in two processes, and does no more than once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

import structlog

from orgbilling.database import Statement
from orgbilling.jobs import queries
from orgbilling.jobs.context import JobContext
from orgbilling.kernel.errors import DomainError

_logger = structlog.get_logger(__name__)

DUE_MAX = 10_000
"""Organizations that one look finds at most; the next look finds the rest."""


class _Due(Protocol):
    @property
    def org_id(self) -> UUID: ...


class _ListDue(Protocol):
    def __call__(self, *, now: datetime, limit: int) -> Statement[_Due, Any]: ...


class _Settle(Protocol):
    def __call__(self, *, org_id: UUID, now: datetime | None) -> Statement[Any, Any]: ...


@dataclass(frozen=True)
class Settlement:
    """What can fall due: how organizations are found, and how one of them is settled."""

    name: str
    list_due: _ListDue
    settle: _Settle


CALENDAR = Settlement("calendar", queries.list_calendar_due, queries.settle_calendar)
"""Standings, terms, months, own grants, resets, and expired holds."""
USAGE_DAYS = Settlement("usage_days", queries.list_usage_days_due, queries.close_usage_days)
"""Days that are over."""
SETTLEMENTS = {each.name: each for each in (CALENDAR, USAGE_DAYS)}


class SettlementFailed(Exception):
    """Some organizations could not be settled; the others were. The job is to be retried."""

    def __init__(self, settlement: str, org_ids: Sequence[str]) -> None:
        super().__init__(f"{settlement}: {len(org_ids)} failed ({', '.join(org_ids[:10])})")


async def find_due(context: JobContext, settlement: Settlement) -> list[str]:
    """Return the ids of organizations with something due.

    Raises:
        DomainError: the database does not answer.
    """
    rows = await context.database.fetch_all(
        settlement.list_due(now=context.clock.now(), limit=DUE_MAX)
    )
    return [str(row.org_id) for row in rows]


async def settle_each(context: JobContext, settlement: Settlement, org_ids: Sequence[str]) -> None:
    """Settle organizations one after the other.

    Raises:
        SettlementFailed: some failed, each of them logged; the others are done.
    """
    failed = []
    for org_id in org_ids:
        try:
            await context.database.execute(
                settlement.settle(org_id=UUID(org_id), now=context.clock.told())
            )
        except DomainError as error:
            failed.append(org_id)
            _logger.warning(
                "settlement_failed",
                settlement=settlement.name,
                org_id=org_id,
                code=error.code,
                detail=error.detail,
                cause=repr(error.__cause__),
            )
    if failed:
        raise SettlementFailed(settlement.name, failed)


async def close_usage_days(context: JobContext) -> None:
    """Close the days that are over, and sum them for the platform's overview.

    Raises:
        SettlementFailed: some organizations failed; the others are closed.
        DomainError: the database does not answer.
    """
    org_ids = await find_due(context, USAGE_DAYS)
    try:
        await settle_each(context, USAGE_DAYS, org_ids)
    finally:
        is_old = queries.is_closed_usage_old(now=context.clock.now())
        if org_ids or bool(await context.database.fetch_value(is_old)):
            await context.database.execute(queries.refresh_closed_usage())
