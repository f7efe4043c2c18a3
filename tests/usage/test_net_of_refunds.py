"""Usage is net of refunds and says what was refunded, the same in every place that shows it."""

import csv
import io
import random
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from orgbilling.database import Database
from orgbilling.kernel.clock import FixedClock
from tests.api_client import Api, Client, make_api
from tests.conftest import OwnerConnection, TestDatabase
from tests.world import World, make_world

ROOT = "/api/v1/org-billing"
SERVICES = (("llm", "gpt-4o"), ("llm", "claude"), ("image", "flux"))
MICRO = Decimal("0.000001")
Posting = tuple[date, str, str]


@dataclass
class Books:
    """An organization whose every spend and refund is also written down here, by posting day."""

    world: World
    boss: Client
    members: list[Client]
    gross: Counter[Posting] = field(default_factory=Counter)
    refunded: Counter[Posting] = field(default_factory=Counter)
    requests: Counter[Posting] = field(default_factory=Counter)
    left: dict[uuid.UUID, tuple[str, str, Decimal]] = field(default_factory=dict)

    def spend(self, moment: datetime, member: str, service: tuple[str, str], cost: Decimal) -> None:
        row = self.world.one(
            "select * from deduct_credits(%s, %s, %s, %s, %s, %s, '{}', null, null, %s)",
            self.world.org_id, member, cost, *service, uuid.uuid4().hex, moment,
        )  # fmt: skip
        assert row["outcome"] == "ok"
        posting = (moment.date(), member, service[0])
        self.gross[posting] += cost  # type: ignore[assignment]
        self.requests[posting] += 1
        self.left[row["usage_id"]] = (member, service[0], cost)

    def refund(self, moment: datetime, usage_id: uuid.UUID, credits: Decimal) -> None:
        self.world.now = moment
        self.world.refund_usage(usage_id, credits)
        member, service, left = self.left.pop(usage_id)
        self.refunded[(moment.date(), member, service)] += credits  # type: ignore[assignment]
        if credits < left:
            self.left[usage_id] = (member, service, left - credits)

    def net(self, wanted: Callable[[Posting], bool]) -> tuple[Decimal, Decimal]:
        """What was used less what was refunded, and what was refunded."""
        refunded = total(self.refunded, wanted)
        return total(self.gross, wanted) - refunded, refunded


def total(counter: Counter[Posting], wanted: Callable[[Posting], bool]) -> Decimal:
    return sum((Decimal(n) for posting, n in counter.items() if wanted(posting)), Decimal(0))


def number(value: Any) -> Decimal:
    return Decimal(str(value))


@pytest.fixture
async def api(fresh_database: TestDatabase) -> AsyncIterator[Api]:
    """It is noon of the real today, which is what views go by."""
    noon = datetime.combine(datetime.now(UTC).date(), datetime.min.time(), UTC)
    clock = FixedClock(noon + timedelta(hours=12))
    with psycopg.connect(fresh_database.owner_url, autocommit=True, row_factory=dict_row) as owner:
        async with Database(fresh_database.application_url, pool_size=4, idle_size=1) as database:
            made = make_api(database, owner, clock)
            yield made
            for client in made.clients:
                await client.aclose()


def now_of(api: Api) -> datetime:
    moment: datetime = api.app.state.orgbilling.clock.now()
    return moment


def signed_in(api: Api, **columns: Any) -> Client:
    user_id = api.user(**columns)
    client = api.client(cookies={"session_token": api.session(user_id, now_of(api))})
    client.user_id = user_id
    return client


def company(api: Api) -> Books:
    boss = signed_in(api)
    world = World(api.owner, now_of(api) - timedelta(days=70), api.organization(boss))
    world.subscribe()
    world.add(1_000_000, 1)
    members = [boss, signed_in(api), signed_in(api)]
    for member in members:
        if member is not boss:
            api.join(world.org_id, member)
        world.allocate(member.user_id, 100_000, "never")
    return Books(world, boss, members)


def live(books: Books, chance: random.Random, noon: datetime) -> None:
    """Ten weeks of spends and refunds; now and then somebody closes the days before."""
    for back in range(69, -1, -1):
        moment = noon - timedelta(days=back)
        for _ in range(chance.randrange(3)):
            member = chance.choice(books.members).user_id
            cost = chance.randrange(1, 99_000_000) * MICRO
            books.spend(moment, member, chance.choice(SERVICES), cost)
        if books.left and chance.random() < 0.5:
            usage_id = chance.choice(sorted(books.left))
            left = books.left[usage_id][2]
            part = chance.choice((left, (left / 3).quantize(MICRO, rounding="ROUND_UP")))
            books.refund(moment, usage_id, part)
        if chance.random() < 0.1:
            books.world.one("select close_usage_days(%s, %s)", books.world.org_id, moment)


