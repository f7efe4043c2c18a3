"""What no life of the dump went through: told by the program of then, taken over by this one."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from orgbilling.database.migrations import migrate
from tests.conftest import TestDatabase, ledger_differences
from tests.migrations.conftest import Program, database_name
from tests.migrations.dump_files import BEFORE_CALENDAR
from tests.migrations.life import ROOT, Life, Story, live, moment
from tests.migrations.lives_of_plans import begin

SINCE = moment("2026-01-10 00:00")
UNTIL = moment("2026-04-01 12:00")

Connection = psycopg.Connection[dict[str, Any]]


def dear_year_became_a_cheap_month(life: Life) -> Iterator[str]:
    yield "2026-01-10 09:00"
    begin(life, "platform", "yearly")
    yield "2026-01-11 09:00"
    life.change("hybrid", "monthly")


def past_due_and_nothing_is_open(life: Life) -> Iterator[str]:
    yield "2026-01-10 09:00"
    begin(life)
    yield "2026-03-20 09:00"
    life.fail()


def paused_and_a_cancellation_waits(life: Life) -> Iterator[str]:
    yield "2026-01-10 09:00"
    begin(life)
    yield "2026-03-12 09:00"
    life.cancel("period_end")
    life.pause()


def nobody_looked_and_then_it_was_paused(life: Life) -> Iterator[str]:
    yield "2026-01-10 09:00"
    begin(life)
    yield "2026-02-01 09:00"
    life.is_looked_after = False
    yield "2026-02-15 09:00"
    life.pause()


def resumed_while_it_owes(life: Life) -> Iterator[str]:
    yield "2026-01-10 09:00"
    life.pays = False
    begin(life)
    yield "2026-01-20 09:00"
    life.fail()
    yield "2026-02-01 09:00"
    life.pause()
    yield "2026-02-05 09:00"
    life.resume()


def suspended_by_hand(life: Life) -> Iterator[str]:
    yield "2026-01-10 09:00"
    begin(life)
    yield "2026-03-20 09:00"
    life.connection.execute(
        "update organizations set status = 'suspended' where org_id = %s", [life.org_id]
    )


def midnight_comes_twice(life: Life) -> Iterator[str]:
    """In Havana the clocks go from one o'clock back to midnight on 1 November 2026."""
    yield "2026-10-01 09:00"
    life.found("America/Havana")
    life.subscribe("platform")


STORIES: dict[str, Story] = {
    "dear-year": dear_year_became_a_cheap_month,
    "nothing-open": past_due_and_nothing_is_open,
    "paused-cancellation": paused_and_a_cancellation_waits,
    "unlooked-paused": nobody_looked_and_then_it_was_paused,
    "resumed-owing": resumed_while_it_owes,
    "by-hand": suspended_by_hand,
}


@pytest.fixture(scope="module")
def taken_over(
    copy_database: Callable[[str | None], TestDatabase], program_of_then: Program
) -> TestDatabase:
    database = copy_database(database_name(program_of_then(BEFORE_CALENDAR)[0]))
    with psycopg.connect(database.owner_url, autocommit=True, row_factory=dict_row) as connection:
        connection.execute(
            """insert into users (user_id, email, name, is_system_admin)
               values (%s, 'lives-root@example.com', 'Root', true)""",
            [ROOT],
        )
        connection.execute(
            """update plans set included_monthly_credits =
               case plan when 'platform' then 5000 when 'byok' then 1000 else 9000 end"""
        )
        connection.execute("select ensure_usage_partitions(%s, %s)", [SINCE.date(), UNTIL.date()])
        connection.execute("select fix_credits_per_usd(1000)")
        lives = [(Life(connection, slug, UNTIL), story) for slug, story in STORIES.items()]
        live(lives, SINCE, UNTIL)
        late = moment("2026-10-10 12:00")
        live([(Life(connection, "twice", late), midnight_comes_twice)], moment("2026-10-01"), late)
    migrate(database.owner_url)
    return database


@pytest.fixture
def connection(taken_over: TestDatabase) -> Iterator[Connection]:
    """What a test does is undone: the next one finds the installation as it was taken over."""
    with psycopg.connect(taken_over.owner_url, row_factory=dict_row) as found:
        yield found
        found.rollback()


def one(connection: Connection, query: str, slug: str, *more: Any) -> dict[str, Any]:
    row = connection.execute(query, [slug, *more]).fetchone()
    assert row is not None
    return row


SUBSCRIPTION = """
    select s.* from organization_subscriptions as s join organizations as o using (org_id)
    where o.name = %s order by s.created_at desc limit 1"""
REPORTED = """
    select coalesce(json_agg(r.subject || ': ' || r.taken_over_as order by r.report_id), '[]')::text
        as lines
    from calendar_migration_report as r join organizations as o using (org_id) where o.name = %s"""


