"""N1: the budget was shown, and not enforced: no verb may spend what the member does not have."""

import asyncio
from typing import Any

import pytest

from tests.api_client import Client
from tests.credits.company import Company, code_of, new_key


async def attempts(company: Company, spender: Client, member: Client, credits: Any) -> list[Any]:
    """Every way to spend, as (status, code)."""
    body = {"user_id": member.user_id, "credits": credits}
    items = [body | new_request() | {"service_type": "llm"}]
    answers = [
        await spender.post(
            company.path("/deduct"), json=body | {"service_type": "llm"}, headers=new_key()
        ),
        await spender.post(company.path("/holds"), json=body, headers=new_key()),
    ]
    batch = await spender.post(company.path("/deduct/batch"), json={"items": items})
    (item,) = batch.json()
    return [*map(code_of, answers), (item["status"], item["body"]["code"])]


def new_request() -> dict[str, str]:
    return {"request_id": new_key()["idempotency-key"]}


@pytest.mark.parametrize("remaining", ["nothing", "too little", "what others hold"])
async def test_no_verb_spends_more_than_there_is(company: Company, remaining: str) -> None:
    member = company.member(100)
    if remaining == "nothing":
        assert (await company.deduct(member, 100)).status_code == 200
    elif remaining == "what others hold":
        assert (await company.hold(member, 99.999999)).status_code == 201
    credits = 100.000001 if remaining == "too little" else 0.000002
    own_key = company.api.program(company.api.key(company.org_id, member, "member"))
    before = company.balances()
    for spender in (company.program, member, own_key):
        found = await attempts(company, spender, member, credits)
        assert found == [(402, "insufficient_credits")] * 3
        check = await spender.post(
            company.path("/check"), json={"user_id": member.user_id, "credits": credits}
        )
        assert (check.status_code, check.json()["sufficient"]) == (200, False)
    assert company.balances() == before


async def test_what_was_shown_is_spent_to_the_last_millionth(company: Company) -> None:
    member = company.member("12.345678")
    shown = (await company.allocation(member))["remaining_credits"]
    spent = await company.deduct(member, shown)
    assert (spent.status_code, spent.json()["remaining_credits"]) == (200, 0)
    assert code_of(await company.deduct(member, 0.000001)) == (402, "insufficient_credits")


async def test_a_hold_is_a_promise_that_nothing_else_can_break(company: Company) -> None:
    member = company.member(100)
    held = await asyncio.gather(*(company.hold(member, 30) for _ in range(10)))
    made = [answer.json()["hold_id"] for answer in held if answer.status_code == 201]
    assert len(made) == 3
    captured = await asyncio.gather(
        *(
            company.program.post(company.path(f"/holds/{hold_id}/capture"), json={"credits": 30})
            for hold_id in made
        )
    )
    assert [answer.json()["uncollected_credits"] for answer in captured] == [0, 0, 0]
    assert company.world.figures(member.user_id, "UHR") == (90, 0, 10)
