"""Which items of a statement are tried together: whatever else comes with them."""

import uuid

import pytest

from tests.conftest import OwnerConnection
from tests.spend_items import Item, spend_items

ONE, OTHER = uuid.uuid4(), uuid.uuid4()
MANY = [(ONE, Item("deduct", 1, f"key-{n}", f"member-{n}")) for n in range(6)]
HOLD = Item("reserve", 1, "hold", "member-0")
MALFORMED = Item("reserve", -1, "bad", "member-0")

# What comes after six deducts of one organization; which items are malformed; which go together.
CASES = {
    "nothing": ([], [], range(1, 7)),
    "another's hold": ([(OTHER, HOLD)], [], range(1, 7)),
    "their own hold": ([(ONE, HOLD)], [], []),
    "a malformed item of theirs": ([(ONE, MALFORMED)], [7], range(1, 7)),
    "a malformed item of nobody's": ([(None, MALFORMED)], [7], range(1, 7)),
    "a verb that is none": ([(ONE, Item("spend", 1, "key", "member-0"))], [7], range(1, 7)),
}


@pytest.mark.parametrize("name", CASES)
def test_a_malformed_item_keeps_nobody_from_the_quick_way(
    owner: OwnerConnection, name: str
) -> None:
    others, malformed, together = CASES[name]
    row = owner.execute(
        "select * from sorted_items(%s::spend_item[])", [spend_items([*MANY, *others])]
    ).fetchone()
    assert row is not None
    assert (row["malformed"], row["together"]) == (malformed, [*together])


@pytest.mark.parametrize("count", [1, 4, 5])
def test_few_organizations_of_one_deduct_each_go_one_by_one(
    owner: OwnerConnection, count: int
) -> None:
    items = spend_items((uuid.uuid4(), Item("deduct", 1, "key", "member")) for _ in range(count))
    row = owner.execute("select together from sorted_items(%s::spend_item[])", [items]).fetchone()
    assert row == {"together": [*range(1, 6)] if count == 5 else []}
