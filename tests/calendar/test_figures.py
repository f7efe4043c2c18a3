"""Lives with known ends: whoever looks, and whenever, they end the same."""

import uuid
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from tests.calendar.life import WAYS, Life, Verb, at, brought, invoiced
from tests.conftest import TestDatabase, drop_database
from tests.world import Row, make_world

D = Decimal


@pytest.fixture(scope="module")
def plans(clone_template: Any, postgres: TestDatabase) -> Iterator[psycopg.Connection[Row]]:
    """A database in which plans include credits, and one plan includes none."""
    database = clone_template(f"figures_{uuid.uuid4().hex[:8]}")
    with psycopg.connect(database.owner_url, autocommit=True, row_factory=dict_row) as connection:
        include(connection)
        yield connection
        assert connection.execute("select * from verify_ledger()").fetchall() == []
    drop_database(postgres, database.owner_url.rsplit("/", 1)[-1].partition("?")[0])


def include(connection: psycopg.Connection[Row], platform: int = 5000, byok: int = 1000) -> None:
    connection.execute(
        """update plans set included_monthly_credits =
           case plan when 'platform' then %s when 'byok' then %s else 9000 end""",
        [platform, byok],
    )


def live(
    plans: psycopg.Connection[Row],
    way: str,
    verbs: list[Verb],
    until: datetime,
    platform: int = 5000,
) -> Life:
    include(plans, platform)
    world = make_world(plans, verbs[0][0], subscribed=False)
    life = Life(world, way)
    life.live(verbs, until)
    return life


def verb(when: str, name: str, *arguments: Any) -> Verb:
    return at(when), name, arguments


def days(*found: tuple[str, int | str]) -> list[tuple[date, Decimal]]:
    return [(at(day).date(), D(credits)) for day, credits in found]


CREATED = verb("01-10", "create", "platform")
PAID = verb("01-10 00:01", "pay")

