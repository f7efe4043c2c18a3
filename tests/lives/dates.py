"""Local days and the instants at which they begin, by Python's own calendar and time zones."""

import calendar
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def local_date(instant: datetime, zone: str) -> date:
    return instant.astimezone(ZoneInfo(zone)).date()


@lru_cache(maxsize=100_000)
def midnight(day: date, zone: str) -> datetime:
    """The first instant of a local day, also where 00:00 comes twice or not at all."""
    found = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)
    # A zone may leave a day out or begin it late: no instant before the found one is of this day.
    assert local_date(found, zone) >= day
    assert local_date(found - timedelta(microseconds=1), zone) < day
    return found


def months_after(anchor: date, count: int) -> date:
    """The date `count` months after the anchor; a short month takes its last day."""
    year, month = divmod(anchor.year * 12 + anchor.month - 1 + count, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(anchor.day, last))


def boundary(anchor: date, period: str, index: int) -> date:
    """The date `index` periods after the anchor."""
    if period == "daily":
        return anchor + timedelta(days=index)
    if period == "weekly":
        return anchor + timedelta(weeks=index)
    return months_after(anchor, index)


def days_later(instant: datetime, days: int, zone: str) -> datetime:
    """The same time of day so many local days later."""
    local = instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None) + timedelta(days=days)
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@dataclass(frozen=True)
class Mark:
    """A boundary: the instant at which it is due, and its date if it is a date's midnight."""

    instant: datetime
    day: date | None
    is_moved: bool = False

    @classmethod
    def of(cls, day: date, zone: str) -> "Mark":
        return cls(midnight(day, zone), day)

    def moved_to(self, instant: datetime, zone: str) -> "Mark":
        """The same boundary, put at another instant by hand."""
        return Mark(instant, local_date(instant, zone), True)

    def in_zone(self, zone: str) -> "Mark":
        """Dates stay and instants move; what never was a date stays an instant."""
        return self if self.day is None else replace(self, instant=midnight(self.day, zone))


def at(text: str, zone: str = "UTC") -> datetime:
    """A moment by its local time: `at("2026-01-31 10:00", "Europe/Berlin")`."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
