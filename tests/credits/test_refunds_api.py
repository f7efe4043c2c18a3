"""What was spent or bought is given back over HTTP, by the platform alone, and never too much."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from orgbilling.database import Database
from tests.api_client import make_api
from tests.conftest import OwnerConnection
from tests.credits.company import Company, code_of, make_company, new_key


async def refund_usage(company: Company, usage_id: Any, credits: Any, **more: Any) -> Any:
    path = company.path(f"/usage/{usage_id}/refund")
    return await company.root.post(path, json={"credits": credits, **more}, headers=new_key())


async def refund_lot(company: Company, lot_id: Any, credits: Any, **more: Any) -> Any:
    path = company.path(f"/lots/{lot_id}/refund")
    return await company.root.post(path, json={"credits": credits, **more}, headers=new_key())


async def test_refunded_usage_is_the_members_again(company: Company) -> None:
    member = company.member(100)
    usage_id = (await company.deduct(member, 60)).json()["usage_id"]
    answer = await refund_usage(company, usage_id, 20.5, reason="model failed")
    assert answer.status_code == 200
    refund = answer.json()
    assert refund | {"refund_id": 0} == {
        "refund_id": 0, "usage_id": usage_id, "user_id": member.user_id, "credits": 20.5,
        "to_account": "allocation",
    }  # fmt: skip
    row = await company.allocation(member)
    assert (row["used_credits"], row["remaining_credits"]) == (39.5, 60.5)
    newest = (await company.boss.get(company.path("/transfers"))).json()[0]
    assert (newest["kind"], newest["reason"]) == ("usage_refund", "model failed")
    assert "credit.usage.refunded" in company.api.audit(company.org_id)


async def test_no_more_than_was_charged_is_refunded(company: Company) -> None:
    member = company.member(100)
    usage_id = (await company.deduct(member, 60)).json()["usage_id"]
    assert (await refund_usage(company, usage_id, 50)).status_code == 200
    refused = await refund_usage(company, usage_id, 10.000001)
    assert code_of(refused) == (409, "refund_exceeds_usage")
    assert refused.json()["available_credits"] == 10
    assert (await refund_usage(company, usage_id, 10)).status_code == 200
    assert code_of(await refund_usage(company, usage_id, 1)) == (409, "refund_exceeds_usage")
    assert (await company.allocation(member))["used_credits"] == 0


async def test_a_receipt_says_what_was_charged_and_what_of_it_was_refunded(
    company: Company,
) -> None:
    member = company.member(100)
    made = (await company.deduct(member, 60, key="call-1")).json()
    receipt = (await company.boss.get(company.path("/usage/call-1"))).json()
    assert (receipt["credits"], receipt["refunded_credits"]) == (60, 0)
    for credits in (20.5, 1):
        assert (await refund_usage(company, made["usage_id"], credits)).status_code == 200
    receipt = (await company.boss.get(company.path("/usage/call-1"))).json()
    assert (receipt["credits"], receipt["refunded_credits"]) == (60, 21.5)


async def test_usage_of_a_closed_allocation_is_refunded_to_the_pool(company: Company) -> None:
    member = company.member(100)
    usage_id = (await company.deduct(member, 60)).json()["usage_id"]
    company.world.close(member.user_id)
    refund = (await refund_usage(company, usage_id, 60)).json()
    assert refund["to_account"] == "pool"
    assert (await company.pool())["available_credits"] == 10_000


async def test_the_lots_show_what_a_refund_of_usage_gave_back(company: Company) -> None:
    member = company.member(100)
    usage_id = (await company.deduct(member, 60)).json()["usage_id"]
    assert (await refund_usage(company, usage_id, 20.5)).status_code == 200
    [lot] = (await company.boss.get(company.path("/lots"))).json()
    names = ("source", "used_credits", "restored_credits", "left_credits")
    assert [lot[name] for name in names] == ["grant", 60, 20.5, 9_960.5]


async def test_what_is_refunded_to_an_expired_lot_lives_as_long_as_the_setting_says(
    db: Database, owner: OwnerConnection
) -> None:
    company = make_company(make_api(db, owner, refund_lot_days=7))
    now = datetime.now(UTC)
    company.world.now = now - timedelta(days=2)
    company.world.add(100, expires_at=now - timedelta(days=1))
    usage_id = company.world.deduct(company.member(100).user_id, 60)["usage_id"]
    assert (await refund_usage(company, usage_id, 20)).status_code == 200
    lot = (await company.boss.get(company.path("/lots"))).json()[0]
    assert (lot["source"], lot["amount"], lot["left_credits"]) == ("refund", 20, 20)
    lives = datetime.fromisoformat(lot["expires_at"]) - datetime.fromisoformat(lot["opened_at"])
    assert lives == timedelta(days=7)
    for client in company.api.clients:
        await client.aclose()


async def test_a_lot_is_refunded_up_to_what_is_left_of_it(company: Company) -> None:
    member = company.member(9_000)
    company.world.pay(company.world.purchase(3_000))
    await company.deduct(member, 100)
    lots = (await company.boss.get(company.path("/lots"))).json()
    lot_id = lots[0]["lot_id"]
    answer = await refund_lot(company, lot_id, 1_000, reason="chargeback")
    assert answer.status_code == 200
    pool = answer.json()
    names = ("total_credits", "available_credits", "lifetime_spent_amount")
    assert [pool[name] for name in names] == [12_000, 3_000, 2]
    refused = await refund_lot(company, lot_id, 2_000.5)
    assert code_of(refused) == (409, "pool_insufficient")
    assert refused.json()["available_credits"] == 2_000
    assert (await refund_lot(company, lot_id, 2_000)).json()["lifetime_spent_amount"] == 0
    row = company.world.one("select status from credit_purchases where org_id = %s", company.org_id)
    assert row["status"] == "refunded"


@pytest.mark.parametrize("rest", ["/usage/{}/refund", "/lots/{}/refund"])
async def test_what_does_not_exist_here_is_404(company: Company, rest: str) -> None:
    other = company.member(10)
    usage_id = (await company.deduct(other, 1)).json()["usage_id"]
    foreign = company.api.organization(company.boss)
    for org_id, found in ((company.org_id, uuid.uuid4()), (foreign, usage_id)):
        answer = await company.root.post(
            f"/api/v1/org-billing/credits/{org_id}{rest.format(found)}",
            json={"credits": 1}, headers=new_key(),
        )  # fmt: skip
        assert code_of(answer) == (404, "not_found")
    malformed = await company.root.post(
        company.path(rest.format("five")), json={"credits": 1}, headers=new_key()
    )
    assert code_of(malformed) == (422, "invalid_request")
