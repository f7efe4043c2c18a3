"""Before the hold: who calls and on which terms is asked once, and a stranger learns nothing."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from orgbilling.identity.credential import new_key
from orgbilling.kernel.identifiers import hash_secret, new_secret
from tests.api_client import Api
from tests.conftest import OwnerConnection
from tests.credits.cut_wire import CutWire, cut_wire
from tests.gateway.conftest import Caller, Provider, new_caller, settings_of, told
from tests.servers.server import Server, serving

PATH = "/v1/chat/completions"
LAST_USE = "select max(last_used_at) as at from api_keys where org_id = %s"


def body_of(model: str = "gpt-test", **fields: Any) -> dict[str, Any]:
    return {"model": model, "messages": told(input=10, output=5), **fields}


def bearer(key: str) -> dict[str, str]:
    return {"authorization": f"Bearer {key}"}


@pytest.fixture
async def calls(gateway_api: Api) -> AsyncIterator[httpx2.AsyncClient]:
    async with gateway_api.client(timeout=30) as client:
        yield client


async def test_a_call_asks_the_database_three_times(
    gateway_api: Api, calls: httpx2.AsyncClient, make_caller: Callable[..., Caller]
) -> None:
    caller = make_caller()
    state = gateway_api.app.state
    terms, counters = state.orgbilling_gateway.terms, state.orgbilling_engine.counters
    pool = state.orgbilling.database

    def asked() -> tuple[int, int, int]:
        return (terms.statements, counters.batches, pool.statistics()["requests_num"])

    before = asked()
    answer = await calls.post(PATH, json=body_of(), headers=bearer(caller.key))
    assert answer.status_code == 200
    # Its terms, its hold, its capture; and none that takes a connection of its own.
    assert tuple(now - then for now, then in zip(asked(), before, strict=True)) == (1, 2, 0)


async def test_calls_of_one_moment_share_a_look_up_and_each_gets_its_own_answer(
    gateway_api: Api, calls: httpx2.AsyncClient, make_caller: Callable[..., Caller]
) -> None:
    rich, poor, byok = make_caller(5_000), make_caller(credits=0), make_caller(plan="byok")
    stranger, _ = new_key("member", rich.world.org_id)
    wanted = [
        (rich.key, "gpt-test", 200),
        (poor.key, "gpt-test", 402),
        (stranger, "gpt-test", 401),
        (rich.key, 'gpt-"{nobody}\\,', 404),
        (byok.key, "gpt-test", 403),
        (poor.key, "gpt-free", 200),
    ] * 10
    terms = gateway_api.app.state.orgbilling_gateway.terms
    before = terms.statements

    async def ask(number: int) -> int:
        key, model, _ = wanted[number]
        # Some come while the others' statement is under way.
        await asyncio.sleep(number % 6 / 1000)
        return (await calls.post(PATH, json=body_of(model), headers=bearer(key))).status_code

    statuses = await asyncio.gather(*map(ask, range(len(wanted))))
    assert statuses == [status for *_, status in wanted]
    assert terms.statements - before < len(wanted) / 2
    assert len(rich.usage()) == 10
    assert {row["user_id"] for row in rich.usage()} == {rich.user_id}
    assert [row["service_name"] for row in poor.usage()] == ["gpt-free"] * 10


async def test_a_change_of_plan_that_is_due_decides_on_which_terms_the_first_call_runs(
    calls: httpx2.AsyncClient, make_caller: Callable[..., Caller]
) -> None:
    caller = make_caller()
    owner, org_id = caller.world.connection, caller.world.org_id
    # On byok nobody serves it: it has brought no key.
    owner.execute(
        """update organization_subscriptions
           set next_plan = 'byok', next_billing_cycle = 'monthly' where org_id = %s""",
        [org_id],
    )
    owner.execute(
        """update subscription_terms set planned_end_at = now() - interval '1 minute'
           where org_id = %s and ended_at is null""",
        [org_id],
    )
    caller.world.note_next_due()
    answer = await calls.post(PATH, json=body_of(), headers=bearer(caller.key))
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "provider_key_missing")
    assert caller.usage() == []


def revoke(caller: Caller) -> None:
    caller.world.connection.execute(
        "update api_keys set revoked_at = now() where org_id = %s", [caller.world.org_id]
    )


def expire(caller: Caller) -> None:
    caller.world.connection.execute(
        """update api_keys set created_at = now() - interval '2 days', expires_at = now()
           where org_id = %s""",
        [caller.world.org_id],
    )


def disable(caller: Caller) -> None:
    caller.world.connection.execute(
        "update users set disabled_at = now() where user_id = %s", [caller.user_id]
    )


def end_membership(caller: Caller) -> None:
    caller.world.connection.execute(
        """update organization_members set status = 'removed', removed_at = now()
           where org_id = %s and user_id = %s""",
        [caller.world.org_id, caller.user_id],
    )


def close_organization(caller: Caller) -> None:
    caller.world.stand_organization("closed")


def forget(caller: Caller) -> None:
    caller.key, _ = new_key("member", caller.world.org_id)


def move(caller: Caller) -> None:
    """The secret of the key, under another organization's name."""
    caller.key = caller.key.replace(caller.world.org_id.hex, "0" * 32)


def read_only(caller: Caller) -> None:
    caller.world.connection.execute(
        "update api_keys set scopes = '{read}' where org_id = %s", [caller.world.org_id]
    )


