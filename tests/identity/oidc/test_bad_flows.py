"""A sign-in is finished by the browser that began it, once, in time, with the provider's answer."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx2
import psycopg
import pytest

from orgbilling.database import Database
from orgbilling.edge.gate import SESSION_COOKIE
from orgbilling.kernel.clock import FixedClock
from tests.api_client import Client, make_api
from tests.conftest import OwnerConnection, TestDatabase
from tests.identity.oidc.browser import CALLBACK, LOGIN, Office, code_of, status
from tests.identity.oidc.provider import CLIENT_ID, CLIENT_SECRET, ProviderServer, Reply

INVALID = (400, "sign_in_invalid")


async def nobody_came_in(client: Client, answer: httpx2.Response, told: tuple[int, str]) -> None:
    assert code_of(answer) == told
    assert SESSION_COOKIE not in client.cookies
    assert await status(client) == 401


def changed(address: str, **changes: str | None) -> str:
    """The way back with other parameters; None leaves one out."""
    url = urlsplit(address)
    query: dict[str, str | None] = {n: v[0] for n, v in parse_qs(url.query).items()}
    kept = {name: value for name, value in (query | changes).items() if value is not None}
    return url._replace(query=urlencode(kept)).geturl()


async def test_the_way_back_works_once(office: Office) -> None:
    office.somebody()
    client = office.api.client()
    back = await office.leave(client)
    secret = dict(client.cookies)
    assert (await client.get(back)).status_code == 303
    again = office.api.client(cookies=secret)
    await nobody_came_in(again, await again.get(back), INVALID)


async def test_the_way_back_is_of_one_browser(office: Office) -> None:
    """Else an attacker signs a victim in as the attacker, or takes over a victim's address."""
    office.somebody()
    client, thief = office.api.client(), office.api.client()
    back = await office.leave(client)
    await nobody_came_in(thief, await thief.get(back), INVALID)
    await office.leave(thief)
    await nobody_came_in(thief, await thief.get(back), INVALID)
    assert (await client.get(back)).status_code == 303
    assert await status(client) == 200


@pytest.mark.parametrize(
    "state",
    [
        "A" * 43,
        "",
        None,
        "x\x00",
        "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
    ],
)
async def test_a_state_that_nobody_gave_out(office: Office, state: str | None) -> None:
    office.somebody()
    client = office.api.client()
    back = await office.leave(client)
    await nobody_came_in(client, await client.get(changed(back, state=state)), INVALID)
    assert (await client.get(back)).status_code == 303


async def test_a_parameter_that_comes_twice(office: Office) -> None:
    office.somebody()
    client = office.api.client()
    back = await office.leave(client)
    await nobody_came_in(client, await client.get(f"{back}&code=other"), INVALID)


@pytest.mark.parametrize("code", [None, "", "guessed"])
async def test_a_code_that_the_provider_does_not_know(office: Office, code: str | None) -> None:
    office.somebody()
    client = office.api.client()
    back = changed(await office.leave(client), code=code)
    await nobody_came_in(client, await client.get(back), INVALID)


async def test_a_stolen_code_is_of_no_use_in_another_browser(office: Office) -> None:
    office.somebody()
    victim, thief = office.api.client(), office.api.client()
    stolen = parse_qs(urlsplit(await office.leave(victim)).query)["code"][0]
    back = changed(await office.leave(thief), code=stolen)
    await nobody_came_in(thief, await thief.get(back), INVALID)


async def test_a_stolen_code_is_of_no_use_where_the_provider_forgets_pkce(office: Office) -> None:
    """The nonce says for whom the code was, also where the provider does not look at the proof."""
    office.somebody()
    victim, thief = office.api.client(), office.api.client()
    stolen = parse_qs(urlsplit(await office.leave(victim)).query)["code"][0]
    own = parse_qs(urlsplit(await office.leave(thief)).query)
    grants = office.provider.grants
    challenge = grants[own["code"][0]].query["code_challenge"]
    grants[stolen].query["code_challenge"] = challenge
    back = (
        f"{CALLBACK}?{urlencode({'code': stolen, 'state': own['state'][0], 'iss': own['iss'][0]})}"
    )
    await nobody_came_in(thief, await thief.get(back), INVALID)


@pytest.mark.parametrize("issuer", ["https://evil.example", "", None])
async def test_another_provider_has_answered(office: Office, issuer: str | None) -> None:
    office.somebody()
    client = office.api.client()
    back = changed(await office.leave(client), iss=issuer)
    await nobody_came_in(client, await client.get(back), INVALID)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        ("access_denied", (403, "sign_in_refused")),
        ("login_required", (403, "sign_in_refused")),
        ("server_error", (503, "provider_unavailable")),
        ("temporarily_unavailable", (503, "provider_unavailable")),
    ],
)
async def test_the_provider_says_no(office: Office, error: str, told: tuple[int, str]) -> None:
    office.somebody()
    office.provider.authorization_error = error
    client, answer = await office.sign_in()
    await nobody_came_in(client, answer, told)


