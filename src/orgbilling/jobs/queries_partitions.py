"""Typed statements of `queries_partitions.sql`, written by `make queries`: edit that file."""

from datetime import date
from typing import Final, NamedTuple

from orgbilling.database import Query, Statement, load_queries

_texts: Final = load_queries(__file__, "queries_partitions.sql")


class ListMonthsToMakeRow(NamedTuple):
    month_start: date
    has_rows: bool
    default_bytes: int


_list_months_to_make: Final[Query[ListMonthsToMakeRow, date | None]] = Query(
    _texts.list_months_to_make, ListMonthsToMakeRow
)


def list_months_to_make(*, first: date, last: date) -> Statement[ListMonthsToMakeRow, date | None]:
    return Statement(_list_months_to_make, {"first": first, "last": last})


class EnsureUsagePartitionsRow(NamedTuple):
    ensure_usage_partitions: int | None


_ensure_usage_partitions: Final[Query[EnsureUsagePartitionsRow, int | None]] = Query(
    _texts.ensure_usage_partitions, EnsureUsagePartitionsRow
)


def ensure_usage_partitions(*, month: date) -> Statement[EnsureUsagePartitionsRow, int | None]:
    return Statement(_ensure_usage_partitions, {"month": month})
