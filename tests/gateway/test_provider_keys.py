"""An organization's own provider keys: kept sealed, sent to their own host, charged at cost."""

import uuid
from collections.abc import Callable
from ipaddress import ip_address
from typing import Any

import httpx2
import openai
import pytest
from pydantic import SecretStr

from orgbilling.gateway.addresses import OwnProviders
from orgbilling.gateway.sealing import Sealed, Sealer
from orgbilling.kernel.errors import DomainError, Invalid
from orgbilling.kernel.identifiers import hash_secret, new_secret
from orgbilling.outbound.connecting import Refused
from orgbilling.settings import Settings, SettingsError
from tests.gateway.conftest import Caller, Provider, cost, told
from tests.gateway.provider import KEY, OWN_KEY

SECRET = SecretStr("a" * 42 + "A=")


def admin_of(caller: Caller) -> httpx2.Client:
    """A session of an admin of the caller's organization, at the running server."""
    world, token = caller.world, new_secret()
    admin = world.member("admin", "admin")
    world.connection.execute(
        """insert into sessions (token_hash, user_id, created_at, last_seen_at, expires_at)
           values (%s, %s, now(), now(), now() + interval '1 hour')""",
        [hash_secret(token), admin],
    )
    return httpx2.Client(base_url=caller.server.url, cookies={"session_token": token}, timeout=30)


def path_of(caller: Caller) -> str:
    return f"/api/v1/org-billing/{caller.world.org_id}/provider-keys"


def body_of(upstream: Provider, **changes: Any) -> dict[str, Any]:
    models = {"gpt-test": "gpt-inside"}
    body = {"name": "ours", "base_url": f"{upstream.url}/v1", "api_key": OWN_KEY, "models": models}
    return body | changes


def bring(caller: Caller, upstream: Provider, **changes: Any) -> httpx2.Response:
    with admin_of(caller) as admin:
        return admin.post(path_of(caller), json=body_of(upstream, **changes))


@pytest.mark.parametrize(("plan", "markup"), [("byok", "1.0"), ("hybrid", "1.0")])
def test_the_organizations_own_key_serves_at_cost(
    make_caller: Callable[..., Caller], upstream: Provider, plan: str, markup: str
) -> None:
    caller = make_caller(plan=plan)
    assert bring(caller, upstream).status_code == 201
    caller.client().chat.completions.create(messages=told(input=10, output=10), model="gpt-test")
    sent = upstream.asked()[-1]
    assert sent["headers"]["authorization"] == f"Bearer {OWN_KEY}"
    assert sent["body"]["model"] == "gpt-inside"
    [row] = caller.usage()
    assert row["credits_used"] == cost(10, 10, markup)
    assert row["markup_usd"] == 0
    assert row["request_metadata"]["upstream"] == "own:ours"


# Without a total: only the dialect says that reasoning stands beside.
REASONING: dict[str, Any] = {
    "prompt_tokens": 40,
    "completion_tokens": 100,
    "completion_tokens_details": {"reasoning_tokens": 90},
}


def test_an_own_provider_speaks_as_it_is_said_to(
    make_caller: Callable[..., Caller], upstream: Provider
) -> None:
    caller = make_caller(plan="byok")
    refused = bring(caller, upstream, dialect="grok")
    assert refused.status_code == 422
    assert "anthropic, azure" in refused.text
    made = bring(caller, upstream, dialect="xai")
    assert (made.status_code, made.json()["dialect"]) == (201, "xai")
    with admin_of(caller) as admin:
        assert [key["dialect"] for key in admin.get(path_of(caller)).json()] == ["xai"]
    caller.client().chat.completions.create(messages=told(told=REASONING), model="gpt-test")
    assert caller.figures("U") == (cost(40, 190, "1.0"),)


def test_an_own_provider_of_which_nothing_is_said_speaks_as_its_address_does(
    make_caller: Callable[..., Caller], upstream: Provider
) -> None:
    caller = make_caller(plan="byok")
    assert bring(caller, upstream).json()["dialect"] is None
    caller.client().chat.completions.create(messages=told(told=REASONING), model="gpt-test")
    assert caller.figures("U") == (cost(40, 100, "1.0"),)


