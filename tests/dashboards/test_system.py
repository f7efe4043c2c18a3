"""The platform's overview: exact revenue, honest changes, organizations in pages."""

import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from orgbilling.database import Database
from orgbilling.kernel.clock import FixedClock
from tests.api_client import Api, Client, make_api
from tests.conftest import OwnerConnection, TestDatabase
from tests.subscriptions.subscriber import Row, Subscriber, at

PATH = "/api/v1/org-billing/billing/system"


@dataclass
class Platform:
    """A database of its own, its application, its clock, and who runs it."""

    api: Api
    owner: OwnerConnection
    clock: FixedClock
    user_id: str

    def company(self, name: str, plan: str | None = None, **options: Any) -> Subscriber:
        company = Subscriber(self.owner, self.clock.now())
        self.owner.execute(
            "update organizations set name = %s where org_id = %s", [name, company.org_id]
        )
        if plan is not None:
            company.create(plan, **options)
        return company

    def turn(self, moment: datetime) -> None:
        self.clock.set(moment)

    async def read(self, **query: Any) -> Any:
        token = self.api.session(self.user_id, self.clock.now())
        client = self.api.client(cookies={"session_token": token})
        answer = await client.get(PATH, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture
async def platform(fresh_database: TestDatabase) -> AsyncIterator[Platform]:
    clock = FixedClock(at("2026-03-31 12:00"))
    with psycopg.connect(fresh_database.owner_url, autocommit=True, row_factory=dict_row) as owner:
        async with Database(fresh_database.application_url, pool_size=4, idle_size=1) as database:
            api = make_api(database, owner, clock)
            yield Platform(api, owner, clock, api.user(is_system_admin=True))
            for client in api.clients:
                await client.aclose()


async def test_it_says_whether_the_calendar_stands(platform: Platform) -> None:
    shown = await platform.read()
    assert shown["calendar"] == {"is_stopped": False, "stopped_at": None, "reason": None}
    platform.owner.execute(
        """insert into calendar_stops (stop_id, stopped_at, reason, details)
           values (uuid_v7(clock_timestamp()), '2026-03-31 09:00+00', 'heartbeat_jump', '{}')"""
    )
    shown = await platform.read()
    assert shown["calendar"] == {
        "is_stopped": True,
        "stopped_at": "2026-03-31T09:00:00Z",
        "reason": "heartbeat_jump",
    }


async def test_revenue_is_the_monthly_share_of_what_is_active_or_past_due(
    platform: Platform,
) -> None:
    platform.company("monthly", "platform")
    platform.company("yearly", "hybrid", cycle="yearly")
    platform.company("trial", "hybrid", trial_days=14)
    platform.company("late", "byok").past_due()
    platform.company("gone", "hybrid").cancel("now")
    platform.company("paused", "hybrid").verb("pause_subscription")
    platform.company("none")
    shown = await platform.read()
    metrics = shown["revenue_metrics"]
    assert metrics["total_mrr"] == 50 + 89 + 30
    assert metrics["total_arr"] == 12 * (50 + 89 + 30)
    assert metrics["active_subscriptions"] == 3
    assert {(p["plan"], p["count"], p["mrr"]) for p in shown["subscription_distribution"]} == {
        ("platform", 1, 50), ("hybrid", 1, 89), ("byok", 1, 30),
    }  # fmt: skip
    (late,) = shown["past_due"]
    assert (late["org_name"], late["amount_due"], late["monthly_price"]) == ("late", 30, 30)


async def test_changes_compare_with_the_same_day_of_last_month(platform: Platform) -> None:
    platform.turn(at("2026-02-27 10:00"))
    stays = platform.company("stays", "byok")
    grows = platform.company("grows", "byok")
    leaves = platform.company("leaves", "platform")
    pays = platform.company("pays", "platform", trial_days=10)
    platform.turn(at("2026-03-05 00:00"))
    for company in (grows, leaves):
        company.now = platform.clock.now()
    grows.change("hybrid")
    leaves.cancel("now")
    platform.turn(at("2026-03-31 12:00"))
    platform.company("new", "byok")
    # The overview settles nobody: until the worker has, the trial is shown as it last stood.
    assert (await platform.read())["revenue_metrics"]["total_mrr"] == 159
    for company in (stays, grows, leaves, pays):
        company.now = platform.clock.now()
        company.settle()
    metrics = (await platform.read())["revenue_metrics"]
    # 28 February 12:00: byok 30 + byok 30 + platform 50. Now: 30 + 99 + 50 (was a trial) + 30.
    assert metrics["total_mrr"] == 209
    assert metrics["total_mrr_change_percent"] == metrics["total_arr_change_percent"] == 90.0
    assert metrics["active_subscriptions_change_percent"] == pytest.approx(33.33)
    assert stays.subscription()["status"] == pays.subscription()["status"] == "active"


async def test_a_change_from_nothing_is_null_and_not_invented(platform: Platform) -> None:
    platform.company("new", "byok")
    metrics = (await platform.read())["revenue_metrics"]
    for name in ("total_mrr", "total_arr", "active_subscriptions", "total_credits_used"):
        assert metrics[f"{name}_change_percent"] is None


async def test_revenue_of_any_past_day_is_known_from_the_history(platform: Platform) -> None:
    platform.turn(at("2026-01-10 00:00"))
    company = platform.company("a", "byok", trial_days=10)
    steps: list[tuple[datetime, int]] = [(at("2026-01-15 00:00"), 0), (at("2026-01-25 00:00"), 30)]

    def step(moment: str, verb: Any, worth: int) -> None:
        company.now = at(moment)
        verb()
        steps.append((at(moment.replace("00:00", "12:00")), worth))

    step("2026-02-01 00:00", lambda: company.change("platform"), 50)
    step("2026-02-10 00:00", lambda: company.change("platform", "yearly"), 45)
    step("2026-03-01 00:00", lambda: company.verb("pause_subscription"), 0)
    step("2026-03-05 00:00", lambda: company.verb("resume_subscription"), 45)
    step("2026-03-06 00:00", company.past_due, 45)
    step("2026-03-07 00:00", lambda: company.verb("mark_subscription_active"), 45)
    step("2026-03-08 00:00", lambda: company.change("byok"), 45)
    company.now = at("2027-03-01 00:00")
    company.settle()
    steps.append((at("2027-02-20 00:00"), 30))
    step("2027-03-02 00:00", lambda: company.cancel("now"), 0)
    for moment, worth in steps:
        row = company.world.one("select * from recurring_revenue_at(%s)", moment)
        assert (row["mrr_usd"], row["subscriptions"]) == (worth, int(worth > 0)), moment


async def test_usage_is_this_months_and_the_top_is_thirty_days(platform: Platform) -> None:
    companies: list[tuple[Subscriber, str]] = []
    platform.turn(at("2026-02-20 12:00"))
    for name in ("small", "large"):
        company = platform.company(name, "byok")
        member = company.world.member()
        company.world.now = platform.clock.now()
        company.world.add(10_000)
        company.world.allocate(member, 5000, "never")
        companies.append((company, member))
    (small, one), (large, two) = companies
    for moment, amount in [
        ("2026-02-20 12:00", 40),
        ("2026-02-28 23:00", 10),
        ("2026-03-31 01:00", 5),
    ]:
        for company, member in companies:
            company.world.now = at(moment)
            company.world.deduct(member, amount * (3 if company is large else 1))
    platform.turn(at("2026-03-31 12:00"))
    for closed in (False, True):
        if closed:
            platform.owner.execute("select close_due_usage_days(%s)", [platform.clock.now()])
            platform.owner.execute("select refresh_closed_usage()")
        shown = await platform.read()
        assert shown["revenue_metrics"]["total_credits_used"] == 20
        # Of February up to its 28th: 200.
        assert shown["revenue_metrics"]["total_credits_used_change_percent"] == -90
        assert [
            (o["org_name"], o["total_credits_30_days"], o["user_count"])
            for o in shown["top_organizations_by_usage"]
        ] == [("large", 15, 1), ("small", 5, 1)]
    assert small.world.differences() == []
    assert one != two


async def test_sums_of_today_are_used_and_later_usage_is_added(platform: Platform) -> None:
    platform.turn(at(f"{datetime.now():%Y-%m-%d} 12:00"))  # noqa: DTZ005
    company = platform.company("a", "byok")
    member = company.world.member()
    company.world.now = platform.clock.now()
    company.world.add(1000)
    company.world.allocate(member, 500, "never")
    platform.owner.execute("select refresh_closed_usage()")
    company.world.deduct(member, 3)
    assert (await platform.read())["revenue_metrics"]["total_credits_used"] == 3
    company.world.one(
        "select close_usage_days(%s, %s) as n", company.org_id, at("2100-01-01 12:00")
    )
    assert (await platform.read())["revenue_metrics"]["total_credits_used"] == 3


async def test_organizations_are_sorted_filtered_and_searched_by_the_server(
    platform: Platform,
) -> None:
    platform.company("Zebra", "byok")
    platform.company("alpha", "hybrid")
    platform.company("Beta_100%", "platform", trial_days=3)
    none = platform.company("ÉCOLE 👩‍🔬")

    async def names(**query: Any) -> list[str]:
        return [o["org_name"] for o in (await platform.read(**query))["organizations"]]

    assert (await names())[:2] == ["alpha", "Zebra"]
    assert await names(sort="name") == ["alpha", "Beta_100%", "Zebra", "ÉCOLE 👩‍🔬"]
    assert await names(plan="byok") == ["Zebra"]
    assert await names(status="trialing") == ["Beta_100%"]
    assert await names(status="none") == ["ÉCOLE 👩‍🔬"]
    assert await names(search="BETA_") == ["Beta_100%"]
    assert await names(search="a_") == ["Beta_100%"]
    assert await names(search="%") == ["Beta_100%"]
    assert await names(search=str(none.org_id)) == ["ÉCOLE 👩‍🔬"]
    assert await names(search="nobody") == []
    row: Row = (await platform.read(search="école"))["organizations"][0]
    assert (row["subscription_plan"], row["monthly_price"], row["used_credits"]) == (None, None, 0)


@pytest.mark.parametrize("sign", ["", "-"])
@pytest.mark.parametrize(
    "sort", ["revenue", "name", "total_credits", "used_credits", "lifetime_spent", "created_at"]
)
async def test_pages_show_every_organization_once_in_every_order(
    platform: Platform, sort: str, sign: str
) -> None:
    sort = sign + sort
    for number in range(11):
        made = platform.company(f"O{number % 4} 👩‍🔬", ("byok", "hybrid", None)[number % 3])
        platform.owner.execute(
            """insert into user_credit_allocations
               (org_id, user_id, allocated_credits, target_credits, used_credits)
               select org_id, user_id, 9, 9, %s from organization_members where org_id = %s""",
            [number % 5, made.org_id],
        )
    whole = [o["org_id"] for o in (await platform.read(sort=sort, limit=500))["organizations"]]
    seen: list[str] = []
    cursor = None
    while True:
        query = {"sort": sort, "limit": 3} | ({"cursor": cursor} if cursor else {})
        shown = await platform.read(**query)
        seen += [o["org_id"] for o in shown["organizations"]]
        cursor = shown["organizations_next"]
        if cursor is None:
            break
    assert seen == whole
    assert len(set(seen)) == 11


async def test_a_cursor_of_another_order_is_refused(platform: Platform) -> None:
    for number in range(3):
        platform.company(f"O{number}", "byok")
    cursor = (await platform.read(limit=1))["organizations_next"]
    token = platform.api.session(platform.user_id, platform.clock.now())
    client: Client = platform.api.client(cookies={"session_token": token})
    wrong = await client.get(PATH, params={"sort": "name", "cursor": cursor})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "invalid_cursor")


