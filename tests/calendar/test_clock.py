"""The clock has a second opinion. Nobody turns the server's clock here: the past is moved instead,
so that the clock of now is the one that jumped."""

import threading
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest

from tests.conftest import OwnerConnection, TestDatabase

ZERO = uuid.UUID(int=0)


@dataclass
class Clockwork:
    """A database of its own, seen by its owner."""

    sql: OwnerConnection

    def value(self, query: str, *parameters: object) -> Any:
        row = self.sql.execute(query.encode(), parameters).fetchone()
        assert row is not None
        return next(iter(row.values()))

    def beat(self, process_id: uuid.UUID, monotonic_s: float = 0, kind: str = "server") -> Any:
        """One heartbeat; returns the id of the stop that stands."""
        return self.value(
            "select (note_heartbeat(%s, %s, %s)).stop_id", process_id, kind, monotonic_s
        )

    def started(self, ago: timedelta) -> uuid.UUID:
        """A process whose last heartbeat was a while ago, at 1,000 s of its own clock."""
        process_id = uuid.uuid4()
        self.sql.execute(
            """insert into calendar_heartbeats
               select %s, 'server', clock_timestamp() - %s, clock_timestamp() - %s, 1000""",
            [process_id, ago + timedelta(hours=1), ago],
        )
        return process_id

    def event(self, ago: timedelta, event_type: str = "test", count: int = 1) -> None:
        """Events of the audit log, written when the clock said so."""
        self.sql.execute(
            """insert into organization_audit_log (org_id, audit_id, event_type, actor_id)
               select %s, uuid_v7(clock_timestamp() - %s), %s, 'test'
               from generate_series(1, %s)""",
            [ZERO, ago, event_type, count],
        )

    def examine(self, max_jump_days: int | None = None) -> Any:
        return self.value("select examine_clock(%s)", max_jump_days)

    def stands(self) -> Any:
        return self.value("select calendar_stands()")

    def resume(self, reason: str = "looked at it", now: datetime | None = None) -> Any:
        return self.value("select resume_calendar('admin', %s, %s)", reason, now)

    def stops(self) -> list[dict[str, Any]]:
        return self.sql.execute("select * from calendar_stops order by stop_id").fetchall()


@pytest.fixture
def clock(fresh_owner: OwnerConnection) -> Clockwork:
    return Clockwork(fresh_owner)


def days(count: float) -> timedelta:
    return timedelta(days=count)


def test_a_new_database_has_no_opinion(clock: Clockwork) -> None:
    assert clock.examine() is False
    assert clock.beat(uuid.uuid4()) is None
    assert clock.stands() is False


@pytest.mark.parametrize(("ago", "stands"), [(39.9, False), (40.1, True)])
def test_a_clock_too_far_past_the_newest_heartbeat_stops_the_calendar(
    clock: Clockwork, ago: float, stands: bool
) -> None:
    clock.started(days(ago))
    clock.started(days(ago + 100))
    assert clock.examine() is stands
    assert clock.stands() is stands


@pytest.mark.parametrize(("ago", "stands"), [(39.9, False), (40.1, True)])
def test_without_any_heartbeat_the_newest_row_is_asked(
    clock: Clockwork, ago: float, stands: bool
) -> None:
    clock.event(days(ago + 100))
    clock.event(days(ago))
    assert clock.examine() is stands
    assert clock.stands() is stands


def test_a_stop_says_what_was_compared(clock: Clockwork) -> None:
    clock.started(days(50))
    clock.event(days(60))
    assert clock.examine() is True
    (stop,) = clock.stops()
    assert (stop["reason"], stop["resumed_at"]) == ("clock_jump", None)
    details = {
        name: datetime.fromisoformat(stop["details"][name])
        for name in ("clock", "heartbeat", "newest_row")
    }
    assert details["clock"] == stop["stopped_at"]
    assert round((details["clock"] - details["heartbeat"]) / days(1), 3) == 50
    assert round((details["clock"] - details["newest_row"]) / days(1), 3) == 60
    assert stop["details"]["max_jump_days"] == 40


def test_rows_that_the_wrong_clock_wrote_do_not_make_it_right(clock: Clockwork) -> None:
    clock.started(days(50))
    clock.event(days(0))
    clock.event(days(3))
    assert clock.examine() is True


def test_without_heartbeats_rows_of_the_last_day_do_not_make_it_right(clock: Clockwork) -> None:
    clock.event(days(50))
    clock.event(days(0.9))
    clock.event(days(0))
    assert clock.examine() is True


