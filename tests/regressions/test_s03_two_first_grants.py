"""S3: of two first top-ups that came together one was lost, though it had been paid."""

from tests.concurrency.callers import at_once, sqlstates
from tests.conftest import OwnerConnection
from tests.world import make_world


def test_two_first_top_ups_and_two_first_allocations_all_land(
    owner: OwnerConnection, application_url: str
) -> None:
    for _ in range(5):
        world = make_world(owner)
        member = world.member()
        both = [lambda caller: caller.add(50, "5.00")] * 2
        assert sqlstates(at_once(application_url, world, both)) == []
        assert world.pool() == (100, 0, 100, 0)
        both = [lambda caller, member=member: caller.allocate(member, 30)] * 2
        assert sqlstates(at_once(application_url, world, both)) == []
        assert world.pool() == (100, 60, 40, 0)
        paid = world.one(
            """select lifetime_purchased_credits as credits, lifetime_spent_usd as usd
               from organization_credit_pools where org_id = %s""",
            world.org_id,
        )
        assert tuple(paid.values()) == (100, 10)
        assert world.differences() == []
