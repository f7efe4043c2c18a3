"""N12: a 402 that did not say which limit blocked, or who could lift it."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.credits.company import Company, code_of, make_company

MEMBERS = {
    "code", "blocked_by", "needed_credits", "available_credits", "resolvable_by", "type", "title",
    "status", "detail", "instance", "replayed",
}  # fmt: skip


def lapse(company: Company) -> None:
    """Past due without grace: over at the instant at which it begins."""
    now = datetime.now(UTC)
    replace(company.world, now=now).stand("past_due", now)


CASES: dict[str, tuple[Callable[[Company], None], str, str, float]] = {
    "too little": (lambda _: None, "allocation", "org_admin", 10),
    "past its grace": (lapse, "subscription", "org_admin", 0),
    "paused": (
        lambda company: company.world.switch(True, False), "subscription", "org_admin", 0,
    ),
    "suspended": (
        lambda company: company.world.switch(False), "organization", "system_admin", 0,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
async def test_every_refusal_names_its_limit(company: Company, case: str) -> None:
    block, blocked_by, resolvable_by, available = CASES[case]
    member = company.member(10)
    block(company)
    for answer in (await company.deduct(member, 10.5), await company.hold(member, 10.5)):
        assert code_of(answer) == (402, "insufficient_credits")
        problem = answer.json()
        assert problem.keys() == MEMBERS
        assert (problem["blocked_by"], problem["resolvable_by"]) == (blocked_by, resolvable_by)
        assert (problem["needed_credits"], problem["available_credits"]) == (10.5, available)
        assert problem["detail"].endswith(".")
    check = await company.program.post(
        company.path("/check"), json={"user_id": member.user_id, "credits": 10.5}
    )
    assert (check.status_code, check.json()["blocked_by"]) == (200, blocked_by)


async def test_who_never_had_an_allocation_is_blocked_by_it(company: Company) -> None:
    problem = (await company.deduct(company.member(), 1)).json()
    assert (problem["blocked_by"], problem["available_credits"]) == ("allocation", 0)
    assert problem["resolvable_by"] == "org_admin"


async def test_no_subscription_at_all_blocks(company: Company) -> None:
    other = make_company(company.api, 100, subscribed=False)
    problem = (await other.deduct(other.member(10), 1)).json()
    assert (problem["blocked_by"], problem["resolvable_by"]) == ("subscription", "org_admin")


async def test_what_the_member_sees_is_what_would_fit(company: Company) -> None:
    member = company.member(10)
    body: dict[str, Any] = {"user_id": member.user_id, "service_type": "llm"}
    refused = await member.post(
        company.path("/deduct"), json=body | {"credits": 11, "request_id": "a"}
    )
    fits = refused.json()["available_credits"]
    spent = await member.post(
        company.path("/deduct"), json=body | {"credits": fits, "request_id": "b"}
    )
    assert (spent.status_code, spent.json()["remaining_credits"]) == (200, 0)


async def test_a_refusal_is_in_the_audit_log_and_lifted_by_whom_it_names(company: Company) -> None:
    member = company.member(10)
    assert (await company.deduct(member, 11)).status_code == 402
    assert "credit.deduction.failed" in company.api.audit(company.org_id)
    lifted = await company.boss.post(
        company.path("/allocate"),
        json={"user_id": member.user_id, "allocated_credits": 1},
        headers={"idempotency-key": "lift"},
    )
    assert lifted.status_code == 200
    answers = await asyncio.gather(*(company.deduct(member, 11) for _ in range(2)))
    assert sorted(answer.status_code for answer in answers) == [200, 402]
