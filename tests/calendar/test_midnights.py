"""A day begins at its first instant, wherever and however its clock was moved."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import psycopg
import pytest

from orgbilling.database.queries import load_queries
from tests.conftest import OwnerConnection
from tests.properties.calendar_model import local_date, midnight

queries = load_queries(__file__, "midnights.sql")
ZONES_OF_PYTHON = available_timezones()

# Samoa left out a day in the first seven; in all of them Havana has a midnight twice, or none.
SEVEN_YEARS = [(date(2010, 1, 1), date(2016, 12, 31)), (date(2026, 1, 1), date(2032, 12, 31))]
EACH_SEVEN_YEARS = pytest.mark.parametrize(
    ("first", "last"), SEVEN_YEARS, ids=["that were", "to come"]
)


def run(owner: OwnerConnection, statement: str, first: date, last: date) -> None:
    # A table is not made of what the server is told as a parameter.
    psycopg.ClientCursor(owner).execute(statement, {"first": first, "last": last})


@EACH_SEVEN_YEARS
def test_every_day_of_every_zone_begins_at_its_first_instant(
    owner: OwnerConnection, first: date, last: date
) -> None:
    with owner.transaction():
        run(owner, queries.find_moves, first, last)
        run(owner, queries.find_midnights, first, last)
        looked_at = owner.execute(
            "select count(*) as days, count(distinct name) as zones from midnights"
        ).fetchone()
        examples = owner.execute(
            """select name, day, at, midnight_of(day, name) as found from midnights
               where midnight_of(day, name) <> at or local_date(at, name) <> day
                   or local_date(at - interval '1 microsecond', name) >= day
               order by 1, 2 limit 5"""
        ).fetchall()
    assert examples == []
    assert looked_at is not None
    assert looked_at["zones"] > 400
    # Samoa and Tokelau, by their several names, have a day less.
    days = ((last - first).days + 1) * looked_at["zones"]
    assert days - 10 < looked_at["days"] <= days


def of_one_mind(move: dict[str, Any]) -> bool:
    """Whether Python has the same rules as PostgreSQL here; each has a release of its own."""
    if move["name"] not in ZONES_OF_PYTHON:
        return False
    zone, second = ZoneInfo(move["name"]), timedelta(seconds=1)
    return all(
        at.astimezone(zone).utcoffset() == ahead
        for at, ahead in [
            (move["at"] - timedelta(days=2), move["ahead_before"]),
            (move["at"] - second, move["ahead_before"]),
            (move["at"], move["ahead_after"]),
            (move["at"] + timedelta(days=2), move["ahead_after"]),
        ]
    )


@EACH_SEVEN_YEARS
def test_days_about_a_move_of_the_clock_begin_as_python_says(
    owner: OwnerConnection, first: date, last: date
) -> None:
    with owner.transaction():
        run(owner, queries.find_moves, first, last)
        moves = owner.execute("select * from moves").fetchall()
    agreed = [move for move in moves if of_one_mind(move)]
    assert len(agreed) > len(moves) * 0.9 > 1_000
    asked: list[tuple[str, date, datetime]] = []
    for move in agreed:
        today = local_date(move["at"], move["name"])
        about = (today + timedelta(days=more) for more in (-1, 0, 1))
        asked += [(move["name"], day, midnight(day, move["name"])) for day in about]
    names, days, moments = (list(column) for column in zip(*asked, strict=True))
    wrong = owner.execute(
        """select a.name, a.day, a.at, midnight_of(a.day, a.name) as found
           from unnest(%s::text[], %s::date[], %s::timestamptz[]) as a (name, day, at)
           where midnight_of(a.day, a.name) <> a.at limit 5""",
        [names, days, moments],
    ).fetchall()
    assert wrong == []


@pytest.mark.parametrize(
    ("zone", "day", "instant"),
    [
        ("America/Havana", "2026-11-01", "2026-11-01T04:00Z"),  # Comes twice: at 04:00 and 05:00.
        ("America/Havana", "2026-03-08", "2026-03-08T05:00Z"),  # Does not come: 01:00 is first.
        ("America/St_Johns", "2010-11-07", "2010-11-07T02:30Z"),  # One minute, then the day before.
        ("America/Toronto", "1919-03-31", "1919-03-31T04:30Z"),  # Half past eleven to half past.
        ("Pacific/Apia", "2011-12-30", "2011-12-30T10:00Z"),  # Was left out.
        ("Pacific/Apia", "2011-12-31", "2011-12-30T10:00Z"),
        ("Europe/Berlin", "2026-10-25", "2026-10-24T22:00Z"),
    ],
)
def test_a_midnight_that_comes_twice_or_not_at_all(
    owner: OwnerConnection, zone: str, day: str, instant: str
) -> None:
    row = owner.execute("select midnight_of(%s::date, %s) as at", [day, zone]).fetchone()
    assert row == {"at": datetime.fromisoformat(instant)}
    assert midnight(date.fromisoformat(day), zone) == datetime.fromisoformat(instant)
