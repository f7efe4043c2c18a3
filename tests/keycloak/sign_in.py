"""What people do in a browser: sign in through Keycloak's own page, and sign out."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, Route, expect

from tests.browser.screen import Screen
from tests.keycloak.realm import Account


def begin_sign_in(screen: Screen) -> None:
    """Press the button on our sign-in page; Keycloak's page, or ours again, comes next."""
    screen.open("/sign-in")
    screen.page.get_by_role("link", name="Sign in with Keycloak").click()


def give_password(page: Page, account: Account, password: str | None = None) -> None:
    """Fill in Keycloak's form; its labels are those of its default theme."""
    page.get_by_role("textbox", name="Username or email").fill(account.username)
    page.get_by_role("textbox", name="Password").fill(password or account.password)
    page.get_by_role("button", name="Sign In").click()


def sign_in(screen: Screen, account: Account) -> None:
    """Sign in with a password, and wait for the first page of ours."""
    begin_sign_in(screen)
    give_password(screen.page, account)
    expect_signed_in(screen, account)


def expect_signed_in(screen: Screen, account: Account) -> None:
    expect(screen.page.get_by_role("button", name=f"Account of {account.name}")).to_be_visible()


def expect_keycloak_asks(page: Page) -> None:
    """Keycloak's page is there and wants a password."""
    expect(page).to_have_url(re.compile(r"/realms/orgbilling/"))
    expect(page.get_by_role("textbox", name="Password")).to_be_visible()


@contextmanager
def held_up_answer(page: Page) -> Iterator[list[str]]:
    """Keep the browser from going where Keycloak's answer to a password sends it."""
    addresses: list[str] = []

    def hold_up(route: Route) -> None:
        addresses.append(route.fetch(max_redirects=0).headers["location"])
        route.fulfill(body="held up")

    pattern = "**/login-actions/authenticate?*"
    page.route(pattern, hold_up)
    yield addresses
    page.unroute(pattern)


def choose_password(page: Page, password: str) -> None:
    """Answer Keycloak's demand to replace a temporary password."""
    page.locator("#password-new").fill(password)
    page.locator("#password-confirm").fill(password)
    page.get_by_role("button", name="Submit").click()


def sign_out(screen: Screen, account: Account) -> None:
    """Sign out by our menu; it leads by way of Keycloak back to our sign-in page."""
    screen.page.get_by_role("button", name=f"Account of {account.name}").click()
    screen.page.get_by_role("menuitem", name="Sign out", exact=True).click()
    expect(screen.page.get_by_role("link", name="Sign in with Keycloak")).to_be_visible()


def is_signed_in(screen: Screen) -> bool:
    """Ask the API with this browser's cookie, as its next request would."""
    answer = screen.page.request.get(f"{screen.address}/api/v1/auth/me")
    assert answer.status in {200, 401}, answer.text()
    return answer.status == 200
