"""Writes docs/images: each screen on fresh demonstration data, in both themes and on a phone.

    python -m scripts.screenshots

Needs the built screens (`make ui`) and the development tools; `make screenshots` sees to both.
"""

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, ViewportSize, expect, sync_playwright

from tests.browser.chromium import find_chromium
from tests.browser.people import ACME, GRACE, JOHN, ROOT, Person
from tests.browser.screen import Screen
from tests.conftest import make_folder
from tests.servers.server import serving

IMAGES = Path(__file__).parents[1] / "docs" / "images"
DESKTOP = ViewportSize(width=1280, height=900)
PHONE = ViewportSize(width=375, height=812)
# Where the person of the sessions page is signed in besides.
ELSEWHERE = (
    "Mozilla/5.0 (Windows NT 10.0; rv:143.0) Gecko/20100101 Firefox/143.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
)
TALLEST_PX = 1700
LARGEST_KB = 300


@dataclass(frozen=True)
class Shot:
    """A screen and whose it is; without a person, nobody is signed in."""

    name: str
    path: str
    person: Person | None


SHOTS = (
    Shot("user", "/", JOHN),
    Shot("organization", f"/organizations/{ACME}", GRACE),
    Shot("system", "/admin", ROOT),
    Shot("sign-in", "/sign-in", None),
    Shot("sessions", "/sessions", JOHN),
    Shot("audit", "/admin/audit", ROOT),
)


def take(browser: Browser, address: str, shot: Shot, scheme: str, size: ViewportSize) -> bytes:
    """Return a picture of the screen as its person sees it, from its top."""
    context = browser.new_context(
        viewport=size, locale="en-US", timezone_id="Europe/Berlin", reduced_motion="reduce"
    )
    screen = Screen(context.new_page(), address)
    if shot.person:
        screen.sign_in(shot.person)
    screen.open(shot.path)
    screen.choose_theme(scheme)
    expect(screen.page.get_by_role("heading", level=1)).to_be_visible()
    screen.settle()
    # Charts are drawn when their file is there; the pointer must not rest on one.
    expect(screen.page.locator(".mantine-Skeleton-root")).to_have_count(0)
    screen.page.wait_for_timeout(800)
    full_px = int(screen.page.evaluate("document.documentElement.scrollHeight"))
    height = min(max(full_px, size["height"]), TALLEST_PX)
    screen.page.set_viewport_size({"width": size["width"], "height": height})
    screen.page.wait_for_timeout(800)
    picture = screen.page.screenshot(animations="disabled")
    if shot.person:
        screen.send("POST", "/auth/logout")
    context.close()
    return picture


def write(browser: Browser, address: str) -> list[str]:
    """Write every picture; returns the names of those that are too large."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    for user_agent in ELSEWHERE:
        context = browser.new_context(user_agent=user_agent)
        Screen(context.new_page(), address).sign_in(JOHN)
        context.close()
    too_large = []
    for shot in SHOTS:
        wanted = [(scheme, DESKTOP, scheme) for scheme in ("light", "dark")]
        for scheme, size, suffix in [*wanted, ("light", PHONE, "phone")]:
            path = IMAGES / f"{shot.name}-{suffix}.png"
            path.write_bytes(take(browser, address, shot, scheme, size))
            size_kb = path.stat().st_size / 1000
            sys.stdout.write(f"{size_kb:7.1f} kB  {path.name}\n")
            if size_kb > LARGEST_KB:
                too_large.append(path.name)
    return too_large


def main() -> int:
    """Serve fresh data, take the pictures, and say which are too large to keep."""
    folder = make_folder("orgbilling-screenshots-")
    options = {"ORGBILLING_DATA_DIR": str(folder / "data"), "ORGBILLING_DEMO": "true"}
    try:
        with serving(1, **options) as (server,), sync_playwright() as playwright:
            program = find_chromium()
            browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
            too_large = write(browser, server.url)
            browser.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if too_large:
        sys.stderr.write(f"Larger than {LARGEST_KB} kB: {', '.join(too_large)}\n")
    return 1 if too_large else 0


if __name__ == "__main__":
    sys.exit(main())
