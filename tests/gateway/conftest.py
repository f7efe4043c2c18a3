"""A real server that asks a real provider of its own, and members with keys."""

import base64
import json
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import httpx2
import openai
import pytest

from orgbilling.app import run_engine
from orgbilling.database import Database
from orgbilling.identity.credential import new_key
from orgbilling.kernel.identifiers import hash_secret
from orgbilling.settings import Settings
from tests.api_client import Api, make_api
from tests.conftest import OwnerConnection
from tests.gateway import provider
from tests.gateway.media_rig import media, media_server
from tests.gateway.programs import running_program
from tests.gateway.raw_rig import known_good, raw, raw_server
from tests.servers.server import Server, free_port, serving
from tests.world import World, make_world

__all__ = ["known_good", "media", "media_server", "raw", "raw_server"]

INPUT_USD, OUTPUT_USD = Decimal("2.5"), Decimal(10)
MODELS = (
    "gpt-test",
    "gpt-other",
    "gpt-free",
    "gpt-known",
    "gpt-unpriced",
    "embed-test",
    "gpt-down",
)
RUNNING = "select request_id from gateway_calls where org_id = %s and settled_at is null"


@dataclass
class Provider:
    """The other side of the gateway."""

    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def asked(self) -> list[dict[str, Any]]:
        """Every request that it got, in order."""
        asked: list[dict[str, Any]] = httpx2.get(f"{self.url}/asked", timeout=30).json()
        return asked

    def count(self) -> int:
        return int(httpx2.get(f"{self.url}/count", timeout=30).json())


@contextmanager
def running_provider(program: str = provider.__file__) -> Iterator[Provider]:
    with running_program(program) as port:
        yield Provider(port)


@pytest.fixture(scope="session")
def upstream() -> Iterator[Provider]:
    with running_provider() as made:
        yield made


def upstreams_file(folder: Path, upstream: Provider) -> Path:
    """The first provider is down: every call fails over to the second."""
    models = json.dumps([model for model in MODELS if model != "gpt-down"])
    path = folder / "upstreams.toml"
    path.write_text(
        f"""
[[upstream]]
name = "down"
base_url = "http://127.0.0.1:{free_port()}/v1"
api_key_env = "TEST_PROVIDER_KEY"
models = ["gpt-down", "gpt-other"]

[[upstream]]
name = "main"
base_url = "{upstream.url}/v1"
api_key_env = "TEST_PROVIDER_KEY"
models = {models}
"""
    )
    return path


def settings_of(folder: Path, upstream: Provider, owner_url: str) -> dict[str, str]:
    return {
        "DATABASE_URL": owner_url,
        "TEST_PROVIDER_KEY": provider.KEY,
        "ORGBILLING_GATEWAY_UPSTREAMS": str(upstreams_file(folder, upstream)),
        "ORGBILLING_SECRET_KEY": base64.b64encode(b"k" * 32).decode(),
        "ORGBILLING_GATEWAY_PRIVATE_HOSTS": f"127.0.0.1:{upstream.port}",
        "ORGBILLING_GATEWAY_TIMEOUT_S": "3",
        "ORGBILLING_GATEWAY_JOURNAL_S": "0.2",
        "ORGBILLING_GATEWAY_ABANDONED_AFTER_S": "3",
    }


@pytest.fixture(scope="session")
def server(
    tmp_path_factory: pytest.TempPathFactory, upstream: Provider, owner_url: str
) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("gateway")
    with serving(1, **settings_of(folder, upstream, owner_url)) as [started]:
        yield started


def set_prices(owner: OwnerConnection) -> None:
    """gpt-test costs 2.5 and 10 dollars a million, cached input 1.25; others as they are named."""
    for model, input_usd, output_usd, cached, most in (
        ("gpt-test", INPUT_USD, OUTPUT_USD, Decimal("1.25"), None),
        ("gpt-other", INPUT_USD, OUTPUT_USD, None, None),
        ("gpt-down", INPUT_USD, OUTPUT_USD, None, None),
        ("gpt-known", INPUT_USD, OUTPUT_USD, None, 100),
        ("gpt-free", 0, 0, None, None),
        ("embed-test", Decimal("0.02"), 0, None, None),
    ):
        owner.execute(
            """select set_model_price(%s, %s, %s, 'test', 'test',
               p_cached_input_usd_per_million => %s, p_output_tokens_max => %s)""",
            [model, input_usd, output_usd, cached, most],
        )


@pytest.fixture(scope="session")
def prices(owner_connection: OwnerConnection) -> None:
    """Prices of the models that are sold."""
    set_prices(owner_connection)


