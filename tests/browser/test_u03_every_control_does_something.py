"""U3: buttons had no handlers, dialogs were never rendered, the history was always empty."""

import pytest
from playwright.sync_api import Download, Page, expect

from tests.browser.people import ACME, ALICE, GRACE, JOHN, ROOT, Person
from tests.browser.screen import Screen
from tests.sizes import SHARE

CONTROLS = "main button:visible:enabled, main a[href]:visible, main [role=tab]:visible"
# What is above every page is the same on each, and is pressed on the first of each person.
IN_HEADER = "header button:visible:enabled, header a[href]:visible"
OF_ACME = f"/organizations/{ACME}"
WITH_HEADER = {(JOHN, "/"), (GRACE, OF_ACME), (ROOT, "/admin"), (ALICE, "/")}
# What a press can change: the address, or anything in the page that is seen or read aloud.
STATE = """() => location.href + document.body.innerHTML.replace(/style="[^"]*"/g, '')"""
# Of a table that has grown long only the rows in sight are there: more of them make it higher.
HEIGHTS = "() => [...document.querySelectorAll('table')].map(table => table.offsetHeight).join()"
# Asked of the browser at once: a question a control would take longer than the pressing.
DESCRIBE = """controls => controls.map(one => ({
    name: one.getAttribute('aria-label') ?? one.innerText.trim(),
    isHere: one.href === location.href,
    isChosen: ['page', 'true'].includes(one.getAttribute('aria-current') ?? one.ariaSelected),
    column: one.closest('tr, li, article') ? String(one.closest('td')?.cellIndex ?? '') : '',
}))"""
WITHIN_MS = 10_000
ANSWERED_ONCE = {"Approve 500", "Decline"}
SIGNS_OUT = "Sign out of this browser"
# It lies below a long table's rows, which by themselves grow when somebody scrolls down to it.
SHOWS_MORE = "Show more"
# Rows of a table have the same controls; the first stands for all.
MOST_ROWS = 2 if SHARE == 1 else 1


def names_of(page: Page, pressed: str) -> list[tuple[int, str]]:
    """Return the place and name of each control that is pressed."""
    seen: dict[str, int] = {}
    chosen = []
    for place, control in enumerate(page.locator(pressed).evaluate_all(DESCRIBE)):
        # A link to the page that is open leads nowhere else, and should not.
        if control["isHere"]:
            continue
        key = control["column"] or control["name"]
        seen[key] = seen.get(key, 0) + 1
        if seen[key] <= MOST_ROWS and not control["isChosen"]:
            chosen.append((place, control["name"]))
    return chosen


def state_of(page: Page, name: str) -> list[str]:
    """What a press of a control can change."""
    looked_at = [STATE, HEIGHTS] if name == SHOWS_MORE else [STATE]
    return [page.evaluate(each) for each in looked_at]


def is_answered(page: Page, pressed: str, place: int, name: str) -> bool:
    """Press one control; tells whether anything happened, in the page or as a download."""
    control = page.locator(pressed).nth(place)
    before = state_of(page, name)
    downloads: list[Download] = []
    page.on("download", lambda download: downloads.append(download))
    if name == SHOWS_MORE:
        page.get_by_role("button", name=SHOWS_MORE).dispatch_event("click")
    else:
        control.click()
    for _ in range(WITHIN_MS // 50):
        if downloads or state_of(page, name) != before:
            return True
        page.wait_for_timeout(50)
    return False


def press_every_control(screen: Screen, person: Person, path: str) -> None:
    """Press each control of a page that was just opened; fails when one does nothing."""
    page = screen.page
    pressed = f"{CONTROLS}, {IN_HEADER}" if (person, path) in WITH_HEADER else CONTROLS
    screen.sign_in(person)
    screen.open(path)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    screen.settle()
    controls = names_of(page, pressed)
    count = page.locator(pressed).count()
    assert controls
    silent, gone = [], []
    for place, name in controls:
        screen.open(path)
        wait_for_controls(page, pressed, count - len(ANSWERED_ONCE))
        screen.settle()
        again = {known: now for now, known in names_of(page, pressed)}
        if page.locator(pressed).count() == count:
            again[name] = place
        if name not in again:
            gone.append(name)
        elif not is_answered(page, pressed, again[name], name):
            silent.append(name)
        if name == SIGNS_OUT:
            expect(page).to_have_url(f"{screen.address}/sign-in")
            screen.sign_in(person)
    assert not silent
    # What asks for an answer is gone once it has one, whichever button gave it.
    assert set(gone) <= ANSWERED_ONCE


def wait_for_controls(page: Page, pressed: str, least: int) -> None:
    for _ in range(300):
        if page.locator(pressed).count() >= least:
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"fewer than {least} controls on {page.url}")


class PressesEveryControl:
    """What is done with each page of each kind of person."""

    @pytest.mark.timeout(600)
    def test_every_control_does_something(self, screen: Screen, person: Person, path: str) -> None:
        press_every_control(screen, person, path)


def pages(person: Person, *paths: str) -> pytest.MarkDecorator:
    given = [(person, path) for path in paths]
    return pytest.mark.parametrize(("person", "path"), given, ids=[path[-10:] for path in paths])


# A page is opened anew for each press, which takes a while. Each class has a server of its own, so
# that they stand beside one another.
@pages(JOHN, "/", "/sessions", OF_ACME, f"{OF_ACME}/usage", f"{OF_ACME}/people", f"{OF_ACME}/keys")
class TestAMember(PressesEveryControl):
    pass


@pages(GRACE, OF_ACME, f"{OF_ACME}/members", f"{OF_ACME}/usage", f"{OF_ACME}/history")
class TestAnOwnerAtCredits(PressesEveryControl):
    pass


@pages(GRACE, f"{OF_ACME}/people", f"{OF_ACME}/keys", f"{OF_ACME}/audit", f"{OF_ACME}/settings")
class TestAnOwnerAtPeople(PressesEveryControl):
    pass


@pages(ALICE, "/", OF_ACME, f"{OF_ACME}/members")
class TestAnAdmin(PressesEveryControl):
    pass


@pages(ROOT, "/admin", "/admin/audit")
class TestASystemAdmin(PressesEveryControl):
    pass


def test_the_history_is_the_servers(screen: Screen) -> None:
    screen.sign_in(GRACE)
    screen.open(f"/organizations/{ACME}/history")
    events = screen.send("GET", f"/org-billing/{ACME}/history")
    assert events
    shown = screen.page.get_by_role("region", name="Events").get_by_role("listitem")
    expect(shown.first).to_be_visible()
    assert shown.count() >= min(len(events), 5)
