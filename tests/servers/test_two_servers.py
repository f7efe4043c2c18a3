"""Two servers, one truth: what one has answered the other knows."""

import uuid
from typing import Any

from tests.credits.company import Company, code_of, new_key
from tests.servers.conftest import People

BASE = "/api/v1/org-billing"


async def test_an_idempotency_key_is_one_key_on_both(people: People, company: Company) -> None:
    member = company.member(10)
    first, second = people.at_both(company.program)
    spend = {"user_id": member.user_id, "credits": 4, "service_type": "llm", "request_id": "r"}
    one = await first.post(company.path("/deduct"), json=spend)
    two = await second.post(company.path("/deduct"), json=spend)
    assert (one.status_code, two.json()) == (200, one.json() | {"replayed": True})
    third = await second.post(company.path("/deduct"), json=spend | {"credits": 5})
    assert code_of(third) == (409, "idempotency_key_reused")
    root, other_root = people.at_both(company.root)
    key = new_key()
    granted = await root.post(company.path("/add"), json={"credits": 5}, headers=key)
    again = await other_root.post(company.path("/add"), json={"credits": 5}, headers=key)
    assert (granted.status_code, again.json()) == (200, granted.json())


async def test_a_hold_made_on_one_is_captured_on_the_other(
    people: People, company: Company
) -> None:
    member = company.member(100)
    first, second = people.at_both(company.program)
    held = await first.post(
        company.path("/holds"),
        json={"user_id": member.user_id, "credits": 60, "request_id": uuid.uuid4().hex},
    )
    capture = company.path(f"/holds/{held.json()['hold_id']}/capture")
    done = await second.post(capture, json={"credits": 25})
    assert (done.status_code, done.json()["remaining_credits"]) == (200, 75)
    again = await first.post(capture, json={"credits": 25})
    assert again.json() == done.json() | {"replayed": True}


async def test_who_signs_in_on_one_is_known_on_both_and_signs_out_of_both(
    people: People, company: Company
) -> None:
    email = f"{uuid.uuid4().hex}@demo.org"
    user_id = people.api.user("demo", email=email, is_demo=True)
    first, second = people.at(0), people.at(1)
    signed_in = await first.post("/api/v1/auth/dev/login", json={"email": email})
    assert signed_in.status_code == 204, signed_in.text
    second.cookies.update(first.cookies)
    for client in (first, second):
        assert (await client.get("/api/v1/auth/me")).json()["user_id"] == user_id
    assert (await second.post("/api/v1/auth/logout")).is_success
    assert code_of(await first.get("/api/v1/auth/me")) == (401, "credential_invalid")


async def test_development_sign_in_is_for_this_machine_alone(people: People) -> None:
    client = people.at(0)
    assert (await client.get("/api/v1/auth/dev/people")).status_code == 200
    for headers in (
        {"host": "orgbilling.example"}, {"x-forwarded-for": "203.0.113.9"}, {"via": "1.1 proxy"},
    ):  # fmt: skip
        refused = await client.get("/api/v1/auth/dev/people", headers=headers)
        assert code_of(refused) == (404, "route_not_found")
    unknown = await client.post("/api/v1/auth/dev/login", json={"email": "nobody@demo.org"})
    assert code_of(unknown) == (404, "user_not_found")
    cross = await client.post(
        "/api/v1/auth/dev/login",
        json={"email": "x@demo.org"},
        headers={"origin": "http://evil.example"},
    )
    assert code_of(cross) == (403, "cross_site_request")


async def test_what_is_taken_away_on_one_is_gone_on_the_other(
    people: People, company: Company
) -> None:
    member = company.member(100)
    boss, other_boss = people.at_both(company.boss)
    here, there = people.at_both(member)
    spend = {"user_id": member.user_id, "credits": 1, "service_type": "llm"}
    ok = await there.post(company.path("/deduct"), json=spend, headers=new_key())
    assert ok.status_code == 200
    org = f"/api/v1/organizations/{company.org_id}"
    assert (await boss.delete(f"{org}/members/{member.user_id}")).is_success
    for client in (here, there):
        gone: list[Any] = [
            await client.get(company.path()),
            await client.post(company.path("/deduct"), json=spend, headers=new_key()),
        ]
        assert [code_of(answer) for answer in gone] == [(404, "organization_not_found")] * 2
    made = (await boss.post(f"{org}/keys", json={"name": "ci", "kind": "service"})).json()
    program = people.at(1)
    program.headers["authorization"] = f"Bearer {made['key']}"
    assert (await program.get(company.path())).status_code == 200
    assert (await other_boss.delete(f"{org}/keys/{made['key_id']}")).is_success
    assert code_of(await program.get(company.path())) == (401, "credential_invalid")
