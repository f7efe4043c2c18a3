"""Use cases of the audit log: read in pages, or exported whole."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from orgbilling.database import Executor
from orgbilling.edge.days import Days
from orgbilling.edge.tables import Columns
from orgbilling.organizations import queries_audit as queries
from orgbilling.organizations.policy import Managed

COLUMNS: Final = Columns(
    queries.ListEventsRow,
    *(
        "audit_id", "occurred_at", "event_type", "actor_id", "actor_name", "actor_kind", "subject",
        "subject_name", "details", "address", "user_agent",
    ),
)  # fmt: skip
"""What an exported event says, in this order; `details` is JSON."""
SYSTEM_COLUMNS: Final = Columns(queries.ListEventsOfAllRow, "org_id", "org_name", *COLUMNS.names)
"""The same over all organizations."""


@dataclass(frozen=True)
class AuditFilter:
    """Which events."""

    event_type: str | None
    actor_id: str | None
    days: Days


async def read_events(
    executor: Executor,
    organization: Managed,
    wanted: AuditFilter,
    after_id: UUID | None,
    limit: int,
) -> list[queries.ListEventsRow]:
    """Return `limit` events of an organization after one, newest first."""
    return await executor.fetch_all(
        queries.list_events(
            org_id=organization.org_id,
            time_zone=organization.time_zone,
            event_type=wanted.event_type,
            actor_id=wanted.actor_id,
            first_day=wanted.days.first,
            last_day=wanted.days.last,
            after_id=after_id,
            limit=limit,
        )
    )


async def read_events_of_all(
    executor: Executor, wanted: AuditFilter, after_id: UUID | None, limit: int
) -> list[queries.ListEventsOfAllRow]:
    """Return `limit` events of all organizations, and of none, after one, newest first."""
    return await executor.fetch_all(
        queries.list_events_of_all(
            event_type=wanted.event_type,
            actor_id=wanted.actor_id,
            first_day=wanted.days.first,
            last_day=wanted.days.last,
            after_id=after_id,
            limit=limit,
        )
    )
