"""The worked examples of the admin guide: the ledger does what their tables say."""

import re
from datetime import timedelta
from decimal import Decimal

from tests.conftest import OwnerConnection
from tests.credits.test_scenarios import NEXT_MONTH, START
from tests.docs.pages import ROOT
from tests.world import make_world

GUIDE = ROOT / "docs" / "admin-guide.md"
Figures = tuple[Decimal, ...]


def table(name: str) -> list[Figures]:
    """The figures of the table after `<!-- executed: name -->`, without the first column."""
    text = GUIDE.read_text(encoding="utf-8")
    found = re.search(rf"<!-- executed: {name} -->\n\n((?:\|.*\n)+)", text)
    assert found, name
    rows = found[1].splitlines()[2:]
    return [
        tuple(Decimal(cell.strip().replace(",", "")) for cell in row.strip("|").split("|")[1:])
        for row in rows
    ]


def test_the_life_of_ten_thousand_credits_is_the_one_of_the_guide(owner: OwnerConnection) -> None:
    pools = iter(table("life of 10,000"))
    world = make_world(owner, START)
    members = sorted(world.member(f"m{number}") for number in range(1, 5))
    world.add(10_000)
    assert world.pool() == next(pools)
    for member in members:
        world.allocate(member, 2_000, "monthly")
    assert world.pool() == next(pools)
    shortfall = table("shortfall")
    for member, (used, _, _) in zip(members, shortfall, strict=True):
        world.deduct(member, used)
    assert world.pool() == next(pools)
    # Set a day after the allocations, it comes a day after their reset.
    world.now = START + timedelta(days=1)
    world.grant_monthly(5_000)
    world.now = NEXT_MONTH
    world.settle()
    assert world.pool() == next(pools)
    assert [world.figures(member, "AD") for member in members] == [row[1:] for row in shortfall]
    world.now = NEXT_MONTH + timedelta(days=1)
    world.settle()
    assert world.pool() == next(pools)
    world.reclaim(members[3], 500)
    assert world.pool() == next(pools)
    world.deduct(members[0], 1_000)
    assert world.pool() == next(pools)
    assert next(pools, None) is None
    assert world.differences() == []


def test_setting_less_than_is_used_does_what_the_guide_says(owner: OwnerConnection) -> None:
    steps = iter(table("set below"))
    world = make_world(owner, START)
    member = world.member()

    def figures() -> Figures:
        return (*world.figures(member, "AUHR"), world.pool()[2])

    world.add(200)
    world.allocate(member, 150, "monthly")
    world.deduct(member, 80)
    hold_id = world.hold(member, 50)["hold_id"]
    assert figures() == next(steps)
    world.now = START + timedelta(minutes=1)
    world.set_to(member, 100)
    assert figures() == next(steps)
    world.capture(hold_id, 10)
    assert figures() == next(steps)
    assert next(steps, None) is None
    assert world.differences() == []
