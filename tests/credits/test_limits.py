"""Budgets and rates of members and keys: all who spend keep to them, no capture is refused."""

import json
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.conftest import OwnerConnection
from tests.restrictions import make_key, restrict, rules_of
from tests.world import Item, Row, World, make_world

NOON = datetime(2040, 5, 16, 12, tzinfo=UTC)  # a Wednesday
DAY, WEEK, MONTH = (("credits", period, 10) for period in ("day", "week", "month"))


@pytest.fixture
def world(owner: OwnerConnection) -> World:
    world = make_world(owner, now=NOON)
    world.add(10_000)
    return world


@pytest.fixture
def member(world: World) -> str:
    member = world.member()
    world.allocate(member, 1000, "never")
    return member


def spend(
    world: World, verb: str, user: str | None, credits: int | None, closely: bool = False,
    **other: Any,
) -> Row:  # fmt: skip
    key = uuid.uuid4().hex if verb in ("deduct", "reserve") else None
    return world.spend(
        [Item(verb, credits, other.pop("key", key), user, **other)], closely=closely
    )[0]


def limit(world: World, kind: str, subject: str, unit: str = "credits") -> tuple[float, float]:
    """What is used and held of the one limit of this unit."""
    found = [x for x in rules_of(world, kind, subject)["limits"] if f"used_{unit}" in x]
    assert len(found) == 1
    return found[0][f"used_{unit}"], found[0][f"held_{unit}"]


def test_a_budget_refuses_what_it_does_not_cover_and_says_so(world: World, member: str) -> None:
    restrict(world, "member", member, limits=[DAY])
    assert spend(world, "deduct", member, 7)["outcome"] == "ok"
    refused = spend(world, "deduct", member, 4, key="k")
    assert (refused["outcome"], refused["blocked_by"]) == ("refused", "budget")
    assert (refused["needed_credits"], refused["available_credits"]) == (4, 3)
    told = refused["blocked_limit"]
    assert told == {
        "kind": "member", "id": member, "period": "day", "limit_credits": 10, "used_credits": 7,
        "held_credits": 0, "resets_at": "2040-05-17T00:00:00Z",
    }  # fmt: skip
    assert spend(world, "deduct", member, 3)["outcome"] == "ok"
    again = spend(world, "deduct", member, 4, key="k")
    assert (again["replayed"], again["blocked_limit"]) == (True, told)
    assert world.figures(member, "UH") == (10, 0)
    details = world.one(
        """select details from organization_audit_log
           where org_id = %s and event_type = 'credit.deduction.failed'""",
        world.org_id,
    )["details"]  # fmt: skip
    # Flat: the log shows it to people as it is.
    assert details == {
        "verb": "deduct", "blocked_by": "budget", "needed_credits": 4, "available_credits": 3,
        "limited": "member", "limited_id": member, "period": "day", "limit_credits": 10,
        "used_credits": 7, "held_credits": 0, "resets_at": "2040-05-17T00:00:00Z",
    }  # fmt: skip
    assert world.differences() == []


@pytest.mark.parametrize("closely", [False, True])
def test_a_hold_counts_until_it_ends_and_a_capture_is_never_refused(
    world: World, member: str, closely: bool
) -> None:
    restrict(world, "member", member, limits=[DAY])
    held = spend(world, "reserve", member, 8, closely)
    assert limit(world, "member", member) == (0, 8)
    assert spend(world, "reserve", member, 3, closely)["blocked_by"] == "budget"
    small = spend(world, "reserve", member, 2, closely)
    assert spend(world, "release", None, None, hold_id=small["hold_id"])["outcome"] == "ok"
    assert limit(world, "member", member) == (0, 8)
    done = spend(world, "capture", None, 25, hold_id=held["hold_id"])
    assert (done["outcome"], done["uncollected_credits"]) == ("ok", 0)
    assert spend(world, "capture", None, 25, hold_id=held["hold_id"])["replayed"]
    assert limit(world, "member", member) == (25, 0)
    assert world.differences() == []