def test_a_redirect_takes_a_key_nowhere(
    make_caller: Callable[..., Caller], upstream: Provider
) -> None:
    caller, before = make_caller(plan="byok"), upstream.count()
    assert bring(caller, upstream, base_url=f"{upstream.url}/moved/v1").status_code == 201
    answer = caller.ask()
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "provider_key_refused")
    # Whoever followed it would have asked there, with the key.
    assert upstream.count() == before
    assert (caller.figures("UH"), caller.usage()) == ((0, 0), [])


@pytest.mark.parametrize("status", [429, 503])
def test_a_call_does_not_change_sides_when_its_own_provider_fails(
    make_caller: Callable[..., Caller], upstream: Provider, status: int
) -> None:
    caller, before = make_caller(plan="hybrid"), upstream.count()
    assert bring(caller, upstream).status_code == 201
    assert caller.ask({"status": status}).status_code == status
    [sent] = upstream.asked()[before:]
    assert sent["headers"]["authorization"] == f"Bearer {OWN_KEY}"
    assert caller.figures("UH") == (0, 0)


def test_each_plan_has_its_side(make_caller: Callable[..., Caller], upstream: Provider) -> None:
    """Platform ignores own keys, byok has nothing else, hybrid takes ours where it has none."""
    before = upstream.count()
    byok = make_caller(plan="byok")
    with pytest.raises(openai.PermissionDeniedError) as error:
        byok.client().chat.completions.create(messages=told(), model="gpt-test")
    assert error.value.code == "provider_key_missing"
    assert upstream.count() == before
    for plan in ("platform", "hybrid"):
        caller = make_caller(plan=plan)
        bring(caller, upstream, models={"gpt-test" if plan == "platform" else "other": "x"})
        caller.client().chat.completions.create(messages=told(input=5, output=5), model="gpt-test")
        assert upstream.asked()[-1]["headers"]["authorization"] == f"Bearer {KEY}"
        assert caller.figures("U") == (cost(5, 5, "1.5"),)


def test_a_key_is_written_and_never_read(caller: Caller, upstream: Provider) -> None:
    made = bring(caller, upstream)
    assert made.json()["hint"] == OWN_KEY[-4:]
    key_id = made.json()["provider_key_id"]
    with admin_of(caller) as admin:
        shown = admin.get(path_of(caller))
        assert OWN_KEY not in shown.text + made.text
        [row] = caller.world.rows(
            "select k.*, k::text as whole from organization_provider_keys as k where org_id = %s",
            caller.world.org_id,
        )
        assert OWN_KEY not in row["whole"]
        assert OWN_KEY.encode() not in bytes(row["ciphertext"])
        assert admin.delete(f"{path_of(caller)}/{key_id}").status_code == 204
        assert admin.delete(f"{path_of(caller)}/{key_id}").status_code == 404
    [row] = caller.world.rows(
        "select * from organization_provider_keys where org_id = %s", caller.world.org_id
    )
    assert bytes(row["ciphertext"]) == b""
    events = caller.world.rows(
        "select event_type, details::text from organization_audit_log where org_id = %s",
        caller.world.org_id,
    )
    assert {event["event_type"] for event in events} >= {
        "org.provider_key.created", "org.provider_key.revoked",
    }  # fmt: skip
    assert OWN_KEY not in str(events)
    member = httpx2.get(
        caller.server.url + path_of(caller), headers={"authorization": f"Bearer {caller.key}"}
    )
    assert member.status_code == 403


def test_what_the_provider_refuses_is_not_kept(caller: Caller, upstream: Provider) -> None:
    refused = bring(caller, upstream, api_key="wrong")
    assert (refused.status_code, refused.json()["code"]) == (422, "provider_key_refused")
    # A redirect is not followed: the key would go where it was not meant for.
    moved = bring(caller, upstream, base_url=f"{upstream.url}/elsewhere/v1")
    assert (moved.status_code, moved.json()["code"]) == (422, "provider_key_refused")
    twice = [bring(caller, upstream).status_code for _ in range(2)]
    assert twice == [201, 409]


