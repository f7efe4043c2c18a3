"""What a spend reads does not grow with the platform: no table whole, whatever statistics say."""

from collections.abc import Iterator
from itertools import count

import pytest

from bench.database import Server, Store, connect_owner, run_server
from bench.growth import render
from bench.growth_measure import KNOWLEDGE, measure
from tests.conftest import POSTGRES_VERSION, UNFLUSHED, ledger_differences

SHARE = 0.01
SMALL_SHARE = 0.001
_names = count()
PLANTED = {
    "an index is gone": (
        "alter table credit_holds drop constraint credit_holds_pkey",
        "a capture: ",
    ),
    "tables may be read whole": (
        """alter function spend(spend_item[], integer, timestamptz)
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


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server of their own: rows that nobody sees any more stay, and are read, for as long as
    anything runs in any database beside them."""
    with run_server(POSTGRES_VERSION, UNFLUSHED) as started:
        started.make_store("migrated")
        yield started


@pytest.fixture
def store(server: Server) -> Store:
    """A migrated database of that server."""
    return server.copy_store("migrated", f"growth_{next(_names)}")


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_no_statement_of_a_spend_reads_more_on_a_larger_platform(
    store: Store,
) -> None:
    found = measure(store, SHARE, runs=1)
    assert not found.faults, "\n".join(found.faults)
    assert found.size.people >= 10_000
    assert found.size.open_holds >= 10_000
    assert found.size.resolved_holds >= 100_000
    assert found.size.request_keys >= 100_000


def test_what_is_loaded_adds_up_after_every_verb(store: Store) -> None:
    found = measure(store, SMALL_SHARE, runs=1)
    assert not found.faults, "\n".join(found.faults)
    assert ledger_differences(store.owner_url) == []
    report = render([found])
    assert all(knowledge in report for knowledge in KNOWLEDGE)
    assert "| a deduct | 1 |" in report


@pytest.mark.parametrize("planted", PLANTED)
def test_what_reads_more_on_a_larger_platform_is_found(store: Store, planted: str) -> None:
    statement, fault = PLANTED[planted]
    with connect_owner(store.owner_url) as owner:
        owner.execute(statement.encode())
    faults = measure(store, SMALL_SHARE, runs=1).faults
    assert any(f", {fault}" in one for one in faults), "\n".join(faults)
