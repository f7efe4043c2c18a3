"""Periods follow the calendar and the organization's clock, each boundary once."""

from datetime import timedelta

import psycopg
import pytest

from tests.conftest import OwnerConnection
from tests.subscriptions.subscriber import Subscriber, at


def test_the_price_is_the_plans_own_for_each_cycle(owner: OwnerConnection) -> None:
    for plan, cycle, price in [
        ("platform", "monthly", 50), ("platform", "yearly", 540), ("byok", "monthly", 30),
        ("byok", "yearly", 324), ("hybrid", "monthly", 99), ("hybrid", "yearly", 1068),
    ]:  # fmt: skip
        company = Subscriber(owner, at("2026-03-10 12:00"))
        assert company.create(plan, cycle)["price_usd"] == price
        assert company.invoices()[0]["amount_usd"] == price


def test_a_yearly_period_lasts_a_year_and_a_monthly_one_a_month(owner: OwnerConnection) -> None:
    company = Subscriber(owner, at("2026-03-10 12:00"))
    company.create(cycle="yearly")
    assert company.end() == "2027-03-10 00:00"
    other = Subscriber(owner, at("2026-02-10 12:00"))
    other.create()
    assert other.end() == "2026-03-10 00:00"


def test_the_31st_of_january_stays_the_anchor(owner: OwnerConnection) -> None:
    company = Subscriber(owner, at("2026-01-31 09:30"))
    company.create()
    company.now = at("2026-07-01 00:00")
    assert company.settle() == 5
    assert company.starts() == [
        "2026-01-31 09:30", "2026-02-28 00:00", "2026-03-31 00:00", "2026-04-30 00:00",
        "2026-05-31 00:00", "2026-06-30 00:00",
    ]  # fmt: skip
    assert company.end() == "2026-07-31 00:00"


def test_a_leap_day_returns_after_four_years(owner: OwnerConnection) -> None:
    company = Subscriber(owner, at("2028-02-29 08:00"))
    company.create(cycle="yearly")
    company.now = at("2032-03-01 00:00")
    assert company.settle() == 4
    assert company.starts()[1:] == [
        "2029-02-28 00:00", "2030-02-28 00:00", "2031-02-28 00:00", "2032-02-29 00:00",
    ]  # fmt: skip


def test_a_month_passes_the_end_of_the_year(owner: OwnerConnection) -> None:
    company = Subscriber(owner, at("2025-12-15 23:59"))
    company.create()
    company.now = at("2026-01-15 00:00")
    assert company.settle() == 1
    assert company.end() == "2026-02-15 00:00"


def test_periods_end_at_the_organizations_midnight_across_daylight_saving(
    owner: OwnerConnection,
) -> None:
    berlin = Subscriber(owner, at("2026-03-01 01:00", "Europe/Berlin"), "Europe/Berlin")
    berlin.create()
    berlin.now = at("2026-05-02 00:00", "Europe/Berlin")
    assert berlin.settle() == 2
    assert berlin.starts("Europe/Berlin")[1:] == ["2026-04-01 00:00", "2026-05-01 00:00"]
    assert berlin.starts()[1:] == ["2026-03-31 22:00", "2026-04-30 22:00"]


def test_a_midnight_that_daylight_saving_skips_is_the_days_first_moment(
    owner: OwnerConnection,
) -> None:
    # In Santiago de Chile 2026-09-06 begins at 01:00.
    zone = "America/Santiago"
    company = Subscriber(owner, at("2026-08-06 12:00", zone), zone)
    company.create()
    assert company.end(zone) == "2026-09-06 01:00"
    company.now = at("2026-09-06 01:00", zone)
    assert company.settle() == 1
    assert company.end(zone) == "2026-10-06 00:00"


def test_the_anchor_is_the_local_date_and_not_the_servers(owner: OwnerConnection) -> None:
    # 23:30 in New York on the 30th is the 31st in UTC and already 13:30 in Tokyo.
    new_york = Subscriber(owner, at("2026-01-30 23:30", "America/New_York"), "America/New_York")
    assert str(new_york.create()["anchor_date"]) == "2026-01-30"
    tokyo = Subscriber(owner, at("2026-01-30 23:30", "America/New_York"), "Asia/Tokyo")
    assert str(tokyo.create()["anchor_date"]) == "2026-01-31"


def test_the_session_time_zone_of_the_server_changes_nothing(owner: OwnerConnection) -> None:
    ends = []
    for zone in ("UTC", "America/New_York", "Pacific/Kiritimati"):
        owner.execute(f"set timezone to '{zone}'")
        company = Subscriber(owner, at("2026-01-31 22:00", "Europe/Berlin"), "Europe/Berlin")
        company.create(trial_days=5)
        company.now = at("2026-04-01 00:00", "Europe/Berlin")
        company.settle()
        ends.append((company.starts(), company.end()))
    assert ends[0] == ends[1] == ends[2]


