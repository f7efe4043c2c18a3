"""Allocations over HTTP: allocate raises, PUT sets, reclaim takes back; each by its own route."""

from typing import Any

import pytest

from tests.credits.company import Company, code_of, new_key

FIELDS = {
    "id", "org_id", "user_id", "user_email", "user_name", "allocated_credits", "used_credits",
    "remaining_credits", "reset_period", "last_reset_date", "next_reset_date", "is_active", "notes",
    "created_at",
}  # fmt: skip


async def allocate(company: Company, user_id: str, credits: Any, **more: Any) -> Any:
    body = {"user_id": user_id, "allocated_credits": credits, **more}
    return await company.boss.post(company.path("/allocate"), json=body, headers=new_key())


async def set_to(company: Company, user_id: str, credits: Any, **more: Any) -> Any:
    path = company.path(f"/allocations/{user_id}")
    body = {"allocated_credits": credits, **more}
    return await company.boss.put(path, json=body, headers=new_key())


async def reclaim(company: Company, user_id: str, credits: Any, **more: Any) -> Any:
    path = company.path(f"/allocations/{user_id}/reclaim")
    return await company.boss.post(path, json={"credits": credits, **more}, headers=new_key())


async def test_an_allocation_has_the_fields_that_screens_read(company: Company) -> None:
    member = company.member()
    answer = await allocate(company, member.user_id, 2_000.5, reset_period="weekly", notes="spring")
    assert answer.status_code == 200
    row = answer.json()
    assert row.keys() >= FIELDS
    figures = (
        "allocated_credits",
        "used_credits",
        "held_credits",
        "remaining_credits",
        "target_credits",
    )
    assert [row[name] for name in figures] == [2_000.5, 0, 0, 2_000.5, 2_000.5]
    assert (row["user_id"], row["user_email"]) == (member.user_id, member.email)
    assert (row["reset_period"], row["notes"], row["is_active"]) == ("weekly", "spring", True)
    assert row["next_reset_date"] is not None
    assert await company.allocation(member) == row
    assert company.api.audit(company.org_id)[-1] == "user.allocation.created"


async def test_the_first_allocation_is_monthly_and_a_later_one_keeps_the_period(
    company: Company,
) -> None:
    user_id = company.member().user_id
    assert (await allocate(company, user_id, 10)).json()["reset_period"] == "monthly"
    assert (await allocate(company, user_id, 10, reset_period="never")).json()[
        "next_reset_date"
    ] is None
    kept = (await allocate(company, user_id, 10)).json()
    assert (kept["reset_period"], kept["allocated_credits"]) == ("never", 30)
    assert "org.credits.allocated" in company.api.audit(company.org_id)


async def test_allocate_raises_what_is_there_now_and_after_each_reset(company: Company) -> None:
    member = company.member(100)
    await company.deduct(member, 60)
    row = (await allocate(company, member.user_id, 50)).json()
    names = ("allocated_credits", "used_credits", "remaining_credits", "target_credits")
    assert [row[name] for name in names] == [150, 60, 90, 150]
    assert (await company.pool())["available_credits"] == 9_850


async def test_put_sets_both_up_and_down(company: Company) -> None:
    user_id = company.member(100).user_id
    up = (await set_to(company, user_id, 120)).json()
    assert (up["allocated_credits"], up["target_credits"]) == (120, 120)
    down = (await set_to(company, user_id, 30.25)).json()
    assert (down["allocated_credits"], down["target_credits"]) == (30.25, 30.25)
    none = (await set_to(company, user_id, 0)).json()
    assert (none["allocated_credits"], none["remaining_credits"]) == (0, 0)
    assert (await company.pool())["available_credits"] == 10_000


async def test_put_below_what_is_used_and_held_falls_as_the_hold_resolves(company: Company) -> None:
    member = company.member(150)
    await company.deduct(member, 80)
    hold_id = (await company.hold(member, 50)).json()["hold_id"]
    row = (await set_to(company, member.user_id, 100)).json()
    names = ("allocated_credits", "remaining_credits", "target_credits", "held_credits")
    assert [row[name] for name in names] == [130, 0, 100, 50]
    captured = await company.program.post(
        company.path(f"/holds/{hold_id}/capture"), json={"credits": 10}
    )
    assert captured.json()["remaining_credits"] == 10
    row = await company.allocation(member)
    assert [row[name] for name in names] == [100, 10, 100, 0]


