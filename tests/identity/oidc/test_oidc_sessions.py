"""A session that a provider's sign-in opened: made anew, kept out of reach, ended in every way."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from orgbilling.database import Database
from orgbilling.edge.gate import SECURE_PREFIX, SESSION_COOKIE
from orgbilling.kernel.clock import FixedClock
from orgbilling.kernel.identifiers import hash_secret
from tests.api_client import Api, Client, make_api
from tests.conftest import OwnerConnection
from tests.identity.oidc.browser import CALLBACK, LOGIN, LOGOUT, ME, Office, code_of, status
from tests.identity.oidc.provider import CLIENT_ID, CLIENT_SECRET, ProviderServer, Reply

SESSIONS = "/api/v1/auth/sessions"
SECURE_COOKIE = f"{SECURE_PREFIX}{SESSION_COOKIE}"
PUBLIC = "https://billing.example"


def office_with(
    db: Database, owner: OwnerConnection, provider: ProviderServer, clock: FixedClock | None = None,
    **settings: object,
) -> Office:  # fmt: skip
    api = make_api(
        db, owner, clock, oidc_issuer=provider.issuer, oidc_client_id=CLIENT_ID,
        oidc_client_secret=CLIENT_SECRET, **settings,
    )  # fmt: skip
    return Office(api, provider)


@pytest.fixture
async def secure(
    db: Database, owner: OwnerConnection, provider: ProviderServer
) -> AsyncIterator[Office]:
    """The application as a deployment has it: by https, at a public address."""
    office = office_with(db, owner, provider, public_url=f"{PUBLIC}/")
    office.somebody()
    yield office
    for client in office.api.clients:
        await client.aclose()


def browser(office: Office, cookie: str = "") -> Client:
    """A browser at the public address, with cookies as it would send them."""
    headers = {"cookie": cookie} if cookie else {}
    return office.api.client(base_url=PUBLIC, headers=headers)


async def test_a_planted_session_is_nobodys_after_the_sign_in(office: Office) -> None:
    office.somebody()
    planted = "A" * 43
    victim = office.api.client(cookies={SESSION_COOKIE: planted})
    await office.sign_in(victim)
    tokens = {cookie.value for cookie in victim.cookies.jar if cookie.name == SESSION_COOKIE}
    assert tokens - {planted}
    attacker = office.api.client(cookies={SESSION_COOKIE: planted})
    assert await status(attacker) == 401


async def test_each_sign_in_has_a_token_of_its_own_and_ends_the_one_before(
    office: Office,
) -> None:
    client = await office.signed_in()
    first = client.cookies[SESSION_COOKIE]
    await office.sign_in(client)
    second = client.cookies[SESSION_COOKIE]
    assert first != second
    assert await status(office.api.client(cookies={SESSION_COOKIE: first})) == 401
    assert await status(office.api.client(cookies={SESSION_COOKIE: second})) == 200


async def test_signing_in_as_somebody_else_ends_the_session_of_before(office: Office) -> None:
    client = await office.signed_in()
    first = client.cookies[SESSION_COOKIE]
    office.somebody()
    await office.sign_in(client)
    assert await status(office.api.client(cookies={SESSION_COOKIE: first})) == 401


async def test_a_sign_in_that_fails_leaves_the_session_of_before(office: Office) -> None:
    client = await office.signed_in()
    office.provider.change = lambda claims: claims | {"nonce": "other"}
    _, answer = await office.sign_in(client)
    assert code_of(answer) == (400, "sign_in_invalid")
    assert await status(client) == 200


@pytest.mark.parametrize(("hours", "expected"), [(1, 200), (3, 401)])
async def test_idle(
    db: Database, owner: OwnerConnection, provider: ProviderServer, hours: int, expected: int
) -> None:
    clock = FixedClock(datetime.now(UTC))
    office = office_with(db, owner, provider, clock, session_idle_s=7200)
    client = await office.signed_in()
    clock.advance(timedelta(hours=hours))
    assert await status(client) == expected


async def test_absolute(db: Database, owner: OwnerConnection, provider: ProviderServer) -> None:
    clock = FixedClock(datetime.now(UTC))
    office = office_with(
        db, owner, provider, clock, session_idle_s=7200, session_absolute_s=5 * 3600
    )
    client = await office.signed_in()
    for _ in range(4):
        clock.advance(timedelta(hours=1))
        assert await status(client) == 200
    clock.advance(timedelta(hours=1))
    assert await status(client) == 401


async def test_cookies_over_https_are_of_this_host_alone(secure: Office) -> None:
    client = browser(secure)
    begun = await client.get(LOGIN)
    assert parse_qs(urlsplit(begun.headers["location"]).query)["redirect_uri"] == [
        f"{PUBLIC}{CALLBACK}"
    ]
    _, answer = await secure.sign_in(client)
    given = answer.headers.get_list("set-cookie")
    (session,) = [cookie for cookie in given if cookie.startswith(f"{SECURE_COOKIE}=")]
    attributes = {part.strip().lower() for part in session.split(";")[1:]}
    assert {"httponly", "secure", "path=/", "samesite=lax"} <= attributes
    assert not any(part.startswith("domain") for part in attributes)
    assert await status(client) == 200


@pytest.mark.parametrize("scheme", ["https", "http"])
async def test_the_other_schemes_cookie_is_nobodys(secure: Office, scheme: str) -> None:
    """A page of a neighbouring name, or of plain http, can plant the one without the prefix."""
    token = secure.api.session(secure.api.user())
    right, wrong = (SECURE_COOKIE, SESSION_COOKIE)[:: 1 if scheme == "https" else -1]
    base = PUBLIC if scheme == "https" else "http://localhost:8084"

    async def me_with(name: str) -> int:
        client = secure.api.client(base_url=base, headers={"cookie": f"{name}={token}"})
        return (await client.get(ME)).status_code

    assert (await me_with(right), await me_with(wrong)) == (200, 401)


async def test_the_browsers_secret_is_taken_by_the_same_rule(secure: Office) -> None:
    client = browser(secure)
    back = await secure.leave(client)
    secret = client.cookies[f"{SECURE_PREFIX}sign_in"]
    planted = browser(secure, f"sign_in={secret}")
    assert code_of(await planted.get(back)) == (400, "sign_in_invalid")
    assert (await client.get(back)).status_code == 303


async def test_nothing_of_the_provider_is_given_to_the_browser(office: Office) -> None:
    client, answer = await office.sign_in_as_new()
    assert {cookie.name for cookie in client.cookies.jar} == {SESSION_COOKIE}
    assert "eyJ" not in str(answer.headers)
    assert not answer.text


async def test_no_secret_of_a_sign_in_is_stored(office: Office, owner: OwnerConnection) -> None:
    office.somebody()
    client = office.api.client()
    await office.leave(client)
    secret, asked = client.cookies["sign_in"], office.provider.last_query
    row = owner.execute(
        "select * from sign_in_attempts where state_hash = %s", [hash_secret(asked["state"])]
    ).fetchone()
    assert row is not None
    stored = str(row)
    assert secret not in stored
    assert asked["state"] not in stored
    assert asked["nonce"] not in stored


async def test_signing_out_erases_what_the_provider_gave(
    office: Office, owner: OwnerConnection
) -> None:
    client = await office.signed_in()
    kept = "select id_token from sessions where user_id = %s"
    row = owner.execute(kept, [client.user_id]).fetchone()
    assert row is not None
    assert row["id_token"]
    await client.post(LOGOUT)
    assert owner.execute(kept, [client.user_id]).fetchone() == {"id_token": None}
    assert (await client.post(LOGOUT)).status_code == 204


async def test_a_provider_without_a_place_to_sign_out(
    db: Database, owner: OwnerConnection, provider: ProviderServer
) -> None:
    provider.metadata = {"end_session_endpoint": None}
    office = office_with(db, owner, provider)
    client = await office.signed_in()
    assert (await client.post(LOGOUT)).status_code == 204
    assert await status(client) == 401


async def test_signing_out_works_where_nobody_knows_the_way_back(office: Office) -> None:
    client = await office.signed_in()
    token = client.cookies[SESSION_COOKIE]
    abroad = office.api.client(
        base_url="http://billing.example", headers={"cookie": f"{SESSION_COOKIE}={token}"}
    )
    assert (await abroad.post(LOGOUT)).status_code == 204
    assert await status(client) == 401


async def test_a_public_client_has_no_secret(
    db: Database, owner: OwnerConnection, provider: ProviderServer
) -> None:
    provider.client_secret = None
    api = make_api(db, owner, oidc_issuer=provider.issuer, oidc_client_id=CLIENT_ID)
    assert await status(await Office(api, provider).signed_in()) == 200


async def listed(client: Client) -> list[dict[str, object]]:
    answer = await client.get(SESSIONS)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, object]] = answer.json()
    return found


async def test_the_list_has_ones_own_sessions_that_live(office: Office, api: Api) -> None:
    office.somebody()
    phone = office.api.client(headers={"user-agent": "Phone"}, peer=("192.0.2.7", 1))
    desk = office.api.client(headers={"user-agent": "Desk"})
    for client in (phone, desk):
        await office.sign_in(client)
    await office.signed_in()
    found = await listed(desk)
    assert {(s["user_agent"], s["address"], s["is_current"]) for s in found} == {
        ("Phone", "192.0.2.7", False), ("Desk", "127.0.0.1", True),
    }  # fmt: skip
    assert set(found[0]) == {
        "session_id", "created_at", "last_seen_at", "expires_at", "address", "user_agent",
        "is_current",
    }  # fmt: skip


async def test_a_session_is_ended_from_the_list(office: Office) -> None:
    office.somebody()
    (phone, _), (desk, _) = [await office.sign_in() for _ in range(2)]
    (other,) = [s for s in await listed(desk) if not s["is_current"]]
    path = f"{SESSIONS}/{other['session_id']}"
    stranger = await office.signed_in()
    assert code_of(await stranger.delete(path)) == (404, "session_not_found")
    assert await status(phone) == 200
    assert (await desk.delete(path)).status_code == 204
    assert (await status(phone), await status(desk)) == (401, 200)
    assert code_of(await desk.delete(path)) == (404, "session_not_found")
    (current,) = await listed(desk)
    assert (await desk.delete(f"{SESSIONS}/{current['session_id']}")).status_code == 204
    assert await status(desk) == 401
    assert SESSION_COOKIE not in desk.cookies


async def test_every_other_session_is_ended_at_once(office: Office) -> None:
    office.somebody()
    clients = [(await office.sign_in())[0] for _ in range(3)]
    stranger = await office.signed_in()
    answer = await clients[0].post(f"{SESSIONS}/end-others")
    assert answer.json() == {"ended": 2}
    assert [await status(client) for client in clients] == [200, 401, 401]
    assert await status(stranger) == 200


async def test_steps_of_signing_in_are_counted_and_the_providers_word_is_not(
    db: Database, owner: OwnerConnection, provider: ProviderServer
) -> None:
    office = office_with(db, owner, provider, rate_limit_sign_in="4/min")
    peer = ("198.51.100.23", 1)
    client = office.api.client(peer=peer)
    office.somebody()
    for _ in range(2):
        await office.sign_in(client)
    assert code_of(await client.get(LOGIN)) == (429, "rate_limited")
    assert code_of(await client.get(CALLBACK)) == (429, "rate_limited")
    page = office.api.client(peer=peer, headers={"accept": "text/html"})
    assert (await page.get(LOGIN)).headers["location"] == "/sign-in?problem=rate_limited"
    for _ in range(6):
        answer = await office.api.client(peer=peer).post(
            "/api/v1/auth/backchannel-logout",
            content="logout_token=x",
            headers={"content-type": "application/x-www-form-urlencoded"},
        )
        assert code_of(answer) == (400, "logout_token_invalid")


async def test_without_a_provider_its_routes_do_not_exist(api: Api) -> None:
    client = api.client(headers={"accept": "text/html"})
    for path in (LOGIN, CALLBACK):
        assert code_of(await client.get(path)) == (404, "route_not_found")
    answer = await client.post("/api/v1/auth/backchannel-logout")
    assert code_of(answer) == (404, "route_not_found")
    methods = (await client.get("/api/v1/auth/methods")).json()
    assert methods == {"development": True, "provider": None}
    abroad = api.client(base_url="http://billing.example")
    assert (await abroad.get("/api/v1/auth/methods")).json()["development"] is False


async def test_a_database_connection_is_not_held_while_the_provider_is_asked(
    application_url: str, owner: OwnerConnection, provider: ProviderServer
) -> None:
    """With one connection and a slow provider, everybody else would wait for the provider."""
    async with Database(application_url, pool_size=1, idle_size=1, timeout_s=0.5) as small:
        office = office_with(small, owner, provider)
        office.somebody()
        client = office.api.client()
        back = await office.leave(client)
        person = office.api.person()
        slow = provider.replies["/token"] = Reply(status=500, waits_s=1.5)
        waiting = asyncio.ensure_future(client.get(back))
        assert await asyncio.to_thread(slow.asked.wait, 10)
        assert await status(person) == 200
        assert not waiting.done()
        assert code_of(await waiting) == (503, "provider_unavailable")
