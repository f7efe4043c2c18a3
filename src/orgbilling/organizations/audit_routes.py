"""The audit log of an organization over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from orgbilling.edge.days import RequestedDays
from orgbilling.edge.pages import RequestedPage
from orgbilling.edge.problems import problem_responses
from orgbilling.edge.routes import billing_router
from orgbilling.edge.transaction import Tx
from orgbilling.organizations.policy import ManagedOrganization
from orgbilling.organizations.schemas import AuditEventResponse
from orgbilling.organizations.service import queries

router = billing_router(prefix="/api/v1/org-billing/{org_id}", tag="audit")


@router.get("/audit", responses=problem_responses(403, 404))
async def list_audit_events(
    organization: ManagedOrganization,
    page: RequestedPage,
    tx: Tx,
    days: RequestedDays,
    event_type: Annotated[
        str | None, Query(max_length=100, description="Only events of this type.")
    ] = None,
    actor_id: Annotated[
        str | None, Query(max_length=255, description="Only what this person or key did.")
    ] = None,
) -> list[AuditEventResponse]:
    """What happened in the organization and who did it, newest first."""
    (after_id,) = page.after(UUID)
    rows = await tx.fetch_all(
        queries.list_audit,
        {
            "org_id": organization.org_id,
            "time_zone": organization.time_zone,
            "event_type": event_type,
            "actor_id": actor_id,
            "first_day": days.first,
            "last_day": days.last,
            "after_id": after_id,
            "limit": page.fetch_limit,
        },
    )
    shown = page.cut(rows, lambda row: (row["audit_id"],))
    return [AuditEventResponse.model_validate(row) for row in shown]
