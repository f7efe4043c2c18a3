"""N7: top-ups and charges came twice."""

from tests.concurrency.callers import at_once, sqlstates
from tests.conftest import OwnerConnection
from tests.world import make_world

TIMES = 12


def test_the_same_key_tops_up_once_and_charges_once(
    owner: OwnerConnection, application_url: str
) -> None:
    world = make_world(owner)
    member = world.member()
    added = at_once(
        application_url, world, [lambda caller: caller.add(40, "4.00", key="a")] * TIMES
    )
    assert [answer == added[0] for answer in added] == [True] * TIMES
    assert world.pool()[2] == 40
    world.allocate(member, 40)
    spent = at_once(application_url, world, [lambda caller: caller.deduct(member, 10, "d")] * TIMES)
    assert len({answer["usage_id"] for answer in spent}) == 1
    assert world.figures(member, "U") == (10,)
    assert world.differences() == []


def test_a_paid_invoice_is_credited_once_whatever_the_number_of_events(
    owner: OwnerConnection, application_url: str
) -> None:
    world = make_world(owner)
    purchase_id = world.purchase(500)
    answers = at_once(application_url, world, [lambda caller: caller.pay(purchase_id)] * TIMES)
    assert sqlstates(answers) == []
    world.pay(purchase_id)
    assert world.pool() == (500, 0, 500, 0)
    found = world.one(
        """select (select count(*) from credit_lots where org_id = p.org_id) as lots,
           (select count(*) from credit_transfers where org_id = p.org_id) as transfers,
           (select count(*) from org_billing_history
            where org_id = p.org_id and event_type = 'invoice_paid') as paid,
           p.lifetime_purchased_credits as credits
           from organization_credit_pools as p where p.org_id = %s""",
        world.org_id,
    )
    assert tuple(found.values()) == (1, 1, 1, 500)


def test_a_capture_that_is_sent_again_charges_once(
    owner: OwnerConnection, application_url: str
) -> None:
    world = make_world(owner)
    member = world.member()
    world.add(100)
    world.allocate(member, 100)
    hold_id = world.hold(member, 30)["hold_id"]
    answers = at_once(application_url, world, [lambda caller: caller.capture(hold_id, 45)] * TIMES)
    assert len({answer["usage_id"] for answer in answers}) == 1
    assert sorted(answer["replayed"] for answer in answers) == [False] + [True] * (TIMES - 1)
    assert world.figures(member, "UHR") == (45, 0, 55)
    assert world.differences() == []
