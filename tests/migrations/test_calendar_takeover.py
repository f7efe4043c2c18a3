"""Lives of the old calendar go on under the new one: nothing comes twice, nothing is lost."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from orgbilling.database.migrations import downgrade, migrate
from tests.conftest import TestDatabase, ledger_differences
from tests.migrations.conftest import Installation
from tests.migrations.dump_files import BEFORE_CALENDAR
from tests.migrations.life import moment
from tests.migrations.takeover_figures import LIVES, Expected

LEFT_AT = moment("2026-08-01 12:00")
LOOKED_AT = moment("2026-10-01 12:00")

Connection = psycopg.Connection[dict[str, Any]]

NEW_CREDITS = """
    select o.name, (l.opened_at at time zone o.time_zone)::date::text as day,
        l.amount::bigint as credits
    from credit_lots as l join organizations as o using (org_id)
    where l.source = 'refresh' and not exists (
        select 1 from taken_over as t where t.id = l.lot_id
    )
    order by 1, l.opened_at, l.lot_id"""
NEW_INVOICES = """
    select o.name, (i.made_at at time zone o.time_zone)::date::text as day,
        i.amount_usd::bigint as usd
    from subscription_invoices as i join organizations as o using (org_id)
    where not exists (select 1 from taken_over as t where t.id = i.invoice_id)
    order by 1, i.made_at"""
STANDINGS = """
    select distinct on (o.name) o.name, s.standing
    from organizations as o left join organization_subscriptions as s using (org_id)
    order by o.name, (s.standing = 'ended'), s.created_at desc"""
SHAPE = """
    select o.name, t.term_number, t.is_trial, t.anchor_date, t.cycle_index, t.start_date,
        t.starts_at, t.planned_end_date, t.planned_end_at, t.ended_at,
        t.months_passed, t.next_month_at,
        s.created_at, s.standing, s.standing_until, s.return_standing, s.return_until,
        s.included_monthly_credits, p.monthly_refresh_amount, p.own_monthly_credits,
        p.next_refresh_at, p.next_own_grant_at, p.next_due_at,
        (select array_agg(
            (c.item_number, c.credits, c.due_at, c.state, c.lot_id) order by c.item_number)::text
         from included_credits as c where c.org_id = t.org_id and c.term_id = t.term_id) as months
    from organizations as o
    join organization_subscriptions as s using (org_id)
    join subscription_terms as t using (org_id, subscription_id)
    join organization_credit_pools as p using (org_id)
    order by o.name, s.created_at, t.term_number"""


def connect(database: TestDatabase) -> Connection:
    return psycopg.connect(database.owner_url, autocommit=True, row_factory=dict_row)


def settle(connection: Connection, now: datetime) -> None:
    for row in connection.execute("select org_id from organizations").fetchall():
        connection.execute("select settle_due(%s, %s)", [row["org_id"], now])


def remember(connection: Connection) -> None:
    """Note what was there before the new calendar made anything."""
    connection.execute(
        """create table taken_over as
           select lot_id as id from credit_lots
           union all select invoice_id from subscription_invoices"""
    )


def shown(connection: Connection) -> dict[str, Expected]:
    credits: dict[str, list[tuple[str, int]]] = {}
    invoices: dict[str, list[tuple[str, int]]] = {}
    for row in connection.execute(NEW_CREDITS):
        credits.setdefault(row["name"], []).append((row["day"], row["credits"]))
    for row in connection.execute(NEW_INVOICES):
        invoices.setdefault(row["name"], []).append((row["day"], row["usd"]))
    return {
        row["name"]: Expected(
            row["standing"],
            tuple(credits.get(row["name"], ())),
            tuple(invoices.get(row["name"], ())),
        )
        for row in connection.execute(STANDINGS).fetchall()
    }


@pytest.fixture(scope="module")
def lives(installation: Installation) -> Iterator[Connection]:
    """The lives under the new calendar, two months on, looked at once."""
    database = installation("lives")
    migrate(database.owner_url)
    with connect(database) as connection:
        remember(connection)
        settle(connection, LOOKED_AT)
        yield connection


@pytest.mark.parametrize("life", LIVES)
def test_a_life_goes_on_as_the_rules_say(life: str, lives: Connection) -> None:
    assert shown(lives)[life] == LIVES[life]


def test_every_life_is_looked_at(lives: Connection) -> None:
    assert set(shown(lives)) == set(LIVES)


def test_two_months_on_the_ledger_adds_up(lives: Connection) -> None:
    rows = lives.execute("select * from verify_ledger()").fetchall()
    assert rows == []


def test_who_looks_every_night_finds_what_who_looks_once_does(
    lives: Connection, installation: Installation
) -> None:
    database = installation("lives")
    migrate(database.owner_url)
    with connect(database) as connection:
        remember(connection)
        now = LEFT_AT
        while now < LOOKED_AT:
            settle(connection, now)
            now += timedelta(days=1)
        settle(connection, LOOKED_AT)
        assert shown(connection) == shown(lives)
    assert ledger_differences(database.owner_url) == []


def test_there_and_back_and_there_again_is_there(installation: Installation) -> None:
    database = installation("lives")
    migrate(database.owner_url)
    with connect(database) as connection:
        first = connection.execute(SHAPE).fetchall()
    downgrade(database.owner_url, revision=BEFORE_CALENDAR)
    migrate(database.owner_url)
    with connect(database) as connection:
        assert connection.execute(SHAPE).fetchall() == first


def test_the_old_calendar_goes_on_after_the_way_back(
    installation: Installation, loaded: Installation
) -> None:
    query = """
        select o.name, p.next_refresh_date, p.next_refresh_at, p.refresh_anchor_date,
            p.monthly_refresh_amount
        from organization_credit_pools as p join organizations as o using (org_id) order by 1"""
    database = installation("lives")
    migrate(database.owner_url)
    downgrade(database.owner_url, revision=BEFORE_CALENDAR)
    with connect(database) as connection, connect(loaded("lives")) as before:
        assert connection.execute(query).fetchall() == before.execute(query).fetchall()


@pytest.fixture(scope="module")
def paid(installation: Installation) -> Iterator[Connection]:
    """The lives two months on, where everybody who is not paused paid at noon of 1 October."""
    database = installation("lives")
    migrate(database.owner_url)
    with connect(database) as connection:
        remember(connection)
        settle(connection, LOOKED_AT)
        for row in connection.execute(
            """select org_id from organization_subscriptions
               where status not in ('canceled', 'paused')"""
        ).fetchall():
            connection.execute(
                "select mark_subscription_active(%s, null, %s)", [row["org_id"], LOOKED_AT]
            )
        yield connection


def test_who_pays_gets_the_months_since_and_none_that_the_old_rules_had_passed_over(
    paid: Connection,
) -> None:
    """July of the blocked, of the suspended and of who moved brought nothing, and stays so."""
    months = (("2026-10-01", 5000),) * 2
    found = shown(paid)
    for life in ("04-past-due-blocked", "06-suspended", "09-moved-to-tokyo"):
        assert (found[life].standing, found[life].credits) == ("active", months), life
    assert found["04-past-due-in-grace"].credits == (("2026-10-01", 9000),) * 2
    assert found["01-platform"].credits == LIVES["01-platform"].credits
    assert paid.execute("select * from verify_ledger()").fetchall() == []


def test_nothing_that_is_skipped_goes_unreported(lives: Connection) -> None:
    rows = lives.execute(
        """select o.name, count(*) from calendar_migration_report as r
           join organizations as o using (org_id)
           where r.subject like 'month %%' group by 1"""
    ).fetchall()
    assert {row["name"]: row["count"] for row in rows} == {
        "04-blocked-upgraded": 2,
        "04-past-due-blocked": 1,
        "04-past-due-paid": 2,
        "06-reactivated": 2,
        "06-reactivated-unpaid": 2,
        "06-suspended": 1,
        "08-subscribed-anew": 2,
        "08-ten-times": 9,
        "09-moved-to-tokyo": 2,
    }


@pytest.mark.parametrize(
    ("life", "amount"),
    [
        ("07-own-equal", 5000),
        ("07-own-different", 2000),
        ("07-own-before-change", 3000),
        ("07-own-and-back", 5000),
        ("07-own-before-subscription", 700),
        ("07-own-alone", 700),
        ("07-own-paused", 2000),
        ("07-own-canceled", 800),
    ],
)
def test_an_amount_that_an_admin_set_is_an_own_grant_and_the_plan_adds_nothing(
    life: str, amount: int, lives: Connection
) -> None:
    row = lives.execute(
        """select p.own_monthly_credits, p.monthly_refresh_amount,
               (select max(s.included_monthly_credits) from organization_subscriptions as s
                where s.org_id = p.org_id and s.status <> 'canceled') as included
           from organization_credit_pools as p join organizations as o using (org_id)
           where o.name = %s""",
        [life],
    ).fetchone()
    assert row is not None
    assert (row["own_monthly_credits"], row["monthly_refresh_amount"]) == (amount, amount)
    assert row["included"] in (None, 0)


def test_a_resume_after_the_takeover_returns_to_what_was_before_the_pause(
    installation: Installation,
) -> None:
    database = installation("lives")
    migrate(database.owner_url)
    with connect(database) as connection:
        remember(connection)
        for life in ("05-paused", "05-paused-past-due", "05-paused-downgrade-waits"):
            connection.execute(
                """select resume_subscription(org_id, null, %s) from organizations
                   where name = %s""",
                [LEFT_AT, life],
            )
        found = shown(connection)
    day = "2026-08-01"
    assert found["05-paused"] == Expected("active", ((day, 5000),), ((day, 50),))
    # Its grace ran out on 2 July, in the pause.
    assert found["05-paused-past-due"] == Expected("blocked", (), ((day, 50),))
    assert found["05-paused-downgrade-waits"] == Expected("active", ((day, 5000),), ((day, 50),))