async def read(client: Client, path: str) -> Any:
    answer = await client.get(f"{ROOT}{path}")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def check_usage(books: Books, client: Client, days: int, today: date, whose: str) -> None:
    """The usage, by day, service and member, and its export."""
    first = today - timedelta(days=days - 1)

    def mine(posting: Posting) -> bool:
        return posting[0] >= first and whose in ("", posting[1])

    net, refunded = books.net(mine)
    path = f"/credits/{books.world.org_id}/usage"
    usage = await read(client, f"{path}?days={days}")
    assert number(usage["total_credits_used"]) == net
    assert number(usage["refunded_credits"]) == refunded
    assert usage["total_requests"] == sum(n for p, n in books.requests.items() if mine(p))
    assert usage["user_count"] == len({posting[1] for posting in books.requests if mine(posting)})
    for day in usage["daily"]:
        on_day = books.net(lambda p, day=day: mine(p) and str(p[0]) == day["date"])  # type: ignore[misc]
        assert (number(day["credits"]), number(day["refunded_credits"])) == on_day
    for service, credits in usage["service_breakdown"].items():
        by_service = books.net(lambda p, s=service: mine(p) and p[2] == s)  # type: ignore[misc]
        assert number(credits) == by_service[0]
    assert sum(number(c) for c in usage["service_breakdown"].values()) == net
    for user in usage["top_users"]:
        by_user = books.net(lambda p, u=user: mine(p) and p[1] == u["user_id"])  # type: ignore[misc]
        assert (number(user["total_credits"]), number(user["refunded_credits"])) == by_user
    assert sum(number(user["total_credits"]) for user in usage["top_users"]) == net
    answer = await client.get(f"{ROOT}{path}/export?days={days}")
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    assert sum(Decimal(row["credits"]) for row in rows) == net
    assert sum(Decimal(row["refunded_credits"] or 0) for row in rows) == refunded


async def check_screens(books: Books, today: date) -> None:
    """The screens of people and of the organization, and the views, over 30 days."""
    first = today - timedelta(days=29)
    net, refunded = books.net(lambda p: p[0] >= first)
    org_id = books.world.org_id
    stats = (await read(books.boss, f"/billing/org/{org_id}"))["usage_stats_30_days"]
    assert (number(stats["total_credits_used"]), number(stats["refunded_credits"])) == (
        net,
        refunded,
    )
    for member in books.members:
        own = books.net(lambda p, m=member: p[0] >= first and p[1] == m.user_id)  # type: ignore[misc]
        shown = await read(member, "/billing/user")
        totals, (one,) = shown["total_usage_last_30_days"], shown["organizations"]
        assert (number(totals["total_credits_used"]), number(totals["refunded_credits"])) == own
        assert number(one["total_credits_used_last_30_days"]) == own[0]
        assert number(one["refunded_credits_last_30_days"]) == own[1]
        days = shown["daily_usage_last_30_days"]
        assert sum(number(day["credits"]) for day in days) == own[0]
        assert sum(number(day["refunded_credits"]) for day in days) == own[1]
        limited = (await read(member, f"/billing/org/{org_id}"))["usage_stats_30_days"]
        wanted = (net, refunded) if member is books.boss else own
        assert (number(limited["total_credits_used"]), number(limited["refunded_credits"])) == (
            wanted
        )
    metrics = books.world.one("select * from org_billing_metrics where org_id = %s", org_id)
    assert (metrics["credits_used"], metrics["refunded_credits"]) == (net, refunded)
    ranked = books.world.rows("select * from top_credit_users_by_org where org_id = %s", org_id)
    for row in ranked:
        own = books.net(lambda p, r=row: p[0] >= first and p[1] == r["user_id"])  # type: ignore[misc]
        assert (row["total_credits"], row["refunded_credits"]) == own
    assert sum(row["total_credits"] for row in ranked) == net


async def check_platform(api: Api, companies: list[Books], root: Client) -> None:
    """The platform's month, and its organizations."""
    today = now_of(api).date()
    shown = await read(root, "/billing/system")
    month = [books.net(lambda p: p[0] >= today.replace(day=1)) for books in companies]
    metrics = shown["revenue_metrics"]
    assert number(metrics["total_credits_used"]) == sum(net for net, _ in month)
    assert number(metrics["refunded_credits"]) == sum(refunded for _, refunded in month)
    first = today - timedelta(days=29)
    wanted = {
        str(books.world.org_id): books.net(lambda p: p[0] >= first)
        for books in companies
        if books.net(lambda p: p[0] >= first)[0] > 0
    }
    assert {
        one["org_id"]: (number(one["total_credits_30_days"]), number(one["refunded_credits"]))
        for one in shown["top_organizations_by_usage"]
    } == wanted


