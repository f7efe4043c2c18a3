"""API keys: bound to one organization, shown once, dead with what they belong to."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from starlette.requests import HTTPConnection

from orgbilling.identity.credential import new_key, presented_credential
from orgbilling.kernel.identifiers import hash_secret
from tests.api_client import Api, Client
from tests.conftest import OwnerConnection

ME = "/api/v1/auth/me"


def members_path(org_id: uuid.UUID) -> str:
    return f"/api/v1/organizations/{org_id}/members"


def keys_path(org_id: uuid.UUID) -> str:
    return f"/api/v1/organizations/{org_id}/keys"


async def make(person: Client, org_id: uuid.UUID, **body: Any) -> dict[str, Any]:
    answer = await person.post(keys_path(org_id), json={"name": "ci", **body})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def test_a_key_carries_its_organization_and_is_read_without_the_database() -> None:
    org_id = uuid.uuid4()
    for kind, mark in (("member", "ob_mk_"), ("service", "ob_sk_")):
        key, prefix = new_key(kind, org_id)  # type: ignore[arg-type]
        assert key.startswith(f"{mark}{org_id.hex}_")
        assert key.startswith(prefix)
        assert len(prefix) < len(key) - 30
        scope = {"type": "http", "headers": [(b"authorization", f"Bearer {key}".encode())]}
        credential = presented_credential(HTTPConnection(scope))
        assert credential is not None
        assert (credential.kind, credential.org_id) == (f"{kind}_key", org_id)
        assert credential.secret_hash == hash_secret(key)
        assert key not in repr(credential)


async def test_a_member_key_is_its_owner_in_one_organization(api: Api) -> None:
    owner = api.person()
    org_id, other = api.organization(owner), api.organization(owner)
    made = await make(owner, org_id)
    assert (made["kind"], made["user_id"]) == ("member", owner.user_id)
    program = api.program(made["key"])
    me = (await program.get(ME)).json()
    assert (me["user_id"], me["is_system_admin"]) == (owner.user_id, False)
    assert [known["org_id"] for known in me["organizations"]] == [str(org_id)]
    assert (await program.get(members_path(org_id))).status_code == 200
    assert (await program.get(members_path(other))).status_code == 404


async def test_a_key_never_manages_not_even_a_system_admins(
    api: Api, owner: OwnerConnection
) -> None:
    root = api.system_admin()
    org_id = api.organization(root)
    for kind in ("member", "service"):
        program = api.program((await make(root, org_id, kind=kind))["key"])
        for method, path, body in (
            ("PATCH", f"/api/v1/organizations/{org_id}", {"name": "X"}),
            ("POST", members_path(org_id), {"user_id": root.user_id}),
            ("POST", keys_path(org_id), {"name": "more"}),
            ("POST", f"/api/v1/organizations/{org_id}/leave", None),
            ("POST", f"/api/v1/organizations/{org_id}/suspend", None),
            ("POST", f"/api/v1/organizations/{org_id}/close", None),
            ("GET", f"/api/v1/org-billing/{org_id}/audit", None),
            ("POST", "/api/v1/organizations", {"name": "X"}),
        ):
            answer = await program.request(method, path, json=body)
            assert answer.status_code == 403, (kind, method, path, answer.text)


async def test_a_service_key_belongs_to_nobody(api: Api) -> None:
    owner = api.person()
    org_id = api.organization(owner)
    program = api.program((await make(owner, org_id, kind="service"))["key"])
    assert (await program.get(ME)).status_code == 403
    assert (await program.get(members_path(org_id))).status_code == 403
    assert (await program.get(members_path(api.organization(owner)))).status_code == 404


async def test_a_plain_member_makes_no_service_key(api: Api) -> None:
    org_id = api.organization(api.person())
    answer = await api.member(org_id).post(keys_path(org_id), json={"name": "x", "kind": "service"})
    assert answer.status_code == 403


async def test_a_system_admin_from_outside_has_no_member_key(api: Api) -> None:
    org_id = api.organization(api.person())
    answer = await api.system_admin().post(keys_path(org_id), json={"name": "x"})
    assert (answer.status_code, answer.json()["code"]) == (404, "member_not_found")


async def test_the_secret_is_shown_once(api: Api, owner: OwnerConnection) -> None:
    person = api.person()
    org_id = api.organization(person)
    made = await make(person, org_id)
    listed = await person.get(keys_path(org_id))
    assert made["key"] not in listed.text
    assert "key_hash" not in listed.text
    assert listed.json() == [{k: v for k, v in made.items() if k != "key"}]
    stored = owner.execute("select * from api_keys where org_id = %s", [org_id]).fetchall()
    assert made["key"] not in str(stored)


async def test_a_member_sees_and_ends_only_their_own_keys(api: Api) -> None:
    boss = api.person()
    org_id = api.organization(boss)
    member = api.member(org_id)
    own, foreign = await make(member, org_id), await make(boss, org_id)
    assert [key["key_id"] for key in (await member.get(keys_path(org_id))).json()] == [
        own["key_id"]
    ]
    refused = await member.delete(f"{keys_path(org_id)}/{foreign['key_id']}")
    assert refused.status_code == 404
    for _ in range(2):
        assert (await member.delete(f"{keys_path(org_id)}/{own['key_id']}")).status_code == 204
    assert (await api.program(own["key"]).get(ME)).status_code == 401
    assert (await api.program(foreign["key"]).get(ME)).status_code == 200
    assert api.audit(org_id).count("org.key.revoked") == 1


async def test_an_admin_sees_and_ends_every_key(api: Api) -> None:
    boss = api.person()
    org_id = api.organization(boss)
    made = await make(api.member(org_id), org_id)
    assert [key["key_id"] for key in (await boss.get(keys_path(org_id))).json()] == [made["key_id"]]
    assert (await boss.delete(f"{keys_path(org_id)}/{made['key_id']}")).status_code == 204


@pytest.mark.parametrize(
    "ending",
    [
        "update users set disabled_at = now() where user_id = %(user_id)s",
        "select remove_member(%(org_id)s, %(user_id)s, null)",
        "update api_keys set revoked_at = now() where org_id = %(org_id)s",
        "update api_keys set expires_at = now() where org_id = %(org_id)s",
        "select set_organization_status(%(org_id)s, 'closed', null)",
    ],
)
async def test_a_key_dies_with_what_it_belongs_to(
    api: Api, owner: OwnerConnection, ending: str
) -> None:
    org_id = api.organization(api.person())
    member = api.member(org_id)
    program = api.program(api.key(org_id, member, "member"))
    assert (await program.get(ME)).status_code == 200
    owner.execute(ending.encode(), {"org_id": org_id, "user_id": member.user_id})
    answer = await program.get(ME)
    assert (answer.status_code, answer.json()["code"]) == (401, "credential_invalid")


async def test_a_rejoined_members_old_keys_stay_dead(api: Api, owner: OwnerConnection) -> None:
    org_id = api.organization(api.person())
    member = api.member(org_id)
    program = api.program(api.key(org_id, member, "member"))
    owner.execute("select remove_member(%s, %s, null)", [org_id, member.user_id])
    api.join(org_id, member)
    assert (await program.get(ME)).status_code == 401


async def test_a_key_expires_in_the_future_and_then_it_is_over(api: Api) -> None:
    person = api.person()
    org_id = api.organization(person)
    soon = datetime.now(UTC) + timedelta(hours=1)
    made = await make(person, org_id, expires_at=soon.isoformat())
    assert datetime.fromisoformat(made["expires_at"]) == soon
    for text in (
        "2020-01-01T00:00:00Z",
        "2030-01-01T00:00:00",
        "2030-01-01",
        "soon",
        5,
        "infinity",
    ):
        answer = await person.post(keys_path(org_id), json={"name": "x", "expires_at": text})
        assert answer.status_code == 422, (text, answer.text)


async def test_last_use_is_noted_and_keys_are_counted(api: Api, owner: OwnerConnection) -> None:
    person = api.person()
    org_id = api.organization(person)
    program = api.program(api.key(org_id, person, "member"))
    await program.get(ME)
    (key,) = (await person.get(keys_path(org_id))).json()
    assert key["last_used_at"] is not None
    owner.execute("update organization_quotas set max_api_keys = 1 where org_id = %s", [org_id])
    answer = await person.post(keys_path(org_id), json={"name": "x"})
    assert (answer.status_code, answer.json()["code"]) == (409, "quota_exceeded")
