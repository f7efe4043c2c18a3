"""S7: resets and refreshes were columns that nothing ever read."""

from datetime import UTC, date, datetime

import pytest

from tests.conftest import OwnerConnection
from tests.world import World, make_world

START = datetime(2026, 3, 10, 9, tzinfo=UTC)
DUE = datetime(2026, 4, 10, tzinfo=UTC)
LATE = datetime(2026, 4, 17, 5, tzinfo=UTC)


@pytest.fixture
def company(owner: OwnerConnection) -> tuple[World, str]:
    world = make_world(owner, START)
    member = world.member()
    world.add(100)
    world.allocate(member, 60, "monthly")
    world.grant_monthly(500)
    world.deduct(member, 50)
    return world, member


@pytest.mark.parametrize("now", [DUE, LATE], ids=["on_time", "late"])
@pytest.mark.parametrize("times", [1, 3])
def test_the_clock_resets_and_refreshes_once(
    company: tuple[World, str], now: datetime, times: int
) -> None:
    world, member = company
    world.now = now
    for _ in range(times):
        world.settle()
    assert world.figures(member, "AULD") == (60, 0, 50, 0)
    assert world.pool() == (550, 60, 490, 0)
    pool = world.one("select * from organization_credit_pools where org_id = %s", world.org_id)
    assert (pool["last_refresh_date"], pool["next_refresh_date"]) == (
        date(2026, 4, 10),
        date(2026, 5, 10),
    )
    row = world.allocation(member)
    assert (row["last_reset_date"], row["next_reset_date"]) == (
        date(2026, 4, 10),
        date(2026, 5, 10),
    )
    assert world.differences() == []


def test_nothing_happens_before_it_is_due_and_a_worker_is_told_who_is_due(
    company: tuple[World, str],
) -> None:
    world, member = company
    question = "select %s in (select organizations_due(%s, 1000000)) as is_due"
    world.now = DUE.replace(day=9, hour=23, minute=59)
    assert not world.one(question, world.org_id, world.now)["is_due"]
    world.settle()
    assert world.figures(member, "AUL") == (60, 50, 0)
    world.now = DUE
    assert world.one(question, world.org_id, world.now)["is_due"]
    world.settle()
    assert not world.one(question, world.org_id, world.now)["is_due"]
