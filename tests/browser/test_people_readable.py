"""The people screens can be read by everybody: both themes, both sizes, no violation of WCAG."""

import pytest
from playwright.sync_api import expect

from tests.browser.people import ACME, GRACE, PHONE
from tests.browser.screen import Screen

SECTIONS = ("people", "keys", "audit", "settings")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_everybody_can_read_them(screen: Screen, scheme: str, size: str) -> None:
    page = screen.page
    if size == "phone":
        page.set_viewport_size(PHONE)
    screen.sign_in(GRACE)
    screen.choose_theme(scheme)
    paths = [f"/organizations/{ACME}/{section}" for section in SECTIONS]
    for path in (*paths, "/join", "/organizations/new"):
        screen.open(path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        screen.settle()
        assert not screen.violations(), path
        assert screen.overflow_px() <= 0, path
    for path, opener in ((paths[0], "Invite"), (paths[0], "Leave"), (paths[1], "New key")):
        screen.open(path)
        page.get_by_role("button", name=opener).click()
        expect(page.get_by_role("dialog")).to_be_visible()
        screen.settle()
        assert not screen.violations(), opener
        assert screen.overflow_px() <= 0, opener
