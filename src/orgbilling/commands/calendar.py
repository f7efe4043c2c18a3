"""`orgbilling calendar`."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TypeVar

import typer

from orgbilling.calendar.standing import (
    CalendarStop,
    Clocks,
    find_stop,
    read_clocks,
    resume_calendar,
)
from orgbilling.commands import console
from orgbilling.database import Database, DatabaseUnavailable, MigrationFailed, database_urls
from orgbilling.database import migrations as schema
from orgbilling.kernel.errors import DomainError
from orgbilling.settings import Settings

_ACTOR = "orgbilling calendar"
_WHY = {
    "clock_jump": "the clock was far past what the database knew last",
    "heartbeat_jump": "the clock went further between two heartbeats than its process's own",
}
Answer = TypeVar("Answer")


def print_status(settings: Settings) -> bool:
    """Say whether the calendar runs, and what tells the time; returns whether it runs.

    Raises:
        DatabaseUnavailable: the database cannot be reached.
        MigrationFailed: the schema is not the one of this program.
    """
    stop, clocks = _on_database(settings, _look)
    _print(stop, clocks)
    return stop is None


def resume(settings: Settings, reason: str, *, is_sure: bool) -> None:
    """Let the calendar go on, once the user has seen the clock and said yes.

    Raises:
        DatabaseUnavailable: the database cannot be reached, or the reason is not accepted.
        MigrationFailed: the schema is not the one of this program.
    """
    stop, clocks = _on_database(settings, _look)
    _print(stop, clocks)
    if stop is None:
        return
    if not is_sure:
        typer.confirm(
            "Everything that is due by this clock is settled at once, and cannot be taken back. "
            "Is the clock right?",
            abort=True,
        )

    async def let_go_on(database: Database) -> int:
        return await resume_calendar(database, actor_id=_ACTOR, reason=reason)

    _on_database(settings, let_go_on)
    console.say("The calendar runs again.")


async def _look(database: Database) -> tuple[CalendarStop | None, Clocks]:
    return await find_stop(database), await read_clocks(database)


def _print(stop: CalendarStop | None, clocks: Clocks) -> None:
    if stop is None:
        console.say("The calendar runs.")
    else:
        console.say(f"The calendar stands since {_at(stop.stopped_at)}: {_WHY[stop.reason]}.")
        for name in ("heartbeat", "newest_row", "resumed"):
            if stop.details.get(name):
                seen = _at(datetime.fromisoformat(stop.details[name]))
                console.say(f"  {name.replace('_', ' ')} then: {seen}")
        console.say("Months, resets and invoices wait; spending goes on within what is there.")
    console.say(f"The database's clock: {_at(clocks.clock)}")
    console.say(f"Newest heartbeat:     {_at(clocks.heartbeat) if clocks.heartbeat else 'none'}")


def _at(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _on_database(settings: Settings, ask: Callable[[Database], Awaitable[Answer]]) -> Answer:
    with database_urls(settings, console.step) as urls:
        if not schema.status(urls.owner_url).is_current:
            raise MigrationFailed("The schema is not up to date: run `orgbilling db migrate`.")
        return asyncio.run(_ask(urls.application_url, ask))


async def _ask(application_url: str, ask: Callable[[Database], Awaitable[Answer]]) -> Answer:
    try:
        async with Database(application_url, pool_size=1, idle_size=1, name=_ACTOR) as database:
            return await ask(database)
    except DomainError as error:
        raise DatabaseUnavailable(error.detail) from error
