"""Use cases of the pool and its allocations, each in the caller's transaction."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from orgbilling.database import Executor, Row, load_queries
from orgbilling.kernel.errors import Invalid

queries = load_queries(__file__)

_ADMINS_ONLY = (
    "used_credits",
    "held_credits",
    "lifetime_purchased_credits",
    "lifetime_spent_amount",
)


async def settle_if_due(executor: Executor, org_id: UUID) -> None:
    """Settle resets, refreshes and top-ups that are due, so that a read shows them."""
    if await executor.fetch_value(queries.is_settlement_due, {"org_id": org_id}):
        await executor.execute(queries.settle_due, {"org_id": org_id})


async def read_pool(executor: Executor, org_id: UUID, *, is_managed: bool) -> dict[str, Any]:
    """Return the pool; what concerns others' use and money is None unless `is_managed`."""
    await settle_if_due(executor, org_id)
    pool: dict[str, Any] = await executor.fetch_value(queries.pool, {"org_id": org_id})
    if not is_managed:
        pool.update(dict.fromkeys(_ADMINS_ONLY))
    return pool


async def grant_credits(
    executor: Executor,
    org_id: UUID,
    *,
    credits: Decimal,
    reason: str | None,
    expires_at: datetime | None,
    actor_id: str,
    request_key: str,
) -> dict[str, Any]:
    """Grant credits, for nothing; returns the pool.

    Raises:
        Invalid: `invalid_argument`: `expires_at` has no zone, or lies in the past.
        Conflict: `idempotency_key_reused`.
    """
    if expires_at is not None and expires_at.tzinfo is None:
        raise Invalid("expires_at needs a time zone.", code="invalid_argument")
    return await _document(
        executor,
        queries.add,
        org_id=org_id,
        credits=credits,
        actor_id=actor_id,
        reason=reason,
        request_key=request_key,
        expires_at=expires_at,
    )


async def order_credits(
    executor: Executor,
    org_id: UUID,
    *,
    credits: Decimal,
    purchase_amount: Decimal | None,
    reason: str | None,
    actor_id: str,
    request_key: str,
) -> dict[str, Any]:
    """Order credits at the server's price; returns the pending purchase.

    Raises:
        Conflict: `price_changed` (with `quote_usd`), `idempotency_key_reused`,
            `organization_closed`.
    """
    return await _document(
        executor,
        queries.request_purchase,
        org_id=org_id,
        credits=credits,
        purchase_amount=purchase_amount,
        reason=reason,
        actor_id=actor_id,
        request_key=request_key,
    )


async def change_allocation(
    executor: Executor,
    org_id: UUID,
    user_id: str,
    *,
    credits: Decimal,
    reset_period: str | None,
    notes: str | None,
    actor_id: str,
    request_key: str,
    is_increase: bool,
) -> dict[str, Any]:
    """Raise a member's allocation by `credits`, or set it to them; returns the allocation.

    Raises:
        NotFound: `member_not_found`.
        Conflict: `pool_insufficient` (with `needed_credits`, `available_credits`),
            `organization_closed`, `idempotency_key_reused`.
    """
    return await _document(
        executor,
        queries.allocate if is_increase else queries.set_allocation,
        org_id=org_id,
        user_id=user_id,
        credits=credits,
        reset_period=reset_period,
        notes=notes,
        actor_id=actor_id,
        request_key=request_key,
    )


async def reclaim_credits(
    executor: Executor,
    org_id: UUID,
    user_id: str,
    *,
    credits: Decimal,
    reason: str | None,
    actor_id: str,
    request_key: str,
) -> dict[str, Any]:
    """Take free credits of a member back; returns the allocation.

    Raises:
        NotFound: `member_not_found`.
        Conflict: `reclaim_exceeds_remaining` (with the most that is free),
            `idempotency_key_reused`.
    """
    return await _document(
        executor,
        queries.reclaim,
        org_id=org_id,
        user_id=user_id,
        credits=credits,
        reason=reason,
        actor_id=actor_id,
        request_key=request_key,
    )


async def refund_usage(
    executor: Executor,
    org_id: UUID,
    usage_id: UUID,
    *,
    credits: Decimal,
    reason: str | None,
    actor_id: str,
    request_key: str,
) -> dict[str, Any]:
    """Give charged credits back; returns the refund.

    Raises:
        NotFound: `not_found`: no such usage.
        Conflict: `refund_exceeds_usage` (with the most), `idempotency_key_reused`.
    """
    return await _document(
        executor,
        queries.refund_usage,
        org_id=org_id,
        usage_id=usage_id,
        credits=credits,
        reason=reason,
        actor_id=actor_id,
        request_key=request_key,
    )


async def refund_lot(
    executor: Executor,
    org_id: UUID,
    lot_id: UUID,
    *,
    credits: Decimal,
    reason: str | None,
    actor_id: str,
    request_key: str,
) -> dict[str, Any]:
    """Take unused credits of a lot out of the pool; returns the pool.

    Raises:
        NotFound: `not_found`: no such lot.
        Conflict: `pool_insufficient` (with the most), `idempotency_key_reused`.
    """
    return await _document(
        executor,
        queries.refund_lot,
        org_id=org_id,
        lot_id=lot_id,
        credits=credits,
        reason=reason,
        actor_id=actor_id,
        request_key=request_key,
    )


async def configure_refresh(
    executor: Executor, org_id: UUID, *, amount: Decimal, actor_id: str
) -> dict[str, Any]:
    """Set what each monthly refresh brings; returns the pool."""
    return await _document(
        executor, queries.configure_refresh, org_id=org_id, amount=amount, actor_id=actor_id
    )


async def list_allocations(
    executor: Executor, org_id: UUID, *, only_user: str | None, after: str | None, limit: int
) -> list[Row]:
    """Return allocations as {user_id, document}, by user id."""
    await settle_if_due(executor, org_id)
    return await executor.fetch_all(
        queries.allocations,
        {"org_id": org_id, "only_user": only_user, "after": after, "limit": limit},
    )


async def _document(executor: Executor, query: Any, **parameters: object) -> dict[str, Any]:
    document: dict[str, Any] = await executor.fetch_value(query, parameters)
    return document
