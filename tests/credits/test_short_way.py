"""A deduct that is alone in its organization takes a shorter way, by itself or together with those
of other organizations, and says and leaves what one among others does."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

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
    wish = Item("deduct", Decimal(credits), "key", member)
    if way == "together":
        wishes = [Deduct(world, member, credits), neighbour_of(world)]
        answers = together(wishes)
        # What stood in the way is looked at closer, alone.
        rows = [answers[1]] if 1 in answers else world.spend([wish])
    else:
        rows = world.spend(
            [wish] if way == "alone" else [Item("deduct", 1, "other", "nobody"), wish]
        )
    answer = rows[-1]
    return {name: answer[name] for name in answer if name not in ("ordinal", "usage_id")}


def left_behind(world: World, member: str) -> list[Row]:
    """What both ways must leave alike: the allocation, its usage, sums, keys, audit and facts."""
    questions = [
        """select allocated_credits, used_credits, held_credits, seq, period_number,
           cumulative_used_credits from user_credit_allocations
           where org_id = %s and user_id = %s""",
        """select created_at, local_day, credits_used, charged_credits, overage_credits,
           uncollected_credits, period_number, allocation_seq, allocation_balance_after,
           remaining_credits, service_type, service_name, request_id, request_metadata
           from credit_usage_attribution where org_id = %s and user_id = %s order by 8""",
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
    for way in ("among", "alone", "together"):
        world = make_world(owner, START)
        member = world.member()
        world.add(150)
        world.allocate(member, 100, "monthly")
        situation(world, member)
        told.append(spend(world, member, credits, way))
        left.append(left_behind(world, member))
        assert world.differences() == []
    assert told[0] == told[1] == told[2]
    assert left[0] == left[1] == left[2]


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
