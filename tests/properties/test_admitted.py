"""What the schema of the API admits, the database admits: nothing is malformed only in SQL."""

import uuid
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from orgbilling import bounds
from orgbilling.spending.schemas import CaptureRequest, DeductRequest, HoldRequest
from tests.conftest import OwnerConnection
from tests.properties.bodies import (
    COSTS,
    CREDITS,
    IDS,
    SERVICE_NAMES,
    SERVICE_TYPES,
    TTLS_S,
    WIDE,
    Fields,
    admitted,
)
from tests.world import Item, World, make_world

EXAMPLES = 60
LARGEST = bounds.CREDITS_MAX
SOUND = {"user_id": "m", "credits": Decimal(1), "service_type": "llm", "request_id": "k"}
BODIES: dict[str, tuple[type[BaseModel], Fields]] = {
    "deduct": (
        DeductRequest,
        {
            "user_id": IDS, "credits": CREDITS, "service_type": SERVICE_TYPES,
            "service_name": st.none() | SERVICE_NAMES, "request_id": IDS,
            "api_cost_usd": st.none() | COSTS, "markup_usd": st.none() | COSTS,
        },
    ),
    "reserve": (
        HoldRequest,
        {
            "user_id": IDS, "credits": CREDITS, "service_type": st.none() | SERVICE_TYPES,
            "service_name": st.none() | SERVICE_NAMES, "request_id": IDS,
            "ttl_s": TTLS_S,
        },
    ),
    "capture": (
        CaptureRequest,
        {"credits": CREDITS, "api_cost_usd": st.none() | COSTS, "markup_usd": st.none() | COSTS},
    ),
}  # fmt: skip


def asked(verb: str) -> st.SearchStrategy[tuple[str, BaseModel]]:
    """Bodies of a verb that its schema admits."""
    return admitted(*BODIES[verb], SOUND).map(lambda body: (verb, body))


def item(world: World, member: str, verb: str, body: BaseModel, own: bool) -> Item:
    """What the route makes of a body, for the member or for whom it names."""
    said: dict[str, Any] = body.model_dump(exclude={"metadata", "request_id", "user_id"})
    if verb == "capture":
        # Whatever has been spent, there is a credit to hold.
        world.add(1)
        world.allocate(member, 1)
        return Item(verb, hold_id=world.hold(member, 1)["hold_id"], **said)
    key, user = body.request_id, body.user_id  # type: ignore[attr-defined]
    return Item(verb, key=key, user=member if own else user, **said)


def rich(owner: OwnerConnection) -> tuple[World, str]:
    """A member with more than a few of the largest amounts, whose name is as long as may be."""
    world = make_world(owner)
    member = WIDE[:247] + uuid.uuid4().hex[:8]
    owner.execute(
        "insert into users (user_id, email, name) values (%s, %s, 'x')",
        [member, f"{uuid.uuid4().hex}@example.com"],
    )
    owner.execute(
        "insert into organization_members (org_id, user_id, role) values (%s, %s, 'member')",
        [world.org_id, member],
    )
    for _ in range(5):
        world.add(LARGEST)
        world.allocate(member, LARGEST, "never")
    return world, member


def test_what_the_schema_admits_sql_admits(owner: OwnerConnection) -> None:
    world, member = rich(owner)
    seen: set[str] = set()

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        st.lists(
            st.tuples(st.sampled_from(sorted(BODIES)).flatmap(asked), st.booleans()),
            min_size=1, max_size=6,
        ),
        st.booleans(),
    )  # fmt: skip
    def spend(bodies: list[tuple[tuple[str, BaseModel], bool]], closely: bool) -> None:
        items = [item(world, member, verb, body, own) for (verb, body), own in bodies]
        answers = world.spend(items, closely=closely)
        outcomes = {answer["outcome"] for answer in answers}
        assert len(answers) == len(items)
        assert outcomes <= {"ok", "refused", "member_not_found", "key_conflict"}, answers
        seen.update(outcomes)

    spend()
    assert seen >= {"ok", "member_not_found"}
    assert world.differences() == []


@pytest.mark.parametrize("closely", [False, True])
def test_the_longest_names_fit_where_they_are_kept(owner: OwnerConnection, closely: bool) -> None:
    world, member = rich(owner)
    said = {
        "service_type": WIDE[: bounds.SERVICE_TYPE_CHARACTERS_MAX],
        "service_name": WIDE[: bounds.SERVICE_NAME_STORED_CHARACTERS_MAX],
        "user": member,
    }
    first, held = (
        Item(verb, 1, WIDE[:250] + uuid.uuid4().hex[:5], ttl_s=bounds.HOLD_TTL_S_MAX, **said)
        for verb in ("deduct", "reserve")
    )  # fmt: skip
    [spent] = world.spend([first], closely=closely)
    [hold] = world.spend([held], closely=closely)
    [captured] = world.spend([Item("capture", 1, hold_id=hold["hold_id"])], closely=closely)
    assert [row["outcome"] for row in (spent, hold, captured)] == ["ok"] * 3
    again = world.spend([first, held], closely=closely)
    assert [(row["outcome"], row["replayed"]) for row in again] == [("ok", True)] * 2
    assert world.differences() == []


def test_the_largest_costs_of_the_schema_are_spent(owner: OwnerConnection) -> None:
    world = make_world(owner)
    member = world.member()
    world.add(10)
    world.allocate(member, 10, "never")
    largest = bounds.COST_USD_MAX
    item = Item("deduct", 1, "k", member, api_cost_usd=largest, markup_usd=largest)
    assert [row["outcome"] for row in world.spend_once([(world.org_id, item)])] == ["ok"]
