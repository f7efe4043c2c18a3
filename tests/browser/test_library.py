"""The pages as a library: another application's shell, address of the API, and styles."""

import os
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.people import ACME, ROOT, Person
from tests.browser.screen import Screen
from tests.servers.server import Server

TOP = Path(__file__).parents[2]
BASE = "/their/prefix"
PAGES = [("user", "My usage"), (ACME, "Acme Corp"), ("system", "System")]
OWN_STYLES = """() => {
    const of = (element, names) => names.map(name => getComputedStyle(element)[name]);
    const body = ['margin', 'backgroundColor', 'color', 'fontSize', 'fontFamily', 'lineHeight'];
    const button = ['fontSize', 'fontFamily', 'letterSpacing', 'boxSizing', 'cursor', 'padding'];
    return [of(document.body, body), of(document.querySelector('#own'), button),
        of(document.documentElement, ['fontSize', 'colorScheme', 'boxSizing'])];
}"""


class Host(SimpleHTTPRequestHandler):
    """Serves the host's files, and passes what is below its prefix on to the API."""

    def __init__(self, *args: Any, api: str, **more: Any) -> None:
        self.api = api
        super().__init__(*args, **more)

    def do_GET(self) -> None:
        if not self.path.startswith(BASE):
            super().do_GET()
            return
        headers = {"cookie": self.headers.get("cookie", ""), "accept": "application/json"}
        request = urllib.request.Request(self.api + self.path.removeprefix(BASE), headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                status, body = answer.status, answer.read()
        except urllib.error.HTTPError as refusal:
            status, body = refusal.code, refusal.read()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing; the tests look at what the browser asked for."""


@pytest.fixture(scope="module")
def built_host(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the library, and an application around it."""
    library, host = tmp_path_factory.mktemp("library"), tmp_path_factory.mktemp("host")
    node = [sys.executable, str(TOP / "scripts" / "node.py"), "exec", "--", "vite", "build"]
    environment = {**os.environ, "ORGBILLING_LIBRARY": str(library)}
    config = str(TOP / "tests" / "browser" / "host" / "vite.config.mjs")
    for chosen, out in (("vite.library.config.ts", library), (config, host)):
        command = [*node, "--config", chosen, "--outDir", str(out), "--emptyOutDir"]
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, check=False, timeout=110
        )
        assert done.returncode == 0, done.stdout + done.stderr
    return host


@pytest.fixture
def host(built_host: Path, server: Server) -> Iterator[str]:
    """The application's address."""
    handler = partial(Host, directory=str(built_host), api=server.url)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as serving:
        thread = threading.Thread(target=serving.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{serving.server_address[1]}"
        serving.shutdown()
        thread.join()


def sign_in(screen: Screen, person: Person) -> None:
    """Sign in without our screens: the application has a way of its own."""
    screen.send("POST", "/auth/dev/login", {"email": person.email})


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("shown", "heading"), PAGES, ids=["user", "organization", "system"])
def test_a_page_shows_in_another_shell_from_the_given_base(
    screen: Screen, host: str, shown: str, heading: str
) -> None:
    sign_in(screen, ROOT)
    asked: list[str] = []
    screen.page.on("request", lambda request: asked.append(request.url))
    screen.page.goto(f"{host}/?page={shown}")
    title = screen.page.locator(".orgbilling h1")
    expect(title).to_contain_text(heading)
    screen.settle()
    calls = [url for url in asked if "/api/" in url]
    assert calls
    assert all(url.startswith(f"{host}{BASE}/api/v1/") for url in calls)
    # The window's title is the application's.
    expect(screen.page).to_have_title("Host")


@pytest.mark.timeout(300)
def test_the_hosts_own_styles_stay_as_they_are(screen: Screen, host: str) -> None:
    sign_in(screen, ROOT)
    screen.page.goto(f"{host}/?page=user")
    expect(screen.page.locator(".orgbilling h1")).to_be_visible()
    screen.settle()
    with_library = screen.page.evaluate(OWN_STYLES)
    screen.page.evaluate(
        "() => document.querySelectorAll('link[rel=stylesheet]').forEach(one => one.remove())"
    )
    screen.page.evaluate("() => document.querySelector('#billing').remove()")
    assert with_library == screen.page.evaluate(OWN_STYLES)
    assert with_library[0][:2] == ["37px", "rgb(1, 2, 3)"]


@pytest.mark.timeout(300)
def test_the_page_is_in_the_locale_that_the_host_declares(
    browser: Browser, server: Server, host: str
) -> None:
    # Else the host's figures would be in one locale, and ours in the browser's.
    with closing(browser.new_context(locale="de-DE")) as context:
        screen = Screen(context.new_page(), server.url)
        sign_in(screen, ROOT)
        screen.page.goto(f"{host}/?page={ACME}")
        expect(screen.page.locator(".orgbilling")).to_have_attribute("lang", "en-US")
        expect(screen.page.get_by_text("2,000", exact=True).first).to_be_visible()
        screen.open(f"/organizations/{ACME}")
        expect(screen.page.locator("html")).to_have_attribute("lang", "en-DE")
        expect(screen.page.get_by_text("2.000", exact=True).first).to_be_visible()
