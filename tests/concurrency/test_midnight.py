"""The first moment of a period: a thousand resets, two servers that spend, and a worker."""

import multiprocessing
import random
import uuid
from collections import Counter
from datetime import UTC, datetime
from multiprocessing.synchronize import Barrier
from typing import Any

import psycopg
import pytest

from tests.concurrency.callers import PATIENCE_S, connect, no_deadlock
from tests.conftest import OwnerConnection
from tests.world import Item, World, make_world

START = datetime(2026, 3, 10, 9, tzinfo=UTC)
MIDNIGHT = datetime(2026, 4, 10, tzinfo=UTC)
MEMBERS, BATCH = 1_000, 20


def everybody_deducts(members: list[str], credits: int) -> list[Item]:
    return [Item("deduct", credits, uuid.uuid4().hex, member) for member in members]


def send_shuffled_batches(
    url: str, org_id: uuid.UUID, members: list[str], start: Barrier, answers: Any
) -> None:
    """One server's evening: every member spends a credit, in batches of twenty, in any order."""
    order = random.Random(start.parties + hash(org_id) + multiprocessing.current_process().pid)  # type: ignore[operator]
    order.shuffle(members)
    counted: Counter[str] = Counter()
    with connect(url) as connection:
        caller = World(connection, MIDNIGHT, org_id)
        start.wait(PATIENCE_S)
        for first in range(0, len(members), BATCH):
            chosen = members[first : first + BATCH]
            try:
                rows = caller.spend(everybody_deducts(chosen, 1))
                counted.update(row["outcome"] for row in rows)
            except psycopg.Error as error:
                counted[str(error.sqlstate)] += 1
    answers.put(dict(counted))


def everybody_has_spent_everything(owner: OwnerConnection) -> tuple[World, list[str]]:
    world = make_world(owner, START)
    members = world.members(MEMBERS)
    world.add(1_700_000)
    world.allocate_each(members, 1_000, "monthly")
    rows = world.spend(everybody_deducts(members, 1_000))
    assert {row["outcome"] for row in rows} == {"ok"}
    assert world.pool() == (1_700_000, 1_000_000, 700_000, 1_000_000)
    return world, members


def spend_from_two_processes(url: str, world: World, members: list[str]) -> Counter[str]:
    """Two processes send while this one settles; returns how often each outcome was told."""
    context = multiprocessing.get_context("spawn")
    start, answers = context.Barrier(3), context.Queue()
    servers = [
        context.Process(
            target=send_shuffled_batches, args=(url, world.org_id, members, start, answers)
        )
        for _ in range(2)
    ]
    for server in servers:
        server.start()
    start.wait(PATIENCE_S)
    world.now = MIDNIGHT
    world.settle()
    counted: Counter[str] = Counter()
    for server in servers:
        counted.update(answers.get(timeout=PATIENCE_S))
        server.join(PATIENCE_S)
    return counted


@pytest.mark.timeout(240)
def test_a_thousand_resets_at_midnight_move_what_is_there_once_and_nobody_deadlocks(
    owner: OwnerConnection, application_url: str
) -> None:
    world, members = everybody_has_spent_everything(owner)
    with no_deadlock(owner):
        counted = spend_from_two_processes(application_url, world, members)
    assert set(counted) == {"ok", "refused"}, counted
    assert counted.total() == 2 * MEMBERS
    total = world.one(
        """select sum(allocated_credits) as a, sum(refill_due_credits) as d,
           sum(used_credits) as u, sum(prior_used_credits) as l,
           min(period_number) as n_min, max(period_number) as n_max
           from user_credit_allocations where org_id = %s""",
        world.org_id,
    )
    assert (total["a"], total["d"], total["l"]) == (700_000, 300_000, 1_000_000)
    assert (total["n_min"], total["n_max"]) == (2, 2)
    assert total["u"] == counted["ok"]
    assert world.pool()[2] == 0
    assert world.differences() == []
