"""The pool over HTTP: what it shows to whom, prices, inflows and movements."""

import uuid
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.api_client import Api
from tests.credits.company import BASE, Company, code_of, make_company, new_key

POOL_FIELDS = {
    "id", "org_id", "org_name", "total_credits", "allocated_credits", "used_credits",
    "available_credits", "monthly_refresh_amount", "last_refresh_date", "next_refresh_date",
    "allow_overage", "overage_limit", "lifetime_purchased_credits", "lifetime_spent_amount",
}  # fmt: skip
ADMINS_ONLY = {"lifetime_purchased_credits", "lifetime_spent_amount"}


async def test_an_empty_pool_shows_zeros_as_numbers(api: Api) -> None:
    company = make_company(api, 0, subscribed=False)
    answer = await company.boss.get(company.path())
    assert answer.status_code == 200
    pool = answer.json()
    assert pool.keys() >= POOL_FIELDS
    amounts = [name for name in pool if name.endswith(("_credits", "_amount", "_limit"))]
    assert {name: pool[name] for name in amounts} == dict.fromkeys(amounts, 0)
    assert (pool["org_id"], pool["org_name"]) == (str(company.org_id), "Test")
    assert (pool["last_refresh_date"], pool["next_refresh_date"]) == (None, None)
    assert pool["allow_overage"] is False


async def test_the_pool_follows_every_movement(company: Company) -> None:
    member = company.member(2_000)
    await company.deduct(member, 1_500.25)
    held = (await company.hold(member, 100)).json()
    pool = await company.pool()
    names = (
        "total_credits",
        "allocated_credits",
        "available_credits",
        "used_credits",
        "held_credits",
    )
    assert [pool[name] for name in names] == [10_000, 2_000, 8_000, 1_500.25, 100]
    await company.program.post(
        company.path(f"/holds/{held['hold_id']}/capture"), json={"credits": 40}
    )
    pool = await company.pool()
    assert [pool[name] for name in names] == [10_000, 2_000, 8_000, 1_540.25, 0]


async def test_a_plain_member_sees_no_lifetime_figures(company: Company) -> None:
    colleague = company.member(100)
    await company.deduct(colleague, 10)
    for viewer in (company.member(), company.program):
        pool = (await viewer.get(company.path())).json()
        assert {name for name, value in pool.items() if value is None} >= ADMINS_ONLY
        assert (pool["total_credits"], pool["available_credits"]) == (10_000, 9_900)
    for viewer in (company.boss, company.root, company.api.member(company.org_id, "billing_admin")):
        pool = (await viewer.get(company.path())).json()
        assert [pool[name] for name in sorted(ADMINS_ONLY)] == [0, 0]
        assert pool["used_credits"] == 10


async def test_a_key_of_an_owner_sees_what_a_member_sees(company: Company) -> None:
    program = company.api.program(company.api.key(company.org_id, company.boss, "member"))
    pool = (await program.get(company.path())).json()
    assert all(pool[name] is None for name in ADMINS_ONLY)


@pytest.mark.parametrize(("credits", "usd"), [("5000", 5), ("0.000001", 0.01), ("2500.5", 2.51)])
async def test_a_quote_is_the_price_in_whole_cents_rounded_up(
    company: Company, credits: str, usd: float
) -> None:
    answer = await company.member().get(company.path("/quote"), params={"credits": credits})
    assert answer.status_code == 200
    assert answer.json() == {"credits": float(credits), "amount_usd": usd}


@pytest.mark.parametrize(
    "credits",
    ["0", "-1", "NaN", "sNaN", "Infinity", "1e400", "1e-7", "x", "", "9000000001", "true"],
)
async def test_a_quote_of_no_amount_is_refused(company: Company, credits: str) -> None:
    answer = await company.boss.get(company.path("/quote"), params={"credits": credits})
    assert code_of(answer) == (422, "invalid_amount")
    assert code_of(await company.boss.get(company.path("/quote"))) == (422, "invalid_request")


