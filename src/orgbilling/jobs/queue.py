"""The job queue (procrastinate): which tasks there are, when they run, how they are retried.

Two kinds, because of how the queue works. A *tick* comes by the clock, has a queueing lock (one
waits at most) and is never retried: a retry beside a waiting sibling would break that lock and
leave the job running for ever. It only defers *work*, which has no such lock, may run twice, and
is retried with growing pauses.
"""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

from procrastinate import App, RetryStrategy
from procrastinate.connector import BaseConnector
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.types import JSONDict

from orgbilling.jobs import housekeeping, names
from orgbilling.jobs.context import JobContext
from orgbilling.jobs.facts import FactHandler, read_fact
from orgbilling.jobs.sealing import seal_audit_log
from orgbilling.jobs.settling import (
    CALENDAR,
    SETTLEMENTS,
    Settlement,
    close_usage_days,
    find_due,
    settle_each,
)
from orgbilling.jobs.stalled import Liveness, take_up_stalled_jobs

QUEUE = "orgbilling"
ORGANIZATIONS_A_JOB = 100
# Pauses of 4, 16, 64 and 256 seconds; then the job is kept as failed, for people to look at.
_RETRIED = RetryStrategy(max_attempts=4, exponential_wait=4)
# Facts must not be lost to an outage of a day: pauses of 3 s up to 5 hours, 13 hours in all.
_RETRIED_LONG = RetryStrategy(max_attempts=9, exponential_wait=3)
_EVERY_MINUTE = "* * * * *"
_FOUR_TIMES_AN_HOUR = "16,31,46,1 * * * *"
_EVERY_NIGHT = "40 3 * * *"
Tick = Callable[[int], Awaitable[None]]


def make_queue(
    context: JobContext,
    connector: BaseConnector,
    handlers: Sequence[FactHandler] = (),
    *,
    liveness: Liveness | None = None,
) -> App:
    """Make the queue with every task; open it before use (`async with queue.open_async()`).

    Raises:
        ValueError: two handlers have the same name.
    """
    queue = App(connector=connector, worker_defaults={"queues": [QUEUE]})
    _add_work(queue, context, handlers)
    _add_ticks(queue, context, liveness or Liveness())
    return queue


async def defer_now(queue: App) -> None:
    """Do at once what otherwise waits for its hour: a machine may be off every night."""
    for name in (
        names.TICK_HOUSEKEEPING,
        names.TICK_STALLED_JOBS,
        names.TICK_USAGE_DAYS,
        names.TICK_AUDIT,
    ):
        with suppress(AlreadyEnqueued):
            await queue.configure_task(name).defer_async(timestamp=0)


def _add_work(queue: App, context: JobContext, handlers: Sequence[FactHandler]) -> None:
    by_name = {handler.name: handler for handler in handlers}
    if len(by_name) != len(handlers):
        raise ValueError("Two handlers of facts have the same name.")

    @queue.task(name=names.SETTLE_ORGANIZATIONS, queue=QUEUE, retry=_RETRIED)
    async def settle_organizations(settlement: str, org_ids: list[str]) -> None:
        await settle_each(context, SETTLEMENTS[settlement], org_ids)

    @queue.task(name=names.CLOSE_USAGE_DAYS, queue=QUEUE, retry=_RETRIED, lock="usage_days")
    async def close_days() -> None:
        await close_usage_days(context)

    @queue.task(name=names.PREPARE_PARTITIONS, queue=QUEUE, retry=_RETRIED)
    async def prepare_partitions() -> None:
        await housekeeping.prepare_partitions(context)

    @queue.task(name=names.FORGET_OLD_ROWS, queue=QUEUE, retry=_RETRIED, lock="forget_old_rows")
    async def forget_old_rows() -> None:
        await housekeeping.forget_old_rows(context)

    @queue.task(name=names.EXPIRE_PURCHASES, queue=QUEUE, retry=_RETRIED, lock="expire_purchases")
    async def expire_purchases() -> None:
        await housekeeping.expire_purchases(context)

    @queue.task(name=names.SEAL_AUDIT, queue=QUEUE, retry=_RETRIED, lock="seal_audit")
    async def seal_audit() -> None:
        await seal_audit_log(context)

    @queue.task(name=names.HANDLE_FACT, queue=QUEUE, retry=_RETRIED_LONG)
    async def handle_fact(
        handler: str, org_id: str, outbox_id: str, topic: str, payload: str
    ) -> None:
        await by_name[handler].handle(context, read_fact(org_id, outbox_id, topic, payload))


def _add_ticks(queue: App, context: JobContext, liveness: Liveness) -> None:
    def tick(name: str, cron: str, run: Tick) -> None:
        @queue.periodic(cron=cron)
        @queue.task(name=name, queue=QUEUE, queueing_lock=name)
        async def act(timestamp: int) -> None:
            await run(timestamp)

    async def calendar(_timestamp: int) -> None:
        await _defer_pages(queue, context, CALENDAR)

    async def usage_days(_timestamp: int) -> None:
        await queue.configure_task(names.CLOSE_USAGE_DAYS).defer_async()

    async def housekeeping_is_due(_timestamp: int) -> None:
        await queue.configure_task(names.PREPARE_PARTITIONS).defer_async()
        await queue.configure_task(names.FORGET_OLD_ROWS).defer_async()
        await queue.configure_task(names.EXPIRE_PURCHASES).defer_async()

    async def audit(_timestamp: int) -> None:
        await queue.configure_task(names.SEAL_AUDIT).defer_async()

    async def stalled_jobs(_timestamp: int) -> None:
        await take_up_stalled_jobs(queue, liveness.stalled_after_s)

    tick(names.TICK_CALENDAR, _EVERY_MINUTE, calendar)
    tick(names.TICK_STALLED_JOBS, _EVERY_MINUTE, stalled_jobs)
    tick(names.TICK_AUDIT, _EVERY_MINUTE, audit)
    tick(names.TICK_USAGE_DAYS, _FOUR_TIMES_AN_HOUR, usage_days)
    tick(names.TICK_HOUSEKEEPING, _EVERY_NIGHT, housekeeping_is_due)


async def _defer_pages(queue: App, context: JobContext, settlement: Settlement) -> None:
    due = await find_due(context, settlement)
    pages: list[JSONDict] = [
        {"settlement": settlement.name, "org_ids": [*due[first : first + ORGANIZATIONS_A_JOB]]}
        for first in range(0, len(due), ORGANIZATIONS_A_JOB)
    ]
    if pages:
        await queue.configure_task(names.SETTLE_ORGANIZATIONS).batch_defer_async(*pages)
