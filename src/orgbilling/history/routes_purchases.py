"""Purchases of credits over HTTP: what was ordered, and what became of it.

An address names the organization, then its purchase. The addresses that name the purchase alone are
what they were before, for who still calls them, and do the same.
"""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Path, Query

from orgbilling.credits.previews import PurchasePreview, try_verb
from orgbilling.credits.schemas import PurchaseResponse, PurchaseStatus
from orgbilling.edge.pages import RequestedPage
from orgbilling.edge.previews import Preview
from orgbilling.edge.problems import problem_responses
from orgbilling.edge.routes import billing_router
from orgbilling.edge.runtime import AppRuntime
from orgbilling.edge.transaction import Tx
from orgbilling.history import service
from orgbilling.history.schemas import PurchaseEnd
from orgbilling.identity.dependencies import SystemAdmin
from orgbilling.organizations.policy import ManagedOrganization, ManagedPurchaser

router = billing_router(prefix="/api/v1/org-billing", tag="billing history")
PurchaseId = Annotated[UUID, Path(description="The purchase.")]
_PURCHASES = "/credits/{org_id}/purchases"
_BY_ID = "/purchases/{purchase_id}"


@router.get(_PURCHASES, responses=problem_responses(403, 404))
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


@router.post(_PURCHASES + "/{purchase_id}/mark-paid", responses=problem_responses(403, 404, 409))
async def mark_purchase_paid(
    _: SystemAdmin,
    organization: ManagedOrganization,
    tx: Tx,
    runtime: AppRuntime,
    purchase_id: PurchaseId,
    preview: Preview = False,
) -> PurchaseResponse | PurchasePreview:
    """Record by hand that a purchase is paid; its credits land in the pool. System admins only.

    Once: what is paid already stays as it is.
    """

    async def pay() -> PurchaseResponse:
        return await service.pay_purchase(tx, organization, purchase_id, runtime.clock.told())

    async def pay_for_now() -> dict[str, Any]:
        return dict(await pay())

    if not preview:
        return await pay()
    return PurchasePreview.model_validate(await try_verb(tx, organization.org_id, pay_for_now))


@router.post(_PURCHASES + "/{purchase_id}/cancel", responses=problem_responses(403, 404, 409))
async def cancel_purchase(
    organization: ManagedOrganization,
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


@router.post(_PURCHASES + "/{purchase_id}/fail", responses=problem_responses(403, 404, 409))
async def fail_purchase(
    _: SystemAdmin,
    organization: ManagedOrganization,
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


@router.post(_BY_ID + "/mark-paid", deprecated=True, responses=problem_responses(403, 404, 409))
async def mark_purchase_paid_by_id(
    admin: SystemAdmin,
    organization: ManagedPurchaser,
    tx: Tx,
    runtime: AppRuntime,
    purchase_id: PurchaseId,
    preview: Preview = False,
) -> PurchaseResponse | PurchasePreview:
    """The same as `POST /credits/{org_id}/purchases/{purchase_id}/mark-paid`, which names the
    organization: use that."""
    return await mark_purchase_paid(admin, organization, tx, runtime, purchase_id, preview)


@router.post(_BY_ID + "/cancel", deprecated=True, responses=problem_responses(403, 404, 409))
async def cancel_purchase_by_id(
    organization: ManagedPurchaser,
    tx: Tx,
    runtime: AppRuntime,
    purchase_id: PurchaseId,
    body: PurchaseEnd,
) -> PurchaseResponse:
    """The same as `POST /credits/{org_id}/purchases/{purchase_id}/cancel`, which names the
    organization: use that."""
    return await cancel_purchase(organization, tx, runtime, purchase_id, body)


@router.post(_BY_ID + "/fail", deprecated=True, responses=problem_responses(403, 404, 409))
async def fail_purchase_by_id(
    admin: SystemAdmin,
    organization: ManagedPurchaser,
    tx: Tx,
    runtime: AppRuntime,
    purchase_id: PurchaseId,
    body: PurchaseEnd,
) -> PurchaseResponse:
    """The same as `POST /credits/{org_id}/purchases/{purchase_id}/fail`, which names the
    organization: use that."""
    return await fail_purchase(admin, organization, tx, runtime, purchase_id, body)