@pytest.mark.parametrize("way", ["sweep", "room"])
def test_a_hold_that_expires_gives_its_part_back_and_a_late_capture_counts(
    world: World, member: str, way: str
) -> None:
    restrict(world, "member", member, limits=[("credits", "day", 900)])
    held = spend(world, "reserve", member, 600, ttl_s=60)["hold_id"]
    other = spend(world, "reserve", member, 300, ttl_s=60)["hold_id"]
    world.now = NOON + timedelta(minutes=2)
    if way == "sweep":
        world.settle()
        world.one("select sweep_expired_holds(%s, %s)", world.org_id, world.now)
    else:
        # What the allocation lacks comes from the hold that has expired; so does the budget's part.
        world.reclaim(member, 100)
        assert spend(world, "deduct", member, 200)["outcome"] == "ok"
        assert limit(world, "member", member)[0] == 200
    spend(world, "capture", None, 50, hold_id=held)
    spend(world, "capture", None, 20, hold_id=other)
    assert limit(world, "member", member)[1] == 0
    assert world.differences() == []


def test_a_service_keys_budget_is_one_for_all_whom_it_spends_for(world: World, member: str) -> None:
    second = world.member()
    world.allocate(second, 1000, "never")
    key, other = make_key(world), make_key(world)
    restrict(world, "key", key, limits=[DAY, ("credits", "month", 15)])
    assert spend(world, "deduct", member, 6, credential_id=key)["outcome"] == "ok"
    refused = spend(world, "deduct", second, 5, credential_id=key)
    assert (refused["blocked_by"], refused["blocked_limit"]["period"]) == ("budget", "day")
    assert spend(world, "reserve", second, 4, credential_id=key)["outcome"] == "ok"
    assert spend(world, "deduct", second, 500, credential_id=other)["outcome"] == "ok"
    assert spend(world, "deduct", second, 5)["outcome"] == "ok"
    world.now = NOON + timedelta(days=1)
    refused = spend(world, "deduct", second, 6, credential_id=key)
    assert refused["blocked_limit"]["period"] == "month"
    late = world.member()
    world.allocate(late, 100)
    assert spend(world, "deduct", late, 6, credential_id=key)["blocked_by"] == "budget"
    assert world.differences() == []


def test_a_members_key_is_limited_with_its_member_and_the_strictest_wins(
    world: World, member: str
) -> None:
    key = make_key(world, member)
    restrict(world, "key", key, limits=[("credits", "day", 5)])
    restrict(world, "member", member, limits=[("credits", "day", 8)])
    assert spend(world, "deduct", member, 5, credential_id=key)["outcome"] == "ok"
    assert spend(world, "deduct", member, 1, credential_id=key)["blocked_limit"]["kind"] == "key"
    assert spend(world, "deduct", member, 3)["outcome"] == "ok"
    assert spend(world, "deduct", member, 1)["blocked_limit"]["kind"] == "member"


PERIODS = {
    "day": [(0, 0), (11.9, 0), (12.1, 1)],
    "week": [(0, 0), (24 * 4 + 11.9, 0), (24 * 4 + 12.1, 1)],
    "month": [(0, 0), (24 * 8 + 11.9, 0), (24 * 8 + 12.1, 1)],
}


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Auckland", "America/Los_Angeles"])
@pytest.mark.parametrize("period", PERIODS)
def test_a_budget_begins_anew_with_the_organizations_own_days(
    world: World, member: str, period: str, zone: str
) -> None:
    world.move(zone)
    # Noon of the Wednesday after, there.
    noon = world.one("select timestamp '2040-05-23 12:00' at time zone %s as at", zone)["at"]
    world.now = noon
    restrict(world, "member", member, limits=[("credits", period, 10)])
    assert spend(world, "deduct", member, 10)["outcome"] == "ok"
    for hours, periods in PERIODS[period]:
        world.now = noon + timedelta(hours=hours)
        refused = spend(world, "deduct", member, 1)
        assert (refused["outcome"] == "refused") == (periods == 0), hours
        if periods == 0:
            at = datetime.fromisoformat(refused["blocked_limit"]["resets_at"])
            assert at == noon + timedelta(hours=PERIODS[period][-1][0] - 0.1)
    assert world.differences() == []


