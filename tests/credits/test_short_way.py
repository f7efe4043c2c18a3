"""A deduct that is alone in its organization takes a shorter way, by itself or together with those
of other organizations, and says and leaves what one among others does."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from tests.conftest import OwnerConnection
from tests.credits.together import Deduct, neighbour_of, together
from tests.world import Item, Row, World, make_world

START = datetime(2027, 3, 30, 12, tzinfo=UTC)


def nothing(_world: World, _member: str) -> None:
    """Leave everything open."""


def a_month_later(world: World, _member: str) -> None:
    world.now = START + timedelta(days=40)


def closed_allocation(world: World, member: str) -> None:
    world.close(member)


def holds_it_all(world: World, member: str) -> None:
    world.hold(member, 60, 3600, "hold")


def held_and_expired(world: World, member: str) -> None:
    world.hold(member, 60, 1, "hold")
    world.now = START + timedelta(seconds=5)


def key_used_before(world: World, member: str) -> None:
    world.deduct(member, 5, "key")


def key_used_for_this(world: World, member: str) -> None:
    world.deduct(member, 30, "key")


SITUATIONS: list[Callable[[World, str], None]] = [
    nothing,
    a_month_later,
    closed_allocation,
    holds_it_all,
    held_and_expired,
    key_used_before,
    key_used_for_this,
    lambda world, _: world.switch(False),
    lambda world, _: world.switch(True, False),
]
IDS = [*(situation.__name__ for situation in SITUATIONS[:-2]), "suspended", "paused"]
CREDITS = ["30", "60.000001", "90", "95", "100.000001"]


def spend(world: World, member: str, credits: str, way: str) -> Row:
    """The last item is the one in question; the others concern nobody here."""
    deduct = Item("deduct", Decimal(credits), "key", member)
    if way == "together":
        # One deduct here, and more than one of another organization, are tried together.
        neighbour = neighbour_of(world)
        answers = together(
            [Deduct(world, member, credits), neighbour, replace(neighbour, key="another")]
        )
        assert "due" not in {answer["outcome"] for answer in answers.values()}
        # What stood in the way is looked at closer, alone.
        rows = [answers[1]] if 1 in answers else world.spend([deduct])
    elif way == "beside":
        rows = [beside(world, deduct)]
    elif way == "closely":
        rows = world.spend([deduct], closely=True)
    else:
        rows = world.spend(
            [deduct] if way == "alone" else [Item("deduct", 1, "other", "nobody"), deduct]
        )
    answer = rows[-1]
    return {name: answer[name] for name in answer if name not in ("ordinal", "usage_id")}


def beside(world: World, item: Item) -> Row:
    """The only item of its organization among few, and its answer; what comes back untried comes
    again alone, as the engine sends it."""
    neighbour = neighbour_of(world)
    hold = Item("reserve", 1, "neighbour", neighbour.member)
    rows = world.spend_once([(neighbour.world.org_id, hold), (world.org_id, item)])
    assert [row["ordinal"] for row in rows] == [1, 2]
    assert rows[0]["outcome"] == "ok"
    assert {row["replayed"] for row in rows} <= {False, True}
    return world.spend([item], closely=True)[0] if rows[1]["outcome"] == "untried" else rows[1]


def left_behind(world: World, member: str) -> list[Row]:
    """What both ways must leave alike: the allocation, its usage, sums, keys, audit and facts."""
    questions = [
        """select allocated_credits, used_credits, held_credits, seq, period_number,
           cumulative_used_credits from user_credit_allocations
           where org_id = %s and user_id = %s""",
        # Every column but its ids, those of later versions too.
        """select to_jsonb(u) - array['org_id', 'usage_id', 'user_id', 'hold_id'] as usage
           from credit_usage_attribution as u where org_id = %s and user_id = %s
           order by allocation_seq""",
        """select day, service_type, service_name, credits, requests, api_cost_usd, markup_usd
           from credit_usage_daily where org_id = %s and user_id = %s order by 1, 2, 3""",
        """select request_key, verb, credits from credit_request_keys
           where org_id = %s and user_id = %s order by 1""",
        """select event_type, count(*) from organization_audit_log
           where org_id = %s and subject = %s group by 1 order by 1""",
        """select topic, count(*) from outbox
           where org_id = %s and payload ->> 'user_id' = %s group by 1 order by 1""",
    ]
    return [row for question in questions for row in world.rows(question, world.org_id, member)]


@pytest.mark.parametrize("credits", CREDITS)
@pytest.mark.parametrize("situation", SITUATIONS, ids=IDS)
def test_every_way_says_and_leaves_the_same(
    owner: OwnerConnection, situation: Callable[[World, str], None], credits: str
) -> None:
    told: list[Row] = []
    left: list[list[Row]] = []
    for way in ("closely", "among", "alone", "together", "beside"):
        world = make_world(owner, START)
        member = world.member()
        world.add(150)
        world.allocate(member, 100, "monthly")
        situation(world, member)
        told.append(spend(world, member, credits, way))
        left.append(left_behind(world, member))
        assert world.differences() == []
    assert told == [told[0]] * 5
    assert left == [left[0]] * 5


def without_ids(row: Row) -> Row:
    return {name: row[name] for name in row if name not in ("ordinal", "hold_id", "usage_id")}


@pytest.mark.parametrize("situation", SITUATIONS, ids=IDS)
def test_every_way_holds_the_same(
    owner: OwnerConnection, situation: Callable[[World, str], None]
) -> None:
    told: list[Row] = []
    left: list[list[Row]] = []
    for way in ("closely", "alone", "beside"):
        world = make_world(owner, START)
        member = world.member()
        world.add(150)
        world.allocate(member, 100, "monthly")
        situation(world, member)
        hold = Item("reserve", 30, "key", member)
        if way == "beside":
            answer = beside(world, hold)
        else:
            [answer] = world.spend([hold], closely=way == "closely")
        told.append(without_ids(answer))
        left.append(left_behind(world, member) + holds_of(world))
        assert world.differences() == []
    assert told == [told[0]] * 3
    assert left == [left[0]] * 3


def holds_of(world: World) -> list[Row]:
    return world.rows(
        """select credits, status, is_late, service_type, service_name,
           captured_credits, released_credits, uncollected_credits, resolved_remaining_credits,
           remaining_credits, expires_at, dispatched_at, created_at, resolved_at,
           usage_id is not null as is_charged
           from credit_holds where org_id = %s order by request_key""",
        world.org_id,
    )


@dataclass
class Held:
    """A member who has used 20 of 150 and holds 60, and the capture that comes."""

    world: World
    member: str
    hold_id: UUID
    capture: Item


def as_it_is(_held: Held) -> None:
    """Leave everything as it is."""


def by_another_key(held: Held) -> None:
    """The hold was vouched for; the capture comes with a key."""
    key_hash = hashlib.sha256(uuid4().bytes).digest()
    held.world.connection.execute(
        "select create_api_key(%s, 'service', null, 'test', %s, 'ob', null, %s)",
        [held.world.org_id, key_hash, held.world.member(role="admin")],
    )
    held.capture = replace(held.capture, credential_hash=key_hash)


def captured_before(held: Held) -> None:
    held.world.capture(held.hold_id, 25)


def captured_for_this(held: Held) -> None:
    held.world.spend([held.capture])


def released_before(held: Held) -> None:
    held.world.release(held.hold_id)


def late(held: Held) -> None:
    """Others have had the hold's credits meanwhile."""
    held.world.now = START + timedelta(hours=2)
    held.world.deduct(held.member, 120, "meanwhile")


