"""Back-channel logout: the provider's word ends sessions at once; nobody else's does."""

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import httpx2
import pytest
from structlog.testing import capture_logs

from tests.api_client import Api, Client
from tests.conftest import OwnerConnection
from tests.identity.oidc import forgery
from tests.identity.oidc.browser import BACKCHANNEL, Office, code_of, status
from tests.identity.oidc.provider import CLIENT_ID, Claims, ProviderServer, Reply

FORM = {"content-type": "application/x-www-form-urlencoded"}
EVENT = "http://schemas.openid.net/event/backchannel-logout"
INVALID = (400, "logout_token_invalid")


async def tell(api: Api, token: str) -> httpx2.Response:
    """What the provider does: a form, from another site, with nobody's cookie."""
    return await api.client().post(
        BACKCHANNEL, content=urlencode({"logout_token": token}), headers=FORM
    )


def sid_of(office: Office, owner: OwnerConnection, client: Client) -> str:
    row = owner.execute(
        """select provider_session_id as sid from sessions where user_id = %s
           order by created_at desc limit 1""",
        [client.user_id],
    ).fetchone()
    assert row is not None
    sid: str = row["sid"]
    return sid


async def two_browsers(office: Office) -> tuple[Client, Client]:
    """One person, signed in twice."""
    first = await office.signed_in()
    second, _ = await office.sign_in()
    second.user_id = first.user_id
    return first, second


async def test_by_session(office: Office, owner: OwnerConnection) -> None:
    first, second = await two_browsers(office)
    token = office.provider.logout_token(sid=sid_of(office, owner, second))
    answer = await tell(office.api, token)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert (await status(first), await status(second)) == (200, 401)


async def test_by_person(office: Office) -> None:
    first, second = await two_browsers(office)
    other = await office.signed_in()
    answer = await tell(office.api, office.provider.logout_token(sub=first.user_id))
    assert answer.status_code == 200
    assert [await status(client) for client in (first, second, other)] == [401, 401, 200]


async def test_by_both_ends_only_what_is_both(office: Office, owner: OwnerConnection) -> None:
    first, second = await two_browsers(office)
    sid = sid_of(office, owner, second)
    other = await office.signed_in()
    await tell(office.api, office.provider.logout_token(sid=sid, sub=other.user_id))
    assert [await status(client) for client in (first, second, other)] == [200, 200, 200]
    await tell(office.api, office.provider.logout_token(sid=sid, sub=first.user_id))
    assert [await status(client) for client in (first, second, other)] == [200, 401, 200]


async def test_a_session_that_is_over_already_is_no_failure(office: Office) -> None:
    assert (await tell(office.api, office.provider.logout_token(sid="gone"))).status_code == 200


async def test_the_audit_log_says_who_was_signed_out_by_whom(
    office: Office, owner: OwnerConnection
) -> None:
    client = await office.signed_in()
    await tell(office.api, office.provider.logout_token(sub=client.user_id))
    row = owner.execute(
        """select details, address from organization_audit_log
           where event_type = 'user.signed_out' and actor_id = %s""",
        [client.user_id],
    ).fetchone()
    assert row == {"details": {"by": "provider"}, "address": "127.0.0.1"}


async def test_a_sign_in_that_the_logout_overtook_does_not_become_a_session(
    office: Office,
) -> None:
    person = office.somebody()
    client = office.api.client()
    back = await office.leave(client)
    (grant,) = office.provider.grants.values()
    await tell(office.api, office.provider.logout_token(sid=grant.sid, sub=person.sub))
    assert code_of(await client.get(back)) == (400, "sign_in_expired")
    assert await status(client) == 401


Make = Callable[[ProviderServer, str], str]


def changed(_header: dict[str, Any] | None = None, **claims: Any) -> Make:
    return lambda provider, sub: provider.logout_token(_header, **{"sub": sub, **claims})


def logout_claims(provider: ProviderServer, sub: str) -> Claims:
    now = int(time.time())
    return {
        "iss": provider.issuer, "aud": CLIENT_ID, "iat": now, "exp": now + 120, "jti": "forged",
        "events": {EVENT: {}}, "sub": sub,
    }  # fmt: skip


def id_token(provider: ProviderServer, sub: str) -> str:
    return provider.signed(logout_claims(provider, sub) | {"nonce": "n"}, typ="logout+jwt")


