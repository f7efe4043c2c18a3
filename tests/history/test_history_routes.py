"""Billing history and purchases over HTTP."""

import asyncio
import csv
import io
import uuid
from typing import Any

import pytest

from tests.api_client import Api, Client

ROOT = "/api/v1/org-billing"
HISTORY_FIELDS = {
    "id", "org_id", "event_type", "amount", "currency", "payment_status", "period_start",
    "period_end", "created_at",
}  # fmt: skip


async def subscribed(api: Api) -> tuple[Client, uuid.UUID]:
    admin = api.system_admin()
    org_id = api.organization(admin)
    body = {"org_id": str(org_id), "subscription_plan": "platform"}
    assert (await admin.post(f"{ROOT}/subscriptions", json=body)).status_code == 201
    return admin, org_id


def order(api: Api, org_id: uuid.UUID, credits: int = 1000) -> Any:
    row = api.owner.execute(
        "select request_purchase(%s, %s, null, 'more', 'buyer', null) ->> 'id' as id",
        [org_id, credits],
    ).fetchone()
    assert row is not None
    return row["id"]


async def test_events_have_the_fields_that_screens_read_newest_first(api: Api) -> None:
    admin, org_id = await subscribed(api)
    await admin.put(f"{ROOT}/subscriptions/{org_id}/upgrade", json={"subscription_plan": "hybrid"})
    events = (await admin.get(f"{ROOT}/{org_id}/history")).json()
    assert all(event.keys() >= HISTORY_FIELDS for event in events)
    assert sorted(event["event_type"] for event in events) == [
        "invoice_created", "invoice_created", "subscription_created", "subscription_upgraded",
    ]  # fmt: skip
    created = [event["created_at"] for event in events]
    assert created == sorted(created, reverse=True)
    assert {
        event["amount"] for event in events if event["event_type"] == "subscription_created"
    } == {50}


async def test_an_invoice_that_was_voided_is_shown_as_void(api: Api) -> None:
    admin, org_id = await subscribed(api)
    path = f"{ROOT}/{org_id}/history"
    (invoice,) = (await admin.get(path, params={"event_type": "invoice_created"})).json()
    assert invoice["payment_status"] == "pending"
    api.owner.execute("select void_invoice(%s, %s, null, 'a mistake')", [org_id, invoice["id"]])
    (voided,) = (await admin.get(path, params={"event_type": "invoice_created"})).json()
    assert voided == invoice | {"payment_status": "void"}


async def test_events_are_filtered_and_paged(api: Api) -> None:
    admin, org_id = await subscribed(api)
    path = f"{ROOT}/subscriptions/{org_id}"
    for _ in range(4):
        await admin.post(f"{path}/pause")
        await admin.post(f"{path}/reactivate")
    everything = (await admin.get(f"{ROOT}/{org_id}/history")).json()
    assert len(everything) == 10
    seen: list[str] = []
    url: str | None = f"{ROOT}/{org_id}/history?limit=3"
    while url:
        answer = await admin.get(url)
        seen += [event["id"] for event in answer.json()]
        url = answer.links["next"]["url"] if "next" in answer.links else None
    assert seen == [event["id"] for event in everything]
    upgrades = await admin.get(f"{ROOT}/{org_id}/history?event_type=subscription_upgraded")
    assert len(upgrades.json()) == 4
    assert (await admin.get(f"{ROOT}/{org_id}/history?event_type=gift")).status_code == 422
    wrong = await admin.get(f"{ROOT}/{org_id}/history?cursor=nonsense")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "invalid_cursor")


async def test_history_and_purchases_are_for_admins(api: Api) -> None:
    admin, org_id = await subscribed(api)
    for path in (f"{ROOT}/{org_id}/history", f"{ROOT}/credits/{org_id}/purchases"):
        for role, status in [
            ("owner", 200),
            ("admin", 200),
            ("billing_admin", 200),
            ("member", 403),
        ]:
            assert (await api.member(org_id, role).get(path)).status_code == status
        assert (await api.person().get(path)).status_code == 404
        assert (await api.client().get(path)).status_code == 401
        key = api.program(api.key(org_id, admin))
        assert (await key.get(path)).status_code == 403


async def test_a_purchase_is_paid_once_whatever_the_number_of_calls(api: Api) -> None:
    admin, org_id = await subscribed(api)
    purchase_id = order(api, org_id)
    orders = f"{ROOT}/credits/{org_id}/purchases"
    pending = (await admin.get(orders)).json()
    assert [(p["id"], p["status"], p["credits"]) for p in pending] == [
        (purchase_id, "pending", 1000)
    ]
    answers = await asyncio.gather(
        *(admin.post(f"{orders}/{purchase_id}/mark-paid") for _ in range(6))
    )
    assert {answer.status_code for answer in answers} == {200}
    assert {answer.json()["status"] for answer in answers} == {"paid"}
    assert answers[0].json()["paid_by"] == admin.user_id
    pool = api.owner.execute(
        "select available_credits from organization_credit_pools where org_id = %s", [org_id]
    ).fetchone()
    assert pool == {"available_credits": 1000}
    paid = await admin.get(f"{orders}?status=paid")
    assert len(paid.json()) == 1
    assert (await admin.get(f"{orders}?status=pending")).json() == []


