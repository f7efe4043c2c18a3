"""The heartbeat of a server or worker: once a minute it tells the database what a clock says that
nobody sets, so that a jump of the database's own is found."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final, Literal
from uuid import UUID, uuid4

import structlog

from orgbilling.calendar import queries
from orgbilling.database import Executor
from orgbilling.kernel.errors import DomainError

_logger = structlog.get_logger(__name__)

_EVERY_S: Final = 60.0
# Linux leaves the time that a machine sleeps out of its monotonic clock; this one has it.
_CLOCK: Final[int] = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


class Heartbeat:
    """One process's. It says in the log when the calendar stands, once a stop, and when it goes on
    again. What goes wrong with it is logged, and never stops the process."""

    def __init__(self, kind: Literal["server", "worker"], *, every_s: float = _EVERY_S) -> None:
        self._kind = kind
        self._every_s = every_s
        self._process_id = uuid4()
        self._stop_id: UUID | None = None

    async def beat(self, executor: Executor) -> None:
        """Give one sign of life."""
        try:
            stop = await executor.fetch_one(
                queries.note_heartbeat(
                    process_id=self._process_id,
                    kind=self._kind,
                    monotonic_s=time.clock_gettime(_CLOCK),
                )
            )
        except Exception as error:
            # Whatever it was, the process goes on; the next one may arrive.
            _logger.warning(
                "heartbeat_failed",
                cause=repr(error),
                exc_info=None if isinstance(error, DomainError) else error,
            )
            return
        self._tell(stop)

    async def beat_for_ever(self, executor: Executor) -> None:
        """Beat until cancelled, the first time a pause from now."""
        while True:
            await asyncio.sleep(self._every_s)
            await self.beat(executor)

    def _tell(self, stop: queries.NoteHeartbeatRow | None) -> None:
        stop_id = None if stop is None else stop.stop_id
        if stop_id == self._stop_id:
            return
        self._stop_id = stop_id
        if stop is None or stop_id is None:
            _logger.info("calendar_runs_again")
            return
        _logger.error(
            "calendar_stands",
            since=str(stop.stopped_at),
            reason=stop.reason,
            remedy="look at the clock, then: orgbilling calendar resume",
        )


@asynccontextmanager
async def running_heartbeat(executor: Executor, max_jump_days: int) -> AsyncIterator[None]:
    """Run a server's heartbeat beside what is inside, which is how long it lasts.

    The first one comes before anything inside: whatever that writes is stamped by a clock that was
    examined.
    """
    try:
        await executor.execute(queries.set_max_jump(days=max_jump_days))
    except DomainError as error:
        _logger.warning("calendar_setting_not_kept", cause=repr(error))
    heartbeat = Heartbeat("server")
    await heartbeat.beat(executor)
    task = asyncio.create_task(heartbeat.beat_for_ever(executor), name="heartbeat")
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
