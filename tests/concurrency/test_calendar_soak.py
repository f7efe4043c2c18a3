"""Every verb, batches of many organizations and midnights at once: nobody waits in a circle."""

import asyncio
import os
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from orgbilling.database import Database
from tests.api_client import make_api
from tests.concurrency.calendar_soak import CALENDAR_REFUSALS, CalendarCaller, companies
from tests.concurrency.callers import deadlocks, no_deadlock
from tests.concurrency.http_soak import Visitor, make_places
from tests.concurrency.soak import ORDER_OF_TIMES, Effects, Soak
from tests.conftest import OwnerConnection, TestDatabase
from tests.servers.server import serving
from tests.world import World

SECONDS = float(os.environ.get("ORGBILLING_SOAK_S", "15"))
CALLERS, VISITORS, COMPANIES, MEMBERS = 8, 12, 4, 5


def run(soaks: list[Soak], url: str) -> tuple[Effects, Counter[str], list[str]]:
    """Let everybody do everything; returns what they were told, and how often what was done."""
    effects, done, circles = Effects(), Counter[str](), list[str]()
    callers = [CalendarCaller(soaks, url, seed) for seed in range(CALLERS)]
    with ThreadPoolExecutor(CALLERS) as threads:
        running = [threads.submit(caller.run) for caller in callers]
        soaks[0].stop.wait(SECONDS)
        soaks[0].stop.set()
        for caller, answer in zip(callers, running, strict=True):
            effects.merge(answer.result())
            done += caller.done
            circles += caller.circles
    return effects, done, circles


def passed(owner: OwnerConnection, worlds: list[World]) -> dict[str, int]:
    """How many boundaries of each sort were passed."""
    row = owner.execute(
        """select
            (select count(*) from credit_resets where org_id = any(%(o)s)) as resets,
            (select count(*) from subscription_terms where org_id = any(%(o)s)) as terms,
            (select count(*) from included_credits where org_id = any(%(o)s)) as months,
            (select count(*) from own_grant_boundaries where org_id = any(%(o)s)) as grants,
            (select count(*) from subscription_standings where org_id = any(%(o)s)) as standings""",
        {"o": [world.org_id for world in worlds]},
    ).fetchone()
    assert row is not None
    return dict(row)


@pytest.mark.timeout(SECONDS + 120)
def test_every_verb_at_every_boundary_waits_for_nobody_in_a_circle(
    fresh_owner: OwnerConnection, fresh_database: TestDatabase
) -> None:
    soaks = companies(fresh_owner, COMPANIES, MEMBERS)
    with no_deadlock(fresh_owner):
        effects, done, circles = run(soaks, fresh_database.application_url)
        assert circles == [], "\n\n".join(circles)
    print(f"\n{done.total()} verbs: {dict(done)}\nrefused: {dict(effects.errors)}")
    print(f"told: {dict(effects.outcomes)}")
    boundaries = passed(fresh_owner, [soak.world for soak in soaks])
    print(f"passed: {boundaries}")
    assert set(effects.errors) <= CALENDAR_REFUSALS, effects.errors
    # Who spends for many in one statement leaves it there, and does not come again.
    told = {key.split()[1] for key in effects.outcomes if key != "many untried"}
    assert told <= {"ok", "refused", "due", "hold_already_resolved"}, effects.outcomes
    assert min(boundaries.values()) > 0
    # Told instants come in another order than verbs do, and C14 is about instants: the test below,
    # in which they are read where the locks are, leaves nothing out.
    found = [row for soak in soaks for row in soak.world.differences(ORDER_OF_TIMES)]
    assert [row for row in found if not row["check_name"].startswith("C14")] == []


@pytest.mark.timeout(SECONDS + 240)
async def test_the_same_over_two_servers_is_answered_without_a_fault(
    owner: OwnerConnection, owner_url: str, db: Database
) -> None:
    api = make_api(db, owner)
    before = deadlocks(owner)
    told: Counter[str] = Counter()
    stop = threading.Event()
    with serving(2, DATABASE_URL=owner_url) as servers:
        places = make_places(api, servers, COMPANIES, MEMBERS)
        visitors = [Visitor(places, stop, seed) for seed in range(VISITORS)]
        running = [asyncio.create_task(visitor.run()) for visitor in visitors]
        try:
            await asyncio.wait(running, timeout=SECONDS, return_when=asyncio.FIRST_EXCEPTION)
        finally:
            stop.set()
            await asyncio.wait(running)
            clients = [client for place in places for client in place.clients()]
            await asyncio.gather(*(client.aclose() for client in (*clients, *api.clients)))
        for visitor in running:
            told += visitor.result()
    print(f"\n{told.total()} answers: {dict(told.most_common())}")
    boundaries = passed(owner, [place.company.world for place in places])
    print(f"passed: {boundaries}")
    # The servers have stopped, and their connections have told what they counted.
    assert deadlocks(owner) == before
    # A conflict is a key or a check of the database, which no verb should meet.
    faults = ("5", "fault", "409 conflict")
    assert [answer for answer in told if answer.startswith(faults)] == []
    assert min(boundaries.values()) > 0
    assert [place.company.world.differences() for place in places] == [[]] * COMPANIES
