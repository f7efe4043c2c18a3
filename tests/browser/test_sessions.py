"""Your sessions: where one is signed in, and signing out there."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.people import ALICE, JOHN, PHONE
from tests.browser.screen import Screen
from tests.conftest import OwnerConnection
from tests.servers.server import Server

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:143.0) Gecko/20100101 Firefox/143.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"
)
ALIVE = """
    select s.user_agent from sessions as s
    inner join users as u on u.user_id = s.user_id
    where u.email = %s and s.revoked_at is null and s.expires_at > now()
"""


@pytest.fixture
def elsewhere(browser: Browser, server: Server) -> Iterator[Callable[[str], Screen]]:
    """Sign John in with another browser, which calls itself as told."""
    contexts = []

    def sign_in(user_agent: str) -> Screen:
        context = browser.new_context(locale="en-US", user_agent=user_agent)
        contexts.append(context)
        made = Screen(context.new_page(), server.url)
        made.sign_in(JOHN)
        return made

    yield sign_in
    for context in contexts:
        context.close()


@pytest.fixture
def sessions(screen: Screen, sql: OwnerConnection) -> Locator:
    """The list, opened by John from the menu of his account, in the one browser that he has."""
    sql.execute("delete from sessions where user_id = 'demo-john'")
    screen.sign_in(JOHN)
    screen.page.get_by_role("button", name=f"Account of {JOHN.name}").click()
    screen.page.get_by_role("menuitem", name="Your sessions").click()
    expect(screen.page.get_by_role("heading", level=1, name="Your sessions")).to_be_visible()
    return screen.page.get_by_role("list", name="Your sessions").get_by_role("listitem")


def alive(sql: OwnerConnection) -> list[str]:
    """Return what John's sessions call themselves."""
    return sorted(row["user_agent"] for row in sql.execute(ALIVE, [JOHN.email]).fetchall())


def is_signed_in(screen: Screen) -> bool:
    status: int = screen.page.request.get(f"{screen.address}/api/v1/auth/me").status
    assert status in {200, 401}
    return status == 200


def test_each_browser_is_listed(
    screen: Screen, sessions: Locator, elsewhere: Callable[[str], Screen]
) -> None:
    expect(sessions).to_have_count(1)
    expect(sessions).to_contain_text("This browser")
    # There is nothing else to sign out.
    others = screen.page.get_by_role("button", name="Sign out everywhere else")
    expect(others).to_have_count(0)
    elsewhere(FIREFOX)
    elsewhere(IPHONE)
    screen.page.reload()
    expect(sessions).to_have_count(3)
    expect(sessions.nth(0)).to_contain_text("This browser")
    expect(sessions.filter(has_text="This browser")).to_have_count(1)
    for device in ("Firefox on Windows", "Safari on iPhone"):
        row = sessions.filter(has_text=device)
        expect(row).to_contain_text("from 127.0.0.1")
        expect(row.locator("time")).to_have_count(3)
    expect(others).to_be_visible()
    # Somebody else's are not among them.
    elsewhere(IPHONE).sign_in(ALICE)
    screen.page.reload()
    expect(sessions).to_have_count(3)


def test_one_is_signed_out_and_no_other(
    screen: Screen, sessions: Locator, elsewhere: Callable[[str], Screen], sql: OwnerConnection
) -> None:
    firefox, iphone = elsewhere(FIREFOX), elsewhere(IPHONE)
    before = alive(sql)
    screen.page.reload()
    button = sessions.get_by_role("button", name="Sign out Safari on iPhone")
    button.click()
    dialog = screen.page.get_by_role("dialog", name="Sign out Safari on iPhone?")
    expect(dialog).to_contain_text("from 127.0.0.1")
    dialog.get_by_role("button", name="Cancel").click()
    expect(button).to_be_focused()
    assert alive(sql) == before
    button.click()
    dialog.get_by_role("button", name="Sign out Safari on iPhone").dblclick()
    expect(sessions).to_have_count(2)
    expect(sessions.filter(has_text="iPhone")).to_have_count(0)
    assert alive(sql) == [agent for agent in before if agent != IPHONE]
    assert not is_signed_in(iphone)
    assert is_signed_in(firefox)
    assert is_signed_in(screen)


