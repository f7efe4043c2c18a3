"""Dates of the demonstration: months, reset periods, and which days people work on."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

USAGE_DAYS = 60
"""Days of usage, the day of loading included."""

# Monday to Sunday.
_WEEKDAY_WEIGHTS = (1.0, 1.1, 1.15, 1.05, 0.9, 0.15, 0.1)
_SHARE_OF_TODAY = 0.4
_GROWTH = 0.8


@dataclass(frozen=True)
class Period:
    """One reset period: from `start` up to, not including, `end`."""

    start: date
    end: date

    def days(self, first: date, last: date) -> list[date]:
        """Return its days between `first` and `last`, both included."""
        begin, end = max(self.start, first), min(self.end - timedelta(days=1), last)
        return [begin + timedelta(days=n) for n in range((end - begin).days + 1)]


def add_months(day: date, months: int) -> date:
    """Return the same day of another month, or that month's last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def boundary(anchor: date, reset_period: str, index: int) -> date:
    """Return boundary `index` of a period, counted from its anchor as the ledger counts it."""
    if reset_period == "monthly":
        return add_months(anchor, index)
    return anchor + timedelta(days=index * {"daily": 1, "weekly": 7}[reset_period])


def reset_periods(anchor: date, reset_period: str, today: date) -> list[Period]:
    """Return the periods from `anchor` on; the last one is the one that holds `today`."""
    return list(_periods(anchor, reset_period, today))


def _periods(anchor: date, reset_period: str, today: date) -> Iterator[Period]:
    if reset_period == "never":
        yield Period(anchor, today + timedelta(days=1))
        return
    start, index = anchor, 0
    while start <= today:
        index += 1
        end = boundary(anchor, reset_period, index)
        yield Period(start, end)
        start = end


def first_usage_day(today: date) -> date:
    """Return the first of the days that have usage."""
    return today - timedelta(days=USAGE_DAYS - 1)


def day_weight(day: date, today: date) -> float:
    """Return how busy a day is: by weekday, growing over the weeks; today is not over yet."""
    age = (today - day).days / USAGE_DAYS
    weight = _WEEKDAY_WEIGHTS[day.weekday()] * (1 + _GROWTH * (1 - age))
    return weight * (_SHARE_OF_TODAY if day == today else 1)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """Return a moment of a day, in UTC, where all demonstration organizations are."""
    return datetime.combine(day, time(hour, minute), UTC)


def moment_of_usage(day: date, start: datetime) -> datetime:
    """Return when a day's usage is posted: in the afternoon; today before `start`."""
    midnight = at(day, 0)
    if day == start.date():
        return midnight + (start - midnight) * 0.9
    return at(day, 17, day.toordinal() % 60)
