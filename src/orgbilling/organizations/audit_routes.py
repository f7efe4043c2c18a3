"""The audit log over HTTP: an organization's own, and everybody's for system admins."""

import json
from collections.abc import Mapping, Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from fastapi.responses import StreamingResponse

from orgbilling.database import Executor, Row
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
from orgbilling.organizations.schemas import AuditEventResponse, SystemAuditEventResponse

router = billing_router(prefix="/api/v1/org-billing", tag="audit")
OfType = Annotated[str | None, Query(max_length=100, description="Only events of this type.")]
OfActor = Annotated[
    str | None, Query(max_length=255, description="Only what this person or key did.")
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
    wanted = audit.AuditFilter(None, event_type, actor_id, days)
    (after_id,) = page.after(UUID)
    rows = await audit.read_events(tx, wanted, after_id, page.fetch_limit)
    shown = page.cut(rows, lambda row: (row["audit_id"],))
    return [SystemAuditEventResponse.model_validate(row) for row in shown]


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
    wanted = audit.AuditFilter(None, event_type, actor_id, days)
    name = file_name("audit", runtime.clock.now().date())
    return await _exported(tx, runtime, wanted, name, audit.SYSTEM_COLUMNS)


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
    wanted = audit.AuditFilter(organization, event_type, actor_id, days)
    (after_id,) = page.after(UUID)
    rows = await audit.read_events(tx, wanted, after_id, page.fetch_limit)
    shown = page.cut(rows, lambda row: (row["audit_id"],))
    return [AuditEventResponse.model_validate(row) for row in shown]


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
    wanted = audit.AuditFilter(organization, event_type, actor_id, days)
    name = file_name(organization.name, "audit", runtime.clock.now().date())
    return await _exported(tx, runtime, wanted, name, audit.COLUMNS)


async def _exported(
    tx: Executor,
    runtime: AppRuntime,
    wanted: audit.AuditFilter,
    name: str,
    columns: Sequence[str],
) -> StreamingResponse:
    async def read_page(after: Mapping[str, Any] | None) -> list[Row]:
        after_id = None if after is None else after["audit_id"]
        rows = await audit.read_events(runtime.database, wanted, after_id, PAGE_ROWS)
        return [_as_text(row) for row in rows]

    first = [_as_text(row) for row in await audit.read_events(tx, wanted, None, PAGE_ROWS)]
    return stream_table(name, columns, first, read_page)


def _as_text(row: Row) -> Row:
    return row | {"details": json.dumps(row["details"], default=str)}
