"""Billing history and purchases over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query

from orgbilling.edge.pages import RequestedPage
from orgbilling.edge.problems import problem_responses
from orgbilling.edge.routes import billing_router
from orgbilling.edge.runtime import AppRuntime
from orgbilling.edge.transaction import Tx
from orgbilling.history import service
from orgbilling.history.schemas import (
    BillingHistoryResponse,
    EventType,
    PurchaseResponse,
    PurchaseStatus,
)
from orgbilling.identity.dependencies import SystemAdmin
from orgbilling.organizations.policy import ManagedOrganization

router = billing_router(prefix="/api/v1/org-billing", tag="billing history")


@router.get("/{org_id}/history", responses=problem_responses(403, 404))
async def list_billing_history(
    organization: ManagedOrganization,
    tx: Tx,
    page: RequestedPage,
    event_type: Annotated[EventType | None, Query(description="Only events of this kind.")] = None,
) -> list[BillingHistoryResponse]:
    """Invoices, purchases and changes of the subscription, newest first."""
    return await service.list_history(tx, organization.org_id, page, event_type)


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
    purchase_id: Annotated[UUID, Path(description="The purchase.")],
) -> PurchaseResponse:
    """Record by hand that a purchase is paid; its credits land in the pool. System admins only.

    Once: what is paid already stays as it is.
    """
    return await service.pay_purchase(tx, purchase_id, admin.user_id, runtime.clock.now())
