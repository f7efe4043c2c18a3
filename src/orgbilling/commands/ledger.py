"""`orgbilling ledger verify`."""

import asyncio

from rich.console import Console
from rich.table import Table
from rich.text import Text

from orgbilling.commands import console
from orgbilling.database import (
    Database,
    DatabaseUnavailable,
    MigrationFailed,
    database_urls,
    running_urls,
)
from orgbilling.database import migrations as schema
from orgbilling.kernel.errors import DomainError
from orgbilling.ledger.verification import Verification, verify_ledger
from orgbilling.settings import Settings


def verify(settings: Settings, organization: str | None) -> bool:
    """Verify the ledger and print the verdict; returns whether it adds up.

    The embedded database is started when nobody runs it.

    Raises:
        DatabaseUnavailable: the database cannot be reached, or there is no such organization.
        MigrationFailed: the schema is not the one of this program.
    """
    with database_urls(settings, console.step) as urls:
        if not schema.status(urls.owner_url).is_current:
            raise MigrationFailed("The schema is not up to date: run `orgbilling db migrate`.")
        found = asyncio.run(_verify(urls.application_url, organization))
    print_verdict(found)
    return not found.differences


def verify_running(settings: Settings, organization: str) -> Verification | None:
    """Verify one organization in a database that runs already; None where that is not reachable,
    or does not know the organization."""
    try:
        url = running_urls(settings).application_url
        return asyncio.run(_verify(url, organization))
    except DatabaseUnavailable:
        return None


def print_verdict(found: Verification) -> None:
    """Print the one line that everybody hopes for, or a table that names each difference."""
    counts = (
        _counted(found.organizations, "organization"),
        _counted(found.movements, "movement"),
        _counted(found.usage_rows, "usage row"),
    )
    checked = f"{', '.join(counts)} checked in {found.duration_s:.1f} s"
    if not found.differences:
        console.say(f"The ledger adds up: {checked}.")
        return
    # Wide enough that an id in a pipe is never folded.
    out = Console() if Console().is_terminal else Console(width=240)
    table = Table("check", "organization", "about", "the rows say", "the balance says")
    for difference in found.differences:
        name = difference.org_name or ""
        organization = f"{name} ({difference.org_id})" if name else str(difference.org_id)
        table.add_row(
            difference.check,
            # As text: brackets in names and subjects are no markup.
            Text(organization),
            Text(difference.subject),
            Text(difference.expected),
            Text(difference.actual),
        )
    out.print(table)
    console.complain(
        f"The ledger does not add up: {_counted(len(found.differences), 'difference')}; {checked}."
    )


async def _verify(application_url: str, organization: str | None) -> Verification:
    name = "orgbilling ledger verify"
    try:
        async with Database(application_url, pool_size=1, idle_size=1, name=name) as database:
            return await verify_ledger(database, organization)
    except DomainError as error:
        raise DatabaseUnavailable(error.detail) from error


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
