"""`?preview=true`: each verb says what it would do, which is what it does, and does nothing."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import pytest

from orgbilling.database import Database
from orgbilling.kernel.rates import RateLimit
from tests.api_client import Api, Client, make_api
from tests.conftest import OwnerConnection
from tests.credits.company import BASE, Company, code_of, make_company, new_key

OF_ONE_MOMENT = {"id", "refund_id", "created_at", "decided_at", "paid_at"}
"""What no two runs of a verb answer alike."""


class Verb(NamedTuple):
    """One request that moves credits; `who` sends it."""

    method: str
    path: str
    body: dict[str, Any] | None
    who: Client


def allocate(company: Company, member: Client) -> Verb:
    body = {"user_id": member.user_id, "allocated_credits": 20}
    return Verb("POST", company.path("/allocate"), body, company.boss)


def allocate_first(company: Company, _: Client) -> Verb:
    body = {"user_id": company.member().user_id, "allocated_credits": 30, "reset_period": "daily"}
    return Verb("POST", company.path("/allocate"), body, company.boss)


def set_to(credits: int) -> Callable[[Company, Client], Verb]:
    return lambda company, member: Verb(
        "PUT",
        company.path(f"/allocations/{member.user_id}"),
        {"allocated_credits": credits, "reset_period": "weekly"},
        company.boss,
    )


def reclaim(company: Company, member: Client) -> Verb:
    path = company.path(f"/allocations/{member.user_id}/reclaim")
    return Verb("POST", path, {"credits": 3.5}, company.boss)


def transfer(company: Company, member: Client) -> Verb:
    receiver = company.member().user_id
    company.world.set_to(receiver, 0)
    path = company.path(f"/allocations/{member.user_id}/transfer")
    return Verb("POST", path, {"credits": 3.5, "to_user_id": receiver}, company.boss)


def grant(company: Company, _: Client) -> Verb:
    return Verb("POST", company.path("/add"), {"credits": 50, "reason": "sorry"}, company.root)


def buy(company: Company, _: Client) -> Verb:
    return Verb("POST", company.path("/add"), {"credits": 5_000}, company.boss)


def approve(company: Company, member: Client) -> Verb:
    request = company.world.one(
        "select request_credits(%s, %s, 12, 'more') ->> 'id' as id", company.org_id, member.user_id
    )
    path = company.path(f"/requests/{request['id']}/approve")
    return Verb("POST", path, {"credits": 10}, company.boss)


def refund_usage(company: Company, member: Client) -> Verb:
    usage_id = company.world.one(
        "select usage_id from credit_usage_attribution where org_id = %s and user_id = %s limit 1",
        company.org_id, member.user_id,
    )["usage_id"]  # fmt: skip
    return Verb("POST", company.path(f"/usage/{usage_id}/refund"), {"credits": 4}, company.root)


def refund_lot(company: Company, _: Client) -> Verb:
    lots = "select lot_id from credit_lots where org_id = %s order by opened_at limit 1"
    lot_id = company.world.one(lots, company.org_id)["lot_id"]
    return Verb("POST", company.path(f"/lots/{lot_id}/refund"), {"credits": 2}, company.root)


def mark_paid(company: Company, _: Client) -> Verb:
    purchase_id = company.world.purchase(70)
    path = company.path(f"/purchases/{purchase_id}/mark-paid")
    return Verb("POST", path, None, company.root)


VERBS: dict[str, Callable[[Company, Client], Verb]] = {
    "allocate": allocate, "allocate for the first time": allocate_first, "set higher": set_to(120),
    "set lower": set_to(50), "set below what is used": set_to(0), "reclaim": reclaim,
    "transfer": transfer, "grant": grant, "buy": buy, "approve": approve,
    "refund usage": refund_usage, "refund a lot": refund_lot, "mark as paid": mark_paid,
}  # fmt: skip


def plain(company: Company) -> Client:
    """100 allocated, 20 used, 10 held."""
    member = company.member(100, "daily")
    company.world.deduct(member.user_id, 20)
    company.world.hold(member.user_id, 10)
    return member


def above_target(company: Company) -> Client:
    """100 allocated and 80 used, then set to 50: more is used than the target."""
    member = company.member(100, "never")
    company.world.deduct(member.user_id, 75)
    company.world.set_to(member.user_id, 50)
    return member


def owed(company: Company) -> Client:
    """A reset came when the pool had nothing: the next inflow pays the member first."""
    world = company.world
    other = company.member()
    member = company.member()
    world.now = datetime.now(UTC) - timedelta(days=2)
    world.allocate(member.user_id, 100, "daily")
    world.deduct(member.user_id, 90)
    world.allocate(other.user_id, 9_895, "never")
    world.now = datetime.now(UTC)
    world.settle()
    return member


# Above the target nothing is free; a pool that owes has nothing to give.
REFUSED = {
    ("above_target", "reclaim"),
    ("above_target", "transfer"),
    *(
        ("owed", name)
        for name in (
            "allocate", "allocate for the first time", "set higher", "approve", "refund a lot",
        )
    ),
}  # fmt: skip
OF_NO_MEMBER = {"grant", "buy", "refund a lot", "mark as paid"}
SCENES: list[Callable[[Company], Client]] = [plain, above_target, owed]


async def send(verb: Verb, **query: str) -> Any:
    headers = {} if query else new_key()
    return await verb.who.request(
        verb.method, verb.path, json=verb.body, params=query, headers=headers
    )


async def balances(company: Company, user_id: str | None, to_user_id: str | None) -> dict[str, Any]:
    """What the effects of a preview are compared with, read in the usual ways."""
    rows = (await company.boss.get(company.path("/allocations"))).json()
    found = {row["user_id"]: row for row in rows}
    return {
        "pool": await company.pool(),
        "allocation": found.get(user_id),
        "to_allocation": found.get(to_user_id),
    }


def written(company: Company) -> dict[str, int]:
    """How many rows every table has: a preview leaves none, whatever it is about."""
    names = company.world.rows(
        """select c.relname as name from pg_class as c
           where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
           and not c.relispartition"""
    )
    counts = " union all ".join(
        f"select '{row['name']}' as name, count(*) as n from {row['name']}" for row in names
    )
    return {row["name"]: row["n"] for row in company.world.rows(counts)}


@pytest.mark.parametrize("scene", SCENES)
@pytest.mark.parametrize("name", VERBS)
async def test_a_preview_says_what_the_verb_then_does(
    company: Company, scene: Callable[[Company], Client], name: str
) -> None:
    member = scene(company)
    verb = VERBS[name](company, member)
    rows, state = written(company), company.balances()
    previewed = await send(verb, preview="true")
    assert (written(company), company.balances()) == (rows, state)
    if (scene.__name__, name) in REFUSED:
        # What is refused is refused in the same words.
        refused = await send(verb)
        assert (refused.status_code, refused.json()) == (409, previewed.json())
        return
    assert previewed.status_code == 200, previewed.text
    effects = previewed.json()["effects"]
    concerned = (effects["after"]["allocation"] or {}).get("user_id")
    receiver = (verb.body or {}).get("to_user_id")
    assert (concerned is None) == (name in OF_NO_MEMBER)
    assert effects["before"] == await balances(company, concerned, receiver)
    done = await send(verb)
    assert done.status_code in (200, 202)
    answer = {key: value for key, value in previewed.json().items() if key != "effects"}
    assert answer.keys() == done.json().keys()
    assert answer | dict.fromkeys(OF_ONE_MOMENT) == done.json() | dict.fromkeys(OF_ONE_MOMENT)
    after = await balances(company, concerned, receiver)
    if effects["before"]["allocation"] is None and concerned:
        # A first allocation is made anew when it is made.
        effects["after"]["allocation"] |= dict.fromkeys(OF_ONE_MOMENT)
        after["allocation"] |= dict.fromkeys(OF_ONE_MOMENT)
    assert effects["after"] == after
    assert company.world.differences() == []


async def test_who_was_set_below_what_was_used_gets_nothing_by_an_allocation(
    company: Company,
) -> None:
    member = company.member(100, "never")
    company.world.deduct(member.user_id, 80)
    company.world.set_to(member.user_id, 50)
    answer = (await send(allocate(company, member), preview="true")).json()
    before, after = (answer["effects"][when] for when in ("before", "after"))
    assert [row["allocation"]["allocated_credits"] for row in (before, after)] == [80, 80]
    assert [row["pool"]["available_credits"] for row in (before, after)] == [9_920, 9_920]


async def test_a_preview_uses_up_no_key(company: Company) -> None:
    member = plain(company)
    verb = allocate(company, member)
    key = new_key()
    for _ in range(2):
        answer = await verb.who.post(
            verb.path, json=verb.body, params={"preview": "true"}, headers=key
        )
        assert "effects" in answer.json()
    made = await verb.who.post(verb.path, json=verb.body, headers=key)
    assert (made.status_code, made.json()["allocated_credits"]) == (200, 120)
    # Nor is a key that was used replayed: it says what the verb would do now.
    again = await verb.who.post(verb.path, json=verb.body, params={"preview": "true"}, headers=key)
    assert again.json()["allocated_credits"] == 140
    # Without the key it is a request like any other where it is no preview.
    refused = await verb.who.post(verb.path, json=verb.body, params={"preview": "false"})
    assert code_of(refused) == (422, "idempotency_key_required")


async def test_what_is_due_is_no_effect_of_the_verb(company: Company) -> None:
    member = company.member()
    world = company.world
    world.now = datetime.now(UTC) - timedelta(days=2)
    world.allocate(member.user_id, 100, "daily")
    world.deduct(member.user_id, 60)
    answer = (await send(allocate(company, member), preview="true")).json()
    before, after = (answer["effects"][when]["allocation"] for when in ("before", "after"))
    assert (before["used_credits"], before["allocated_credits"]) == (0, 100)
    assert after["allocated_credits"] == 120


@pytest.mark.parametrize("name", VERBS)
async def test_who_may_not_do_it_sees_no_preview_either(company: Company, name: str) -> None:
    member = plain(company)
    verb = VERBS[name](company, member)._replace(who=member)
    made, previewed = await send(verb), await send(verb, preview="true")
    assert previewed.status_code == made.status_code == 403
    assert previewed.json()["code"] == made.json()["code"]


async def test_what_is_no_yes_or_no_and_what_cannot_be_is_refused(company: Company) -> None:
    member = plain(company)
    verb = allocate(company, member)
    assert (await send(verb, preview="perhaps")).status_code == 422
    refused = await send(
        verb._replace(body={"user_id": member.user_id, "allocated_credits": -1}), preview="true"
    )
    assert refused.status_code == 422
    refused = await send(
        verb._replace(body={"user_id": "nobody", "allocated_credits": 1}), preview="true"
    )
    assert refused.status_code == 404


async def test_a_preview_counts_as_a_read(db: Database, owner: OwnerConnection) -> None:
    api = make_api(
        db, owner, rate_limit_reads=RateLimit(3, 60), rate_limit_allocations=RateLimit(1, 60)
    )
    company = make_company(api)
    member = company.member(100)
    verb = allocate(company, member)
    statuses = [(await send(verb, preview="true")).status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]
    assert [(await send(verb)).status_code for _ in range(2)] == [200, 429]
    # A name in the address buys no other limit where there is no preview.
    other = Verb("POST", company.path("/requests"), {"credits": 1, "reason": "x"}, company.boss)
    assert (await send(other, preview="true", x=uuid.uuid4().hex)).status_code == 422
    for client in api.clients:
        await client.aclose()


def test_every_verb_of_credits_that_an_admin_confirms_takes_it(api: Api) -> None:
    paths = api.app.openapi()["paths"]
    taking = {
        f"{method} {path.removeprefix(BASE)}"
        for path, methods in paths.items()
        for method, operation in methods.items()
        if any(given["name"] == "preview" for given in operation.get("parameters", ()))
    }
    assert taking == {
        "post /credits/{org_id}/add",
        "post /credits/{org_id}/allocate",
        "put /credits/{org_id}/allocations/{user_id}",
        "post /credits/{org_id}/allocations/{user_id}/reclaim",
        "post /credits/{org_id}/allocations/{user_id}/transfer",
        "post /credits/{org_id}/lots/{lot_id}/refund",
        "post /credits/{org_id}/purchases/{purchase_id}/mark-paid",
        "post /credits/{org_id}/requests/{request_id}/approve",
        "post /credits/{org_id}/usage/{usage_id}/refund",
        "post /purchases/{purchase_id}/mark-paid",
    }