async def test_put_leaves_period_and_notes_that_are_not_named(company: Company) -> None:
    user_id = company.member().user_id
    await set_to(company, user_id, 10, reset_period="daily", notes="trial")
    kept = (await set_to(company, user_id, 20)).json()
    assert (kept["reset_period"], kept["notes"]) == ("daily", "trial")
    changed = (await set_to(company, user_id, 20, notes="")).json()
    assert (changed["reset_period"], changed["notes"]) == ("daily", "")


async def test_reclaim_takes_what_is_free_and_says_the_most(company: Company) -> None:
    member = company.member(100)
    await company.deduct(member, 60)
    refused = await reclaim(company, member.user_id, 40.000001)
    assert code_of(refused) == (409, "reclaim_exceeds_remaining")
    assert refused.json()["available_credits"] == 40
    row = (await reclaim(company, member.user_id, 40, reason="left the team")).json()
    names = ("allocated_credits", "remaining_credits", "target_credits")
    assert [row[name] for name in names] == [60, 0, 60]
    assert (await company.pool())["available_credits"] == 9_940
    newest = (await company.boss.get(company.path("/transfers"))).json()[0]
    assert (newest["kind"], newest["reason"]) == ("reclaim", "left the team")


async def test_more_than_the_pool_has_is_409_and_moves_nothing(company: Company) -> None:
    user_id = company.member(9_000).user_id
    before = company.balances()
    for refused in (
        await allocate(company, user_id, 1_000.5),
        await set_to(company, user_id, 10_000.5),
    ):
        assert code_of(refused) == (409, "pool_insufficient")
        problem = refused.json()
        assert (problem["needed_credits"], problem["available_credits"]) == (1_000.5, 1_000)
    assert company.balances() == before
    assert (await allocate(company, user_id, 1_000)).status_code == 200


async def test_who_is_no_member_gets_nothing(company: Company) -> None:
    stranger = company.api.person().user_id
    former = company.member(100).user_id
    company.world.connection.execute(
        "select remove_member(%s, %s, %s, 'user')", [company.org_id, former, company.boss.user_id]
    )
    before = company.balances()
    for user_id in (stranger, former, "nobody"):
        assert code_of(await allocate(company, user_id, 1)) == (404, "member_not_found")
        assert code_of(await set_to(company, user_id, 1)) == (404, "member_not_found")
    assert code_of(await reclaim(company, "nobody", 1)) == (404, "member_not_found")
    assert company.balances() == before


async def test_a_member_sees_their_own_allocation_alone(company: Company) -> None:
    first, second, idle = company.member(10), company.member(20), company.member()
    assert [row["user_id"] for row in (await first.get(company.path("/allocations"))).json()] == [
        first.user_id
    ]
    assert (await idle.get(company.path("/allocations"))).json() == []
    for viewer in (company.boss, company.root, company.program):
        rows = (await viewer.get(company.path("/allocations"))).json()
        assert {row["user_id"] for row in rows} == {first.user_id, second.user_id}
    own_key = company.api.program(company.api.key(company.org_id, company.boss, "member"))
    assert (await own_key.get(company.path("/allocations"))).json() == []


async def test_allocations_come_in_pages_by_user_id(company: Company) -> None:
    people = sorted(company.member(1).user_id for _ in range(7))
    seen: list[str] = []
    url = company.path("/allocations?limit=3")
    for expected in (3, 3, 1):
        answer = await company.boss.get(url)
        seen += [row["user_id"] for row in answer.json()]
        assert len(answer.json()) == expected
        link = answer.headers.get("link", "<>")
        url = link[1 : link.index(">")]
    assert seen == people
    assert url == ""
    for query in ("limit=0", "limit=501", "cursor=nonsense"):
        refused = await company.boss.get(company.path(f"/allocations?{query}"))
        assert refused.status_code == 422


@pytest.mark.parametrize(
    "body",
    [
        {}, {"allocated_credits": 1}, {"user_id": "x"}, {"user_id": "x", "allocated_credits": 0},
        {"user_id": "x", "allocated_credits": -1}, {"user_id": "x", "allocated_credits": "1"},
        {"user_id": "x", "allocated_credits": 0.0000001}, {"user_id": "", "allocated_credits": 1},
        {"user_id": "x", "allocated_credits": 1, "reset_period": "yearly"},
        {"user_id": "x", "allocated_credits": 1, "credits": 1},
        {"user_id": "x", "allocated_credits": 9_000_000_001},
    ],
)  # fmt: skip
async def test_a_body_that_cannot_be_is_422_by_field(company: Company, body: Any) -> None:
    answer = await company.boss.post(company.path("/allocate"), json=body, headers=new_key())
    assert code_of(answer) == (422, "invalid_request")
    assert all(error.keys() == {"field", "message"} for error in answer.json()["errors"])
