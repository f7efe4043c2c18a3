"""People sign in through the provider, and what they find there afterwards."""

from urllib.parse import parse_qs, urlsplit

import pytest

from orgbilling.edge.gate import SESSION_COOKIE
from tests.identity.oidc.browser import CALLBACK, LOGIN, LOGOUT, ME, Office, code_of, status
from tests.identity.oidc.provider import CLIENT_ID


async def test_whoever_signs_in_at_the_provider_is_signed_in_here(office: Office) -> None:
    person = office.somebody(name="Grace Hopper")
    client, answer = await office.sign_in(return_to="/organizations?tab=usage#top")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/organizations?tab=usage#top"
    me = (await client.get(ME)).json()
    assert me == {
        "user_id": person.sub,
        "email": f"{person.sub}@example.org",
        "name": "Grace Hopper",
        "is_system_admin": False,
        "organizations": [],
    }


async def test_the_provider_is_asked_as_the_standard_says(office: Office) -> None:
    await office.signed_in()
    asked = office.provider.last_query
    assert asked["redirect_uri"] == f"http://localhost:8084{CALLBACK}"
    assert (asked["client_id"], asked["response_type"]) == (CLIENT_ID, "code")
    assert set(asked["scope"].split()) == {"openid", "email", "profile"}
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["state"]) >= 43
    assert len(asked["nonce"]) >= 43
    assert len(asked["code_challenge"]) == 43


async def test_the_methods_say_where_the_button_leads(office: Office) -> None:
    answer = await office.api.client().get("/api/v1/auth/methods")
    assert answer.json() == {
        "development": False,
        "provider": {"name": "Keycloak", "login_path": LOGIN},
    }


async def test_signing_out_here_leads_to_signing_out_there(office: Office) -> None:
    client = await office.signed_in()
    answer = await client.post(LOGOUT)
    assert answer.status_code == 200
    url = urlsplit(answer.json()["end_session_url"])
    assert f"{url.scheme}://{url.netloc}{url.path}" == f"{office.provider.issuer}/logout"
    told = parse_qs(url.query)
    assert told["post_logout_redirect_uri"] == ["http://localhost:8084/sign-in"]
    assert told["client_id"] == [CLIENT_ID]
    assert told["id_token_hint"][0].count(".") == 2
    assert SESSION_COOKIE not in client.cookies
    assert await status(client) == 401


@pytest.mark.parametrize("accept", ["text/html,*/*", "application/json"])
async def test_a_failure_is_a_page_for_people_and_a_problem_for_programs(
    office: Office, accept: str
) -> None:
    client = office.api.client(headers={"accept": accept})
    answer = await client.get(CALLBACK, params={"code": "x", "state": "y"})
    if "html" in accept:
        assert answer.status_code == 303
        assert answer.headers["location"] == "/sign-in?problem=sign_in_invalid"
    else:
        assert code_of(answer) == (400, "sign_in_invalid")
