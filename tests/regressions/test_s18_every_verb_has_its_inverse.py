"""S18: allocation only grew: no way back for any verb."""

from collections.abc import Callable

import psycopg
import pytest

from tests.conftest import OwnerConnection
from tests.world import World, make_world

Step = Callable[[World, str], object]


def lot_of_last_add(world: World) -> object:
    return world.one(
        """select lot_id from credit_transfers where org_id = %s and kind in ('purchase', 'grant')
           order by pool_seq desc limit 1""",
        world.org_id,
    )["lot_id"]


def charge_and_refund(world: World, member: str) -> None:
    usage = world.capture(world.hold(member, 30)["hold_id"], 25)
    world.refund_usage(usage["usage_id"], 25)


INVERSES: dict[str, tuple[Step, Step]] = {
    "add and refund": (
        lambda world, _: world.add(70, "7.00"),
        lambda world, _: world.refund_pool(lot_of_last_add(world), 70),  # type: ignore[arg-type]
    ),
    "purchase and refund": (
        lambda world, _: world.pay(world.purchase(70)),
        lambda world, _: world.refund_pool(lot_of_last_add(world), 70),  # type: ignore[arg-type]
    ),
    "allocate and reclaim": (
        lambda world, member: world.allocate(member, 30),
        lambda world, member: world.reclaim(member, 30),
    ),
    "transfer and transfer back": (
        lambda world, member: world.transfer(member, world.colleague_of(member), 30),
        lambda world, member: world.transfer(world.colleague_of(member), member, 30),
    ),
    "set higher and lower": (
        lambda world, member: world.set_to(member, 180),
        lambda world, member: world.set_to(member, 100),
    ),
    "set lower and higher": (
        lambda world, member: world.set_to(member, 50),
        lambda world, member: world.set_to(member, 100),
    ),
    "hold and release": (
        lambda world, member: world.hold(member, 30, key="held"),
        lambda world, _: world.release(
            world.one("select hold_id from credit_holds where org_id = %s", world.org_id)["hold_id"]
        ),
    ),
    "deduct and refund": (
        lambda world, member: world.deduct(member, 30),
        lambda world, _: world.refund_usage(
            world.one(
                """select usage_id from credit_usage_attribution where org_id = %s
                   order by allocation_seq desc limit 1""",
                world.org_id,
            )["usage_id"],
            30,
        ),
    ),
    "capture and refund": (charge_and_refund, lambda world, member: world.check(member, 1)),
}
FIGURES = "AUHTDR"


@pytest.mark.parametrize("name", INVERSES)
def test_a_verb_and_its_inverse_leave_everything_as_it_was(
    owner: OwnerConnection, name: str
) -> None:
    world = make_world(owner)
    member = world.member()
    world.add(500)
    world.allocate(member, 100)
    before = (world.pool(), world.figures(member, FIGURES), lifetime(world))
    verb, inverse = INVERSES[name]
    verb(world, member)
    if name != "capture and refund":
        assert (world.pool(), world.figures(member, FIGURES)) != before[:2]
    inverse(world, member)
    assert (world.pool(), world.figures(member, FIGURES), lifetime(world)) == before
    assert world.differences() == []


def lifetime(world: World) -> tuple[object, ...]:
    row = world.one(
        """select lifetime_purchased_credits, lifetime_spent_usd
           from organization_credit_pools where org_id = %s""",
        world.org_id,
    )
    return tuple(row.values())


def test_an_inverse_takes_back_no_more_than_there_is(owner: OwnerConnection) -> None:
    world = make_world(owner)
    member = world.member()
    world.add(100, "1.00")
    world.allocate(member, 80)
    usage_id = world.deduct(member, 50)["usage_id"]
    hold_id = world.hold(member, 10)["hold_id"]
    lot_id = lot_of_last_add(world)
    steps: list[tuple[str, Callable[[], object]]] = [
        ("OB007", lambda: world.reclaim(member, 21)),
        ("OB006", lambda: world.refund_pool(lot_id, 21)),  # type: ignore[arg-type]
        ("OB013", lambda: world.refund_usage(usage_id, 51)),
    ]
    for code, step in steps:
        with pytest.raises(psycopg.Error) as refused:
            step()
        assert refused.value.sqlstate == code
    world.release(hold_id)
    world.reclaim(member, 30)
    world.refund_usage(usage_id, 50)
    assert world.figures(member, "AUTR") == (50, 0, 50, 50)
    assert world.differences() == []
