"""Use cases of the pool and its allocations, each in the caller's transaction.

A movement of credits is one SQL function; what it refuses, and with which code, is said where it
is written (docs/sql-api.md lists them all).
"""

from typing import Any, Final, LiteralString
from uuid import UUID

from orgbilling.database import Executor, Row, load_queries

queries = load_queries(__file__)

_ADMINS_ONLY: Final = ("lifetime_purchased_credits", "lifetime_spent_amount")


async def settle_if_due(executor: Executor, org_id: UUID) -> None:
    """Settle resets, refreshes and top-ups that are due, so that a read shows them."""
    if await executor.fetch_value(queries.is_settlement_due, {"org_id": org_id}):
        await executor.execute(queries.settle_due, {"org_id": org_id})


async def read_pool(executor: Executor, org_id: UUID, *, is_managed: bool) -> dict[str, Any]:
    """Return the pool; what concerns money is None unless `is_managed`."""
    await settle_if_due(executor, org_id)
    pool: dict[str, Any] = await executor.fetch_value(queries.pool, {"org_id": org_id})
    if not is_managed:
        pool.update(dict.fromkeys(_ADMINS_ONLY))
    return pool


async def move_credits(
    executor: Executor, verb: LiteralString, **parameters: object
) -> dict[str, Any]:
    """Carry out one movement (`queries.allocate`, `queries.reclaim`, …) with its parameters.

    Returns what the database says of it: the pool, the allocation, the purchase or the refund. A
    movement whose `request_key` was used for the same request is not made again; its first answer
    is returned.

    Raises:
        Conflict: `idempotency_key_reused`, and what the function of the verb refuses
            (`pool_insufficient`, `reclaim_exceeds_remaining`, `price_changed`, …), with figures.
        NotFound: no such organization, member, lot or usage.
        Invalid: an amount or a time that cannot be.
    """
    document: dict[str, Any] = await executor.fetch_value(verb, parameters)
    return document


async def list_allocations(
    executor: Executor, org_id: UUID, *, only_user: str | None, after: str | None, limit: int
) -> list[Row]:
    """Return allocations as {user_id, document}, by user id."""
    await settle_if_due(executor, org_id)
    return await executor.fetch_all(
        queries.allocations,
        {"org_id": org_id, "only_user": only_user, "after": after, "limit": limit},
    )
