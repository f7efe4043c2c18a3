"""The realm of `ops/keycloak`, as Keycloak has imported it."""

import json
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from tests.docs.pages import ROOT
from tests.keycloak.realm import Realm
from tests.keycloak.walk_through import WalkThrough

FILE = ROOT / "ops" / "keycloak" / "orgbilling-realm.json"
ADDRESS = "http://localhost:8084"


@pytest.fixture
def client(realm: Realm) -> dict[str, Any]:
    [found] = realm.ask("GET", "/clients", params={"clientId": "orgbilling"})
    return dict(found)


def asked(realm: Realm, walk_through: WalkThrough, **changed: str | None) -> httpx2.Response:
    """What Keycloak answers to a browser that arrives with these parameters."""
    parameters = {
        "client_id": "orgbilling",
        "redirect_uri": f"{walk_through.url}/api/v1/auth/callback",
        "response_type": "code",
        "scope": "openid",
        "state": "s",
        "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
        "code_challenge_method": "S256",
        **changed,
    }
    given = {name: value for name, value in parameters.items() if value is not None}
    return httpx2.get(
        f"{realm.issuer}/protocol/openid-connect/auth", params=given, follow_redirects=False
    )


def test_the_file_has_no_secret_and_no_password() -> None:
    text = FILE.read_text(encoding="utf-8")
    assert not re.search(r'"(secret|credentials|password|privateKey)"', text)
    addresses = set(re.findall(r"https?://[^/\"]*", text))
    assert addresses == {ADDRESS}


def test_keycloak_makes_a_secret_of_its_own(client: dict[str, Any]) -> None:
    assert len(client["secret"]) >= 32
    assert client["secret"] not in FILE.read_text(encoding="utf-8")


def test_nothing_but_the_code_flow_is_on(client: dict[str, Any]) -> None:
    on = {name for name, value in client.items() if name.endswith("Enabled") and value}
    assert on == {"standardFlowEnabled"}
    assert not client["publicClient"]
    assert not client["fullScopeAllowed"]


def test_a_browser_is_asked_for_a_password(realm: Realm, walk_through: WalkThrough) -> None:
    answer = asked(realm, walk_through)
    assert answer.status_code == 200
    assert "Sign in to your account" in answer.text


@pytest.mark.parametrize("method", [None, "plain"])
def test_keycloak_demands_pkce(realm: Realm, walk_through: WalkThrough, method: str | None) -> None:
    challenge = None if method is None else "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    answer = asked(realm, walk_through, code_challenge=challenge, code_challenge_method=method)
    assert answer.status_code == 302
    sent_back = parse_qs(urlsplit(answer.headers["location"]).query)
    assert sent_back["error"] == ["invalid_request"]


@pytest.mark.parametrize("path", ["/", "/api/v1/auth/callback/", "/api/v1/auth/callback?x=1"])
def test_keycloak_answers_to_one_address_only(
    realm: Realm, walk_through: WalkThrough, path: str
) -> None:
    answer = asked(realm, walk_through, redirect_uri=f"{walk_through.url}{path}")
    assert answer.status_code == 400
    assert "location" not in answer.headers


def test_our_role_is_the_only_one_that_is_told(realm: Realm, client: dict[str, Any]) -> None:
    """A token for us does not list what else the person may elsewhere."""
    rita, example = realm.add("Rita Second", is_admin=True), "evaluate-scopes"
    token = realm.ask(
        "GET",
        f"/clients/{client['id']}/{example}/generate-example-id-token",
        params={"scope": "openid email profile", "userId": realm.id_of(rita)},
    )
    assert token["realm_access"] == {"roles": ["orgbilling-admin"]}
    assert token["aud"] == "orgbilling"
    assert json.dumps(token).count("default-roles") == 0
