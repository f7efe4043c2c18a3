"""Billing history over HTTP."""

from typing import Annotated

from fastapi import Query
from fastapi.responses import StreamingResponse

from orgbilling.edge.days import RequestedDays
from orgbilling.edge.pages import RequestedPage
from orgbilling.edge.problems import problem_responses
from orgbilling.edge.routes import billing_router
from orgbilling.edge.runtime import AppRuntime
from orgbilling.edge.tables import CSV_ANSWER, PAGE_ROWS, file_name, stream_table
from orgbilling.edge.transaction import Tx
from orgbilling.history import service
from orgbilling.history.queries import ListHistoryRow
from orgbilling.history.schemas import BillingHistoryResponse, EventType
from orgbilling.organizations.policy import ManagedOrganization

router = billing_router(prefix="/api/v1/org-billing", tag="billing history")
OfType = Annotated[EventType | None, Query(description="Only events of this kind.")]


@router.get("/{org_id}/history", responses=problem_responses(403, 404))
async def list_billing_history(
    organization: ManagedOrganization,
    tx: Tx,
    runtime: AppRuntime,
    page: RequestedPage,
    days: RequestedDays,
    event_type: OfType = None,
) -> list[BillingHistoryResponse]:
    """Invoices, purchases and changes of the subscription, newest first."""
    wanted = service.HistoryFilter(organization, event_type, days, runtime.clock.told())
    return await service.list_history(tx, wanted, page)


@router.get(
    "/{org_id}/history/export",
    response_class=StreamingResponse,
    responses={**problem_responses(403, 404), **CSV_ANSWER},
)
async def export_billing_history(
    organization: ManagedOrganization,
    tx: Tx,
    runtime: AppRuntime,
    days: RequestedDays,
    event_type: OfType = None,
) -> StreamingResponse:
    """The same events as CSV, all of them; amounts are US dollars."""
    wanted = service.HistoryFilter(organization, event_type, days, runtime.clock.told())

    async def read_after(last: ListHistoryRow) -> list[ListHistoryRow]:
        return await service.read_events(runtime.database, wanted, last.id, PAGE_ROWS)

    return stream_table(
        file_name(organization.name, "history", runtime.clock.now().date()),
        service.EVENT_COLUMNS,
        await service.read_events(tx, wanted, None, PAGE_ROWS),
        read_after,
    )
