"""What a spend reads does not grow with the platform: no table whole, whatever statistics say."""

import pytest

from bench.database import Store, connect_owner
from bench.growth import render
from bench.growth_measure import KNOWLEDGE, Measured, measure
from tests.conftest import TestDatabase, ledger_differences

SHARE = 0.01
SMALL_SHARE = 0.001
PLANTED = {
    "an index is gone": (
        "alter table credit_holds drop constraint credit_holds_pkey",
        "a capture: ",
    ),
    "tables may be read whole": (
        """alter function quick_one(spend_item_v1, integer, timestamptz, boolean)
           reset enable_seqscan; analyze""",
        "a deduct: ",
    ),
    "people are counted": (
        """create or replace function remaining_of(a user_credit_allocations) returns numeric
           language plpgsql stable as $$ begin
               perform count(*) from users as u where u.email <> a.user_id;
               return a.allocated_credits - a.used_credits - a.held_credits;
           end $$""",
        "a check: ",
    ),
}
"""What is planted, and how the fault begins that is found then."""


def measured(database: TestDatabase, share: float) -> Measured:
    return measure(Store(database.owner_url, database.application_url), share, runs=1)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_no_statement_of_a_spend_reads_more_on_a_larger_platform(
    fresh_database: TestDatabase,
) -> None:
    found = measured(fresh_database, SHARE)
    assert not found.faults, "\n".join(found.faults)
    assert found.size.people >= 10_000
    assert found.size.open_holds >= 10_000
    assert found.size.resolved_holds >= 100_000
    assert found.size.request_keys >= 100_000


def test_what_is_loaded_adds_up_after_every_verb(fresh_database: TestDatabase) -> None:
    found = measured(fresh_database, SMALL_SHARE)
    assert not found.faults, "\n".join(found.faults)
    assert ledger_differences(fresh_database.owner_url) == []
    report = render([found])
    assert all(knowledge in report for knowledge in KNOWLEDGE)
    assert "| a deduct | 1 |" in report


@pytest.mark.parametrize("planted", PLANTED)
def test_what_reads_more_on_a_larger_platform_is_found(
    fresh_database: TestDatabase, planted: str
) -> None:
    statement, fault = PLANTED[planted]
    with connect_owner(fresh_database.owner_url) as owner:
        owner.execute(statement.encode())
    faults = measured(fresh_database, SMALL_SHARE).faults
    assert any(f", {fault}" in one for one in faults), "\n".join(faults)
