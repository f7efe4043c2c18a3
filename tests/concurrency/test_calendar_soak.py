"""Every verb, batches of many organizations and midnights at once: nobody waits in a circle."""

import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.concurrency.calendar_soak import CALENDAR_REFUSALS, CalendarCaller, companies
from tests.concurrency.crew import no_deadlock
from tests.concurrency.soak import Effects, Soak
from tests.conftest import OwnerConnection

SECONDS = float(os.environ.get("ORGBILLING_SOAK_S", "15"))
CALLERS, COMPANIES, MEMBERS = 8, 4, 5


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


def passed(owner: OwnerConnection, soaks: list[Soak]) -> dict[str, int]:
    """How many boundaries of each sort were passed."""
    row = owner.execute(
        """select
            (select count(*) from credit_resets where org_id = any(%(o)s)) as resets,
            (select count(*) from subscription_terms where org_id = any(%(o)s)) as terms,
            (select count(*) from included_credits where org_id = any(%(o)s)) as months,
            (select count(*) from own_grant_boundaries where org_id = any(%(o)s)) as grants,
            (select count(*) from subscription_standings where org_id = any(%(o)s)) as standings""",
        {"o": [soak.world.org_id for soak in soaks]},
    ).fetchone()
    assert row is not None
    return dict(row)


@pytest.mark.timeout(SECONDS + 120)
def test_every_verb_at_every_boundary_waits_for_nobody_in_a_circle(
    owner: OwnerConnection, application_url: str
) -> None:
    soaks = companies(owner, COMPANIES, MEMBERS)
    with no_deadlock(owner):
        effects, done, circles = run(soaks, application_url)
        assert circles == [], "\n\n".join(circles)
    print(f"\n{done.total()} verbs: {dict(done)}\nrefused: {dict(effects.errors)}")
    print(f"told: {dict(effects.outcomes)}")
    boundaries = passed(owner, soaks)
    print(f"passed: {boundaries}")
    assert set(effects.errors) <= CALENDAR_REFUSALS, effects.errors
    told = {key.split()[1] for key in effects.outcomes}
    assert told <= {"ok", "refused", "due", "hold_already_resolved"}, effects.outcomes
    assert min(boundaries.values()) > 0
    assert [soak.world.differences() for soak in soaks] == [[]] * COMPANIES
