"""What a database needs so that it goes on for years: partitions ahead, old rows gone, and nothing
that waits for ever."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, LiteralString

from orgbilling.database import load_queries
from orgbilling.jobs.context import JobContext

queries = load_queries(__file__)

PARTITIONS_AHEAD = timedelta(days=366)
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
    """Make the usage partitions of this month and the next twelve.

    Raises:
        DomainError: the database does not answer, or is busy.
    """
    today = context.clock.now().date()
    await context.database.execute(
        queries.ensure_usage_partitions, {"first": today, "last": today + PARTITIONS_AHEAD}
    )


async def forget_old_rows(context: JobContext) -> None:
    """Forget what is old enough: spending keys (with their refusals), handed-on facts, counts of
    requests, sign-ins that are over.

    Raises:
        DomainError: the database does not answer.
    """
    now = context.clock.now()
    await _until_done(context, queries.purge_request_keys, {"before": now - KEYS_KEPT})
    await _until_done(context, queries.purge_outbox, {"before": now - FACTS_KEPT})
    await _until_done(context, queries.purge_request_rates, {"before": now - RATES_KEPT})
    await _until_done(context, queries.purge_sign_ins, {"before": now - SIGN_INS_KEPT})


async def expire_purchases(context: JobContext) -> None:
    """Expire orders of credits that waited for their payment longer than they may.

    Raises:
        DomainError: the database does not answer.
    """
    days = context.settings.purchase_expiry_days
    if not days:
        return
    now = context.clock.now()
    await _until_done(
        context,
        queries.expire_purchases,
        {"before": now - timedelta(days=days), "now": now},
        rows=_PURCHASES_A_TRANSACTION,
    )


async def _until_done(
    context: JobContext,
    statement: LiteralString,
    parameters: Mapping[str, Any],
    *,
    rows: int = _ROWS_A_TRANSACTION,
) -> None:
    # In pieces, so that no transaction is long.
    while await context.database.fetch_value(statement, {**parameters, "limit": rows}):
        pass
