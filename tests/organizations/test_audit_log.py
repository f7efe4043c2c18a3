"""The audit log says who, from where and with what; its readers read it whole."""

import csv
import io
import json
import uuid
from typing import Any

from tests.api_client import Api, Client, running
from tests.credits.company import BASE, make_company, new_key

AGENT = {"user-agent": "test browser/1.0"}


async def events(person: Client, path: str, **query: str) -> list[dict[str, Any]]:
    answer = await person.get(path, params=query)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()
    return found


async def test_a_change_says_where_it_came_from_and_with_what(api: Api) -> None:
    boss = api.person()
    org_id = api.organization(boss)
    client = api.client(peer=("203.0.113.7", 4000), cookies=dict(boss.cookies), headers=AGENT)
    answer = await client.patch(f"/api/v1/organizations/{org_id}", json={"name": "Renamed"})
    assert answer.status_code == 200
    (changed, _) = await events(boss, f"{BASE}/{org_id}/audit")
    assert changed["event_type"] == "org.updated"
    assert (changed["address"], changed["user_agent"]) == ("203.0.113.7", "test browser/1.0")
    assert changed["details"] == {"name": ["Test", "Renamed"]}
    assert changed["actor_id"] == boss.user_id


async def test_where_one_request_came_from_is_not_said_of_the_next(api: Api) -> None:
    boss = api.person()
    org_id = api.organization(boss)
    client = api.client(peer=("203.0.113.7", 4000), cookies=dict(boss.cookies), headers=AGENT)
    await client.patch(f"/api/v1/organizations/{org_id}", json={"name": "Renamed"})
    silent = api.client(peer=("198.51.100.1", 4000), cookies=dict(boss.cookies))
    del silent.headers["user-agent"]
    await silent.patch(f"/api/v1/organizations/{org_id}", json={"name": "Again"})
    (again, _, _) = await events(boss, f"{BASE}/{org_id}/audit")
    assert (again["address"], again["user_agent"]) == ("198.51.100.1", None)


async def test_amounts_and_states_are_said_before_and_after(api: Api) -> None:
    company = make_company(api, subscribed=False)
    boss, root, member = company.boss, company.root, company.member()
    base, org_id = company.path(), company.org_id
    # Its invoice is open, without which no payment fails.
    plan = {"org_id": str(org_id), "subscription_plan": "platform"}
    assert (await root.post(f"{BASE}/subscriptions", json=plan)).status_code == 201
    body = {"user_id": member.user_id, "allocated_credits": 100}
    await boss.post(f"{base}/allocate", json=body, headers=new_key())
    await boss.post(f"{base}/allocate", json=body, headers=new_key())
    reclaim = f"{base}/allocations/{member.user_id}/reclaim"
    await boss.post(reclaim, json={"credits": 30}, headers=new_key())
    await root.put(f"{base}/refresh", json={"own_monthly_credits": 5})
    await root.post(f"{base}/add", json={"credits": 50}, headers=new_key())
    subscription = f"{BASE}/subscriptions/{org_id}"
    for verb in ("past-due", "reactivate", "pause", "reactivate"):
        assert (await root.post(f"{subscription}/{verb}")).status_code == 200
    assert (await boss.post(f"{subscription}/cancel", json={"at": "now"})).status_code == 200
    by_type: dict[str, list[dict[str, Any]]] = {}
    for event in await events(boss, f"{BASE}/{org_id}/audit"):
        by_type.setdefault(event["event_type"], []).append(event["details"])
    expected = {
        "user.allocation.created": {"target_credits": [0, 100]},
        "org.credits.allocated": {"target_credits": [100, 200]},
        "org.credits.reclaimed": {"target_credits": [200, 170]},
        "org.refresh.configured": {"own_monthly_credits": [0, 5]},
        "org.credits.purchased": {"available_credits": [9830, 9880]},
        "org.subscription.past_due": {"status": ["active", "past_due"]},
        "org.subscription.paid": {"status": ["past_due", "active"]},
        "org.subscription.paused": {"status": ["active", "paused"]},
        "org.subscription.resumed": {"status": ["paused", "active"]},
        "org.subscription.canceled": {"status": ["active", "canceled"]},
    }
    found = {
        name: {key: by_type[name][0].get(key) for key in details}
        for name, details in expected.items()
    }
    assert found == expected


