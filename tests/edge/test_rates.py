"""Limits: exact however many ask at once, one an actor and organization, and told in headers."""

import asyncio
import uuid
from collections import Counter
from typing import Any

import httpx2
import pytest

from orgbilling.database import Database
from orgbilling.edge.rates import rate_class_of
from orgbilling.identity.rates import address_group
from orgbilling.kernel.rates import RateLimit, parse_rate_limit
from orgbilling.settings import Settings
from tests.api_client import Api, Client, make_api, running
from tests.conftest import OwnerConnection
from tests.credits.company import BASE, code_of, make_company

CREDITS = f"{BASE}/credits/{{org_id}}"
SUBSCRIPTION = f"{BASE}/subscriptions/{{org_id}}"


def limited(db: Database, owner: OwnerConnection, **limits: str) -> Api:
    """An application with these limits and no others."""
    given = {f"rate_limit_{kind}": parse_rate_limit(text) for kind, text in limits.items()}
    return make_api(db, owner, **given)


async def statuses(client: Client, path: str, count: int) -> Counter[int]:
    answers = await asyncio.gather(*(client.get(path) for _ in range(count)))
    return Counter(answer.status_code for answer in answers)


def test_the_defaults_are_the_specifications() -> None:
    settings = Settings()
    assert settings.rate_limit_reads == RateLimit(100, 60)
    assert settings.rate_limit_writes == RateLimit(20, 60)
    assert settings.rate_limit_subscription_changes == RateLimit(5, 3600)
    assert settings.rate_limit_allocations == RateLimit(30, 60)
    assert settings.rate_limit_spending is None
    assert settings.trusted_proxies == frozenset()


def test_a_limit_is_written_as_people_say_it() -> None:
    assert parse_rate_limit("100/min") == RateLimit(100, 60)
    assert parse_rate_limit(" 5/Hour ") == RateLimit(5, 3600)
    assert parse_rate_limit("none") is None
    for limit in (RateLimit(7, 1), RateLimit(7, 86_400)):
        assert parse_rate_limit(str(limit)) == limit
    for text in ("", "0/min", "-1/min", "1.5/min", "100", "100/week", "1e3/min"):
        with pytest.raises(ValueError, match="like 100/min"):
            parse_rate_limit(text)


@pytest.mark.parametrize(
    ("operation", "kind"),
    [
        (f"GET {CREDITS}", "reads"),
        (f"GET {BASE}/billing/user", "reads"),
        (f"POST {CREDITS}/add", "writes"),
        (f"GET {SUBSCRIPTION}/invoices", "reads"),
        (f"POST {SUBSCRIPTION}/invoices/{{invoice_id}}/void", "writes"),
        (f"POST {SUBSCRIPTION}/upgrade/preview", "writes"),
        (f"POST {BASE}/subscriptions", "subscription_changes"),
        (f"PUT {SUBSCRIPTION}/upgrade", "subscription_changes"),
        (f"POST {SUBSCRIPTION}/cancel", "subscription_changes"),
        (f"POST {CREDITS}/allocate", "allocations"),
        (f"PUT {CREDITS}/allocations/{{user_id}}", "allocations"),
        (f"POST {CREDITS}/allocations/{{user_id}}/reclaim", "allocations"),
        (f"POST {CREDITS}/allocations/{{user_id}}/transfer", "allocations"),
        *(
            (f"POST {root}/purchases/{{purchase_id}}/{verb}", "writes")
            for root in (CREDITS, BASE)
            for verb in ("mark-paid", "cancel", "fail")
        ),
        (f"POST {CREDITS}/check", "spending"),
        (f"POST {CREDITS}/deduct", "spending"),
        (f"POST {CREDITS}/deduct/batch", "spending"),
        (f"POST {CREDITS}/holds", "spending"),
        (f"POST {CREDITS}/holds/{{hold_id}}/capture", None),
        (f"POST {CREDITS}/holds/{{hold_id}}/release", None),
        (f"GET {BASE}/plans", None),
        (f"POST {BASE}/webhooks/lago", None),
        ("POST /api/v1/auth/dev/login", "sign_in"),
        ("GET /api/v1/auth/me", None),
        ("GET /api/v1/organizations", None),
        ("POST /v1/chat/completions", None),
        (f"GET /mounted{CREDITS}", "reads"),
    ],
)
def test_each_route_has_its_limit(operation: str, kind: str | None) -> None:
    method, _, path = operation.partition(" ")
    assert rate_class_of(method, path) == kind


