"""Time as an argument: what needs the time takes a `Clock`; tests turn a `FixedClock`."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time, always with its zone."""

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        ...

    def told(self) -> datetime | None:
        """Return the moment that somebody set, which needs no second opinion; None: the database
        looks at its own clock."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        return datetime.now(UTC)

    def told(self) -> None:
        """Return None: nobody set this clock."""


class FixedClock:
    """A clock that stands still until it is turned.

    Raises:
        ValueError: the moment has no zone.
    """

    def __init__(self, moment: datetime) -> None:
        self._moment = _in_utc(moment)

    def now(self) -> datetime:
        """Return the moment the clock stands at, in UTC."""
        return self._moment

    def told(self) -> datetime:
        """Return the moment the clock stands at, in UTC."""
        return self._moment

    def advance(self, by: timedelta) -> None:
        """Turn the clock forward (or back, with a negative `by`)."""
        self._moment += by

    def set(self, moment: datetime) -> None:
        """Set the clock to `moment`, which must carry its zone."""
        self._moment = _in_utc(moment)


def _in_utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("A moment needs its time zone.")
    return moment.astimezone(UTC)
