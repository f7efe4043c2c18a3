"""I3: an exception read as "no organization", and a moment's failure billed the person instead."""

from collections.abc import Callable

import pytest

from tests.gateway.conftest import Caller, Provider
from tests.world import make_world


@pytest.mark.parametrize("blocking", ["paused", "suspended", "spent"])
def test_who_cannot_pay_is_refused_and_nobody_else_pays(
    make_caller: Callable[..., Caller], upstream: Provider, blocking: str
) -> None:
    caller = make_caller()
    # The same person has plenty in another organization.
    other = make_world(caller.world.connection)
    other.connection.execute(
        "insert into organization_members (org_id, user_id, role) values (%s, %s, 'member')",
        [other.org_id, caller.user_id],
    )
    other.add(1_000)
    other.allocate(caller.user_id, 1_000, "never")
    before = upstream.count()
    if blocking == "spent":
        caller.world.reclaim(caller.user_id, 1_000)
    else:
        caller.world.switch(blocking != "suspended", blocking != "paused")
    answer = caller.ask()
    assert answer.status_code in (401, 402, 403), answer.text
    assert upstream.count() == before
    assert other.figures(caller.user_id, "UH") == (0, 0)
    assert caller.usage() == []