async def test_a_refresh_is_set_by_the_platform_alone(company: Company) -> None:
    path = company.path("/refresh")
    before = datetime.now(UTC)
    answer = await company.root.put(path, json={"own_monthly_credits": 5_000.5})
    assert answer.status_code == 200
    pool = answer.json()
    assert (pool["own_monthly_credits"], pool["monthly_refresh_amount"]) == (5_000.5, 5_000.5)
    assert pool["total_credits"] == 10_000
    assert datetime.fromisoformat(pool["next_refresh_date"]) > before
    assert pool["last_refresh_date"] is None
    assert "org.refresh.configured" in company.api.audit(company.org_id)
    for person in (company.boss, company.member()):
        assert code_of(await person.put(path, json={"own_monthly_credits": 1})) == (
            403,
            "forbidden",
        )
    # What is shown is no longer what is set: the old name is not taken for it.
    old = await company.root.put(path, json={"monthly_refresh_amount": 1})
    assert code_of(old) == (422, "invalid_request")
    off = await company.root.put(path, json={"own_monthly_credits": 0})
    assert (off.json()["own_monthly_credits"], off.json()["monthly_refresh_amount"]) == (0, 0)


async def test_lots_tell_where_the_credits_came_from_newest_first(company: Company) -> None:
    member = company.member(500)
    company.world.pay(company.world.purchase(2_000))
    await company.deduct(member, 300)
    granted = await company.root.post(company.path("/add"), json={"credits": 7}, headers=new_key())
    assert granted.status_code == 200
    lots = (await company.boss.get(company.path("/lots"))).json()
    figures = [
        (
            lot["source"],
            lot["amount"],
            lot["used_credits"],
            lot["restored_credits"],
            lot["left_credits"],
            lot["price_paid_usd"],
        )
        for lot in lots
    ]
    # The grant is older, and free credits are used before paid ones.
    assert figures == [
        ("grant", 7, 0, 0, 7, 0), ("purchase", 2_000, 0, 0, 2_000, 2),
        ("grant", 10_000, 300, 0, 9_700, 0),
    ]  # fmt: skip
    assert (lots[1]["purchase_id"] is None, lots[2]["purchase_id"]) == (False, None)


async def test_transfers_name_actor_reason_key_and_balances(company: Company) -> None:
    member = company.member()
    key = new_key()
    await company.boss.post(
        company.path("/allocate"),
        json={"user_id": member.user_id, "allocated_credits": 250, "notes": "spring"},
        headers=key,
    )
    newest = (await company.boss.get(company.path("/transfers"))).json()[0]
    assert newest | {"id": 0, "created_at": 0} == {
        "id": 0, "kind": "allocate", "from_account": "pool", "to_account": "allocation",
        "user_id": member.user_id, "amount": 250, "pool_balance_after": 9_750,
        "allocation_balance_after": 250, "actor_id": company.boss.user_id, "reason": "spring",
        "request_key": key["idempotency-key"], "created_at": 0,
    }  # fmt: skip


async def pages(person: Any, path: str, limit: int) -> list[list[Any]]:
    found = []
    url: str | None = f"{path}?limit={limit}"
    while url is not None:
        answer = await person.get(url)
        assert answer.status_code == 200, answer.text
        found.append(answer.json())
        link = answer.headers.get("link", "")
        url = link[1 : link.index(">")] if link else None
    return found


@pytest.mark.parametrize(("rest", "key"), [("/lots", "lot_id"), ("/transfers", "id")])
async def test_long_lists_come_in_pages_without_gap_or_repeat(
    company: Company, rest: str, key: str
) -> None:
    for amount in range(1, 7):
        company.world.add(amount)
    whole = (await company.boss.get(company.path(rest))).json()
    cut = await pages(company.boss, company.path(rest), 3)
    assert [len(page) for page in cut] == [3, 3, 1]
    assert [row[key] for page in cut for row in page] == [row[key] for row in whole]
    for query in ("limit=0", "limit=501", "limit=x", "cursor=nonsense", "cursor=W10"):
        refused = await company.boss.get(f"{company.path(rest)}?{query}")
        assert refused.status_code == 422


async def test_unknown_and_foreign_organizations_are_the_same_404(company: Company) -> None:
    stranger = company.api.person()
    foreign = await stranger.get(company.path())
    unknown = await stranger.get(f"{BASE}/credits/{uuid.uuid4()}")
    assert code_of(foreign) == code_of(unknown) == (404, "organization_not_found")
    same = {name: value for name, value in foreign.json().items() if name != "instance"}
    assert same == {name: value for name, value in unknown.json().items() if name != "instance"}
    assert code_of(await stranger.get(f"{BASE}/credits/five")) == (422, "invalid_request")
