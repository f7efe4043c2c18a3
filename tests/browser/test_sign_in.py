"""Signing in through an identity provider, and what is said when that did not work."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.people import PHONE
from tests.browser.screen import Screen
from tests.identity.oidc.provider import CLIENT_ID, CLIENT_SECRET, Person, ProviderServer
from tests.servers.server import Server, serving

NORA = Person(
    "provider-nora",
    {"email": "nora@example.org", "email_verified": True, "name": "Nora Newcomer"},
)
SENTENCES = {
    "sign_in_expired": "Signing in took too long",
    "sign_in_refused": "Keycloak did not sign you in",
    "sign_in_invalid": "What Keycloak answered could not be trusted",
    "provider_unavailable": "Keycloak cannot be reached at the moment",
    "person_disabled": "Your account is disabled",
    "something_else": "The server calls it “something_else”",
}


@pytest.fixture(scope="module")
def provider() -> Iterator[ProviderServer]:
    with ProviderServer().running() as made:
        yield made


@pytest.fixture(scope="module")
def server(data_folder: Path, provider: ProviderServer) -> Iterator[Server]:
    """A server as it stands in the world: people come through the provider, and no other way."""
    options = {
        "ORGBILLING_DATA_DIR": str(data_folder),
        "ORGBILLING_OIDC_ISSUER": provider.issuer,
        "ORGBILLING_OIDC_CLIENT_ID": CLIENT_ID,
        "ORGBILLING_OIDC_CLIENT_SECRET": CLIENT_SECRET,
    }
    with serving(1, **options) as (started,):
        yield started


@pytest.fixture(autouse=True)
def nora(provider: ProviderServer) -> None:
    """The provider behaves, and Nora sits at the browser."""
    provider.reset()
    provider.person = NORA


def sign_in(screen: Screen) -> None:
    screen.page.get_by_role("link", name="Sign in with Keycloak").click()
    expect(screen.page.get_by_role("button", name="Account of Nora Newcomer")).to_be_visible()


def test_the_provider_is_the_way_in(screen: Screen, provider: ProviderServer) -> None:
    screen.open("/sessions")
    expect(screen.page).to_have_url(re.compile("/sign-in[?]return="))
    expect(screen.page.get_by_text("Who would you like to be?")).to_have_count(0)
    sign_in(screen)
    # Back where one wanted to go, and nothing of it is left where scripts can read it.
    expect(screen.page).to_have_url(f"{screen.address}/sessions")
    assert provider.last_query["redirect_uri"].startswith(screen.address)
    stored = screen.page.evaluate("JSON.stringify({...localStorage, ...sessionStorage})")
    assert stored == "{}"
    assert screen.page.evaluate("document.cookie") == ""


def test_signing_out_ends_the_session_at_the_provider_too(
    screen: Screen, provider: ProviderServer
) -> None:
    screen.open("/sign-in")
    sign_in(screen)
    screen.page.get_by_role("button", name="Account of Nora Newcomer").click()
    screen.page.get_by_role("menuitem", name="Sign out").click()
    screen.page.wait_for_url(f"{provider.issuer}/logout?**")
    query = parse_qs(urlsplit(screen.page.url).query)
    assert query["id_token_hint"]
    assert query["post_logout_redirect_uri"] == [f"{screen.address}/sign-in"]
    assert screen.page.request.get(f"{screen.address}/api/v1/auth/me").status == 401
    # That this small provider has no page there is no complaint of ours.
    screen.forgive("status of 404")


def test_a_refusal_is_said_and_can_be_tried_again(screen: Screen, provider: ProviderServer) -> None:
    provider.authorization_error = "access_denied"
    screen.open("/sign-in?return=/sessions")
    screen.page.get_by_role("link", name="Sign in with Keycloak").click()
    expect(screen.page).to_have_url(f"{screen.address}/sign-in?problem=sign_in_refused")
    alert = screen.page.get_by_role("alert")
    expect(alert).to_contain_text(SENTENCES["sign_in_refused"])
    provider.authorization_error = None
    sign_in(screen)
    expect(screen.page.get_by_role("heading", level=1, name="My usage")).to_be_visible()


@pytest.mark.parametrize("code", SENTENCES)
def test_each_problem_has_its_sentence(screen: Screen, code: str) -> None:
    screen.open(f"/sign-in?problem={code}")
    expect(screen.page.get_by_role("alert")).to_contain_text(SENTENCES[code])
    expect(screen.page.get_by_role("link", name="Sign in with Keycloak")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_everybody_can_read_it(screen: Screen, scheme: str, size: str) -> None:
    if size == "phone":
        screen.page.set_viewport_size(PHONE)
    screen.open("/sign-in?problem=sign_in_refused")
    screen.choose_theme(scheme)
    for path in ("/sign-in", "/sign-in?problem=sign_in_refused"):
        screen.open(path)
        expect(screen.page.get_by_role("link", name="Sign in with Keycloak")).to_be_visible()
        screen.settle()
        assert not screen.violations(), path
        assert screen.overflow_px() <= 0, path
