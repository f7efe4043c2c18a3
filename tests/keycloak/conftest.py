"""A real Keycloak with our realm, `orgbilling serve`, and Chromium between them.

These tests run on their own (`make test-keycloak`): they start what the page *Keycloak in ten
minutes* starts, once for all of them. Each test makes people of its own.
"""

import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import browser_context_args, browser_type_launch_args
from tests.browser.screen import Screen
from tests.conftest import make_folder
from tests.keycloak.realm import Account, Realm
from tests.keycloak.walk_through import WalkThrough

# A page of Keycloak's comes from a JVM that has just been started.
expect.set_options(timeout=30_000)

__all__ = ["browser_context_args", "browser_type_launch_args"]


@pytest.fixture(scope="session")
def walk_through() -> Iterator[WalkThrough]:
    """The commands of the page, running."""
    folder = make_folder("orgbilling-keycloak-")
    shell = WalkThrough(folder)
    try:
        shell.wait_until_ready()
        yield shell
    finally:
        shell.end()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def realm(walk_through: WalkThrough) -> Iterator[Realm]:
    """Keycloak's administration."""
    made = walk_through.realm()
    yield made
    made.close()


@pytest.fixture(scope="session")
def people(walk_through: WalkThrough) -> dict[str, Account]:
    """The three of the realm, with the passwords that the page gave them."""
    return walk_through.people()


@pytest.fixture
def open_browser(browser: Browser, walk_through: WalkThrough) -> Iterator[Callable[[], Screen]]:
    """A browser of its own for each call, without a cookie."""
    contexts = []

    def opened() -> Screen:
        context = browser.new_context(locale="en-US", timezone_id="Europe/Berlin")
        contexts.append(context)
        return Screen(context.new_page(), walk_through.url)

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def screen(open_browser: Callable[[], Screen]) -> Screen:
    return open_browser()