async def test_too_late(db: Database, owner: OwnerConnection, provider: ProviderServer) -> None:
    clock = FixedClock(datetime.now(UTC))
    api = make_api(
        db, owner, clock, oidc_issuer=provider.issuer, oidc_client_id=CLIENT_ID,
        oidc_client_secret=CLIENT_SECRET,
    )  # fmt: skip
    office = Office(api, provider)
    office.somebody()
    client = api.client()
    back = await office.leave(client)
    clock.advance(timedelta(minutes=10, seconds=1))
    await nobody_came_in(client, await client.get(back), (400, "sign_in_expired"))
    # Used up all the same.
    await nobody_came_in(client, await client.get(back), INVALID)


BAD_PAGES = [
    "//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example", "evil", "",
    "/a//evil", "/\t/evil.example", "/\n/evil.example", "/ /evil", "javascript:alert(1)",
    "/api/v1/auth/login", "/\u2044evil.example", "/" + "x" * 2000, "/\x00", "http:/evil", "@evil",
]  # fmt: skip


@pytest.mark.parametrize("destination", BAD_PAGES)
async def test_nobody_is_sent_to_another_site_afterwards(office: Office, destination: str) -> None:
    answer = await office.api.client().get(LOGIN, params={"return_to": destination})
    assert code_of(answer) == (422, "return_address_invalid")
    assert "location" not in answer.headers


@pytest.mark.parametrize(
    "destination", ["/", "/organizations/1?next=https://a.example/b//c", "/a%2f%2fb#x"]
)
async def test_pages_of_this_site_are_gone_to(office: Office, destination: str) -> None:
    office.somebody()
    _, answer = await office.sign_in(return_to=destination)
    assert answer.headers["location"] == destination


async def test_a_page_that_is_named_twice(office: Office) -> None:
    answer = await office.api.client().get(f"{LOGIN}?return_to=/a&return_to=//evil.example")
    assert code_of(answer) == (422, "invalid_request")


