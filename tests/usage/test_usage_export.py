"""Usage as CSV: every call once, whoever may see it, at no cost to others."""

import csv
import io
import json
import uuid
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from starlette.requests import ClientDisconnect

from orgbilling.database import Database
from orgbilling.edge.tables import PAGE_ROWS
from tests.api_client import Api, Client
from tests.conftest import OwnerConnection
from tests.world import World

COLUMNS = [
    "time", "user_email", "user_name", "service_type", "service_name", "model", "credits",
    "api_cost_usd", "markup_usd", "request_id", "kind", "refunded_credits",
    "end_user", "tags",
]  # fmt: skip


def path_of(org_id: uuid.UUID, query: str = "") -> str:
    return f"/api/v1/org-billing/credits/{org_id}/usage/export{query}"


async def rows_of(client: Client, path: str) -> list[dict[str, str]]:
    answer = await client.get(path)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


def scene(api: Api, name: str = "Test") -> tuple[World, Client]:
    boss = api.person("owner")
    world = World(api.owner, org_id=api.organization(boss, name))
    world.subscribe()
    world.add(1_000_000)
    return world, boss


def spend(world: World, user_id: str, credits: str, **more: Any) -> None:
    given = {"type": "llm", "service": "gpt-4o", "metadata": {}, "cost": None, "markup": None,
             "key": uuid.uuid4().hex, "now": None} | more  # fmt: skip
    row = world.one(
        "select * from deduct_credits(%s, %s, %s, %s, %s, %s, %s::jsonb, %s, %s, %s)",
        world.org_id, user_id, Decimal(credits), given["type"], given["service"], given["key"],
        json.dumps(given["metadata"]), given["cost"], given["markup"], given["now"],
    )  # fmt: skip
    assert row["outcome"] == "ok", row


def many(world: World, user_id: str, count: int) -> None:
    """Calls at one and the same moment, so that only ids tell them apart."""
    now = datetime.now(UTC)
    world.rows(
        """select spend.outcome from generate_series(1, %s) as g, lateral
           deduct_credits(%s, %s, 1.5, 'llm', 'm', 'call-' || g, '{}', null, null, %s) as spend""",
        count, world.org_id, user_id, now,
    )  # fmt: skip


async def test_a_row_says_everything_about_a_call(api: Api) -> None:
    world, boss = scene(api, "Acme & Söhne")
    member = api.member(world.org_id)
    world.allocate(member.user_id, 1_000)
    spend(
        world, member.user_id, "12.500001", metadata={"model": "gpt-4o-mini"},
        cost=Decimal("0.000000000001"), markup=Decimal("0.5"), key="=HYPERLINK(1)",
    )  # fmt: skip
    answer = await boss.get(path_of(world.org_id, "?days=1"))
    header, line, *rest = answer.text.splitlines()
    assert (header.split(","), rest) == (COLUMNS, [])
    time, *cells = next(csv.reader([line]))
    assert cells == [
        member.email, member.user_id, "llm", "gpt-4o", "gpt-4o-mini", "12.500001",
        "0.000000000001", "0.5", "'=HYPERLINK(1)", "usage", "0", "", "",
    ]  # fmt: skip
    assert time.endswith("Z")
    assert datetime.fromisoformat(time) > datetime.now(UTC) - timedelta(minutes=1)
    today = datetime.now(UTC).date()
    assert answer.headers["content-disposition"] == (
        f'attachment; filename="acme-s-hne-usage-{today}-{today}.csv"'
    )


async def test_calls_that_named_little_have_empty_cells(api: Api) -> None:
    world, boss = scene(api)
    world.allocate(boss.user_id, 10)
    spend(world, boss.user_id, "1", service=None)
    (row,) = await rows_of(boss, path_of(world.org_id))
    assert [row[name] for name in ("service_name", "model", "api_cost_usd", "markup_usd")] == [
        "", "", "", "",
    ]  # fmt: skip


@pytest.mark.parametrize("count", [0, PAGE_ROWS, PAGE_ROWS + 1, 2 * PAGE_ROWS + 7])
async def test_every_call_is_there_once_over_all_pages(api: Api, count: int) -> None:
    world, boss = scene(api)
    world.allocate(boss.user_id, 100_000)
    many(world, boss.user_id, count)
    rows = await rows_of(boss, path_of(world.org_id, "?days=2"))
    assert sorted(row["request_id"] for row in rows) == sorted(
        f"call-{number + 1}" for number in range(count)
    )