async def test_a_refused_spend_names_who_tried(api: Api) -> None:
    company = make_company(api)
    member = company.member(1)
    key = api.program(api.key(company.org_id, member, "member"))
    body = {"user_id": member.user_id, "credits": 5, "service_type": "llm"}
    async with running(api):
        for client in (member, key, company.program):
            keyed = body | {"request_id": uuid.uuid4().hex}
            assert (await client.post(company.path("/deduct"), json=keyed)).status_code == 402
    found = await events(
        company.boss, f"{BASE}/{company.org_id}/audit", event_type="credit.deduction.failed"
    )
    assert [event["actor_kind"] for event in found] == ["service_key", "member_key", "user"]
    assert found[2]["actor_id"] == member.user_id


async def test_an_admin_exports_their_own_log_as_a_table(api: Api) -> None:
    boss = api.person()
    org_id = api.organization(boss, "Acme, Ltd")
    await boss.patch(f"/api/v1/organizations/{org_id}", json={"name": '=1+1 "x"'})
    answer = await boss.get(f"{BASE}/{org_id}/audit/export")
    assert answer.headers["content-type"].startswith("text/csv")
    assert "attachment" in answer.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    shown = await events(boss, f"{BASE}/{org_id}/audit")
    assert [row["audit_id"] for row in rows] == [event["audit_id"] for event in shown]
    assert json.loads(rows[0]["details"]) == shown[0]["details"]
    only = await boss.get(f"{BASE}/{org_id}/audit/export", params={"event_type": "org.created"})
    assert len(only.text.splitlines()) == 2


async def test_a_long_log_is_exported_whole(api: Api) -> None:
    boss = api.person()
    org_id = api.organization(boss)
    api.owner.execute(
        "select record_audit(%s, 'org.updated', 'x') from generate_series(1, 2500)", [org_id]
    )
    answer = await boss.get(f"{BASE}/{org_id}/audit/export")
    ids = [row["audit_id"] for row in csv.DictReader(io.StringIO(answer.text))]
    assert len(ids) == len(set(ids)) == 2501


async def test_a_system_admin_reads_every_log_and_sign_ins(api: Api) -> None:
    root = api.system_admin()
    path = f"{BASE}/billing/system/audit"
    boss = api.person()
    org_id = api.organization(boss, "Seen from above")
    await boss.patch(f"/api/v1/organizations/{org_id}", json={"name": "Seen again"})
    email = f"{uuid.uuid4().hex}@example.org"
    user_id = api.user("demo", email=email, is_demo=True)
    await api.client().post("/api/v1/auth/dev/login", json={"email": email})
    # By person: what other tests do at another time stands in the same log.
    [signed_in] = await events(root, path, actor_id=user_id)
    assert (signed_in["event_type"], signed_in["actor_id"]) == ("user.signed_in", user_id)
    assert (signed_in["org_id"], signed_in["org_name"]) == (None, None)
    renamed, created, *_ = await events(root, path, actor_id=boss.user_id)
    assert (created["org_id"], created["org_name"]) == (str(org_id), "Seen again")
    first = await root.get(path, params={"limit": 1, "actor_id": boss.user_id})
    assert [event["audit_id"] for event in first.json()] == [renamed["audit_id"]]
    following = (await root.get(first.links["next"]["url"])).json()
    assert following[0]["audit_id"] == created["audit_id"]
    table = await root.get(f"{path}/export", params={"actor_id": user_id})
    assert table.text.splitlines()[0].startswith("org_id,org_name,audit_id")
    assert "user.signed_in" in table.text
