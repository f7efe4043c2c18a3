"""A purchase that is not paid ends once: canceled, failed or expired, by whom and why."""

import asyncio
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from tests.api_client import Api, Client
from tests.conftest import OwnerConnection
from tests.credits.company import BASE, Company, code_of, make_company, new_key
from tests.world import make_world

STATES = """
    select p.status, h.payment_status, p.ended_by, p.end_reason
    from credit_purchases as p
    inner join org_billing_history as h on h.org_id = p.org_id and h.history_id = p.purchase_id
    where p.purchase_id = %s
"""


async def order(company: Company, credits: int = 2_000) -> str:
    body = {"credits": credits, "reason": "For the workshop"}
    answer = await company.boss.post(company.path("/add"), json=body, headers=new_key())
    assert answer.status_code == 202, answer.text
    purchase_id: str = answer.json()["id"]
    return purchase_id


async def end(
    company: Company, person: Client, purchase_id: str, verb: str, reason: Any = "Ordered twice"
) -> Any:
    path = company.path(f"/purchases/{purchase_id}/{verb}")
    return await person.post(path, json={"reason": reason})


def states(company: Company, purchase_id: str) -> dict[str, Any]:
    return company.world.one(STATES, purchase_id)


async def test_an_admin_cancels_what_was_ordered_by_mistake(api: Api) -> None:
    company = make_company(api)
    purchase_id = await order(company)
    before = datetime.now(UTC)
    colleague = api.member(company.org_id, "billing_admin")
    answer = await end(company, colleague, purchase_id, "cancel", "  Ordered twice ")
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["status"], told["ended_by"], told["end_reason"]) == (
        "canceled", colleague.user_id, "Ordered twice",
    )  # fmt: skip
    assert datetime.fromisoformat(told["ended_at"]) >= before
    assert (told["paid_at"], told["paid_by"]) == (None, None)
    listed = (await company.boss.get(company.path("/purchases"))).json()
    assert listed == [told]
    assert (await company.boss.get(company.path("/purchases?status=pending"))).json() == []
    assert states(company, purchase_id)["payment_status"] == "none"
    assert (await company.pool())["total_credits"] == 10_000
    event = (await company.boss.get(f"{BASE}/{company.org_id}/audit")).json()[0]
    assert (event["event_type"], event["actor_id"], event["subject"]) == (
        "org.credits.purchase_ended", colleague.user_id, purchase_id,
    )  # fmt: skip
    assert event["details"] == {
        "outcome": "canceled", "credits": 2_000, "amount_usd": 2, "reason": "Ordered twice",
    }  # fmt: skip
    fact = company.world.one(
        "select payload from outbox where org_id = %s and topic = 'org.credits.purchase_ended'",
        company.org_id,
    )
    assert fact["payload"] == {"purchase_id": purchase_id, "outcome": "canceled"}


async def test_a_system_admin_records_that_a_payment_failed_and_nobody_else(api: Api) -> None:
    company = make_company(api)
    purchase_id = await order(company)
    assert code_of(await end(company, company.boss, purchase_id, "fail")) == (403, "forbidden")
    assert states(company, purchase_id)["status"] == "pending"
    answer = await end(company, company.root, purchase_id, "fail", "The card was declined")
    assert (answer.status_code, answer.json()["status"]) == (200, "failed")
    assert states(company, purchase_id) == {
        "status": "failed", "payment_status": "failed", "ended_by": company.root.user_id,
        "end_reason": "The card was declined",
    }  # fmt: skip


async def test_the_history_says_what_became_of_an_order(api: Api) -> None:
    company = make_company(api)
    ended = {verb: await order(company) for verb in ("cancel", "fail")}
    for verb, purchase_id in ended.items():
        await end(company, company.root, purchase_id, verb)
    paid = await order(company)
    await company.root.post(company.path(f"/purchases/{paid}/mark-paid"))
    events = (await company.boss.get(f"{BASE}/{company.org_id}/history")).json()
    found = {
        event["purchase_id"]: (event["purchase_status"], event["payment_status"])
        for event in events
        if event["event_type"] == "credit_purchase" and event["purchase_id"]
    }
    assert found == {
        ended["cancel"]: ("canceled", "none"),
        ended["fail"]: ("failed", "failed"),
        paid: ("paid", "paid"),
    }
    table = (await company.boss.get(f"{BASE}/{company.org_id}/history/export")).text
    assert "purchase_status" in table.splitlines()[0]


async def test_the_same_end_again_changes_nothing_and_another_is_refused(api: Api) -> None:
    company = make_company(api)
    purchase_id = await order(company)
    first = await end(company, company.boss, purchase_id, "cancel", "Ordered twice")
    again = await end(company, company.root, purchase_id, "cancel", "Another reason")
    assert (again.status_code, again.json()) == (200, first.json())
    assert api.audit(company.org_id).count("org.credits.purchase_ended") == 1
    refused = await end(company, company.root, purchase_id, "fail")
    assert code_of(refused) == (409, "purchase_not_pending")
    assert refused.json()["purchase_status"] == "canceled"
    unpaid = await company.root.post(company.path(f"/purchases/{purchase_id}/mark-paid"))
    assert code_of(unpaid) == (409, "purchase_not_pending")
    assert (await company.pool())["total_credits"] == 10_000
    assert states(company, purchase_id)["end_reason"] == "Ordered twice"


