"""Lives by chance come out the same, whoever looked at the organization and when."""

from decimal import Decimal

import pytest

from tests.lives.life import Life, live, state
from tests.lives.organization import Organization
from tests.lives.random_life import random_life
from tests.lives.verbs import do

ZERO = Decimal(0)
LIVES = 200
TOGETHER = 25


@pytest.mark.parametrize("first", range(0, LIVES, TOGETHER))
def test_a_life_is_the_same_with_a_worker_without_and_touched_at_random(first: int) -> None:
    for seed in range(first, first + TOGETHER):
        life = random_life(seed)
        org, outcomes = live(life, "untouched")
        assert_adds_up(org)
        found = state(org)
        for way in ("worker", "random"):
            other, others = live(life, way, seed)
            assert others == outcomes, (seed, way)
            assert state(other) == found, (seed, way)


def assert_adds_up(org: Organization) -> None:
    """What came in is in the pool, with members, used or out; every column keeps its bounds."""
    ledger = org.ledger
    use = sum((m.C for m in ledger.by_user()), ZERO)
    left = sum((lot.left for lot in ledger.lots.lots), ZERO)
    kept = ledger.available + sum((m.A - m.U for m in ledger.by_user()), ZERO)
    assert left - (use - ledger.lots.settled) == kept
    assert ledger.available >= 0
    for m in ledger.by_user():
        assert min(m.U, m.H, m.T, m.D, m.R) >= 0, m
        assert m.S == 0 or (m.S > 0 and m.R == 0), m
        assert m.active or m.T == m.D == 0, m
    for lot in ledger.lots.lots:
        assert 0 <= lot.used - lot.restored + lot.out <= lot.amount, lot
        assert 0 <= lot.restored <= lot.used, lot
        later = sum((t.used for t in ledger.lots.lots if t.number >= lot.number), ZERO)
        assert later <= use - lot.use_at_opening, lot
    for item in org.billing.items:
        assert not (item.state == "due" and not item.is_dead and org.billing.may_come(item)), item
    for subscription in org.billing.subscriptions:
        owing = subscription.standing.owes.name in ("past_due", "blocked")
        assert not owing or subscription.owes, subscription


def test_lives_by_chance_do_every_verb_and_are_refused_few() -> None:
    accepted: dict[str, int] = {}
    refused: dict[str, int] = {}
    for seed in range(40):
        _, outcomes = live(random_life(seed), "untouched")
        for outcome in outcomes:
            counts = refused if outcome.code else accepted
            counts[outcome.verb] = counts.get(outcome.verb, 0) + 1
    assert len(accepted) == 28, sorted(accepted)
    assert min(accepted.values()) >= 10, accepted
    assert sum(refused.values()) * 2 < sum(accepted.values()), refused


def test_a_fifth_of_the_verbs_comes_at_the_very_instant_of_a_boundary() -> None:
    lives = [random_life(seed) for seed in range(20)]
    at_boundary = sum(count_at_boundaries(life) for life in lives)
    assert at_boundary * 8 > sum(len(life.verbs) for life in lives)


def count_at_boundaries(life: Life) -> int:
    org = Organization(life.plans, life.zone)
    count = 0
    for instant, verb in life.touches("untouched"):
        if verb is not None:
            count += instant in org.boundaries() or org.next_due_at() == instant
            do(org, verb)
    return count
