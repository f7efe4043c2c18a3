"""What a verb has no use for in an item changes nothing of what it does."""

from dataclasses import replace
from typing import Any

import pytest

from tests.conftest import OwnerConnection
from tests.world import Item, Row, World, make_world

OTHER = {
    "deduct": {"ttl_s": 5},
    "reserve": {"api_cost_usd": 1, "markup_usd": 2},
    "capture": {"ttl_s": 5},
    "release": {"ttl_s": 5, "credits": 7, "api_cost_usd": 1, "markup_usd": 2},
}


def left_behind(world: World, ids: dict[str, str]) -> list[Row]:
    """Every figure; ids of people and holds by what they are called here."""
    queries = [
        """select user_id, used_credits, held_credits, seq from user_credit_allocations
           where org_id = %s""",
        """select user_id, credits_used, service_type, service_name, request_id, api_cost_usd,
           hold_id from credit_usage_attribution where org_id = %s""",
        """select user_id, credits, status, request_key, service_type from credit_holds
           where org_id = %s""",
        """select request_key, verb, user_id, credits from credit_request_keys
           where org_id = %s""",
    ]
    found = [
        {name: ids.get(str(value), value) for name, value in row.items()}
        for query in queries
        for row in world.rows(query, world.org_id)
    ]
    return sorted(found, key=str)


@pytest.mark.parametrize("way", ["alone", "several", "closely"])
@pytest.mark.parametrize("verb", OTHER)
def test_a_field_of_another_verb_is_left_alone(owner: OwnerConnection, verb: str, way: str) -> None:
    left = []
    for is_full in (False, True):
        world = make_world(owner)
        member, other = world.member(), world.member()
        world.add(200)
        for user in (member, other):
            world.allocate(user, 100, "never")
        hold_id = world.hold(member, 5, key="hold")["hold_id"]
        more: dict[str, Any] = OTHER[verb]
        if verb in ("deduct", "reserve"):
            item = Item(verb, 2, "key", member)
            more = {**more, "hold_id": hold_id}
        else:
            item = Item(verb, 2 if verb == "capture" else None, hold_id=hold_id)
            more = {**more, "key": "key", "user": other}
        item = replace(item, **more) if is_full else item
        items = [item, Item("deduct", 1, "beside", other)] if way == "several" else [item]
        answers = world.spend(items, closely=way == "closely")
        assert {answer["outcome"] for answer in answers} == {"ok"}
        assert world.differences() == []
        ids = {member: "member", other: "other", str(hold_id): "hold"}
        left.append(left_behind(world, ids))
    assert left[0] == left[1]