def expired_but_open(held: Held) -> None:
    held.world.now = START + timedelta(hours=2)


def set_below(held: Held) -> None:
    """What the capture leaves of the hold is above the target, and goes back to the pool."""
    held.world.set_to(held.member, 40)


def nearly_used_before(held: Held) -> None:
    """Over 90 % are used, which was told then."""
    held.world.release(held.hold_id)
    held.world.deduct(held.member, 118, "most of it")
    hold_id = held.world.hold(held.member, 10, 3600, "small")["hold_id"]
    held.capture = replace(held.capture, hold_id=hold_id)


def a_month_later_held(held: Held) -> None:
    held.world.now = START + timedelta(days=40)


def suspended(held: Held) -> None:
    held.world.switch(False)


def of_another_organization(held: Held) -> None:
    held.capture = replace(held.capture, hold_id=uuid4())


CAPTURES = [
    as_it_is, by_another_key, captured_before, captured_for_this, released_before, late,
    expired_but_open, set_below, nearly_used_before, a_month_later_held, suspended,
    of_another_organization,
]  # fmt: skip


@pytest.mark.parametrize("credits", ["10", "60", "120", "130.000001"])
@pytest.mark.parametrize("situation", CAPTURES)
def test_every_way_captures_the_same(
    owner: OwnerConnection, situation: Callable[[Held], None], credits: str
) -> None:
    told: list[Row] = []
    left: list[list[Row]] = []
    for closely in (False, True):
        world = make_world(owner, START)
        member = world.member()
        world.add(200)
        world.allocate(member, 150, "monthly")
        world.deduct(member, 20, "first")
        hold_id = world.hold(member, 60, 3600, "hold")["hold_id"]
        held = Held(world, member, hold_id, Item("capture", Decimal(credits), hold_id=hold_id))
        situation(held)
        [answer] = world.spend([held.capture], closely=closely)
        told.append(without_ids(answer))
        left.append(left_behind(world, member) + holds_of(world))
        assert world.differences() == []
    assert told[0] == told[1]
    assert left[0] == left[1]


