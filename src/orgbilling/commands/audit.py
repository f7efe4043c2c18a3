"""`orgbilling audit verify`."""

import asyncio

from rich.console import Console
from rich.table import Table
from rich.text import Text

from orgbilling.commands import console
from orgbilling.database import Database, DatabaseUnavailable, MigrationFailed, database_urls
from orgbilling.database import migrations as schema
from orgbilling.kernel.errors import DomainError
from orgbilling.ledger.audit import AuditVerification, verify_audit
from orgbilling.settings import Settings


def verify(settings: Settings, organization: str | None) -> bool:
    """Verify the audit log and print the verdict; returns whether every chain holds.

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
    return not found.problems


def print_verdict(found: AuditVerification) -> None:
    """Print what is sealed, the tail that is not, and each place where a chain does not hold."""
    console.say(f"{found.sealed:,} events sealed in {found.chains:,} chains; head {found.head}.")
    if found.unsealed and found.unsealed_since is not None:
        since = found.unsealed_since.isoformat(timespec="seconds")
        console.say(f"{found.unsealed:,} events are not sealed yet, the oldest of {since}.")
    else:
        console.say("No event waits to be sealed.")
    if not found.problems:
        console.say("The audit log holds.")
        return
    # Wide enough that an id in a pipe is never folded.
    out = Console() if Console().is_terminal else Console(width=240)
    table = Table("what", "organization", "seal", "event")
    for problem in found.problems:
        name = f"{problem.org_name} ({problem.org_id})" if problem.org_name else str(problem.org_id)
        seal = "" if problem.seal_number is None else str(problem.seal_number)
        table.add_row(problem.problem, Text(name), seal, str(problem.audit_id))
    out.print(table)
    console.complain(f"The audit log does not hold in {len(found.problems):,} places.")


async def _verify(application_url: str, organization: str | None) -> AuditVerification:
    name = "orgbilling audit verify"
    try:
        async with Database(application_url, pool_size=1, idle_size=1, name=name) as database:
            return await verify_audit(database, organization)
    except DomainError as error:
        raise DatabaseUnavailable(error.detail) from error