BAD: dict[str, tuple[str, Make]] = {
    "unsigned": ("alg", lambda p, s: forgery.unsigned(logout_claims(p, s), typ="logout+jwt")),
    "public key as shared secret": (
        "alg", lambda p, s: forgery.by_public_key(p, logout_claims(p, s), typ="logout+jwt"),
    ),
    "client secret as shared secret": (
        "alg", lambda p, s: forgery.by_client_secret(p, logout_claims(p, s), typ="logout+jwt"),
    ),
    "a stranger's key": (
        "signature", lambda p, s: forgery.by_stranger(logout_claims(p, s), "first"),
    ),
    "a key nobody has": ("kid", lambda p, s: forgery.by_stranger(logout_claims(p, s), "unknown")),
    "changed after signing": (
        "signature", lambda p, s: forgery.altered(p.logout_token(sub="other"), sub=s),
    ),
    "another kind of token": ("typ", changed({"typ": "JWT"})),
    "no kind": ("typ", changed({"typ": None})),
    "an access token": ("typ", changed({"typ": "at+jwt"})),
    "another issuer": ("iss", changed(iss="https://evil.example")),
    "no issuer": ("iss", changed(iss=None)),
    "another audience": ("aud", changed(aud="another-client")),
    "no audience": ("aud", changed(aud=None)),
    "no event": ("events", changed(events=None)),
    "another event": ("events", changed(events={"http://schemas.openid.net/event/other": {}})),
    "an event that is no object": ("events", changed(events={EVENT: True})),
    "events in a list": ("events", changed(events=[EVENT])),
    "a nonce, as id tokens have": ("nonce", id_token),
    "an empty nonce": ("nonce", changed(nonce="")),
    "no id": ("jti", changed(jti=None)),
    "an empty id": ("jti", changed(jti="")),
    "no beginning": ("iat", changed(iat=None)),
    "an hour old": ("iat", changed(iat=int(time.time()) - 3600)),
    "from tomorrow": ("iat", changed(iat=int(time.time()) + 86_400)),
    "no end": ("exp", changed(exp=None)),
    "over": ("exp", changed(exp=int(time.time()) - 3600)),
    "of nobody": ("sub, sid", lambda p, _: p.logout_token()),
    "of a number": ("sub", changed(sub=17)),
    "not a token": ("form", lambda *_: "x.y"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
async def test_a_bad_logout_token_ends_no_session(office: Office, name: str) -> None:
    check, make = BAD[name]
    client = await office.signed_in()
    with capture_logs() as logs:
        answer = await tell(office.api, make(office.provider, client.user_id))
    assert code_of(answer) == INVALID
    assert answer.headers["cache-control"] == "no-store"
    assert await status(client) == 200
    refused = [event["check"] for event in logs if event["event"] == "logout_token_refused"]
    assert [reason.split(" (")[0] for reason in refused] == [check]
    # The same with nothing wrong in it: it was for that reason.
    assert (await tell(office.api, changed()(office.provider, client.user_id))).status_code == 200
    assert await status(client) == 401


async def test_a_logout_token_works_once(office: Office, owner: OwnerConnection) -> None:
    client = await office.signed_in()
    token = office.provider.logout_token(sub=client.user_id)
    assert (await tell(office.api, token)).status_code == 200
    again, _ = await office.sign_in()
    again.user_id = client.user_id
    assert code_of(await tell(office.api, token)) == INVALID
    assert await status(again) == 200


@pytest.mark.parametrize(
    "body",
    [b"", b"logout_token=", b"token=x", b"logout_token=a&logout_token=b", b"\xff\xfe", b"%ff=%00",
     b"&" * 100, b"{}"],
)  # fmt: skip
async def test_a_form_that_is_none(office: Office, body: bytes) -> None:
    answer = await office.api.client().post(BACKCHANNEL, content=body, headers=FORM)
    assert code_of(answer) == INVALID


async def test_an_id_token_is_no_logout_token(office: Office, owner: OwnerConnection) -> None:
    client = await office.signed_in()
    row = owner.execute(
        "select id_token from sessions where user_id = %s", [client.user_id]
    ).fetchone()
    assert row is not None
    assert code_of(await tell(office.api, row["id_token"])) == INVALID
    assert await status(client) == 200


async def test_json_is_not_a_form(office: Office) -> None:
    token = office.provider.logout_token(sub="x")
    answer = await office.api.client().post(BACKCHANNEL, json={"logout_token": token})
    assert code_of(answer) == (415, "unsupported_media_type")


async def test_keys_that_cannot_be_had_are_a_503_and_end_nothing(office: Office) -> None:
    client = await office.signed_in()
    office.provider.rotate("newer")
    token = office.provider.logout_token(sub=client.user_id)
    office.provider.replies["/jwks"] = Reply(status=500)
    assert code_of(await tell(office.api, token)) == (503, "provider_unavailable")
    assert await status(client) == 200
    # It was not used up: the provider tries again.
    office.provider.replies.clear()
    assert (await tell(office.api, token)).status_code == 200
    assert await status(client) == 401


async def test_forged_key_names_do_not_make_us_ask_without_end(office: Office) -> None:
    client = await office.signed_in()
    before = office.provider.requests["/jwks"]
    for number in range(40):
        token = forgery.by_stranger(logout_claims(office.provider, client.user_id), f"k{number}")
        assert code_of(await tell(office.api, token)) == INVALID
    assert office.provider.requests["/jwks"] - before <= 5
