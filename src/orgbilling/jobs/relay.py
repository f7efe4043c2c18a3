"""From facts to jobs. Facts are claimed, their jobs inserted and the facts marked in one
transaction, so that each fact becomes its jobs exactly once, whoever is killed in the middle."""

import asyncio
from collections.abc import Sequence

import structlog
from procrastinate import App
from procrastinate.types import JSONDict

from orgbilling.jobs import queries
from orgbilling.jobs.context import JobContext
from orgbilling.jobs.facts import FactHandler
from orgbilling.jobs.names import HANDLE_FACT
from orgbilling.kernel.errors import DomainError

_logger = structlog.get_logger(__name__)

FACTS_A_TRANSACTION = 500
_LOOK_EVERY_S = 1.0
_PAUSE_AFTER_ERROR_S = 5.0


async def relay_facts(context: JobContext, queue: App, handlers: Sequence[FactHandler]) -> int:
    """Hand waiting facts to the jobs of their handlers; returns how many facts there were.

    A fact that nobody handles is marked as well: it waits for nobody. Two relays share the work.

    Raises:
        DomainError: the database does not answer; nothing was handed on.
    """
    async with context.database.transaction() as connection:
        facts = await connection.fetch_all(queries.claim_facts(limit=FACTS_A_TRANSACTION))
        jobs: list[JSONDict] = [
            {
                "handler": handler.name,
                "org_id": str(fact.org_id),
                "outbox_id": str(fact.outbox_id),
                "topic": fact.topic,
                "payload": fact.payload,
            }
            for fact in facts
            for handler in handlers
            if fact.topic in handler.topics
        ]
        if jobs:
            # On this connection, so that jobs and marks are committed together.
            await queue.configure_task(HANDLE_FACT, connection=connection.raw).batch_defer_async(
                *jobs
            )
        if facts:
            await connection.execute(
                queries.mark_facts(
                    org_ids=[fact.org_id for fact in facts],
                    outbox_ids=[fact.outbox_id for fact in facts],
                    now=context.clock.now(),
                )
            )
    return len(facts)


async def relay_for_ever(context: JobContext, queue: App, handlers: Sequence[FactHandler]) -> None:
    """Relay until cancelled; an error is logged, and it goes on after a pause."""
    while True:
        try:
            relayed = await relay_facts(context, queue, handlers)
        except DomainError as error:
            _logger.warning("relay_failed", code=error.code, cause=repr(error.__cause__))
            await asyncio.sleep(_PAUSE_AFTER_ERROR_S)
            continue
        if relayed < FACTS_A_TRANSACTION:
            await asyncio.sleep(_LOOK_EVERY_S)
