"""When periods end, by Python's own calendar and time zones."""

import calendar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo


def boundary(anchor: date, period: str, index: int) -> date:
    """The date that is `index` periods after the anchor; a month keeps the anchor's day."""
    if period == "daily":
        return anchor + timedelta(days=index)
    if period == "weekly":
        return anchor + timedelta(weeks=index)
    year, month = divmod(anchor.year * 12 + anchor.month - 1 + index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(anchor.day, last))


def last_index(anchor: date, period: str, today: date) -> int:
    """How many whole periods lie between the anchor and today."""
    index = 0
    while boundary(anchor, period, index + 1) <= today:
        index += 1
    return index


def local_date(now: datetime, zone: str) -> date:
    return now.astimezone(ZoneInfo(zone)).date()


def midnight(day: date, zone: str) -> datetime:
    """The first instant of a date, also where its midnight comes twice or not at all."""
    # Of two Python takes the first; of none, an instant at or after the jump of the clock.
    found = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    while local_date(found - timedelta(minutes=1), zone) >= day:
        found -= timedelta(minutes=1)
    return found
