"""Use cases of the pool and its allocations, each in the caller's transaction.

A movement of credits is one SQL function; what it refuses, and with which code, is said where it
is written (docs/sql-api.md lists them all).
"""

from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from orgbilling.credits import queries
from orgbilling.credits.schemas import AllocationSort
from orgbilling.database import Executor, Statement
from orgbilling.edge.pages import Page, text_for_cursor, text_of_cursor
from orgbilling.kernel.errors import Invalid

_ADMINS_ONLY: Final = ("lifetime_purchased_credits", "lifetime_spent_amount")


async def read_pool(executor: Executor, org_id: UUID, *, is_managed: bool) -> dict[str, Any]:
    """Return the pool, after settling what is due; what concerns money is None unless
    `is_managed`."""
    pool: dict[str, Any] = await executor.fetch_value(queries.settled_pool(org_id=org_id))
    if not is_managed:
        pool.update(dict.fromkeys(_ADMINS_ONLY))
    return pool


async def move_credits(executor: Executor, verb: Statement[Any, Any]) -> dict[str, Any]:
    """Carry out one movement (`queries.allocate(…)`, `queries.reclaim(…)`, …).

    Returns what the database says of it: the pool, the allocation, the purchase or the refund. A
    movement whose `request_key` was used for the same request is not made again; its first answer
    is returned.

    Raises:
        Conflict: `idempotency_key_reused`, and what the function of the verb refuses
            (`pool_insufficient`, `reclaim_exceeds_remaining`, `price_changed`, …), with figures.
        NotFound: no such organization, member, lot or usage.
        Invalid: an amount or a time that cannot be.
    """
    document: dict[str, Any] = await executor.fetch_value(verb)
    return document


async def list_allocations(
    executor: Executor,
    org_id: UUID,
    page: Page,
    *,
    only_user: str | None,
    sort: AllocationSort,
    search: str | None,
) -> list[dict[str, Any]]:
    """Return a page of allocations, each as the database says it, after settling what is due.

    `sort` is largest first, or names from A; with a leading `-` the other way round. `search` is a
    part of the name or the address, in any case.

    Raises:
        Invalid: `invalid_cursor`, also for the cursor of another order.
    """
    after_sort, after_number, after_text, after_id = page.after(str, Decimal, text_of_cursor, str)
    if after_sort not in (None, sort):
        raise Invalid("This cursor is not one of this order.", code="invalid_cursor")
    rows = await executor.fetch_all(
        queries.settled_allocations(
            org_id=org_id,
            only_user=only_user,
            search=search,
            sort=sort.removeprefix("-"),
            is_reversed=sort.startswith("-"),
            after_number=after_number,
            after_text=after_text,
            after_id=after_id,
            limit=page.fetch_limit,
        )
    )

    def sort_key(row: queries.SettledAllocationsRow) -> tuple[object, ...]:
        return sort, row.sort_number, text_for_cursor(row.sort_text), row.user_id

    return [row.document for row in page.cut(rows, sort_key)]
