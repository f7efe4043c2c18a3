"""Typed statements of `queries.sql`, written by `make queries`: edit that file."""

from datetime import datetime
from typing import Final, NamedTuple, Never
from uuid import UUID

from orgbilling.database import Query, Statement, load_queries

_texts: Final = load_queries(__file__, "queries.sql")

_begin_snapshot: Final[Query[Never, Never]] = Query(_texts.begin_snapshot)


def begin_snapshot() -> Statement[Never, Never]:
    return Statement(_begin_snapshot)


class FindOrganizationsRow(NamedTuple):
    org_id: UUID
    org_name: str


_find_organizations: Final[Query[FindOrganizationsRow, UUID | None]] = Query(
    _texts.find_organizations, FindOrganizationsRow
)


def find_organizations(*, organization: str) -> Statement[FindOrganizationsRow, UUID | None]:
    return Statement(_find_organizations, {"organization": organization})


class ListDifferencesRow(NamedTuple):
    check_name: str
    org_id: UUID | None
    org_name: str | None
    subject: str | None
    expected: str | None
    actual: str | None


_list_differences: Final[Query[ListDifferencesRow, str | None]] = Query(
    _texts.list_differences, ListDifferencesRow
)


def list_differences(*, org_id: UUID | None) -> Statement[ListDifferencesRow, str | None]:
    return Statement(_list_differences, {"org_id": org_id})


class CountRowsRow(NamedTuple):
    organizations: int
    movements: int
    usage_rows: int


_count_rows: Final[Query[CountRowsRow, int]] = Query(_texts.count_rows, CountRowsRow)


def count_rows(*, org_id: UUID | None) -> Statement[CountRowsRow, int]:
    return Statement(_count_rows, {"org_id": org_id})


class ListAuditProblemsRow(NamedTuple):
    problem: str
    org_id: UUID
    org_name: str | None
    seal_number: int | None
    audit_id: UUID


_list_audit_problems: Final[Query[ListAuditProblemsRow, str | None]] = Query(
    _texts.list_audit_problems, ListAuditProblemsRow
)


def list_audit_problems(*, org_id: UUID | None) -> Statement[ListAuditProblemsRow, str | None]:
    return Statement(_list_audit_problems, {"org_id": org_id})


class CountAuditRow(NamedTuple):
    sealed: int
    unsealed: int
    unsealed_since: datetime | None


_count_audit: Final[Query[CountAuditRow, int]] = Query(_texts.count_audit, CountAuditRow)


def count_audit(*, org_id: UUID | None) -> Statement[CountAuditRow, int]:
    return Statement(_count_audit, {"org_id": org_id})


class ListAuditHeadsRow(NamedTuple):
    org_id: UUID
    seal_number: int
    hash: str
    sealed_at: datetime


_list_audit_heads: Final[Query[ListAuditHeadsRow, UUID | None]] = Query(
    _texts.list_audit_heads, ListAuditHeadsRow
)


def list_audit_heads(*, org_id: UUID | None) -> Statement[ListAuditHeadsRow, UUID | None]:
    return Statement(_list_audit_heads, {"org_id": org_id})


class FindInstallationRow(NamedTuple):
    installation_id: UUID | None
    taken_at: datetime


_find_installation: Final[Query[FindInstallationRow, UUID | None]] = Query(
    _texts.find_installation, FindInstallationRow
)


def find_installation() -> Statement[FindInstallationRow, UUID | None]:
    return Statement(_find_installation)


class FindAnchoredSealsRow(NamedTuple):
    org_id: UUID | None
    org_name: str | None
    hash: str | None
    last_seal_number: int | None


_find_anchored_seals: Final[Query[FindAnchoredSealsRow, UUID | None]] = Query(
    _texts.find_anchored_seals, FindAnchoredSealsRow
)


def find_anchored_seals(
    *, org_ids: list[UUID], seal_numbers: list[int]
) -> Statement[FindAnchoredSealsRow, UUID | None]:
    """What is there by now of seals that were anchored, in their order."""
    return Statement(_find_anchored_seals, {"org_ids": org_ids, "seal_numbers": seal_numbers})