@pytest.mark.parametrize(
    "base_url",
    [
        "http://provider.example/v1", "https://127.0.0.1/v1", "https://localhost/v1",
        "https://[::1]/v1", "https://10.0.0.1/v1", "https://169.254.169.254/latest",
        "https://[::ffff:127.0.0.1]/v1", "https://0.0.0.0/v1", "https://192.168.1.1/v1",
        "https://user:secret@provider.example/v1", "https://provider.example/v1?x=1",
        "https://2130706433/v1", "https://0x7f.1/v1", "ftp://provider.example", "https://",
        "https://[64:ff9b::7f00:1]/v1", "https://[2002:7f00:1::]/v1", "javascript:alert(1)",
        "https://[64:ff9b:1::7f00:1]/v1", "https://[2001:0:808:808::80ff:fffe]/v1",
        "https://[2606:4700::5efe:a00:1]/v1", "https://[::7f00:1]/v1", "https://[fec0::1]/v1",
        "https://[fe80::1%25eth0]/v1", "https://[::ffff:0:127.0.0.1]/v1", "https://127.1/v1",
        "https://0177.0.0.1/v1", "https://8.8.8.8:22/v1", "https://provider.example:25/v1",
        "https://provider.example:0/v1", "https://127.0.0.1%2f.example/v1", "https://-x/v1",
        "https://168.63.129.16/v1", "https://100.100.100.200/v1", "https://app.localhost/v1",
    ],
)  # fmt: skip
def test_a_key_goes_to_public_addresses_only(caller: Caller, base_url: str) -> None:
    with admin_of(caller) as admin:
        answer = admin.post(
            path_of(caller),
            json={"name": "x", "base_url": base_url, "api_key": "k", "models": {"m": "m"}},
        )
    assert (answer.status_code, answer.json()["code"]) == (422, "base_url_not_allowed")


def test_a_base_url_is_kept_in_its_plain_form() -> None:
    policy = OwnProviders(Settings(gateway_private_hosts=frozenset({"localhost:8000"})))
    assert policy.checked_base_url(" https://PROVIDER.example:8443/V1/ ") == (
        "https://provider.example:8443/V1"
    )
    assert policy.checked_base_url("http://LOCALHOST:8000/v1") == "http://localhost:8000/v1"
    assert policy.checked_base_url("https://[2606:4700::1]/v1") == "https://[2606:4700::1]/v1"
    # What is allowed by name is looked up as the operator's own, and goes anywhere.
    assert policy.searches("localhost", 8000)
    policy.check("localhost", 8000, [ip_address("127.0.0.1")])
    for host, port in (("localhost", 8443), ("localhost.", 443), ("other", 443)):
        assert not policy.searches(host, port)
        with pytest.raises(Refused):
            policy.check(host, port, [ip_address("127.0.0.1")])


def test_the_ports_and_the_networks_are_the_operators_to_say() -> None:
    policy = OwnProviders(
        Settings(
            gateway_own_ports=frozenset({9443}),
            gateway_denied_networks=frozenset({"93.184.0.0/16"}),
        )
    )
    assert policy.checked_base_url("https://provider.example:9443") == (
        "https://provider.example:9443"
    )
    with pytest.raises(Invalid, match="port 443"):
        policy.checked_base_url("https://provider.example")
    with pytest.raises(Refused, match="port 443"):
        policy.check("provider.example", 443, [ip_address("8.8.8.8")])
    policy.check("provider.example", 9443, [ip_address("8.8.8.8")])
    with pytest.raises(Refused, match="public"):
        policy.check("provider.example", 9443, [ip_address("8.8.8.8"), ip_address("93.184.1.1")])


def test_a_sealed_key_opens_in_its_own_row_alone() -> None:
    sealer, org_id, row_id = Sealer(SECRET), uuid.uuid4(), uuid.uuid4()
    sealed = sealer.seal("secret", org_id, row_id)
    assert sealer.open(sealed, org_id, row_id) == "secret"
    assert sealer.seal("secret", org_id, row_id).ciphertext != sealed.ciphertext
    other = Sealer(SecretStr("b" * 42 + "A="))
    damaged = Sealed(sealed.nonce, sealed.ciphertext[:-1] + bytes([sealed.ciphertext[-1] ^ 1]))
    for wrong in (
        lambda: sealer.open(sealed, uuid.uuid4(), row_id),
        lambda: sealer.open(sealed, org_id, uuid.uuid4()),
        lambda: other.open(sealed, org_id, row_id),
        lambda: sealer.open(damaged, org_id, row_id),
    ):
        with pytest.raises(DomainError):
            wrong()
    with pytest.raises(DomainError) as error:
        Sealer(None).seal("secret", org_id, row_id)
    assert error.value.code == "secret_key_missing"
    with pytest.raises(SettingsError):
        Sealer(SecretStr("too short"))
