"""LiteLLM's proxy with the plugin, a provider on one side and a server with demo data on the other.

These tests run on their own (`make test-litellm`), because LiteLLM has an environment of its own.
"""

import shutil
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import httpx2
import openai
import psycopg
import pytest
from psycopg.rows import dict_row

from orgbilling.database.embedded import EmbeddedServer
from tests.conftest import POSTGRES_VERSION, OwnerConnection, make_folder
from tests.gateway.conftest import Provider, running_provider, told
from tests.litellm.proxy import Proxy, running_proxy
from tests.servers.server import Server, serving
from tests.world import World

ACME, BETA = "Acme Corp", "Beta LLC"


@pytest.fixture(scope="session")
def upstream() -> Iterator[Provider]:
    with running_provider() as made:
        yield made


@pytest.fixture(scope="session")
def data_folder() -> Iterator[Path]:
    folder = make_folder("orgbilling-litellm-")
    yield folder / "data"
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def server(data_folder: Path) -> Iterator[Server]:
    """`orgbilling serve` with a database and demonstration data of its own."""
    options = {"ORGBILLING_DATA_DIR": str(data_folder), "ORGBILLING_DEMO": "true"}
    with serving(1, **options) as [started]:
        yield started


@pytest.fixture(scope="session")
def owner_address(server: Server, data_folder: Path) -> str:
    """The address of the server's database."""
    owner_url, _ = EmbeddedServer(data_folder, POSTGRES_VERSION).running_urls()
    return owner_url


@pytest.fixture(scope="session")
def sql(owner_address: str) -> Iterator[OwnerConnection]:
    """The server's database, to say what was charged."""
    with psycopg.connect(owner_address, autocommit=True, row_factory=dict_row) as connection:
        yield connection
        differences = connection.execute("select * from verify_ledger()").fetchall()
        assert not differences, differences


@dataclass(frozen=True)
class Organization:
    """One of the demonstration, with a service key as its admin makes it."""

    org_id: str
    service_key: str


def organization_of(server: Server, name: str, admin: str) -> Organization:
    with httpx2.Client(base_url=f"{server.url}/api/v1", timeout=30) as client:
        client.post("/auth/dev/login", json={"email": admin}).raise_for_status()
        known = client.get("/organizations").raise_for_status().json()
        org_id = next(row["org_id"] for row in known if row["org_name"] == name)
        made = client.post(
            f"/organizations/{org_id}/keys", json={"kind": "service", "name": "litellm"}
        )
        return Organization(org_id, made.raise_for_status().json()["key"])


@pytest.fixture(scope="session")
def acme(server: Server) -> Organization:
    return organization_of(server, ACME, "alice@acme.com")


@pytest.fixture(scope="session")
def beta(server: Server) -> Organization:
    return organization_of(server, BETA, "beth@beta.example")


@pytest.fixture(scope="session")
def proxy(
    tmp_path_factory: pytest.TempPathFactory,
    upstream: Provider,
    server: Server,
    acme: Organization,
    beta: Organization,
) -> Iterator[Proxy]:
    """A proxy as the page configures it, that may charge Acme and Beta."""
    keys = f"{acme.service_key},{beta.service_key}"
    folder = tmp_path_factory.mktemp("proxy")
    with running_proxy(folder, upstream, url=server.url, service_keys=keys) as started:
        yield started


@dataclass
class Caller:
    """A member with a virtual key of the proxy, and what they see of their credits."""

    world: World
    user_id: str
    key: str
    proxy: Proxy

    def client(self, **options: Any) -> openai.OpenAI:
        """OpenAI's own client, pointed at the proxy."""
        return openai.OpenAI(
            api_key=self.key, base_url=f"{self.proxy.url}/v1", max_retries=0, timeout=60, **options
        )

    def async_client(self) -> openai.AsyncOpenAI:
        return openai.AsyncOpenAI(
            api_key=self.key, base_url=f"{self.proxy.url}/v1", max_retries=0, timeout=60
        )

    def ask(
        self, path: str = "chat/completions", headers: dict[str, str] | None = None, **body: Any
    ) -> httpx2.Response:
        """Post a body as it is, to chat with a small answer where it says nothing else."""
        chat = {"model": "gpt-test", "messages": told(), "max_tokens": 50}
        return httpx2.post(
            f"{self.proxy.url}/v1/{path}",
            headers={"authorization": f"Bearer {self.key}", **(headers or {})},
            json={**(chat if path == "chat/completions" else {}), **body},
            timeout=60,
        )

    def usage(self) -> list[dict[str, Any]]:
        return self.world.rows(
            """select * from credit_usage_attribution where org_id = %s and user_id = %s
               order by usage_id""",
            self.world.org_id,
            self.user_id,
        )

    def figures(self, letters: str) -> tuple[Decimal, ...]:
        return self.world.figures(self.user_id, letters)


def new_caller(
    sql: OwnerConnection,
    proxy: Proxy,
    organization: Organization,
    credits: int | str = 1_000,
    **known: Any,
) -> Caller:
    """Make a member with credits, and a key whose team names their organization."""
    world = World(sql, org_id=uuid.UUID(organization.org_id))
    user_id = world.member()
    if Decimal(credits):
        world.add(2_000)
        world.allocate(user_id, credits, "never")
    key = f"sk-{uuid.uuid4().hex}"
    team = {"orgbilling_org_id": organization.org_id}
    proxy.accept(key, **{"user_id": user_id, "team_id": "team", "team_metadata": team, **known})
    return Caller(world, user_id, key, proxy)


@pytest.fixture
def make_caller(sql: OwnerConnection, proxy: Proxy, acme: Organization) -> Callable[..., Caller]:
    return partial(new_caller, sql, proxy, acme)


@pytest.fixture
def caller(make_caller: Callable[..., Caller]) -> Caller:
    return make_caller()
