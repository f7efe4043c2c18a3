"""P5: the client set the price: 0, -10, 0.005."""

from typing import Any

import pytest

from tests.api_client import Api
from tests.credits.company import BASE, Company, code_of, make_company

NAMES = ["monthly_price", "price", "price_usd", "markup", "included_credits"]


def subscription(company: Company, **more: Any) -> dict[str, Any]:
    body = {"org_id": str(company.org_id), "subscription_plan": "hybrid", "billing_cycle": "yearly"}
    return body | more


@pytest.mark.parametrize("price", [0, -10, 0.005, 99, None])
async def test_a_price_in_a_request_is_422(api: Api, price: Any) -> None:
    company = make_company(api, subscribed=False)
    path = f"{BASE}/subscriptions"
    for name in NAMES:
        made = await company.root.post(path, json=subscription(company, **{name: price}))
        assert code_of(made) == (422, "invalid_request")
        assert made.json()["errors"][0]["field"] == name
    assert (await company.boss.get(f"{path}/{company.org_id}")).status_code == 404
    company.world.subscribe("byok")
    for name in NAMES:
        body = {"subscription_plan": "hybrid", name: price}
        for rest, method in (("upgrade", "PUT"), ("upgrade/preview", "POST")):
            url = f"{path}/{company.org_id}/{rest}"
            answer = await company.boss.request(method, url, json=body)
            assert code_of(answer) == (422, "invalid_request")


async def test_the_price_is_the_row_of_the_plan_at_that_moment(lonely_company: Company) -> None:
    company = make_company(lonely_company.api, subscribed=False)
    company.world.connection.execute(
        "update plans set monthly_price_usd = 77.7, yearly_price_usd = 840 where plan = 'hybrid'"
    )
    plans = (await company.api.client().get(f"{BASE}/plans")).json()
    assert {plan["plan"]: plan["monthly_price"] for plan in plans}["hybrid"] == 77.7
    path = f"{BASE}/subscriptions"
    made = (await company.root.post(path, json=subscription(company))).json()
    assert (made["price"], made["monthly_price"]) == (840, 70)
    change = f"{path}/{company.org_id}/upgrade"
    other = await company.boss.put(change, json={"subscription_plan": "byok"})
    assert other.json()["new_price"] == 324
