"""N9: the counters of several processes drifted apart. Here, what the database says of it."""

import multiprocessing
import uuid
from collections import Counter
from multiprocessing.synchronize import Barrier
from typing import Any

from tests.concurrency.callers import PATIENCE_S, connect
from tests.conftest import OwnerConnection
from tests.world import World, make_world

EACH = 60


def serve(url: str, org_id: uuid.UUID, member: str, start: Barrier, answers: Any) -> None:
    """One server: spends on the same balance and reads it back after every answer."""
    counted: Counter[str] = Counter()
    with connect(url) as connection:
        world = World(connection, org_id=org_id)
        start.wait(PATIENCE_S)
        for _ in range(EACH):
            answer = world.deduct(member, 10)
            counted[answer["outcome"]] += 1
            # A read after an acknowledged write shows it, and whatever the other wrote meanwhile.
            (left,) = world.figures(member, "R")
            counted["stale"] += left > answer["remaining_credits"]
    answers.put(dict(counted))


def test_two_servers_on_one_balance_agree_on_every_credit(
    owner: OwnerConnection, application_url: str
) -> None:
    world = make_world(owner)
    member = world.member()
    world.add(1_000)
    world.allocate(member, 905)
    context = multiprocessing.get_context("spawn")
    start, answers = context.Barrier(2), context.Queue()
    servers = [
        context.Process(target=serve, args=(application_url, world.org_id, member, start, answers))
        for _ in range(2)
    ]
    for server in servers:
        server.start()
    counted: Counter[str] = Counter()
    for server in servers:
        counted.update(answers.get(timeout=PATIENCE_S))
        server.join(PATIENCE_S)
    assert (counted["ok"], counted["refused"], counted["stale"]) == (90, 2 * EACH - 90, 0)
    assert world.figures(member, "AUR") == (905, 900, 5)
    assert world.differences() == []