def test_each_boundary_is_passed_once_however_late_and_however_often(
    owner: OwnerConnection,
) -> None:
    company = Subscriber(owner, at("2026-01-10 12:00"))
    company.create()
    company.now = at("2026-02-09 23:59")
    assert company.settle() == 0
    company.now = at("2026-03-24 12:00")
    assert company.settle() == 2
    assert company.settle() == 0
    assert [row["payment_status"] for row in company.invoices()] == ["pending"] * 3
    assert [row["period_end"] for row in company.invoices()[:2]] == [
        row["period_start"] for row in company.invoices()[1:]
    ]


def test_a_trial_becomes_the_first_paid_period_when_it_ends(owner: OwnerConnection) -> None:
    company = Subscriber(owner, at("2026-01-17 15:00"))
    created = company.create(trial_days=14)
    assert (created["status"], created["trial_ends_at"]) == ("trialing", at("2026-01-31 15:00"))
    assert company.events() == [("subscription_created", 0)]
    company.now = at("2026-01-31 15:00")
    assert company.settle() == 1
    paid = company.subscription()
    assert paid["status"] == "active"
    assert paid["current_period_start"] == at("2026-01-31 15:00")
    assert company.end() == "2026-02-28 00:00"
    assert [row["amount_usd"] for row in company.invoices()] == [50]


def test_a_trial_ends_at_the_same_local_time_across_daylight_saving(owner: OwnerConnection) -> None:
    company = Subscriber(owner, at("2026-03-25 10:00", "Europe/Berlin"), "Europe/Berlin")
    created = company.create(trial_days=10)
    assert created["trial_ends_at"] == at("2026-04-04 10:00", "Europe/Berlin")


@pytest.mark.parametrize("days", [-5, 91, 36_500, 1_000_000_000])
def test_a_trial_has_bounds(owner: OwnerConnection, days: int) -> None:
    company = Subscriber(owner, at("2026-01-01 00:00"))
    with pytest.raises(psycopg.Error) as refused:
        company.create(trial_days=days)
    assert refused.value.sqlstate == "OB001"


def test_one_live_subscription_also_while_it_is_a_trial(owner: OwnerConnection) -> None:
    company = Subscriber(owner, at("2026-01-01 00:00"))
    company.create(trial_days=90)
    for trial_days in (90, 0):
        with pytest.raises(psycopg.Error) as refused:
            company.create("hybrid", trial_days=trial_days)
        assert refused.value.sqlstate == "OB011"
    assert len(company.history("subscription_created")) == 1


def test_what_is_due_everywhere_is_settled_in_one_call(fresh_database: object) -> None:
    with psycopg.connect(fresh_database.owner_url, row_factory=psycopg.rows.dict_row) as connection:  # type: ignore[attr-defined]
        companies = [Subscriber(connection, at("2026-01-10 12:00")) for _ in range(5)]
        for company in companies:
            company.create()
        late = at("2026-03-11 00:00")
        query = """select count(settle_due(d, %(now)s)) as n
                   from organizations_due(%(now)s, 100) as d"""
        assert connection.execute(query, {"now": late}).fetchone() == {"n": 5}
        assert connection.execute(query, {"now": late}).fetchone() == {"n": 0}
        assert [len(company.terms()) for company in companies] == [3] * 5
        # An organization of which only a hold is past its time is due as well.
        world = companies[0].world
        world.now = late
        member = world.member()
        world.add(10)
        world.allocate(member, 10, "never")
        world.hold(member, 5, ttl_s=60)
        later = {"now": late + timedelta(seconds=60)}
        assert connection.execute(query, later).fetchone() == {"n": 1}
        assert connection.execute(query, later).fetchone() == {"n": 0}
        assert world.figures(member, "AH") == (10, 0)


def test_a_closed_or_unknown_organization_gets_none(owner: OwnerConnection) -> None:
    company = Subscriber(owner, at("2026-01-01 00:00"))
    owner.execute(
        "update organizations set status = 'closed', closed_at = now() where org_id = %s",
        [company.org_id],
    )
    with pytest.raises(psycopg.Error) as refused:
        company.create()
    assert refused.value.sqlstate == "OB018"
    with pytest.raises(psycopg.Error) as unknown:
        owner.execute("select create_subscription(gen_random_uuid(), 'platform', 'monthly')")
    assert unknown.value.sqlstate == "OB004"


def test_an_end_that_is_moved_to_where_it_is_leaves_no_trace(owner: OwnerConnection) -> None:
    company = Subscriber(owner, at("2026-01-10 00:00"))
    company.create()
    move = "select move_boundary(%s, 'planned_end', null, %s, 'root', 'a longer month', %s)"
    for _ in range(2):
        company.world.one(move, company.org_id, at("2026-02-14 00:00"), company.now)
    assert company.end() == "2026-02-14 00:00"
    assert company.audit().count("org.boundary.moved") == 1
    moves = "select old_at from calendar_moves where org_id = %s"
    assert company.world.rows(moves, company.org_id) == [{"old_at": at("2026-02-10 00:00")}]