@dataclass
class Caller:
    """A member with a key, and what they see of their credits."""

    world: World
    user_id: str
    key: str
    server: Server

    def client(self, **options: Any) -> openai.OpenAI:
        """OpenAI's own client, pointed at the gateway."""
        return openai.OpenAI(
            api_key=self.key, base_url=f"{self.server.url}/v1", max_retries=0, timeout=30, **options
        )

    def async_client(self) -> openai.AsyncOpenAI:
        return openai.AsyncOpenAI(
            api_key=self.key, base_url=f"{self.server.url}/v1", max_retries=0, timeout=60
        )

    def ask(
        self,
        orders: dict[str, Any] | None = None,
        path: str = "chat/completions",
        headers: dict[str, str] | None = None,
        **fields: Any,
    ) -> httpx2.Response:
        """Post a request as it is, with `orders` for the provider; reads the answer to its end."""
        given: dict[str, Any] = {
            "chat/completions": {"messages": told(**(orders or {}))},
            "completions": {"prompt": json.dumps(orders or {})},
        }.get(path, {"input": json.dumps(orders or {})})
        return httpx2.post(
            f"{self.server.url}/v1/{path}",
            headers={"authorization": f"Bearer {self.key}", **(headers or {})},
            json={"model": "gpt-test", **given, **fields},
            timeout=30,
        )

    def leave_a_stream(self, lines_read: int, **orders: Any) -> None:
        """Begin a stream, read some lines of it, and go."""
        with httpx2.stream(
            "POST",
            f"{self.server.url}/v1/chat/completions",
            headers={"authorization": f"Bearer {self.key}"},
            json={"model": "gpt-test", "messages": told(**orders), "stream": True},
            timeout=30,
        ) as answer:
            lines = answer.iter_lines()
            for _ in range(lines_read):
                next(lines)

    def usage(self) -> list[dict[str, Any]]:
        return self.world.rows(
            "select * from credit_usage_attribution where org_id = %s order by usage_id",
            self.world.org_id,
        )

    def figures(self, letters: str) -> tuple[Decimal, ...]:
        return self.world.figures(self.user_id, letters)

    def settled(self) -> None:
        """Wait until nothing is held any more and the journal says so: it is written last."""
        for _ in range(200):
            running = self.world.rows(RUNNING, self.world.org_id)
            if self.figures("H") == (0,) and not running:
                return
            time.sleep(0.05)
        raise AssertionError(f"still held: {self.figures('H')}, or running: {running}")


def new_caller(
    owner: OwnerConnection,
    server: Server,
    credits: int | str = 1_000,
    plan: str = "platform",
    trial_days: int = 0,
) -> Caller:
    """Make a member with credits and a key, in an organization of their own."""
    world = make_world(owner, subscribed=False)
    if trial_days:
        world.one(
            "select * from create_subscription(%s, %s, 'monthly', %s)",
            world.org_id, plan, trial_days,
        )  # fmt: skip
    else:
        world.subscribe(plan)
    member = world.member()
    world.add(10_000)
    if Decimal(credits):
        world.allocate(member, credits, "never")
    key, prefix = new_key("member", world.org_id)
    world.connection.execute(
        """insert into api_keys (org_id, kind, user_id, name, key_hash, key_prefix, created_by)
           values (%s, 'member', %s, 'test', %s, %s, %s)""",
        [world.org_id, member, hash_secret(key), prefix, member],
    )
    return Caller(world, member, key, server)


@pytest.fixture
def make_caller(owner: OwnerConnection, server: Server, prices: None) -> Callable[..., Caller]:
    return partial(new_caller, owner, server)


@pytest.fixture
def caller(make_caller: Callable[..., Caller]) -> Caller:
    return make_caller()


@pytest.fixture
def raw_caller(owner: OwnerConnection, raw_server: Server) -> Caller:
    """A member with credits, at the server that asks the raw providers."""
    return new_caller(owner, raw_server)


@pytest.fixture
def make_media_caller(owner: OwnerConnection, media_server: Server) -> Callable[..., Caller]:
    return partial(new_caller, owner, media_server)


@pytest.fixture
def media_caller(make_media_caller: Callable[..., Caller]) -> Caller:
    """A member with credits, at the server that asks for pictures and sound."""
    return make_media_caller()


@pytest.fixture
async def gateway_api(
    db: Database,
    owner: OwnerConnection,
    upstream: Provider,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Api]:
    """The application in this process, for a test that is its HTTP server or looks into it."""
    monkeypatch.setenv("TEST_PROVIDER_KEY", provider.KEY)
    made = make_api(db, owner)
    settings = Settings(gateway_upstreams=upstreams_file(tmp_path, upstream), gateway_journal_s=60)
    async with run_engine(made.app, settings, db):
        yield made


def told(**orders: Any) -> list[Any]:
    """Messages that tell the provider how to answer."""
    return [{"role": "user", "content": json.dumps(orders)}]


def cost(input_tokens: int, output_tokens: int, markup: str = "1.5") -> Decimal:
    """What gpt-test costs, in credits, computed without the program."""
    usd = (INPUT_USD * input_tokens + OUTPUT_USD * output_tokens) / 1_000_000
    credits = usd * Decimal(markup) * 1000
    return credits.quantize(Decimal("0.000001"), rounding="ROUND_CEILING")
