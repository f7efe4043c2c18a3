"""Signing out, here and in Keycloak, ends the session in both."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.screen import Screen
from tests.keycloak.realm import Account, Realm
from tests.keycloak.sign_in import (
    begin_sign_in,
    expect_keycloak_asks,
    expect_signed_in,
    is_signed_in,
    sign_in,
    sign_out,
)


@pytest.fixture
def petra(realm: Realm) -> Account:
    return realm.add("Petra Paul")


def test_signing_out_here_signs_out_of_keycloak(
    screen: Screen, realm: Realm, petra: Account
) -> None:
    sign_in(screen, petra)
    cookies = screen.page.context.cookies(screen.address)
    assert len(realm.sessions(petra)) == 1
    sign_out(screen, petra)
    expect(screen.page).to_have_url(re.compile(f"^{re.escape(screen.address)}/sign-in"))
    assert realm.sessions(petra) == []
    assert not is_signed_in(screen)
    # The cookie is worth nothing to who has kept it.
    screen.page.context.add_cookies([c for c in cookies if c["name"] == "session_token"])
    assert not is_signed_in(screen)
    begin_sign_in(screen)
    expect_keycloak_asks(screen.page)
    assert not screen.complaints


def test_while_keycloak_knows_a_browser_it_asks_for_no_password(
    screen: Screen, realm: Realm, petra: Account
) -> None:
    """Single sign-on: what makes signing out of Keycloak necessary."""
    sign_in(screen, petra)
    screen.page.context.clear_cookies(name="session_token")
    assert not is_signed_in(screen)
    begin_sign_in(screen)
    expect_signed_in(screen, petra)
    assert len(realm.sessions(petra)) == 1


def test_signing_out_in_keycloak_ends_every_session_at_the_next_request(
    open_browser: Callable[[], Screen], realm: Realm, petra: Account
) -> None:
    other = realm.add("Quentin Quist")
    desk, phone, bystander = open_browser(), open_browser(), open_browser()
    sign_in(desk, petra)
    sign_in(phone, petra)
    sign_in(bystander, other)
    assert is_signed_in(desk)
    assert is_signed_in(phone)
    realm.sign_out(petra)
    assert not is_signed_in(desk)
    assert not is_signed_in(phone)
    # The screen notices by itself, and asks for a new sign-in.
    desk.page.reload()
    expect(desk.page.get_by_role("link", name="Sign in with Keycloak")).to_be_visible()
    assert is_signed_in(bystander)
    begin_sign_in(desk)
    expect_keycloak_asks(desk.page)


def test_one_session_ended_in_keycloak_is_one_session_here(
    open_browser: Callable[[], Screen], realm: Realm, petra: Account
) -> None:
    desk, phone = open_browser(), open_browser()
    sign_in(desk, petra)
    [first] = realm.sessions(petra)
    sign_in(phone, petra)
    realm.end_session(first["id"])
    assert not is_signed_in(desk)
    assert is_signed_in(phone)


def test_the_list_of_sessions_shows_them_and_ends_one(
    open_browser: Callable[[], Screen], petra: Account
) -> None:
    desk, phone = open_browser(), open_browser()
    sign_in(desk, petra)
    sign_in(phone, petra)
    desk.page.get_by_role("button", name=f"Account of {petra.name}").click()
    desk.page.get_by_role("menuitem", name="Your sessions").click()
    listed = desk.page.get_by_role("list", name="Your sessions").get_by_role("listitem")
    expect(listed).to_have_count(2)
    expect(listed.first).to_contain_text("This browser")
    desk.page.get_by_role("button", name=re.compile("^Sign out Chrom")).click()
    desk.page.get_by_role("dialog").get_by_role("button", name=re.compile("^Sign out")).click()
    expect(listed).to_have_count(1)
    assert not is_signed_in(phone)
    assert is_signed_in(desk)
    assert not desk.complaints
