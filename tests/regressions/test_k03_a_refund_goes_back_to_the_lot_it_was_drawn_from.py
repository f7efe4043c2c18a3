"""K3: refunded use landed in another lot: paid credits became free ones, expiring ones eternal."""

import uuid
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import psycopg
import pytest

from tests.conftest import OwnerConnection
from tests.world import Amount, World, make_world

START = datetime(2026, 3, 10, 9, tzinfo=UTC)


def company(owner: OwnerConnection) -> tuple[World, str]:
    world = make_world(owner, START)
    return world, world.member()


def last_lot(world: World) -> uuid.UUID:
    lot_id: uuid.UUID = lots(world)[-1][0]
    return lot_id


def lots(world: World) -> list[tuple[uuid.UUID, str, Decimal]]:
    """Id, source and what is left of each lot, oldest first."""
    world.connection.execute("select settle_lots(%s)", [world.org_id])
    rows = world.rows(
        """select lot_id, source, left_credits from credit_lots where org_id = %s
           order by opened_at, amount desc""",
        world.org_id,
    )
    return [(row["lot_id"], row["source"], row["left_credits"]) for row in rows]


def left(world: World) -> list[tuple[str, Decimal]]:
    return [lot[1:] for lot in lots(world)]


def spend(world: World, member: str, credits: Amount) -> uuid.UUID:
    """Give a member credits and let the member use them; a second passes."""
    world.now += timedelta(seconds=1)
    world.allocate(member, credits)
    usage_id: uuid.UUID = world.deduct(member, credits)["usage_id"]
    return usage_id


def refund_all_lots(world: World) -> Decimal:
    """Return the dollars that come back when every lot is refunded as far as it goes."""
    before = lifetime_usd(world)
    for lot_id, _, credits in lots(world):
        if credits:
            world.refund_pool(lot_id, credits)
    return before - lifetime_usd(world)


def lifetime_usd(world: World) -> Decimal:
    spent: Decimal = world.one(
        "select lifetime_spent_usd from organization_credit_pools where org_id = %s", world.org_id
    )["lifetime_spent_usd"]
    return spent


def test_what_was_bought_used_and_refunded_is_worth_what_was_paid(owner: OwnerConnection) -> None:
    world, member = company(owner)
    world.add(1_000, "1.00")
    world.refund_usage(spend(world, member, 600), 600)
    world.reclaim(member, 600)
    assert left(world) == [("purchase", 1_000)]
    assert refund_all_lots(world) == Decimal("1.00")
    assert world.pool() == (0, 0, 0, 0)
    assert world.differences() == []


def test_what_was_drawn_last_goes_back_first(owner: OwnerConnection) -> None:
    world, member = company(owner)
    world.add(1_000, "1.00")
    spend(world, member, 300)
    world.add(100)
    world.refund_usage(spend(world, member, 150), 120)
    assert left(world) == [("purchase", 700), ("grant", 70)]
    world.reclaim(member, 120)
    assert refund_all_lots(world) == Decimal("0.70")
    assert world.differences() == []


def test_use_of_one_lot_in_two_settlements_is_two_draws(owner: OwnerConnection) -> None:
    world, member = company(owner)
    world.add(1_000)
    first = spend(world, member, 300)
    world.add(50, "0.05")
    second = spend(world, member, 200)
    world.refund_usage(second, 200)
    world.refund_usage(first, 40)
    draws = world.rows(
        """select draw_number, credits, restored_credits from credit_lot_draws
           where org_id = %s order by draw_number""",
        world.org_id,
    )
    assert [tuple(draw.values()) for draw in draws] == [(1, 300, 40), (2, 200, 200)]
    assert left(world) == [("grant", 740), ("purchase", 50)]
    assert world.differences() == []


def test_what_went_back_is_drawn_and_goes_back_again(owner: OwnerConnection) -> None:
    world, member = company(owner)
    world.add(100, "1.00")
    for _ in range(3):
        world.refund_usage(spend(world, member, 100), 100)
        world.reclaim(member, 100)
    row = world.one(
        "select used_credits, restored_credits from credit_lots where org_id = %s", world.org_id
    )
    assert tuple(row.values()) == (300, 300)
    assert refund_all_lots(world) == 1
    assert world.differences() == []


