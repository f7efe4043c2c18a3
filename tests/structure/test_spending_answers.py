"""What becomes of an item is told over HTTP and in SQL: each with the same code and status."""

import re
from pathlib import Path

import pytest

from orgbilling.database.errors import OUR_STATES
from orgbilling.spending.decisions import problem_of
from orgbilling.spending.queries import SpendRow
from tests.conftest import OwnerConnection

SQL = Path(__file__).parents[2] / "src" / "orgbilling" / "sql"
TEXT = (SQL / "functions" / "spending" / "spent_alone.sql").read_text(encoding="utf-8")
RAISED = dict(re.findall(r"when '(\w+)' then\s+raise exception .*? errcode = '(OB\d{3})'", TEXT))
# What is answered and no misuse, or the engine's own business.
ANSWERS = {"ok", "refused", "malformed"}
ENGINES = {"due", "untried"}


def told(outcome: str, field: str | None = None) -> tuple[str, int]:
    """The code and the status of an outcome over HTTP."""
    nothing = dict.fromkeys(SpendRow._fields)
    row = SpendRow(**{**nothing, "outcome": outcome, "malformed_field": field})  # type: ignore[arg-type]
    problem = problem_of(row)
    assert problem is not None
    return problem.code, problem.status


def test_a_misuse_that_sql_raises_is_the_same_over_http() -> None:
    assert len(RAISED) >= 5
    for outcome, state in RAISED.items():
        assert told(outcome) == tuple(OUR_STATES[state]), outcome


@pytest.mark.parametrize(("field", "state"), [("credits", "OB002"), ("user_id", "OB001")])
def test_a_malformed_item_is_the_same_over_http(field: str, state: str) -> None:
    assert told("malformed", field) == tuple(OUR_STATES[state])


def test_every_outcome_that_the_database_knows_is_told(owner: OwnerConnection) -> None:
    row = owner.execute("select obj_description('spending_result'::regtype) as text").fetchone()
    assert row is not None
    listed = row["text"].partition("outcome: ")[2]
    misuses = set(re.findall(r"\b[a-z]+_[a-z_]+\b|\bforbidden\b", listed.partition(".")[0]))
    misuses -= {"malformed_field", "blocked_limit"}
    assert misuses >= RAISED.keys() - ANSWERS
    assert not misuses & (ANSWERS | ENGINES)
    for outcome in misuses:
        told(outcome)
