"""Sealing the audit log: events are written as they happen, and one job chains them in order."""

from typing import Final

from orgbilling.jobs import queries
from orgbilling.jobs.context import JobContext

_ORGANIZATIONS_A_LOOK: Final = 1000
_EVENTS_A_TRANSACTION: Final = 500


async def seal_audit_log(context: JobContext) -> None:
    """Seal everything that waits, an organization after the other, in short transactions.

    It may run twice or in two processes; an organization's chain grows at one end all the same.

    Raises:
        DomainError: the database does not answer.
    """
    database, now = context.database, context.clock.now()
    while True:
        waiting = await database.fetch_all(queries.list_unsealed(limit=_ORGANIZATIONS_A_LOOK))
        sealed = 0
        for row in waiting:
            seal = queries.seal_audit(org_id=row.org_id, limit=_EVENTS_A_TRANSACTION, now=now)
            while count := await database.fetch_value(seal):
                sealed += count
        # What cannot be sealed stays behind, and is reported by verification.
        if not sealed:
            return
