"""S2: ten parallel calls were checked, all reached the provider, and nine were billed to nobody."""

from tests.concurrency.callers import at_once, outcomes
from tests.conftest import OwnerConnection
from tests.world import World, make_world


def test_of_ten_parallel_calls_only_the_one_that_fits_reaches_the_provider(
    owner: OwnerConnection, application_url: str
) -> None:
    world = make_world(owner)
    member = world.member()
    world.add(15)
    world.allocate(member, 15)
    provider_was_called: list[str] = []

    def call_a_model(caller: World) -> object:
        hold = caller.hold(member, 10)
        if hold["outcome"] == "ok":
            provider_was_called.append(member)
            caller.capture(hold["hold_id"], 9)
        return hold

    answers = at_once(application_url, world, [call_a_model] * 10)
    assert sorted(outcomes(answers)) == ["ok"] + ["refused"] * 9
    assert len(provider_was_called) == 1
    assert world.figures(member, "UHR") == (9, 0, 6)
    billed = world.one(
        "select count(*) as n from credit_usage_attribution where org_id = %s", world.org_id
    )
    assert billed["n"] == len(provider_was_called)
