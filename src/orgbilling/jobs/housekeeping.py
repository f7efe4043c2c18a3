"""What a database needs so that it goes on for years: partitions ahead, old rows gone, and nothing
that waits for ever."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from orgbilling.database import Statement
from orgbilling.jobs import queries
from orgbilling.jobs.context import JobContext
from orgbilling.jobs.partitions import make_partitions

KEYS_KEPT = timedelta(days=31)
"""A day more than promised, so that no result of the last 30 days is ever without its key."""
FACTS_KEPT = timedelta(days=30)
RATES_KEPT = timedelta(days=2)
"""Longer than the longest period of a limit."""
SIGN_INS_KEPT = timedelta(days=1)
"""Longer than a logout token may be used; a session of the provider is not named again after."""
_ROWS_A_TRANSACTION = 5000
# Each writes several rows, and locks one that somebody may want to pay.
_PURCHASES_A_TRANSACTION = 100


async def prepare_partitions(context: JobContext) -> None:
    """Make the usage partitions of this month, the next twelve, and of what came before them.

    Raises:
        PartitionsMissing: some months failed; the others are made.
        DomainError: the database does not answer.
    """
    await make_partitions(context.database, context.clock)


async def forget_old_rows(context: JobContext) -> None:
    """Forget what is old enough: spending keys (with their refusals), handed-on facts, counts of
    requests, sign-ins that are over.

    Raises:
        DomainError: the database does not answer.
    """
    now = context.clock.now()
    await _forget(context, queries.purge_request_keys, now - KEYS_KEPT)
    await _forget(context, queries.purge_outbox, now - FACTS_KEPT)
    await _forget(context, queries.purge_request_rates, now - RATES_KEPT)
    await _forget(context, queries.purge_sign_ins, now - SIGN_INS_KEPT)


async def expire_purchases(context: JobContext) -> None:
    """Expire orders of credits that waited for their payment longer than they may.

    Raises:
        DomainError: the database does not answer.
    """
    days = context.settings.purchase_expiry_days
    if not days:
        return
    now = context.clock.now()
    before = now - timedelta(days=days)
    expire = queries.expire_purchases(before=before, limit=_PURCHASES_A_TRANSACTION, now=now)
    await _until_done(context, expire)


async def _forget(
    context: JobContext, purge: Callable[..., Statement[Any, int]], before: datetime
) -> None:
    await _until_done(context, purge(before=before, limit=_ROWS_A_TRANSACTION))


async def _until_done(context: JobContext, step: Statement[Any, int]) -> None:
    # In pieces, so that no transaction is long.
    while await context.database.fetch_value(step):
        pass
