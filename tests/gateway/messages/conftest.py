"""A server whose models are served by a provider that speaks messages, by one that does not, and by
both in turn; and Anthropic's own client."""

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from typing import Any

import anthropic
import pytest

from tests.conftest import OwnerConnection
from tests.gateway.conftest import (
    Caller,
    Provider,
    new_caller,
    running_provider,
    set_prices,
    settings_of,
)
from tests.gateway.messages import provider
from tests.servers.server import Server, free_port, serving

INPUT_USD, OUTPUT_USD = Decimal(3), Decimal(15)
CACHED_USD, WRITTEN_USD = Decimal("0.3"), Decimal("3.75")
# By whom it is served: one that speaks messages, chats alone, messages that are down then chats,
# chats that are down then messages, chats then messages.
MODELS = ("claude-test", "claude-chat", "claude-or-chat", "chat-or-claude", "chat-and-claude")
TABLE = """
[[upstream]]
name = "{name}"
base_url = "{url}/v1"
dialect = "{dialect}"
api_key_env = "TEST_PROVIDER_KEY"
models = {models}
"""


@pytest.fixture(scope="session")
def anthropic_like() -> Iterator[Provider]:
    with running_provider(provider.__file__) as made:
        yield made


@pytest.fixture(scope="session")
def messages_server(
    tmp_path_factory: pytest.TempPathFactory,
    upstream: Provider,
    anthropic_like: Provider,
    owner_url: str,
) -> Iterator[Server]:
    down = f"http://127.0.0.1:{free_port()}"
    tables = (
        ("claude-down", f"{down}/anthropic", "anthropic", ["claude-or-chat"]),
        ("chat-down", down, "openai", ["chat-or-claude"]),
        ("chat", upstream.url, "openai", ["claude-chat", "claude-or-chat", "chat-and-claude"]),
        (
            "claude",
            f"{anthropic_like.url}/anthropic",
            "anthropic",
            ["claude-test", "chat-or-claude", "chat-and-claude"],
        ),
    )
    folder = tmp_path_factory.mktemp("messages")
    settings = settings_of(folder, upstream, owner_url)
    path = folder / "messages.toml"
    path.write_text(
        "".join(
            TABLE.format(name=name, url=url, dialect=dialect, models=json.dumps(models))
            for name, url, dialect, models in tables
        )
    )
    settings["ORGBILLING_GATEWAY_UPSTREAMS"] = str(path)
    with serving(1, **settings) as [started]:
        yield started


@pytest.fixture(scope="session")
def claude_prices(owner_connection: OwnerConnection) -> None:
    set_prices(owner_connection)
    for model in MODELS:
        owner_connection.execute(
            """select set_model_price(%s, %s, %s, 'test', 'test',
               p_cached_input_usd_per_million => %s, p_cache_write_usd_per_million => %s)""",
            [model, INPUT_USD, OUTPUT_USD, CACHED_USD, WRITTEN_USD],
        )


@pytest.fixture
def make_claude_caller(
    owner: OwnerConnection, messages_server: Server, claude_prices: None
) -> Callable[..., Caller]:
    return partial(new_caller, owner, messages_server)


@pytest.fixture
def claude_caller(make_claude_caller: Callable[..., Caller]) -> Caller:
    return make_claude_caller()


def client_of(caller: Caller, **options: Any) -> anthropic.Anthropic:
    """Anthropic's own client, pointed at the gateway."""
    given = options or {"api_key": caller.key}
    return anthropic.Anthropic(
        base_url=caller.server.url, max_retries=0, timeout=30, **{"api_key": None, **given}
    )


def claude_cost(
    input_tokens: int, output_tokens: int, cached: int = 0, written: int = 0
) -> Decimal:
    """What a call costs in credits, computed without the program; the input is beside what was
    read from a cache and written to it."""
    usd = (
        INPUT_USD * input_tokens
        + CACHED_USD * cached
        + WRITTEN_USD * written
        + OUTPUT_USD * output_tokens
    ) / 1_000_000
    credits = usd * Decimal("1.5") * 1000
    return credits.quantize(Decimal("0.000001"), rounding="ROUND_CEILING")
