"""Subscriptions over HTTP: names, statuses, who may."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from orgbilling.database import Database
from orgbilling.kernel.clock import FixedClock
from tests.api_client import Api, Client, make_api
from tests.conftest import OwnerConnection

ROOT = "/api/v1/org-billing"
SUBSCRIPTION_FIELDS = {
    "id", "org_id", "org_name", "subscription_plan", "monthly_price", "billing_cycle", "status",
    "trial_ends_at", "current_period_start", "current_period_end", "created_at",
}  # fmt: skip


async def subscribe(admin: Client, org_id: uuid.UUID, **body: Any) -> Any:
    wanted = {"org_id": str(org_id), "subscription_plan": "platform", "billing_cycle": "monthly"}
    answer = await admin.post(f"{ROOT}/subscriptions", json={**wanted, **body})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_plans_are_public_and_come_from_the_table(api: Api) -> None:
    answer = await api.client().get(f"{ROOT}/plans")
    assert answer.status_code == 200
    plans = {plan["plan"]: plan for plan in answer.json()}
    assert [plan["plan"] for plan in answer.json()] == ["byok", "platform", "hybrid"]
    assert {name: (p["monthly_price"], p["yearly_price"]) for name, p in plans.items()} == {
        "byok": (30, 324), "platform": (50, 540), "hybrid": (99, 1068),
    }  # fmt: skip
    assert plans["hybrid"]["managed_markup"] == 1.5
    assert plans["byok"]["own_key_markup"] == 1


async def test_a_subscription_has_the_fields_that_screens_read(api: Api) -> None:
    admin = api.system_admin()
    owner = api.person()
    org_id = api.organization(owner, "Acme")
    created = await subscribe(admin, org_id, billing_cycle="yearly")
    assert created.keys() >= SUBSCRIPTION_FIELDS
    assert (created["monthly_price"], created["price"]) == (45, 540)
    assert (created["org_name"], created["status"]) == ("Acme", "active")
    assert (await owner.get(f"{ROOT}/subscriptions/{org_id}")).json() == created
    assert "org.subscription.created" in api.audit(org_id)


async def test_a_trial_is_visible_while_it_lasts(api: Api) -> None:
    admin = api.system_admin()
    org_id = api.organization(admin)
    await subscribe(admin, org_id, trial_days=14)
    shown = (await admin.get(f"{ROOT}/subscriptions/{org_id}")).json()
    assert shown["status"] == "trialing"
    assert shown["trial_ends_at"] == shown["current_period_end"]


@pytest.mark.parametrize(
    "extra",
    [
        {"monthly_price": 0}, {"price": 1}, {"trial_days": -5}, {"trial_days": 91},
        {"trial_days": 10**12}, {"trial_days": "7"}, {"trial_days": True}, {"trial_days": 1.5},
        {"billing_cycle": "weekly"}, {"subscription_plan": "gold"}, {"subscription_plan": ""},
        {"org_id": "x"}, {"unknown": 1},
    ],
)  # fmt: skip
async def test_a_body_that_cannot_be_is_422(api: Api, extra: dict[str, Any]) -> None:
    admin = api.system_admin()
    org_id = api.organization(admin)
    body = {"org_id": str(org_id), "subscription_plan": "byok", "billing_cycle": "monthly"}
    answer = await admin.post(f"{ROOT}/subscriptions", json={**body, **extra})
    assert answer.status_code == 422, answer.text
    assert (await admin.get(f"{ROOT}/subscriptions/{org_id}")).status_code == 404


async def test_a_second_live_subscription_is_409_and_an_unknown_organization_404(api: Api) -> None:
    admin = api.system_admin()
    org_id = api.organization(admin)
    await subscribe(admin, org_id, trial_days=30)
    body = {"org_id": str(org_id), "subscription_plan": "byok", "billing_cycle": "monthly"}
    second = await admin.post(f"{ROOT}/subscriptions", json=body)
    assert (second.status_code, second.json()["code"]) == (409, "subscription_exists")
    unknown = await admin.post(f"{ROOT}/subscriptions", json={**body, "org_id": str(uuid.uuid4())})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "organization_not_found")


async def test_no_subscription_is_404_by_name(api: Api) -> None:
    owner = api.person()
    path = f"{ROOT}/subscriptions/{api.organization(owner)}"
    for answer in (
        await owner.get(path),
        await owner.put(f"{path}/upgrade", json={"subscription_plan": "byok"}),
        await owner.post(f"{path}/upgrade/preview", json={"subscription_plan": "byok"}),
        await owner.post(f"{path}/cancel", json={"at": "now"}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "subscription_not_found")


CELLS = [
    # route, then the status for: system admin, owner, admin, billing_admin, member, stranger
    ("POST", "/subscriptions", (409, 403, 403, 403, 403, 403)),
    ("GET", "/subscriptions/{org}", (200, 200, 200, 200, 200, 404)),
    ("PUT", "/subscriptions/{org}/upgrade", (200, 200, 200, 200, 403, 404)),
    ("POST", "/subscriptions/{org}/upgrade/preview", (200, 200, 200, 200, 403, 404)),
    ("POST", "/subscriptions/{org}/cancel", (200, 200, 200, 200, 403, 404)),
    ("POST", "/subscriptions/{org}/past-due", (200, 403, 403, 403, 403, 403)),
    ("POST", "/subscriptions/{org}/reactivate", (200, 403, 403, 403, 403, 403)),
    ("POST", "/subscriptions/{org}/pause", (200, 403, 403, 403, 403, 403)),
]


@pytest.mark.parametrize(("method", "path", "expected"), CELLS)
async def test_each_role_may_exactly_this(
    api: Api, method: str, path: str, expected: tuple[int, ...]
) -> None:
    admin = api.system_admin()
    owner = api.person()
    org_id = api.organization(owner)
    await subscribe(admin, org_id)
    people = [
        admin, owner, api.member(org_id, "admin"), api.member(org_id, "billing_admin"),
        api.member(org_id), api.person(),
    ]  # fmt: skip
    body = {
        "/subscriptions": {"org_id": str(org_id), "subscription_plan": "byok"},
        "/subscriptions/{org}/cancel": {"at": "period_end"},
        "/subscriptions/{org}/upgrade": {"subscription_plan": "hybrid"},
        "/subscriptions/{org}/upgrade/preview": {"subscription_plan": "hybrid"},
    }.get(path)
    url = ROOT + path.replace("{org}", str(org_id))
    answers = [await person.request(method, url, json=body) for person in people]
    assert tuple(answer.status_code for answer in answers) == expected
    assert (await api.client().request(method, url, json=body)).status_code == 401


async def test_an_upgrade_tells_both_plans_the_proration_and_the_moment(api: Api) -> None:
    admin = api.system_admin()
    org_id = api.organization(admin)
    await subscribe(admin, org_id)
    body = {"subscription_plan": "hybrid", "billing_cycle": "monthly"}
    path = f"{ROOT}/subscriptions/{org_id}"
    preview = (await admin.post(f"{path}/upgrade/preview", json=body)).json()
    assert preview["subscription"]["subscription_plan"] == "platform"
    change = (await admin.put(f"{path}/upgrade", json=body)).json()
    assert change["change"] == "upgrade"
    assert (change["old_plan"], change["new_plan"]) == ("platform", "hybrid")
    assert (change["old_price"], change["new_price"]) == (50, 99)
    due = change["proration"]
    assert due["charge_usd"] - due["credit_usd"] == pytest.approx(due["amount_due_usd"])
    assert 0 < due["amount_due_usd"] <= 49
    assert change["subscription"]["subscription_plan"] == "hybrid"
    assert "org.subscription.upgraded" in api.audit(org_id)


async def test_a_retry_with_the_same_key_gets_the_same_answer(api: Api) -> None:
    admin = api.system_admin()
    org_id = api.organization(admin)
    await subscribe(admin, org_id)
    path = f"{ROOT}/subscriptions/{org_id}/upgrade"
    key = {"idempotency-key": uuid.uuid4().hex}
    body = {"subscription_plan": "hybrid", "billing_cycle": "yearly"}
    first = await admin.put(path, json=body, headers=key)
    again = await admin.put(path, json=body, headers=key)
    assert first.json() == again.json()
    assert first.json()["change"] == "upgrade"
    other = await admin.put(path, json={"subscription_plan": "byok"}, headers=key)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")


async def test_a_cycle_that_is_left_out_stays(api: Api) -> None:
    admin = api.system_admin()
    org_id = api.organization(admin)
    await subscribe(admin, org_id, billing_cycle="yearly")
    change = await admin.put(
        f"{ROOT}/subscriptions/{org_id}/upgrade", json={"subscription_plan": "hybrid"}
    )
    assert change.json()["new_billing_cycle"] == "yearly"


async def test_a_read_settles_what_is_due(db: Database, owner: OwnerConnection) -> None:
    clock = FixedClock(datetime.now(UTC) + timedelta(seconds=1))
    api = make_api(db, owner, clock)
    admin = api.system_admin()
    org_id = api.organization(admin)
    await subscribe(admin, org_id, trial_days=3)
    # Still signed in, and past the trial.
    clock.advance(timedelta(days=3, seconds=1))
    admin = api.client(cookies={"session_token": api.session(admin.user_id, clock.now())})
    shown = (await admin.get(f"{ROOT}/subscriptions/{org_id}")).json()
    assert shown["status"] == "active"
    assert shown["current_period_start"] == shown["trial_ends_at"]


async def test_a_grace_follows_the_setting_unless_given(api: Api) -> None:
    admin = api.system_admin()
    org_id = api.organization(admin)
    await subscribe(admin, org_id)
    path = f"{ROOT}/subscriptions/{org_id}"
    late = (await admin.post(f"{path}/past-due")).json()
    ends = datetime.fromisoformat(late["grace_ends_at"])
    assert timedelta(days=6.9) < ends - datetime.now(UTC) < timedelta(days=7.1)
    assert (await admin.post(f"{path}/reactivate")).json()["status"] == "active"
    # Everything is paid: no payment can have failed.
    refused = await admin.post(f"{path}/past-due", json={"grace_days": 0})
    assert (refused.status_code, refused.json()["code"]) == (409, "subscription_not_live")
    assert (await admin.put(f"{path}/upgrade", json={"subscription_plan": "hybrid"})).is_success
    late = (await admin.post(f"{path}/past-due", json={"grace_days": 0, "reason": "x"})).json()
    assert datetime.fromisoformat(late["grace_ends_at"]) <= datetime.now(UTC) + timedelta(seconds=5)
    assert (await admin.post(f"{path}/past-due", json={"grace_days": -1})).status_code == 422


async def test_a_pause_ends_by_reactivation(api: Api) -> None:
    admin = api.system_admin()
    org_id = api.organization(admin)
    await subscribe(admin, org_id)
    path = f"{ROOT}/subscriptions/{org_id}"
    assert (await admin.post(f"{path}/pause")).json()["status"] == "paused"
    refused = await admin.put(f"{path}/upgrade", json={"subscription_plan": "hybrid"})
    assert (refused.status_code, refused.json()["code"]) == (409, "subscription_not_live")
    assert (await admin.post(f"{path}/reactivate")).json()["status"] == "active"


async def test_a_cancellation_shows_as_canceled(api: Api) -> None:
    admin = api.system_admin()
    org_id = api.organization(admin)
    await subscribe(admin, org_id)
    path = f"{ROOT}/subscriptions/{org_id}"
    assert (await admin.post(f"{path}/cancel", json={})).status_code == 422
    asked = (await admin.post(f"{path}/cancel", json={"at": "period_end"})).json()
    assert (asked["status"], asked["cancel_at"]) == ("active", asked["current_period_end"])
    assert (await admin.post(f"{path}/cancel", json={"at": "now"})).json()["status"] == "canceled"
    assert (await admin.get(path)).json()["status"] == "canceled"
    assert "org.subscription.canceled" in api.audit(org_id)
