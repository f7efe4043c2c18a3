"""How often something may be done."""

import re
from dataclasses import dataclass
from typing import Final

_TEXT: Final = re.compile(r"([1-9][0-9]{0,8})/(s|min|hour|day)")
_PERIODS_S: Final = {"s": 1, "min": 60, "hour": 3600, "day": 86_400}
_NONE: Final = "none"


@dataclass(frozen=True, slots=True)
class RateLimit:
    """At most so many requests in any stretch of `period_s` seconds."""

    requests: int
    period_s: int

    def __str__(self) -> str:
        names = {seconds: name for name, seconds in _PERIODS_S.items()}
        return f"{self.requests}/{names[self.period_s]}"


def parse_rate_limit(text: str) -> RateLimit | None:
    """Read `100/min` (or `/s`, `/hour`, `/day`); `none` is no limit, and None.

    Raises:
        ValueError: it is neither.
    """
    written = text.strip().lower()
    if written == _NONE:
        return None
    match = _TEXT.fullmatch(written)
    if match is None:
        raise ValueError("write a number of requests and a period, like 100/min, or none")
    return RateLimit(int(match[1]), _PERIODS_S[match[2]])
