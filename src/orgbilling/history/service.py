"""Reading what was billed and bought; recording by hand what became of a purchase."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

from orgbilling.credits.schemas import PurchaseResponse, PurchaseStatus
from orgbilling.database import Executor, Statement
from orgbilling.edge.answers import AnswerOf
from orgbilling.edge.days import Days
from orgbilling.edge.pages import Page
from orgbilling.edge.tables import Columns
from orgbilling.history import queries
from orgbilling.history.schemas import BillingHistoryResponse, EventType
from orgbilling.kernel.errors import NotFound
from orgbilling.organizations.policy import Managed, Viewable

EVENT_COLUMNS: Final = Columns(
    queries.ListHistoryRow,
    "created_at",
    "event_type",
    "amount",
    "cash_usd",
    "cash_event_id",
    "currency",
    "payment_status",
    "period_start",
    "period_end",
    "actor_id",
    "subscription_id",
    "purchase_id",
    "purchase_status",
    "id",
)

_event: Final = AnswerOf(BillingHistoryResponse, queries.ListHistoryRow)
_purchase: Final = AnswerOf(PurchaseResponse, queries.ListPurchasesRow)


@dataclass(frozen=True)
class HistoryFilter:
    """Which events of an organization to list; days are in its time zone."""

    organization: Viewable
    event_type: EventType | None
    days: Days
    now: datetime | None
    """The instant up to which is settled before; None: the database's own."""


@dataclass(frozen=True)
class PurchaseEnding:
    """How a purchase ends that is not paid, and why."""

    outcome: Literal["canceled", "failed"]
    reason: str


async def read_events(
    executor: Executor, wanted: HistoryFilter, after_id: UUID | None, limit: int
) -> list[queries.ListHistoryRow]:
    """Return `limit` events after one, newest first; what is due is settled first."""
    org_id = wanted.organization.org_id
    await executor.execute(queries.settle_organization(org_id=org_id, now=wanted.now))
    return await executor.fetch_all(
        queries.list_history(
            org_id=org_id,
            time_zone=wanted.organization.time_zone,
            event_type=wanted.event_type,
            first_day=wanted.days.first,
            last_day=wanted.days.last,
            after_id=after_id,
            limit=limit,
        )
    )


async def list_history(
    executor: Executor, wanted: HistoryFilter, page: Page
) -> list[BillingHistoryResponse]:
    """Return a page of an organization's events, newest first.

    Raises:
        Invalid: `invalid_cursor`.
    """
    (after_id,) = page.after(UUID)
    rows = await read_events(executor, wanted, after_id, page.fetch_limit)
    return [_event(row) for row in page.cut(rows, lambda row: (row.id,))]


async def list_purchases(
    executor: Executor, org_id: UUID, page: Page, status: PurchaseStatus | None
) -> list[PurchaseResponse]:
    """Return a page of an organization's purchases, newest first.

    Raises:
        Invalid: `invalid_cursor`.
    """
    (after_id,) = page.after(UUID)
    rows = await executor.fetch_all(
        queries.list_purchases(
            org_id=org_id, status=status, after_id=after_id, limit=page.fetch_limit
        )
    )
    return [_purchase(row) for row in page.cut(rows, lambda row: (row.id,))]


async def pay_purchase(
    executor: Executor, organization: Managed, purchase_id: UUID, now: datetime | None
) -> PurchaseResponse:
    """Record that a purchase is paid: its credits land in the pool, once.

    Raises:
        NotFound: `purchase_not_found`: the organization has no such purchase.
        Conflict: `purchase_not_pending`: it has ended, or was refunded.
    """
    return await _change_purchase(
        executor,
        queries.pay_purchase(
            org_id=organization.org_id,
            purchase_id=purchase_id,
            actor_id=organization.actor.audit_id,
            now=now,
        ),
    )


async def end_purchase(
    executor: Executor,
    organization: Managed,
    purchase_id: UUID,
    end: PurchaseEnding,
    now: datetime | None,
) -> PurchaseResponse:
    """End a purchase that is not paid; the same outcome again changes nothing.

    Raises:
        NotFound: `purchase_not_found`: the organization has no such purchase.
        Conflict: `purchase_not_pending`: it is paid, or has ended in another way.
    """
    return await _change_purchase(
        executor,
        queries.end_purchase(
            org_id=organization.org_id,
            purchase_id=purchase_id,
            outcome=end.outcome,
            actor_id=organization.actor.audit_id,
            reason=end.reason,
            now=now,
        ),
    )


async def _change_purchase(executor: Executor, verb: Statement[Any, Any]) -> PurchaseResponse:
    try:
        document = await executor.fetch_value(verb)
    except NotFound as error:
        # Of several things that the verb may miss only the purchase has no code of its own.
        if error.code != NotFound.default_code:
            raise
        raise NotFound("There is no such purchase.", code="purchase_not_found") from None
    return PurchaseResponse.model_validate(document)