def test_holds_count_in_the_new_period(world: World, member: str) -> None:
    restrict(world, "member", member, limits=[DAY])
    held = spend(world, "reserve", member, 8, ttl_s=86_400)["hold_id"]
    world.now = NOON + timedelta(hours=13)
    assert spend(world, "deduct", member, 3)["blocked_by"] == "budget"
    spend(world, "capture", None, 6, hold_id=held)
    assert limit(world, "member", member) == (6, 0)
    assert world.differences() == []


def test_what_was_used_before_counts_and_a_refund_gives_back(world: World, member: str) -> None:
    key = make_key(world, member)
    used = spend(world, "deduct", member, 6, credential_id=key)
    world.refund_usage(used["usage_id"], 1)
    open_before = spend(world, "reserve", member, 4, credential_id=key)
    for kind, subject in (("member", member), ("key", key)):
        restrict(world, kind, subject, limits=[DAY])
        assert limit(world, kind, subject) == (5, 0)
    world.refund_usage(used["usage_id"], 2)
    assert limit(world, "key", key) == limit(world, "member", member) == (3, 0)
    spend(world, "capture", None, 4, hold_id=open_before["hold_id"])
    assert limit(world, "key", key) == (7, 0)
    restrict(world, "key", key, limits=[("credits", "day", 20)])
    assert limit(world, "key", key) == (7, 0)
    restrict(world, "key", key)
    assert rules_of(world, "key", key)["limits"] == []
    world.now = NOON + timedelta(days=1)
    spend(world, "deduct", member, 1)
    world.refund_usage(used["usage_id"], 1)
    assert limit(world, "member", member) == (1, 0)
    assert world.differences() == []


def test_a_rate_is_of_a_minute_and_leaves_no_key(world: World, member: str) -> None:
    restrict(world, "member", member, limits=[("requests", "minute", 2)])
    assert spend(world, "deduct", member, 1)["outcome"] == "ok"
    assert spend(world, "reserve", member, 1)["outcome"] == "ok"
    limited = spend(world, "deduct", member, 1, key="again")
    assert limited["outcome"] == "rate_limited"
    assert limited["blocked_limit"] == {
        "kind": "member", "id": member, "period": "minute", "limit_requests": 2,
        "used_requests": 2, "held_requests": 0, "resets_at": "2040-05-16T12:01:00Z",
    }  # fmt: skip
    world.now = NOON + timedelta(minutes=1)
    assert spend(world, "deduct", member, 1, key="again")["outcome"] == "ok"
    assert world.differences() == []


def test_twins_that_meet_a_rate_are_told_alike(world: World, member: str) -> None:
    restrict(world, "member", member, limits=[("requests", "minute", 1)])
    items = [Item("deduct", 1, name, member) for name in ("a", "b", "b", "a", "b")]
    outcomes = [row["outcome"] for row in world.spend(items)]
    assert outcomes == ["ok", "rate_limited", "rate_limited", "ok", "rate_limited"]
    assert world.differences() == []


