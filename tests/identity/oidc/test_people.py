"""Who somebody is: the sub of one issuer, their profile, their right to run the platform."""

import asyncio
import uuid
from typing import Any

import pytest
from joserfc.jwk import ECKey

from tests.api_client import Client
from tests.conftest import OwnerConnection
from tests.identity.oidc import forgery
from tests.identity.oidc.browser import ME, Office, code_of, status
from tests.identity.oidc.provider import Claims, Person, ProviderServer

ADMIN = {"roles": ["offline_access", "orgbilling-admin"]}


async def me(client: Client) -> dict[str, Any]:
    answer = await client.get(ME)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def events_of(owner: OwnerConnection, user_id: str) -> list[str]:
    rows = owner.execute(
        "select event_type from organization_audit_log where actor_id = %s order by audit_id",
        [user_id],
    ).fetchall()
    return [row["event_type"] for row in rows]


async def test_the_profile_follows_the_provider(office: Office) -> None:
    person = office.somebody(name="Before", email="before@example.org")
    client, _ = await office.sign_in()
    person.claims |= {"name": "After", "email": "after@example.org"}
    client, _ = await office.sign_in(client)
    found = await me(client)
    assert (found["user_id"], found["name"]) == (person.sub, "After")
    assert found["email"] == "after@example.org"


@pytest.mark.parametrize(
    ("claims", "name"),
    [
        ({"name": None, "preferred_username": "ada"}, "ada"),
        ({"name": "", "preferred_username": " "}, "ada@example.org"),
        ({"name": 5, "preferred_username": None}, "ada@example.org"),
        ({"name": "A\x00d\na\u202e"}, "Ada"),
        ({"name": "x" * 300}, "x" * 200),
    ],
)
async def test_a_name_is_made_of_what_there_is(office: Office, claims: Claims, name: str) -> None:
    client = await office.signed_in(email="ada@example.org", email_verified=False, **claims)
    assert (await me(client))["name"] == name


async def test_half_a_character_is_none(office: Office) -> None:
    """JSON can hold what no database can."""
    office.provider.make_token = lambda claims: forgery.by_hand(
        office.provider, claims | {"name": "\ud800Ada", "sid": "x", "locale": "\udfff"}
    )
    assert (await me(await office.signed_in()))["name"] == "Ada"


@pytest.mark.parametrize("email", [None, "", "nobody", 5, "a@b\x00", "@", "x" * 320 + "@y"])
async def test_without_an_address_nobody_comes_in(office: Office, email: object) -> None:
    office.somebody(email=email)
    client, answer = await office.sign_in()
    assert code_of(answer) == (403, "email_missing")
    assert await status(client) == 401


async def test_what_the_token_lacks_is_asked_for(office: Office) -> None:
    person = office.somebody(email=None, email_verified=None, name=None, realm_access=None)
    office.provider.user_info = {
        "email": "told@example.org", "email_verified": True, "name": "Told", "realm_access": ADMIN,
    }  # fmt: skip
    client, _ = await office.sign_in()
    found = await me(client)
    assert (found["user_id"], found["email"]) == (person.sub, "told@example.org")
    assert found["is_system_admin"] is True


@pytest.mark.parametrize(
    ("claims", "is_admin"),
    [
        ({"realm_access": ADMIN}, True),
        ({"realm_access": {"roles": "orgbilling-admin"}}, True),
        ({"realm_access": {"roles": ["orgbilling-admin-not"]}}, False),
        ({"realm_access": {"roles": ["ORGBILLING-ADMIN"]}}, False),
        ({"realm_access": {"roles": {"orgbilling-admin": True}}}, False),
        ({"realm_access": {"roles": [["orgbilling-admin"], 5, None]}}, False),
        ({"realm_access": ["orgbilling-admin"]}, False),
        ({"realm_access": None}, False),
        ({"roles": ["orgbilling-admin"]}, False),
        ({"resource_access": {"orgbilling": {"roles": ["orgbilling-admin"]}}}, False),
    ],
)
async def test_a_role_makes_a_system_admin(office: Office, claims: Claims, is_admin: bool) -> None:
    client = await office.signed_in(**({"realm_access": None} | claims))
    assert (await me(client))["is_system_admin"] is is_admin


