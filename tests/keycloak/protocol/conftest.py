"""`orgbilling serve` with an OpenID provider that is not Keycloak; needs Node, and no Maven."""

import json
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page
from scripts.node import npm_command

from tests.browser.screen import Screen
from tests.conftest import make_folder
from tests.servers.process import Process
from tests.servers.server import Server, free_port, serving

HERE = Path(__file__).parent
READY = "The provider is ready."


@dataclass
class OpenIdProvider:
    """npm's oidc-provider, running, and the people that it knows."""

    url: str
    folder: Path
    secret: str = field(default_factory=lambda: secrets.token_hex(32))

    @property
    def people_file(self) -> Path:
        return self.folder / "people.json"

    def know(self, username: str, name: str, roles: list[str]) -> None:
        """Let it vouch for somebody from now on, with these roles."""
        known = json.loads(self.people_file.read_text()) if self.people_file.exists() else {}
        known[username] = {
            "email": f"{username}@example.com",
            "email_verified": True,
            "name": name,
            # As Keycloak shapes it.
            "realm_access": {"roles": roles},
        }
        made = self.people_file.with_suffix(".new")
        made.write_text(json.dumps(known))
        made.replace(self.people_file)


def node() -> tuple[str, dict[str, str]]:
    """Return the Node that the screens are built with, and its environment."""
    _, environment = npm_command()
    found = shutil.which("node", path=environment["PATH"])
    assert found is not None
    return found, environment


@pytest.fixture(scope="session")
def folder() -> Iterator[Path]:
    made = make_folder("orgbilling-openid-")
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture(scope="session")
def application_port() -> int:
    return free_port()


@pytest.fixture(scope="session")
def openid(folder: Path, application_port: int) -> Iterator[OpenIdProvider]:
    port = free_port()
    # The two are different sites to the browser, as they are on the web.
    made = OpenIdProvider(f"http://localhost:{port}", folder)
    made.know("nobody", "Nobody", [])
    program, environment = node()
    process = Process(
        [program, str(HERE / "provider.mjs")],
        environment
        | {
            "PORT": str(port),
            "APPLICATION_URL": f"http://127.0.0.1:{application_port}",
            "CLIENT_SECRET": made.secret,
            "PEOPLE_FILE": str(made.people_file),
        },
        READY,
    )
    try:
        process.wait_until_ready()
        yield made
    finally:
        process.end()


@pytest.fixture(scope="session")
def server(openid: OpenIdProvider, folder: Path, application_port: int) -> Iterator[Server]:
    options: dict[str, Any] = {
        "ORGBILLING_DATA_DIR": str(folder / "data"),
        "ORGBILLING_PORT": str(application_port),
        "ORGBILLING_PUBLIC_URL": f"http://127.0.0.1:{application_port}",
        "ORGBILLING_OIDC_ISSUER": openid.url,
        "ORGBILLING_OIDC_CLIENT_ID": "orgbilling",
        "ORGBILLING_OIDC_CLIENT_SECRET": openid.secret,
        "ORGBILLING_OIDC_NAME": "Example ID",
    }
    with serving(1, **options) as [started]:
        yield started


@pytest.fixture
def screen(page: Page, server: Server) -> Screen:
    return Screen(page, server.url)