async def test_an_org_admin_cannot_mark_their_own_purchase_paid(api: Api) -> None:
    _, org_id = await subscribed(api)
    purchase_id = order(api, org_id)
    owner = api.member(org_id, "owner")
    refused = await owner.post(f"{ROOT}/credits/{org_id}/purchases/{purchase_id}/mark-paid")
    assert refused.status_code == 403
    row = api.owner.execute(
        "select status from credit_purchases where purchase_id = %s", [purchase_id]
    ).fetchone()
    assert row == {"status": "pending"}


@pytest.mark.parametrize(
    ("purchase_id", "status"),
    [
        ("not-a-uuid", 422),
        ("00000000-0000-7000-8000-000000000000", 404),
    ],
)
async def test_an_unknown_purchase(api: Api, purchase_id: str, status: int) -> None:
    admin, org_id = await subscribed(api)
    for root in (f"{ROOT}/credits/{org_id}", ROOT):
        answer = await admin.post(f"{root}/purchases/{purchase_id}/mark-paid")
        assert answer.status_code == status


def put_back(api: Api, org_id: uuid.UUID, *moments: str) -> None:
    """Write an event at each of these moments, as an import of the past would."""
    for moment in moments:
        api.owner.execute(
            """select record_billing_event(%s, 'invoice_created', -1.50, 'paid', null, null, null,
               '{}', 'test', %s)""",
            [org_id, moment],
        )


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("from=2025-03-02", ["2025-03-03", "2025-03-02"]),
        ("to=2025-03-02", ["2025-03-02", "2025-03-01"]),
        ("from=2025-03-02&to=2025-03-02", ["2025-03-02"]),
        ("from=2025-03-03&to=2025-03-01", []),
        ("from=0001-01-01&to=9999-12-31", ["2025-03-03", "2025-03-02", "2025-03-01"]),
    ],
)
async def test_days_are_the_organizations_own(api: Api, query: str, expected: list[str]) -> None:
    admin = api.system_admin()
    org_id = api.organization(admin, time_zone="Asia/Tokyo")
    # 00:00 in Tokyo is 15:00 of the day before in UTC.
    put_back(api, org_id, "2025-03-01T14:59:59Z", "2025-03-01T15:00:00Z", "2025-03-02T15:00:00Z")
    local = {"2025-03-01T14": "2025-03-01", "2025-03-01T15": "2025-03-02",
             "2025-03-02T15": "2025-03-03"}  # fmt: skip
    events = (await admin.get(f"{ROOT}/{org_id}/history?{query}&limit=500")).json()
    assert [local[event["created_at"][:13]] for event in events] == expected
    table = await admin.get(f"{ROOT}/{org_id}/history/export?{query}")
    assert len(table.text.splitlines()) == 1 + len(expected)
    assert (await admin.get(f"{ROOT}/{org_id}/history?from=yesterday")).status_code == 422


async def test_history_is_exported_whole_and_exactly(api: Api) -> None:
    admin, org_id = await subscribed(api)
    put_back(api, org_id, *(f"2025-03-{day:02}T00:00:00Z" for day in range(1, 29)))
    answer = await admin.get(f"{ROOT}/{org_id}/history/export?event_type=invoice_created")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"].startswith('attachment; filename="test-history-')
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    listed = (await admin.get(f"{ROOT}/{org_id}/history?event_type=invoice_created")).json()
    assert [row["id"] for row in rows] == [event["id"] for event in listed]
    # A number below 0 is no formula.
    assert (rows[-1]["amount"], rows[-1]["created_at"]) == ("-1.5", "2025-03-01T00:00:00Z")
    member = api.member(org_id)
    refused = await member.get(f"{ROOT}/{org_id}/history/export")
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")


async def test_the_audit_log_is_filtered_by_day_person_and_kind(api: Api) -> None:
    admin, org_id = await subscribed(api)
    boss = api.member(org_id, "admin")
    await boss.patch(f"/api/v1/organizations/{org_id}", json={"name": "Renamed"})
    today = (await admin.get(f"{ROOT}/{org_id}/audit")).json()[0]["occurred_at"][:10]

    async def found(query: str) -> list[str]:
        events = (await admin.get(f"{ROOT}/{org_id}/audit?{query}")).json()
        return [event["event_type"] for event in events]

    assert await found(f"actor_id={boss.user_id}") == ["org.updated"]
    assert await found(f"actor_id={boss.user_id}&event_type=org.created") == []
    everything = await found("")
    assert await found(f"from={today}") == everything
    assert await found(f"to={today}") == everything
    assert await found("to=2025-01-01") == []
    assert await found("from=9999-01-01") == []
    first = await admin.get(f"{ROOT}/{org_id}/audit?limit=1&from={today}")
    assert f"from={today}" in first.headers["link"]
