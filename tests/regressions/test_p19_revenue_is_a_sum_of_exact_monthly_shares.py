"""P19: MRR in floats, a year counted as a month, negatives included, NULLs first, no paging."""

from typing import Any

from tests.credits.company import BASE, Company, make_company

# Plan, cycle, what becomes of it, and its share of MRR.
SUBSCRIPTIONS = [
    ("hybrid", "yearly", "active", 89), ("platform", "yearly", "active", 45),
    ("byok", "yearly", "past_due", 27), ("byok", "monthly", "active", 30),
    ("hybrid", "monthly", "trialing", 0), ("platform", "monthly", "canceled", 0),
    ("hybrid", "monthly", "paused", 0),
]  # fmt: skip


async def build(lonely: Company) -> dict[str, str]:
    """One organization a line, named by it; returns names by id."""
    names: dict[str, str] = {}
    for plan, cycle, status, _ in SUBSCRIPTIONS:
        company = make_company(lonely.api, 0, subscribed=False)
        trial = 5 if status == "trialing" else 0
        body = {
            "org_id": str(company.org_id), "subscription_plan": plan, "billing_cycle": cycle,
            "trial_days": trial,
        }  # fmt: skip
        made = await lonely.root.post(f"{BASE}/subscriptions", json=body)
        assert made.status_code == 201, made.text
        steps: dict[str, tuple[str, Any]] = {
            "past_due": ("past-due", None), "canceled": ("cancel", {"at": "now"}),
            "paused": ("pause", None),
        }  # fmt: skip
        if status in steps:
            rest, given = steps[status]
            path = f"{BASE}/subscriptions/{company.org_id}/{rest}"
            assert (await lonely.root.post(path, json=given)).is_success
        names[str(company.org_id)] = f"{plan} {cycle} {status}"
    return names


async def overview(lonely: Company, **query: Any) -> dict[str, Any]:
    answer = await lonely.root.get(f"{BASE}/billing/system", params=query)
    assert answer.status_code == 200, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


async def test_mrr_is_the_monthly_share_of_what_is_paid_for(lonely_company: Company) -> None:
    # Its own subscription is a row of before: $50 a month.
    before = (await overview(lonely_company))["revenue_metrics"]["total_mrr"]
    assert before == 50
    await build(lonely_company)
    shown = await overview(lonely_company)
    mrr = before + sum(share for *_, share in SUBSCRIPTIONS)
    metrics = shown["revenue_metrics"]
    assert (metrics["total_mrr"], metrics["total_arr"]) == (mrr, 12 * mrr)
    assert metrics["active_subscriptions"] == 1 + 4
    shares = {row["plan"]: (row["count"], row["mrr"]) for row in shown["subscription_distribution"]}
    assert shares == {"byok": (2, 57), "platform": (2, 95), "hybrid": (1, 89)}
    assert type(metrics["total_mrr"]) is int


async def test_a_thousand_odd_prices_add_up_to_the_cent(lonely_company: Company) -> None:
    connection = lonely_company.world.connection
    connection.execute(
        """insert into organizations (org_id, name)
           select md5('p19' || n)::uuid, 'P19' from generate_series(1, 1000) as n"""
    )
    connection.execute(
        """insert into organization_subscriptions (org_id, subscription_plan, billing_cycle,
           price_usd, status, standing, anchor_date, current_period_start, current_period_end,
           created_by)
           select md5('p19' || n)::uuid, 'byok', 'monthly', 0.1 + n / 100.0, 'active', 'active',
           '2020-01-01', '2020-01-01', '2100-01-01', 't' from generate_series(1, 1000) as n"""
    )
    shown = await overview(lonely_company)
    # 1,000 x 0.10 + (1 + … + 1,000) / 100 + 50; floats would end in …0000001.
    assert shown["revenue_metrics"]["total_mrr"] == 50 + 100 + 5_005
    assert shown["revenue_metrics"]["total_arr"] == 12 * 5_155


async def test_the_richest_come_first_who_pays_nothing_last_in_pages(
    lonely_company: Company,
) -> None:
    names = await build(lonely_company)
    make_company(lonely_company.api, 0, subscribed=False)
    seen: list[dict[str, Any]] = []
    query: dict[str, Any] = {"limit": 2, "sort": "revenue"}
    while True:
        shown = await overview(lonely_company, **query)
        assert len(shown["organizations"]) <= 2
        seen += shown["organizations"]
        if shown["organizations_next"] is None:
            break
        query["cursor"] = shown["organizations_next"]
    assert len({row["org_id"] for row in seen}) == len(seen) == len(SUBSCRIPTIONS) + 2
    paying = [names[row["org_id"]] for row in seen if row["org_id"] in names][:4]
    assert paying == [
        "hybrid yearly active", "platform yearly active", "byok monthly active",
        "byok yearly past_due",
    ]  # fmt: skip
    assert any(row["subscription_plan"] is None for row in seen[-5:])
