"""The audit log over HTTP: an organization's own, and everybody's for system admins."""

import json
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import Query
from fastapi.responses import StreamingResponse

from orgbilling.bounds import ID_CHARACTERS_MAX
from orgbilling.database import Executor
from orgbilling.edge.answers import AnswerOf
from orgbilling.edge.days import RequestedDays
from orgbilling.edge.pages import RequestedPage
from orgbilling.edge.problems import problem_responses
from orgbilling.edge.routes import billing_router
from orgbilling.edge.runtime import AppRuntime
from orgbilling.edge.tables import CSV_ANSWER, PAGE_ROWS, file_name, stream_table
from orgbilling.edge.transaction import Tx
from orgbilling.identity.dependencies import SystemAdmin
from orgbilling.organizations import audit
from orgbilling.organizations.policy import ManagedOrganization
from orgbilling.organizations.queries_audit import ListEventsOfAllRow, ListEventsRow
from orgbilling.organizations.schemas import AuditEventResponse, SystemAuditEventResponse

router = billing_router(prefix="/api/v1/org-billing", tag="audit")
_event: Final = AnswerOf(AuditEventResponse, ListEventsRow)
_event_of_any: Final = AnswerOf(SystemAuditEventResponse, ListEventsOfAllRow)
OfType = Annotated[str | None, Query(max_length=100, description="Only events of this type.")]
OfActor = Annotated[
    str | None, Query(max_length=ID_CHARACTERS_MAX, description="Only what this person or key did.")
]


@router.get("/billing/system/audit", responses=problem_responses(403))
async def list_system_audit_events(
    _admin: SystemAdmin,
    page: RequestedPage,
    tx: Tx,
    days: RequestedDays,
    event_type: OfType = None,
    actor_id: OfActor = None,
) -> list[SystemAuditEventResponse]:
    """What happened in every organization, and sign-ins, newest first; days are in UTC."""
    wanted = audit.AuditFilter(event_type, actor_id, days)
    (after_id,) = page.after(UUID)
    rows = await audit.read_events_of_all(tx, wanted, after_id, page.fetch_limit)
    return [_event_of_any(row) for row in page.cut(rows, lambda row: (row.audit_id,))]


@router.get(
    "/billing/system/audit/export",
    response_class=StreamingResponse,
    responses={**problem_responses(403), **CSV_ANSWER},
)
async def export_system_audit_events(
    _admin: SystemAdmin,
    runtime: AppRuntime,
    tx: Tx,
    days: RequestedDays,
    event_type: OfType = None,
    actor_id: OfActor = None,
) -> StreamingResponse:
    """The same events as CSV, all of them."""
    wanted = audit.AuditFilter(event_type, actor_id, days)

    async def read(executor: Executor, after_id: UUID | None = None) -> list[ListEventsOfAllRow]:
        rows = await audit.read_events_of_all(executor, wanted, after_id, PAGE_ROWS)
        return [row._replace(details=_as_text(row.details)) for row in rows]

    return stream_table(
        file_name("audit", runtime.clock.now().date()),
        audit.SYSTEM_COLUMNS,
        await read(tx),
        lambda last: read(runtime.database, last.audit_id),
    )


@router.get("/{org_id}/audit", responses=problem_responses(403, 404))
async def list_audit_events(
    organization: ManagedOrganization,
    page: RequestedPage,
    tx: Tx,
    days: RequestedDays,
    event_type: OfType = None,
    actor_id: OfActor = None,
) -> list[AuditEventResponse]:
    """What happened in the organization and who did it, newest first."""
    wanted = audit.AuditFilter(event_type, actor_id, days)
    (after_id,) = page.after(UUID)
    rows = await audit.read_events(tx, organization, wanted, after_id, page.fetch_limit)
    return [_event(row) for row in page.cut(rows, lambda row: (row.audit_id,))]


@router.get(
    "/{org_id}/audit/export",
    response_class=StreamingResponse,
    responses={**problem_responses(403, 404), **CSV_ANSWER},
)
async def export_audit_events(
    organization: ManagedOrganization,
    runtime: AppRuntime,
    tx: Tx,
    days: RequestedDays,
    event_type: OfType = None,
    actor_id: OfActor = None,
) -> StreamingResponse:
    """The same events as CSV, all of them."""
    wanted = audit.AuditFilter(event_type, actor_id, days)

    async def read(executor: Executor, after_id: UUID | None = None) -> list[ListEventsRow]:
        rows = await audit.read_events(executor, organization, wanted, after_id, PAGE_ROWS)
        return [row._replace(details=_as_text(row.details)) for row in rows]

    return stream_table(
        file_name(organization.name, "audit", runtime.clock.now().date()),
        audit.COLUMNS,
        await read(tx),
        lambda last: read(runtime.database, last.audit_id),
    )


def _as_text(details: Any) -> str:
    return json.dumps(details, default=str)
