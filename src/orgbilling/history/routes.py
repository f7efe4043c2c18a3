"""Billing history and purchases over HTTP."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import Path, Query
from fastapi.responses import StreamingResponse

from orgbilling.credits.schemas import PurchaseResponse, PurchaseStatus
from orgbilling.database import Row
from orgbilling.edge.days import RequestedDays
from orgbilling.edge.pages import RequestedPage
from orgbilling.edge.problems import problem_responses
from orgbilling.edge.routes import billing_router
from orgbilling.edge.runtime import AppRuntime
from orgbilling.edge.tables import CSV_ANSWER, PAGE_ROWS, file_name, stream_table
from orgbilling.edge.transaction import Tx
from orgbilling.history import service
from orgbilling.history.schemas import BillingHistoryResponse, EventType, PurchaseEnd
from orgbilling.identity.dependencies import SystemAdmin
from orgbilling.organizations.policy import ManagedOrganization, ManagedPurchaser

router = billing_router(prefix="/api/v1/org-billing", tag="billing history")
PurchaseId = Annotated[UUID, Path(description="The purchase.")]
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

    async def read_page(after: Mapping[str, Any] | None) -> list[Row]:
        after_id = None if after is None else after["id"]
        return await service.read_events(runtime.database, wanted, after_id, PAGE_ROWS)

    return stream_table(
        file_name(organization.name, "history", runtime.clock.now().date()),
        service.EVENT_COLUMNS,
        await service.read_events(tx, wanted, None, PAGE_ROWS),
        read_page,
    )


@router.get("/credits/{org_id}/purchases", responses=problem_responses(403, 404))
async def list_credit_purchases(
    organization: ManagedOrganization,
    tx: Tx,
    page: RequestedPage,
    status: Annotated[
        PurchaseStatus | None, Query(description="Only purchases in this state.")
    ] = None,
) -> list[PurchaseResponse]:
    """The organization's purchases of credits, newest first."""
    return await service.list_purchases(tx, organization.org_id, page, status)


@router.post("/purchases/{purchase_id}/mark-paid", responses=problem_responses(403, 404, 409))
async def mark_purchase_paid(
    admin: SystemAdmin,
    tx: Tx,
    runtime: AppRuntime,
    purchase_id: PurchaseId,
) -> PurchaseResponse:
    """Record by hand that a purchase is paid; its credits land in the pool. System admins only.

    Once: what is paid already stays as it is.
    """
    return await service.pay_purchase(tx, purchase_id, admin.user_id, runtime.clock.told())


@router.post("/purchases/{purchase_id}/cancel", responses=problem_responses(403, 404, 409))
async def cancel_purchase(
    organization: ManagedPurchaser,
    tx: Tx,
    runtime: AppRuntime,
    purchase_id: PurchaseId,
    body: PurchaseEnd,
) -> PurchaseResponse:
    """Take an order of credits back that is not paid. Admins of the organization.

    What is canceled already stays as it is; what is paid is refunded instead.
    """
    ending = service.PurchaseEnding("canceled", body.reason)
    return await service.end_purchase(tx, organization, purchase_id, ending, runtime.clock.told())


@router.post("/purchases/{purchase_id}/fail", responses=problem_responses(403, 404, 409))
async def fail_purchase(
    _: SystemAdmin,
    organization: ManagedPurchaser,
    tx: Tx,
    runtime: AppRuntime,
    purchase_id: PurchaseId,
    body: PurchaseEnd,
) -> PurchaseResponse:
    """Record by hand that the payment of a purchase failed. System admins only.

    It is final: whoever wants the credits orders them again.
    """
    ending = service.PurchaseEnding("failed", body.reason)
    return await service.end_purchase(tx, organization, purchase_id, ending, runtime.clock.told())
