"""Members: added, promoted, removed, by whoever may, and never the last owner."""

import asyncio
import uuid
from decimal import Decimal

import psycopg
import pytest

from tests.api_client import Api, Client
from tests.conftest import OwnerConnection

RANKS = ["member", "billing_admin", "admin", "owner"]


def path(org_id: uuid.UUID, suffix: str = "members") -> str:
    return f"/api/v1/organizations/{org_id}/{suffix}"


async def roles(person: Client, org_id: uuid.UUID) -> dict[str, str]:
    return {m["user_id"]: m["role"] for m in (await person.get(path(org_id))).json()}


async def test_a_user_is_added_by_id_or_by_address(api: Api) -> None:
    boss = api.person()
    org_id = api.organization(boss)
    one, two = api.person(), api.person()
    added = await boss.post(path(org_id), json={"user_id": one.user_id, "role": "admin"})
    assert added.status_code == 201, added.text
    body = added.json()
    assert (body["user_id"], body["user_email"], body["role"]) == (one.user_id, one.email, "admin")
    assert (await boss.post(path(org_id), json={"email": two.email.upper()})).status_code == 201
    assert await roles(two, org_id) == {
        boss.user_id: "owner", one.user_id: "admin", two.user_id: "member",
    }  # fmt: skip
    assert api.audit(org_id).count("org.member.added") == 2


async def test_adding_twice_changes_nothing(api: Api) -> None:
    boss, person = api.person(), api.person()
    org_id = api.organization(boss)
    for _ in range(2):
        answer = await boss.post(path(org_id), json={"user_id": person.user_id})
        assert answer.status_code == 201
    other = await boss.post(path(org_id), json={"user_id": person.user_id, "role": "admin"})
    assert (other.status_code, other.json()["role"]) == (422, "member")
    assert api.audit(org_id).count("org.member.added") == 1


async def test_whom_nobody_knows_is_not_added(api: Api, owner: OwnerConnection) -> None:
    boss = api.person()
    org_id = api.organization(boss)
    disabled = api.user(disabled_at="2026-01-01")
    twins = uuid.uuid4().hex + "@example.org"
    api.user(email=twins), api.user(email=twins.upper())
    for body, status in (
        ({"user_id": "nobody-here"}, 404), ({"email": "nobody@here.example"}, 404),
        ({"user_id": disabled}, 404), ({"email": f"{disabled}@example.org"}, 404),
        ({"email": twins}, 409), ({}, 422), ({"user_id": "x", "email": "a@b.c"}, 422),
        ({"user_id": boss.user_id, "role": "root"}, 422), ({"user_id": ""}, 422),
        ({"user_id": "x" * 256}, 422), ({"user_id": 5}, 422),
    ):  # fmt: skip
        answer = await boss.post(path(org_id), json=body)
        assert answer.status_code == status, (body, answer.text)


@pytest.mark.parametrize("actor", RANKS)
@pytest.mark.parametrize("granted", RANKS)
async def test_nobody_grants_a_role_above_their_own(api: Api, actor: str, granted: str) -> None:
    org_id = api.organization(api.person())
    person = api.member(org_id, actor)
    may = actor != "member" and RANKS.index(granted) <= RANKS.index(actor)
    added = await person.post(path(org_id), json={"user_id": api.user(), "role": granted})
    assert added.status_code == (201 if may else 403)
    target = api.member(org_id)
    changed = await person.patch(path(org_id, f"members/{target.user_id}"), json={"role": granted})
    assert changed.status_code == (200 if may else 403)
    assert (await roles(target, org_id))[target.user_id] == (granted if may else "member")


@pytest.mark.parametrize("actor", RANKS)
@pytest.mark.parametrize("held", RANKS)
async def test_nobody_demotes_or_removes_above_their_own_role(
    api: Api, actor: str, held: str
) -> None:
    org_id = api.organization(api.person())
    person, target = api.member(org_id, actor), api.member(org_id, held)
    may = actor != "member" and RANKS.index(held) <= RANKS.index(actor)
    member = path(org_id, f"members/{target.user_id}")
    assert (await person.patch(member, json={"role": "member"})).status_code == (
        200 if may else 403
    )
    api.owner.execute("select change_member_role(%s, %s, %s, null)", [org_id, target.user_id, held])
    assert (await person.delete(member)).status_code == (204 if may else 403)


