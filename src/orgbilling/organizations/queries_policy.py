"""Typed statements of `queries_policy.sql`, written by `make queries`: edit that file."""

from typing import Final, NamedTuple
from uuid import UUID

from orgbilling.database import Query, Statement, load_queries

_texts: Final = load_queries(__file__, "queries_policy.sql")


class FindOrganizationRow(NamedTuple):
    org_id: UUID
    name: str
    time_zone: str
    status: str
    role: str | None


_find_organization: Final[Query[FindOrganizationRow, UUID | None]] = Query(
    _texts.find_organization, FindOrganizationRow
)


def find_organization(
    *, user_id: str | None, org_id: UUID
) -> Statement[FindOrganizationRow, UUID | None]:
    return Statement(_find_organization, {"user_id": user_id, "org_id": org_id})
