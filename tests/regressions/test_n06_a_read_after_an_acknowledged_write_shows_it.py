"""N6: stale balances, from polling and caches: what one server acknowledged, any other shows."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.api_client import Client
from tests.credits.company import BASE, Company, make_company, new_key
from tests.servers.conftest import People

ROUNDS = 10
Read = Callable[[], Awaitable[Any]]


@pytest.fixture
def shared(people: People) -> Company:
    return make_company(people.api)


def reader(person: Client, path: str, *names: str) -> Read:
    """Reads one figure behind a path, again and again."""

    async def read() -> Any:
        answer = await person.get(path)
        assert answer.status_code == 200, answer.text
        assert answer.headers["cache-control"] == "no-store"
        found = answer.json()
        for name in names:
            found = found[0] if name == "first" else found[name]
        return found

    return read


async def test_a_spend_is_seen_at_once_everywhere(people: People, shared: Company) -> None:
    member = shared.member(1_000)
    writers = people.at_both(shared.program)
    org = f"{BASE}/billing/org/{shared.org_id}"
    for round_number in range(1, ROUNDS + 1):
        spent = await writers[round_number % 2].post(
            shared.path("/deduct"),
            json={"user_id": member.user_id, "credits": 3, "service_type": "llm"},
            headers=new_key(),
        )
        left = 1_000 - 3 * round_number
        assert spent.json()["remaining_credits"] == left
        own, boss = (
            people.at((round_number + 1) % 2, member),
            people.at((round_number + 1) % 2, shared.boss),
        )
        seen = await asyncio.gather(
            reader(own, shared.path("/allocations"), "first", "remaining_credits")(),
            reader(own, f"{BASE}/billing/user", "organizations", "first", "remaining_credits")(),
            reader(boss, shared.path(), "used_credits")(),
            reader(boss, shared.path("/usage"), "total_credits_used")(),
            reader(boss, org, "usage_stats_30_days", "total_credits_used")(),
        )
        assert seen == [left, left, 1_000 - left, 1_000 - left, 1_000 - left]


async def test_every_movement_of_the_pool_is_seen_at_once(people: People, shared: Company) -> None:
    member = shared.member()
    boss, root = people.at(0, shared.boss), people.at(0, shared.root)
    available = reader(people.at(1, shared.boss), shared.path(), "available_credits")
    allocation, other = f"/allocations/{member.user_id}", shared.member().user_id
    steps: list[tuple[Client, str, str, dict[str, Any], int]] = [
        (root, "POST", "/add", {"credits": 500}, 10_500),
        (boss, "POST", "/allocate", {"user_id": member.user_id, "allocated_credits": 200}, 10_300),
        (boss, "PUT", allocation, {"allocated_credits": 50}, 10_450),
        (boss, "POST", f"{allocation}/reclaim", {"credits": 10}, 10_460),
        (boss, "POST", f"{allocation}/transfer", {"to_user_id": other, "credits": 5}, 10_460),
    ]
    for person, method, rest, body, expected in steps:
        answer = await person.request(method, shared.path(rest), json=body, headers=new_key())
        assert answer.is_success, answer.text
        assert await available() == expected
    order = await boss.post(shared.path("/add"), json={"credits": 40}, headers=new_key())
    assert await available() == 10_460
    await root.post(f"{BASE}/purchases/{order.json()['id']}/mark-paid")
    assert await available() == 10_500


async def test_a_suspension_and_an_end_are_obeyed_at_once(people: People, shared: Company) -> None:
    member = shared.member(100)
    root, program = people.at(0, shared.root), people.at(1, shared.program)
    body = {"user_id": member.user_id, "credits": 1}

    async def blocked_by() -> Any:
        check = await program.post(shared.path("/check"), json=body)
        held = await program.post(shared.path("/holds"), json=body, headers=new_key())
        assert held.json().get("blocked_by") == check.json()["blocked_by"]
        return check.json()["blocked_by"]

    org = f"/api/v1/organizations/{shared.org_id}"
    subscription = f"{BASE}/subscriptions/{shared.org_id}"
    for path, given, expected in (
        (f"{org}/suspend", None, "organization"), (f"{org}/reactivate", None, None),
        (f"{subscription}/pause", None, "subscription"), (f"{subscription}/reactivate", None, None),
        (f"{subscription}/cancel", {"at": "now"}, "subscription"),
    ):  # fmt: skip
        done = await root.post(path, json=given)
        assert done.is_success, done.text
        assert await blocked_by() == expected, path