def test_ninety_percent_are_told_once(owner: OwnerConnection) -> None:
    world = make_world(owner)
    member = world.member()
    world.add(100)
    world.allocate(member, 100, "never")

    def times_told() -> tuple[int, int]:
        row = world.one(
            """select (select count(*) from organization_audit_log where org_id = %(org)s
               and event_type = 'user.allocation.exhausted') as audited,
               (select count(*) from outbox where org_id = %(org)s
               and topic = 'user.allocation.exhausted') as told""".replace("%(org)s", "%s"),
            world.org_id, world.org_id,
        )  # fmt: skip
        return row["audited"], row["told"]

    seen = []
    for credits in (80, 10, 1, 1, 8):
        assert world.deduct(member, credits)["outcome"] == "ok"
        seen.append(times_told())
    assert seen == [(0, 0), (0, 0), (1, 1), (1, 1), (1, 1)]


def test_the_usage_of_one_batch_is_in_order_of_arrival(owner: OwnerConnection) -> None:
    world = make_world(owner)
    member = world.member()
    world.add(100)
    world.allocate(member, 100, "never")
    keys = [f"key {number}" for number in (5, 3, 9, 1, 7, 2, 8, 0, 6, 4)]
    world.spend([Item("deduct", 1, key, member) for key in keys])
    rows = world.rows(
        "select request_id from credit_usage_attribution where org_id = %s order by usage_id",
        world.org_id,
    )
    assert [row["request_id"] for row in rows] == keys


def call_of(world: World) -> str:
    """What the journal keeps of a call to a model that has a price."""
    price = world.one(
        "select price_id from set_model_price(%s, 1, 2, 'admin', 'root')", world.member()
    )
    call = {
        "process_id": str(uuid4()), "model": "m", "upstream": "u", "markup": 1, "input_tokens": 1,
        "price_id": str(price["price_id"]),
    }  # fmt: skip
    return json.dumps(call)


def test_a_call_goes_on_whose_capture_comes_back_untried(owner: OwnerConnection) -> None:
    world = make_world(owner, START)
    member, neighbour = world.member(), neighbour_of(world)
    world.add(100)
    world.allocate(member, 50, "never")
    reserve = Item("reserve", 50, "call", member, call=call_of(world))
    hold_id = world.spend([reserve])[0]["hold_id"]
    # More than the member has: that is looked at closely.
    capture = Item("capture", 60, hold_id=hold_id, call="{}")
    other = Item("reserve", 1, "neighbour", neighbour.member)
    rows = world.spend_once([(world.org_id, capture), (neighbour.world.org_id, other)])
    assert [row["outcome"] for row in rows] == ["untried", "ok"]
    running = "select settled_at is null as is_running from gateway_calls where hold_id = %s"
    assert world.one(running, hold_id)["is_running"]
    assert world.spend([capture], closely=True)[0]["uncollected_credits"] == 10
    assert not world.one(running, hold_id)["is_running"]
    assert world.differences() == []


def test_a_capture_that_comes_again_takes_nothing_of_other_holds(owner: OwnerConnection) -> None:
    world = make_world(owner)
    member = world.member()
    world.add(100)
    world.allocate(member, 100)
    first, _ = (world.hold(member, 20)["hold_id"] for _ in range(2))
    answers = [world.spend([Item("capture", 15, hold_id=first)])[0] for _ in range(2)]
    assert [answer["replayed"] for answer in answers] == [False, True]
    assert world.figures(member, "UHR") == (15, 20, 65)
    assert world.differences() == []
