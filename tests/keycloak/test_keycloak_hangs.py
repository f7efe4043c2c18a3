"""Keycloak does not answer: who is signed in works on, and who signs in is told to try again."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.screen import Screen
from tests.keycloak.realm import Realm
from tests.keycloak.sign_in import (
    begin_sign_in,
    expect_signed_in,
    give_password,
    held_up_answer,
    is_signed_in,
    sign_in,
)
from tests.keycloak.walk_through import WalkThrough


def test_sessions_go_on_and_a_sign_in_says_what_is_wrong(
    open_browser: Callable[[], Screen], realm: Realm, walk_through: WalkThrough
) -> None:
    petra, quentin = realm.add("Petra Paul"), realm.add("Quentin Quist")
    inside, arriving = open_browser(), open_browser()
    sign_in(inside, petra)
    begin_sign_in(arriving)
    with held_up_answer(arriving.page) as addresses:
        give_password(arriving.page, quentin)
        expect(arriving.page.get_by_text("held up")).to_be_visible()
    with walk_through.keycloak_hangs():
        arriving.page.goto(addresses[0])
        expect(arriving.page).to_have_url(re.compile("/sign-in[?]problem=provider_unavailable"))
        expect(arriving.page.get_by_role("alert")).to_contain_text("Keycloak cannot be reached")
        assert is_signed_in(inside)
        # Out is out, even where Keycloak cannot be told.
        answer = inside.page.request.post(f"{inside.address}/api/v1/auth/logout")
        assert answer.ok
        assert not is_signed_in(inside)
    # Keycloak knows the browser by now, and asks for no password.
    begin_sign_in(arriving)
    expect_signed_in(arriving, quentin)