def present_service_key(caller: Caller) -> None:
    caller.key, prefix = new_key("service", caller.world.org_id)
    caller.world.connection.execute(
        """insert into api_keys (org_id, kind, name, key_hash, key_prefix, created_by)
           values (%s, 'service', 'test', %s, %s, %s)""",
        [caller.world.org_id, hash_secret(caller.key), prefix, caller.user_id],
    )


def present_session(caller: Caller) -> None:
    caller.key = new_secret()
    caller.world.connection.execute(
        """insert into sessions (token_hash, user_id, created_at, last_seen_at, expires_at)
           values (%s, %s, now(), now(), now() + interval '1 day')""",
        [hash_secret(caller.key), caller.user_id],
    )


BODIES: dict[str, dict[str, Any]] = {
    "whole": {"json": body_of()},
    "broken": {"content": b"{"},
    "of no model": {"json": {"messages": []}},
    "of an unknown model": {"json": body_of("gpt-nobody")},
    "large": {"json": {**body_of(), "padding": "x" * 300_000}},
    "in pieces": {},
}


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize(
    ("spoil", "status", "code"),
    [
        (revoke, 401, "invalid_api_key"),
        (expire, 401, "invalid_api_key"),
        (disable, 401, "invalid_api_key"),
        (end_membership, 401, "invalid_api_key"),
        (close_organization, 401, "invalid_api_key"),
        (forget, 401, "invalid_api_key"),
        (move, 401, "invalid_api_key"),
        (read_only, 403, "scope_missing"),
        (present_service_key, 403, "member_key_required"),
        (present_session, 403, "member_key_required"),
    ],
)
def test_who_may_not_call_hears_that_first_whatever_the_body_is(
    caller: Caller, upstream: Provider, spoil: Callable[[Caller], None], status: int, code: str,
    body: str,
) -> None:  # fmt: skip
    spoil(caller)
    before = upstream.count()
    sent = BODIES[body] or {"content": iter([b"{", b"}"])}
    headers = {**bearer(caller.key), "content-type": "application/json"}
    answer = httpx2.post(f"{caller.server.url}{PATH}", headers=headers, timeout=30, **sent)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert upstream.count() == before
    assert caller.figures("UH") == (0, 0)


@pytest.mark.parametrize("size", ["content-length: 300000", "transfer-encoding: chunked"])
def test_much_is_read_of_members_only(caller: Caller, size: str) -> None:
    forget(caller)
    with socket.create_connection(("127.0.0.1", caller.server.port), 10) as connection:
        head = f"POST {PATH} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {caller.key}\r\n"
        # Of the body comes nothing, and yet the answer.
        connection.sendall(f"{head}content-type: application/json\r\n{size}\r\n\r\n".encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 401 ")


@pytest.mark.parametrize(
    ("sent", "status", "param"),
    [
        ({"content": b"{"}, 400, None),
        ({"json": {"messages": []}}, 400, "model"),
        ({"json": body_of("gpt\x00test")}, 400, "model"),
        ({"content": b'{"model": "gpt-\\ud800"}'}, 400, "model"),
        ({"json": body_of("gpt-nobody")}, 404, "model"),
        ({"json": body_of("gpt-nobody", n=0)}, 400, "n"),
    ],
)
def test_a_member_hears_what_is_wrong_with_the_body(
    caller: Caller, sent: dict[str, Any], status: int, param: str | None
) -> None:
    answer = httpx2.post(f"{caller.server.url}{PATH}", headers=bearer(caller.key), **sent)
    assert (answer.status_code, answer.json()["error"]["param"]) == (status, param)


def test_a_suspended_organization_is_known_and_may_not_spend(caller: Caller) -> None:
    caller.world.switch(is_open=False)
    answer = caller.ask()
    assert answer.status_code == 402
    assert answer.json()["error"]["blocked_by"] == "organization"
    assert caller.figures("UH") == (0, 0)


@pytest.mark.parametrize("age_s", [None, 0, 50, 70])
def test_the_use_of_a_key_is_noted_once_a_minute(caller: Caller, age_s: int | None) -> None:
    noted = None if age_s is None else datetime.now(UTC) - timedelta(seconds=age_s)
    caller.world.connection.execute(
        "update api_keys set last_used_at = %s where org_id = %s", [noted, caller.world.org_id]
    )
    assert caller.ask(model="gpt-free").status_code == 200
    now = caller.world.one(LAST_USE, caller.world.org_id)["at"]
    if age_s in (0, 50):
        assert now == noted
    else:
        assert abs(datetime.now(UTC) - now) < timedelta(seconds=20)


@pytest.fixture
async def far(
    tmp_path: Path, upstream: Provider, owner_url: str
) -> AsyncIterator[tuple[CutWire, Server]]:
    """A server whose way to the database can lose the answers about a model."""
    async with cut_wire(owner_url, only=b'{"gpt-test"}') as (wire, url):
        servers = serving(1, **settings_of(tmp_path, upstream, url))
        # In a thread: the wire is served by this one, and the server needs it to start and to stop.
        [started] = await asyncio.to_thread(servers.__enter__)
        try:
            yield wire, started
        finally:
            await asyncio.to_thread(servers.__exit__, None, None, None)


async def test_where_the_database_does_not_say_who_calls_nobody_is_let_in(
    far: tuple[CutWire, Server], owner: OwnerConnection, prices: None, upstream: Provider
) -> None:
    wire, server = far
    caller, before = new_caller(owner, server), upstream.count()
    wire.cuts = 1
    answer = await asyncio.to_thread(caller.ask)
    assert (answer.status_code, wire.cuts) == (503, 0)
    assert upstream.count() == before
    assert caller.figures("UH") == (0, 0)
    assert (await asyncio.to_thread(caller.ask)).status_code == 200
