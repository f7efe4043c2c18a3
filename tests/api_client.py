"""The application on the real database, with people, organizations and keys in a few words.

A folder's conftest imports the fixture: `from tests.api_client import api`. A test then says
`owner = api.person()`, `org_id = api.organization(owner)`, `await owner.get(f"/api/…/{org_id}")`.
Spending needs the application started: `async with running(api): …`.
"""

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from orgbilling.app import create_app
from orgbilling.database import Database
from orgbilling.edge.gate import SESSION_COOKIE
from orgbilling.edge.runtime import Runtime, attach_runtime
from orgbilling.identity.credential import KeyKind, new_key
from orgbilling.kernel.clock import Clock, SystemClock
from orgbilling.kernel.identifiers import hash_secret, new_secret
from orgbilling.settings import Settings
from tests.conftest import OwnerConnection
from tests.limits import NO_LIMITS

BASE_URL = "http://localhost:8084"
PEER = ("127.0.0.1", 50000)


class Client(httpx2.AsyncClient):
    """An HTTP client of the application; `user_id` is whose credential it carries."""

    user_id: str = ""
    email: str = ""


@dataclass
class Api:
    """One application, and what tests need around it."""

    app: FastAPI
    owner: OwnerConnection
    clients: list[Client] = field(default_factory=list)

    def client(self, **options: Any) -> Client:
        """A client without a credential; `peer` is where its requests come from."""
        transport = httpx2.ASGITransport(
            app=self.app, client=options.pop("peer", PEER), raise_app_exceptions=False
        )
        client = Client(transport=transport, **{"base_url": BASE_URL, **options})
        self.clients.append(client)
        return client

    def user(self, prefix: str = "p", **columns: Any) -> str:
        """A new user; `columns` are columns of `users`."""
        user_id = f"{prefix}-{uuid.uuid4().hex[:12]}"
        values = {"user_id": user_id, "email": f"{user_id}@example.org", "name": user_id, **columns}
        names, marks = ", ".join(values), ", ".join(["%s"] * len(values))
        self.owner.execute(
            f"insert into users ({names}) values ({marks})".encode(), list(values.values())
        )
        return user_id

    def session(self, user_id: str, signed_in_at: datetime | None = None) -> str:
        """The token of a session of this user."""
        token, since = new_secret(), signed_in_at or datetime.now(UTC)
        self.owner.execute(
            """insert into sessions (token_hash, user_id, created_at, last_seen_at, expires_at)
               values (%s, %s, %s, %s, %s)""",
            [hash_secret(token), user_id, since, since, since + timedelta(days=7)],
        )
        return token

    def signed_in(self, user_id: str) -> Client:
        """A browser in which this user is signed in."""
        client = self.client(cookies={SESSION_COOKIE: self.session(user_id)})
        client.user_id, client.email = user_id, f"{user_id}@example.org"
        return client

    def person(self, prefix: str = "p", **columns: Any) -> Client:
        """A new user's browser, signed in."""
        return self.signed_in(self.user(prefix, **columns))

    def system_admin(self) -> Client:
        """The browser of somebody who runs the platform."""
        return self.person("root", is_system_admin=True)

    def organization(
        self, owner: Client | str, name: str = "Test", time_zone: str = "UTC"
    ) -> uuid.UUID:
        """A new organization that `owner` owns, with an empty pool and no subscription."""
        row = self.owner.execute(
            "select create_organization(%s, %s, %s) as org_id", [name, _id(owner), time_zone]
        ).fetchone()
        assert row is not None
        org_id: uuid.UUID = row["org_id"]
        return org_id

    def join(self, org_id: uuid.UUID, person: Client | str, role: str = "member") -> None:
        """Make somebody a member."""
        self.owner.execute("select add_member(%s, %s, %s, null)", [org_id, _id(person), role])

    def member(self, org_id: uuid.UUID, role: str = "member") -> Client:
        """A new user's browser, signed in, already a member."""
        person = self.person(role)
        self.join(org_id, person, role)
        return person

    def key(self, org_id: uuid.UUID, maker: Client | str, kind: KeyKind = "service") -> str:
        """A key of an organization: `maker`'s own member key, or a service key made by them."""
        key, prefix = new_key(kind, org_id)
        self.owner.execute(
            "select create_api_key(%s, %s, %s, 'test', %s, %s, null, %s)",
            [
                org_id,
                kind,
                _id(maker) if kind == "member" else None,
                hash_secret(key),
                prefix,
                _id(maker),
            ],
        )
        return key

    def program(self, key: str) -> Client:
        """A program that presents a key."""
        return self.client(headers={"authorization": f"Bearer {key}"})

    def audit(self, org_id: uuid.UUID) -> list[str]:
        """The types of the organization's audit events, oldest first."""
        rows = self.owner.execute(
            "select event_type from organization_audit_log where org_id = %s order by audit_id",
            [org_id],
        ).fetchall()
        return [row["event_type"] for row in rows]


def _id(person: Client | str) -> str:
    return person if isinstance(person, str) else person.user_id


def make_api(
    database: Database, owner: OwnerConnection, clock: Clock | None = None, **settings: Any
) -> Api:
    """An application with settings of its own (fields of `Settings`), and a clock; without rate
    limits unless they are given."""
    chosen = Settings(**(NO_LIMITS | settings))
    app = create_app(chosen, database)
    attach_runtime(app, Runtime(chosen, database, clock or SystemClock()))
    return Api(app, owner)


@asynccontextmanager
async def running(api: Api) -> AsyncIterator[Api]:
    """The application started as a server starts it, with the engine that spends."""
    runtime = api.app.state.orgbilling
    async with api.app.router.lifespan_context(api.app):
        # Starting gave it the machine's clock; a test may have chosen another.
        attach_runtime(api.app, runtime)
        yield api


@pytest.fixture
async def api(db: Database, owner: OwnerConnection) -> AsyncIterator[Api]:
    """The application with its default settings, on this test process's database."""
    made = make_api(db, owner)
    yield made
    for client in made.clients:
        await client.aclose()
