"""The figures of credits: lots, refunds, taking back, resets and a target set below the use."""

from decimal import Decimal

import pytest

from tests.lives.dates import at
from tests.lives.ledger import Member
from tests.lives.life import WAYS, Life, live
from tests.lives.organization import Organization
from tests.lives.plans import usual_plans
from tests.lives.verbs import Verb, do

ZERO = Decimal(0)


def free_of_plans(start: str, end: str) -> Life:
    """Subscribed to a plan that includes nothing."""
    life = Life(at(start), at(end), plans=usual_plans(platform=0))
    return life.then(start, "create", plan="platform", cycle="monthly", trial_days=0)


def pool(org: Organization) -> tuple[Decimal, ...]:
    """Total, allocated, available, used."""
    members = org.ledger.by_user()
    allocated = sum((m.A for m in members), ZERO)
    used = sum((m.U for m in members), ZERO)
    return org.ledger.available + allocated, allocated, org.ledger.available, used


def figures(member: Member, names: str) -> tuple[Decimal, ...]:
    return tuple(getattr(member, name) for name in names)


def deduct(life: Life, when: str, user: str, credits: int) -> None:
    life.then(when, "deduct", user=user, credits=Decimal(credits))


def life_of_10_000(until: str) -> Life:
    life = free_of_plans("2026-01-10 12:00", until)
    life.then("2026-01-10 12:00", "buy", credits=Decimal(10_000))
    for user in ("m1", "m2", "m3", "m4"):
        life.then(
            "2026-01-10 12:00", "allocate", user=user, credits=Decimal(2000), period="monthly"
        )
    for user, credits in (("m1", 1500), ("m2", 1200), ("m3", 700), ("m4", 56)):
        deduct(life, "2026-01-20 12:00", user, credits)
    return life


@pytest.mark.parametrize("way", WAYS)
def test_a_reset_moves_credits_by_user_id_and_keeps_what_it_lacked(way: str) -> None:
    org, _ = live(life_of_10_000("2026-01-20 12:00"), way)
    assert pool(org) == (10_000, 8000, 2000, 3456)
    org, _ = live(life_of_10_000("2026-02-10 00:00"), way)
    assert pool(org) == (6544, 6544, 0, 0)
    assert [figures(m, "AD") for m in org.ledger.by_user()] == [
        (2000, 0), (1300, 700), (1300, 700), (1944, 56),
    ]  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("inflow", ["2026-02-09 12:00", "2026-02-11 12:00"])
def test_an_inflow_pays_what_is_owed_before_and_after_the_reset(inflow: str, way: str) -> None:
    life = life_of_10_000("2026-02-12 12:00")
    life.then(inflow, "add", credits=Decimal(5000))
    org, _ = live(life, way)
    assert pool(org) == (11_544, 8000, 3544, 0)
    life.then("2026-02-12 00:00", "reclaim", user="m4", credits=Decimal(500))
    deduct(life, "2026-02-12 01:00", "m1", 1000)
    org, _ = live(life, way)
    assert pool(org) == (11_544, 7500, 4044, 1000)


@pytest.mark.parametrize(
    ("captured", "then", "available"),
    [(10, (100, 90, 10), 100), (50, (130, 130, 0), 70)],
)
def test_a_target_below_what_is_used_and_held_returns_as_holds_resolve(
    captured: int, then: tuple[int, ...], available: int
) -> None:
    life = free_of_plans("2026-01-10 12:00", "2026-01-20 00:00")
    life.then("2026-01-10 12:00", "buy", credits=Decimal(200))
    life.then("2026-01-10 12:00", "allocate", user="m", credits=Decimal(150), period="monthly")
    deduct(life, "2026-01-11 12:00", "m", 80)
    life.then("2026-01-12 12:00", "reserve", user="m", credits=Decimal(50), ttl_s=86_400)
    life.then("2026-01-12 12:01", "set_to", user="m", credits=Decimal(100), period="monthly")
    org, _ = live(life, "untouched")
    assert (figures(org.ledger.members["m"], "AR"), org.ledger.available) == ((130, 0), 70)
    life.then("2026-01-12 12:02", "capture", "m", hold=0, credits=Decimal(captured))
    org, _ = live(life, "untouched")
    assert (figures(org.ledger.members["m"], "AUR"), org.ledger.available) == (then, available)
    if captured == 50:
        life.end = at("2026-02-10 00:00")
        org, _ = live(life, "untouched")
        assert (figures(org.ledger.members["m"], "AD"), org.ledger.available) == ((70, 30), 0)


