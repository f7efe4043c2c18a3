"""What `orgbilling audit verify` asks, and what it finds."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from orgbilling.database import Database
from orgbilling.ledger.verification import find_organization, queries


@dataclass(frozen=True)
class AuditProblem:
    """A place where a chain does not hold. `seal_number` is None for an event without a seal."""

    problem: str
    org_id: UUID
    org_name: str | None
    seal_number: int | None
    audit_id: UUID


@dataclass(frozen=True)
class AuditVerification:
    """How much of the audit log is sealed, and where its chains do not hold.

    `unsealed` events were written since the sealing job last ran, the oldest at `unsealed_since`.
    `head` is the SHA-256 (hex) of every chain's end: it changes with every seal, and kept
    elsewhere it proves later what was there. None without a seal.
    """

    sealed: int
    chains: int
    unsealed: int
    unsealed_since: datetime | None
    head: str | None
    problems: tuple[AuditProblem, ...]


async def verify_audit(database: Database, organization: str | None = None) -> AuditVerification:
    """Recompute the chain of one organization (its id or name), or all, in one snapshot.

    Raises:
        NotFound: no organization has this id or name, or several have the name.
        DomainError: the database does not answer.
    """
    async with database.transaction() as connection:
        # Before anything else: the snapshot is taken by the first query.
        await connection.execute(queries.begin_snapshot)
        org_id = await find_organization(connection, organization) if organization else None
        rows = await connection.fetch_all(queries.list_audit_problems, {"org_id": org_id})
        counts = await connection.fetch_one(queries.count_audit, {"org_id": org_id}) or {}
        heads = await connection.fetch_all(queries.list_audit_heads, {"org_id": org_id})
    ends = "".join(f"{row['org_id']} {row['seal_number']} {row['hash']}\n" for row in heads)
    return AuditVerification(
        sealed=counts["sealed"],
        chains=len(heads),
        unsealed=counts["unsealed"],
        unsealed_since=counts["unsealed_since"],
        head=hashlib.sha256(ends.encode()).hexdigest() if heads else None,
        problems=tuple(AuditProblem(**row) for row in rows),
    )
