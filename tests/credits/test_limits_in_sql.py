"""Who spends by a function of SQL is told of a budget as of any refusal; of a rule or a rate by an
error with a state of its own, as of any misuse: `outcome` is ok or refused, and nothing else."""

from datetime import UTC, datetime

import psycopg
import pytest

from tests.conftest import OwnerConnection
from tests.restrictions import restrict, rules_of
from tests.world import World, make_world

NOON = datetime(2040, 5, 16, 12, tzinfo=UTC)


@pytest.fixture
def world(owner: OwnerConnection) -> World:
    world = make_world(owner, now=NOON)
    world.add(1_000)
    return world


@pytest.fixture
def member(world: World) -> str:
    member = world.member()
    world.allocate(member, 100, "never")
    return member


def test_a_budget_refuses_in_sql(world: World, member: str) -> None:
    restrict(world, "member", member, limits=[("credits", "day", 5)])
    assert world.deduct(member, 5)["outcome"] == "ok"
    for refused in (world.deduct(member, 1), world.hold(member, 1)):
        assert (refused["outcome"], refused["blocked_by"]) == ("refused", "budget")
        assert refused["available_credits"] == 0


@pytest.mark.parametrize("verb", ["deduct", "hold"])
@pytest.mark.parametrize(
    ("rules", "state", "told"),
    [
        ({"expires_at": NOON}, "OB029", "has come to its end"),
        ({"models": ["claude-*"]}, "OB030", "may not use this model"),
        ({"limits": [("requests", "minute", 0)]}, "OB031", "rate"),
        ({"limits": [("tokens", "minute", 0)]}, "OB031", "rate"),
    ],
)
def test_a_rule_or_a_rate_is_raised_and_leaves_nothing(
    world: World, member: str, rules: dict[str, object], state: str, told: str, verb: str
) -> None:
    restrict(world, "member", member, **rules)
    with pytest.raises(psycopg.Error, match=told) as raised:
        getattr(world, verb)(member, 1, key="k")
    assert raised.value.sqlstate == state
    restrict(world, "member", member)
    assert getattr(world, verb)(member, 1, key="k")["outcome"] == "ok"
    assert world.differences() == []


def test_from_no_address_a_rule_of_addresses_keeps_nobody_out(world: World, member: str) -> None:
    restrict(world, "member", member, addresses=["10.0.0.0/8"])
    assert world.deduct(member, 1)["outcome"] == "ok"


@pytest.mark.parametrize(
    "end", ["infinity", "-infinity", "10000-01-01 00:00+00", "0044-03-15 00:00+00 BC"]
)
def test_an_end_that_no_answer_can_show_is_refused(world: World, member: str, end: str) -> None:
    with pytest.raises(Exception, match="an end lies between") as raised:
        restrict(world, "member", member, expires_at=end)
    assert getattr(raised.value, "sqlstate", None) == "OB001"
    assert rules_of(world, "member", member)["expires_at"] is None
