"""Organizations over HTTP: who sees them, who changes them."""

import uuid

import pytest

from orgbilling.database import Database
from tests.api_client import Api, make_api
from tests.conftest import OwnerConnection

ORGANIZATIONS = "/api/v1/organizations"


async def test_whoever_creates_an_organization_owns_it(api: Api) -> None:
    person = api.person()
    created = await person.post(
        ORGANIZATIONS,
        json={"name": " Acme ", "time_zone": "Europe/Berlin", "billing_email": "a@b.c"},
    )
    assert created.status_code == 201, created.text
    body = created.json()
    assert (body["org_name"], body["role"], body["status"]) == ("Acme", "owner", "active")
    assert (body["time_zone"], body["billing_email"]) == ("Europe/Berlin", "a@b.c")
    assert body["member_count"] == 1
    assert created.headers["location"] == f"{ORGANIZATIONS}/{body['org_id']}"
    assert (await person.get(created.headers["location"])).json() == body
    me = (await person.get("/api/v1/auth/me")).json()
    assert me["organizations"] == [{"org_id": body["org_id"], "org_name": "Acme", "role": "owner"}]
    assert api.audit(uuid.UUID(body["org_id"])) == ["org.created"]


async def test_a_new_organization_has_a_pool_settings_and_quotas(
    api: Api, owner: OwnerConnection
) -> None:
    org_id = api.organization(api.person())
    for table in ("organization_credit_pools", "organization_settings", "organization_quotas"):
        row = owner.execute(
            f"select count(*) as n from {table} where org_id = %s".encode(), [org_id]
        ).fetchone()
        assert row == {"n": 1}, table


async def test_creation_can_be_kept_to_system_admins(db: Database, owner: OwnerConnection) -> None:
    api = make_api(db, owner, organization_creation="admin")
    refused = await api.person().post(ORGANIZATIONS, json={"name": "X"})
    assert (refused.status_code, refused.json()["code"]) == (
        403,
        "organization_creation_restricted",
    )
    assert (await api.system_admin().post(ORGANIZATIONS, json={"name": "X"})).status_code == 201


@pytest.mark.parametrize(
    "body",
    [
        {}, {"name": ""}, {"name": "   "}, {"name": "x" * 201}, {"name": "a\nb"}, {"name": None},
        {"name": 5}, {"name": ["x"]}, {"name": "X", "time_zone": "UTC+3"},
        {"name": "X", "time_zone": ""}, {"name": "X", "status": "closed"},
        {"name": "X", "billing_email": "nobody"}, {"name": "X", "billing_email": "a@b" + "c" * 320},
        {"name": "X", "org_id": "00000000-0000-0000-0000-000000000000"},
    ],
)  # fmt: skip
async def test_what_cannot_be_an_organization_is_422(api: Api, body: object) -> None:
    person = api.person()
    assert (await person.post(ORGANIZATIONS, json=body)).status_code == 422
    assert (await person.get(ORGANIZATIONS)).json() == []


async def test_one_sees_ones_own_and_a_system_admin_all(api: Api) -> None:
    person, stranger = api.person(), api.person()
    own, foreign = api.organization(person, "Own"), api.organization(stranger)
    api.join(foreign, api.person())
    (listed,) = (await person.get(ORGANIZATIONS)).json()
    assert (listed["org_id"], listed["org_name"], listed["role"]) == (str(own), "Own", "owner")
    root, seen = api.system_admin(), set()
    path: str | None = f"{ORGANIZATIONS}?limit=500"
    while path:
        answer = await root.get(path)
        seen |= {row["org_id"] for row in answer.json()}
        link = answer.headers.get("link")
        path = link.split(">")[0].removeprefix("<") if link else None
    assert {str(own), str(foreign)} <= seen


async def test_a_foreign_organization_looks_unknown(api: Api) -> None:
    person = api.person()
    foreign, unknown = api.organization(api.person()), uuid.uuid4()
    answers = [await person.get(f"{ORGANIZATIONS}/{org_id}") for org_id in (foreign, unknown)]
    assert [answer.status_code for answer in answers] == [404, 404]
    bodies = [{**answer.json(), "instance": ""} for answer in answers]
    assert bodies[0] == bodies[1]
    assert bodies[0]["code"] == "organization_not_found"


