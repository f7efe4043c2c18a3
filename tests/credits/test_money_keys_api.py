"""Every route that moves credits by hand takes the caller's key: once, whatever is retried."""

import asyncio
import uuid

import pytest

from tests.credits.company import Company, code_of, new_key
from tests.credits.movements import VERBS, movement


@pytest.mark.parametrize("name", VERBS)
async def test_a_retry_gets_the_first_answer_again_and_moves_nothing(
    company: Company, name: str
) -> None:
    wanted = await movement(company, name)
    key = new_key()
    first = await wanted.send(key)
    assert first.status_code in {200, 202}, first.text
    after = company.balances()
    again = await wanted.send(key)
    assert (again.status_code, again.json()) == (first.status_code, first.json())
    # Parsed bodies are compared: 5 and 5.0 are one amount.
    amount = "allocated_credits" if "allocated_credits" in wanted.body else "credits"
    assert (await wanted.send(key, **{amount: 5.0})).json() == first.json()
    other = await wanted.send(key, **{amount: 6})
    assert code_of(other) == (409, "idempotency_key_reused")
    assert company.balances() == after


@pytest.mark.parametrize("name", VERBS)
async def test_without_a_good_key_nothing_happens(company: Company, name: str) -> None:
    wanted = await movement(company, name)
    before = company.balances()
    assert code_of(await wanted.send({})) == (422, "idempotency_key_required")
    for bad in (b"", b" ", b"x" * 300, b"a b", "\u00e9".encode()):
        refused = await wanted.send({"idempotency-key": bad})
        assert code_of(refused) == (422, "idempotency_key_invalid")
    assert company.balances() == before


@pytest.mark.parametrize("name", VERBS)
async def test_a_double_click_is_one_movement(company: Company, name: str) -> None:
    wanted = await movement(company, name)
    key = new_key()
    moved = movements(company)
    answers = await asyncio.gather(*(wanted.send(key) for _ in range(4)))
    assert {answer.status_code for answer in answers} <= {200, 202}
    assert all(answer.json() == answers[0].json() for answer in answers)
    # What goes from one member to another passes the pool.
    assert movements(company) == moved + (2 if name == "transfer" else 1)
    assert company.world.differences() == []


def movements(company: Company) -> int:
    """Transfers and orders so far."""
    balances = company.balances()
    return balances["transfers"] + len(balances["purchases"] or [])


async def test_one_key_serves_one_verb_of_one_organization(company: Company) -> None:
    key = {"idempotency-key": uuid.uuid4().hex}
    member = company.member(10)
    spent = await company.deduct(member, 1, key["idempotency-key"])
    assert spent.status_code == 200
    grant = await company.root.post(company.path("/add"), json={"credits": 1}, headers=key)
    assert grant.json()["code"] == "idempotency_key_reused"
    other = company.api.organization(company.boss)
    elsewhere = await company.root.post(
        f"/api/v1/org-billing/credits/{other}/add", json={"credits": 1}, headers=key
    )
    assert elsewhere.status_code == 200


async def test_misuse_is_not_kept_so_that_the_key_works_once_it_is_right(company: Company) -> None:
    key = new_key()
    member = company.member()
    body = {"user_id": member.user_id, "allocated_credits": 10_001}
    refused = await company.boss.post(company.path("/allocate"), json=body, headers=key)
    assert refused.json()["code"] == "pool_insufficient"
    company.world.add(1)
    assert (await company.boss.post(company.path("/allocate"), json=body, headers=key)).is_success
