"""A provider that knows nothing of Keycloak signs people in and out by the standard alone."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.screen import Screen
from tests.keycloak.protocol.conftest import OpenIdProvider
from tests.keycloak.sign_in import is_signed_in

ROLE = "orgbilling-admin"
BUTTON = "Sign in with Example ID"


def begin_sign_in(screen: Screen) -> None:
    screen.open("/sign-in")
    screen.page.get_by_role("link", name=BUTTON).click()


def sign_in(screen: Screen, username: str, name: str) -> dict[str, Any]:
    """Fill in the provider's pages; returns who the application says that it is."""
    begin_sign_in(screen)
    give_name(screen.page, username)
    expect(screen.page.get_by_role("button", name=f"Account of {name}")).to_be_visible()
    known: dict[str, Any] = screen.send("GET", "/auth/me")
    return known


def give_name(page: Page, username: str) -> None:
    page.get_by_placeholder("Enter any login").fill(username)
    page.get_by_placeholder("and password").fill("it asks for one, and takes any")
    page.get_by_role("button", name="Sign-in").click()
    page.get_by_role("button", name="Continue").click()


def sign_out(screen: Screen, name: str) -> None:
    screen.page.get_by_role("button", name=f"Account of {name}").click()
    screen.page.get_by_role("menuitem", name="Sign out", exact=True).click()
    screen.page.get_by_role("button", name="Yes, sign me out").click()
    expect(screen.page.get_by_role("link", name=BUTTON)).to_be_visible()


def test_the_role_counts_that_the_provider_tells_at_this_sign_in(
    screen: Screen, openid: OpenIdProvider
) -> None:
    openid.know("rosa", "Rosa Root", [ROLE])
    known = sign_in(screen, "rosa", "Rosa Root")
    assert known["is_system_admin"]
    assert known["email"] == "rosa@example.com"
    sign_out(screen, "Rosa Root")
    openid.know("rosa", "Rosa Root", ["something-else"])
    assert not sign_in(screen, "rosa", "Rosa Root")["is_system_admin"]


def test_signing_out_here_signs_out_there(screen: Screen, openid: OpenIdProvider) -> None:
    openid.know("petra", "Petra Paul", [])
    sign_in(screen, "petra", "Petra Paul")
    sign_out(screen, "Petra Paul")
    assert not is_signed_in(screen)
    begin_sign_in(screen)
    expect(screen.page.get_by_placeholder("and password")).to_be_visible()


def test_signing_out_there_signs_out_here(screen: Screen, openid: OpenIdProvider) -> None:
    openid.know("petra", "Petra Paul", [])
    sign_in(screen, "petra", "Petra Paul")
    assert is_signed_in(screen)
    # At the provider's own page; the application hears of it by the back channel.
    screen.page.goto(f"{openid.url}/session/end")
    screen.page.get_by_role("button", name="Yes, sign me out").click()
    expect(screen.page.get_by_text("Sign-out Success")).to_be_visible()
    assert not is_signed_in(screen)


def test_whoever_calls_it_off_is_told_so(screen: Screen, openid: OpenIdProvider) -> None:
    begin_sign_in(screen)
    screen.page.get_by_role("link", name="[ Cancel ]").click()
    expect(screen.page.get_by_role("alert")).to_contain_text("Example ID did not sign you in")
    assert not is_signed_in(screen)
