"""The engine: order of arrival, many organizations, cancelled callers, a full queue, a bad item."""

import asyncio
import time
import uuid
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from orgbilling.app import run_engine
from orgbilling.database import Database
from orgbilling.kernel.errors import DomainError, Invalid
from orgbilling.settings import Settings
from orgbilling.spending.engine import SpendingEngine
from orgbilling.spending.items import SpendItem
from tests.api_client import make_api
from tests.conftest import OwnerConnection
from tests.credits.company import make_company
from tests.credits.engine_rig import (
    Backends,
    deduct,
    engine_on,
    eventually,
    locked,
    spender,
    usages,
)  # fmt: skip
from tests.world import SUBSCRIBED


@pytest.fixture
def backends(owner_url: str) -> Iterator[Backends]:
    made = Backends(owner_url)
    yield made
    made.close()


async def test_the_order_of_arrival_is_kept_in_an_organization(
    application_url: str, owner: OwnerConnection
) -> None:
    worlds = [spender(owner, 60) for _ in range(5)]
    async with engine_on(application_url, lanes=4, batch_limit=7) as engine:
        results = await asyncio.gather(
            *(
                engine.spend(world.org_id, deduct(member, 1, f"{n:03}"))
                for n in range(100)
                for world, member in worlds
            )
        )
        assert engine.counters.largest_batch == 7
        assert engine.waiting_count == 0
    for index, (world, _) in enumerate(worlds):
        own = results[index::5]
        # The first 60 who came fit, each leaving one less; who came later is refused.
        assert [result.outcome for result in own] == ["ok"] * 60 + ["refused"] * 40
        assert [result.remaining_credits for result in own[:60]] == list(range(59, -1, -1))
        assert [row["request_id"] for row in usages(world)] == [f"{n:03}" for n in range(60)]
        assert world.differences() == []


async def test_who_waits_for_a_round_trip_travels_in_the_next_together(
    application_url: str, owner_url: str, owner: OwnerConnection, backends: Backends
) -> None:
    world, member = spender(owner, 1_000)
    async with engine_on(application_url, lanes=2) as engine:
        with locked(owner_url, world, member):
            first = asyncio.create_task(engine.spend(world.org_id, deduct(member, 1)))
            await eventually(lambda: backends.pids(waiting=True))
            rest = [
                asyncio.create_task(engine.spend(world.org_id, deduct(member, 1)))
                for _ in range(99)
            ]
            await eventually(lambda: engine.waiting_count == 99)
        assert {result.outcome for result in await asyncio.gather(first, *rest)} == {"ok"}
        assert (engine.counters.batches, engine.counters.largest_batch) == (2, 99)


async def test_lanes_that_are_free_share_a_lot_and_leave_little_together(
    application_url: str, owner: OwnerConnection
) -> None:
    worlds = thousand_worlds(owner)
    async with engine_on(application_url, lanes=2) as engine:
        for many, batches, largest in ((200, 2, 100), (60, 3, 100)):
            results = await asyncio.gather(
                *(engine.spend(org_id, deduct(user_id, 1)) for org_id, user_id in worlds[:many])
            )
            assert {result.outcome for result in results} == {"ok"}
            assert engine.counters.batches == batches
            assert engine.counters.largest_batch == largest


