"""S16: uniqueness covered only `active`: an organization had any number of trials."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from tests.concurrency.callers import Caller, at_once, sqlstates
from tests.conftest import OwnerConnection
from tests.subscriptions.subscriber import Subscriber
from tests.world import World, make_world


def subscribe(world: World, trial_days: int = 0) -> object:
    return world.one(
        "select * from create_subscription(%s, 'byok', 'monthly', %s)", world.org_id, trial_days
    )


@pytest.mark.parametrize("trial_days", [0, 14])
def test_of_many_who_subscribe_at_once_one_succeeds(
    owner: OwnerConnection, application_url: str, trial_days: int
) -> None:
    world = make_world(owner, subscribed=False)
    callers: list[Caller] = [lambda caller: subscribe(caller, trial_days)] * 8
    assert sqlstates(at_once(application_url, world, callers)) == ["OB011"] * 7
    live = world.one(
        """select count(*) as n from organization_subscriptions
           where org_id = %s and status <> 'canceled'""",
        world.org_id,
    )
    assert live["n"] == 1


@pytest.mark.parametrize(
    ("status", "make"),
    [
        ("trialing", lambda company: company.create(trial_days=9)),
        ("active", lambda company: company.create()),
        ("past_due", lambda company: (company.create(), company.past_due(9))),
        # Past its grace it stands blocked, which is shown as past due, and is live.
        ("past_due", lambda company: (company.create(), company.past_due(0))),
        ("paused", lambda company: (company.create(), company.verb("pause_subscription"))),
    ],
)
def test_no_status_leaves_room_for_a_second_one(
    owner: OwnerConnection, status: str, make: Callable[[Subscriber], object]
) -> None:
    company = Subscriber(owner, datetime.now(UTC) - timedelta(minutes=1))
    make(company)
    assert company.subscription()["status"] == status
    for trial_days in (0, 14):
        with pytest.raises(psycopg.Error) as refused:
            subscribe(company.world, trial_days)
        assert refused.value.sqlstate == "OB011"
    with pytest.raises(psycopg.errors.UniqueViolation):
        company.world.subscribe()


def test_after_it_has_ended_there_is_room_again(owner: OwnerConnection) -> None:
    world = make_world(owner, subscribed=False)
    for _ in range(2):
        subscribe(world)
        world.one("select * from cancel_subscription(%s, 'now')", world.org_id)
    subscribe(world)
