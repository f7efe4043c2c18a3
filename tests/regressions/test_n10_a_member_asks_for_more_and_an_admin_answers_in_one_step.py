"""N10: members could not see, or ask for, credits; admins heard by mail and allocated by hand."""

import asyncio
import uuid
from typing import Any

import pytest

from tests.api_client import Client
from tests.credits.company import Company, code_of, make_company, new_key
from tests.regressions.rival import Rival

FIELDS = {
    "id", "org_id", "user_id", "user_email", "user_name", "status", "requested_credits", "reason",
    "decided_credits", "decided_by", "decided_by_name", "decided_at", "decision_note",
    "allocated_credits", "remaining_credits", "created_at",
}  # fmt: skip


async def ask(company: Company, member: Client, credits: Any = 500, **more: Any) -> Any:
    body = {"credits": credits, "reason": "The report is due.", **more}
    return await member.post(company.path("/requests"), json=body, headers=new_key())


async def asked(company: Company, member: Client, credits: Any = 500) -> str:
    answer = await ask(company, member, credits)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def decide(company: Company, admin: Client, request_id: str, step: str, **body: Any) -> Any:
    path = company.path(f"/requests/{request_id}/{step}")
    return await admin.post(path, json=body or None, headers=new_key())


async def statuses(company: Company, who: Client, query: str = "") -> list[str]:
    answer = await who.get(company.path(f"/requests{query}"))
    assert answer.status_code == 200, answer.text
    return [row["status"] for row in answer.json()]


async def test_a_member_asks_and_an_admin_approves_in_one_step(company: Company) -> None:
    member = company.member(100, "weekly")
    await company.deduct(member, 90)
    request_id = await asked(company, member, 500.25)
    (shown,) = (await company.boss.get(company.path("/requests?status=pending"))).json()
    assert shown.keys() == FIELDS
    assert (shown["user_email"], shown["reason"]) == (member.email, "The report is due.")
    assert (shown["requested_credits"], shown["remaining_credits"]) == (500.25, 10)
    approved = await decide(company, company.boss, request_id, "approve", note="Good luck")
    assert approved.status_code == 200, approved.text
    (seen,) = (await member.get(company.path("/requests"))).json()
    assert seen == approved.json()
    assert (seen["status"], seen["decided_credits"]) == ("approved", 500.25)
    assert (seen["decided_by"], seen["decision_note"]) == (company.boss.user_id, "Good luck")
    assert seen["decided_at"] is not None
    row = await company.allocation(member)
    assert (row["allocated_credits"], row["remaining_credits"]) == (600.25, 510.25)
    # The period is as it was, and the notes of the allocation are not the answer's.
    assert (row["reset_period"], row["notes"]) == ("weekly", None)
    assert (await company.pool())["available_credits"] == 9_399.75
    events = company.api.audit(company.org_id)
    assert {"org.credit_request.created", "org.credit_request.approved"} <= set(events)
    assert company.world.differences() == []


async def test_an_admin_gives_more_or_less_than_was_asked_for(company: Company) -> None:
    for credits in (1, 900):
        member = company.member()
        request_id = await asked(company, member, 500)
        answer = await decide(company, company.root, request_id, "approve", credits=credits)
        assert (answer.json()["requested_credits"], answer.json()["decided_credits"]) == (
            500,
            credits,
        )
        row = await company.allocation(member)
        # A first allocation is monthly.
        assert (row["allocated_credits"], row["reset_period"]) == (credits, "monthly")


async def test_a_pool_with_too_little_keeps_the_request_pending(company: Company) -> None:
    member = company.member()
    request_id = await asked(company, member, 10_001)
    key, before = new_key(), company.balances()
    path = company.path(f"/requests/{request_id}/approve")
    refused = await company.boss.post(path, headers=key)
    assert code_of(refused) == (409, "pool_insufficient")
    assert refused.json()["available_credits"] == 10_000
    assert company.balances() == before
    assert await statuses(company, member) == ["pending"]
    assert "org.credit_request.approved" not in company.api.audit(company.org_id)
    company.world.add(1)
    # Nothing was kept under the key, so the same click works once there is enough.
    assert (await company.boss.post(path, headers=key)).status_code == 200
    assert (await company.allocation(member))["allocated_credits"] == 10_001