def test_tokens_a_minute_count_what_calls_used(world: World, member: str) -> None:
    restrict(world, "member", member, limits=[("tokens", "minute", 1000)])
    price = world.one(
        """insert into model_prices
           (model, valid_from, input_usd_per_million, output_usd_per_million, source, created_by)
           values (%s, '2040-01-01', 1, 1, 'test', 'test') returning price_id::text as id""",
        uuid.uuid4().hex,
    )["id"]  # fmt: skip
    call = json.dumps({
        "process_id": str(uuid.uuid4()), "model": "gpt", "upstream": "u", "markup": 0,
        "price_id": price, "input_tokens": 300,
    })  # fmt: skip
    held = spend(world, "reserve", member, 5, call=call)["hold_id"]
    assert limit(world, "member", member, "tokens") == (0, 300)
    others = [spend(world, "reserve", member, 5, call=call) for _ in range(3)]
    assert [row["outcome"] for row in others] == ["ok", "ok", "rate_limited"]
    metadata = json.dumps({"input_tokens": 290, "output_tokens": 600, "cached_tokens": 5})
    spend(world, "capture", None, 3, hold_id=held, metadata=metadata)
    assert limit(world, "member", member, "tokens") == (890, 600)
    # Nothing is known of its tokens, but the rate is used up.
    assert spend(world, "deduct", member, 1)["outcome"] == "rate_limited"
    # Any server that looks for calls of the dead would settle these.
    for row in others[:2]:
        assert spend(world, "release", None, None, hold_id=row["hold_id"])["outcome"] == "ok"


@pytest.mark.parametrize("said", [-5_000, 1e30, "700", None, True, [1]])
def test_tokens_that_a_program_makes_up_take_nothing_off_a_rate(
    world: World, member: str, said: object
) -> None:
    restrict(world, "member", member, limits=[("tokens", "minute", 1000)])
    # Used already, they are charged for however many they are.
    for tokens, expected in ((1_500, "ok"), (said, "rate_limited"), (1, "rate_limited")):
        metadata = json.dumps({"input_tokens": tokens, "output_tokens": 0})
        assert spend(world, "deduct", member, 1, metadata=metadata)["outcome"] == expected
        assert limit(world, "member", member, "tokens") == (1_500, 0)


Rules = dict[str, Any]
BARRED: dict[str, tuple[Rules, Rules, Rules, str]] = {
    "expired": ({"expires_at": NOON}, {}, {}, "access_expired"),
    "an address": (
        {"addresses": ["10.0.0.0/8", "2001:db8::/32"]}, {"address": "10.2.3.4"},
        {"address": "11.2.3.4"}, "address_not_allowed",
    ),
    "an address of the sixth version": (
        {"addresses": ["10.0.0.0/8", "2001:db8::/32"]}, {"address": "2001:db8::7"},
        {"address": "::ffff:10.1.1.1"}, "address_not_allowed",
    ),
    "a model": (
        {"models": ["gpt-4o", "claude-*"]}, {"service_name": "claude-opus"},
        {"service_name": "gpt-4o-mini"}, "model_not_allowed",
    ),
    "a pattern is no expression": (
        {"models": ["gpt_4%", "a.b"]}, {"service_name": "gpt_4%"},
        {"service_name": "gptx4o"}, "model_not_allowed",
    ),
    "no model at all": (
        {"models": ["gpt-4o"]}, {"service_type": "ocr", "service_name": None},
        {"service_name": None}, "model_not_allowed",
    ),
}  # fmt: skip


@pytest.mark.parametrize("verb", ["deduct", "reserve"])
@pytest.mark.parametrize("kind", ["key", "member", "organization"])
@pytest.mark.parametrize("name", BARRED)
def test_a_rule_keeps_out_what_it_does_not_allow(
    world: World, member: str, name: str, kind: str, verb: str
) -> None:
    key = make_key(world, member)
    rules, allowed, forbidden, outcome = BARRED[name]
    subject = {"key": key, "member": member, "organization": str(world.org_id)}[kind]
    before = spend(world, "reserve", member, 2, key="before", credential_id=key)
    restrict(world, kind, subject, **rules)
    if name != "expired":
        assert spend(world, verb, member, 1, credential_id=key, **allowed)["outcome"] == "ok"
    barred = spend(world, verb, member, 1, key="k", credential_id=key, **forbidden)
    assert barred["outcome"] == outcome
    # What began before ends, and is told again.
    again = spend(world, "reserve", member, 2, key="before", credential_id=key, **forbidden | {
        "service_type": "llm", "service_name": "gpt"})  # fmt: skip
    assert (again["outcome"], again["replayed"]) == ("ok", True)
    done = spend(world, "capture", None, 2, hold_id=before["hold_id"], **forbidden)
    assert done["outcome"] == "ok"
    restrict(world, kind, subject)
    assert spend(world, verb, member, 1, key="k", credential_id=key, **forbidden)["outcome"] == "ok"
    assert world.differences() == []


