"""Credits from one member to another: a reclaim and an allocation in one step, under one key."""

from typing import Any

from tests.api_client import Client
from tests.credits.company import Company, code_of, new_key

FIGURES = ("allocated_credits", "remaining_credits", "target_credits")


async def transfer(
    company: Company, giver: str, receiver: str, credits: Any, key: Any = None, **more: Any
) -> Any:
    path = company.path(f"/allocations/{giver}/transfer")
    body = {"to_user_id": receiver, "credits": credits, **more}
    return await company.boss.post(path, json=body, headers=key or new_key())


async def figures(company: Company, member: Client) -> list[Any]:
    row = await company.allocation(member)
    return [row[name] for name in FIGURES]


async def test_what_the_one_has_less_the_other_has_more(company: Company) -> None:
    giver, receiver = company.member(100), company.member(50)
    await company.deduct(giver, 60)
    before = await company.pool()
    answer = await transfer(company, giver.user_id, receiver.user_id, 25.5, reason="vacation")
    assert answer.status_code == 200, answer.text
    row = answer.json()
    assert (row["user_id"], row["to_user_id"], row["credits"]) == (
        giver.user_id, receiver.user_id, 25.5,
    )  # fmt: skip
    assert [row["allocation"][name] for name in FIGURES] == [74.5, 14.5, 74.5]
    assert [row["to_allocation"][name] for name in FIGURES] == [75.5, 75.5, 75.5]
    assert await figures(company, giver) == [74.5, 14.5, 74.5]
    assert await figures(company, receiver) == [75.5, 75.5, 75.5]
    assert await company.pool() == before
    assert company.world.differences() == []


async def test_it_is_two_movements_and_one_event(company: Company) -> None:
    giver, receiver = company.member(100), company.member(50)
    moved = len((await company.boss.get(company.path("/transfers"))).json())
    events = len(company.api.audit(company.org_id))
    await transfer(company, giver.user_id, receiver.user_id, 30, reason="vacation")
    rows = (await company.boss.get(company.path("/transfers"))).json()
    assert len(rows) == moved + 2
    assert sorted((row["kind"], row["user_id"], row["amount"]) for row in rows[:2]) == [
        ("allocate", receiver.user_id, 30),
        ("reclaim", giver.user_id, 30),
    ]
    assert {row["reason"] for row in rows[:2]} == {"vacation"}
    assert rows[0]["request_key"] == rows[1]["request_key"] is not None
    assert company.api.audit(company.org_id)[events:] == ["org.credits.transferred"]
    event = company.world.one(
        """select subject, actor_id, details from organization_audit_log
           where org_id = %s and event_type = 'org.credits.transferred'""",
        company.org_id,
    )
    assert (event["subject"], event["actor_id"]) == (giver.user_id, company.boss.user_id)
    assert event["details"] == {
        "credits": 30,
        "to_user_id": receiver.user_id,
        "reason": "vacation",
        "is_first_of_receiver": False,
        "target_credits": [100, 70],
        "to_target_credits": [50, 80],
    }


async def test_the_receivers_notes_stay_and_both_movements_say_one_reason(
    company: Company,
) -> None:
    giver, receiver = company.member(100), company.member()
    body = {"user_id": receiver.user_id, "allocated_credits": 50, "notes": "until May"}
    await company.boss.post(company.path("/allocate"), json=body, headers=new_key())
    for reason in (None, "Bob is on leave"):
        await transfer(company, giver.user_id, receiver.user_id, 10, reason=reason)
        rows = (await company.boss.get(company.path("/transfers"))).json()[:2]
        assert {row["reason"] for row in rows} == {reason or "transferred"}
    assert (await company.allocation(receiver))["notes"] == "until May"
    assert (await company.allocation(giver))["notes"] != "Bob is on leave"


async def test_one_key_moves_once(company: Company) -> None:
    giver, receiver = company.member(100), company.member(50)
    key = new_key()
    first = await transfer(company, giver.user_id, receiver.user_id, 30, key)
    again = await transfer(company, giver.user_id, receiver.user_id, 30, key)
    assert (again.status_code, again.json()) == (200, first.json())
    assert await figures(company, giver) == [70, 70, 70]
    other = await transfer(company, receiver.user_id, giver.user_id, 30, key)
    assert code_of(other) == (409, "idempotency_key_reused")


async def test_it_is_refused_as_the_reclaim_is(company: Company) -> None:
    giver, receiver = company.member(100), company.member(50)
    await company.deduct(giver, 60)
    company.world.hold(giver.user_id, 15)
    before = company.balances()
    refused = await transfer(company, giver.user_id, receiver.user_id, 25.000001)
    assert code_of(refused) == (409, "reclaim_exceeds_remaining")
    assert refused.json()["available_credits"] == 25
    assert company.balances() == before
    assert (await transfer(company, giver.user_id, receiver.user_id, 25)).status_code == 200


async def test_it_goes_to_another_member_of_the_organization(company: Company) -> None:
    giver, newcomer = company.member(100), company.member()
    former = company.member(10).user_id
    company.world.connection.execute(
        "select remove_member(%s, %s, %s, 'user')", [company.org_id, former, company.boss.user_id]
    )
    before = company.balances()
    itself = await transfer(company, giver.user_id, giver.user_id, 5)
    assert code_of(itself) == (422, "invalid_argument")
    assert itself.json()["field"] == "to_user_id"
    for receiver in (company.api.person().user_id, former, "nobody"):
        refused = await transfer(company, giver.user_id, receiver, 5)
        assert code_of(refused) == (404, "member_not_found")
        assert refused.json()["user_id"] == receiver
    empty = await transfer(company, newcomer.user_id, giver.user_id, 5)
    assert code_of(empty) == (404, "member_not_found")
    assert company.balances() == before


async def test_who_had_nothing_begins_with_it(company: Company) -> None:
    giver, newcomer = company.member(100), company.member()
    await transfer(company, giver.user_id, newcomer.user_id, 40)
    row = await company.allocation(newcomer)
    assert [row[name] for name in FIGURES] == [40, 40, 40]
    assert row["reset_period"] == "monthly"
    event = company.world.one(
        """select details ->> 'is_first_of_receiver' as is_first from organization_audit_log
           where org_id = %s and event_type = 'org.credits.transferred'""",
        company.org_id,
    )
    assert event["is_first"] == "true"
    assert (await company.deduct(newcomer, 40)).status_code == 200
    assert company.world.differences() == []


async def test_what_the_other_has_above_the_target_is_taken_first(company: Company) -> None:
    giver, receiver = company.member(100, "never"), company.member(100, "never")
    await company.deduct(receiver, 80)
    company.world.set_to(receiver.user_id, 50)
    available = (await company.pool())["available_credits"]
    await transfer(company, giver.user_id, receiver.user_id, 40)
    # 80 are used of a target of 50: 30 of the 40 were there already, and stay in the pool.
    assert await figures(company, receiver) == [90, 10, 90]
    assert (await company.pool())["available_credits"] == available + 30
    assert company.world.differences() == []
