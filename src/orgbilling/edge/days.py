"""A range of days in a query: `from` and `to`, both included, both optional."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Depends, Query

from orgbilling.kernel.moments import Day


@dataclass(frozen=True)
class Days:
    """The days that a caller asked for; None is without a bound."""

    first: date | None
    last: date | None


async def requested_days(
    first: Annotated[
        Day | None,
        Query(alias="from", description="First day, in the organization's time zone."),
    ] = None,
    last: Annotated[
        Day | None, Query(alias="to", description="Last day, in the organization's time zone.")
    ] = None,
) -> Days:
    """Read `from` and `to` from the query."""
    return Days(first, last)


RequestedDays = Annotated[Days, Depends(requested_days)]
"""The days that the query asks for."""