DISCOVERY = "/.well-known/openid-configuration"
DEEP = b"[" * 100_000
FAULTS: dict[str, tuple[str, Reply]] = {
    "discovery fails": (DISCOVERY, Reply(status=500)),
    "discovery is a page": (DISCOVERY, Reply(b"<html>")),
    "discovery is a list": (DISCOVERY, Reply(b"[]")),
    "discovery is empty": (DISCOVERY, Reply(b"{}")),
    "discovery leads elsewhere": (DISCOVERY, Reply(b"", 302)),
    "keys fail": ("/jwks", Reply(status=500)),
    "keys are a page": ("/jwks", Reply(b"<html>")),
    "keys are none": ("/jwks", Reply(b'{"keys": []}')),
    "keys are no list": ("/jwks", Reply(b'{"keys": {"kty": "RSA"}}')),
    "keys are garbage": (
        "/jwks", Reply(b'{"keys": [1, null, {"kty": "RSA", "n": 5}, {"kty": "x"}]}'),
    ),
    "keys are shared": (
        "/jwks", Reply(b'{"keys": [{"kty": "oct", "k": "c2VjcmV0", "kid": "first"}]}'),
    ),
    "keys are deep": ("/jwks", Reply(DEEP)),
    "keys are no text": ("/jwks", Reply(b"\xff\xfe\x00")),
    "the exchange fails": ("/token", Reply(status=502)),
    "the exchange is a page": ("/token", Reply(b"<html>")),
    "the exchange is a list": ("/token", Reply(b"[]")),
    "we are not known": ("/token", Reply(b'{"error": "invalid_client"}', 401)),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
async def test_a_provider_that_fails_is_a_503_and_signs_nobody_in(
    office: Office, name: str
) -> None:
    path, reply = FAULTS[name]
    person = office.somebody()
    office.provider.replies[path] = reply
    client = office.api.client()
    answer = await client.get(LOGIN)
    if path != DISCOVERY:
        answer = await client.get(await office.leave(client))
    await nobody_came_in(client, answer, (503, "provider_unavailable"))
    assert int(answer.headers["retry-after"]) > 0
    page = office.api.client(headers={"accept": "text/html"})
    if path == DISCOVERY:
        told = await page.get(LOGIN)
        assert told.headers["location"] == "/sign-in?problem=provider_unavailable"
    # It comes back, and so do people.
    office.provider.replies.clear()
    office.provider.person = person
    _, answer = await office.sign_in(client)
    assert answer.status_code == 303


@pytest.mark.parametrize("path", [DISCOVERY, "/jwks", "/token"])
@pytest.mark.parametrize("packing", ["", "gzip"])
@pytest.mark.parametrize(
    ("padding", "told"), [(10_000, (303, "")), (2_000_000, (503, "provider_unavailable"))]
)
async def test_an_answer_of_a_provider_is_read_to_a_limit(
    office: Office, path: str, packing: str, padding: int, told: tuple[int, str]
) -> None:
    office.somebody()
    office.provider.padded[path] = (padding, packing)
    client = office.api.client()
    answer = await client.get(LOGIN)
    if path != DISCOVERY or answer.status_code == 303:
        answer = await client.get(await office.leave(client))
    assert code_of(answer) == told


@pytest.mark.parametrize("path", [DISCOVERY, "/jwks", "/token"])
async def test_a_provider_that_is_slow_is_not_waited_for(
    db: Database, owner: OwnerConnection, provider: ProviderServer, path: str
) -> None:
    api = make_api(
        db, owner, oidc_issuer=provider.issuer, oidc_client_id=CLIENT_ID,
        oidc_client_secret=CLIENT_SECRET, oidc_timeout_s=0.3,
    )  # fmt: skip
    office = Office(api, provider)
    office.somebody()
    provider.replies[path] = Reply(waits_s=1.0)
    client = api.client()
    answer = await client.get(LOGIN)
    if path != DISCOVERY:
        answer = await client.get(await office.leave(client))
    await nobody_came_in(client, answer, (503, "provider_unavailable"))


async def test_many_who_wait_for_a_slow_provider_wait_no_longer_than_one(
    db: Database, owner: OwnerConnection, provider: ProviderServer
) -> None:
    api = make_api(
        db, owner, oidc_issuer=provider.issuer, oidc_client_id=CLIENT_ID, oidc_timeout_s=0.5
    )
    provider.replies[DISCOVERY] = Reply(waits_s=1.0)
    async with asyncio.timeout(4):
        answers = await asyncio.gather(*(api.client().get(LOGIN) for _ in range(20)))
    assert {code_of(answer) for answer in answers} == {(503, "provider_unavailable")}


async def test_a_provider_that_is_gone(db: Database, owner: OwnerConnection) -> None:
    gone = ProviderServer()
    with gone.running():
        issuer = gone.issuer
    api = make_api(db, owner, oidc_issuer=issuer, oidc_client_id=CLIENT_ID)
    assert code_of(await api.client().get(LOGIN)) == (503, "provider_unavailable")
    # Who is signed in stays so, and gets out.
    person = api.person()
    assert await status(person) == 200
    assert (await person.post("/api/v1/auth/logout")).status_code == 204


@pytest.mark.parametrize(
    "document",
    [
        {"issuer": "https://evil.example"},
        {"issuer": "http://127.0.0.1:1/"},
        {"jwks_uri": "http://keys.example/jwks"},
        {"token_endpoint": "http://evil.example/token"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"token_endpoint": None},
        {"jwks_uri": "file:///etc/passwd"},
    ],
)
async def test_a_discovery_document_of_somebody_else(
    office: Office, document: dict[str, str | None]
) -> None:
    office.provider.metadata = document
    answer = await office.api.client().get(LOGIN)
    assert code_of(answer) == (503, "provider_unavailable")


@pytest.fixture
async def other_office(
    fresh_database: TestDatabase, owner: OwnerConnection, provider: ProviderServer
) -> AsyncIterator[Office]:
    """An application whose database has the people of another provider."""
    with psycopg.connect(fresh_database.owner_url, autocommit=True) as connection:
        connection.execute("select fix_oidc_issuer('https://first.example')")
    async with Database(fresh_database.application_url, pool_size=4, idle_size=1) as database:
        yield Office(
            make_api(
                database, owner, oidc_issuer=provider.issuer, oidc_client_id=CLIENT_ID,
                oidc_client_secret=CLIENT_SECRET,
            ),
            provider,
        )  # fmt: skip


async def test_people_of_a_second_issuer_are_refused(other_office: Office) -> None:
    other_office.somebody()
    client, answer = await other_office.sign_in()
    await nobody_came_in(client, answer, (409, "second_issuer"))


async def test_a_host_that_anybody_can_claim_is_no_way_back(office: Office) -> None:
    client = office.api.client(base_url="https://evil.example")
    assert code_of(await client.get(LOGIN)) == (409, "public_url_missing")