@pytest.mark.parametrize("seed", [1, 2])
async def test_random_spends_and_refunds_give_the_same_totals_in_every_place(
    api: Api, seed: int
) -> None:
    chance = random.Random(seed)
    companies = [company(api) for _ in range(2)]
    noon, today = now_of(api), now_of(api).date()
    root = signed_in(api, is_system_admin=True)
    for books in companies:
        live(books, chance, noon)
    for is_closed in (False, True):
        if is_closed:
            for books in companies:
                books.world.one("select close_usage_days(%s, %s)", books.world.org_id, noon)
            api.owner.execute("select refresh_closed_usage()")
        for books in companies:
            for days in (1, 7, 30, 365):
                await check_usage(books, books.boss, days, today, "")
                member = books.members[1]
                await check_usage(books, member, days, today, member.user_id)
            await check_screens(books, today)
            assert books.world.differences() == []
        await check_platform(api, companies, root)


def at_noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def days_of(world: World, first: date, last: date) -> list[tuple[Decimal, Decimal]]:
    rows = world.rows(
        "select * from organization_usage_days(%s, null, %s, %s)", world.org_id, first, last
    )
    return [(row["credits"], row["refunded_credits"]) for row in rows]


def test_a_refund_is_of_the_local_day_on_which_it_is_made(owner: OwnerConnection) -> None:
    # Half past four in the afternoon in UTC is already the next day in Tokyo.
    world = make_world(owner, datetime(2026, 1, 5, 12, tzinfo=UTC), "Asia/Tokyo")
    member = world.member()
    world.add(1_000, 1)
    world.allocate(member, 500, "never")
    usage_id = world.deduct(member, 100)["usage_id"]
    world.now = datetime(2026, 1, 6, 16, 30, tzinfo=UTC)
    world.refund_usage(usage_id, 30)
    assert days_of(world, date(2026, 1, 5), date(2026, 1, 7)) == [(100, 0), (0, 0), (-30, 30)]
    assert world.differences() == []


def test_a_closed_day_stays_as_it_was_when_its_usage_is_refunded(owner: OwnerConnection) -> None:
    world = make_world(owner, at_noon(date(2026, 1, 5)))
    member = world.member()
    world.add(1_000, 1)
    world.allocate(member, 500, "never")
    usage_id = world.deduct(member, 100)["usage_id"]
    world.one("select close_usage_days(%s, %s)", world.org_id, at_noon(date(2026, 1, 8)))
    # A clock that lags behind the one that closed.
    world.now = at_noon(date(2026, 1, 6))
    world.refund_usage(usage_id, 40)
    assert days_of(world, date(2026, 1, 5), date(2026, 1, 8)) == [
        (100, 0), (0, 0), (0, 0), (-40, 40),
    ]  # fmt: skip
    assert world.differences() == []


def test_who_only_got_something_back_has_not_spent(owner: OwnerConnection) -> None:
    world = make_world(owner, at_noon(date(2026, 1, 5)))
    spender, refunded = world.member(), world.member()
    world.add(1_000, 1)
    for member in (spender, refunded):
        world.allocate(member, 400, "never")
    usage_id = world.deduct(refunded, 100)["usage_id"]
    world.now = at_noon(date(2026, 1, 20))
    world.deduct(spender, 5)
    world.refund_usage(usage_id, 60)
    for moment in (at_noon(date(2026, 1, 20)), at_noon(date(2026, 1, 22))):
        world.one("select close_usage_days(%s, %s)", world.org_id, moment)
        users = world.rows(
            "select * from organization_usage_users(%s, null, '2026-01-10', '2026-01-20', 10)",
            world.org_id,
        )
        assert [(u["user_id"], u["credits"], u["refunded_credits"]) for u in users] == [
            (spender, 5, 0), (refunded, -60, 60),
        ]  # fmt: skip
        assert {row["user_count"] for row in users} == {1}
    totals = world.one(
        "select users from credit_usage_daily_totals where org_id = %s and day = '2026-01-20'",
        world.org_id,
    )
    assert totals["users"] == 1
    assert world.differences() == []


async def test_a_refund_is_a_row_of_the_export_that_takes_credits_off(api: Api) -> None:
    books = company(api)
    noon = now_of(api)
    member = books.members[1]
    books.spend(noon - timedelta(days=3), member.user_id, SERVICES[0], Decimal(100))
    (usage_id,) = books.left
    books.refund(noon - timedelta(days=1), usage_id, Decimal("12.5"))
    path = f"{ROOT}/credits/{books.world.org_id}/usage/export"
    answer = await books.boss.get(path)
    refund, call = csv.DictReader(io.StringIO(answer.text, newline=""))
    assert (refund["kind"], refund["credits"], refund["refunded_credits"]) == (
        "refund", "-12.5", "12.5",
    )  # fmt: skip
    assert (call["kind"], call["credits"], call["refunded_credits"]) == ("usage", "100", "0")
    same = ("user_email", "service_type", "service_name", "model", "request_id")
    assert [refund[name] for name in same] == [call[name] for name in same]
    assert (refund["api_cost_usd"], refund["markup_usd"]) == ("", "")
    own = await books.members[2].get(path)
    assert own.text.count("\n") == 1
