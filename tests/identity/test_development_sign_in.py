"""Development sign-in exists only where nobody else can come."""

import uuid
from typing import Any

import pytest

from orgbilling.database import Database
from orgbilling.edge.gate import SESSION_COOKIE
from tests.api_client import Api, Client, make_api
from tests.conftest import OwnerConnection

LOGIN = "/api/v1/auth/dev/login"
PEOPLE = "/api/v1/auth/dev/people"
ME = "/api/v1/auth/me"


def demo_person(api: Api, **columns: Any) -> tuple[str, str]:
    email = f"{uuid.uuid4().hex[:12]}@demo.example"
    return api.user("demo", email=email, **{"is_demo": True, **columns}), email


async def assert_there_is_nothing(client: Client, email: str) -> None:
    login = await client.post(LOGIN, json={"email": email})
    people = await client.get(PEOPLE)
    nothing = await client.get("/api/v1/auth/dev/nothing")
    for answer in (login, people):
        assert answer.status_code == 404
        assert {**answer.json(), "instance": ""} == {**nothing.json(), "instance": ""}
    assert SESSION_COOKIE not in login.cookies
    assert email not in people.text


async def test_a_demo_person_signs_in_and_out(api: Api) -> None:
    user_id, email = demo_person(api)
    client = api.client()
    signed_in = await client.post(LOGIN, json={"email": email.upper()})
    assert signed_in.status_code == 204
    cookie = signed_in.headers["set-cookie"].lower()
    assert all(part in cookie for part in ("httponly", "samesite=lax", "path=/", "max-age="))
    assert "secure" not in cookie
    assert (await client.get(ME)).json() == {
        "user_id": user_id, "email": email, "name": user_id, "is_system_admin": False,
        "organizations": [],
    }  # fmt: skip
    token = client.cookies[SESSION_COOKIE]
    assert (await client.post("/api/v1/auth/logout")).status_code == 204
    assert SESSION_COOKIE not in client.cookies
    replayed = api.client(cookies={SESSION_COOKIE: token})
    assert (await replayed.get(ME)).status_code == 401


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:1", "127.0.0.1:8084", "[::1]:8084", "[::1]"]
)
async def test_every_name_of_this_machine_will_do(api: Api, host: str) -> None:
    _, email = demo_person(api)
    answer = await api.client().post(LOGIN, json={"email": email}, headers={"host": host})
    assert answer.status_code == 204


@pytest.mark.parametrize(
    "host",
    [
        "billing.example", "billing.example:8084", "localhost.evil.example",
        "127.0.0.1.evil.example", "192.168.1.5:8084", "", "localhost:8084:80", "[::1",
        "evil.example#localhost",
    ],
)  # fmt: skip
async def test_another_host_name_finds_nothing(api: Api, host: str) -> None:
    _, email = demo_person(api)
    await assert_there_is_nothing(api.client(headers={"host": host}), email)


@pytest.mark.parametrize(
    "header",
    ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-forwarded-user",
     "x-real-ip", "via"],
)  # fmt: skip
async def test_a_request_that_was_forwarded_finds_nothing(api: Api, header: str) -> None:
    _, email = demo_person(api)
    await assert_there_is_nothing(api.client(headers={header: "127.0.0.1"}), email)


@pytest.mark.parametrize("peer", [("10.0.0.7", 1), ("::ffff:10.0.0.7", 1), ("testclient", 1), None])
async def test_a_request_from_another_machine_finds_nothing(api: Api, peer: Any) -> None:
    _, email = demo_person(api)
    await assert_there_is_nothing(api.client(peer=peer), email)


@pytest.mark.parametrize(
    "settings",
    [{"oidc_issuer": "https://id.example", "oidc_client_id": "x"}, {"host": "0.0.0.0"},
     {"host": "billing.example"}, {"host": "::"}],
)  # fmt: skip
async def test_a_server_for_others_has_no_development_sign_in(
    db: Database, owner: OwnerConnection, settings: dict[str, Any]
) -> None:
    api = make_api(db, owner, **settings)
    _, email = demo_person(api)
    await assert_there_is_nothing(api.client(), email)
    assert LOGIN not in api.app.openapi()["paths"]


@pytest.mark.parametrize("columns", [{"is_demo": False}, {"disabled_at": "2026-01-01"}])
async def test_only_demo_people_sign_in(api: Api, columns: dict[str, Any]) -> None:
    _, email = demo_person(api, **columns)
    answer = await api.client().post(LOGIN, json={"email": email})
    assert (answer.status_code, answer.json()["code"]) == (404, "user_not_found")
    assert email not in (await api.client().get(PEOPLE)).text


async def test_signing_in_makes_a_new_token_and_ends_the_old_session(api: Api) -> None:
    _, email = demo_person(api)
    planted = api.client(cookies={SESSION_COOKIE: "A" * 43})
    first = (await planted.post(LOGIN, json={"email": email})).cookies[SESSION_COOKIE]
    assert (await api.client(cookies={SESSION_COOKIE: first}).get(ME)).status_code == 200
    again = await api.client(cookies={SESSION_COOKIE: first}).post(LOGIN, json={"email": email})
    second = again.cookies[SESSION_COOKIE]
    assert len({"A" * 43, first, second}) == 3
    assert (await api.client(cookies={SESSION_COOKIE: first}).get(ME)).status_code == 401
    assert (await api.client(cookies={SESSION_COOKIE: second}).get(ME)).status_code == 200


async def test_the_cookie_is_secure_over_https(api: Api) -> None:
    _, email = demo_person(api)
    client = api.client(base_url="https://localhost:8084")
    answer = await client.post(LOGIN, json={"email": email})
    assert "secure" in answer.headers["set-cookie"].lower()


async def test_a_newcomer_sees_who_can_sign_in(api: Api) -> None:
    user_id, email = demo_person(api, name="Ada")
    org_id = api.organization(user_id, "Acme")
    (shown,) = [p for p in (await api.client().get(PEOPLE)).json() if p["user_id"] == user_id]
    assert shown == {
        "user_id": user_id, "email": email, "name": "Ada", "is_system_admin": False,
        "organizations": [{"org_id": str(org_id), "org_name": "Acme", "role": "owner"}],
    }  # fmt: skip


async def test_sign_in_and_out_are_audited(api: Api) -> None:
    user_id, email = demo_person(api)
    client = api.client(headers={"user-agent": "test browser"})
    await client.post(LOGIN, json={"email": email})
    await client.post("/api/v1/auth/logout")
    rows = api.owner.execute(
        """select event_type, address, user_agent from organization_audit_log
           where actor_id = %s order by audit_id""",
        [user_id],
    ).fetchall()
    assert [row["event_type"] for row in rows] == ["user.signed_in", "user.signed_out"]
    assert (rows[0]["address"], rows[0]["user_agent"]) == ("127.0.0.1", "test browser")
