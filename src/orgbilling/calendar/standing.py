"""Whether the calendar stands, and letting it go on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast

from orgbilling.calendar import queries
from orgbilling.database import Executor

StopReason = Literal["clock_jump", "heartbeat_jump"]


@dataclass(frozen=True)
class CalendarStop:
    """Why the calendar stands. `stopped_at` is by the clock that is doubted; `details` is what was
    compared with it."""

    stopped_at: datetime
    reason: StopReason
    details: dict[str, Any]


@dataclass(frozen=True)
class Clocks:
    """What tells the time: the database's clock, the newest heartbeat, and how far they may be
    apart."""

    clock: datetime
    heartbeat: datetime | None
    max_jump_days: int


async def find_stop(executor: Executor) -> CalendarStop | None:
    """Return the stop that stands; None while the calendar runs.

    Raises:
        DomainError: the database does not answer.
    """
    row = await executor.fetch_one(queries.find_stop())
    if row is None:
        return None
    return CalendarStop(row.stopped_at, cast("StopReason", row.reason), row.details)


async def read_clocks(executor: Executor) -> Clocks:
    """Return what tells the time just now.

    Raises:
        DomainError: the database does not answer.
    """
    row = await executor.fetch_one(queries.read_clocks())
    if row is None:
        raise RuntimeError("read_clocks asks for three values, and always has a row")
    return Clocks(row.clock, row.heartbeat, row.max_jump_days)


async def resume_calendar(executor: Executor, *, actor_id: str, reason: str) -> int:
    """Believe the clock of now; returns how many stops that ended (0: the calendar runs).

    Raises:
        Invalid: the reason is empty, or longer than 500 characters.
        DomainError: the database does not answer.
    """
    return await executor.fetch_value(queries.resume(actor_id=actor_id, reason=reason))
