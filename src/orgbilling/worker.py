"""The worker: runs the jobs, in a process of its own (`orgbilling worker`) or inside `serve`.

It may run in any number of processes: the queue gives each job to one of them.
"""

import asyncio
import contextlib
import logging
import signal
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from typing import Any

import structlog
from procrastinate import PsycopgConnector
from procrastinate.exceptions import ConnectorException

from orgbilling.calendar.heartbeat import Heartbeat
from orgbilling.database import Database, jobs_url, running_urls
from orgbilling.jobs.context import JobContext
from orgbilling.jobs.facts import FactHandler
from orgbilling.jobs.partitions import make_partitions_at_start
from orgbilling.jobs.queue import defer_now, make_queue
from orgbilling.jobs.relay import relay_for_ever
from orgbilling.jobs.stalled import Liveness
from orgbilling.kernel.clock import Clock, SystemClock
from orgbilling.kernel.errors import DomainError
from orgbilling.settings import Settings

_logger = structlog.get_logger(__name__)

FACT_HANDLERS: tuple[FactHandler, ...] = ()
"""Who acts on facts, from every domain."""

_CONCURRENCY = 4
_STOP_WITHIN_S = 5.0
_PAUSES_S = (1.0, 2.0, 5.0, 10.0, 30.0)
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def run(settings: Settings) -> None:
    """Run the jobs until a signal stops it. The database is the one of the settings, migrated.

    Raises:
        DatabaseUnavailable: no database is configured and the embedded one does not run.
    """
    asyncio.run(_run_until_signal(settings))


@asynccontextmanager
async def running_worker(settings: Settings, application_url: str) -> AsyncIterator[None]:
    """Run the jobs beside what is inside (a server's lifespan); stopped cleanly at the end."""
    stop = asyncio.Event()
    task = asyncio.create_task(run_worker(settings, application_url, stop=stop), name="worker")
    try:
        yield
    finally:
        stop.set()
        await task


async def run_worker(
    settings: Settings,
    application_url: str,
    *,
    stop: asyncio.Event,
    clock: Clock | None = None,
    handlers: Sequence[FactHandler] = FACT_HANDLERS,
    liveness: Liveness | None = None,
) -> None:
    """Run the jobs until `stop` is set; then what runs gets a few seconds to end.

    It outlives the database: while that does not answer, it is asked again with growing pauses.
    """
    # Every tick would be two lines a minute; what goes wrong is still said.
    logging.getLogger("procrastinate").setLevel(logging.WARNING)
    url = jobs_url(application_url)
    heartbeat = Heartbeat("worker")
    failures = 0
    while not stop.is_set():
        try:
            async with Database(
                url, pool_size=_CONCURRENCY + 1, name="orgbilling worker"
            ) as database:
                context = JobContext(database, clock or SystemClock(), settings)
                # Before any job: what is due is settled by a clock that was examined.
                await heartbeat.beat(database)
                await make_partitions_at_start(database, context.clock)
                queue = _run_queue(context, url, stop, handlers, liveness or Liveness())
                await _until_first_ends(queue, heartbeat.beat_for_ever(database))
            failures = 0
        except Exception as error:
            # Whatever it was, the jobs must go on.
            failures += 1
            is_known = isinstance(error, DomainError | ConnectorException | OSError)
            _logger.warning(
                "worker_interrupted",
                failures=failures,
                cause=repr(error),
                exc_info=None if is_known else error,
            )
        with contextlib.suppress(TimeoutError):
            pause = _PAUSES_S[min(failures, len(_PAUSES_S) - 1)]
            await asyncio.wait_for(stop.wait(), pause)


async def _run_queue(
    context: JobContext,
    url: str,
    stop: asyncio.Event,
    handlers: Sequence[FactHandler],
    liveness: Liveness,
) -> None:
    connector = PsycopgConnector(
        conninfo=url,
        min_size=1,
        max_size=_CONCURRENCY + 3,
        kwargs={"application_name": "orgbilling jobs"},
    )
    queue = make_queue(context, connector, handlers, liveness=liveness)
    async with queue.open_async():
        await defer_now(queue)
        work = queue.run_worker_async(
            concurrency=_CONCURRENCY,
            install_signal_handlers=False,
            # What succeeded leaves nothing; what failed stays for people to look at.
            delete_jobs="successful",
            shutdown_graceful_timeout=_STOP_WITHIN_S,
            update_heartbeat_interval=liveness.heartbeat_every_s,
            stalled_worker_timeout=liveness.stalled_after_s,
        )
        await _until_first_ends(work, relay_for_ever(context, queue, handlers), stop.wait())


async def _until_first_ends(*parts: Coroutine[Any, Any, Any]) -> None:
    """Run all until one ends, end the others, and raise what went wrong."""
    tasks = [asyncio.create_task(part) for part in parts]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
    for result in results:
        if isinstance(result, Exception):
            raise result


async def _run_until_signal(settings: Settings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in _SIGNALS:
        loop.add_signal_handler(number, stop.set)
    url = settings.application_database_url
    application_url = url.get_secret_value() if url else running_urls(settings).application_url
    await run_worker(settings, application_url, stop=stop)
