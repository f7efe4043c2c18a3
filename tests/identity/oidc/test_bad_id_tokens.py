"""Whatever is wrong with an id token, nobody is signed in; and it is refused for that reason."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from joserfc.jwk import ECKey

from orgbilling.edge.gate import SESSION_COOKIE
from tests.conftest import OwnerConnection
from tests.identity.oidc import forgery
from tests.identity.oidc.browser import Office, code_of, status
from tests.identity.oidc.provider import CLIENT_ID, Claims, ProviderServer, Reply, new_key

Misdeed = Callable[[ProviderServer], None]
NOW = time.time


def claims(**changed: Any) -> Misdeed:
    """The claims are changed before signing; None leaves one out."""

    def change(signed: Claims) -> Claims:
        full = signed | {n: v() if callable(v) else v for n, v in changed.items()}
        return {name: value for name, value in full.items() if value is not None}

    def misbehave(provider: ProviderServer) -> None:
        provider.change = change

    return misbehave


def token(make: Callable[[ProviderServer, Claims], str]) -> Misdeed:
    """The token is made in another way."""

    def misbehave(provider: ProviderServer) -> None:
        provider.make_token = lambda signed: make(provider, signed)

    return misbehave


def encryption_key(provider: ProviderServer) -> None:
    listed = provider.first_key.as_dict(private=False) | {"use": "enc"}
    provider.replies["/jwks"] = Reply(json.dumps({"keys": [listed]}).encode())


def key_in_the_token(provider: ProviderServer) -> None:
    provider.keys = [new_key("curve", ECKey)]
    provider.make_token = forgery.by_its_own_key


def no_token(provider: ProviderServer) -> None:
    provider.change_tokens = lambda tokens: tokens | {"id_token": None}


def two_keys_without_name(provider: ProviderServer) -> None:
    provider.keys = [new_key("other"), provider.first_key]
    provider.make_token = lambda signed: provider.signed(signed, kid=None)


def other_userinfo(provider: ProviderServer) -> None:
    claims(realm_access=None)(provider)
    provider.user_info = {"sub": "somebody-else", "realm_access": {"roles": ["orgbilling-admin"]}}


CASES: dict[str, tuple[str, Misdeed]] = {
    "no algorithm": ("alg", token(lambda _, c: forgery.unsigned(c))),
    "no algorithm, a key named": ("alg", token(lambda _, c: forgery.unsigned(c, kid="first"))),
    "no algorithm, in capitals": ("alg", token(lambda _, c: forgery.unsigned(c, alg="None"))),
    "public key as shared secret": ("alg", token(lambda p, c: forgery.by_public_key(p, c))),
    "client secret as shared secret": ("alg", token(lambda p, c: forgery.by_client_secret(p, c))),
    "an algorithm that is not pinned": (
        "alg", token(lambda p, c: forgery.by_hand(p, c, alg="RS512")),
    ),
    "a stranger's key by the same name": (
        "signature", token(lambda _, c: forgery.by_stranger(c, "first")),
    ),
    "a stranger's key by its own name": ("kid", token(lambda _, c: forgery.by_stranger(c, "new"))),
    "a key that the token brings along": ("signature", key_in_the_token),
    "a key for something else": ("kid", encryption_key),
    "two keys, none named": ("kid", two_keys_without_name),
    "claims changed after signing": (
        "signature", token(lambda p, c: forgery.altered(p.signed(c), sub="root")),
    ),
    "an extension that must be known": (
        "signature", token(lambda p, c: forgery.by_hand(p, c, crit=["x"], x=1)),
    ),
    "not a token": ("form", token(lambda *_: "no token at all")),
    "empty parts": ("form", token(lambda *_: "..")),
    "no object": ("signature", token(lambda p, _: forgery.raw_payload(p, b"[1]"))),
    "no token": ("no token", no_token),
    "another issuer": ("iss", claims(iss="https://evil.example")),
    "issuer with a slash more": ("iss", claims(iss=lambda: "http://127.0.0.1/")),
    "no issuer": ("iss", claims(iss=None)),
    "another audience": ("aud", claims(aud="another-client")),
    "other audiences": ("aud", claims(aud=["another-client", "account"])),
    "no audience": ("aud", claims(aud=None)),
    "an audience that is no text": ("aud", claims(aud={"orgbilling": True})),
    "several audiences and no party": ("azp", claims(aud=[CLIENT_ID, "another"], azp=None)),
    "another party": ("azp", claims(azp="another-client")),
    "over": ("exp", claims(exp=lambda: int(NOW()) - 120)),
    "never over": ("exp", token(lambda p, c: forgery.raw_payload(
        p, json.dumps(c | {"exp": float("inf")}).encode()))),
    "no end": ("exp", claims(exp=None)),
    "an end that is text": ("exp", claims(exp=lambda: str(int(NOW()) + 300))),
    "made tomorrow": (
        "iat", claims(iat=lambda: int(NOW()) + 86_400, exp=lambda: int(NOW()) + 90_000),
    ),
    "made an hour ago": ("iat", claims(iat=lambda: int(NOW()) - 3600)),
    "no beginning": ("iat", claims(iat=None)),
    "a beginning that is true": ("iat", claims(iat=True)),
    "not valid yet": ("nbf", claims(nbf=lambda: int(NOW()) + 3600)),
    "another nonce": ("nonce", claims(nonce="0" * 64)),
    "no nonce": ("nonce", claims(nonce=None)),
    "an empty nonce": ("nonce", claims(nonce="")),
    "nobody": ("sub", claims(sub=None)),
    "nobody, by name": ("sub", claims(sub="")),
    "a number": ("sub", claims(sub=17)),
    "a name too long": ("sub", claims(sub="x" * 256)),
    "a name with a line": ("sub", claims(sub="root\n")),
    "a name that looks like another": ("sub", claims(sub="r\u043e\u043et")),
    "another access token": ("at_hash", claims(at_hash="A" * 22)),
    "userinfo of somebody else": ("sub of userinfo", other_userinfo),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
async def test_a_bad_id_token_signs_nobody_in(
    office: Office, owner: OwnerConnection, name: str
) -> None:
    check, misbehave = CASES[name]
    person = office.somebody()
    misbehave(office.provider)
    client, answer = await office.sign_in()
    assert code_of(answer) == (400, "sign_in_invalid")
    assert SESSION_COOKIE not in client.cookies
    assert await status(client) == 401
    rows = owner.execute("select 1 from users where user_id = %s", [person.sub]).fetchall()
    assert not rows
    noted = owner.execute(
        """select details, address, user_agent from organization_audit_log
           where event_type = 'user.sign_in_refused' order by audit_id desc limit 1"""
    ).fetchone()
    assert noted is not None
    assert noted["details"]["check"].split(" (")[0].split(".")[0] == check
    assert noted["address"] == "127.0.0.1"
    # The same person, with what they are accused of taken back: it was for that reason.
    office.provider.reset()
    office.provider.person = person
    _, answer = await office.sign_in(client)
    assert answer.status_code == 303
    assert await status(client) == 200
