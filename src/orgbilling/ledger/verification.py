"""What `orgbilling ledger verify` asks, and what it finds."""

import time
from dataclasses import dataclass
from uuid import UUID

from orgbilling.database import Connection, Database
from orgbilling.kernel.errors import NotFound
from orgbilling.ledger import queries


@dataclass(frozen=True)
class Difference:
    """A number that does not add up: what the rows say, and what the balance says."""

    check: str
    org_id: UUID | None
    org_name: str | None
    subject: str
    expected: str
    actual: str


@dataclass(frozen=True)
class Verification:
    """What was checked, in how many seconds, and what differs."""

    organizations: int
    movements: int
    usage_rows: int
    duration_s: float
    differences: tuple[Difference, ...]


async def verify_ledger(database: Database, organization: str | None = None) -> Verification:
    """Recompute every balance, of one organization (its id or name) or of all, in one snapshot.

    Raises:
        NotFound: no organization has this id or name, or several have the name.
        DomainError: the database does not answer.
    """
    began = time.monotonic()
    async with database.transaction() as connection:
        # Before anything else: the snapshot is taken by the first query.
        await connection.execute(queries.begin_snapshot())
        org_id = await find_organization(connection, organization) if organization else None
        rows = await connection.fetch_all(queries.list_differences(org_id=org_id))
        counts = await connection.fetch_one(queries.count_rows(org_id=org_id))
    assert counts is not None, "it counts, and a count always has a row"
    return Verification(
        organizations=counts.organizations,
        movements=counts.movements,
        usage_rows=counts.usage_rows,
        duration_s=time.monotonic() - began,
        differences=tuple(
            Difference(
                check=row.check_name,
                org_id=row.org_id,
                org_name=row.org_name,
                subject=row.subject or "",
                expected=row.expected or "",
                actual=row.actual or "",
            )
            for row in rows
        ),
    )


async def find_organization(connection: Connection, organization: str) -> UUID:
    """Return the id of the organization with this id or name.

    Raises:
        NotFound: there is none, or several have the name.
    """
    found = await connection.fetch_all(
        queries.find_organizations(organization=organization.strip())
    )
    if not found:
        raise NotFound(f"No organization has the id or name {organization!r}.")
    if len(found) > 1:
        ids = ", ".join(str(row.org_id) for row in found)
        raise NotFound(f"Several organizations are called {organization!r}; give the id: {ids}.")
    return found[0].org_id
