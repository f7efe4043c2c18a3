"""What `orgbilling audit verify` and `audit anchor` ask, and what they find."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from orgbilling.database import Connection, Database
from orgbilling.ledger import queries
from orgbilling.ledger.anchors import (
    Anchor,
    AnchoredEnd,
    AnchorUnusable,
    ChainEnd,
    ends_of,
    head_of,
    last_ends,
)
from orgbilling.ledger.verification import find_organization


@dataclass(frozen=True)
class AuditProblem:
    """A place where a chain does not hold. `seal_number` is None for an event without a seal."""

    problem: str
    org_id: UUID
    org_name: str | None
    seal_number: int | None
    audit_id: UUID


@dataclass(frozen=True)
class AnchorProblem:
    """A chain that is not the one that was anchored.

    `broken` is the oldest anchor of it that does not hold, `held` the one before, which does;
    `last_seal_number` is where the chain ends now, None where there is none any more.
    """

    org_id: UUID
    org_name: str | None
    broken: AnchoredEnd
    held: AnchoredEnd | None
    last_seal_number: int | None

    @property
    def is_cut(self) -> bool:
        """Whether the anchored seal is gone, with all that came after it."""
        return (self.last_seal_number or 0) < self.broken.end.seal_number


@dataclass(frozen=True)
class AuditVerification:
    """How much of the audit log is sealed, and where its chains do not hold.

    `unsealed` events were written since the sealing job last ran, the oldest at `unsealed_since`.
    `ends` are the last seals of all chains, and `head` is the SHA-256 (hex) of them, None without
    a seal: kept elsewhere, it proves later what was there. `anchored` chains were compared with
    their anchors.
    """

    installation_id: UUID | None
    looked_at: datetime
    sealed: int
    unsealed: int
    unsealed_since: datetime | None
    ends: tuple[ChainEnd, ...]
    problems: tuple[AuditProblem, ...]
    anchored: int
    anchor_problems: tuple[AnchorProblem, ...]

    @property
    def head(self) -> str | None:
        """The hash of all chains' ends."""
        return head_of(self.ends) if self.ends else None

    @property
    def holds(self) -> bool:
        """Whether every chain is sound, and the one that was anchored."""
        return not (self.problems or self.anchor_problems)


async def verify_audit(
    database: Database, organization: str | None = None, anchors: Sequence[Anchor] = ()
) -> AuditVerification:
    """Recompute the chain of one organization (its id or name), or all, in one snapshot, and
    compare it with its anchors.

    Raises:
        AnchorUnusable: the anchors are another installation's.
        NotFound: no organization has this id or name, or several have the name.
        DomainError: the database does not answer.
    """
    async with database.transaction() as connection:
        # Before anything else: the snapshot is taken by the first query.
        await connection.execute(queries.begin_snapshot())
        found = await connection.fetch_one(queries.find_installation())
        assert found is not None
        _require_installation(found.installation_id, anchors)
        org_id = await find_organization(connection, organization) if organization else None
        rows = await connection.fetch_all(queries.list_audit_problems(org_id=org_id))
        counts = await connection.fetch_one(queries.count_audit(org_id=org_id))
        assert counts is not None
        heads = await connection.fetch_all(queries.list_audit_heads(org_id=org_id))
        anchored = [
            each for each in last_ends(anchors).values() if org_id in (None, each.end.org_id)
        ]
        broken = await _compare(connection, anchors, anchored)
    return AuditVerification(
        installation_id=found.installation_id,
        looked_at=found.taken_at,
        sealed=counts.sealed,
        unsealed=counts.unsealed,
        unsealed_since=counts.unsealed_since,
        ends=tuple(ChainEnd(row.org_id, row.seal_number, row.hash, row.sealed_at) for row in heads),
        problems=tuple(
            AuditProblem(row.problem, row.org_id, row.org_name, row.seal_number, row.audit_id)
            for row in rows
        ),
        anchored=len(anchored),
        anchor_problems=tuple(broken),
    )


def anchor_of(found: AuditVerification, anchors: Sequence[Anchor]) -> Anchor:
    """Return the anchor to add to those that there are, of a log that holds.

    Raises:
        AnchorUnusable: nothing is sealed yet.
    """
    if found.head is None or found.installation_id is None:
        raise AnchorUnusable(
            "No event of the audit log is sealed yet; the worker seals them every minute."
        )
    known = last_ends(anchors)
    return Anchor(
        found.installation_id,
        found.looked_at,
        len(found.ends),
        found.sealed,
        found.head,
        tuple(end for end in found.ends if end.org_id not in known or known[end.org_id].end != end),
    )


def _require_installation(installation_id: UUID | None, anchors: Sequence[Anchor]) -> None:
    if anchors and anchors[0].installation_id != installation_id:
        raise AnchorUnusable(
            f"The anchors are those of another installation ({anchors[0].installation_id}); this"
            f" database is {installation_id}."
        )


async def _compare(
    connection: Connection, anchors: Sequence[Anchor], anchored: Sequence[AnchoredEnd]
) -> list[AnchorProblem]:
    """Compare the last anchor of each chain; only where it does not hold all before it."""
    return [
        await _find_break(connection, ends_of(anchors, each.end.org_id))
        for each, row in await _seals_of(connection, anchored)
        if row.hash != each.end.hash
    ]


async def _find_break(connection: Connection, ends: Sequence[AnchoredEnd]) -> AnchorProblem:
    held: AnchoredEnd | None = None
    for each, row in await _seals_of(connection, ends):
        if row.hash != each.end.hash:
            return AnchorProblem(each.end.org_id, row.org_name, each, held, row.last_seal_number)
        held = each
    raise RuntimeError("the snapshot does not change, and the last anchor did not hold")


async def _seals_of(
    connection: Connection, ends: Sequence[AnchoredEnd]
) -> Iterator[tuple[AnchoredEnd, queries.FindAnchoredSealsRow]]:
    rows = await connection.fetch_all(
        queries.find_anchored_seals(
            org_ids=[each.end.org_id for each in ends],
            seal_numbers=[each.end.seal_number for each in ends],
        )
    )
    return zip(ends, rows, strict=True)