@pytest.mark.parametrize("way", WAYS)
def test_a_refund_goes_back_to_the_lots_it_was_drawn_from_the_last_first(way: str) -> None:
    life = free_of_plans("2026-01-10 12:00", "2026-01-20 00:00")
    life.then("2026-01-10 12:00", "buy", credits=Decimal(1000))
    life.then("2026-01-10 12:00", "allocate", user="m", credits=Decimal(1000), period="monthly")
    deduct(life, "2026-01-11 12:00", "m", 300)
    life.then("2026-01-12 12:00", "add", credits=Decimal(100))
    deduct(life, "2026-01-13 12:00", "m", 150)
    life.then("2026-01-14 12:00", "refund_usage", "m", usage=0, credits=Decimal(120))
    org, _ = live(life, way)
    bought, free = org.ledger.lots.lots
    assert (bought.used, bought.restored, free.used, free.restored) == (350, 50, 100, 70)
    assert bought.left == 700


@pytest.mark.parametrize("way", WAYS)
def test_what_a_voided_month_brought_goes_out_as_far_as_it_is_in_the_pool(way: str) -> None:
    life = Life(at("2026-01-10 12:00"), at("2026-01-20 00:00"), plans=usual_plans(platform=1000))
    life.then("2026-01-10 12:00", "create", plan="platform", cycle="monthly", trial_days=0)
    life.then("2026-01-10 12:00", "allocate", user="m", credits=Decimal(700), period="monthly")
    deduct(life, "2026-01-11 12:00", "m", 700)
    life.then("2026-01-12 12:00", "void", invoice=0)
    org, _ = live(life, way)
    month = org.billing.items[0]
    assert (month.lot.out, month.unrecovered, org.ledger.available) == (300, 700, 0)
    # What comes back to its lot from a member's use goes out again as far as the pool has it.
    life.then("2026-01-13 12:00", "close_allocation", user="m")
    life.then("2026-01-13 13:00", "refund_usage", "m", usage=0, credits=Decimal(200))
    org, _ = live(life, way)
    month = org.billing.items[0]
    assert (month.lot.out, month.unrecovered, org.ledger.available) == (500, 500, 0)


def test_a_late_capture_charges_what_remains_and_only_once() -> None:
    life = free_of_plans("2026-01-10 12:00", "2026-01-20 00:00")
    life.then("2026-01-10 12:00", "buy", credits=Decimal(100))
    life.then("2026-01-10 12:00", "allocate", user="m", credits=Decimal(100), period="monthly")
    life.then("2026-01-11 12:00", "reserve", user="m", credits=Decimal(60), ttl_s=60)
    life.then("2026-01-11 12:05", "reserve", user="m", credits=Decimal(90), ttl_s=60)
    life.then("2026-01-11 12:06", "capture", "m", hold=0, credits=Decimal(75))
    org, _ = live(life, "untouched")
    # Without overage the whole of what no credit remained for is uncollected.
    assert (figures(org.ledger.members["m"], "UHR"), org.ledger.uncollected) == ((10, 90, 0), 65)
    repeated = {75: None, 74: "hold_already_resolved"}
    for credits, code in repeated.items():
        verb = Verb(life.end, "capture", {"hold": 0, "credits": Decimal(credits)}, "m")
        assert do(org, verb).code == code
