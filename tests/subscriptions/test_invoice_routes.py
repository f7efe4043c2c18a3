"""Invoices and the calendar over HTTP: what is shown, taken back and moved, and by whom."""

import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from orgbilling.database import Database
from orgbilling.kernel.clock import FixedClock
from tests.api_client import Api, Client, make_api
from tests.conftest import OwnerConnection, TestDatabase
from tests.credits.company import code_of
from tests.world import World

ROOT = "/api/v1/org-billing"
INVOICE_FIELDS = {
    "id", "kind", "plan", "period_start", "period_end", "price_usd", "unused_usd",
    "money_credit_usd", "amount_usd", "status", "created_at", "paid_at", "voided_at", "void_reason",
}  # fmt: skip


@dataclass
class Shop:
    """An organization of which the platform plan includes 1,000 credits a month."""

    api: Api
    owner: OwnerConnection
    clock: FixedClock
    boss: Client
    org_id: uuid.UUID
    root: Client = field(init=False)

    def __post_init__(self) -> None:
        self.root = self.api.system_admin()

    @property
    def path(self) -> str:
        return f"{ROOT}/subscriptions/{self.org_id}"

    @property
    def world(self) -> World:
        return World(self.owner, org_id=self.org_id, now=self.clock.now())

    def turn(self, **by: float) -> None:
        """Let time pass; who was signed in is signed in again."""
        self.clock.advance(timedelta(**by))
        for client in (self.root, self.boss):
            token = self.api.session(client.user_id, self.clock.now())
            client.cookies.clear()
            client.cookies.set("session_token", token)

    async def subscribe(self, plan: str = "platform", cycle: str = "monthly") -> None:
        body = {"org_id": str(self.org_id), "subscription_plan": plan, "billing_cycle": cycle}
        answer = await self.root.post(f"{ROOT}/subscriptions", json=body)
        assert answer.status_code == 201, answer.text

    async def get(self, rest: str) -> Any:
        answer = await self.boss.get(f"{self.path}{rest}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def invoices(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = await self.get("/invoices")
        return found

    async def post(self, rest: str, body: Any = None) -> Any:
        return await self.root.post(f"{self.path}{rest}", json=body)

    async def done(self, rest: str, body: Any = None) -> dict[str, Any]:
        answer = await self.post(rest, body)
        assert answer.status_code == 200, answer.text
        shown: dict[str, Any] = answer.json()
        return shown

    async def available(self) -> Any:
        # The calendar settles by this clock; reads of credits settle by the database's own.
        await self.get("/calendar")
        pool = (await self.boss.get(f"{ROOT}/credits/{self.org_id}")).json()
        assert self.world.differences() == []
        return pool["available_credits"]


@pytest.fixture
async def shop(fresh_database: TestDatabase, fresh_owner: OwnerConnection) -> AsyncIterator[Shop]:
    fresh_owner.execute("update plans set included_monthly_credits = 1000 where plan = 'platform'")
    fresh_owner.execute("update plans set included_monthly_credits = 5000 where plan = 'hybrid'")
    clock = FixedClock(datetime.now(UTC) + timedelta(seconds=1))
    async with Database(fresh_database.application_url, pool_size=4) as database:
        api = make_api(database, fresh_owner, clock)
        boss = api.person()
        yield Shop(api, fresh_owner, clock, boss, api.organization(boss))
        for client in api.clients:
            await client.aclose()


async def test_an_invoice_is_listed_with_what_it_bills_and_brought(shop: Shop) -> None:
    await shop.subscribe()
    (open_one,) = await shop.invoices()
    assert open_one.keys() >= INVOICE_FIELDS
    assert (open_one["kind"], open_one["plan"], open_one["status"]) == (
        "period",
        "platform",
        "open",
    )
    assert (open_one["price_usd"], open_one["amount_usd"], open_one["unused_usd"]) == (50, 50, 0)
    assert (open_one["paid_at"], open_one["voided_at"], open_one["brought_credits"]) == (
        None, None, 1000,
    )  # fmt: skip
    subscription = await shop.get("")
    assert open_one["period_start"] == subscription["current_period_start"]
    assert open_one["period_end"] == subscription["current_period_end"]


async def test_invoices_come_newest_first_and_in_pages(shop: Shop) -> None:
    await shop.subscribe("byok")
    for plan in ("platform", "hybrid"):
        shop.turn(seconds=1)
        body = {"subscription_plan": plan}
        changed = await shop.boss.put(f"{shop.path}/upgrade", json=body)
        assert changed.status_code == 200, changed.text
    kinds = [(invoice["kind"], invoice["plan"]) for invoice in await shop.invoices()]
    assert kinds == [("proration", "hybrid"), ("proration", "platform"), ("period", "byok")]
    first = await shop.boss.get(f"{shop.path}/invoices?limit=2")
    assert [invoice["plan"] for invoice in first.json()] == ["hybrid", "platform"]
    rest = first.headers["link"].partition("<")[2].partition(">")[0]
    last = await shop.boss.get(rest)
    assert ([invoice["plan"] for invoice in last.json()], last.headers.get("link")) == (
        ["byok"], None,
    )  # fmt: skip
    wrong = await shop.boss.get(f"{shop.path}/invoices?cursor=x")
    assert code_of(wrong) == (422, "invalid_cursor")


async def test_reading_invoices_and_calendar_settles_what_is_due(shop: Shop) -> None:
    await shop.subscribe()
    shop.turn(days=32)
    assert [invoice["status"] for invoice in await shop.invoices()] == ["open", "open"]
    shop.turn(days=32)
    assert [month["number"] for month in (await shop.get("/calendar"))["included"]] == [1]
    assert len(await shop.invoices()) == 3


async def test_paying_one_of_two_is_not_enough_and_a_repetition_changes_nothing(
    shop: Shop,
) -> None:
    await shop.subscribe()
    shop.turn(days=32)
    second, first = await shop.invoices()
    await shop.done("/past-due", {"grace_days": 0})
    paid = await shop.done(f"/invoices/{first['id']}/mark-paid")
    assert (paid["status"], paid["paid_by"]) == ("paid", shop.root.user_id)
    assert (await shop.get(""))["status"] == "past_due"
    shop.turn(seconds=5)
    again = await shop.done(f"/invoices/{first['id']}/mark-paid")
    assert again == paid
    assert shop.api.audit(shop.org_id).count("org.invoice.paid") == 1
    await shop.done(f"/invoices/{second['id']}/mark-paid")
    assert (await shop.get(""))["status"] == "active"


async def test_voiding_takes_out_what_is_there_and_owes_nothing(shop: Shop) -> None:
    await shop.subscribe()
    member = shop.api.member(shop.org_id)
    shop.world.allocate(member.user_id, 700)
    (invoice,) = await shop.invoices()
    void = f"/invoices/{invoice['id']}/void"
    voided = await shop.done(void, {"reason": " Invoiced twice "})
    assert (voided["status"], voided["void_reason"]) == ("void", "Invoiced twice")
    assert (voided["brought_credits"], voided["taken_back_credits"]) == (1000, 300)
    assert voided["unrecovered_credits"] == 700
    assert await shop.available() == 0
    shop.turn(seconds=5)
    assert await shop.done(void, {"reason": "again"}) == voided
    assert shop.api.audit(shop.org_id).count("org.invoice.voided") == 1
    late = await shop.post(f"/invoices/{invoice['id']}/mark-paid")
    assert code_of(late) == (409, "invoice_void")
    # The history shows it too.
    events = (await shop.boss.get(f"{ROOT}/{shop.org_id}/history")).json()
    shown = {event["id"]: event["payment_status"] for event in events}
    assert shown[invoice["id"]] == "void"


async def test_one_month_is_reversed_once_and_its_invoice_stays(shop: Shop) -> None:
    await shop.subscribe(cycle="yearly")
    shop.turn(days=32)
    calendar = await shop.get("/calendar")
    assert [month["state"] for month in calendar["included"]] == ["brought", "brought"]
    months = f"/months/{calendar['term']['id']}"
    why = {"reason": "a mistake"}
    reversed_one = await shop.done(f"{months}/2/reverse", why)
    assert (reversed_one["state"], reversed_one["number"]) == ("reversed", 2)
    assert (reversed_one["taken_back_credits"], reversed_one["unrecovered_credits"]) == (1000, 0)
    shop.turn(seconds=5)
    assert await shop.done(f"{months}/2/reverse", {"reason": "again"}) == reversed_one
    assert await shop.available() == 1000
    assert [invoice["status"] for invoice in await shop.invoices()] == ["open"]
    assert shop.api.audit(shop.org_id).count("org.month.reversed") == 1
    assert code_of(await shop.post(f"{months}/3/reverse", why)) == (404, "not_found")
    strange = await shop.post(f"/months/{uuid.uuid4()}/1/reverse", why)
    assert code_of(strange) == (404, "not_found")
    for month in ("0", "13", "x"):
        refused = await shop.post(f"{months}/{month}/reverse", why)
        assert code_of(refused) == (422, "invalid_request")


async def test_a_month_of_a_void_invoice_has_nothing_to_take_back(shop: Shop) -> None:
    await shop.subscribe()
    (invoice,) = await shop.invoices()
    await shop.done(f"/invoices/{invoice['id']}/void", {"reason": "a mistake"})
    month = f"/months/{invoice['term_id']}/1/reverse"
    refused = await shop.post(month, {"reason": "a mistake"})
    assert code_of(refused) == (409, "nothing_to_take_back")
    assert refused.json()["month_state"] == "void"


async def test_the_calendar_tells_term_months_grant_and_money_credit(shop: Shop) -> None:
    empty = await shop.get("/calendar")
    assert (empty["term"], empty["included"], empty["own_grant"]) == (None, [], None)
    assert (empty["next_due_at"], empty["money_credit_usd"], empty["moves"]) == (None, 0, [])
    await shop.subscribe("platform", "yearly")
    grant = {"own_monthly_credits": 200}
    await shop.root.put(f"{ROOT}/credits/{shop.org_id}/refresh", json=grant)
    await shop.boss.put(
        f"{shop.path}/upgrade",
        json={"subscription_plan": "hybrid", "billing_cycle": "monthly"},
    )
    calendar = await shop.get("/calendar")
    term = calendar["term"]
    assert (term["billing_cycle"], term["is_trial"], term["ended_at"]) == ("monthly", False, None)
    subscription = await shop.get("")
    assert term["planned_end_at"] == subscription["current_period_end"]
    # The year was not used: its 540 dollars less the 99 of the month.
    assert calendar["money_credit_usd"] == 441
    assert calendar["own_grant"]["credits"] == 200
    ((number, state, credits),) = [
        (month["number"], month["state"], month["credits"]) for month in calendar["included"]
    ]
    assert (number, state, credits) == (1, "brought", 4000)
    assert calendar["next_due_at"] <= term["planned_end_at"]


def _later(shop: Shop, **by: float) -> str:
    return (shop.clock.now() + timedelta(**by)).isoformat()


async def test_a_boundary_is_moved_and_moving_it_there_again_changes_nothing(shop: Shop) -> None:
    await shop.subscribe()
    before = (await shop.get("/calendar"))["term"]["planned_end_at"]
    body = {"kind": "planned_end", "to": _later(shop, days=10), "reason": "a longer first month"}
    moved = await shop.done("/boundaries/move", body)
    end = datetime.fromisoformat(moved["term"]["planned_end_at"])
    assert end == shop.clock.now() + timedelta(days=10)
    (move,) = moved["moves"]
    assert (move["kind"], move["subject"]) == ("planned_end", moved["term"]["id"])
    assert (move["old_at"], move["reason"]) == (before, "a longer first month")
    assert move["actor_id"] == shop.root.user_id
    shop.turn(seconds=5)
    assert await shop.done("/boundaries/move", body) == moved
    assert shop.api.audit(shop.org_id).count("org.boundary.moved") == 1
    shop.turn(days=10)
    assert [invoice["status"] for invoice in await shop.invoices()] == ["open", "open"]


async def test_a_reset_and_an_own_grant_are_moved(shop: Shop) -> None:
    await shop.subscribe()
    member = shop.api.member(shop.org_id)
    shop.world.allocate(member.user_id, 100, "monthly")
    await shop.root.put(f"{ROOT}/credits/{shop.org_id}/refresh", json={"own_monthly_credits": 200})
    to, reason = _later(shop, days=3), "for the workshop"
    about = {"to": to, "reason": reason}
    reset = {"kind": "reset", "user_id": member.user_id, **about}
    assert (await shop.done("/boundaries/move", reset))["moves"][0]["subject"] == member.user_id
    moved = await shop.done("/boundaries/move", {"kind": "own_grant", **about})
    assert datetime.fromisoformat(moved["own_grant"]["next_at"]) == datetime.fromisoformat(to)
    shop.turn(days=3)
    assert await shop.available() == 1100


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"to": "2020-01-01T00:00:00Z"}, (422, "invalid_argument")),
        ({"to": "2999-01-01T00:00:00Z"}, (422, "invalid_argument")),
        ({"to": "2999-01-01T00:00:00"}, (422, "invalid_request")),
        ({"to": None}, (422, "invalid_request")),
        ({"reason": "   "}, (422, "invalid_request")),
        ({"reason": "x" * 501}, (422, "invalid_request")),
        ({"kind": "trial"}, (422, "invalid_request")),
        ({"user_id": "somebody"}, (422, "invalid_request")),
        ({"kind": "reset"}, (422, "invalid_request")),
        ({"kind": "reset", "user_id": "nobody"}, (404, "not_found")),
        ({"kind": "own_grant"}, (404, "not_found")),
        ({"more": 1}, (422, "invalid_request")),
    ],
)
async def test_a_boundary_that_cannot_be_moved_there_stays(
    shop: Shop, change: dict[str, Any], expected: tuple[int, str]
) -> None:
    await shop.subscribe()
    before = await shop.get("/calendar")
    body = {"kind": "planned_end", "to": _later(shop, days=1), "reason": "x", **change}
    assert code_of(await shop.post("/boundaries/move", body)) == expected
    assert await shop.get("/calendar") == before


