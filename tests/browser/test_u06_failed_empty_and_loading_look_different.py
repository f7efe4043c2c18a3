"""U6: failures were shown as "none yet", no organization as an endless spinner; the token lay in
localStorage."""

import pytest
from playwright.sync_api import expect

from tests.browser.people import ACME, JOHN, PEOPLE, ROOT, Person
from tests.browser.screen import Screen

UNKNOWN = "00000000-0000-4000-8000-000000000000"


def test_without_a_connection_a_page_says_so_and_recovers(screen: Screen) -> None:
    screen.sign_in(JOHN)
    # The page's own file is there by then; what is missing is the answer of the API.
    screen.page.get_by_role("link", name="Billing of Beta LLC").click()
    expect(screen.page.get_by_role("heading", level=1, name="Beta LLC")).to_be_visible()
    screen.page.route("**/api/v1/**", lambda route: route.abort("connectionfailed"))
    screen.page.get_by_role("banner").get_by_role("button", name="Beta LLC").click()
    screen.page.get_by_role("menuitem", name="Acme Corp").click()
    alert = screen.page.get_by_role("main").get_by_role("alert")
    expect(alert).to_contain_text("The server could not be reached", timeout=10_000)
    main = screen.page.get_by_role("main").inner_text().lower()
    assert "none yet" not in main
    assert "no plan" not in main
    expect(screen.page.locator("[aria-busy=true]")).to_have_count(0)
    screen.page.unroute("**/api/v1/**")
    alert.get_by_role("button", name="Try again").click()
    expect(screen.page.get_by_role("heading", level=1, name="Acme Corp")).to_be_visible()
    screen.forgive("ERR_CONNECTION_FAILED")


def test_a_refusal_says_what_the_server_says(screen: Screen) -> None:
    screen.sign_in(JOHN)
    screen.open(f"/organizations/{UNKNOWN}")
    expect(screen.page.get_by_role("main").get_by_role("alert")).to_be_visible()
    said = screen.page.request.get(
        f"{screen.address}/api/v1/org-billing/billing/org/{UNKNOWN}"
    ).json()
    expect(screen.page.get_by_role("main")).to_contain_text(said["detail"])
    screen.forgive("404")


def test_waiting_is_no_failure_and_no_emptiness(screen: Screen) -> None:
    screen.sign_in(JOHN)
    # The answer never comes.
    screen.page.route("**/billing/user", lambda _route: None)
    screen.page.goto(screen.address + "/")
    expect(screen.page.get_by_role("status").filter(has_text="Loading")).to_be_attached()
    expect(screen.page.get_by_role("main").get_by_role("alert")).to_have_count(0)
    expect(screen.page.get_by_text("You belong to no organization yet")).to_have_count(0)


def test_no_organization_is_no_spinner(screen: Screen) -> None:
    screen.sign_in(ROOT)
    expect(screen.page.get_by_text("You belong to no organization yet")).to_be_visible()
    screen.settle()
    expect(screen.page.get_by_role("main").get_by_role("alert")).to_have_count(0)


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.name)
def test_the_session_is_out_of_reach_of_scripts(screen: Screen, person: Person) -> None:
    screen.sign_in(person)
    screen.open(f"/organizations/{ACME}")
    screen.settle()
    stored = screen.page.evaluate("JSON.stringify({...localStorage, ...sessionStorage})")
    assert stored == "{}"
    assert screen.page.evaluate("document.cookie") == ""
    session = [c for c in screen.page.context.cookies() if "session" in c["name"]]
    assert session
    assert all(cookie["httpOnly"] for cookie in session)
