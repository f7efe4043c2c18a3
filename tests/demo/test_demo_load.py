"""The demonstration shows the figures that it promises, and its ledger adds up."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from orgbilling.database.conninfo import with_database
from orgbilling.demo.loader import load_demo
from orgbilling.demo.showcase import showcase
from tests.conftest import TestDatabase, file_lock, ledger_differences

START = datetime(2026, 11, 20, 14, 30, tzinfo=UTC)
AWKWARD_STARTS = [
    datetime(2027, 3, 31, 0, 0, 20, tzinfo=UTC),
    datetime(2028, 2, 29, 23, 59, 59, tzinfo=UTC),
    datetime(2027, 1, 1, 3, 0, tzinfo=UTC),
    datetime(2026, 5, 14, 12, 0, tzinfo=UTC),
]
FIGURES = """
    select s.org_name, s.subscription_plan, s.total_credits, s.allocated_credits, s.used_credits,
        s.lifetime_spent_amount, s.member_count
    from org_billing_summary as s order by s.org_name
"""
USAGE = """
    select local_day, user_id, service_name, count(*) as calls, sum(credits_used) as credits,
        sum(api_cost_usd) as cost
    from credit_usage_attribution group by 1, 2, 3 order by 1, 2, 3
"""


def load(database: TestDatabase, start: datetime = START, **options: Any) -> Any:
    return asyncio.run(
        load_demo(database.owner_url, start, Decimal(1000), lambda *_: None, **options)
    )


class Reader:
    """Reads a loaded database; rows are dicts."""

    def __init__(self, connection: psycopg.Connection[dict[str, Any]]) -> None:
        self._connection = connection

    def rows(self, query: str, *parameters: object) -> list[dict[str, Any]]:
        return self._connection.execute(query, parameters).fetchall()

    def value(self, query: str, *parameters: object) -> Any:
        return next(iter(self.rows(query, *parameters)[0].values()))


def read(database: TestDatabase) -> Iterator[Reader]:
    with psycopg.connect(database.owner_url, row_factory=dict_row) as connection:
        yield Reader(connection)


@pytest.fixture(scope="module")
def demo_database(
    clone_template: Callable[[str], TestDatabase],
    postgres: TestDatabase,
    pytestconfig: pytest.Config,
) -> TestDatabase:
    """Loaded once a session, by whichever test process needs it first; nobody changes it."""
    folder: Path = pytestconfig.session_folder  # type: ignore[attr-defined]
    loaded = folder / "demo.loaded"
    with file_lock(folder / "demo.lock"):
        if not loaded.exists():
            assert load(clone_template("demo_loaded")).organizations == 45
            loaded.touch()
    return TestDatabase(
        with_database(postgres.owner_url, "demo_loaded"),
        with_database(postgres.application_url, "demo_loaded"),
    )


@pytest.fixture
def demo(demo_database: TestDatabase) -> Iterator[Reader]:
    yield from read(demo_database)


def test_the_ledger_of_the_demonstration_adds_up(demo_database: TestDatabase) -> None:
    assert ledger_differences(demo_database.owner_url) == []


def test_there_are_45_organizations_and_their_mrr_is_2195(demo: Reader) -> None:
    plans = demo.rows(
        "select subscription_plan as plan, count(*) as count from current_subscriptions group by 1"
    )
    assert {row["plan"]: row["count"] for row in plans} == {"platform": 25, "byok": 15, "hybrid": 5}
    assert demo.value("select sum(mrr_usd) from current_subscriptions") == 2195
    assert demo.value("select count(*) from organizations") == 45


def test_acme_has_the_figures_that_everybody_quotes(demo: Reader) -> None:
    pool = demo.rows(f"select * from ({FIGURES}) as s where org_name = 'Acme Corp'")[0]
    assert (pool["subscription_plan"], pool["total_credits"]) == ("platform", 10_000)
    assert (pool["allocated_credits"], pool["used_credits"]) == (8000, 3456)
    rows = demo.rows(
        """select u.email, a.allocated_credits, a.used_credits, a.target_credits, a.reset_period,
           a.refill_due_credits, m.role, p.allow_overage
           from user_credit_allocations as a join users as u using (user_id)
           join organizations as o using (org_id) join organization_credit_pools as p using (org_id)
           join organization_members as m using (org_id, user_id)
           where o.name = 'Acme Corp' order by u.email"""
    )
    assert [(r["email"], r["allocated_credits"], r["used_credits"]) for r in rows] == [
        ("alice@acme.com", 2000, 463),
        ("bob@acme.com", 1000, 934),
        ("jane@acme.com", 3000, 1203),
        ("john@acme.com", 2000, 856),
    ]
    assert [r["role"] for r in rows] == ["admin", "member", "member", "member"]
    for row in rows:
        assert row["target_credits"] == row["allocated_credits"]
        assert (row["reset_period"], row["refill_due_credits"]) == ("monthly", 0)
        assert row["allow_overage"] is False


def test_one_member_of_acme_waits_for_an_answer(demo: Reader) -> None:
    rows = demo.rows(
        """select r.user_email, r.requested_credits, r.remaining_credits, o.name
           from credit_request_details as r join organizations as o using (org_id)
           where r.status = 'pending' and r.created_at < %s""",
        START,
    )
    assert [(r["name"], r["user_email"], r["requested_credits"], r["remaining_credits"])
            for r in rows] == [("Acme Corp", "bob@acme.com", 500, 66)]  # fmt: skip


def test_john_is_a_member_of_beta_too(demo: Reader) -> None:
    rows = demo.rows(
        """select org_name, subscription_plan, allocated_credits, used_credits, next_reset_date
           from user_multi_org_credits where user_email = 'john@acme.com' order by org_name"""
    )
    assert [(r["org_name"], r["subscription_plan"]) for r in rows] == [
        ("Acme Corp", "platform"),
        ("Beta LLC", "hybrid"),
    ]
    assert [(r["allocated_credits"], r["used_credits"]) for r in rows] == [
        (2000, 856),
        (5000, 1203),
    ]
    assert all(r["next_reset_date"] > START.date() for r in rows)


def test_gamma_owes_its_last_invoice_and_may_still_spend(demo: Reader) -> None:
    row = demo.rows(
        """select s.* from current_subscriptions as s join organizations as o using (org_id)
           where o.name = 'Gamma Inc'"""
    )[0]
    assert (row["subscription_plan"], row["status"]) == ("byok", "past_due")
    assert START < row["grace_ends_at"] < START + timedelta(days=7)
    others = demo.value("select count(*) from current_subscriptions where status <> 'active'")
    assert others == 1


def test_only_the_people_of_the_showcase_may_sign_in(demo: Reader) -> None:
    people = demo.rows("select user_id, email, is_system_admin from users where is_demo")
    emails = {row["email"] for row in people}
    assert {"root@example.com", "alice@acme.com", "john@acme.com", "gina@gamma.example"} <= emails
    assert len(people) < 20
    assert all(row["user_id"].startswith("demo-") for row in people)
    assert [row["email"] for row in people if row["is_system_admin"]] == ["root@example.com"]
    joined = demo.value("select count(*) from organization_members where user_id = 'demo-root'")
    assert joined == 0


def test_sixty_days_are_used_with_quiet_weekends_and_growth(demo: Reader) -> None:
    rows = demo.rows(
        """select local_day as day, sum(credits_used) as credits, count(distinct org_id) as orgs
           from credit_usage_attribution group by 1 order by 1"""
    )
    assert len(rows) == 60
    assert (rows[0]["day"], rows[-1]["day"]) == (date(2026, 9, 22), START.date())
    weekend = [row["credits"] for row in rows if row["day"].weekday() > 4]
    week = [row["credits"] for row in rows if row["day"].weekday() < 5]
    assert sum(weekend) / len(weekend) < sum(week) / len(week) / 4
    assert sum(r["credits"] for r in rows[-14:-1]) > 1.5 * float(
        sum(r["credits"] for r in rows[:14])
    )
    assert rows[-2]["orgs"] > rows[0]["orgs"]


def test_every_call_costs_what_its_plan_says(demo: Reader) -> None:
    wrong = demo.rows(
        """select u.* from credit_usage_attribution as u
           where ceil((u.api_cost_usd + u.markup_usd) * 1000 * 1e6) / 1e6 <> u.credits_used
           or u.api_cost_usd <= 0 or u.markup_usd < 0"""
    )
    assert wrong == []
    markups = demo.rows(
        """select s.subscription_plan as plan,
           array_agg(distinct round((u.api_cost_usd + u.markup_usd) / u.api_cost_usd, 3)) as factors
           from credit_usage_attribution as u join current_subscriptions as s using (org_id)
           where not exists (select 1 from org_billing_history as h
               where h.org_id = u.org_id and h.event_type = 'subscription_upgraded')
           and u.api_cost_usd > 0.000001 group by 1"""
    )
    assert {row["plan"]: sorted(row["factors"]) for row in markups} == {
        "platform": [Decimal("1.500")],
        "byok": [Decimal("1.000")],
        "hybrid": [Decimal("1.000"), Decimal("1.500")],
    }


def test_a_month_ago_there_was_less_of_everything(demo: Reader) -> None:
    then = demo.rows("select * from recurring_revenue_at(%s)", START - timedelta(days=31))[0]
    assert 0 < then["mrr_usd"] < 2195
    assert 0 < then["subscriptions"] < 45


def test_the_past_is_closed_paid_and_no_news(demo: Reader) -> None:
    assert demo.value("select count(*) from outbox where processed_at is null") == 0
    closed = demo.value("select min(usage_closed_through) from organizations")
    assert closed == START.date() - timedelta(days=1)
    unpaid = demo.rows(
        """select o.name, h.payment_status from org_billing_history as h
           join organizations as o using (org_id)
           where h.payment_status in ('pending', 'failed') and h.event_type = 'invoice_created'"""
    )
    assert [(row["name"], row["payment_status"]) for row in unpaid] == [("Gamma Inc", "failed")]
    late = demo.value("select count(*) from credit_usage_attribution where created_at > %s", START)
    assert late == 0


def test_a_second_load_does_nothing(demo_database: TestDatabase, demo: Reader) -> None:
    before = demo.value("select count(*) from credit_usage_attribution")
    assert load(demo_database, START + timedelta(days=3)) is None
    assert demo.value("select count(*) from credit_usage_attribution") == before


def test_the_same_start_gives_the_same_figures(demo: Reader, fresh_database: TestDatabase) -> None:
    load(fresh_database)
    for second in read(fresh_database):
        assert second.rows(FIGURES) == demo.rows(FIGURES)
        assert second.rows(USAGE) == demo.rows(USAGE)


@pytest.mark.parametrize("start", AWKWARD_STARTS, ids=str)
def test_the_figures_hold_whatever_day_it_is(fresh_database: TestDatabase, start: datetime) -> None:
    load(fresh_database, start, stories=showcase(start.date()))
    assert ledger_differences(fresh_database.owner_url) == []
    for demo in read(fresh_database):
        used = demo.rows(
            "select user_id, used_credits from user_credit_allocations order by org_id, user_id"
        )
        others = [row for row in used if row["user_id"] != "demo-john"]
        assert {row["user_id"]: row["used_credits"] for row in others} == {
            "demo-alice": 463, "demo-bob": 934, "demo-jane": 1203, "demo-beth": 1750,
            "demo-boris": 3320, "demo-gamal": 180, "demo-gina": 240,
        }  # fmt: skip
        assert sorted(r["used_credits"] for r in used if r["user_id"] == "demo-john") == [856, 1203]
        total = demo.value(
            "select total_credits from org_billing_summary where org_name = 'Acme Corp'"
        )
        assert total == 10_000
        assert demo.value("select min(grace_ends_at) from organization_subscriptions") > start


def test_an_interrupted_load_goes_on(fresh_database: TestDatabase) -> None:
    acme, *rest = showcase(START.date())
    load(fresh_database, stories=[acme])
    with psycopg.connect(fresh_database.owner_url) as connection:
        connection.execute("update users set is_demo = false")
    loaded = load(fresh_database, START + timedelta(minutes=5), stories=[acme, *rest])
    assert loaded is not None
    assert loaded.organizations == 3
    assert ledger_differences(fresh_database.owner_url) == []