async def test_a_role_that_is_taken_away_is_gone_at_the_next_sign_in(
    office: Office, owner: OwnerConnection
) -> None:
    person = office.somebody(realm_access=ADMIN)
    client, _ = await office.sign_in()
    assert (await client.get("/api/v1/org-billing/billing/system")).status_code == 200
    person.claims.pop("realm_access")
    client, _ = await office.sign_in(client)
    assert (await me(client))["is_system_admin"] is False
    assert (await client.get("/api/v1/org-billing/billing/system")).status_code == 403
    # Events of one millisecond have no order.
    assert sorted(events_of(owner, person.sub)) == [
        "user.created", "user.signed_in", "user.signed_in", "user.signed_out",
        "user.system_admin_granted", "user.system_admin_removed",
    ]  # fmt: skip


async def test_somebody_of_an_earlier_system_is_bound_by_a_verified_address(
    office: Office, owner: OwnerConnection
) -> None:
    before = office.api.user("legacy")
    org_id = office.api.organization(before)
    person = office.somebody(email=f"{before.upper()}@Example.org")
    client, _ = await office.sign_in()
    found = await me(client)
    assert found["user_id"] == before
    assert [o["org_id"] for o in found["organizations"]] == [str(org_id)]
    assert {"user.bound", "user.signed_in"} <= set(events_of(owner, before))
    # From now on the address counts for nothing, and the sub for everything.
    person.claims["email"] = "moved@example.org"
    client, _ = await office.sign_in()
    assert (await me(client))["user_id"] == before
    heir = office.somebody(email=f"{before}@example.org")
    client, _ = await office.sign_in()
    assert (await me(client))["user_id"] == heir.sub


@pytest.mark.parametrize("verified", [False, None, "true", 1])
async def test_an_address_that_is_not_verified_binds_nobody(
    office: Office, verified: object
) -> None:
    before = office.api.user("legacy")
    person = office.somebody(email=f"{before}@example.org", email_verified=verified)
    client, _ = await office.sign_in()
    assert (await me(client))["user_id"] == person.sub


async def test_an_address_of_two_binds_neither(office: Office) -> None:
    email = f"{uuid.uuid4().hex}@example.org"
    office.api.user("legacy", email=email)
    office.api.user("legacy", email=email.upper())
    person = office.somebody(email=email)
    client, _ = await office.sign_in()
    assert (await me(client))["user_id"] == person.sub


async def test_a_demonstration_person_is_never_somebody_at_the_provider(office: Office) -> None:
    demo = office.api.user("demo", is_demo=True)
    person = office.somebody(email=f"{demo}@example.org")
    client, _ = await office.sign_in()
    assert (await me(client))["user_id"] == person.sub
    office.provider.person = Person(demo, person.claims)
    client, answer = await office.sign_in()
    assert code_of(answer) == (403, "sign_in_refused")
    assert await status(client) == 401


async def test_a_sub_does_not_take_over_an_id_that_is_bound_to_another(office: Office) -> None:
    before = office.api.user("legacy")
    first = office.somebody(email=f"{before}@example.org")
    await office.sign_in()
    office.provider.person = Person(before, first.claims | {"email": "other@example.org"})
    _, answer = await office.sign_in()
    assert code_of(answer) == (403, "sign_in_refused")


async def test_somebody_who_was_announced_by_their_sub_is_that_person(office: Office) -> None:
    person = office.somebody()
    office.api.owner.execute(
        "insert into users (user_id, email, name) values (%s, 'x@example.org', 'X')", [person.sub]
    )
    client, _ = await office.sign_in()
    assert (await me(client))["user_id"] == person.sub


