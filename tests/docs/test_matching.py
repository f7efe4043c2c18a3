"""The comparison of examples lets pass what may differ, and nothing else."""

import json
from typing import Any

import pytest

from tests.docs.matching import Comparison

ONE = "914d1b87-1fd2-5379-b8a5-97f339922152"
TWO = "4d3fac8e-1164-521f-a410-3aff15ffa6f7"
THREE = "4595e8a8-dbcb-5155-bfb3-75b98f6d4488"


def differs(shown: Any, actual: Any) -> bool:
    return Comparison().difference("json", json.dumps(shown), json.dumps(actual)) is not None


@pytest.mark.parametrize(
    ("shown", "actual"),
    [
        ({"id": ONE, "at": "2026-01-01T00:00:00Z"}, {"id": TWO, "at": "2027-05-05T10:11:12.5Z"}),
        ({"a": 1, "…": "…"}, {"a": 1, "b": 2}),
        ([1, "…"], [1, 2, 3]),
        ({"key": "ob_sk_…"}, {"key": "ob_sk_abc"}),
        ({"deep": "…"}, {"deep": {"a": [1]}}),
        (5, 5.0),
    ],
)
def test_what_may_differ_passes(shown: Any, actual: Any) -> None:
    assert not differs(shown, actual)


@pytest.mark.parametrize(
    ("shown", "actual"),
    [
        ({"a": 1}, {"a": 2}),
        ({"a": 1}, {"a": 1, "b": 2}),
        ({"a": 1, "…": "…"}, {"b": 2}),
        ({"a": 1}, {"a": "1"}),
        (1, True),
        (None, 0),
        ([1], [1, 2]),
        ([1, 2, "…"], [1]),
        ({"id": ONE}, {"id": "no id"}),
        ({"at": "2026-01-01T00:00:00Z"}, {"at": "2026-01-01"}),
        ([ONE, ONE], [TWO, THREE]),
        ("pending", "paid"),
    ],
)
def test_what_may_not_differ_fails(shown: Any, actual: Any) -> None:
    assert differs(shown, actual)


@pytest.mark.parametrize(
    ("shown", "printed", "is_same"),
    [
        ("a … c\n", "a b c\n", True),
        ("first\n…\nlast\n", "first\n1\n2\nlast\n", True),
        ("first\n…\n", "first\n", True),
        ("first\n", "first\nsecond\n", False),
        ("first\n…\nlast\n", "first\n1\n", False),
        ("paid 5\n", "paid 50\n", False),
        ("", "something\n", False),
    ],
)
def test_text_is_compared_line_by_line(shown: str, printed: str, is_same: bool) -> None:
    assert (Comparison().difference("text", shown, printed) is None) is is_same