async def test_one_request_of_a_member_is_pending_at_a_time(company: Company) -> None:
    member, colleague = company.member(), company.member()
    request_id = await asked(company, member)
    assert code_of(await ask(company, member)) == (409, "credit_request_pending")
    await asked(company, colleague)
    await decide(company, company.boss, request_id, "decline")
    await asked(company, member)
    assert await statuses(company, member) == ["pending", "declined"]


async def test_of_many_who_ask_at_once_one_is_pending(company: Company) -> None:
    member = company.member()
    answers = await asyncio.gather(*(ask(company, member) for _ in range(6)))
    assert sorted(answer.status_code for answer in answers) == [201, *[409] * 5]
    assert await statuses(company, member) == ["pending"]


@pytest.mark.parametrize("first", ["approve", "decline", "withdraw"])
@pytest.mark.parametrize("second", ["approve", "decline", "withdraw"])
async def test_a_second_decision_is_refused(company: Company, first: str, second: str) -> None:
    member = company.member()
    request_id = await asked(company, member)
    who = {"approve": company.boss, "decline": company.root, "withdraw": member}
    done = await decide(company, who[first], request_id, first)
    assert done.status_code == 200, done.text
    before = company.balances()
    refused = await decide(company, who[second], request_id, second)
    assert code_of(refused) == (409, "credit_request_decided")
    assert refused.json()["request_status"] == done.json()["status"]
    assert company.balances() == before


async def test_two_admins_who_approve_at_once_allocate_once(company: Company) -> None:
    member = company.member(10)
    request_id = await asked(company, member, 100)
    second = company.api.member(company.org_id, "admin")
    answers = await asyncio.gather(
        *(decide(company, who, request_id, "approve") for who in [company.boss, second] * 3)
    )
    assert sorted(answer.status_code for answer in answers) == [200, *[409] * 5]
    assert (await company.allocation(member))["allocated_credits"] == 110


async def test_who_declines_while_another_approves_undoes_it(
    company: Company, rival: Rival
) -> None:
    member = company.member(10)
    request_id = await asked(company, member, 100)
    rival.execute(
        "select decline_credit_request(%s, %s, 'no', %s)",
        company.org_id, request_id, company.boss.user_id,
    )  # fmt: skip
    approval, _ = await asyncio.gather(
        decide(company, company.boss, request_id, "approve"), rival.commit_once_waited_for()
    )
    assert code_of(approval) == (409, "credit_request_decided")
    assert (await company.allocation(member))["allocated_credits"] == 10
    assert await statuses(company, member) == ["declined"]


async def test_a_click_that_is_repeated_counts_once(company: Company) -> None:
    member, key = company.member(), new_key()
    body = {"credits": 5, "reason": "again"}
    path = company.path("/requests")
    first, again = [await member.post(path, json=body, headers=key) for _ in range(2)]
    assert (again.status_code, again.json()) == (201, first.json())
    other = await member.post(path, json=body | {"credits": 6}, headers=key)
    assert code_of(other) == (409, "idempotency_key_reused")
    approve = f"{path}/{first.json()['id']}/approve"
    key = new_key()
    answers = [await company.boss.post(approve, json={"credits": 7}, headers=key) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200] * 3
    assert answers[0].json() == answers[2].json()
    assert (await company.allocation(member))["allocated_credits"] == 7
    other = await company.boss.post(approve, json={"credits": 8}, headers=key)
    assert code_of(other) == (409, "idempotency_key_reused")
    for address in (path, approve):
        answer = await company.boss.post(address, json={"credits": 1, "reason": "x"})
        assert answer.status_code == 422
    assert code_of(await member.post(path, json=body)) == (422, "idempotency_key_required")


async def test_a_member_sees_their_own_and_decides_nothing(company: Company) -> None:
    member, colleague = company.member(), company.member()
    mine, theirs = await asked(company, member), await asked(company, colleague)
    assert len(await statuses(company, company.boss)) == 2
    rows = (await member.get(company.path("/requests"))).json()
    assert [row["id"] for row in rows] == [mine]
    before = company.balances()
    for step in ("approve", "decline"):
        for request_id in (mine, theirs):
            assert code_of(await decide(company, member, request_id, step)) == (403, "forbidden")
    for other in (colleague, company.boss):
        refused = await decide(company, other, mine, "withdraw")
        assert code_of(refused) == (404, "not_found")
    assert company.balances() == before
    assert await statuses(company, company.boss, "?status=pending") == ["pending"] * 2


