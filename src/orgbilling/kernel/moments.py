"""Days and moments that a request names: written out, and never counted.

A number would be read as seconds since 1970, or as milliseconds where it is large: a report from
day 0 answers another question than was asked.
"""

import re
from datetime import date
from typing import Annotated, Final

from pydantic import AwareDatetime, BeforeValidator
from pydantic_core import PydanticCustomError

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT: Final = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:[Zz]|[+-]\d{2}:?\d{2})",
    re.ASCII,
)


def _written_day(value: object) -> object:
    if isinstance(value, date) or (isinstance(value, str) and _DAY.fullmatch(value)):
        return value
    raise PydanticCustomError("day_not_written", "must be a date (YYYY-MM-DD)")


def _written_moment(value: object) -> object:
    if isinstance(value, date) or (isinstance(value, str) and _MOMENT.fullmatch(value)):
        return value
    raise PydanticCustomError(
        "moment_not_written", "must be a date and time with a zone (RFC 3339)"
    )


Day = Annotated[date, BeforeValidator(_written_day)]
"""A day, as YYYY-MM-DD."""

Moment = Annotated[AwareDatetime, BeforeValidator(_written_moment)]
"""A date and time with its zone (RFC 3339)."""
