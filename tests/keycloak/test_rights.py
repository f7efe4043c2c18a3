"""What is taken from somebody in Keycloak, and Keycloak's own keys, while people are signed in."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from tests.browser.screen import Screen
from tests.keycloak.realm import Realm
from tests.keycloak.sign_in import (
    begin_sign_in,
    expect_signed_in,
    give_password,
    is_signed_in,
    sign_in,
    sign_out,
)


def me(screen: Screen) -> dict[str, Any]:
    found: dict[str, Any] = screen.send("GET", "/auth/me")
    return found


def test_a_role_is_there_and_gone_at_the_next_sign_in(screen: Screen, realm: Realm) -> None:
    rita = realm.add("Rosa Root")
    sign_in(screen, rita)
    assert not me(screen)["is_system_admin"]
    sign_out(screen, rita)

    realm.give_admin_role(rita)
    sign_in(screen, rita)
    assert me(screen)["is_system_admin"]
    screen.open("/admin")
    expect(screen.page.get_by_role("heading", level=2, name="Plans")).to_be_visible()
    sign_out(screen, rita)

    realm.take_admin_role(rita)
    sign_in(screen, rita)
    assert not me(screen)["is_system_admin"]
    screen.open("/admin")
    expect(screen.page.get_by_text("This page is for system admins")).to_be_visible()
    refused = screen.page.request.get(f"{screen.address}/api/v1/org-billing/billing/system")
    assert refused.status == 403


def test_whoever_loses_the_role_and_is_signed_out_there_loses_it_at_once(
    screen: Screen, realm: Realm
) -> None:
    rosa = realm.add("Rosa Root", is_admin=True)
    sign_in(screen, rosa)
    assert me(screen)["is_system_admin"]
    realm.take_admin_role(rosa)
    realm.sign_out(rosa)
    refused = screen.page.request.get(f"{screen.address}/api/v1/org-billing/billing/system")
    assert refused.status == 401


def test_who_is_disabled_and_signed_out_there_is_out(screen: Screen, realm: Realm) -> None:
    petra = realm.add("Petra Paul")
    sign_in(screen, petra)
    realm.set_enabled(petra, is_enabled=False)
    # As the page says: of this alone Keycloak tells nobody.
    assert is_signed_in(screen)
    realm.sign_out(petra)
    assert not is_signed_in(screen)
    begin_sign_in(screen)
    give_password(screen.page, petra)
    expect(screen.page.get_by_text("Account is disabled")).to_be_visible()
    assert not is_signed_in(screen)

    realm.set_enabled(petra, is_enabled=True)
    begin_sign_in(screen)
    give_password(screen.page, petra)
    expect_signed_in(screen, petra)


def test_a_profile_is_brought_up_to_date_at_sign_in(screen: Screen, realm: Realm) -> None:
    petra = realm.add("Petra Paul")
    sign_in(screen, petra)
    before = me(screen)
    sign_out(screen, petra)
    new = {"lastName": "Peters", "email": f"new-{petra.email}"}
    realm.ask("PUT", f"/users/{before['user_id']}", json=new)
    begin_sign_in(screen)
    give_password(screen.page, petra)
    expect(screen.page.get_by_role("button", name="Account of Petra Peters")).to_be_visible()
    after = me(screen)
    # The person is who they were: the id is Keycloak's.
    assert after["user_id"] == before["user_id"] == realm.id_of(petra)
    assert after["email"] == f"new-{petra.email}"


def test_new_keys_of_keycloak_are_learned_and_old_sessions_go_on(
    open_browser: Callable[[], Screen], realm: Realm
) -> None:
    early, late = realm.add("Erna Early"), realm.add("Lars Late")
    before, after = open_browser(), open_browser()
    sign_in(before, early)
    old = realm.key_ids()
    realm.rotate_keys()
    assert not old & realm.key_ids()
    assert is_signed_in(before)
    # Signed with a key that nobody here has seen yet: a sign-in, and a back-channel logout.
    sign_in(after, late)
    realm.sign_out(early)
    assert not is_signed_in(before)
    assert is_signed_in(after)
    sign_out(after, late)
    expect(after.page).to_have_url(re.compile("/sign-in"))
    assert realm.sessions(late) == []