def test_tags_of_all_are_kept_with_the_usage(world: World, member: str) -> None:
    key = make_key(world, member)
    restrict(world, "organization", str(world.org_id), tags=["acme"])
    restrict(world, "member", member, tags=["team-a", "acme"])
    restrict(world, "key", key, tags=["ci"])
    held = spend(world, "reserve", member, 2, credential_id=key)
    metadata = json.dumps({"tags": ["mine"], "user": "x"})
    row = spend(world, "capture", None, 2, hold_id=held["hold_id"], metadata=metadata)
    kept = world.one(
        "select request_metadata as m from credit_usage_attribution where usage_id = %s",
        row["usage_id"],
    )["m"]  # fmt: skip
    assert kept == {"user": "x", "tags": ["acme", "ci", "mine", "team-a"]}


def test_check_says_what_the_budget_leaves(world: World, member: str) -> None:
    restrict(world, "member", member, limits=[DAY])
    spend(world, "deduct", member, 4)
    assert world.check(member, 6)[::2] == (True, None)
    assert world.check(member, 7)[::2] == (False, "budget")


WRONG: dict[str, list[tuple[object, ...]]] = {
    "of credits a minute": [("credits", "minute", 1)],
    "of requests a day": [("requests", "day", 1)],
    "twice": [DAY, ("credits", "day", 11)],
    "below zero": [("credits", "day", -1)],
    "no number": [("credits", "day", None)],
    "of parts of requests": [("requests", "minute", 1.5)],
    "of too many decimals": [("credits", "day", 0.0000001)],
    "of what nobody counts": [("dollars", "day", 1)],
    "of a year": [("credits", "year", 1)],
}


@pytest.mark.parametrize("name", WRONG)
def test_a_limit_that_is_none_is_refused(world: World, member: str, name: str) -> None:
    with pytest.raises(Exception, match="a limit is of credits") as raised:
        restrict(world, "member", member, limits=WRONG[name])
    assert getattr(raised.value, "sqlstate", None) == "OB001"
    assert rules_of(world, "member", member)["limits"] == []


Make = Callable[[World, str], tuple[str, str, str]]


@pytest.mark.parametrize(
    ("kind", "subject", "state"),
    [("member", "nobody", "OB005"), ("key", str(uuid.UUID(int=7)), "OB017"),
     ("key", "no-uuid", "OB017"),
     ("organization", str(uuid.UUID(int=7)), "OB004"), ("team", "x", "OB001")],
)  # fmt: skip
def test_only_what_is_of_the_organization_is_limited(
    world: World, kind: str, subject: str, state: str
) -> None:
    with pytest.raises(Exception) as raised:
        restrict(world, kind, subject, tags=["x"])
    assert getattr(raised.value, "sqlstate", None) == state


def test_members_in_a_batch_of_many_are_each_kept_to_theirs(world: World) -> None:
    members = world.members(8)
    world.allocate_each(members, 100, "never")
    for member in members[::2]:
        restrict(world, "member", member, limits=[DAY])
    items = [Item("deduct", 6, uuid.uuid4().hex, member) for member in members * 2]
    outcomes = [row["outcome"] for row in world.spend(items)]
    assert outcomes[:8] == ["ok"] * 8
    assert outcomes[8:] == ["refused", "ok"] * 4
    assert world.differences() == []
