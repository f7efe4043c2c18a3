"""Invoices and the calendar of an organization over HTTP, and taking back by hand."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path

from orgbilling.edge.pages import RequestedPage
from orgbilling.edge.problems import problem_responses
from orgbilling.edge.routes import billing_router
from orgbilling.edge.runtime import AppRuntime
from orgbilling.edge.transaction import OneReading, Tx
from orgbilling.identity.dependencies import SystemAdmin
from orgbilling.organizations.policy import ManagedOrganization
from orgbilling.subscriptions import service_invoices as service
from orgbilling.subscriptions.routes import AdministeredOrganization
from orgbilling.subscriptions.schemas_invoices import (
    BoundaryMove,
    CalendarResponse,
    IncludedCreditsResponse,
    InvoiceResponse,
    TakingBack,
)

router = billing_router(prefix="/api/v1/org-billing/subscriptions/{org_id}", tag="subscriptions")
InvoiceId = Annotated[UUID, Path(description="The invoice.")]
TermId = Annotated[UUID, Path(description="The term.")]
Month = Annotated[int, Path(ge=1, le=12, description="1 for the first month of the term.")]


async def correction(
    org_id: AdministeredOrganization, admin: SystemAdmin, runtime: AppRuntime
) -> service.Correction:
    """Return who corrects what of which organization: a system admin."""
    return service.Correction(org_id, admin.user_id, runtime.clock.told())


CorrectionByAdmin = Annotated[service.Correction, Depends(correction)]


@router.get("/invoices", responses=problem_responses(403, 404))
async def list_invoices(
    organization: ManagedOrganization, reading: OneReading, runtime: AppRuntime, page: RequestedPage
) -> list[InvoiceResponse]:
    """The invoices of all its subscriptions, newest first, and what became of each."""
    return await service.list_invoices(reading, organization.org_id, page, runtime.clock.told())


@router.get("/calendar", responses=problem_responses(403, 404))
async def get_calendar(
    organization: ManagedOrganization, reading: OneReading, runtime: AppRuntime
) -> CalendarResponse:
    """The running term, what its months brought, what comes next, what was moved by hand."""
    return await service.read_calendar(reading, organization.org_id, runtime.clock.told())


@router.post("/invoices/{invoice_id}/mark-paid", responses=problem_responses(403, 404, 409))
async def mark_invoice_paid(
    given: CorrectionByAdmin, tx: Tx, invoice_id: InvoiceId
) -> InvoiceResponse:
    """Record by hand that one invoice is paid. System admins only.

    The credits of its months come, and the subscription is active again once none of its invoices
    is open. What is paid already stays as it is; a void one is 409 `invoice_void`.
    """
    return await service.pay_invoice(tx, given, invoice_id)


@router.post("/invoices/{invoice_id}/void", responses=problem_responses(403, 404))
async def void_invoice(
    given: CorrectionByAdmin, tx: Tx, invoice_id: InvoiceId, body: TakingBack
) -> InvoiceResponse:
    """Take an open or paid invoice back, for good. System admins only.

    What it brought goes out of the pool as far as it is available there, never from members; the
    rest is `unrecovered_credits`, and is not owed. Its later months never come. What is void
    already stays as it is. No money is paid back by it.
    """
    return await service.void_invoice(tx, given, invoice_id, body.reason)


@router.post("/months/{term_id}/{month}/reverse", responses=problem_responses(403, 404, 409))
async def reverse_month(
    given: CorrectionByAdmin, tx: Tx, term_id: TermId, month: Month, body: TakingBack
) -> IncludedCreditsResponse:
    """Take the credits of one month back, as voiding does; its invoice stays. System admins only.

    What is reversed already stays as it is. A month that was skipped, or whose invoice is void, is
    409 `nothing_to_take_back`.
    """
    return await service.reverse_month(tx, given, term_id, month, body.reason)


@router.post("/boundaries/move", responses=problem_responses(403, 404))
async def move_boundary(given: CorrectionByAdmin, tx: Tx, body: BoundaryMove) -> CalendarResponse:
    """Put the next end of the term, reset of a member or own grant elsewhere. System admins only.

    Never before now or past the boundary after it. No credits move with it; the boundaries after
    it stay on their dates, and a term after a moved end begins there.
    """
    return await service.move_boundary(tx, given, body)
