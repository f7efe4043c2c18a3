"""Reading what was billed and bought; recording a payment by hand."""

from datetime import datetime
from uuid import UUID

from orgbilling.database import Executor, load_queries
from orgbilling.edge.pages import Page
from orgbilling.history.schemas import (
    BillingHistoryResponse,
    EventType,
    PurchaseResponse,
    PurchaseStatus,
)
from orgbilling.kernel.errors import NotFound

queries = load_queries(__file__)


async def list_history(
    executor: Executor, org_id: UUID, page: Page, event_type: EventType | None
) -> list[BillingHistoryResponse]:
    """Return a page of an organization's events, newest first.

    Raises:
        Invalid: `invalid_cursor`.
    """
    (after_id,) = page.after(UUID)
    rows = await executor.fetch_all(
        queries.list_history,
        {
            "org_id": org_id,
            "event_type": event_type,
            "after_id": after_id,
            "limit": page.fetch_limit,
        },
    )
    return [BillingHistoryResponse(**row) for row in page.cut(rows, lambda row: (row["id"],))]


async def list_purchases(
    executor: Executor, org_id: UUID, page: Page, status: PurchaseStatus | None
) -> list[PurchaseResponse]:
    """Return a page of an organization's purchases, newest first.

    Raises:
        Invalid: `invalid_cursor`.
    """
    (after_id,) = page.after(UUID)
    rows = await executor.fetch_all(
        queries.list_purchases,
        {"org_id": org_id, "status": status, "after_id": after_id, "limit": page.fetch_limit},
    )
    return [PurchaseResponse(**row) for row in page.cut(rows, lambda row: (row["id"],))]


async def pay_purchase(
    executor: Executor, purchase_id: UUID, actor_id: str, now: datetime
) -> PurchaseResponse:
    """Record that a purchase is paid: its credits land in the pool, once.

    Raises:
        NotFound: `purchase_not_found`.
        Conflict: `purchase_not_pending`: it was canceled or refunded.
    """
    purchase = await _find_purchase(executor, purchase_id)
    await executor.execute(
        queries.pay_purchase,
        {
            "org_id": purchase.org_id,
            "purchase_id": purchase_id,
            "actor_id": actor_id,
            "now": now,
        },
    )
    return await _find_purchase(executor, purchase_id)


async def _find_purchase(executor: Executor, purchase_id: UUID) -> PurchaseResponse:
    row = await executor.fetch_one(queries.find_purchase, {"purchase_id": purchase_id})
    if row is None:
        raise NotFound("There is no such purchase.", code="purchase_not_found")
    return PurchaseResponse(**row)
