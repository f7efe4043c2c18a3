"""Programs that others wrote, pointed at a server whose models are served by one provider.

These tests run on their own (`make test-clients`), because the clients have environments of their
own.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from tests.clients.agents import AGENTS
from tests.clients.costs import PRICES
from tests.clients.programs import ClientProgram
from tests.clients.provider import server as provider_program
from tests.clients.sdks import SDKS, Sdk
from tests.clients.table import Table
from tests.clients.watching import Watched, posts_at
from tests.conftest import OwnerConnection
from tests.gateway.conftest import Provider, new_caller, running_provider
from tests.servers.server import Server, serving


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--clients-table", type=Path, help="write what each client can do to a file")


def pytest_configure(config: pytest.Config) -> None:
    path = config.getoption("--clients-table")
    # A process of several hears only of its own tests.
    if path is not None and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Table(path, [each.name for each in (*SDKS, *AGENTS)]))


TABLES = """
[[upstream]]
name = "chat"
base_url = "{url}/v1"
api_key_env = "TEST_PROVIDER_KEY"
models = ["gpt-test", "embed-test", "claude-chat"]

[[upstream]]
name = "claude"
base_url = "{url}/anthropic/v1"
dialect = "anthropic"
api_key_env = "TEST_PROVIDER_KEY"
models = ["claude-test"]
"""
# A program like Claude Code holds the longest answer of its model.
CREDITS = Decimal(5_000)


@pytest.fixture(scope="session")
def provider() -> Iterator[Provider]:
    with running_provider(provider_program.__file__) as made:
        yield made


@pytest.fixture(scope="session")
def server(
    tmp_path_factory: pytest.TempPathFactory, provider: Provider, owner_url: str
) -> Iterator[Server]:
    path = tmp_path_factory.mktemp("clients") / "upstreams.toml"
    path.write_text(TABLES.format(url=provider.url))
    settings = {
        "DATABASE_URL": owner_url,
        "TEST_PROVIDER_KEY": provider_program.KEY,
        "ORGBILLING_GATEWAY_UPSTREAMS": str(path),
        "ORGBILLING_GATEWAY_TIMEOUT_S": "2",
        "ORGBILLING_GATEWAY_JOURNAL_S": "0.2",
    }
    with serving(1, **settings) as [started]:
        yield started


@pytest.fixture(scope="session")
def prices(owner_connection: OwnerConnection) -> None:
    for model, (new, cached, written, output) in PRICES.items():
        owner_connection.execute(
            """select set_model_price(%s, %s, %s, 'test', 'test',
               p_cached_input_usd_per_million => %s, p_cache_write_usd_per_million => %s)""",
            [model, new, output, cached, written],
        )


@pytest.fixture
def watch(
    owner: OwnerConnection,
    server: Server,
    provider: Provider,
    prices: None,
    record_property: Callable[[str, str], None],
) -> Callable[..., Watched]:
    """Make a member with credits, and watch what a client does with a kind of call."""

    def begin(client: str, kind: str, credits: Decimal | str = CREDITS) -> Watched:
        record_property("client", client)
        record_property("kind", kind)
        caller = new_caller(owner, server, str(credits))
        before = len(provider.asked()), posts_at(server)
        return Watched(caller, provider, Decimal(credits), *before, record_property)

    return begin


@pytest.fixture(scope="session")
def program_of(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[[Sdk], ClientProgram]]:
    """The running program of a client; each is started once."""
    running: dict[Path, ClientProgram] = {}

    def found(sdk: Sdk) -> ClientProgram:
        if sdk.program not in running or not running[sdk.program].is_running:
            home = tmp_path_factory.mktemp("client")
            running[sdk.program] = ClientProgram(sdk.command, home, **sdk.environment)
        return running[sdk.program]

    yield found
    for program in running.values():
        program.end()