MONTHS: dict[str, tuple[list[Verb], str, list[tuple[date, Decimal]]]] = {
    "paused for five months": (
        [CREATED, verb("01-20", "pause"), verb("06-25", "resume")],
        "07-01",
        days(("01-10", 1000), ("06-25", 1000)),
    ),
    "paused within the term": (
        [CREATED, verb("01-20", "pause"), verb("01-25", "resume")],
        "02-20",
        days(("01-10", 1000), ("02-10", 1000)),
    ),
    "paid after the grace": (
        [CREATED, verb("01-20", "fail"), verb("03-20", "pay")],
        "04-01",
        days(("01-10", 1000), ("03-20", 1000), ("03-20", 1000)),
    ),
    "suspended and nothing paid": (
        [CREATED, verb("01-20", "suspend"), verb("03-20", "reactivate")],
        "04-01",
        days(("01-10", 1000), ("03-20", 1000), ("03-20", 1000)),
    ),
    "canceled while past due and subscribed anew": (
        [
            CREATED,
            verb("01-20", "fail"),
            verb("03-20", "cancel"),
            verb("04-01", "create", "platform"),
            verb("04-03", "pay"),
        ],
        "04-20",
        days(("01-10", 1000), ("04-03", 1000)),
    ),
    "the old invoices are paid in the end": (
        [
            CREATED,
            verb("01-20", "fail"),
            verb("03-20", "cancel"),
            verb("04-01", "create", "platform"),
            verb("04-03", "pay_all"),
        ],
        "04-20",
        days(("01-10", 1000), ("04-03", 1000), ("04-03", 1000), ("04-03", 1000)),
    ),
    "a year that is paused for three months": (
        [
            verb("01-10", "create", "platform", "yearly"),
            verb("03-20", "pause"),
            verb("06-25", "resume"),
        ],
        "08-01",
        days(("01-10", 1000), ("02-10", 1000), ("03-10", 1000), ("07-10", 1000)),
    ),
    "the grace ends at the very boundary": (
        [CREATED, verb("02-03", "fail")],
        "03-01",
        days(("01-10", 1000)),
    ),
    "the grace ends an hour after the boundary": (
        [CREATED, verb("02-03 01:00", "fail")],
        "03-01",
        days(("01-10", 1000), ("02-10", 1000)),
    ),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", MONTHS)
def test_months_come_as_their_boundaries_say(
    plans: psycopg.Connection[Row], way: str, name: str
) -> None:
    verbs, until, expected = MONTHS[name]
    assert brought(live(plans, way, verbs, at(until), platform=1000).world) == expected


@pytest.mark.parametrize("way", WAYS)
def test_one_invoice_a_month_where_a_pause_lay_within_the_term(
    plans: psycopg.Connection[Row], way: str
) -> None:
    verbs, until, _ = MONTHS["paused within the term"]
    life = live(plans, way, verbs, at(until))
    assert [made for made, _, _ in invoiced(life.world)] == [date(2026, 1, 10), date(2026, 2, 10)]


@pytest.mark.parametrize("way", WAYS)
def test_who_creates_and_cancels_ten_times_gets_one_month(
    plans: psycopg.Connection[Row], way: str
) -> None:
    verbs = [
        each
        for minute in range(10)
        for each in (
            verb(f"01-10 00:{minute:02}", "create", "hybrid"),
            verb(f"01-10 00:{minute:02}", "cancel"),
        )
    ]
    assert brought(live(plans, way, verbs, at("02-20")).world) == days(("01-10", 9000))


OWN: dict[str, tuple[list[Verb], str, int]] = {
    "paused before the first boundary": (
        [verb("01-20", "pause"), verb("06-25", "resume")],
        "07-01",
        0,
    ),
    "past due and paid": ([verb("01-20", "fail"), verb("03-20", "pay")], "04-01", 0),
    "suspended": ([verb("01-20", "suspend"), verb("03-20", "reactivate")], "04-01", 0),
    "active, then suspended": ([verb("03-20", "suspend")], "07-01", 2000),
    "active, then paused": ([verb("03-20", "pause")], "07-01", 2000),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", OWN)
def test_an_own_grant_comes_only_where_the_organization_may_spend_at_its_boundary(
    plans: psycopg.Connection[Row], way: str, name: str
) -> None:
    verbs, until, total = OWN[name]
    begin = [CREATED, verb("01-10", "grant", 1000)]
    life = live(plans, way, [*begin, *verbs], at(until), platform=0)
    assert sum(credits for _, credits in brought(life.world)) == total


@pytest.mark.parametrize("way", WAYS)
def test_an_upgrade_brings_its_credits_with_its_invoice(
    plans: psycopg.Connection[Row], way: str
) -> None:
    verbs = [verb("01-10", "create", "byok"), verb("01-10 00:01", "change", "hybrid")]
    life = live(plans, way, verbs, at("01-20"))
    assert life.answers[-1] == (D("69.00"), 8000)
    assert brought(life.world) == days(("01-10", 1000), ("01-10", 8000))


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("hour", "usd"), [("00:00", "34.50"), ("09:00", "33.64")])
def test_an_upgrade_in_the_middle_brings_half(
    plans: psycopg.Connection[Row], way: str, hour: str, usd: str
) -> None:
    verbs = [verb("04-01", "create", "byok"), verb(f"04-16 {hour}", "change", "hybrid")]
    life = live(plans, way, verbs, at("04-20"))
    assert life.answers[-1] == (D(usd), 4000)
    assert brought(life.world) == days(("04-01", 1000), ("04-16", 4000))


@pytest.mark.parametrize("way", WAYS)
def test_what_a_row_includes_was_copied_when_the_plan_was_taken(
    plans: psycopg.Connection[Row], way: str
) -> None:
    verbs = [
        verb("01-10", "create", "byok"),
        verb("01-10", "raise_plan", "byok", 1500),
        verb("01-10 00:01", "change", "hybrid"),
    ]
    life = live(plans, way, verbs, at("02-20"))
    assert brought(life.world) == days(("01-10", 1000), ("01-10", 8000), ("02-10", 9000))


@pytest.mark.parametrize("way", WAYS)
def test_who_pays_late_gets_each_month_and_difference_in_their_order(
    plans: psycopg.Connection[Row], way: str
) -> None:
    verbs = [
        verb("01-10", "create", "byok"),
        verb("01-20", "fail"),
        verb("02-25", "change", "hybrid"),
        verb("03-20", "pay"),
    ]
    life = live(plans, way, verbs, at("04-01"))
    assert brought(life.world) == days(
        ("01-10", 1000), ("03-20", 1000), ("03-20", "3714.285714"), ("03-20", 9000)
    )


@pytest.mark.parametrize("way", WAYS)
def test_who_is_blocked_and_upgrades_at_the_boundary_has_the_month_before_the_difference(
    plans: psycopg.Connection[Row], way: str
) -> None:
    verbs = [
        verb("01-10", "create", "byok"),
        verb("01-20", "fail"),
        verb("02-10", "change", "hybrid"),
        verb("02-20", "pay"),
    ]
    life = live(plans, way, verbs, at("03-01"))
    assert brought(life.world) == days(("01-10", 1000), ("02-20", 1000), ("02-20", 8000))


@pytest.mark.parametrize("way", WAYS)
def test_changing_cycle_and_plan_in_turn_brings_nothing_twice(
    plans: psycopg.Connection[Row], way: str
) -> None:
    steps = [
        ("byok", "yearly"),
        ("platform", "monthly"),
        ("platform", "yearly"),
        ("hybrid", "monthly"),
        ("hybrid", "yearly"),
    ]
    verbs = [verb("01-10", "create", "byok")]
    verbs += [verb(f"01-10 00:{n + 1:02}", "change", *step) for n, step in enumerate(steps)]
    life = live(plans, way, verbs, at("01-20"))
    assert [credits for _, credits in life.answers[1:]] == [0, 4000, 0, 4000, 0]
    assert brought(life.world) == days(("01-10", 1000), ("01-10", 4000), ("01-10", 4000))


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("voided", [False, True])
def test_a_new_cycle_subtracts_what_is_left_of_the_old_month_unless_its_invoice_is_void(
    plans: psycopg.Connection[Row], way: str, voided: bool
) -> None:
    verbs = [verb("04-01", "create", "platform"), verb("04-16", "change", "platform", "yearly")]
    if voided:
        verbs.insert(1, verb("04-02", "void_first"))
    life = live(plans, way, verbs, at("05-20"))
    found = brought(life.world)[1:]
    assert found == days(("04-16", 5000 if voided else 2500), ("05-16", 5000))


@pytest.mark.parametrize("way", WAYS)
def test_what_is_left_of_a_dear_year_is_taken_off_the_next_invoices(
    plans: psycopg.Connection[Row], way: str
) -> None:
    verbs = [
        verb("01-10", "create", "platform", "yearly"),
        PAID,
        verb("01-11", "change", "hybrid", "monthly"),
    ]
    life = live(plans, way, verbs, at("06-20"))
    found = [(amount, status) for _, amount, status in invoiced(life.world)]
    # 439.52 covers four renewals at 99, and leaves 55.48 of the fifth to be paid.
    assert found == [(540, "paid"), *[(0, "paid")] * 5, (D("55.48"), "open")][: len(found)]
    assert len(found) >= 6
    left = life.world.one(
        "select amount_usd, used_usd from money_credits where org_id = %s", life.world.org_id
    )
    assert left["amount_usd"] == D("439.52")
    price = life.world.rows(
        """select price_usd, money_credit_usd from subscription_invoices
           where org_id = %s order by made_at""",
        life.world.org_id,
    )
    assert (price[1]["price_usd"], price[1]["money_credit_usd"]) == (99, 0)
    assert sum(row["money_credit_usd"] for row in price) == left["used_usd"]


@pytest.mark.parametrize("way", WAYS)
def test_voiding_takes_back_what_the_pool_has_and_nothing_from_members(
    plans: psycopg.Connection[Row], way: str
) -> None:
    include(plans, 1000)
    world = make_world(plans, at("01-10"), subscribed=False)
    life = Life(world, way)
    life.live([CREATED], at("01-11"))
    member = world.member()
    world.allocate(member, 700, "never")
    world.deduct(member, 700)
    life.live([verb("01-12", "void_first")], at("01-13"))
    item = world.one("select * from included_credits where org_id = %s", world.org_id)
    assert (item["taken_back_credits"], item["unrecovered_credits"]) == (300, 700)
    assert world.pool() == (700, 700, 0, 700)
