"""U2: an organization without a plan was shown with "PLATFORM", $50 and "ACTIVE"."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.people import GAMAL, ROOT
from tests.browser.screen import Screen

NAME = "Planless Works"
INVENTED = re.compile(r"\b(?:Platform|PLATFORM|Active|ACTIVE)\b|\$50\b")


@pytest.fixture
def planless(colleague: Screen) -> str:
    """An organization that never had a subscription; returns its id."""
    colleague.sign_in(GAMAL)
    return str(colleague.send("POST", "/organizations", {"name": NAME})["org_id"])


def test_no_plan_is_invented(screen: Screen, planless: str) -> None:
    screen.sign_in(GAMAL)
    card = screen.page.get_by_role("article", name=NAME).first
    expect(card).to_contain_text("No plan")
    assert not INVENTED.search(card.inner_text())
    screen.open(f"/organizations/{planless}")
    expect(screen.page.get_by_role("heading", level=1, name=NAME)).to_be_visible()
    screen.settle()
    shown = screen.page.locator("main").inner_text()
    assert not INVENTED.search(shown)


def test_no_plan_is_invented_for_the_system_admin(screen: Screen, planless: str) -> None:
    screen.sign_in(ROOT)
    screen.open("/admin")
    screen.page.get_by_role("searchbox").first.fill(NAME)
    row = screen.page.get_by_role("row").filter(has_text=NAME).first
    expect(row).to_be_visible()
    assert not INVENTED.search(row.inner_text())