def test_a_refusal_is_no_row_because_its_time_is_the_one_that_its_call_was_given(
    clock: Clockwork,
) -> None:
    clock.event(days(50), "credit.deduction.failed")
    assert clock.examine() is False
    clock.event(days(30))
    clock.event(days(20), "credit.deduction.failed", count=900)
    assert clock.examine(29) is True


def test_a_process_that_starts_under_a_wrong_clock_does_not_make_it_right(
    clock: Clockwork,
) -> None:
    clock.started(days(50))
    assert clock.beat(uuid.uuid4()) is not None
    assert clock.examine() is True


def test_a_quiet_platform_whose_server_runs_is_not_stopped(clock: Clockwork) -> None:
    clock.event(days(100))
    running = clock.started(timedelta(minutes=1))
    assert clock.beat(running, 1060) is None
    assert clock.beat(uuid.uuid4()) is None
    assert clock.examine() is False


def test_heartbeats_ahead_of_the_clock_say_nothing(clock: Clockwork) -> None:
    clock.started(days(-100))
    clock.event(days(50))
    assert clock.examine() is True


@pytest.mark.parametrize(
    ("ago", "own_s", "stands"),
    [
        (days(1.1), 60, True),
        (days(0.9), 60, False),
        # Asleep, or stopped by a signal: its own clock says the same.
        (days(5), 5 * 86_400, False),
        (days(5), 3 * 86_400, True),
        # The clock went back: nothing falls due by that.
        (days(-5), 60, False),
    ],
)
def test_the_clock_may_go_a_day_further_than_a_processs_own(
    clock: Clockwork, ago: timedelta, own_s: float, stands: bool
) -> None:
    process_id = clock.started(ago)
    assert (clock.beat(process_id, 1000 + own_s) is not None) is stands
    assert [stop["reason"] for stop in clock.stops()] == ["heartbeat_jump"] * stands


def test_a_stop_by_a_heartbeat_says_how_far_its_own_clock_went(clock: Clockwork) -> None:
    process_id = clock.started(days(2))
    clock.beat(process_id, 1060)
    (stop,) = clock.stops()
    assert stop["details"]["confirmed_s"] == 60
    assert stop["details"]["process_id"] == str(process_id)
    heartbeat = datetime.fromisoformat(stop["details"]["heartbeat"])
    assert round((stop["stopped_at"] - heartbeat) / days(1), 3) == 2


def test_the_days_that_are_allowed_are_a_setting(clock: Clockwork) -> None:
    clock.started(days(20))
    assert clock.examine(20) is True
    assert clock.resume() == 1
    clock.sql.execute("delete from calendar_stops")
    clock.started(days(20))
    assert clock.examine() is False
    clock.sql.execute("select set_calendar_max_jump(19)")
    assert clock.examine() is True
    with pytest.raises(psycopg.errors.CheckViolation):
        clock.sql.execute("select set_calendar_max_jump(0)")


def test_a_calendar_that_stands_is_stopped_once(clock: Clockwork) -> None:
    process_id = clock.started(days(50))
    assert clock.examine() is True
    assert clock.examine() is True
    clock.beat(process_id, 1060)
    clock.beat(uuid.uuid4())
    assert len(clock.stops()) == 1


