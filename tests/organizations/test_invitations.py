"""Invitations: a link, once, for as long as its inviter could give that role."""

import asyncio
import uuid
from typing import Any

import pytest

from tests.api_client import Api, Client
from tests.conftest import OwnerConnection

ACCEPT = "/api/v1/organizations/invitations/accept"


def path(org_id: uuid.UUID) -> str:
    return f"/api/v1/organizations/{org_id}/invitations"


async def invite(person: Client, org_id: uuid.UUID, **body: Any) -> dict[str, Any]:
    answer = await person.post(path(org_id), json={"email": "new@example.org", **body})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def accept(person: Client, token: str) -> Any:
    return await person.post(ACCEPT, json={"token": token})


async def assert_is_refused(person: Client, token: str) -> None:
    answer = await accept(person, token)
    assert (answer.status_code, answer.json()["code"]) == (409, "invitation_invalid")


async def test_whoever_has_the_link_joins_once(api: Api) -> None:
    boss, person = api.person(), api.person()
    org_id = api.organization(boss, "Acme")
    made = await invite(boss, org_id, role="billing_admin")
    assert made["link"] == f"/join#{made['token']}"
    joined = await accept(person, made["token"])
    expected = {"org_id": str(org_id), "org_name": "Acme", "role": "billing_admin"}
    assert (joined.status_code, joined.json()) == (200, expected)
    again = await accept(person, made["token"])
    assert (again.status_code, again.json()) == (200, expected)
    await assert_is_refused(api.person(), made["token"])
    (listed,) = (await boss.get(path(org_id))).json()
    assert (listed["status"], listed["accepted_by"]) == ("accepted", person.user_id)
    assert "token" not in listed
    assert api.audit(org_id) == [
        "org.created", "org.invitation.created", "org.invitation.accepted",
    ]  # fmt: skip


async def test_two_people_with_one_link_are_one_member(api: Api) -> None:
    boss = api.person()
    org_id = api.organization(boss)
    token = (await invite(boss, org_id))["token"]
    people = [api.person() for _ in range(5)]
    answers = await asyncio.gather(*(accept(person, token) for person in people))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409, 409]


async def test_a_withdrawn_or_expired_invitation_admits_nobody(
    api: Api, owner: OwnerConnection
) -> None:
    boss, person = api.person(), api.person()
    org_id = api.organization(boss)
    withdrawn, expired = await invite(boss, org_id), await invite(boss, org_id)
    for _ in range(2):
        answer = await boss.delete(f"{path(org_id)}/{withdrawn['invitation_id']}")
        assert answer.status_code == 204
    owner.execute(
        "update organization_invitations set expires_at = now() where invitation_id = %s",
        [expired["invitation_id"]],
    )
    for made in (withdrawn, expired):
        await assert_is_refused(person, made["token"])
    assert {i["status"] for i in (await boss.get(path(org_id))).json()} == {"revoked", "expired"}
    assert api.audit(org_id).count("org.invitation.revoked") == 1


async def test_a_used_invitation_cannot_be_withdrawn(api: Api) -> None:
    boss = api.person()
    org_id = api.organization(boss)
    made = await invite(boss, org_id)
    await accept(api.person(), made["token"])
    answer = await boss.delete(f"{path(org_id)}/{made['invitation_id']}")
    assert (answer.status_code, answer.json()["code"]) == (409, "invitation_invalid")


@pytest.mark.parametrize("role", ["admin", "billing_admin", "member"])
async def test_a_link_does_not_outlive_the_right_it_was_made_with(
    api: Api, owner: OwnerConnection, role: str
) -> None:
    org_id = api.organization(api.person())
    admin = api.member(org_id, "admin")
    token = (await invite(admin, org_id, role=role))["token"]
    owner.execute("select remove_member(%s, %s, null)", [org_id, admin.user_id])
    await assert_is_refused(admin, token)
    await assert_is_refused(api.person(), token)


