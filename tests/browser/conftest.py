"""A real server with the demonstration data, and a real browser on it.

These tests run on their own (`pytest tests/browser`): Playwright keeps an event loop running,
beside which pytest-asyncio cannot have one.
"""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from psycopg.rows import dict_row

from orgbilling.database.embedded import EmbeddedServer
from orgbilling.web.files import read_files
from tests.browser.chromium import NoBrowser, find_chromium
from tests.browser.screen import MEASURED, Screen
from tests.conftest import POSTGRES_VERSION, OwnerConnection, file_lock, make_folder
from tests.servers.server import Server, serving

SHOWN_WITHIN_MS = 20_000
# The first test of a file waits for its server, the first of all for the demonstration data.
TEST_WITHIN_S = 300


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Get the browser once, before several processes test and before anything is timed."""
    # What a screen shows must show at all; how soon, the tests that measure it say.
    expect.set_options(timeout=SHOWN_WITHIN_MS)
    if hasattr(config, "workerinput") or config.getoption("collectonly"):
        return
    try:
        find_chromium()
    except NoBrowser as problem:
        raise pytest.UsageError(str(problem)) from problem


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give the tests of this folder the time that a server and a browser take."""
    for item in items:
        is_ours = Path(__file__).parent in item.path.parents
        if is_ours and item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(TEST_WITHIN_S))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was measured, also where every test passed."""
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for name, value in report.user_properties:
            if name == MEASURED and report.when == "call":
                terminalreporter.write_line(str(value))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start the Chromium that is there, without its sandbox, which root may not use."""
    program = find_chromium()
    found = {"executable_path": program} if program else {}
    return {**browser_type_launch_args, **found, "args": ["--no-sandbox"]}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """The same language and time zone everywhere."""
    return {**browser_context_args, "locale": "en-US", "timezone_id": "Europe/Berlin"}


@pytest.fixture(scope="session")
def loaded_folder(pytestconfig: pytest.Config) -> Path:
    """A database with the demonstration data, whose server stands still; made once a run."""
    assert read_files(), "The screens are not built; run: make ui"
    session_folder: Path = pytestconfig.session_folder  # type: ignore[attr-defined]
    folder = session_folder / "screens"
    with file_lock(session_folder / "screens.lock"):
        if not folder.exists():
            loading = session_folder / "screens-loading"
            options = {"ORGBILLING_DATA_DIR": str(loading), "ORGBILLING_DEMO": "true"}
            with serving(1, **options):
                pass
            loading.rename(folder)
    return folder


@pytest.fixture(scope="module")
def data_folder(loaded_folder: Path) -> Iterator[Path]:
    """A copy for each file of tests, so that none meets what another one left behind."""
    folder = make_folder("orgbilling-browser-")
    # Unlike shutil, cp keeps the owner: PostgreSQL opens nobody else's files.
    subprocess.run(["cp", "-a", str(loaded_folder), str(folder / "data")], check=True)
    yield folder / "data"
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def server(data_folder: Path) -> Iterator[Server]:
    """`orgbilling serve` with a database and demonstration data of its own."""
    options = {"ORGBILLING_DATA_DIR": str(data_folder), "ORGBILLING_DEMO": "true"}
    with serving(1, **options) as (started,):
        yield started


@pytest.fixture
def sql(server: Server, data_folder: Path) -> Iterator[OwnerConnection]:
    """The server's database, to say what the screens must show."""
    owner_url, _ = EmbeddedServer(data_folder, POSTGRES_VERSION).running_urls()
    with psycopg.connect(owner_url, autocommit=True, row_factory=dict_row) as connection:
        yield connection


@pytest.fixture(scope="module")
def profiles(
    browser: Browser, browser_context_args: dict[str, Any]
) -> Iterator[tuple[BrowserContext, BrowserContext]]:
    """Two browsers of a file's tests, ours and a colleague's: what is compiled once stays so."""
    made = browser.new_context(**browser_context_args), browser.new_context(**browser_context_args)
    yield made
    for one in made:
        one.close()


def leave(profile: BrowserContext, address: str) -> None:
    """Close its pages, and forget who was signed in and what a page had stored."""
    for page in profile.pages[1:]:
        page.close()
    page = profile.pages[0] if profile.pages else profile.new_page()
    session = profile.new_cdp_session(page)
    session.send("Storage.clearDataForOrigin", {"origin": address, "storageTypes": "all"})
    profile.clear_cookies()
    profile.clear_permissions()
    page.close()


@pytest.fixture
def context(profiles: tuple[BrowserContext, BrowserContext], server: Server) -> Iterator[Any]:
    """Instead of pytest-playwright's, which makes a new one for each test."""
    yield profiles[0]
    leave(profiles[0], server.url)


@pytest.fixture
def screen(page: Page, server: Server) -> Iterator[Screen]:
    """A fresh browser page; a test fails when its console complained."""
    made = Screen(page, server.url)
    yield made
    assert not made.complaints


@pytest.fixture
def colleague(profiles: tuple[BrowserContext, BrowserContext], server: Server) -> Iterator[Screen]:
    """A second browser, for what somebody else does meanwhile."""
    yield Screen(profiles[1].new_page(), server.url)
    leave(profiles[1], server.url)