async def test_exactly_so_many_pass_however_many_ask_at_once(
    db: Database, owner: OwnerConnection
) -> None:
    first, second = (limited(db, owner, reads="20/min") for _ in range(2))
    person = first.person()
    path = f"{BASE}/credits/{first.organization(person)}"
    elsewhere = second.client(cookies=dict(person.cookies))
    found = await asyncio.gather(statuses(person, path, 40), statuses(elsewhere, path, 40))
    assert found[0] + found[1] == Counter({200: 20, 429: 60})


async def test_the_answer_says_how_one_stands(db: Database, owner: OwnerConnection) -> None:
    api = limited(db, owner, reads="2/min")
    person = api.person()
    path = f"{BASE}/credits/{api.organization(person)}"
    told = [(await person.get(path)).headers for _ in range(3)]
    assert [headers["ratelimit-remaining"] for headers in told] == ["1", "0", "0"]
    for headers in told:
        assert headers["ratelimit-limit"] == "2"
        assert headers["ratelimit-policy"] == "2;w=60"
        assert 0 < int(headers["ratelimit-reset"]) <= 61
    refused = await person.get(path)
    assert code_of(refused) == (429, "rate_limited")
    assert refused.headers["content-type"] == "application/problem+json"
    assert 0 < int(refused.headers["retry-after"]) <= 61
    assert refused.json()["retry_after_s"] == int(refused.headers["retry-after"])


def counted(owner: OwnerConnection, bucket: str, at_s: float, limit: int = 3) -> Any:
    """Count a request at a moment, in seconds from some midnight, against 3 a minute."""
    return owner.execute(
        """select * from count_request(%s, %s, 60,
           timestamptz '2026-05-04 00:00Z' + make_interval(secs => %s))""",
        [bucket, limit, at_s],
    ).fetchone()


def test_no_minute_holds_more_and_room_comes_back_when_it_is_said(owner: OwnerConnection) -> None:
    bucket = uuid.uuid4().hex
    assert [counted(owner, bucket, at)["allowed"] for at in (0.5, 30.2, 59.9)] == [True] * 3
    refused = counted(owner, bucket, 60.4)
    assert (refused["allowed"], refused["remaining"], refused["reset_s"]) == (False, 0, 1)
    # The first of them is a minute ago: room for one, and for no second.
    assert counted(owner, bucket, 61.5)["allowed"] is True
    assert counted(owner, bucket, 61.6) == {"allowed": False, "remaining": 0, "reset_s": 30}
    assert counted(owner, bucket, 91.6)["allowed"] is True
    # After a minute of nothing everything is free.
    assert counted(owner, bucket, 300)["remaining"] == 2


def test_a_lower_limit_counts_what_came_before(owner: OwnerConnection) -> None:
    bucket = uuid.uuid4().hex
    for at in (0, 10, 20):
        assert counted(owner, bucket, at)["allowed"] is True
    assert counted(owner, bucket, 21, limit=1) == {
        "allowed": False, "remaining": 0, "reset_s": 60,
    }  # fmt: skip


def test_random_arrivals_never_exceed_the_limit_in_any_minute(owner: OwnerConnection) -> None:
    bucket, admitted, now_s = uuid.uuid4().hex, [], 0.0
    for step in range(400):
        now_s += (step * 7919 % 97) / 40
        if counted(owner, bucket, now_s, limit=10)["allowed"]:
            admitted.append(now_s)
    for last in range(10, len(admitted)):
        assert admitted[last] - admitted[last - 10] >= 60
    # Not by refusing everybody: about ten a minute get through.
    assert len(admitted) > now_s / 60 * 10 * 0.8


