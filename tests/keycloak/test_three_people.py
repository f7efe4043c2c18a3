"""The three people of the realm sign in for the first time, and each sees what they may."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from tests.browser.screen import Screen
from tests.keycloak.realm import Account
from tests.keycloak.sign_in import (
    begin_sign_in,
    choose_password,
    expect_keycloak_asks,
    expect_signed_in,
    give_password,
)


def sign_in_for_the_first_time(screen: Screen, account: Account) -> None:
    """Keycloak takes the password of the page once, and has another one chosen."""
    expect_keycloak_asks(screen.page)
    give_password(screen.page, account)
    choose_password(screen.page, f"{account.password}-changed")
    expect_signed_in(screen, account)


def me(screen: Screen) -> dict[str, Any]:
    found: dict[str, Any] = screen.send("GET", "/auth/me")
    return found


def test_a_system_admin_sees_the_platform(screen: Screen, people: dict[str, Account]) -> None:
    rita = people["rita"]
    # The page that was wanted is the one that is shown in the end.
    screen.open("/admin")
    screen.page.get_by_role("link", name="Sign in with Keycloak").click()
    sign_in_for_the_first_time(screen, rita)
    expect(screen.page).to_have_url(f"{screen.address}/admin")
    expect(screen.page.get_by_role("heading", level=1, name="System")).to_be_visible()
    expect(screen.page.get_by_role("heading", level=2, name="Plans")).to_be_visible()
    expect(screen.page.get_by_role("link", name="System", exact=True)).to_be_visible()
    known = me(screen)
    assert known["is_system_admin"]
    assert (known["email"], known["name"]) == (rita.email, rita.name)
    assert not screen.complaints


def test_an_owner_and_a_member_see_their_organization_and_no_other(
    open_browser: Callable[[], Screen], people: dict[str, Account]
) -> None:
    olivia, other = open_browser(), open_browser()
    begin_sign_in(olivia)
    sign_in_for_the_first_time(olivia, people["olivia"])
    expect(olivia.page.get_by_role("link", name="System", exact=True)).to_have_count(0)
    olivia.open("/admin")
    expect(olivia.page.get_by_text("This page is for system admins")).to_be_visible()
    made = olivia.send("POST", "/organizations", {"name": "Keycloak Works"})
    page = f"/organizations/{made['org_id']}"
    olivia.open(page)
    expect(olivia.page.get_by_role("heading", level=1, name="Keycloak Works")).to_be_visible()
    expect(olivia.page.get_by_role("link", name="Audit log", exact=True)).to_be_visible()
    invited = olivia.send(
        "POST", f"/organizations/{made['org_id']}/invitations", {"email": people["max"].email}
    )

    # Max has never been here: the link leads him by way of Keycloak back to the invitation.
    other.open(invited["link"])
    other.page.get_by_role("link", name="Sign in with Keycloak").click()
    sign_in_for_the_first_time(other, people["max"])
    expect(other.page.get_by_text("Olivia Owner invites you to join")).to_be_visible()
    other.page.get_by_role("button", name=re.compile("^Join Keycloak Works")).click()
    expect(other.page).to_have_url(f"{other.address}{page}")
    expect(other.page.get_by_role("heading", level=1, name="Keycloak Works")).to_be_visible()
    roles = {known["org_id"]: known["role"] for known in me(other)["organizations"]}
    assert roles[made["org_id"]] == "member"
    expect(other.page.get_by_role("link", name="Audit log", exact=True)).to_have_count(0)
    refused = other.page.request.get(f"{other.address}/api/v1/org-billing/{made['org_id']}/audit")
    assert refused.status == 403
    assert not me(olivia)["is_system_admin"]
    assert not me(other)["is_system_admin"]
    assert not olivia.complaints
