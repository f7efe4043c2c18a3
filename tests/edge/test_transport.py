"""What is said over https, what is believed of proxies, and what a browser may do with answers."""

import pytest

from orgbilling.database import Database
from orgbilling.settings import SettingsError, load_settings
from tests.api_client import Api, make_api
from tests.conftest import OwnerConnection

POLICY = "max-age=31536000"


@pytest.mark.parametrize("path", ["/healthz", "/api/v1/organizations", "/v1/models", "/"])
async def test_browsers_are_told_to_stay_with_https_over_https_alone(api: Api, path: str) -> None:
    secure = api.client(base_url="https://billing.example")
    assert (await secure.get(path)).headers["strict-transport-security"] == POLICY
    assert "strict-transport-security" not in (await api.client().get(path)).headers


@pytest.mark.parametrize("path", ["/healthz", "/api/v1/organizations", "/nothing", "/docs"])
async def test_nobody_embeds_or_reads_an_answer(api: Api, path: str) -> None:
    headers = (await api.client().get(path)).headers
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    scripts = [part for part in policy.split("; ") if part.startswith("script-src")]
    assert not any("unsafe" in part or "*" in part for part in scripts)


async def test_the_scheme_is_the_proxys_word_where_it_is_trusted(
    db: Database, owner: OwnerConnection
) -> None:
    api = make_api(db, owner, trusted_proxies="10.0.0.0/8")
    forwarded = {"x-forwarded-proto": "https", "origin": "https://localhost:8084"}
    for peer, passes in ((("10.9.9.9", 1), True), (("192.0.2.9", 1), False)):
        # Over https a session's cookie has a name that binds it to this host.
        tokens = dict(api.person().cookies)
        tokens |= {f"__Host-{name}": token for name, token in tokens.items()}
        client = api.client(peer=peer, cookies=tokens, headers=forwarded)
        answer = await client.post("/api/v1/organizations", json={"name": "X"})
        assert (answer.status_code == 201) is passes, answer.text
        assert ("strict-transport-security" in answer.headers) is passes


async def test_without_trusted_proxies_nobody_says_where_a_request_came_from(api: Api) -> None:
    boss = api.person()
    org_id = api.organization(boss)
    client = api.client(
        peer=("127.0.0.1", 1), cookies=dict(boss.cookies),
        headers={"x-forwarded-for": "203.0.113.5", "x-forwarded-proto": "https"},
    )  # fmt: skip
    answer = await client.patch(f"/api/v1/organizations/{org_id}", json={"name": "Renamed"})
    assert "strict-transport-security" not in answer.headers
    row = api.owner.execute(
        """select address from organization_audit_log
           where org_id = %s and event_type = 'org.updated'""",
        [org_id],
    ).fetchone()
    assert row == {"address": "127.0.0.1"}


@pytest.mark.parametrize("text", ["everybody", "10.0.0.0/33", "*", "10.0.0.1, x"])
def test_what_is_no_address_is_no_proxy(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("ORGBILLING_TRUSTED_PROXIES", text)
    with pytest.raises(SettingsError, match="ORGBILLING_TRUSTED_PROXIES"):
        load_settings()


@pytest.mark.parametrize("text", ["0/min", "many", "100 per minute"])
def test_what_is_no_limit_is_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("ORGBILLING_RATE_LIMIT_READS", text)
    with pytest.raises(SettingsError, match="ORGBILLING_RATE_LIMIT_READS"):
        load_settings()
