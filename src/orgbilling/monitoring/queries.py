"""Typed statements of `queries.sql`, written by `make queries`: edit that file."""

from decimal import Decimal
from typing import Final, NamedTuple

from orgbilling.database import Query, Statement, load_queries

_texts: Final = load_queries(__file__, "queries.sql")


class IsMigratedRow(NamedTuple):
    credits_per_usd: Decimal


_is_migrated: Final[Query[IsMigratedRow, Decimal | None]] = Query(_texts.is_migrated, IsMigratedRow)


def is_migrated() -> Statement[IsMigratedRow, Decimal | None]:
    return Statement(_is_migrated)