async def test_each_organization_and_each_person_has_an_allowance(
    db: Database, owner: OwnerConnection
) -> None:
    api = limited(db, owner, reads="2/min")
    boss = api.person()
    one, two = (f"{BASE}/credits/{api.organization(boss)}" for _ in range(2))
    assert await statuses(boss, one, 3) == Counter({200: 2, 429: 1})
    assert await statuses(boss, two, 3) == Counter({200: 2, 429: 1})
    other = api.member(uuid.UUID(one.rpartition("/")[2]))
    assert await statuses(other, one, 3) == Counter({200: 2, 429: 1})


async def test_more_sessions_and_keys_are_no_more_allowance(
    db: Database, owner: OwnerConnection
) -> None:
    api = limited(db, owner, reads="2/min")
    boss = api.person()
    org_id = api.organization(boss)
    again, program = api.signed_in(boss.user_id), api.program(api.key(org_id, boss, "member"))
    found = Counter[int]()
    for client in (boss, again, program):
        found += await statuses(client, f"{BASE}/credits/{org_id}", 2)
    assert found == Counter({200: 2, 429: 4})
    service = api.program(api.key(org_id, boss))
    assert await statuses(service, f"{BASE}/credits/{org_id}", 3) == Counter({200: 2, 429: 1})


async def test_made_up_organizations_and_addresses_are_no_more_allowance(
    db: Database, owner: OwnerConnection
) -> None:
    api = limited(db, owner, reads="3/min")
    person = api.person()
    foreign = api.organization(api.person())
    found = []
    for number, org_id in enumerate([uuid.uuid4(), foreign, "not-a-uuid", uuid.uuid4(), foreign]):
        forged = {"x-forwarded-for": f"203.0.113.{number}", "forwarded": f"for=198.51.100.{number}"}
        answer = await person.get(f"{BASE}/credits/{org_id}", headers=forged)
        found.append(answer.status_code)
    assert found == [404, 404, 422, 429, 429]


async def test_a_stranger_is_told_to_sign_in_and_is_not_counted(
    db: Database, owner: OwnerConnection
) -> None:
    api = limited(db, owner, reads="1/min")
    path = f"{BASE}/billing/user"
    for client in (api.client(), api.program("A" * 43)):
        answers = [await client.get(path) for _ in range(3)]
        assert {answer.status_code for answer in answers} == {401}
        assert all("ratelimit-limit" not in answer.headers for answer in answers)


async def test_what_is_refused_for_another_reason_counts_too(
    db: Database, owner: OwnerConnection
) -> None:
    api = limited(db, owner, writes="2/min")
    person = api.person()
    org_id = api.organization(person)
    found = [
        (await person.post(f"{BASE}/credits/{org_id}/add", json={"credits": "x"})).status_code
        for _ in range(3)
    ]
    assert found == [422, 422, 429]


async def test_new_subscriptions_count_by_the_organization_in_the_body(
    db: Database, owner: OwnerConnection
) -> None:
    api = limited(db, owner, subscription_changes="1/hour")
    root = api.system_admin()

    async def subscribe(org_id: uuid.UUID) -> int:
        body = {"org_id": str(org_id), "subscription_plan": "platform"}
        return (await root.post(f"{BASE}/subscriptions", json=body)).status_code

    one, two = (api.organization(root) for _ in range(2))
    assert [await subscribe(one), await subscribe(two), await subscribe(one)] == [201, 201, 429]


async def test_spending_has_a_limit_of_its_own_and_captures_have_none(
    db: Database, owner: OwnerConnection
) -> None:
    api = limited(db, owner, writes="1/hour", spending="2/min")
    company = make_company(api)
    member = company.member(100)
    async with running(api):
        held = await company.hold(member, 10)
        assert held.status_code == 201
        assert (await company.deduct(member, 1)).status_code == 200
        assert code_of(await company.deduct(member, 1)) == (429, "rate_limited")
        capture = company.path(f"/holds/{held.json()['hold_id']}/capture")
        answers = [await company.program.post(capture, json={"credits": 5}) for _ in range(5)]
        assert {answer.status_code for answer in answers} == {200}