async def test_a_disabled_person_is_refused_and_out(office: Office, owner: OwnerConnection) -> None:
    person = office.somebody()
    client, _ = await office.sign_in()
    disable = "update users set disabled_at = %s where user_id = %s"
    owner.execute(disable, ["2026-01-01", person.sub])
    assert await status(client) == 401
    again, answer = await office.sign_in()
    assert code_of(answer) == (403, "person_disabled")
    assert await status(again) == 401
    assert "user.sign_in_refused" in events_of(owner, person.sub)
    # Enabling brings the person back, and no session of before.
    owner.execute(disable, [None, person.sub])
    assert await status(client) == 401
    _, answer = await office.sign_in(again)
    assert (answer.status_code, await status(again)) == (303, 200)


async def test_a_disabled_person_of_an_earlier_system_does_not_come_back_as_new(
    office: Office, owner: OwnerConnection
) -> None:
    before = office.api.user("legacy", disabled_at="2026-01-01")
    office.somebody(email=f"{before}@example.org")
    _, answer = await office.sign_in()
    assert code_of(answer) == (403, "person_disabled")


async def test_an_unverified_address_finds_nobody(office: Office) -> None:
    """Else whoever enters a colleague's address at the provider is added in their place."""
    boss = office.api.person()
    org_id = office.api.organization(boss)
    members = f"/api/v1/organizations/{org_id}/members"
    email = f"{uuid.uuid4().hex}@example.org"
    office.somebody(email=email, email_verified=False)
    client, _ = await office.sign_in()
    assert (await me(client))["email"] == email
    await boss.post(f"/api/v1/organizations/{org_id}/invitations", json={"email": email})
    billing = (await client.get("/api/v1/org-billing/billing/user")).json()
    assert billing["invitations"] == []
    assert (await boss.post(members, json={"email": email})).status_code == 404
    office.provider.person.claims["email_verified"] = True
    client, _ = await office.sign_in(client)
    billing = (await client.get("/api/v1/org-billing/billing/user")).json()
    assert len(billing["invitations"]) == 1
    assert (await boss.post(members, json={"email": email})).status_code == 201


async def test_first_sign_ins_at_once_make_one_person(
    office: Office, owner: OwnerConnection
) -> None:
    before = office.api.user("legacy")
    person = office.somebody(email=f"{before}@example.org")
    done = await asyncio.gather(*(office.sign_in() for _ in range(6)))
    assert [answer.status_code for _, answer in done] == [303] * 6
    rows = owner.execute(
        "select user_id from users where provider_subject = %s or user_id = %s",
        [person.sub, person.sub],
    ).fetchall()
    assert rows == [{"user_id": before}]


async def test_keys_are_exchanged_without_a_restart(office: Office) -> None:
    await office.signed_in()
    office.provider.rotate("second")
    await office.signed_in()
    office.provider.rotate("curve", ECKey)
    office.provider.algorithm = "ES256"
    await office.signed_in()
    assert office.provider.requests["/jwks"] == 3
    assert office.provider.requests["/.well-known/openid-configuration"] == 1


@pytest.mark.parametrize("algorithm", ["RS256", "PS256"])
async def test_signatures_that_are_accepted(
    office: Office, provider: ProviderServer, algorithm: str
) -> None:
    provider.algorithm = algorithm
    assert await status(await office.signed_in()) == 200


async def test_a_key_that_is_taken_back_signs_nobody_in(office: Office) -> None:
    await office.signed_in()
    office.provider.rotate("second")
    await office.signed_in()
    office.somebody()
    stolen = office.provider.first_key
    office.provider.make_token = lambda c: _signed_by(office.provider, stolen, c)
    client, answer = await office.sign_in()
    assert code_of(answer) == (400, "sign_in_invalid")
    assert await status(client) == 401


def _signed_by(provider: ProviderServer, key: Any, claims: Claims) -> str:
    listed = provider.keys
    provider.keys = [key]
    try:
        return provider.signed(claims)
    finally:
        provider.keys = listed
