"""Reading invoices and the calendar; taking back by hand what was wrong.

Any function raises `DomainError` with the code of the function's SQLSTATE (database/errors.py);
`Raises` names what a caller can meet.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from orgbilling.database import Executor
from orgbilling.edge.pages import Page
from orgbilling.kernel.errors import NotFound
from orgbilling.subscriptions import queries_invoices as queries
from orgbilling.subscriptions.schemas_invoices import (
    BoundaryMove,
    CalendarResponse,
    IncludedCreditsResponse,
    InvoiceResponse,
)


@dataclass(frozen=True)
class Correction:
    """Whose it is, who corrects it, and when."""

    org_id: UUID
    actor_id: str
    now: datetime | None


async def list_invoices(
    executor: Executor, org_id: UUID, page: Page, now: datetime | None
) -> list[InvoiceResponse]:
    """Return a page of an organization's invoices, newest first; what is due is settled first.

    Raises:
        Invalid: `invalid_cursor`.
    """
    (after_id,) = page.after(UUID)
    rows = await executor.fetch_all(
        queries.list_invoices(org_id=org_id, after_id=after_id, limit=page.fetch_limit, now=now)
    )
    documents = [row.document for row in rows]
    shown = page.cut(documents, lambda document: (document["id"],))
    return [InvoiceResponse.model_validate(document) for document in shown]


async def read_calendar(executor: Executor, org_id: UUID, now: datetime | None) -> CalendarResponse:
    """Return the calendar of an organization; what is due is settled first.

    Raises:
        NotFound: `organization_not_found`.
    """
    document = await executor.fetch_value(queries.read_calendar(org_id=org_id, now=now))
    if document is None:
        raise NotFound("There is no such organization, or not for you.")
    return CalendarResponse.model_validate(document)


async def pay_invoice(
    executor: Executor, correction: Correction, invoice_id: UUID
) -> InvoiceResponse:
    """Record that an invoice is paid, once.

    Raises:
        NotFound: `not_found`: the organization has no such invoice.
        Conflict: `invoice_void`.
    """
    correct = queries.pay_invoice(
        org_id=correction.org_id,
        invoice_id=invoice_id,
        actor_id=correction.actor_id,
        now=correction.now,
    )
    return InvoiceResponse.model_validate(await executor.fetch_value(correct))


async def void_invoice(
    executor: Executor, correction: Correction, invoice_id: UUID, reason: str
) -> InvoiceResponse:
    """Take an invoice back with what it brought, once.

    Raises:
        NotFound: `not_found`: the organization has no such invoice.
    """
    correct = queries.void_invoice(
        org_id=correction.org_id,
        invoice_id=invoice_id,
        reason=reason,
        actor_id=correction.actor_id,
        now=correction.now,
    )
    return InvoiceResponse.model_validate(await executor.fetch_value(correct))


async def reverse_month(
    executor: Executor, correction: Correction, term_id: UUID, month: int, reason: str
) -> IncludedCreditsResponse:
    """Take the credits of one month back, once; its invoice stays.

    Raises:
        NotFound: `not_found`: the term is not the organization's, or has no such month yet.
        Conflict: `nothing_to_take_back`: the month was skipped, or its invoice voided.
    """
    correct = queries.reverse_month(
        org_id=correction.org_id,
        term_id=term_id,
        month=month,
        reason=reason,
        actor_id=correction.actor_id,
        now=correction.now,
    )
    return IncludedCreditsResponse.model_validate(await executor.fetch_value(correct))


async def move_boundary(
    executor: Executor, correction: Correction, move: BoundaryMove
) -> CalendarResponse:
    """Put a next boundary elsewhere; to where it is already changes nothing.

    Raises:
        NotFound: `not_found`: there is no such next boundary.
        Invalid: `invalid_argument`: before now, or past the boundary after it.
    """
    await executor.execute(
        queries.move_boundary(
            org_id=correction.org_id,
            kind=move.kind,
            user_id=move.user_id,
            to=move.to,
            actor_id=correction.actor_id,
            reason=move.reason,
            now=correction.now,
        )
    )
    return await read_calendar(executor, correction.org_id, correction.now)