async def test_only_a_system_admin_sees_it(api: Api) -> None:
    owner = api.person()
    org_id = api.organization(owner)
    assert (await api.system_admin().get(PATH)).status_code == 200
    assert (await owner.get(PATH)).status_code == 403
    assert (await api.program(api.key(org_id, owner)).get(PATH)).status_code == 403
    assert (await api.client().get(PATH)).status_code == 401
    assert uuid.UUID(str(org_id))


async def test_an_order_is_turned_round_by_its_sign(platform: Platform) -> None:
    for name, plan in (("b", "byok"), ("A", "hybrid"), ("c", "platform")):
        platform.company(name, plan)

    async def names(sort: str) -> str:
        return "".join(o["org_name"] for o in (await platform.read(sort=sort))["organizations"])

    assert (await names("revenue"), await names("-revenue")) == ("Acb", "bcA")
    assert (await names("name"), await names("-name")) == ("Abc", "cbA")


def root_of(platform: Platform) -> Client:
    """Whoever runs the platform, signed in a moment ago."""
    token = platform.api.session(platform.user_id, platform.clock.now())
    return platform.api.client(cookies={"session_token": token})


async def test_what_is_past_due_says_since_when_how_much_and_why(platform: Platform) -> None:
    company = platform.company("Late", "hybrid")
    root = root_of(platform)
    path = f"/api/v1/org-billing/subscriptions/{company.org_id}"
    await root.post(f"{path}/past-due", json={"reason": "old story"})
    await root.post(f"{path}/reactivate")
    # The next term's invoice is another one, and is owed anew.
    platform.turn(at("2026-05-01 09:00"))
    root = root_of(platform)
    await root.post(f"{path}/past-due", json={"reason": "card declined", "grace_days": 3})
    (late,) = (await platform.read())["past_due"]
    subscription = (await root.get(path)).json()
    assert late == late | {
        "org_id": str(company.org_id), "org_name": "Late", "subscription_plan": "hybrid",
        "subscription_id": subscription["id"], "billing_cycle": "monthly", "monthly_price": 99,
        "amount_due": 99, "open_invoice_count": 1, "failure_reason": "card declined",
        "past_due_since": "2026-05-01T09:00:00Z", "failed_at": "2026-05-01T09:00:00Z",
        "grace_ends_at": "2026-05-04T09:00:00Z", "may_spend": True,
    }  # fmt: skip
    platform.turn(at("2026-05-04 09:00"))
    (late,) = (await platform.read())["past_due"]
    assert late["may_spend"] is False


@pytest.mark.parametrize(
    ("action", "body", "status"),
    [
        ("reactivate", None, "active"),
        ("pause", None, "paused"),
        ("cancel", {"at": "now"}, "canceled"),
        ("cancel", {"at": "period_end"}, "past_due"),
    ],
)
async def test_a_failed_payment_is_answered_by_a_system_admin(
    platform: Platform, action: str, body: Any, status: str
) -> None:
    company = platform.company("Late", "byok")
    root = root_of(platform)
    path = f"/api/v1/org-billing/subscriptions/{company.org_id}"
    assert (await root.post(f"{path}/past-due")).json()["status"] == "past_due"
    answer = await root.post(f"{path}/{action}", json=body)
    assert (answer.status_code, answer.json()["status"]) == (200, status)
    left = [] if status != "past_due" else ["Late"]
    assert [late["org_name"] for late in (await platform.read())["past_due"]] == left
