"""Prices in full, through the server: tiers, hours, fees, and an organization's own."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest

from orgbilling.database import Database
from orgbilling.gateway import queries
from orgbilling.gateway.prices import Price, Tokens
from tests.conftest import OwnerConnection, ledger_differences
from tests.gateway.conftest import Caller, Provider, cost, told
from tests.gateway.test_provider_keys import admin_of, bring

FLAT: dict[str, Any] = {"input_usd_per_million": 1.25, "output_usd_per_million": 10}
TIER = {"above_tokens": 200_000, "rates": {"input": 2.5, "output": 15}}


@pytest.fixture
def model() -> str:
    return f"own-{uuid4().hex[:12]}"


@pytest.fixture
def own(make_caller: Callable[..., Caller], upstream: Provider, model: str) -> Caller:
    """A member whose organization's own key serves a model that the platform does not have."""
    caller = make_caller(plan="byok", credits=5_000)
    assert bring(caller, upstream, models={model: "gpt-inside"}).status_code == 201
    return caller


@pytest.fixture
def admin(own: Caller) -> Iterator[httpx2.Client]:
    with admin_of(own) as client:
        yield client


def path_of(caller: Caller, model: str) -> str:
    return f"/api/v1/org-billing/{caller.world.org_id}/models/prices/{model}"


def put(admin: httpx2.Client, caller: Caller, model: str, **parts: Any) -> dict[str, Any]:
    body = FLAT | ({"parts": parts} if parts else {})
    answer = admin.put(path_of(caller, model), json=body)
    assert answer.status_code == 200, answer.text
    made: dict[str, Any] = answer.json()
    return made


def charged(caller: Caller, model: str, **orders: Any) -> Decimal:
    """What a call was charged in dollars; the plan adds nothing to an organization's own keys."""
    answer = caller.ask(orders, model=model)
    assert answer.status_code == 200, answer.text
    row = caller.usage()[-1]
    assert row["credits_used"] == row["api_cost_usd"] * 1000
    usd: Decimal = row["api_cost_usd"]
    return usd


def test_a_tier_prices_the_whole_call(own: Caller, admin: httpx2.Client, model: str) -> None:
    put(admin, own, model, tiers=[TIER])
    # A flat price took 0.385 of 0.765 here.
    assert charged(own, model, input=300_000, output=1_000) == Decimal("0.765")
    assert charged(own, model, input=200_000, output=1_000) == Decimal("0.26")
    assert charged(own, model, input=200_001, output=1_000) == Decimal("0.5150025")
    # A part without a price of its own costs as its whole, in the tier too.
    assert charged(own, model, input=300_000, output=1_000, cached=9) == Decimal("0.765")


def test_a_window_holds_by_the_clock(own: Caller, admin: httpx2.Client, model: str) -> None:
    # Today and tomorrow, so that midnight changes nothing here.
    today = datetime.now(UTC).isoweekday()
    days = [today, today % 7 + 1]
    dear = {"rates": {"input": 100, "output": 100}}
    put(admin, own, model, windows=[{"days": days, "rates": {"input": 5, "output": 7}}])
    assert charged(own, model, input=1_000, output=1_000) == Decimal("0.012")
    others = [day for day in range(1, 8) if day not in days]
    later = (datetime.now(UTC) + timedelta(days=3)).date().isoformat()
    put(admin, own, model, windows=[{"days": others, **dear}, {"since": later, **dear}])
    assert charged(own, model, input=1_000, output=1_000) == Decimal("0.01125")


def test_the_fee_of_a_request_is_charged_once(
    own: Caller, admin: httpx2.Client, model: str
) -> None:
    put(admin, own, model, fees={"request": 0.005})
    assert charged(own, model, input=1_000, output=100) == Decimal("0.00725")
    [row] = own.usage()
    version = own.world.one(
        "select price_id, parts from organization_model_prices where org_id = %s",
        own.world.org_id,
    )
    assert row["request_metadata"]["price_id"] == str(version["price_id"])
    assert version["parts"] == {"fees": {"request": "0.005"}}


