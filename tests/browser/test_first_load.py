"""How fast a screen is there, by the browser's own clock, with nothing in its cache."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.people import ACME, GRACE, JOHN, ROOT, Person
from tests.browser.screen import MEASURED, Screen

CONTENT_MS_MAX = 1000
INTERACTIVE_MS_MAX = 2000
# On a busy machine one attempt may be unlucky; the best says what the screen itself costs.
ATTEMPTS = 3
SCREENS = [
    ("user", JOHN, "/", "My usage"),
    ("organization", GRACE, f"/organizations/{ACME}", "Acme Corp"),
    ("system", ROOT, "/admin", None),
    ("audit", ROOT, "/admin/audit", "Audit log"),
    ("sessions", JOHN, "/sessions", "Your sessions"),
]
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"
# Ready is when the figures are there and the main thread is free to answer the next click.
READY = """() => new Promise(resolve => requestAnimationFrame(() =>
    setTimeout(() => resolve(performance.now()), 0)))"""
SCRIPTS_KB = """performance.getEntriesByType('resource')
    .filter(one => one.name.endsWith('.js'))
    .reduce((sum, one) => sum + one.transferSize, 0) / 1000"""


def measure(screen: Screen, path: str, heading: str | None) -> tuple[float, float, float]:
    """Return first content, interaction ready (both ms) and the compressed scripts (kB)."""
    session = screen.page.context.new_cdp_session(screen.page)
    session.send("Network.clearBrowserCache")
    session.detach()
    screen.open(path)
    main = screen.page.get_by_role("main")
    expect(main.get_by_role("heading", level=1, name=heading)).to_be_visible()
    ready_ms = float(screen.page.evaluate(READY))
    screen.settle()
    painted_ms = float(screen.page.evaluate(PAINTED))
    return painted_ms, ready_ms, float(screen.page.evaluate(SCRIPTS_KB))


@pytest.mark.speed
@pytest.mark.parametrize(
    ("name", "person", "path", "heading"), SCREENS, ids=[one[0] for one in SCREENS]
)
def test_a_screen_is_there_at_once(
    screen: Screen,
    record_property: Callable[[str, object], None],
    name: str,
    person: Person,
    path: str,
    heading: str | None,
) -> None:
    screen.sign_in(person)
    taken = [measure(screen, path, heading) for _ in range(ATTEMPTS)]
    painted_ms, ready_ms = min(one[0] for one in taken), min(one[1] for one in taken)
    record_property(
        MEASURED,
        f"{name}: first content {painted_ms:.0f} ms, interactive {ready_ms:.0f} ms, "
        f"{taken[0][2]:.0f} kB of scripts with charts",
    )
    assert painted_ms < CONTENT_MS_MAX
    assert ready_ms < INTERACTIVE_MS_MAX
