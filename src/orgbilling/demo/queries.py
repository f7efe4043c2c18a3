"""Typed statements of `queries.sql`, written by `make queries`: edit that file."""

from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple, Never
from uuid import UUID

from orgbilling.database import Query, Statement, load_queries

_texts: Final = load_queries(__file__, "queries.sql")


class WaitForOtherLoadersRow(NamedTuple):
    pg_advisory_lock: object


_wait_for_other_loaders: Final[Query[WaitForOtherLoadersRow, object]] = Query(
    _texts.wait_for_other_loaders, WaitForOtherLoadersRow
)


def wait_for_other_loaders() -> Statement[WaitForOtherLoadersRow, object]:
    return Statement(_wait_for_other_loaders)


class LetOtherLoadersRow(NamedTuple):
    pg_advisory_unlock: bool | None


_let_other_loaders: Final[Query[LetOtherLoadersRow, bool | None]] = Query(
    _texts.let_other_loaders, LetOtherLoadersRow
)


def let_other_loaders() -> Statement[LetOtherLoadersRow, bool | None]:
    return Statement(_let_other_loaders)


class HasDemoPeopleRow(NamedTuple):
    has_people: bool | None


_has_demo_people: Final[Query[HasDemoPeopleRow, bool | None]] = Query(
    _texts.has_demo_people, HasDemoPeopleRow
)


def has_demo_people() -> Statement[HasDemoPeopleRow, bool | None]:
    return Statement(_has_demo_people)


class HasOrganizationRow(NamedTuple):
    is_there: bool | None


_has_organization: Final[Query[HasOrganizationRow, bool | None]] = Query(
    _texts.has_organization, HasOrganizationRow
)


def has_organization(*, org_id: UUID) -> Statement[HasOrganizationRow, bool | None]:
    return Statement(_has_organization, {"org_id": org_id})


class ListPlansRow(NamedTuple):
    plan: str
    managed_markup: Decimal
    own_key_markup: Decimal


_list_plans: Final[Query[ListPlansRow, str | None]] = Query(_texts.list_plans, ListPlansRow)


def list_plans() -> Statement[ListPlansRow, str | None]:
    return Statement(_list_plans)


_add_people: Final[Query[Never, Never]] = Query(_texts.add_people)


def add_people(
    *,
    user_ids: list[str],
    emails: list[str],
    names: list[str],
    admins: list[bool],
    created: list[date],
) -> Statement[Never, Never]:
    return Statement(
        _add_people,
        {
            "user_ids": user_ids,
            "emails": emails,
            "names": names,
            "admins": admins,
            "created": created,
        },
    )


_let_people_sign_in: Final[Query[Never, Never]] = Query(_texts.let_people_sign_in)


def let_people_sign_in(*, user_ids: list[str]) -> Statement[Never, Never]:
    return Statement(_let_people_sign_in, {"user_ids": user_ids})


class EnsurePartitionsRow(NamedTuple):
    ensure_usage_partitions: int | None


_ensure_partitions: Final[Query[EnsurePartitionsRow, int | None]] = Query(
    _texts.ensure_partitions, EnsurePartitionsRow
)


def ensure_partitions(*, first: date, last: date) -> Statement[EnsurePartitionsRow, int | None]:
    return Statement(_ensure_partitions, {"first": first, "last": last})


class RefreshClosedUsageRow(NamedTuple):
    refresh_closed_usage: object


_refresh_closed_usage: Final[Query[RefreshClosedUsageRow, object]] = Query(
    _texts.refresh_closed_usage, RefreshClosedUsageRow
)


def refresh_closed_usage() -> Statement[RefreshClosedUsageRow, object]:
    return Statement(_refresh_closed_usage)
