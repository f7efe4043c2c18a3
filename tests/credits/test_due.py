"""What is due comes first: a spend is decided after it, and nobody who asks in SQL has to know."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from orgbilling.spending.items import SpendItem
from tests.conftest import OwnerConnection
from tests.credits.engine_rig import WITHIN_S, deduct, engine_on, locked, spender
from tests.credits.together import Deduct, neighbour_of, together
from tests.world import Item, Row, World, make_world

START = datetime(2027, 3, 30, 12, tzinfo=UTC)
LATER = START + timedelta(days=1)


class Due:
    """A member who has used 60 of 100, holds 10 twice, and whose reset of a day later is due."""

    def __init__(self, owner: OwnerConnection) -> None:
        self.world = make_world(owner, START)
        self.member = self.world.member()
        self.world.add(1_000)
        self.world.allocate(self.member, 100, "daily")
        self.world.deduct(self.member, 60)
        self.holds = [self.world.hold(self.member, 10, ttl_s=86_400)["hold_id"] for _ in range(2)]
        self.world.now = LATER

    @property
    def org_id(self) -> UUID:
        return self.world.org_id

    def is_due(self) -> bool:
        due_at: datetime = self.world.one(
            "select next_due_at from organization_credit_pools where org_id = %s", self.org_id
        )["next_due_at"]
        return due_at <= LATER

    def everything(self) -> list[list[Row]]:
        """Every row that a spend, a settlement or a key could have written or changed."""
        tables = [
            "user_credit_allocations", "organization_credit_pools", "credit_request_keys",
            "credit_refusals", "credit_usage_attribution", "credit_usage_daily", "credit_holds",
            "credit_lots", "credit_transfers", "credit_resets", "credit_debts", "outbox",
            "organization_audit_log",
        ]  # fmt: skip
        return [
            self.world.rows(
                f"select * from {table} as t where org_id = %s order by t::text", self.org_id
            )
            for table in tables
        ]


Call = Callable[[Due], list[Row]]


def rows(query: str) -> Call:
    def call(due: Due) -> list[Row]:
        values = {
            "org": due.org_id, "user": due.member, "now": LATER,
            "hold": due.holds[0],
        }  # fmt: skip
        return due.world.connection.execute(query.encode(), values).fetchall()

    return call


# What any SQL client may call.
PUBLIC: dict[str, Call] = {
    "deduct": rows(
        """select * from deduct_credits(%(org)s, %(user)s, 80, 'llm', 'm', 'k', '{}', null, null,
           %(now)s)"""
    ),
    "reserve": rows(
        "select * from reserve_credits(%(org)s, %(user)s, 80, 'k', 600, 'llm', 'm', %(now)s)"
    ),
    "capture": rows(
        "select * from capture_credits(%(org)s, %(hold)s, 25, '{}', null, null, %(now)s)"
    ),
    "release": rows("select * from release_credits(%(org)s, %(hold)s, %(now)s)"),
}  # fmt: skip


@pytest.mark.parametrize("name", PUBLIC)
def test_who_asks_in_sql_is_answered_after_what_is_due(owner: OwnerConnection, name: str) -> None:
    due = Due(owner)
    assert due.is_due()
    answers = PUBLIC[name](due)
    # 80 fit only after the reset, beside the holds.
    assert {answer["outcome"] for answer in answers} == {"ok"}
    assert not due.is_due()
    [reset] = due.world.rows("select * from credit_resets where org_id = %s", due.org_id)
    assert (reset["rolled_credits"], reset["period_number"]) == (60, 1)
    assert due.world.differences() == []


@pytest.mark.parametrize("name", ["has_sufficient_credits", "check_credits"])
def test_a_check_is_answered_after_what_is_due(owner: OwnerConnection, name: str) -> None:
    due = Due(owner)
    [answer] = due.world.rows(
        f"select * from {name}(%s, %s, 80, %s)", due.org_id, due.member, LATER
    )
    assert answer[name if name in answer else "sufficient"] is True
    assert not due.is_due()


def send(due: Due, *items: Item, closely: bool = False) -> list[Row]:
    return due.world.spend_once([(due.org_id, item) for item in items], closely=closely)


def one(due: Due, key: str = "k", credits: int = 80) -> list[Row]:
    return send(due, Item("deduct", credits, key, due.member))


def one_held(due: Due, key: str = "k", credits: int = 80) -> list[Row]:
    return send(due, Item("reserve", credits, key, due.member))


def one_closely(due: Due, key: str = "k", credits: int = 80) -> list[Row]:
    return send(due, Item("deduct", credits, key, due.member), closely=True)


def many(due: Due, key: str = "k", credits: int = 80) -> list[Row]:
    return send(
        due,
        Item("deduct", credits - 10, key, due.member),
        Item("reserve", 10, f"{key}2", due.member),
        Item("capture", 5, hold_id=due.holds[0]),
        Item("release", hold_id=due.holds[1]),
    )


def several_closely(due: Due, key: str = "k", credits: int = 80) -> list[Row]:
    deducts = [Item("deduct", credits // 2, f"{key}{n}", due.member) for n in ("", "2")]
    return send(due, *deducts, closely=True)


@pytest.mark.parametrize("way", [one, one_held, one_closely, many, several_closely])
@pytest.mark.parametrize("credits", [20, 80, 500])
def test_the_engines_statements_say_that_something_is_due_and_leave_nothing_behind(
    owner: OwnerConnection, way: Callable[..., list[Row]], credits: int
) -> None:
    due = Due(owner)
    before = due.everything()
    answers = way(due, "k", credits)
    assert {answer["outcome"] for answer in answers} == {"due"}
    assert {answer["replayed"] for answer in answers} == {False}
    assert {answer["usage_id"] for answer in answers} == {None}
    assert due.everything() == before
    # Settled, the same items under the same keys are decided as if they had come just now.
    due.world.settle()
    again = way(due, "k", credits)
    outcomes = {answer["outcome"] for answer in again if answer["ordinal"] == 1}
    assert outcomes == {"ok" if credits < 500 else "refused"}
    assert {answer["replayed"] for answer in again} == {False}
    assert due.world.differences() == []


@pytest.mark.parametrize("verb", ["capture", "release"])
@pytest.mark.parametrize("closely", [False, True])
def test_a_hold_is_resolved_after_what_is_due(
    owner: OwnerConnection, verb: str, closely: bool
) -> None:
    due = Due(owner)
    before = due.everything()
    item = Item(verb, 5 if verb == "capture" else None, hold_id=due.holds[0])
    [answer] = send(due, item, closely=closely)
    assert (answer["outcome"], answer["usage_id"]) == ("due", None)
    assert due.everything() == before
    due.world.settle()
    [answer] = send(due, item, closely=closely)
    assert answer["outcome"] == "ok"
    # The day before is over, and what was used of it rolled away.
    assert due.world.figures(due.member, "U") == (5 if verb == "capture" else 0,)
    assert due.world.differences() == []


def test_of_many_together_only_who_has_nothing_due_is_answered(owner: OwnerConnection) -> None:
    due = Due(owner)
    before = due.everything()
    neighbours = [neighbour_of(due.world) for _ in range(4)]
    deduct = Deduct(due.world, due.member, 20)
    assert set(together([neighbours[0], deduct, *neighbours[1:]])) == {1, 3, 4, 5}
    # So it is where several items come of one organization.
    assert together([deduct, Deduct(due.world, due.member, 1, "k2")]) == {}
    assert due.everything() == before
    due.world.settle()
    assert set(together([deduct])) == {1}
    assert due.world.differences() == []


def test_a_spend_at_the_very_instant_of_a_boundary_comes_after_it(owner: OwnerConnection) -> None:
    due = Due(owner)
    # A moment before it is not due: the call is decided by what is left of the day before.
    due.world.now = datetime(2027, 3, 30, 23, 59, 59, 999_999, tzinfo=UTC)
    answer = due.world.deduct(due.member, 80)
    assert (answer["outcome"], answer["available_credits"]) == ("refused", 20)
    due.world.now = datetime(2027, 3, 31, tzinfo=UTC)
    assert due.world.deduct(due.member, 80)["outcome"] == "ok"


@pytest.fixture
def real_due(owner: OwnerConnection) -> tuple[World, str]:
    """The same by the real clock: a reset of yesterday."""
    world = make_world(owner, datetime.now(UTC) - timedelta(days=2))
    member = world.member()
    world.add(1_000)
    world.allocate(member, 100, "daily")
    world.deduct(member, 60)
    world.now = None
    return world, member


@pytest.mark.parametrize("count", [1, 3])
async def test_the_engine_settles_and_sends_again(
    application_url: str, real_due: tuple[World, str], count: int
) -> None:
    world, member = real_due
    async with engine_on(application_url, lanes=1) as engine:
        items: list[SpendItem] = [deduct(member, 90 // count) for _ in range(count)]
        results = await asyncio.gather(*(engine.spend(world.org_id, item) for item in items))
    assert [(result.outcome, result.replayed) for result in results] == [("ok", False)] * count
    assert world.figures(member, "AU") == (100, 90)
    [reset] = world.rows("select * from credit_resets where org_id = %s", world.org_id)
    assert reset["rolled_credits"] == 60
    assert world.differences() == []


async def test_who_travels_with_an_organization_that_settles_does_not_wait_for_it(
    owner: OwnerConnection, owner_url: str, application_url: str, real_due: tuple[World, str]
) -> None:
    world, member = real_due
    neighbour, other = spender(owner, 10)
    async with engine_on(application_url, lanes=2) as engine:
        with locked(owner_url, world, member):
            # Sent before a lane has woken, so in one statement.
            due = asyncio.create_task(engine.spend(world.org_id, deduct(member, 90)))
            with_it = asyncio.create_task(engine.spend(neighbour.org_id, deduct(other, 1)))
            async with asyncio.timeout(WITHIN_S):
                assert (await with_it).outcome == "ok"
                after_it = await engine.spend(neighbour.org_id, deduct(other, 1))
            assert (after_it.outcome, due.done()) == ("ok", False)
        assert (await due).outcome == "ok"
    assert engine.counters.largest_batch == 2
    assert world.differences() == neighbour.differences() == []
