"""Typed statements of `queries_rates.sql`, written by `make queries`: edit that file."""

from typing import Final, NamedTuple

from orgbilling.database import Query, Statement, load_queries

_texts: Final = load_queries(__file__, "queries_rates.sql")


class CountSignInRow(NamedTuple):
    allowed: bool
    remaining: int
    reset_s: int


_count_sign_in: Final[Query[CountSignInRow, bool | None]] = Query(
    _texts.count_sign_in, CountSignInRow
)


def count_sign_in(
    *, bucket: str, requests: int, period_s: int
) -> Statement[CountSignInRow, bool | None]:
    return Statement(_count_sign_in, {"bucket": bucket, "requests": requests, "period_s": period_s})
