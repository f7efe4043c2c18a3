"""The figures that say what was true at a boundary, each lived in three ways."""

from dataclasses import dataclass
from decimal import Decimal

import pytest

from tests.lives.dates import at
from tests.lives.life import WAYS, Life, live
from tests.lives.plans import usual_plans

ZERO = Decimal(0)


@dataclass
class Figure:
    """A life, what it brings and when, the amounts of its invoices, and the money credit left."""

    name: str
    life: Life
    brought: list[tuple[str, str]]
    invoices: list[str] | None = None
    money_credit: str | None = None

    def __str__(self) -> str:
        return self.name


def of(
    end: str, plan: str = "platform", cycle: str = "monthly", start: str = "2026-01-10 12:00",
    **included: int,
) -> Life:  # fmt: skip
    """A life that begins with a subscription on 10 January; platform includes 1,000."""
    life = Life(at(start), at(end), plans=usual_plans(**{"platform": 1000, **included}))
    return life.then(start, "create", plan=plan, cycle=cycle, trial_days=0)


def blocked(end: str, plan: str = "platform", **included: int) -> Life:
    return of(end, plan, **included).then("2026-01-20 12:00", "fail_payment", grace_days=7)


def paused(start: str, until: str, end: str, cycle: str = "monthly") -> Life:
    return of(end, cycle=cycle).then(start, "pause").then(until, "resume")


def granted(end: str) -> Life:
    life = of(end, start="2026-01-10 12:00", platform=0)
    return life.then("2026-01-10 12:00", "set_own_grant", amount=Decimal(1000))


def created_ten_times() -> Life:
    life = Life(at("2026-01-10 12:00"), at("2026-01-10 13:00"))
    for minute in range(10):
        when = f"2026-01-10 12:{minute:02}"
        life.then(f"{when}:00", "create", plan="hybrid", cycle="monthly", trial_days=0)
        life.then(f"{when}:30", "cancel", when="now")
    return life


def climbed() -> Life:
    life = of("2026-01-10 13:00", "byok", platform=5000)
    steps = ["byok y", "platform m", "platform y", "hybrid m", "hybrid y"]
    for minute, step in enumerate(steps, 1):
        plan, cycle = step.split()
        cycle = "yearly" if cycle == "y" else "monthly"
        life.then(f"2026-01-10 12:{minute * 10}", "change", plan=plan, cycle=cycle)
    return life


def april(until: str, plan: str = "byok", **included: int) -> Life:
    """Subscribed on 1 April at midnight: a period of exactly 30 days."""
    return of(until, plan, start="2026-04-01 00:00", **included)


def anew(*payments: tuple[str, int]) -> Life:
    life = blocked("2026-04-09 00:00").then("2026-03-20 12:00", "cancel", when="now")
    life.then("2026-04-01 12:00", "create", plan="platform", cycle="monthly", trial_days=30)
    for when, invoice in payments:
        life.then(when, "pay", invoice=invoice)
    return life