async def test_without_a_limit_spending_asks_for_none(
    api: Api, db: Database, owner: OwnerConnection
) -> None:
    made = make_api(db, owner, rate_limit_spending=Settings().rate_limit_spending)
    company = make_company(made)
    member = company.member(100)
    async with running(made):
        answer = await company.deduct(member, 1)
    assert "ratelimit-limit" not in answer.headers
    row = owner.execute(
        "select count(*) from request_rates where bucket like %s", [f"%{company.org_id}%"]
    ).fetchone()
    assert row == {"count": 0}


def test_addresses_of_one_caller_are_one() -> None:
    assert address_group("203.0.113.9") == "203.0.113.9"
    assert address_group("::ffff:203.0.113.9") == "203.0.113.9"
    assert address_group("2001:db8::1") == address_group("2001:db8::ffff:1") == "2001:db8::/64"
    assert address_group("2001:db8:0:1::1") != address_group("2001:db8::1")
    assert address_group(None) == address_group("a name") == "unknown"


async def sign_ins(api: Api, forwarded: list[str], **options: Any) -> list[int]:
    client = api.client(**options)
    answers: list[httpx2.Response] = [
        await client.post(
            "/api/v1/auth/dev/login", json={"email": "a@b.c"}, headers={"x-forwarded-for": address}
        )
        for address in forwarded
    ]
    return [answer.status_code for answer in answers]


async def test_sign_in_is_throttled_by_address_and_a_forged_one_helps_nobody(
    db: Database, owner: OwnerConnection
) -> None:
    api = limited(db, owner, sign_in="2/min")
    peer = (f"192.0.2.{uuid.uuid4().int % 200 + 1}", 5000)
    forged = [f"203.0.113.{number}" for number in range(4)]
    # 404: nobody of another machine signs in this way at all.
    assert await sign_ins(api, forged, peer=peer) == [404, 404, 429, 429]
    other = (f"198.51.100.{uuid.uuid4().int % 200 + 1}", 5000)
    assert await sign_ins(api, forged[:1], peer=other) == [404]


async def test_behind_a_trusted_proxy_it_is_the_address_that_the_proxy_saw(
    db: Database, owner: OwnerConnection
) -> None:
    proxy = ("10.1.2.3", 5000)
    limits = {"rate_limit_sign_in": RateLimit(2, 60)}
    api = make_api(db, owner, trusted_proxies="10.0.0.0/8, 192.168.7.7", **limits)
    mine = f"2001:db8:{uuid.uuid4().hex[:4]}::1"
    # What a client wrote itself stands before what the proxy added.
    forged = [f"203.0.113.{number}, {mine}" for number in range(4)]
    assert await sign_ins(api, forged, peer=proxy) == [404, 404, 429, 429]
    through_two = [f"203.0.113.{number}, {mine}, 192.168.7.7" for number in range(2)]
    assert await sign_ins(api, through_two, peer=proxy) == [429, 429]
    another = f"2001:db8:{uuid.uuid4().hex[:4]}:1::1"
    assert await sign_ins(api, [another], peer=proxy) == [404]
    # Who is not the proxy is not believed.
    stranger = (f"172.16.0.{uuid.uuid4().int % 200 + 1}", 5000)
    assert await sign_ins(api, forged, peer=stranger) == [404, 404, 429, 429]


async def test_a_session_over_https_is_counted_like_any(
    db: Database, owner: OwnerConnection
) -> None:
    """Its cookie may have another name there."""
    api = limited(db, owner, reads="2/min")
    user_id = api.user("demo", is_demo=True)
    client = api.client(base_url="https://localhost:8084")
    body = {"email": f"{user_id}@example.org"}
    assert (await client.post("/api/v1/auth/dev/login", json=body)).status_code == 204
    assert await statuses(client, f"{BASE}/billing/user", 4) == Counter({200: 2, 429: 2})
