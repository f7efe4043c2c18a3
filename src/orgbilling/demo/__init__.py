"""Demonstration data: 45 organizations with 60 days of usage, whose every balance is real."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from orgbilling.database import DatabaseUnavailable, DatabaseUrls
from orgbilling.demo.loader import Loaded, load_demo
from orgbilling.demo.showcase import ALICE, JOHN, ROOT
from orgbilling.kernel.errors import DomainError
from orgbilling.settings import Settings

__all__ = ["announce", "load"]


def load(
    settings: Settings,
    urls: DatabaseUrls,
    step: Callable[[str], None],
    *,
    start: datetime | None = None,
) -> Loaded | None:
    """Load the demonstration into a migrated database; None when it is there already.

    History ends at `start` (UTC; now, unless given), and the same start gives the same figures.
    What was interrupted goes on where it stopped.

    Raises:
        DatabaseUnavailable: the database does not answer, or refused something; one line.
    """
    columns = (
        TextColumn("Loading demonstration data"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[name]}", style="dim"),
    )
    console = Console()
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as progress:
        if not console.is_terminal:
            step("Loading demonstration data, if there is none yet")
        bar = progress.add_task("", total=None, name="")

        def advance(name: str, done: int, total: int) -> None:
            progress.update(bar, completed=done, total=total, name=name)

        moment = start or datetime.now(UTC)
        try:
            return asyncio.run(load_demo(urls.owner_url, moment, settings.credits_per_usd, advance))
        except DomainError as error:
            raise DatabaseUnavailable(
                f"The demonstration data could not be loaded: {error.detail} "
                "Start again to go on, or set ORGBILLING_DEMO=false to do without."
            ) from error


def announce(settings: Settings, say: Callable[[str], None]) -> None:
    """Say who can sign in without a password, where that is possible at all."""
    if settings.demo and settings.uses_embedded_database and settings.oidc_issuer is None:
        say(
            f"Sign in as {ALICE.email} (administers Acme Corp), {JOHN.email} (member of two "
            f"organizations) or {ROOT.email} (system administrator)."
        )