@pytest.mark.parametrize(("seconds", "is_expired"), [(-1, False), (0, True)])
def test_back_to_an_expired_lot_is_a_free_lot_of_a_month(
    owner: OwnerConnection, seconds: int, is_expired: bool
) -> None:
    world, member = company(owner)
    end = START + timedelta(days=10)
    world.add(100, "1.00", expires_at=end)
    usage_id = spend(world, member, 60)
    world.now = end + timedelta(seconds=seconds)
    world.refund_usage(usage_id, 25)
    world.refund_usage(usage_id, 5)
    if not is_expired:
        assert left(world) == [("purchase", 70)]
    else:
        assert left(world) == [("purchase", 40), ("refund", 25), ("refund", 5)]
        opened = world.rows(
            """select price_paid_usd, priority, expires_at from credit_lots
               where org_id = %s and source = 'refund'""",
            world.org_id,
        )
        assert {tuple(lot.values()) for lot in opened} == {(0, 0, end + timedelta(days=30))}
    world.reclaim(member, 30)
    assert refund_all_lots(world) == (Decimal("0.40") if is_expired else Decimal("0.70"))
    assert world.differences() == []


def test_the_days_of_such_a_lot_are_the_callers(owner: OwnerConnection) -> None:
    world, member = company(owner)
    world.add(100, expires_at=START + timedelta(days=1))
    usage_id = spend(world, member, 60)
    world.now = START + timedelta(days=2)
    query = "select refund_usage(%s, %s, 10, 'admin', p_now => %s, p_refund_lot_days => %s)"
    for days in (0, -1, 3_651, None):
        with pytest.raises(psycopg.Error) as refused:
            world.one(query, world.org_id, usage_id, world.now, days)
        assert refused.value.sqlstate == "OB001"
    world.one(query, world.org_id, usage_id, world.now, 7)
    row = world.one("select expires_at from credit_lots where lot_id = %s", last_lot(world))
    assert row["expires_at"] == world.now + timedelta(days=7)
    assert world.differences() == []


def test_a_lot_refunded_in_part_is_refundable_again_up_to_its_price(owner: OwnerConnection) -> None:
    world, member = company(owner)
    world.add(1_000, "1.00")
    usage_id = spend(world, member, 600)
    assert refund_all_lots(world) == Decimal("0.40")
    world.refund_usage(usage_id, 600)
    world.reclaim(member, 600)
    [(lot_id, _, credits)] = lots(world)
    assert credits == 600
    with pytest.raises(psycopg.Error) as refused:
        world.refund_pool(lot_id, "600.000001")
    assert refused.value.sqlstate == "OB006"
    assert refund_all_lots(world) == Decimal("0.60")
    assert lifetime_usd(world) == 0
    assert world.differences() == []


def test_parts_of_a_price_add_up_to_it_whatever_came_back_between(owner: OwnerConnection) -> None:
    world, member = company(owner)
    world.add(3, "0.10")
    lot_id = last_lot(world)
    usage_id = spend(world, member, 2)
    world.refund_pool(lot_id, 1)
    parts = [lifetime_usd(world)]
    for _ in range(2):
        world.refund_usage(usage_id, 1)
        world.reclaim(member, 1)
        world.refund_pool(lot_id, 1)
        parts.append(lifetime_usd(world))
    assert parts == [Decimal("0.07"), Decimal("0.03"), Decimal("0.00")]
    assert world.differences() == []


def test_a_refund_says_which_lots_it_went_to(owner: OwnerConnection) -> None:
    world, member = company(owner)
    world.add(1_000, "1.00")
    bought = last_lot(world)
    world.now += timedelta(seconds=1)
    world.add(100)
    granted = last_lot(world)
    world.refund_usage(spend(world, member, 150), 120)
    row = world.one(
        """select details -> 'lots' as lots from organization_audit_log
           where org_id = %s and event_type = 'credit.usage.refunded'""",
        world.org_id,
    )
    assert sorted(row["lots"], key=lambda lot: lot["credits"]) == [
        {"lot_id": str(bought), "credits": 50},
        {"lot_id": str(granted), "credits": 70},
    ]


def test_use_of_a_closed_allocation_goes_back_to_its_lot_too(owner: OwnerConnection) -> None:
    world, member = company(owner)
    world.add(100, "1.00")
    usage_id = spend(world, member, 40)
    world.close(member)
    world.refund_usage(usage_id, 40)
    assert world.pool() == (140, 40, 100, 40)
    assert left(world) == [("purchase", 100)]
    assert world.differences() == []