async def test_what_is_paid_is_refunded_and_not_canceled(api: Api) -> None:
    company = make_company(api)
    purchase_id = await order(company)
    await company.root.post(company.path(f"/purchases/{purchase_id}/mark-paid"))
    before = company.balances()
    for person, verb in ((company.boss, "cancel"), (company.root, "fail")):
        refused = await end(company, person, purchase_id, verb)
        assert code_of(refused) == (409, "purchase_not_pending")
        assert "refund" in refused.json()["detail"]
    assert company.balances() == before
    assert states(company, purchase_id)["payment_status"] == "paid"
    with pytest.raises(psycopg.Error) as raised:
        company.world.one(
            "select end_purchase(%s, %s, 'canceled', 'u', 'x')", company.org_id, purchase_id
        )
    assert raised.value.sqlstate == "OB015"
    assert "refund_pool_credits" in (raised.value.diag.message_hint or "")


@pytest.mark.parametrize("reason", ["", "   ", None, 5, "x" * 2_001])
async def test_an_end_without_a_reason_is_refused(api: Api, reason: Any) -> None:
    company = make_company(api)
    purchase_id = await order(company)
    answer = await end(company, company.boss, purchase_id, "cancel", reason)
    assert code_of(answer) == (422, "invalid_request")
    assert states(company, purchase_id)["status"] == "pending"


async def test_nobody_else_cancels_it_and_a_foreign_one_looks_like_none(api: Api) -> None:
    company, elsewhere = make_company(api), make_company(api)
    purchase_id = await order(company)
    for place, code in (
        (company, "organization_not_found"),
        (elsewhere, "purchase_not_found"),
    ):
        told = []
        for unknown in (purchase_id, str(uuid.uuid4())):
            answer = await end(place, elsewhere.boss, unknown, "cancel")
            assert code_of(answer) == (404, code)
            told.append(answer.text.partition('"instance"')[0])
        assert told[0] == told[1]
    for person in (company.member(), company.program):
        assert code_of(await end(company, person, purchase_id, "cancel")) == (403, "forbidden")
    assert states(company, purchase_id)["status"] == "pending"


async def test_of_payment_and_end_at_once_one_wins_and_the_other_is_told(api: Api) -> None:
    company = make_company(api)
    total = 10_000
    for _ in range(8):
        purchase_id = await order(company, 1_000)
        paid, ended = await asyncio.gather(
            company.root.post(company.path(f"/purchases/{purchase_id}/mark-paid")),
            end(company, company.boss, purchase_id, "cancel"),
        )
        assert sorted([paid.status_code, ended.status_code]) == [200, 409]
        total += 1_000 if paid.status_code == 200 else 0
        outcome = "paid" if paid.status_code == 200 else "canceled"
        assert states(company, purchase_id)["status"] == outcome
    assert (await company.pool())["total_credits"] == total
    assert company.world.differences() == []


def test_what_waited_too_long_expires_and_nothing_else(owner: OwnerConnection) -> None:
    now = datetime(2026, 4, 1, tzinfo=UTC)
    old, young, paid = (make_world(owner, now - timedelta(days=days)) for days in (31, 29, 31))
    waits, waits_shortly, is_paid = (world.purchase(1_000) for world in (old, young, paid))
    paid.pay(is_paid)
    before = now - timedelta(days=30)
    while owner.execute("select expire_purchases(%s, 1, %s) as n", [before, now]).fetchone() != {
        "n": 0
    }:
        pass
    assert old.one(STATES, waits) == {
        "status": "expired", "payment_status": "none", "ended_by": "system",
        "end_reason": "not paid since 2026-03-01",
    }  # fmt: skip
    assert young.one(STATES, waits_shortly)["status"] == "pending"
    assert paid.one(STATES, is_paid)["status"] == "paid"
    event = old.one(
        """select actor_id, actor_kind, details ->> 'outcome' as outcome
           from organization_audit_log where org_id = %s order by audit_id desc limit 1""",
        old.org_id,
    )
    assert event == {"actor_id": "system", "actor_kind": "system", "outcome": "expired"}


@pytest.mark.parametrize(
    ("outcome", "reason"), [("paid", "x"), ("refunded", "x"), (None, "x"), ("failed", " ")]
)
def test_sql_clients_are_told_what_an_end_needs(
    owner: OwnerConnection, outcome: str | None, reason: str
) -> None:
    world = make_world(owner, datetime(2026, 4, 1, tzinfo=UTC))
    purchase_id = world.purchase(1_000)
    with pytest.raises(psycopg.Error) as refused:
        world.one(
            "select end_purchase(%s, %s, %s, 'u', %s)", world.org_id, purchase_id, outcome, reason
        )
    assert refused.value.sqlstate == "OB001"