async def test_no_admin_is_led_into_another_organization(company: Company) -> None:
    elsewhere = make_company(company.api)
    request_id = await asked(elsewhere, elsewhere.member())
    for step in ("approve", "decline", "withdraw"):
        # Through the admin's own organization, and straight into the other one.
        own = await decide(company, company.boss, request_id, step)
        assert code_of(own) == (404, "not_found")
        foreign = await decide(elsewhere, company.boss, request_id, step)
        assert code_of(foreign) == (404, "organization_not_found")
        unknown = await decide(company, company.boss, str(uuid.uuid4()), step)
        assert code_of(unknown) == (404, "not_found")
    assert await statuses(elsewhere, elsewhere.boss) == ["pending"]
    assert code_of(await ask(elsewhere, company.boss)) == (404, "organization_not_found")
    # Who runs the platform is no member, and has nothing to ask for.
    assert code_of(await ask(company, company.root)) == (404, "member_not_found")


async def test_the_functions_refuse_who_is_no_admin(company: Company) -> None:
    member = company.member()
    request_id = await asked(company, member)
    for verb in ("approve_credit_request(%s, %s, null, null, %s)",
                 "decline_credit_request(%s, %s, null, %s)"):  # fmt: skip
        for actor in (member.user_id, "nobody"):
            with pytest.raises(Exception, match="role does not allow"):
                company.world.one(f"select {verb}", company.org_id, request_id, actor)


async def test_who_leaves_asks_for_nothing_any_more(company: Company) -> None:
    leaver, removed, closed = company.member(5), company.member(), company.member()
    ids = [await asked(company, member) for member in (leaver, removed, closed)]
    base = f"/api/v1/organizations/{company.org_id}"
    assert (await leaver.post(f"{base}/leave")).status_code == 204
    assert (await company.boss.delete(f"{base}/members/{removed.user_id}")).status_code == 204
    assert sorted(await statuses(company, company.boss)) == ["pending", "withdrawn", "withdrawn"]
    refused = await decide(company, company.boss, ids[1], "approve")
    assert code_of(refused) == (409, "credit_request_decided")
    company.api.join(company.org_id, removed)
    await asked(company, removed)
    assert (await company.boss.post(f"{base}/close")).status_code == 200
    assert await statuses(company, company.boss, "?status=pending") == []
    assert code_of(await ask(company, closed)) == (409, "organization_closed")


@pytest.mark.parametrize(
    "body",
    [
        {"credits": 0, "reason": "x"},
        {"credits": -1, "reason": "x"},
        {"credits": "5", "reason": "x"},
        {"credits": 1.0000001, "reason": "x"},
        {"credits": 5},
        {"credits": 5, "reason": " \n "},
        {"credits": 5, "reason": "x" * 2001},
        {"credits": 5, "reason": "x", "user_id": "somebody-else"},
    ],
    ids=str,
)
async def test_what_cannot_be_asked_for_is_422(company: Company, body: dict[str, Any]) -> None:
    member = company.member()
    answer = await member.post(company.path("/requests"), json=body, headers=new_key())
    assert answer.status_code == 422, answer.text
    assert await statuses(company, member) == []


async def test_requests_are_filtered_and_paged_newest_first(company: Company) -> None:
    members = [company.member() for _ in range(5)]
    ids = [await asked(company, member) for member in members]
    for request_id in ids[:2]:
        await decide(company, company.boss, request_id, "decline", note="Next month")
    seen: list[str] = []
    url: str | None = company.path("/requests?limit=2")
    while url:
        answer = await company.boss.get(url)
        seen += [row["id"] for row in answer.json()]
        link = answer.headers.get("link", "")
        url = link[1 : link.index(">")] if link else None
    assert seen == ids[::-1]
    assert await statuses(company, company.boss, "?status=declined") == ["declined"] * 2
    assert (await company.boss.get(company.path("/requests?status=lost"))).status_code == 422


async def test_keys_ask_for_nothing(company: Company) -> None:
    member = company.member()
    program = company.api.program(company.api.key(company.org_id, member, "member"))
    body = {"credits": 5, "reason": "x"}
    answer = await program.post(company.path("/requests"), json=body, headers=new_key())
    assert code_of(answer) == (403, "session_required")
    await asked(company, member)
    assert await statuses(company, program) == ["pending"]
    assert code_of(await company.program.get(company.path("/requests"))) == (403, "forbidden")
