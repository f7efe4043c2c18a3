"""U4: the address said organization B, and the page edited A, which a context still held."""

import re

from playwright.sync_api import Request, expect

from tests.browser.people import ACME, BETA, JOHN, ROOT
from tests.browser.screen import Screen
from tests.conftest import OwnerConnection

PENDING = "select org_id::text from credit_requests where user_id = %s and status = 'pending'"
OF_ONE = re.compile(r"/(?:credits|subscriptions|org|organizations|org-billing)/([0-9a-f-]{36})")


def switch(screen: Screen, from_name: str, to_name: str) -> None:
    screen.page.get_by_role("banner").get_by_role("button", name=from_name).click()
    screen.page.get_by_role("menuitem", name=to_name).click()


def test_after_a_switch_nothing_is_asked_of_the_first_organization(screen: Screen) -> None:
    screen.sign_in(JOHN)
    screen.open(f"/organizations/{ACME}")
    expect(screen.page.get_by_role("heading", level=1, name="Acme Corp")).to_be_visible()
    screen.settle()
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.extend(OF_ONE.findall(request.url))

    screen.page.on("request", note)
    switch(screen, "Acme Corp", "Beta LLC")
    expect(screen.page.get_by_role("heading", level=1, name="Beta LLC")).to_be_visible()
    screen.page.get_by_role("main").get_by_role("link", name="Usage").click()
    screen.settle()
    assert set(asked) == {BETA}


def test_what_is_done_goes_to_the_organization_of_the_address(
    screen: Screen, sql: OwnerConnection
) -> None:
    screen.sign_in(JOHN)
    selector = screen.page.get_by_role("combobox", name="Organization to show")
    selector.select_option(label="Acme Corp")
    screen.page.get_by_role("link", name="Billing of Acme Corp").click()
    switch(screen, "Acme Corp", "Beta LLC")
    screen.page.get_by_role("button", name="Ask for credits").click()
    dialog = screen.page.get_by_role("dialog")
    dialog.get_by_label("How many more").fill("7")
    dialog.get_by_label("What for").fill("A test of addresses.")
    dialog.get_by_role("button", name="Ask for 7 credits").click()
    expect(dialog).to_be_hidden()
    assert [row["org_id"] for row in sql.execute(PENDING, ["demo-john"])] == [BETA]
    screen.page.get_by_role("button", name="Withdraw").click()
    expect(screen.page.get_by_role("button", name="Ask for credits")).to_be_visible()


def test_back_and_a_copied_address_show_what_they_say(screen: Screen) -> None:
    screen.sign_in(ROOT)
    for org_id, name in ((ACME, "Acme Corp"), (BETA, "Beta LLC")):
        screen.open(f"/organizations/{org_id}")
        expect(screen.page.get_by_role("heading", level=1, name=name)).to_be_visible()
    screen.page.go_back()
    expect(screen.page.get_by_role("heading", level=1, name="Acme Corp")).to_be_visible()
    screen.page.reload()
    expect(screen.page.get_by_role("heading", level=1, name="Acme Corp")).to_be_visible()
