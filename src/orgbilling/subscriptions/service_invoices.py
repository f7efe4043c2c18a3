"""Reading invoices and the calendar; taking back by hand what was wrong.

Any function raises `DomainError` with the code of the function's SQLSTATE (database/errors.py);
`Raises` names what a caller can meet.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from orgbilling.database import Executor, load_queries
from orgbilling.edge.pages import Page
from orgbilling.kernel.errors import NotFound
from orgbilling.subscriptions.schemas_invoices import (
    BoundaryMove,
    CalendarResponse,
    IncludedCreditsResponse,
    InvoiceResponse,
)

queries = load_queries(__file__, "queries_invoices.sql")


@dataclass(frozen=True)
class Correction:
    """Whose it is, who corrects it, and when."""

    org_id: UUID
    actor_id: str
    now: datetime | None

    def parameters(self, **others: object) -> dict[str, object]:
        """Return the parameters of a correcting function."""
        return {"org_id": self.org_id, "actor_id": self.actor_id, "now": self.now, **others}


async def list_invoices(
    executor: Executor, org_id: UUID, page: Page, now: datetime | None
) -> list[InvoiceResponse]:
    """Return a page of an organization's invoices, newest first; what is due is settled first.

    Raises:
        Invalid: `invalid_cursor`.
    """
    (after_id,) = page.after(UUID)
    rows = await executor.fetch_all(
        queries.list_invoices,
        {"org_id": org_id, "after_id": after_id, "limit": page.fetch_limit, "now": now},
    )
    documents = [row["document"] for row in rows]
    shown = page.cut(documents, lambda document: (document["id"],))
    return [InvoiceResponse.model_validate(document) for document in shown]


async def read_calendar(executor: Executor, org_id: UUID, now: datetime | None) -> CalendarResponse:
    """Return the calendar of an organization; what is due is settled first.

    Raises:
        NotFound: `organization_not_found`.
    """
    document = await executor.fetch_value(queries.read_calendar, {"org_id": org_id, "now": now})
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
    parameters = correction.parameters(invoice_id=invoice_id)
    return InvoiceResponse.model_validate(
        await executor.fetch_value(queries.pay_invoice, parameters)
    )


async def void_invoice(
    executor: Executor, correction: Correction, invoice_id: UUID, reason: str
) -> InvoiceResponse:
    """Take an invoice back with what it brought, once.

    Raises:
        NotFound: `not_found`: the organization has no such invoice.
    """
    parameters = correction.parameters(invoice_id=invoice_id, reason=reason)
    return InvoiceResponse.model_validate(
        await executor.fetch_value(queries.void_invoice, parameters)
    )


async def reverse_month(
    executor: Executor, correction: Correction, term_id: UUID, month: int, reason: str
) -> IncludedCreditsResponse:
    """Take the credits of one month back, once; its invoice stays.

    Raises:
        NotFound: `not_found`: the term is not the organization's, or has no such month yet.
        Conflict: `nothing_to_take_back`: the month was skipped, or its invoice voided.
    """
    parameters = correction.parameters(term_id=term_id, month=month, reason=reason)
    return IncludedCreditsResponse.model_validate(
        await executor.fetch_value(queries.reverse_month, parameters)
    )


async def move_boundary(
    executor: Executor, correction: Correction, move: BoundaryMove
) -> CalendarResponse:
    """Put a next boundary elsewhere; to where it is already changes nothing.

    Raises:
        NotFound: `not_found`: there is no such next boundary.
        Invalid: `invalid_argument`: before now, or past the boundary after it.
    """
    await executor.execute(queries.move_boundary, correction.parameters(**move.model_dump()))
    return await read_calendar(executor, correction.org_id, correction.now)
