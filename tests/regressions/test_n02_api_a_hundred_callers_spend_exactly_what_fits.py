"""N2 and N9 over HTTP: 100 callers at once, on two server processes, one balance: not one credit
too much, and not one too little."""

import asyncio
import uuid
from typing import Any

import pytest

from tests.api_client import Client
from tests.credits.company import Company, make_company, new_key
from tests.servers.conftest import People

CALLERS = 100


@pytest.fixture
def shared(people: People) -> Company:
    return make_company(people.api)


async def spend(company: Company, caller: Client, member: Client, verb: str, credits: Any) -> Any:
    body = {"user_id": member.user_id, "credits": credits}
    if verb == "deduct":
        body |= {"service_type": "llm"}
    return await caller.post(company.path(f"/{verb}"), json=body, headers=new_key())


@pytest.mark.parametrize("verb", ["deduct", "holds"])
async def test_what_fits_is_spent_and_the_rest_is_refused(
    people: People, shared: Company, verb: str
) -> None:
    member = shared.member(700)
    callers = people.at_both(shared.program)
    answers = await asyncio.gather(
        *(spend(shared, callers[n % 2], member, verb, 10) for n in range(CALLERS))
    )
    statuses = [answer.status_code for answer in answers]
    granted = [answer for answer in answers if answer.is_success]
    assert (len(granted), statuses.count(402)) == (70, 30)
    # Each grant was told a balance of its own: nobody read one that somebody else had spent.
    left = sorted(answer.json()["remaining_credits"] for answer in granted)
    assert left == list(range(0, 700, 10))
    assert {answer.json()["available_credits"] for answer in answers if answer.is_error} == {0}
    assert shared.world.figures(member.user_id, "R") == (0,)
    assert shared.world.differences() == []


async def test_mixed_amounts_leave_no_credit_behind_that_would_have_fitted(
    people: People, shared: Company
) -> None:
    member = shared.member(1_000)
    callers = people.at_both(shared.program)
    amounts = [1 + n * 7 % 40 for n in range(CALLERS)]
    answers = await asyncio.gather(
        *(
            spend(shared, callers[n % 2], member, ("deduct", "holds")[n % 3 == 0], amount)
            for n, amount in enumerate(amounts)
        )
    )
    taken = sum(
        amount for amount, answer in zip(amounts, answers, strict=True) if answer.is_success
    )
    allocated, used, held = shared.world.figures(member.user_id, "AUH")
    assert (allocated, used + held) == (1_000, taken)
    refused = [a for a, answer in zip(amounts, answers, strict=True) if answer.is_error]
    assert {answer.status_code for answer in answers if answer.is_error} == {402}
    assert all(amount > 1_000 - taken for amount in refused), (refused, taken)
    assert shared.world.differences() == []


async def test_one_request_sent_to_both_by_everybody_is_spent_once(
    people: People, shared: Company
) -> None:
    member = shared.member(1_000)
    callers = people.at_both(shared.program)
    body = {
        "user_id": member.user_id, "credits": 10, "service_type": "llm",
        "request_id": uuid.uuid4().hex,
    }  # fmt: skip
    answers = await asyncio.gather(
        *(callers[n % 2].post(shared.path("/deduct"), json=body) for n in range(CALLERS))
    )
    told = [answer.json() for answer in answers]
    assert [answer.status_code for answer in answers] == [200] * CALLERS
    assert sum(not answer["replayed"] for answer in told) == 1
    assert len({answer["usage_id"] for answer in told}) == 1
    assert {answer["remaining_credits"] for answer in told} == {990}
    assert shared.world.figures(member.user_id, "U") == (10,)