def test_what_is_held_covers_the_dearest_hour(
    own: Caller, admin: httpx2.Client, model: str
) -> None:
    put(admin, own, model, windows=[{"days": [1], "rates": {"input": 1, "output": 5_000}}])
    answer = own.ask({"input": 1, "output": 1}, model=model, max_tokens=2_000)
    assert (answer.status_code, answer.json()["error"]["code"]) == (402, "insufficient_quota")
    put(admin, own, model, windows=[{"days": [1], "rates": {"input": 1, "output": 1_000}}])
    assert own.ask({"input": 1, "output": 1}, model=model, max_tokens=2_000).status_code == 200


def test_a_model_priced_by_the_second_answers_no_chat(
    own: Caller, admin: httpx2.Client, upstream: Provider, model: str
) -> None:
    body = {"input_usd_per_million": 0, "output_usd_per_million": 0}
    parts = {"fees": {"second": {"usd": 0.36, "per": 3600}}}
    assert admin.put(path_of(own, model), json=body | {"parts": parts}).status_code == 200
    before = upstream.count()
    answer = own.ask(model=model)
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "wrong_endpoint")
    assert upstream.count() == before
    assert admin.put(path_of(own, model), json=body).status_code == 200
    assert own.ask(model=model).status_code == 200


def test_who_prices_an_organizations_own_models(
    own: Caller, admin: httpx2.Client, make_caller: Callable[..., Caller], model: str
) -> None:
    assert own.ask(model=model).status_code == 404
    made = put(admin, own, model, tiers=[TIER])
    [event] = own.world.rows(
        "select * from organization_audit_log where org_id = %s and event_type = %s",
        own.world.org_id, "org.model_price.set",
    )  # fmt: skip
    assert (event["subject"], event["details"]["price_id"]) == (model, made["price_id"])
    assert event["details"]["parts"]["tiers"][0]["above_tokens"] == 200_000
    assert (made["source"], made["created_by"]) == ("organization", event["actor_id"])
    listed = admin.get(path_of(own, "")[:-1]).json()
    assert listed == [made]
    assert made["parts"] == {"tiers": [TIER]}
    # As it is shown it may be sent again.
    assert put(admin, own, model, **made["parts"])["parts"] == made["parts"]
    member = {"authorization": f"Bearer {own.key}"}
    url = own.server.url
    assert httpx2.put(url + path_of(own, model), json=FLAT, headers=member).status_code == 403
    with admin_of(make_caller(plan="byok")) as foreign:
        assert foreign.put(path_of(own, model), json=FLAT).status_code == 404
    unknown = admin.put(path_of(own, "of-nobody"), json=FLAT)
    assert (unknown.status_code, unknown.json()["code"]) == (422, "model_not_own")
    past = {"valid_from": (datetime.now(UTC) - timedelta(hours=1)).isoformat()}
    late = admin.put(path_of(own, model), json=FLAT | past)
    assert (late.status_code, late.json()["field"]) == (422, "valid_from")


@pytest.mark.parametrize("plan", ["byok", "hybrid"])
def test_what_the_platform_sells_keeps_the_platforms_price(
    make_caller: Callable[..., Caller], upstream: Provider, plan: str
) -> None:
    """On byok nobody but the organization's own keys serves; on hybrid the platform might."""
    caller = make_caller(plan=plan)
    assert bring(caller, upstream).status_code == 201
    with admin_of(caller) as admin:
        answer = admin.put(path_of(caller, "gpt-test"), json=FLAT)
    if plan == "byok":
        assert answer.status_code == 200
        assert charged(caller, "gpt-test", input=1_000, output=100) == Decimal("0.00225")
        return
    assert (answer.status_code, answer.json()["code"]) == (409, "model_of_platform")
    # Also one that was set while the plan was another.
    owner_id = caller.world.member("boss", "owner")
    caller.world.one(
        "select set_organization_model_price(%s, 'gpt-test', 0, 0, %s)",
        caller.world.org_id, owner_id,
    )  # fmt: skip
    caller.client().chat.completions.create(
        messages=told(input=1_000, output=100), model="gpt-test"
    )
    assert caller.figures("U") == (cost(1_000, 100, "1.0"),)


