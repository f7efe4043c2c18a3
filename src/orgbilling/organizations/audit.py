"""Use cases of the audit log: read in pages, or exported whole."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from orgbilling.database import Executor, Row, load_queries
from orgbilling.edge.days import Days
from orgbilling.organizations.policy import Managed

queries = load_queries(__file__, "queries_audit.sql")

COLUMNS: Final = (
    "audit_id", "occurred_at", "event_type", "actor_id", "actor_name", "actor_kind", "subject",
    "subject_name", "details", "address", "user_agent",
)  # fmt: skip
"""What an exported event says, in this order; `details` is JSON."""
SYSTEM_COLUMNS: Final = ("org_id", "org_name", *COLUMNS)
"""The same over all organizations."""


@dataclass(frozen=True)
class AuditFilter:
    """Which events: of one organization, or of all and none where it is None."""

    organization: Managed | None
    event_type: str | None
    actor_id: str | None
    days: Days


async def read_events(
    executor: Executor, wanted: AuditFilter, after_id: UUID | None, limit: int
) -> list[Row]:
    """Return `limit` events after one, newest first."""
    parameters = {
        "event_type": wanted.event_type,
        "actor_id": wanted.actor_id,
        "first_day": wanted.days.first,
        "last_day": wanted.days.last,
        "after_id": after_id,
        "limit": limit,
    }
    if wanted.organization is None:
        return await executor.fetch_all(queries.list_events_of_all, parameters)
    return await executor.fetch_all(
        queries.list_events,
        parameters
        | {
            "org_id": wanted.organization.org_id,
            "time_zone": wanted.organization.time_zone,
        },
    )
