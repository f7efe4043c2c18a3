"""Installations of today come to the newest revision with every figure that they had, and back."""

import json
from typing import Any

import psycopg
import pytest

from orgbilling.database.migrations import downgrade, migrate, status
from orgbilling.database.sql_files import SQL_ROOT
from tests.conftest import TestDatabase, ledger_differences
from tests.migrations.conftest import Installation, Program
from tests.migrations.dump_files import DUMPS, FOLDER
from tests.migrations.figures import CALENDAR, MONEY, STANDING_OF, Figures, read_figures


def recorded(dump: str, part: str) -> dict[str, Figures]:
    """What every organization showed when a dump was made: its money, or its standing."""
    shown = json.loads((FOLDER / f"{dump}.json").read_text(encoding="utf-8"))
    return {org_id: figures[part] for org_id, figures in shown["organizations"].items()}


def assert_same_money(database: TestDatabase, dump: str) -> None:
    found, wanted = read_figures(database.owner_url, MONEY), recorded(dump, "money")
    names = {
        org_id: next(iter(f["organization"])) for org_id, f in recorded(dump, "standing").items()
    }
    assert set(found) == set(wanted)
    differences = [
        (names[org_id], kind, wanted[org_id].get(kind), found[org_id].get(kind))
        for org_id in wanted
        for kind in MONEY
        if wanted[org_id].get(kind) != found[org_id].get(kind)
    ]
    assert not differences, differences[:5]


@pytest.fixture(scope="module", params=DUMPS)
def dump(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def migrated(dump: str, installation: Installation) -> TestDatabase:
    """An installation that was brought to the newest revision; every test leaves it there."""
    database = installation(dump)
    migrate(database.owner_url)
    return database


def test_a_dump_loads_as_it_was_written(dump: str, loaded: Installation) -> None:
    database = loaded(dump)
    assert status(database.owner_url).current == DUMPS[dump]
    assert ledger_differences(database.owner_url) == []
    assert_same_money(database, dump)
    standing = STANDING_OF[DUMPS[dump]]
    assert read_figures(database.owner_url, standing) == recorded(dump, "standing")


def test_a_migrated_ledger_adds_up(migrated: TestDatabase) -> None:
    assert status(migrated.owner_url).is_current
    assert ledger_differences(migrated.owner_url) == []


def test_a_migration_moves_and_brings_no_credits(dump: str, migrated: TestDatabase) -> None:
    assert_same_money(migrated, dump)


def test_a_migration_leaves_subscriptions_terms_and_invoices(
    dump: str, migrated: TestDatabase
) -> None:
    if STANDING_OF[DUMPS[dump]] is CALENDAR:
        assert read_figures(migrated.owner_url, CALENDAR) == recorded(dump, "standing")


def test_a_migration_leaves_what_was_audited(migrated: TestDatabase) -> None:
    with psycopg.connect(migrated.owner_url) as connection:
        assert connection.execute("select * from verify_audit()").fetchall() == []


def test_the_way_back_keeps_the_money_and_so_does_a_second_way_forward(
    dump: str, migrated: TestDatabase
) -> None:
    downgrade(migrated.owner_url, revision=DUMPS[dump])
    assert status(migrated.owner_url).current == DUMPS[dump]
    assert_same_money(migrated, dump)
    migrate(migrated.owner_url)
    assert ledger_differences(migrated.owner_url) == []
    assert_same_money(migrated, dump)


@pytest.mark.parametrize("revision", sorted(set(DUMPS.values())))
def test_migrations_that_landed_are_what_they_were(revision: str, program_of_then: Program) -> None:
    folder = program_of_then(revision)[1] / "migrations"
    then = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert len(then) == 2 * int(revision)
    assert {name: (SQL_ROOT / "migrations" / name).read_bytes() for name in then} == then


def columns(part: str, kind: str, column: str, dump: str = "lives") -> set[Any]:
    return {
        row.get(column)
        for figures in recorded(dump, part).values()
        for row in figures.get(kind, {}).values()
    }


def rows_of(part: str, kind: str, dump: str = "lives") -> set[str]:
    return {of for figures in recorded(dump, part).values() for of in figures.get(kind, {})}


def test_the_lives_hold_every_kind_that_a_calendar_takes_over() -> None:
    statuses = {"active", "trialing", "past_due", "paused", "canceled"}
    assert columns("standing", "subscriptions", "status") == statuses
    assert columns("standing", "subscriptions", "billing_cycle") == {"monthly", "yearly"}
    assert columns("standing", "subscriptions", "next_plan") >= {"byok", "platform"}
    assert columns("standing", "organization", "status") == {"active", "suspended", "closed"}
    assert rows_of("money", "lots") == {"purchase", "grant", "refresh", "refund"}
    assert rows_of("money", "holds") == {"open", "captured", "released", "expired"}
    assert rows_of("money", "purchases") == {"pending", "paid", "refunded"}
    assert rows_of("money", "invoices") == {"pending", "paid", "failed"}
    assert rows_of("money", "usage_refunds") == {"pool", "allocation"}
    assert rows_of("money", "debts") == {"uncollected"}
    assert columns("money", "allocations", "refill_due_credits") > {"0"}
    waiting = columns("standing", "subscriptions", "cancel_at") - {None}
    assert max(waiting) > "2026-08-01"


def test_the_bills_hold_every_end_of_a_payment() -> None:
    ends = {"pending", "paid", "refunded", "canceled", "failed", "expired"}
    assert rows_of("money", "purchases", "bills") == ends
    assert columns("standing", "bills", "status", "bills") == {"open", "failed", "paid", "void"}
    assert columns("standing", "bills", "invoice_kind", "bills") == {"period", "proration"}
    assert rows_of("standing", "included", "bills") >= {"brought", "due", "void"}
    assert rows_of("standing", "owed_back", "bills")
    events = {"credit_purchase", "credit_refund", "invoice_created", "invoice_paid"}
    assert rows_of("money", "history", "bills") >= events | {"invoice_failed"}
    statuses = {"active", "past_due", "canceled"}
    assert columns("standing", "subscriptions", "status", "bills") >= statuses