async def test_an_admin_changes_what_is_named_and_nothing_else(api: Api) -> None:
    boss = api.person()
    org_id = api.organization(boss, "Before")
    path = f"{ORGANIZATIONS}/{org_id}"
    changed = await boss.patch(path, json={"name": "After", "billing_email": "pay@b.c"})
    assert (changed.status_code, changed.json()["org_name"]) == (200, "After")
    changed = await boss.patch(path, json={"time_zone": "Asia/Kathmandu"})
    body = changed.json()
    assert (body["org_name"], body["billing_email"], body["time_zone"]) == (
        "After", "pay@b.c", "Asia/Kathmandu",
    )  # fmt: skip
    assert (await boss.patch(path, json={"billing_email": None})).json()["billing_email"] is None
    before = api.audit(org_id)
    assert (await boss.patch(path, json={})).status_code == 200
    assert (await boss.patch(path, json={"name": "After"})).status_code == 200
    assert api.audit(org_id) == before == ["org.created", *["org.updated"] * 3]


async def test_a_refused_part_changes_nothing_at_all(api: Api) -> None:
    boss = api.person()
    path = f"{ORGANIZATIONS}/{api.organization(boss, 'Before')}"
    for body in (
        {"name": "After", "time_zone": "Nowhere"},
        {"name": None},
        {"name": "After", "x": 1},
    ):
        assert (await boss.patch(path, json=body)).status_code == 422
    assert (await boss.get(path)).json()["org_name"] == "Before"


async def test_a_plain_member_does_not_see_the_billing_address(api: Api) -> None:
    boss = api.person()
    org_id = api.organization(boss)
    await boss.patch(f"{ORGANIZATIONS}/{org_id}", json={"billing_email": "pay@b.c"})
    seen = (await api.member(org_id).get(f"{ORGANIZATIONS}/{org_id}")).json()
    assert (seen["billing_email"], seen["role"]) == (None, "member")


async def test_suspending_and_reactivating_is_the_platforms(api: Api) -> None:
    boss, root = api.person(), api.system_admin()
    org_id = api.organization(boss)
    path = f"{ORGANIZATIONS}/{org_id}"
    assert (await boss.post(f"{path}/suspend")).status_code == 403
    assert (await api.person().post(f"{path}/suspend")).status_code == 404
    for _ in range(2):
        assert (await root.post(f"{path}/suspend")).json()["status"] == "suspended"
    assert (await boss.post(f"{path}/reactivate")).status_code == 403
    assert (await root.post(f"{path}/reactivate")).json()["status"] == "active"
    assert api.audit(org_id) == ["org.created", "org.suspended", "org.reactivated"]


async def test_closing_is_final_and_ends_what_hangs_on_it(api: Api, owner: OwnerConnection) -> None:
    boss = api.person()
    org_id = api.organization(boss)
    path = f"{ORGANIZATIONS}/{org_id}"
    owner.execute("select create_subscription(%s, 'platform', 'monthly', 0, null)", [org_id])
    invited = await boss.post(f"{path}/invitations", json={"email": "a@b.c"})
    assert (await api.member(org_id, "admin").post(f"{path}/close")).status_code == 403
    closed = await boss.post(f"{path}/close")
    assert (closed.status_code, closed.json()["status"]) == (200, "closed")
    assert closed.json()["closed_at"] is not None
    for verb in ("close", "reactivate", "suspend", "leave"):
        answer = await (api.system_admin() if verb != "leave" else boss).post(f"{path}/{verb}")
        assert (answer.status_code, answer.json()["code"]) == (409, "organization_closed")
    assert (await boss.patch(path, json={"name": "X"})).status_code == 409
    accepted = await api.person().post(
        f"{ORGANIZATIONS}/invitations/accept", json={"token": invited.json()["token"]}
    )
    assert accepted.status_code == 409
    row = owner.execute(
        "select status from organization_subscriptions where org_id = %s", [org_id]
    ).fetchone()
    assert row == {"status": "canceled"}
    assert (await boss.get("/api/v1/auth/me")).json()["organizations"] == []
    assert (await boss.get(path)).status_code == 200


async def test_the_audit_log_is_for_admins_newest_first_in_pages(api: Api) -> None:
    boss = api.person()
    org_id = api.organization(boss)
    path = f"/api/v1/org-billing/{org_id}/audit"
    for name in ("A", "B", "C"):
        await boss.patch(f"{ORGANIZATIONS}/{org_id}", json={"name": name})
    first = await boss.get(path, params={"limit": 2})
    assert [event["details"]["name"][1] for event in first.json()] == ["C", "B"]
    assert {event["actor_id"] for event in first.json()} == {boss.user_id}
    second = await boss.get(first.headers["link"].split(">")[0].removeprefix("<"))
    assert [event["event_type"] for event in second.json()] == ["org.updated", "org.created"]
    only = await boss.get(path, params={"event_type": "org.created"})
    assert len(only.json()) == 1
    assert (await api.member(org_id).get(path)).status_code == 403
    assert (await api.person().get(path)).status_code == 404
    assert (await api.system_admin().get(path)).status_code == 200