async def test_newest_first_within_the_days_that_were_asked_for(api: Api) -> None:
    world, boss = scene(api)
    now = datetime.now(UTC)
    first = now - timedelta(days=6)
    world.rows("select allocate_credits_to_user(%s, %s, 100, 'a', 'never', null, null, %s)",
               world.org_id, boss.user_id, first)  # fmt: skip
    for days in (6, 3, 2, 1, 0):
        spend(world, boss.user_id, "1", key=f"{days}", now=now - timedelta(days=days))
    for days, expected in ((1, "0"), (3, "012"), (4, "0123"), (365, "01236")):
        rows = await rows_of(boss, path_of(world.org_id, f"?days={days}"))
        assert "".join(row["request_id"] for row in rows) == expected
        usage = await boss.get(f"/api/v1/org-billing/credits/{world.org_id}/usage?days={days}")
        assert usage.json()["total_requests"] == len(rows)


async def test_a_member_exports_their_own_and_an_admin_all(api: Api) -> None:
    world, boss = scene(api)
    members = [api.member(world.org_id) for _ in range(2)]
    for member in members:
        world.allocate(member.user_id, 10)
        spend(world, member.user_id, "1")
    own = await rows_of(members[0], path_of(world.org_id))
    assert {row["user_email"] for row in own} == {members[0].email}
    for who in (boss, api.system_admin(), api.program(api.key(world.org_id, boss))):
        assert len(await rows_of(who, path_of(world.org_id))) == 2
    key = api.program(api.key(world.org_id, boss, "member"))
    assert await rows_of(key, path_of(world.org_id)) == []


async def test_what_is_refused_is_refused_before_the_first_byte(api: Api) -> None:
    world, boss = scene(api)
    for client, query, status, code in (
        (boss, "?days=0", 422, "invalid_request"),
        (boss, "?days=366", 422, "invalid_request"),
        (api.person(), "", 404, "organization_not_found"),
        (api.client(), "", 401, "unauthenticated"),
    ):
        answer = await client.get(path_of(world.org_id, query))
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert answer.headers["content-type"] == "application/problem+json"


class Listener:
    """A client at the level of ASGI, which looks at the pool whenever a part arrives."""

    def __init__(self, database: Database, leaves_after: int) -> None:
        self.database, self.leaves_after = database, leaves_after
        self.parts: list[bytes] = []
        self.lent: list[int] = []

    async def receive(self) -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(self, message: Any) -> None:
        if message["type"] != "http.response.body":
            return
        counted = self.database.statistics()
        self.lent.append(counted["pool_size"] - counted["pool_available"])
        self.parts.append(message.get("body", b""))
        if len(self.parts) > self.leaves_after:
            raise OSError("the client went away")


def request_of(client: Client, path: str) -> dict[str, Any]:
    headers = client.build_request("GET", path).headers.raw
    cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    return {
        "type": "http", "asgi": {"version": "3.0", "spec_version": "2.4"}, "http_version": "1.1",
        "method": "GET", "scheme": "http", "path": path, "raw_path": path.encode(),
        "query_string": b"days=2", "root_path": "", "client": ("127.0.0.1", 5),
        "server": ("localhost", 8084),
        "headers": [*((n.lower(), v) for n, v in headers if n.lower() != b"cookie"),
                    (b"cookie", cookie.encode())],
    }  # fmt: skip


@pytest.mark.parametrize("leaves_after", [1, 2, 99])
async def test_no_connection_is_held_while_a_client_reads_or_after_it_left(
    api: Api, db: Database, owner: OwnerConnection, leaves_after: int
) -> None:
    world, boss = scene(api)
    world.allocate(boss.user_id, 100_000)
    many(world, boss.user_id, 3 * PAGE_ROWS)
    listener = Listener(db, leaves_after)
    scope = request_of(boss, path_of(world.org_id))
    # The server is told of a departure by this; nothing else may go wrong.
    with pytest.raises(ClientDisconnect) if leaves_after < 99 else nullcontext():
        await api.app(scope, listener.receive, listener.send)
    assert listener.lent
    assert set(listener.lent) == {0}
    # A part is a page at most, however long the table is.
    assert max(part.count(b"\n") for part in listener.parts) <= PAGE_ROWS
    assert (await boss.get(path_of(world.org_id))).status_code == 200
