"""`orgbilling audit verify` and `audit anchor`."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from orgbilling.commands import console
from orgbilling.database import Database, DatabaseUnavailable, MigrationFailed, database_urls
from orgbilling.database import migrations as schema
from orgbilling.kernel.errors import DomainError
from orgbilling.ledger.anchors import Anchor, AnchoredEnd, appending, read_anchors
from orgbilling.ledger.audit import AnchorProblem, AuditVerification, anchor_of, verify_audit
from orgbilling.settings import Settings


def verify(settings: Settings, organization: str | None, anchor_file: Path | None) -> bool:
    """Verify the audit log and print the verdict; returns whether every chain holds, and is the
    one that was anchored.

    The embedded database is started when nobody runs it.

    Raises:
        AnchorUnusable: the file of anchors cannot be used, or is another installation's.
        DatabaseUnavailable: the database cannot be reached, or there is no such organization.
        MigrationFailed: the schema is not the one of this program.
    """
    anchors = [] if anchor_file is None else read_anchors(anchor_file)
    found = _look(settings, organization, anchors)
    print_verdict(found)
    if anchors and not found.anchor_problems:
        console.say(
            f"{found.anchored:,} of its chains were anchored, last at"
            f" {_instant(anchors[-1].taken_at)}, and are the same."
        )
    return found.holds


def anchor(settings: Settings, anchor_file: Path) -> bool:
    """Verify the audit log, also by the anchors that the file has, and add one to them; returns
    whether it was added: a log that does not hold is not anchored.

    Raises:
        AnchorUnusable: the file of anchors cannot be used, or is another installation's, or nothing
            is sealed yet.
        DatabaseUnavailable: the database cannot be reached.
        MigrationFailed: the schema is not the one of this program.
    """
    with appending(anchor_file) as append:
        has_anchors = anchor_file.stat().st_size > 0
        anchors = read_anchors(anchor_file) if has_anchors else []
        found = _look(settings, None, anchors)
        if not found.holds:
            print_verdict(found)
            console.complain("Nothing was anchored.")
            return False
        made = anchor_of(found, anchors)
        append(made)
    console.say(
        f"{made.sealed:,} events sealed in {made.chains:,} chains are anchored in {anchor_file};"
        f" head {made.head}."
    )
    if found.unsealed:
        console.say(f"{found.unsealed:,} events are not sealed yet, and not anchored.")
    return True


def print_verdict(found: AuditVerification) -> None:
    """Print what is sealed, the tail that is not, and each place where a chain does not hold."""
    console.say(f"{found.sealed:,} events sealed in {len(found.ends):,} chains; head {found.head}.")
    if found.unsealed and found.unsealed_since is not None:
        since = found.unsealed_since.isoformat(timespec="seconds")
        console.say(f"{found.unsealed:,} events are not sealed yet, the oldest of {since}.")
    else:
        console.say("No event waits to be sealed.")
    if found.holds:
        console.say("The audit log holds.")
        return
    if found.problems:
        _print_problems(found)
    for problem in found.anchor_problems:
        console.complain(_differs(problem))
    count = len(found.problems) + len(found.anchor_problems)
    console.complain(f"The audit log does not hold in {count:,} places.")


def _print_problems(found: AuditVerification) -> None:
    # Wide enough that an id in a pipe is never folded.
    out = Console() if Console().is_terminal else Console(width=240)
    table = Table("what", "organization", "seal", "event")
    for problem in found.problems:
        name = f"{problem.org_name} ({problem.org_id})" if problem.org_name else str(problem.org_id)
        seal = "" if problem.seal_number is None else str(problem.seal_number)
        table.add_row(problem.problem, Text(name), seal, str(problem.audit_id))
    out.print(table)


def _differs(problem: AnchorProblem) -> str:
    """Say what differs from the anchors, and since when."""
    name = f"{problem.org_name} ({problem.org_id})" if problem.org_name else str(problem.org_id)
    end = problem.broken.end
    if problem.is_cut:
        last = problem.last_seal_number
        now = f"the chain ends at seal {last}" if last else "there is no chain any more"
        what = (
            f"{now}; {_seal(problem.broken)} was anchored. Its end was erased, or the database is"
            " an older copy."
        )
    else:
        what = (
            f"{_seal(problem.broken)} was anchored as {end.hash[:16]}…, and is another now. Events"
            " up to it were changed, and sealed again."
        )
    held = "No earlier anchor of it holds."
    if problem.held is not None:
        held = f"The anchor before it, {_seal(problem.held)}, holds."
    return f"{name}: {what} {held}"


def _seal(anchored: AnchoredEnd) -> str:
    return f"seal {anchored.end.seal_number} of {_instant(anchored.taken_at)}"


def _instant(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _look(
    settings: Settings, organization: str | None, anchors: Sequence[Anchor]
) -> AuditVerification:
    with database_urls(settings, console.step) as urls:
        if not schema.status(urls.owner_url).is_current:
            raise MigrationFailed("The schema is not up to date: run `orgbilling db migrate`.")
        return asyncio.run(_verify(urls.application_url, organization, anchors))


async def _verify(
    application_url: str, organization: str | None, anchors: Sequence[Anchor]
) -> AuditVerification:
    name = "orgbilling audit verify"
    try:
        async with Database(application_url, pool_size=1, idle_size=1, name=name) as database:
            return await verify_audit(database, organization, anchors)
    except DomainError as error:
        raise DatabaseUnavailable(error.detail) from error
