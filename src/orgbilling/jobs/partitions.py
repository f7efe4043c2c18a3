"""The monthly partitions of usage, made ahead. A row of a month without one is kept all the same,
in the default partition, and moves when its month is made."""

import asyncio
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

import structlog

from orgbilling.database import Executor
from orgbilling.jobs import queries_partitions as queries
from orgbilling.kernel.clock import Clock
from orgbilling.kernel.errors import DomainError

_logger = structlog.get_logger(__name__)

AHEAD: Final = timedelta(days=366)
# A start moves what takes a moment; more than this is the worker's, while the servers work.
_MOVED_AT_A_START_BYTES_MAX: Final = 64 * 1024 * 1024
# Nobody's spend is refused for want of a partition, so that a start need not wait for one.
_START_WITHIN_S: Final = 20.0


class PartitionsMissing(Exception):
    """Some months could not be made; the others were. To be tried again."""

    def __init__(self, months: Sequence[date]) -> None:
        names = ", ".join(f"{month:%Y-%m}" for month in months)
        super().__init__(f"partitions of usage: {len(months)} months failed ({names})")


async def make_partitions(
    executor: Executor, clock: Clock, *, default_bytes_max: int | None = None
) -> None:
    """Make the partitions of this month, of the next twelve, and of every month that has rows in
    the default partition: new months first, each month in a transaction of its own.

    Months that have rows are left out where the default partition is larger than
    `default_bytes_max`.

    Raises:
        PartitionsMissing: some months failed, each of them logged; the others are made.
        DomainError: the database does not answer.
    """
    today = clock.now().date()
    missing = await executor.fetch_all(queries.list_months_to_make(first=today, last=today + AHEAD))
    failed = []
    for row in missing:
        month = row.month_start
        if row.has_rows and default_bytes_max and row.default_bytes > default_bytes_max:
            _logger.info("usage_partition_left_to_worker", month=f"{month:%Y-%m}")
            continue
        try:
            await executor.execute(queries.ensure_usage_partitions(month=month))
        except DomainError as error:
            failed.append(month)
            _logger.warning(
                "usage_partition_failed",
                month=f"{month:%Y-%m}",
                code=error.code,
                cause=repr(error.__cause__),
            )
    if failed:
        raise PartitionsMissing(failed)


async def make_partitions_at_start(executor: Executor, clock: Clock) -> None:
    """Make the partitions before a server or a worker takes anything up, as far as that takes a
    moment. What goes wrong is logged, and stops no start: the worker makes them every night."""
    try:
        async with asyncio.timeout(_START_WITHIN_S):
            await make_partitions(executor, clock, default_bytes_max=_MOVED_AT_A_START_BYTES_MAX)
    except (PartitionsMissing, DomainError, TimeoutError) as error:
        _logger.warning("usage_partitions_not_made", cause=repr(error))
