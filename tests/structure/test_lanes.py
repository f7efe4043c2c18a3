"""The end of a run of all lanes says what failed, whichever kind of lane it was."""

import sys

import pytest

from tests.lanes import LAST_LINES, Ended, Lane, run

FAILED = "FAILED tests/some/test_thing.py::test_it[a b] - AssertionError: why"


def ended(program: str) -> Ended:
    return run(Lane("a lane", [sys.executable, "-c", program], {}), is_alone=True)


def test_tests_that_failed_are_named(capfd: pytest.CaptureFixture[str]) -> None:
    lane = ended(f"print('before'); print({FAILED!r}); print('1 failed'); exit(1)")
    assert (lane.has_passed, lane.failures) == (False, [FAILED])
    assert FAILED in capfd.readouterr().out


def test_a_lane_without_tests_says_how_it_ended() -> None:
    lane = ended("for n in range(20): print('line', n)\nraise SystemExit(2)")
    assert (lane.has_passed, lane.failures) == (False, [f"line {n}" for n in range(12, 20)])
    assert len(lane.failures) == LAST_LINES


def test_a_lane_that_passed_has_nothing_to_say() -> None:
    lane = ended("print('4 passed')")
    assert (lane.has_passed, lane.failures) == (True, [])