JANUARY = ("2026-01-10 12:00", "1000")
FIGURES = [
    Figure(
        "paused 20 Jan to 25 Jun",
        paused("2026-01-20 12:00", "2026-06-25 12:00", "2026-07-01 00:00"),
        [JANUARY, ("2026-06-25 12:00", "1000")], ["50", "50"],
    ),
    Figure(
        "paused 20 to 25 Jan",
        paused("2026-01-20 12:00", "2026-01-25 12:00", "2026-02-11 00:00"),
        [JANUARY, ("2026-02-10 00:00", "1000")], ["50", "50"],
    ),
    Figure(
        "past due 20 Jan, paid 20 Mar",
        blocked("2026-04-01 00:00").then("2026-03-20 12:00", "pay_all"),
        [JANUARY, ("2026-03-20 12:00", "1000"), ("2026-03-20 12:00", "1000")], ["50"] * 3,
    ),
    Figure(
        "suspended 20 Jan to 20 Mar, nothing paid",
        of("2026-04-01 00:00").then("2026-01-20 12:00", "set_status", status="suspended")
        .then("2026-03-20 12:00", "set_status", status="active"),
        [JANUARY, ("2026-03-20 12:00", "1000"), ("2026-03-20 12:00", "1000")], ["50"] * 3,
    ),
    Figure(
        "canceled past due, subscribed anew, nothing paid",
        anew(), [JANUARY], ["50"] * 4,
    ),
    Figure(
        "canceled past due, subscribed anew, the new invoice paid",
        anew(("2026-04-05 12:00", 3)), [JANUARY, ("2026-04-05 12:00", "1000")], ["50"] * 4,
    ),
    Figure(
        "canceled past due, subscribed anew, the old invoices paid",
        anew(("2026-04-04 12:00", 0), ("2026-04-04 12:00", 1), ("2026-04-05 12:00", 2)),
        [JANUARY, ("2026-04-04 12:00", "1000"), ("2026-04-05 12:00", "1000")], ["50"] * 4,
    ),
    Figure(
        "created and canceled ten times in ten minutes",
        created_ten_times(), [("2026-01-10 12:00", "9000")], ["99"] * 10,
    ),
    Figure(
        "yearly, paused 20 Mar to 25 Jun",
        paused("2026-03-20 12:00", "2026-06-25 12:00", "2026-07-11 00:00", "yearly"),
        [JANUARY, ("2026-02-10 00:00", "1000"), ("2026-03-10 00:00", "1000"),
         ("2026-07-10 00:00", "1000")], ["540"],
    ),
    Figure(
        "an own grant, paused 20 Jan to 25 Jun",
        granted("2026-07-01 00:00").then("2026-01-20 12:00", "pause")
        .then("2026-06-25 12:00", "resume"),
        [],
    ),
    Figure(
        "an own grant, past due from 20 Jan to 20 Mar",
        granted("2026-04-01 00:00").then("2026-01-20 12:00", "fail_payment", grace_days=7)
        .then("2026-03-20 12:00", "pay_all"),
        [],
    ),
    Figure(
        "an own grant, suspended from 20 Jan to 20 Mar",
        granted("2026-04-01 00:00").then("2026-01-20 12:00", "set_status", status="suspended")
        .then("2026-03-20 12:00", "set_status", status="active"),
        [],
    ),
    Figure(
        "an own grant, suspended from 20 Mar",
        granted("2026-07-01 00:00").then("2026-03-20 12:00", "set_status", status="suspended"),
        [("2026-02-10 00:00", "1000"), ("2026-03-10 00:00", "1000")],
    ),
    Figure(
        "an own grant, paused from 20 Mar",
        granted("2026-07-01 00:00").then("2026-03-20 12:00", "pause"),
        [("2026-02-10 00:00", "1000"), ("2026-03-10 00:00", "1000")],
    ),
    Figure(
        "byok to hybrid one minute after creation",
        of("2026-01-11 00:00", "byok")
        .then("2026-01-10 12:01", "change", plan="hybrid", cycle="monthly"),
        [JANUARY, ("2026-01-10 12:01", "8000")], ["30", "69.00"],
    ),
    Figure(
        "byok to hybrid at 00:00 of the 16th day of 30",
        april("2026-04-17 00:00")
        .then("2026-04-16 00:00", "change", plan="hybrid", cycle="monthly"),
        [("2026-04-01 00:00", "1000"), ("2026-04-16 00:00", "4000")], ["30", "34.50"],
    ),
    Figure(
        "byok to hybrid at 09:00 of the 16th day of 30",
        april("2026-04-17 00:00")
        .then("2026-04-16 09:00", "change", plan="hybrid", cycle="monthly"),
        [("2026-04-01 00:00", "1000"), ("2026-04-16 09:00", "4000")], ["30", "33.64"],
    ),
    Figure(
        "byok to hybrid after the plan was raised to 1,500",
        of("2026-01-11 00:00", "byok")
        .then("2026-01-10 12:00:30", "change_catalogue", plan="byok", included=Decimal(1500))
        .then("2026-01-10 12:01", "change", plan="hybrid", cycle="monthly"),
        [JANUARY, ("2026-01-10 12:01", "8000")], ["30", "69.00"],
    ),
    Figure(
        "blocked, upgraded on 25 Feb, all paid 20 Mar",
        blocked("2026-04-01 00:00", "byok")
        .then("2026-02-25 12:00", "change", plan="hybrid", cycle="monthly")
        .then("2026-03-20 12:00", "pay_all"),
        [JANUARY, ("2026-03-20 12:00", "1000"), ("2026-03-20 12:00", "3714.285714"),
         ("2026-03-20 12:00", "9000")],
    ),
    Figure(
        "byok m, byok y, platform m, platform y, hybrid m, hybrid y in one hour",
        climbed(),
        [JANUARY, ("2026-01-10 12:20", "4000"), ("2026-01-10 12:40", "4000")],
    ),
    Figure(
        "monthly to yearly on the 16th day of 30",
        april("2026-06-17 00:00", "platform")
        .then("2026-04-16 00:00", "change", plan="platform", cycle="yearly"),
        [("2026-04-01 00:00", "1000"), ("2026-04-16 00:00", "500"),
         ("2026-05-16 00:00", "1000"), ("2026-06-16 00:00", "1000")], ["50", "515.00"],
    ),
    Figure(
        "a paid year of platform to a month of hybrid a day later",
        of("2026-05-03 00:00", "platform", "yearly", start="2026-03-01 00:00")
        .then("2026-03-01 12:00", "pay_all")
        .then("2026-03-02 00:00", "change", plan="hybrid", cycle="monthly"),
        [("2026-03-01 00:00", "1000"), ("2026-03-02 00:00", "8032.258064"),
         ("2026-04-02 00:00", "9000"), ("2026-05-02 00:00", "9000")], ["540", "0", "0", "0"],
        # $439.52 less two months of $99.
        money_credit="241.52",
    ),
    Figure(
        "blocked byok, upgraded at its boundary, then paid",
        blocked("2026-02-12 00:00", "byok")
        .then("2026-02-10 00:00", "change", plan="hybrid", cycle="monthly")
        .then("2026-02-11 00:00", "pay_all"),
        [JANUARY, ("2026-02-11 00:00", "1000"), ("2026-02-11 00:00", "8000")],
    ),
    Figure(
        "a voided month counts for nothing at a change of cycle",
        april("2026-04-17 00:00", "platform", platform=5000)
        .then("2026-04-02 00:00", "void", invoice=0)
        .then("2026-04-16 00:00", "change", plan="platform", cycle="yearly"),
        [("2026-04-01 00:00", "5000"), ("2026-04-16 00:00", "5000")],
    ),
    Figure(
        "a grace that ends at the boundary",
        of("2026-02-11 00:00").then("2026-02-03 00:00", "fail_payment", grace_days=7), [JANUARY],
    ),
    Figure(
        "a grace that ends an hour after the boundary",
        of("2026-02-11 00:00").then("2026-02-03 01:00", "fail_payment", grace_days=7),
        [JANUARY, ("2026-02-10 00:00", "1000")],
    ),
]  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("figure", FIGURES, ids=str)
def test_a_figure_comes_out_however_it_is_lived(figure: Figure, way: str) -> None:
    for seed in range(10 if way == "random" else 1):
        org, outcomes = live(figure.life, way, seed)
        assert [outcome for outcome in outcomes if outcome.code] == []
        lots = [(lot.opened_at, lot.amount) for lot in org.ledger.lots.lots]
        assert lots == [(at(when), Decimal(credits)) for when, credits in figure.brought]
        amounts = [invoice.amount for invoice in org.billing.invoices]
        if figure.invoices is not None:
            assert amounts == [Decimal(amount) for amount in figure.invoices]
        if figure.money_credit is not None:
            assert org.billing.money_credit == Decimal(figure.money_credit)