def test_a_call_by_an_own_price_is_found_sound(
    own: Caller, admin: httpx2.Client, model: str, owner: OwnerConnection
) -> None:
    put(admin, own, model)
    charged(own, model, input=10, output=10)
    found = owner.execute(
        "select * from verify_c06_holds() where org_id = %s", [own.world.org_id]
    ).fetchall()
    assert found == []


async def test_a_call_that_is_recovered_finds_the_price_of_its_organization(
    own: Caller, admin: httpx2.Client, model: str, db: Database
) -> None:
    made = put(admin, own, model, tiers=[TIER])
    price_id, org_id = UUID(made["price_id"]), own.world.org_id
    row = await db.fetch_one(queries.find_price(org_id=org_id, price_id=price_id))
    assert row is not None
    charge = Price.of_row(row).charge(Tokens(300_000, 1_000), Decimal(1), Decimal(1000))
    assert charge.credits == 765
    assert await db.fetch_one(queries.find_price(org_id=uuid4(), price_id=price_id)) is None


WRONG: dict[str, tuple[Any, str]] = {
    "a part": ({"rates": {"inputs": 1}}, "parts.rates.inputs"),
    "a plain rate": ({"rates": {"input": 1}}, "parts"),
    "a text": ({"rates": {"image_input": "1"}}, "parts.rates.image_input"),
    "less than nothing": ({"fees": {"request": -1}}, "parts.fees.request.usd"),
    "a fee's name": ({"fees": {"Web Search": 1}}, "parts.fees.Web Search"),
    "for none": ({"fees": {"second": {"usd": 1, "per": 0}}}, "parts.fees.second.per"),
    "a tier at none": (
        {"tiers": [{"above_tokens": 0, "rates": {"input": 1}}]}, "parts.tiers.0.above_tokens",
    ),
    "a tier of true": (
        {"tiers": [{"above_tokens": True, "rates": {"input": 1}}]}, "parts.tiers.0.above_tokens",
    ),
    "an empty tier": ({"tiers": [{"above_tokens": 9, "rates": {}}]}, "parts.tiers.0.rates"),
    "a window of half": (
        {"windows": [{"begins": "10:00", "rates": {"input": 1, "output": 1}}]}, "parts.windows.0",
    ),
    "a window of always": (
        {"windows": [{"rates": {"input": 1, "output": 1}}]}, "parts.windows.0",
    ),
    "a window without output": (
        {"windows": [{"days": [1], "rates": {"input": 1}}]}, "parts.windows.0",
    ),
    "no date": (
        {"windows": [{"since": "2027-02-30", "rates": {"input": 1, "output": 1}}]},
        "parts.windows.0.since",
    ),
    "no hour": (
        {"windows": [{"begins": "24:00", "ends": "1:00", "rates": {"input": 1, "output": 1}}]},
        "parts.windows.0.begins",
    ),
    "no day": (
        {"windows": [{"days": [8], "rates": {"input": 1, "output": 1}}]}, "parts.windows.0.days.0",
    ),
    "a service tier": (
        {"service_tiers": {"flex": [{"rates": {"output": 1e12}}]}},
        "parts.service_tiers.flex.0.rates.output",
    ),
    "a stranger": ({"discount": 1}, "parts.discount"),
}  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG)
def test_what_cannot_be_charged_by_is_refused_by_its_field(
    own: Caller, admin: httpx2.Client, model: str, wrong: str
) -> None:
    parts, field = WRONG[wrong]
    answer = admin.put(path_of(own, model), json=FLAT | {"parts": parts})
    assert answer.status_code == 422, answer.text
    named = [error["field"] for error in answer.json()["errors"]]
    assert any(name == field or name.startswith(f"{field}.") for name in named), named


def test_no_difference_is_left(owner_url: str) -> None:
    assert [row for row in ledger_differences(owner_url) if "C6" in str(row)] == []