def reported(connection: Connection, slug: str) -> list[str]:
    lines: list[str] = json.loads(one(connection, REPORTED, slug)["lines"])
    return lines


def test_what_no_life_went_through_adds_up_as_well(
    taken_over: TestDatabase,
) -> None:
    assert ledger_differences(taken_over.owner_url) == []


def test_what_a_change_of_cycle_gave_back_is_taken_off_the_next_invoices(
    connection: Connection,
) -> None:
    """$540 less a day of 365, and less $99: $439.52."""
    credit = one(
        connection,
        """select m.* from money_credits as m join organizations as o using (org_id)
           where o.name = %s""",
        "dear-year",
    )
    assert (str(credit["amount_usd"]), credit["used_usd"]) == ("439.52", 0)
    connection.execute(
        "select settle_organization(%s, %s)", [credit["org_id"], moment("2026-04-12 09:00")]
    )
    invoices = connection.execute(
        """select price_usd::text as price, unused_usd::text as unused,
               money_credit_usd::text as credit, amount_usd::text as usd, status
           from subscription_invoices where org_id = %s order by made_at""",
        [credit["org_id"]],
    ).fetchall()
    assert invoices[1] == {
        "price": "99.00", "unused": "538.52", "credit": "0.00", "usd": "0.00", "status": "paid"
    }  # fmt: skip
    assert invoices[-1] == {
        "price": "99.00", "unused": "0.00", "credit": "99.00", "usd": "0.00", "status": "paid"
    }  # fmt: skip
    waiting = one(
        connection,
        """select count(*) as n from org_billing_history as h join organizations as o using (org_id)
           where o.name = %s and h.event_type = 'credit_refund' and h.payment_status = 'pending'""",
        "dear-year",
    )
    assert waiting["n"] == 0


def test_nobody_stays_past_due_who_owes_nothing(connection: Connection) -> None:
    found = one(connection, SUBSCRIPTION, "nothing-open")
    assert (found["standing"], found["status"], found["grace_ends_at"]) == (
        "active",
        "active",
        None,
    )
    assert any("active since" in line for line in reported(connection, "nothing-open"))


def test_a_cancellation_that_a_pause_outlived_took_effect_at_the_planned_end(
    connection: Connection,
) -> None:
    before = one(connection, SUBSCRIPTION, "paused-cancellation")
    assert before["standing"] == "paused"
    connection.execute(
        "select settle_organization(%s, %s)", [before["org_id"], moment("2026-05-01 09:00")]
    )
    after = one(connection, SUBSCRIPTION, "paused-cancellation")
    assert (after["standing"], after["canceled_at"]) == ("ended", moment("2026-04-10 00:00"))


def test_a_month_that_began_before_the_pause_is_not_lost_because_nobody_looked(
    connection: Connection,
) -> None:
    found = one(connection, SUBSCRIPTION, "unlooked-paused")
    months = connection.execute(
        """select c.state, c.credits::integer as credits,
               (c.due_at at time zone 'UTC')::date::text as day
           from included_credits as c where c.org_id = %s order by c.due_at""",
        [found["org_id"]],
    ).fetchall()
    assert [(m["day"], m["state"], m["credits"]) for m in months] == [
        ("2026-01-10", "brought", 5000),
        ("2026-02-10", "due", 5000),
    ]
    connection.execute(
        "select resume_subscription(%s, null, %s)", [found["org_id"], moment("2026-04-02 09:00")]
    )
    brought = one(
        connection,
        """select count(*) as n, sum(l.amount)::integer as credits from credit_lots as l
           join organizations as o using (org_id) where o.name = %s and l.source = 'refresh'""",
        "unlooked-paused",
    )
    # January's, February's, and that of the term that begins with the resume.
    assert (brought["n"], brought["credits"]) == (3, 15_000)


def test_who_was_resumed_owing_stays_as_it_was_and_is_reported(connection: Connection) -> None:
    assert one(connection, SUBSCRIPTION, "resumed-owing")["standing"] == "active"
    assert any(
        "its open invoices stay open" in line for line in reported(connection, "resumed-owing")
    )


def test_a_status_that_no_event_tells_holds_and_is_reported(connection: Connection) -> None:
    found = one(
        connection,
        """select n.standing from organization_standings as n join organizations as o using (org_id)
           where o.name = %s and n.until_at is null""",
        "by-hand",
    )
    assert found["standing"] == "suspended"
    assert any(
        line.startswith("organization: suspended") for line in reported(connection, "by-hand")
    )


def test_a_midnight_that_comes_twice_is_the_first_of_both(connection: Connection) -> None:
    found = one(connection, SUBSCRIPTION, "twice")
    assert found["current_period_end"] == moment("2026-11-01 04:00")
    assert any("2026-11-01" in line for line in reported(connection, "twice"))