def test_all_others_are_signed_out(
    screen: Screen, sessions: Locator, elsewhere: Callable[[str], Screen], sql: OwnerConnection
) -> None:
    firefox, iphone = elsewhere(FIREFOX), elsewhere(IPHONE)
    screen.page.reload()
    screen.page.get_by_role("button", name="Sign out everywhere else").click()
    dialog = screen.page.get_by_role("dialog")
    expect(dialog).to_contain_text("2 other sessions end at once. This browser stays signed in.")
    dialog.get_by_role("button", name="Sign out everywhere else").click()
    expect(sessions).to_have_count(1)
    expect(sessions).to_contain_text("This browser")
    assert not is_signed_in(firefox)
    assert not is_signed_in(iphone)
    assert is_signed_in(screen)
    assert len(alive(sql)) == 1


def test_a_session_that_is_over_meanwhile_is_said_to_be(
    screen: Screen, sessions: Locator, elsewhere: Callable[[str], Screen]
) -> None:
    firefox = elsewhere(FIREFOX)
    screen.page.reload()
    screen.page.get_by_role("button", name="Sign out Firefox on Windows").click()
    firefox.send("POST", "/auth/logout")
    dialog = screen.page.get_by_role("dialog")
    dialog.get_by_role("button", name="Sign out Firefox on Windows").click()
    expect(dialog.get_by_role("alert")).to_contain_text("You have no such session")
    screen.forgive("status of 404")
    dialog.get_by_role("button", name="Cancel").click()
    screen.page.reload()
    expect(sessions).to_have_count(1)


def test_this_browser_is_signed_out(
    screen: Screen, sessions: Locator, sql: OwnerConnection
) -> None:
    screen.page.get_by_role("button", name="Sign out of this browser").click()
    expect(screen.page.get_by_role("heading", name="Who would you like to be?")).to_be_visible()
    assert alive(sql) == []
    # Who is asked to sign in again comes back to where they were.
    screen.open("/sessions")
    screen.page.get_by_role("button", name=JOHN.email).click()
    expect(screen.page).to_have_url(f"{screen.address}/sessions")
    expect(sessions).to_have_count(1)


def test_sessions_that_could_not_be_read_are_not_none(screen: Screen, sessions: Locator) -> None:
    pattern = "**/api/v1/auth/sessions"
    screen.page.route(pattern, lambda route: route.abort())
    screen.page.reload()
    alert = screen.page.get_by_role("main").get_by_role("alert")
    expect(alert).to_contain_text("could not be reached", timeout=15_000)
    screen.page.unroute(pattern)
    alert.get_by_role("button", name="Try again").click()
    expect(sessions).to_have_count(1)
    screen.forgive("ERR_FAILED")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_everybody_can_read_it(
    screen: Screen, sessions: Locator, elsewhere: Any, scheme: str, size: str
) -> None:
    if size == "phone":
        screen.page.set_viewport_size(PHONE)
    elsewhere(IPHONE)
    screen.choose_theme(scheme)
    expect(sessions).to_have_count(2)
    screen.settle()
    assert not screen.violations()
    assert screen.overflow_px() <= 0
    for opener in ("Sign out Safari on iPhone", "Sign out everywhere else"):
        screen.page.get_by_role("button", name=opener).click()
        expect(screen.page.get_by_role("dialog")).to_be_visible()
        screen.settle()
        assert not screen.violations(), opener
        assert screen.overflow_px() <= 0, opener
        screen.page.keyboard.press("Escape")
        expect(screen.page.get_by_role("dialog")).to_have_count(0)