def test_who_finds_out_together_makes_one_stop_and_nobody_overlooks_it(
    clock: Clockwork, fresh_database: TestDatabase
) -> None:
    gate = threading.Barrier(8, timeout=30)
    answers: list[Any] = []

    def find_out(number: int) -> None:
        with psycopg.connect(fresh_database.owner_url, autocommit=True) as connection:
            for _ in range(20):
                gate.wait()
                if number % 2:
                    connection.execute("select note_heartbeat(%s, 'worker', 1)", [uuid.uuid4()])
                answers.append(connection.execute("select examine_clock()").fetchone())
                gate.wait()
                if number == 0:
                    stops = clock.stops()
                    assert [stop["resumed_at"] for stop in stops] == [None]
                    clock.sql.execute("truncate calendar_stops, calendar_heartbeats")
                    clock.started(days(50))

    clock.started(days(50))
    threads = [threading.Thread(target=find_out, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [(True,)] * 160


def test_a_stop_that_is_taken_back_is_found_by_the_next_heartbeat(
    clock: Clockwork, fresh_database: TestDatabase
) -> None:
    process_id = clock.started(days(50))
    with psycopg.connect(fresh_database.owner_url) as other:
        other.execute("select examine_clock()")
        # Nobody waits for that transaction, and no heartbeat says that the clock was right.
        assert clock.examine() is True
        assert clock.beat(process_id, 1060) is None
        assert clock.beat(uuid.uuid4()) is None
        other.rollback()
    assert clock.stands() is False
    assert clock.beat(process_id, 1120) is not None
    assert clock.stands() is True


def test_a_resume_ends_the_stop_and_the_same_jump_makes_no_other(clock: Clockwork) -> None:
    process_id = clock.started(days(50))
    clock.event(days(60))
    clock.examine()
    assert clock.resume("  the machine was off for the winter ") == 1
    assert clock.stands() is False
    assert clock.examine() is False
    assert clock.beat(process_id, 1060) is None
    assert clock.beat(uuid.uuid4()) is None
    (stop,) = clock.stops()
    assert stop["resumed_by"] == "admin"
    assert stop["resume_reason"] == "the machine was off for the winter"


def test_the_next_jump_after_a_resume_is_found_again(clock: Clockwork) -> None:
    clock.started(days(50))
    clock.examine()
    clock.resume()
    process_id = uuid.uuid4()
    clock.beat(process_id, 1000)
    clock.sql.execute("update calendar_heartbeats set beat_at = beat_at - interval '2 days'")
    assert clock.beat(process_id, 1060) is not None
    assert [stop["reason"] for stop in clock.stops()] == ["clock_jump", "heartbeat_jump"]


def test_a_resume_is_in_the_audit_log_of_no_organization(clock: Clockwork) -> None:
    clock.started(days(50))
    clock.examine()
    clock.resume("clock set right")
    events = clock.sql.execute(
        "select * from organization_audit_log where event_type = 'calendar.resumed'"
    ).fetchall()
    (event,) = events
    (stop,) = clock.stops()
    assert (event["org_id"], event["actor_id"], event["actor_kind"]) == (ZERO, "admin", "system")
    assert event["subject"] == str(stop["stop_id"])
    assert event["details"]["reason"] == "clock set right"
    assert event["details"]["stop_reason"] == "clock_jump"


def test_a_resume_of_a_calendar_that_runs_writes_nothing(clock: Clockwork) -> None:
    clock.started(days(1))
    assert clock.resume() == 0
    assert clock.value("select count(*) from calendar_heartbeats") == 1
    assert clock.value("select count(*) from organization_audit_log") == 0


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501, None])
def test_a_resume_says_why(clock: Clockwork, reason: str | None) -> None:
    clock.started(days(50))
    clock.examine()
    with pytest.raises(psycopg.Error) as raised:
        clock.value("select resume_calendar('admin', %s)", reason)
    assert raised.value.sqlstate == "OB001"
    assert clock.stands() is True


def test_old_heartbeats_are_removed_and_the_newest_never(clock: Clockwork) -> None:
    for ago in (days(30), days(2), timedelta(hours=3), days(-9)):
        clock.started(ago)
    process_id = uuid.uuid4()
    clock.beat(process_id)
    rows = clock.sql.execute("select * from calendar_heartbeats order by beat_at").fetchall()
    assert len(rows) == 2
    assert rows[-1]["process_id"] == process_id


def test_the_newest_row_is_found_without_reading_the_log(clock: Clockwork) -> None:
    clock.sql.execute(
        """insert into organization_audit_log (org_id, audit_id, event_type, actor_id)
           select %s, uuid_v7(clock_timestamp() - n * interval '1 hour'), 'test', 'test'
           from generate_series(1, 20000) as n""",
        [ZERO],
    )
    clock.sql.execute("analyze organization_audit_log")
    explain = "explain (analyze, buffers, format json) select clock_evidence(clock_timestamp())"
    clock.value(explain)
    (plan,) = clock.value(explain)
    read = plan["Plan"]["Shared Hit Blocks"] + plan["Plan"]["Shared Read Blocks"]
    assert read < 60, "pages of 8 kB; the log has hundreds"


def test_the_application_cannot_call_what_others_call_for_it(
    fresh_database: TestDatabase,
) -> None:
    with psycopg.connect(fresh_database.application_url, autocommit=True) as connection:
        assert connection.execute("select calendar_stands()").fetchone() == (False,)
        for step in ("examine_clock()", "stop_calendar('clock_jump', '{}')"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(f"select {step}".encode())
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("delete from calendar_stops")