async def test_a_demoted_inviter_still_admits_what_they_may(
    api: Api, owner: OwnerConnection
) -> None:
    org_id = api.organization(api.person())
    admin = api.member(org_id, "admin")
    high = (await invite(admin, org_id, role="admin"))["token"]
    low = (await invite(admin, org_id))["token"]
    owner.execute(
        "select change_member_role(%s, %s, 'billing_admin', null)", [org_id, admin.user_id]
    )
    await assert_is_refused(api.person(), high)
    assert (await accept(api.person(), low)).status_code == 200


async def test_a_member_who_accepts_keeps_their_role(api: Api) -> None:
    boss = api.person()
    org_id = api.organization(boss)
    answer = await accept(boss, (await invite(boss, org_id))["token"])
    assert (answer.status_code, answer.json()["role"]) == (200, "owner")


async def test_who_was_removed_needs_a_new_invitation(api: Api, owner: OwnerConnection) -> None:
    boss, person = api.person(), api.person()
    org_id = api.organization(boss)
    token = (await invite(boss, org_id))["token"]
    await accept(person, token)
    owner.execute("select remove_member(%s, %s, null)", [org_id, person.user_id])
    await assert_is_refused(person, token)
    assert (await accept(person, (await invite(boss, org_id))["token"])).status_code == 200


@pytest.mark.parametrize(
    "token",
    ["", "x", "ob_inv_" + "0" * 32 + "_" + "A" * 43, "ob_inv_x_y", "A" * 200, "ob_sk_" + "0" * 32],
)
async def test_what_is_no_invitation_of_ours_is_refused(api: Api, token: str) -> None:
    await assert_is_refused(api.person(), token)


async def test_a_token_of_one_organization_does_not_open_another(api: Api) -> None:
    boss = api.person()
    one, two = api.organization(boss), api.organization(boss)
    token = (await invite(boss, one))["token"]
    await assert_is_refused(api.person(), token.replace(one.hex, two.hex))


@pytest.mark.parametrize(
    "body",
    [{}, {"email": "x"}, {"email": "a@b.c", "role": "owner"}, {"email": "a@b.c", "valid_days": 0},
     {"email": "a@b.c", "valid_days": 91}, {"email": "a@b.c", "valid_days": True},
     {"email": "a@b.c", "valid_days": 1.5}, {"email": "a@b.c", "valid_days": "7"}],
)  # fmt: skip
async def test_what_cannot_be_an_invitation_is_422(api: Api, body: object) -> None:
    boss = api.person()
    assert (await boss.post(path(api.organization(boss)), json=body)).status_code == 422


async def test_only_admins_invite_and_not_above_themselves(api: Api) -> None:
    org_id = api.organization(api.person())
    body = {"email": "a@b.c", "role": "admin"}
    assert (await api.member(org_id).post(path(org_id), json=body)).status_code == 403
    assert (await api.member(org_id).get(path(org_id))).status_code == 403
    billing_admin = api.member(org_id, "billing_admin")
    assert (await billing_admin.post(path(org_id), json=body)).status_code == 403
    assert (await api.member(org_id, "admin").post(path(org_id), json=body)).status_code == 201


async def test_open_invitations_are_limited(api: Api, owner: OwnerConnection) -> None:
    boss = api.person()
    org_id = api.organization(boss)
    owner.execute(
        "update organization_quotas set max_open_invitations = 1 where org_id = %s", [org_id]
    )
    made = await invite(boss, org_id)
    refused = await boss.post(path(org_id), json={"email": "a@b.c"})
    assert (refused.status_code, refused.json()["code"]) == (409, "quota_exceeded")
    await boss.delete(f"{path(org_id)}/{made['invitation_id']}")
    await invite(boss, org_id)


async def test_the_secret_is_not_stored(api: Api, owner: OwnerConnection) -> None:
    boss = api.person()
    org_id = api.organization(boss)
    token = (await invite(boss, org_id))["token"]
    for table in ("organization_invitations", "organization_audit_log"):
        rows = owner.execute(
            f"select to_jsonb(t)::text as text from {table} as t where org_id = %s".encode(),
            [org_id],
        ).fetchall()
        assert rows
        assert all(token[-43:] not in row["text"] for row in rows)