async def test_nobody_but_a_system_admin_takes_back_or_moves(shop: Shop) -> None:
    await shop.subscribe()
    (invoice,) = await shop.invoices()
    member, stranger = shop.api.member(shop.org_id), shop.api.person()
    why = {"reason": "x"}
    requests = {
        f"/invoices/{invoice['id']}/mark-paid": None,
        f"/invoices/{invoice['id']}/void": why,
        f"/months/{invoice['term_id']}/1/reverse": why,
        "/boundaries/move": {"kind": "planned_end", "to": _later(shop, days=1), **why},
    }
    for rest, body in requests.items():
        for person in (shop.boss, member, stranger):
            refused = await person.post(f"{shop.path}{rest}", json=body)
            assert code_of(refused) == (403, "forbidden"), rest
        nowhere = f"{ROOT}/subscriptions/{uuid.uuid4()}{rest}"
        absent = await shop.root.post(nowhere, json=body)
        assert code_of(absent) == (404, "organization_not_found"), rest
    for rest in ("/invoices", "/calendar"):
        assert code_of(await member.get(f"{shop.path}{rest}")) == (403, "forbidden")
        assert code_of(await stranger.get(f"{shop.path}{rest}")) == (404, "organization_not_found")
    assert await shop.invoices() == [invoice]
    assert await shop.available() == 1000


async def test_an_invoice_of_another_organization_is_404(shop: Shop) -> None:
    await shop.subscribe()
    (invoice,) = await shop.invoices()
    other = f"{ROOT}/subscriptions/{shop.api.organization(shop.api.person())}"
    for rest in ("mark-paid", "void"):
        body = {"reason": "x"} if rest == "void" else None
        answer = await shop.root.post(f"{other}/invoices/{invoice['id']}/{rest}", json=body)
        assert code_of(answer) == (404, "not_found")
        absent = await shop.post(f"/invoices/{uuid.uuid4()}/{rest}", body)
        assert code_of(absent) == (404, "not_found")
    assert await shop.invoices() == [invoice]


@pytest.mark.parametrize("body", [None, {}, {"reason": ""}, {"reason": " "}, {"reason": 5}])
async def test_nothing_is_taken_back_without_a_reason(shop: Shop, body: Any) -> None:
    await shop.subscribe()
    (invoice,) = await shop.invoices()
    refused = await shop.post(f"/invoices/{invoice['id']}/void", body)
    assert code_of(refused) == (422, "invalid_request")
    assert await shop.invoices() == [invoice]
