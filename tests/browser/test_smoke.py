"""Each kind of person signs in and sees their pages, in both themes, without a complaint."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.people import ACME, JOHN, PEOPLE, ROOT, Person
from tests.browser.screen import Screen


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.name)
def test_everybody_has_their_page(screen: Screen, person: Person, scheme: str) -> None:
    screen.sign_in(person)
    screen.choose_theme(scheme)
    expect(screen.page.get_by_role("heading", level=1, name="My usage")).to_be_visible()
    assert screen.page.evaluate("document.documentElement.dataset.mantineColorScheme") == scheme
    screen.settle()
    assert not screen.violations()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", [f"/organizations/{ACME}", "/admin", "/no/such/page"])
def test_every_page_of_a_system_admin(screen: Screen, path: str, scheme: str) -> None:
    screen.sign_in(ROOT)
    screen.open(path)
    screen.choose_theme(scheme)
    expect(screen.page.get_by_role("heading", level=1)).to_be_visible()
    expect(screen.page).to_have_title(re.compile(" · OrgBilling$"))
    screen.settle()
    assert not screen.violations()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_way_in_and_out(screen: Screen, scheme: str) -> None:
    screen.open(f"/organizations/{ACME}")
    expect(screen.page).to_have_url(re.compile("/sign-in[?]return="))
    screen.choose_theme(scheme)
    expect(screen.page.get_by_role("button", name=JOHN.email)).to_be_visible()
    screen.settle()
    assert not screen.violations()
    screen.page.get_by_role("button", name=JOHN.email).click()
    expect(screen.page.get_by_role("heading", level=1, name="Acme Corp")).to_be_visible()
    # Nothing but the theme is ever kept where scripts can read it.
    assert screen.page.evaluate("Object.keys(localStorage)") == ["orgbilling-theme"]
    assert screen.page.evaluate("sessionStorage.length") == 0
    assert "session_token" not in screen.page.evaluate("document.cookie")
    screen.page.get_by_role("button", name=f"Account of {JOHN.name}").click()
    screen.page.get_by_role("menuitem", name="Sign out").click()
    expect(screen.page.get_by_role("heading", name="Who would you like to be?")).to_be_visible()
