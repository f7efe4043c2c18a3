"""Spending over HTTP: bodies, statuses and rules of the contract."""

import uuid
from typing import Any

from tests.api_client import Api, Client
from tests.world import World

BASE = "/api/v1/org-billing"


async def spender(api: Api, credits: int = 100) -> tuple[World, Client, Client]:
    """An organization, its service key's program, and a member with credits."""
    owner = api.person("owner")
    world = World(api.owner, org_id=api.organization(owner))
    world.subscribe()
    member = api.member(world.org_id)
    world.add(10_000)
    world.allocate(member.user_id, credits)
    return world, api.program(api.key(world.org_id, owner)), member


def spend(member: Client, credits: Any, **more: Any) -> dict[str, Any]:
    return {"user_id": member.user_id, "credits": credits, "service_type": "llm", **more}


async def test_a_deduct_spends_and_its_twin_is_replayed(api: Api) -> None:
    world, program, member = await spender(api)
    path = f"{BASE}/credits/{world.org_id}/deduct"
    body = spend(member, 2.5, request_id="r-1", service_name="gpt-4o")
    first = await program.post(path, json=body)
    assert first.status_code == 200
    assert first.json() | {"usage_id": None} == {
        "usage_id": None, "credits": 2.5, "remaining_credits": 97.5, "replayed": False,
    }  # fmt: skip
    again = await program.post(path, json=body)
    assert again.json() == first.json() | {"replayed": True}
    other = await program.post(path, json=body | {"credits": 3})
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")
    assert world.figures(member.user_id, "U") == (2.5,)


async def test_a_refusal_says_who_blocked_it_and_who_can_help(api: Api) -> None:
    world, program, member = await spender(api, credits=10)
    path = f"{BASE}/credits/{world.org_id}/deduct"
    refused = await program.post(path, json=spend(member, 11, request_id="r-1"))
    assert refused.status_code == 402
    problem = refused.json()
    assert refused.headers["content-type"] == "application/problem+json"
    assert {name: problem[name] for name in ("code", "blocked_by", "needed_credits")} == {
        "code": "insufficient_credits", "blocked_by": "allocation", "needed_credits": 11,
    }  # fmt: skip
    assert (problem["available_credits"], problem["resolvable_by"]) == (10, "org_admin")
    world.allocate(member.user_id, 100)
    again = await program.post(path, json=spend(member, 11, request_id="r-1"))
    assert (again.status_code, again.json()["replayed"]) == (402, True)


async def test_a_hold_is_captured_and_the_rest_is_free_again(api: Api) -> None:
    world, program, member = await spender(api)
    holds = f"{BASE}/credits/{world.org_id}/holds"
    held = await program.post(
        holds,
        json={"user_id": member.user_id, "credits": 40, "ttl_s": 60},
        headers={"Idempotency-Key": "h-1"},
    )
    assert held.status_code == 201
    assert held.json()["remaining_credits"] == 60
    path = f"{holds}/{held.json()['hold_id']}/capture"
    captured = await program.post(path, json={"credits": 12.25, "api_cost_usd": 0.008})
    assert captured.status_code == 200
    assert captured.json() | {"usage_id": None} == {
        "usage_id": None, "captured_credits": 12.25, "released_credits": 27.75,
        "uncollected_credits": 0, "remaining_credits": 87.75, "replayed": False,
    }  # fmt: skip
    assert (await program.post(path, json={"credits": 12.25})).json()["replayed"] is True
    assert (await program.post(path, json={"credits": 12})).json()[
        "code"
    ] == "hold_already_resolved"


async def test_a_member_spends_only_what_is_theirs(api: Api) -> None:
    world, program, member = await spender(api)
    other = api.member(world.org_id)
    path = f"{BASE}/credits/{world.org_id}/deduct"
    own = await member.post(path, json=spend(member, 1, request_id="r-1"))
    assert own.status_code == 200
    foreign = await other.post(path, json=spend(member, 1, request_id="r-2"))
    assert (foreign.status_code, foreign.json()["code"]) == (403, "forbidden")
    stranger = await api.person().post(path, json=spend(member, 1, request_id="r-3"))
    assert (stranger.status_code, stranger.json()["code"]) == (404, "organization_not_found")
    root = await api.system_admin().post(path, json=spend(member, 1, request_id="r-4"))
    assert root.status_code == 404
    assert world.figures(member.user_id, "U") == (1,)
    held = await program.post(
        f"{BASE}/credits/{world.org_id}/holds",
        json={"user_id": member.user_id, "credits": 1, "request_id": "h-1"},
    )
    release = f"{BASE}/credits/{world.org_id}/holds/{held.json()['hold_id']}/release"
    assert (await member.post(release)).json()["code"] == "hold_of_another_credential"
    assert (await program.post(release)).json()["released_credits"] == 1


async def test_unknown_people_holds_and_keys_are_told_apart(api: Api) -> None:
    world, program, member = await spender(api)
    path = f"{BASE}/credits/{world.org_id}/deduct"
    nobody = await program.post(
        path, json=spend(member, 1, request_id="r-1") | {"user_id": "nobody"}
    )
    assert (nobody.status_code, nobody.json()["code"]) == (404, "member_not_found")
    hold = f"{BASE}/credits/{world.org_id}/holds/{uuid.uuid4()}/capture"
    assert (await program.post(hold, json={"credits": 1})).json()["code"] == "hold_not_found"
    no_key = await program.post(path, json=spend(member, 1))
    assert (no_key.status_code, no_key.json()["code"]) == (422, "idempotency_key_required")
    both = await program.post(
        path, json=spend(member, 1, request_id="a"), headers={"Idempotency-Key": "b"}
    )
    assert (both.status_code, both.json()["code"]) == (400, "idempotency_keys_differ")
    forged = api.program(api.key(world.org_id, member, "member")[:-4] + "AAAA")
    answer = await forged.post(path, json={"credits": "nonsense"})
    assert (answer.status_code, answer.json()["code"]) == (401, "credential_invalid")


async def test_a_batch_answers_each_item_in_order(api: Api) -> None:
    world, program, member = await spender(api, credits=10)
    items = [
        spend(member, 6, request_id="k1"), spend(member, 6, request_id="k2"),
        spend(member, -1, request_id="k4"), spend(member, 4, request_id="k3"),
        spend(member, 6, request_id="k1"), spend(member, 3, request_id="k3"), 17,
    ]  # fmt: skip
    answer = await program.post(
        f"{BASE}/credits/{world.org_id}/deduct/batch", json={"items": items}
    )
    assert answer.status_code == 200
    assert [item["status"] for item in answer.json()] == [200, 402, 422, 200, 200, 409, 422]
    assert answer.json()[4]["body"]["replayed"] is True


async def test_check_tells_and_takes_nothing(api: Api) -> None:
    world, program, member = await spender(api, credits=10)
    path = f"{BASE}/credits/{world.org_id}/check"
    body = {"user_id": member.user_id, "credits": 10}
    assert (await program.post(path, json=body)).json() == {
        "sufficient": True, "remaining_credits": 10, "blocked_by": None,
    }  # fmt: skip
    too_much = await member.post(path, json=body | {"credits": 10.000001})
    assert too_much.json() == {
        "sufficient": False, "remaining_credits": 10, "blocked_by": "allocation",
    }  # fmt: skip
    assert world.figures(member.user_id, "UH") == (0, 0)
