"""A session is valid until it is idle, old, revoked, or its person is disabled."""

from datetime import UTC, datetime, timedelta

import pytest

from orgbilling.database import Database
from orgbilling.edge.gate import SESSION_COOKIE
from orgbilling.kernel.clock import FixedClock
from orgbilling.kernel.identifiers import hash_secret
from tests.api_client import Api, Client, make_api
from tests.conftest import OwnerConnection

ME = "/api/v1/auth/me"
START = datetime(2026, 5, 4, 8, tzinfo=UTC)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(START)


@pytest.fixture
def timed(db: Database, owner: OwnerConnection, clock: FixedClock) -> Api:
    """An application whose clock the test turns; idle after an hour, over after a day."""
    return make_api(db, owner, clock, session_idle_s=3600, session_absolute_s=86400)


async def sign_in(api: Api) -> Client:
    user_id = api.user("demo", is_demo=True)
    client = api.client()
    answer = await client.post("/api/v1/auth/dev/login", json={"email": f"{user_id}@example.org"})
    assert answer.status_code == 204
    client.user_id = user_id
    return client


async def status(client: Client) -> int:
    return (await client.get(ME)).status_code


async def test_an_idle_session_ends(timed: Api, clock: FixedClock) -> None:
    client = await sign_in(timed)
    clock.advance(timedelta(minutes=59))
    assert await status(client) == 200
    clock.advance(timedelta(minutes=61))
    assert await status(client) == 401


async def test_use_keeps_a_session_alive_until_its_absolute_end(
    timed: Api, clock: FixedClock
) -> None:
    client = await sign_in(timed)
    for _ in range(47):
        clock.advance(timedelta(minutes=30))
        assert await status(client) == 200
    clock.advance(timedelta(minutes=30))
    assert await status(client) == 401


async def test_last_use_is_written_at_most_once_a_minute(
    timed: Api, clock: FixedClock, owner: OwnerConnection
) -> None:
    client = await sign_in(timed)

    def last_seen() -> datetime:
        row = owner.execute(
            "select last_seen_at from sessions where user_id = %s", [client.user_id]
        ).fetchone()
        assert row is not None
        seen: datetime = row["last_seen_at"]
        return seen

    clock.advance(timedelta(seconds=50))
    await status(client)
    assert last_seen() == START
    clock.advance(timedelta(seconds=20))
    await status(client)
    assert last_seen() == START + timedelta(seconds=70)


async def test_a_disabled_person_is_out_at_once(api: Api, owner: OwnerConnection) -> None:
    person = api.person()
    owner.execute("update users set disabled_at = now() where user_id = %s", [person.user_id])
    assert await status(person) == 401


async def test_only_a_hash_of_the_token_is_stored(timed: Api, owner: OwnerConnection) -> None:
    client = await sign_in(timed)
    row = owner.execute("select * from sessions where user_id = %s", [client.user_id]).fetchone()
    assert row is not None
    token = client.cookies[SESSION_COOKIE]
    assert row["token_hash"] == hash_secret(token)
    assert token not in str(row)


async def test_a_session_also_comes_as_bearer(api: Api) -> None:
    user_id = api.user()
    program = api.program(api.session(user_id))
    assert (await program.get(ME)).json()["user_id"] == user_id


async def test_rights_follow_the_database_at_every_request(
    api: Api, owner: OwnerConnection
) -> None:
    person = api.person()
    org_id = api.organization(api.person())
    path = f"/api/v1/organizations/{org_id}"
    assert (await person.get(path)).status_code == 404
    owner.execute("update users set is_system_admin = true where user_id = %s", [person.user_id])
    assert (await person.get(path)).status_code == 200
    assert (await person.get(ME)).json()["is_system_admin"] is True


async def test_signing_out_without_a_session_succeeds(api: Api) -> None:
    assert (await api.client().post("/api/v1/auth/logout")).status_code == 204


async def test_whoever_presents_nothing_is_told_to_sign_in(api: Api) -> None:
    answer = await api.client().get(ME)
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
