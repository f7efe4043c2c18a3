"""Signing in through Keycloak: what it refuses, and what we refuse that is not its answer."""

import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.screen import Screen
from tests.keycloak.realm import Account, Realm
from tests.keycloak.sign_in import (
    begin_sign_in,
    expect_keycloak_asks,
    expect_signed_in,
    give_password,
    held_up_answer,
    is_signed_in,
    sign_in,
)

CALLBACK = "/api/v1/auth/callback"


@pytest.fixture
def petra(realm: Realm) -> Account:
    return realm.add("Petra Paul")


def test_a_wrong_password_opens_nothing(screen: Screen, petra: Account) -> None:
    begin_sign_in(screen)
    give_password(screen.page, petra, "not the password")
    expect(screen.page.get_by_text("Invalid username or password")).to_be_visible()
    assert not is_signed_in(screen)
    # The same page takes the right one.
    give_password(screen.page, petra)
    expect_signed_in(screen, petra)


def test_the_address_of_somebodys_answer_signs_nobody_else_in(
    open_browser: Callable[[], Screen], petra: Account
) -> None:
    """A callback address works in the browser that began, and once."""
    victim, thief = open_browser(), open_browser()
    seen: list[str] = []
    victim.page.on("request", lambda request: seen.append(request.url))
    begin_sign_in(thief)
    expect_keycloak_asks(thief.page)
    sign_in(victim, petra)
    [answer] = [url for url in seen if urlsplit(url).path == CALLBACK]
    for browser in (thief, victim):
        browser.page.goto(answer)
        expect(browser.page).to_have_url(re.compile("/sign-in[?]problem=sign_in_invalid"))
    assert not is_signed_in(thief)
    # Who was signed in by it stays so.
    assert is_signed_in(victim)


@pytest.mark.parametrize("forged", ["code", "state", "iss"])
def test_an_answer_that_was_changed_on_its_way_is_refused(
    screen: Screen, petra: Account, forged: str
) -> None:
    """The browser that began brings Keycloak's own answer, with one letter more in one place."""
    begin_sign_in(screen)
    with held_up_answer(screen.page) as addresses:
        give_password(screen.page, petra)
        expect(screen.page.get_by_text("held up")).to_be_visible()
    [address] = addresses
    answer = {name: value for name, [value] in parse_qs(urlsplit(address).query).items()}
    changed = answer | {forged: f"{answer[forged]}x"}
    screen.page.goto(f"{screen.address}{CALLBACK}?{urlencode(changed)}")
    expect(screen.page).to_have_url(re.compile("/sign-in[?]problem=sign_in_invalid"))
    assert not is_signed_in(screen)
    # It was good for one try.
    screen.page.goto(address)
    assert is_signed_in(screen) is (forged == "state")


def test_a_page_elsewhere_is_not_returned_to(screen: Screen, petra: Account) -> None:
    for elsewhere in ("//elsewhere.example", "https://elsewhere.example/", "/\\elsewhere.example"):
        query = urlencode({"return_to": elsewhere})
        answer = screen.page.request.get(
            f"{screen.address}/api/v1/auth/login?{query}", max_redirects=0
        )
        assert answer.status == 422, answer.text()