async def test_a_system_admin_may_everything_from_outside(api: Api) -> None:
    root, boss = api.system_admin(), api.person()
    org_id = api.organization(boss)
    added = await root.post(path(org_id), json={"user_id": api.user(), "role": "owner"})
    assert added.status_code == 201
    assert (await root.delete(path(org_id, f"members/{boss.user_id}"))).status_code == 204


async def test_the_last_owner_stays(api: Api, owner: OwnerConnection) -> None:
    boss = api.person()
    org_id = api.organization(boss)
    api.member(org_id, "admin")
    member = path(org_id, f"members/{boss.user_id}")
    second = api.member(org_id, "owner")
    owner.execute("update users set disabled_at = now() where user_id = %s", [second.user_id])
    for answer in (
        await boss.post(path(org_id, "leave")),
        await boss.delete(member),
        await boss.patch(member, json={"role": "admin"}),
        await api.system_admin().delete(member),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "last_owner")
    owner.execute("update users set disabled_at = null where user_id = %s", [second.user_id])
    assert (await boss.post(path(org_id, "leave"))).status_code == 204
    assert (await boss.get(path(org_id))).status_code == 404


async def test_of_two_owners_who_leave_at_once_one_stays(api: Api) -> None:
    for _ in range(5):
        one = api.person()
        org_id = api.organization(one)
        two = api.member(org_id, "owner")
        answers = await asyncio.gather(*(p.post(path(org_id, "leave")) for p in (one, two)))
        assert sorted(answer.status_code for answer in answers) == [204, 409]


async def test_removal_returns_credits_and_keeps_the_row(api: Api, owner: OwnerConnection) -> None:
    boss = api.person()
    org_id = api.organization(boss)
    member = api.member(org_id)
    owner.execute("select add_credits_to_pool(%s, 100, 0, 'test', 'test', 'k1')", [org_id])
    owner.execute(
        "select allocate_credits_to_user(%s, %s, 60, 'test', 'never', null, 'k2')",
        [org_id, member.user_id],
    )
    assert (await boss.delete(path(org_id, f"members/{member.user_id}"))).status_code == 204
    pool = owner.execute(
        """select available_credits, allocated_credits from organization_credit_pools
           where org_id = %s""",
        [org_id],
    ).fetchone()
    assert pool == {"available_credits": Decimal(100), "allocated_credits": Decimal(0)}
    assert (await member.get(path(org_id))).status_code == 404
    again = await boss.delete(path(org_id, f"members/{member.user_id}"))
    assert (again.status_code, again.json()["code"]) == (404, "member_not_found")
    rejoined = await boss.post(path(org_id), json={"user_id": member.user_id, "role": "admin"})
    assert (rejoined.status_code, rejoined.json()["role"]) == (201, "admin")
    assert api.audit(org_id).count("org.member.removed") == 1


async def test_a_full_organization_takes_nobody_in(api: Api, owner: OwnerConnection) -> None:
    boss = api.person()
    org_id = api.organization(boss)
    owner.execute("update organization_quotas set max_members = 2 where org_id = %s", [org_id])
    users = [api.user() for _ in range(4)]
    answers = await asyncio.gather(
        *(boss.post(path(org_id), json={"user_id": user}) for user in users)
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    refused = next(answer for answer in answers if answer.status_code == 409)
    assert (refused.json()["code"], refused.json()["quota"]) == ("quota_exceeded", "max_members")


async def test_the_functions_guard_themselves(api: Api, owner: OwnerConnection) -> None:
    boss, stranger = api.person(), api.person()
    org_id = api.organization(boss)
    member = api.member(org_id)
    owner.execute("set role orgbilling_app")
    calls = (
        "select add_member(%(org)s, %(user)s, 'member', %(actor)s)",
        "select change_member_role(%(org)s, %(user)s, 'member', %(actor)s)",
        "select remove_member(%(org)s, %(user)s, %(actor)s)",
        "select update_organization(%(org)s, '{}', %(actor)s)",
        "select set_organization_status(%(org)s, 'closed', %(actor)s)",
    )
    for actor, code in (
        (stranger.user_id, "OB004"), (None, "OB004"), ("nobody", "OB004"),
        (member.user_id, "OB020"),
    ):  # fmt: skip
        for call in calls:
            with pytest.raises(psycopg.Error) as caught:
                owner.execute(call.encode(), {"org": org_id, "user": boss.user_id, "actor": actor})
            assert caught.value.sqlstate == code, (call, actor)