async def test_a_lane_is_waited_for_unless_it_carries_a_crowd(
    application_url: str,
    owner_url: str,
    owner: OwnerConnection,
    backends: Backends,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("orgbilling.database.batcher._PATIENCE_S", 3_600)
    world, member = spender(owner, 1_000)
    others = [spender(owner, 10) for _ in range(3)]
    for items, is_waited_for in ((4, True), (5, False)):
        engine = SpendingEngine(application_url, lanes=2)
        # They wait before the lanes start, and so travel together.
        first = [
            asyncio.create_task(engine.spend(world.org_id, deduct(member, 1))) for _ in range(items)
        ]
        await eventually(lambda engine=engine, items=items: engine.waiting_count == items)  # type: ignore[misc]
        try:
            with locked(owner_url, world, member):
                await engine.start()
                await eventually(lambda: backends.pids(waiting=True))
                rest = [
                    asyncio.create_task(engine.spend(other.org_id, deduct(who, 1)))
                    for other, who in others
                ]
                done, _ = await asyncio.wait(rest, timeout=0.3 if is_waited_for else 4)
                assert len(done) == (0 if is_waited_for else len(rest))
            results = await asyncio.gather(*first, *rest)
        finally:
            await engine.close()
        assert {result.outcome for result in results} == {"ok"}


async def test_a_thousand_organizations_at_once_share_commits(
    application_url: str, owner: OwnerConnection
) -> None:
    worlds = thousand_worlds(owner)
    async with engine_on(application_url, lanes=3) as engine:
        results = await asyncio.gather(
            *(
                engine.spend(org_id, deduct(user_id, 4))
                for _ in range(3)
                for org_id, user_id in worlds
            )
        )
        assert engine.counters.items == 3_000
        assert engine.counters.batches <= 60
    assert [result.outcome for result in results] == ["ok"] * 2_000 + ["refused"] * 1_000
    row = owner.execute(
        """select count(*) as n, min(used_credits) as least, max(used_credits) as most
           from user_credit_allocations where org_id = any(%s)""",
        [[org_id for org_id, _ in worlds]],
    ).fetchone()
    assert row == {"n": 1_000, "least": 8, "most": 8}


def thousand_worlds(owner: OwnerConnection) -> list[tuple[uuid.UUID, str]]:
    """Organizations with one member each, who has 10 credits."""
    mark = f"k{uuid.uuid4().hex[:8]}"
    user_id = f"{mark}-u"
    owner.execute(
        "insert into users (user_id, email, name) values (%s, %s, 'K')", [user_id, f"{mark}@k.org"]
    )
    org_ids = [uuid.uuid4() for _ in range(1_000)]
    for statement in (
        f"insert into organizations (org_id, name) select id, '{mark}' from ids",
        "insert into organization_credit_pools (org_id) select id from ids",
        f"""insert into organization_members (org_id, user_id, role)
            select id, '{user_id}', 'member' from ids""",
        "select add_credits_to_pool(id, 10, 0, 't') from ids",
        f"select allocate_credits_to_user(id, '{user_id}', 10, 't') from ids",
    ):
        owner.execute(f"with ids as (select unnest(%s) as id) {statement}".encode(), [org_ids])
    subscribed = [{"org_id": one, "plan": "byok", "standing": "active"} for one in org_ids]
    owner.cursor().executemany(SUBSCRIBED, subscribed)
    return [(org_id, user_id) for org_id in org_ids]


async def test_a_cancelled_caller_poisons_nothing_and_its_item_happens_once(
    application_url: str, owner_url: str, owner: OwnerConnection, backends: Backends
) -> None:
    world, member = spender(owner, 1_000)
    async with engine_on(application_url, lanes=2) as engine:
        with locked(owner_url, world, member):
            tasks = []
            for n in range(40):
                item = deduct(member, 1, f"c-{n:02}")
                tasks.append(asyncio.create_task(engine.spend(world.org_id, item)))
                if n == 9:
                    # The first ten are under way, the others wait for them.
                    await eventually(lambda: backends.pids(waiting=True))
            await eventually(lambda: engine.waiting_count == 30)
            for task in tasks[::2]:
                task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        assert all(isinstance(result, asyncio.CancelledError) for result in results[::2])
        assert {result.outcome for result in results[1::2]} == {"ok"}  # type: ignore[union-attr]
        again = await engine.spend(world.org_id, deduct(member, 1, "c-00"))
        assert (again.outcome, again.replayed) == ("ok", True)
    assert [row["request_id"] for row in usages(world)] == [f"c-{n:02}" for n in range(40)]
    assert world.figures(member, "U") == (40,)


async def test_a_full_queue_answers_503_and_when_to_come_again(
    db: Database, owner_url: str, owner: OwnerConnection, backends: Backends
) -> None:
    api = make_api(db, owner)
    company = make_company(api)
    member = company.member(100)
    settings = Settings(engine_queue_limit=2, engine_lanes=1)
    async with run_engine(api.app, settings, db):
        with locked(owner_url, company.world, member.user_id):
            first = asyncio.create_task(company.deduct(member, 1))
            await eventually(lambda: backends.pids(waiting=True))
            engine = api.app.state.orgbilling_engine
            waiting = [asyncio.create_task(company.deduct(member, 1)) for _ in range(2)]
            await eventually(lambda: engine.waiting_count == 2)
            refused = await company.deduct(member, 1, "full")
            assert (refused.status_code, refused.json()["code"]) == (503, "spending_queue_full")
            assert int(refused.headers["retry-after"]) >= 1
            assert engine.counters.refused_full == 1
        answers = await asyncio.gather(first, *waiting)
        assert [answer.status_code for answer in answers] == [200, 200, 200]
        assert (await company.deduct(member, 1, "full")).json()["replayed"] is False
    assert company.world.figures(member.user_id, "U") == (4,)


MALFORMED: dict[str, dict[str, Any]] = {
    "nothing": {"credits": Decimal(0)},
    "NaN": {"credits": Decimal("NaN")},
    "seven decimals": {"credits": Decimal("0.0000001")},
    "too much": {"credits": Decimal("1e10")},
    "no user": {"user_id": None},
    "no service": {"service_type": None},
    "an endless key": {"request_key": "k" * 300},
    "no hold": {"verb": "capture"},
    "a negative cost": {"api_cost_usd": Decimal(-1)},
}
# What PostgreSQL cannot even read as a value of its type: bodies of HTTP hold none of it.
UNREADABLE: dict[str, dict[str, Any]] = {
    "a NUL": {"user_id": "a\x00b"},
    "half a character": {"service_name": "\ud800"},
    "no JSON": {"metadata": "{"},
    "an integer that is none": {"verb": "reserve", "ttl_s": 2**40},
}


@pytest.mark.parametrize("wrong", [MALFORMED, UNREADABLE, MALFORMED | UNREADABLE])
async def test_one_malformed_item_is_not_the_others(
    application_url: str,
    owner_url: str,
    owner: OwnerConnection,
    backends: Backends,
    wrong: dict[str, dict[str, Any]],
) -> None:
    (world, member), (other, neighbour) = spender(owner, 1_000), spender(owner, 1_000)
    async with engine_on(application_url, lanes=1) as engine:
        with locked(owner_url, world, member):
            first = asyncio.create_task(engine.spend(world.org_id, deduct(member, 1)))
            await eventually(lambda: backends.pids(waiting=True))
            good, bad = [], {}
            for number, (name, change) in enumerate(wrong.items()):
                item = deduct(member, 1, f"g-{number:02}")
                good.append(asyncio.create_task(engine.spend(world.org_id, item)))
                item = malformed(deduct(member, 1, f"b-{number:02}"), change)
                bad[name] = asyncio.create_task(engine.spend(world.org_id, item))
            item = deduct(neighbour, 1)
            good.append(asyncio.create_task(engine.spend(other.org_id, item)))
            await eventually(lambda: engine.waiting_count == 2 * len(wrong) + 1)
        assert {result.outcome for result in await asyncio.gather(first, *good)} == {"ok"}
        for name, task in bad.items():
            if name in MALFORMED:
                assert (await task).outcome == "malformed"
                continue
            with pytest.raises(DomainError) as refused:
                await task
            assert isinstance(refused.value, Invalid), (name, refused.value)
        assert engine.counters.batches == 2
        is_sent_again = any(name in UNREADABLE for name in wrong)
        assert engine.counters.retried_singly == (2 * len(wrong) + 1 if is_sent_again else 0)
    assert [row["request_id"] for row in usages(world)][1:] == [
        f"g-{number:02}" for number in range(len(wrong))
    ]
    assert (world.differences(), other.differences()) == ([], [])


def malformed(item: SpendItem, change: dict[str, Any]) -> SpendItem:
    for name, value in change.items():
        setattr(item, name, value)
    return item


@pytest.mark.speed
async def test_a_lock_on_one_organization_stops_no_other(
    application_url: str, owner_url: str, owner: OwnerConnection, backends: Backends
) -> None:
    world, member = spender(owner, 1_000)
    others = [spender(owner, 1_000) for _ in range(10)]
    async with engine_on(application_url, lanes=3) as engine:
        with locked(owner_url, world, member):
            stuck = [asyncio.create_task(engine.spend(world.org_id, deduct(member, 1)))]
            await eventually(lambda: backends.pids(waiting=True))
            began = time.perf_counter()
            for _ in range(5):
                # Whoever else comes for the locked one waits in line, and takes no second lane.
                stuck.append(asyncio.create_task(engine.spend(world.org_id, deduct(member, 1))))
                results = await asyncio.gather(
                    *(engine.spend(other.org_id, deduct(who, 1)) for other, who in others)
                )
                assert {result.outcome for result in results} == {"ok"}
            # Less than a lane waits for a lock: five rounds went by it.
            assert time.perf_counter() - began < 4
            assert len(backends.pids(waiting=True)) == 1
            assert not any(task.done() for task in stuck)
        assert {result.outcome for result in await asyncio.gather(*stuck)} == {"ok"}
    assert world.figures(member, "U") == (6,)
