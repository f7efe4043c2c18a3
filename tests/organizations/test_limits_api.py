"""How an admin limits keys, members and the organization, and who is shown what."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from orgbilling.bounds import (
    ALLOWED_ADDRESSES_MAX,
    ALLOWED_MODELS_MAX,
    LIMIT_PER_MINUTE_MAX,
    TAG_CHARACTERS_MAX,
    TAGS_MAX,
)
from orgbilling.kernel.identifiers import hash_secret
from tests.api_client import Api, Client, running
from tests.credits.company import Company, code_of, make_company

EVERYTHING = {
    "budget_day_credits": 10,
    "budget_week_credits": 40.5,
    "budget_month_credits": 0,
    "requests_per_minute": 60,
    "tokens_per_minute": 9000,
    "allowed_models": ["gpt-4o", "claude-*"],
    "allowed_addresses": ["10.0.0.0/8", "2001:db8::7"],
    "expires_at": "2090-01-01T00:00:00Z",
    "tags": ["team-search"],
}
NOTHING = dict.fromkeys(EVERYTHING)
RULES = {name: EVERYTHING[name] for name in list(EVERYTHING)[5:]}


@pytest.fixture
def company(api: Api) -> Company:
    return make_company(api)


def key_of(company: Company, member: Client) -> tuple[str, Client]:
    """A member's own key: its id, and a program that presents it."""
    key = company.api.key(company.org_id, member, "member")
    row = company.world.one("select key_id from api_keys where key_hash = %s", hash_secret(key))
    return str(row["key_id"]), company.api.program(key)


def at(company: Company, *rest: str) -> str:
    return "/".join((f"/api/v1/organizations/{company.org_id}", *rest, "limits"))


def fields(answer: Any, names: dict[str, Any] = EVERYTHING) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    return {name: answer.json()[name] for name in names}


async def test_what_is_set_is_shown_and_what_is_removed_restricts_no_more(
    company: Company,
) -> None:
    member = company.member(100)
    key_id, _ = key_of(company, member)
    for place, kind, subject in (
        (at(company, "members", member.user_id), "member", member.user_id),
        (at(company, "keys", key_id), "key", key_id),
    ):
        assert fields(await company.boss.get(place)) == NOTHING
        for answer in (
            await company.boss.put(place, json=EVERYTHING), await company.boss.get(place),
        ):  # fmt: skip
            assert fields(answer) == EVERYTHING
            assert (answer.json()["kind"], answer.json()["id"]) == (kind, subject)
            assert len(answer.json()["limits"]) == 5
        # What is left out, or null, restricts no more.
        answer = await company.boss.put(place, json={"budget_day_credits": 3, "tags": None})
        assert fields(answer) == {**NOTHING, "budget_day_credits": 3}
        assert (await company.boss.delete(place)).status_code == 204
        assert fields(await company.boss.get(place)) == NOTHING
    place = at(company)
    assert fields(await company.boss.put(place, json=RULES), RULES) == RULES
    answer = await company.boss.put(place, json={"budget_day_credits": 3})
    assert code_of(answer) == (422, "invalid_request"), "an organization has no budget of this kind"
    assert (await company.boss.delete(place)).status_code == 204
    assert company.api.audit(company.org_id).count("org.limits.set") == 8


async def test_each_limit_tells_what_is_used_and_held(company: Company) -> None:
    member = company.member(100)
    async with running(company.api):
        assert (await company.deduct(member, 4.5)).status_code == 200
        place = at(company, "members", member.user_id)
        limits = {"budget_day_credits": 10, "requests_per_minute": 9, "tokens_per_minute": 7}
        await company.boss.put(place, json=limits)
        held = (await company.hold(member, 2)).json()["hold_id"]
        told = (await member.get(place)).json()["limits"]
        refused = await company.deduct(member, 4)
    now = datetime.now(UTC)
    resets_at = [limit.pop("resets_at") for limit in told]
    waits = [datetime.fromisoformat(moment) - now for moment in resets_at]
    for wait, most in zip(waits, (timedelta(days=1), *[timedelta(minutes=1)] * 2), strict=True):
        # A minute, or a day, may have ended since it was asked.
        assert timedelta(seconds=-30) < wait <= most
    whose = {"kind": "member", "id": member.user_id}
    assert told == [
        {**whose, "period": "day", "limit_credits": 10, "used_credits": 4.5, "held_credits": 2},
        {**whose, "period": "minute", "limit_requests": 9, "used_requests": 1},
        {**whose, "period": "minute", "limit_tokens": 7, "used_tokens": 0, "held_tokens": 0},
    ]
    assert held
    shown = refused.json()["limit"]
    assert shown == {**told[0], "resets_at": resets_at[0]}


async def test_a_member_reads_their_own_and_no_others(company: Company) -> None:
    member, colleague = company.member(100), company.member(100)
    key_id, program = key_of(company, member)
    theirs, _ = key_of(company, colleague)
    await company.boss.put(at(company, "keys", key_id), json={"budget_day_credits": 1})
    for caller in (member, program):
        for place in (at(company), at(company, "members", member.user_id),
                      at(company, "keys", key_id)):  # fmt: skip
            assert (await caller.get(place)).status_code == 200
            assert code_of(await caller.put(place, json={})) == (403, "forbidden")
            assert code_of(await caller.delete(place)) == (403, "forbidden")
        other = await caller.get(at(company, "members", colleague.user_id))
        assert code_of(other) == (403, "forbidden")
        assert code_of(await caller.get(at(company, "keys", theirs))) == (404, "not_found")
    assert (await company.program.get(at(company))).status_code == 403


async def test_only_what_there_is_is_limited(company: Company) -> None:
    nobody, key = at(company, "members", "nobody"), at(company, "keys", str(uuid.uuid4()))
    for method in ("GET", "PUT", "DELETE"):
        body = {"json": {}} if method == "PUT" else {}
        answer = await company.boss.request(method, nobody, **body)
        assert code_of(answer) == (404, "member_not_found")
        answer = await company.boss.request(method, key, **body)
        assert code_of(answer) == (404, "not_found")
    member = company.member()
    key_id, _ = key_of(company, member)
    await company.boss.delete(f"/api/v1/organizations/{company.org_id}/keys/{key_id}")
    assert (await company.boss.get(at(company, "keys", key_id))).status_code == 200
    answer = await company.boss.put(at(company, "keys", key_id), json={"tags": ["x"]})
    assert code_of(answer) == (404, "not_found")


async def test_a_key_is_made_with_its_limits_at_once(company: Company) -> None:
    place = f"/api/v1/organizations/{company.org_id}/keys"
    body = {"name": "ci", "kind": "service", "limits": {"budget_day_credits": 5}}
    made = await company.boss.post(place, json=body)
    assert made.status_code == 201, made.text
    answer = await company.boss.get(f"{place}/{made.json()['key_id']}/limits")
    assert answer.json()["budget_day_credits"] == 5
    # A member sets none, and then has no key either.
    member = company.member(5)
    answer = await member.post(place, json={"name": "x", "limits": {"budget_day_credits": 5}})
    assert code_of(answer) == (403, "forbidden")
    assert (await member.get(place)).json() == []
    answer = await company.boss.post(place, json={**body, "limits": {"tags": []}})
    assert "limits.tags" in answer.text


WRONG: dict[str, tuple[str, Any]] = {
    "a budget below 0": ("budget_day_credits", -1),
    "a budget of too many decimals": ("budget_week_credits", 0.0000001),
    "a budget as text": ("budget_month_credits", "5"),
    "a budget out of range": ("budget_month_credits", 9_000_000_001),
    "a rate below 0": ("requests_per_minute", -1),
    "a part of a request": ("requests_per_minute", 1.5),
    "a rate out of range": ("tokens_per_minute", LIMIT_PER_MINUTE_MAX + 1),
    "no models": ("allowed_models", []),
    "too many models": ("allowed_models", ["m"] * (ALLOWED_MODELS_MAX + 1)),
    "a blank model": ("allowed_models", [" "]),
    "no text": ("allowed_models", [5]),
    "a model too long": ("allowed_models", ["m" * 256]),
    "no addresses": ("allowed_addresses", []),
    "too many addresses": ("allowed_addresses", ["::1"] * (ALLOWED_ADDRESSES_MAX + 1)),
    "a name for an address": ("allowed_addresses", ["example.org"]),
    "half an address": ("allowed_addresses", ["10.1"]),
    "a mask out of range": ("allowed_addresses", ["10.0.0.0/33"]),
    "no tags": ("tags", []),
    "too many tags": ("tags", ["t"] * (TAGS_MAX + 1)),
    "two tags in one": ("tags", ["a,b"]),
    "a tag too long": ("tags", ["t" * (TAG_CHARACTERS_MAX + 1)]),
    "no moment": ("expires_at", "tomorrow"),
    "a moment of no zone": ("expires_at", "2090-01-01T00:00:00"),
    "what nobody knows": ("budget_year_credits", 5),
}


@pytest.mark.parametrize("name", WRONG)
async def test_what_is_no_limit_is_refused_with_its_field(company: Company, name: str) -> None:
    field, value = WRONG[name]
    member = company.member()
    place = at(company, "members", member.user_id)
    answer = await company.boss.put(place, json={"tags": ["kept"]} | {field: value})
    assert code_of(answer) == (422, "invalid_request")
    assert answer.json()["errors"][0]["field"].split(".")[0] == field
    assert fields(await company.boss.get(place)) == NOTHING


@pytest.mark.parametrize("end", ["9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00"])
async def test_an_end_that_no_answer_can_show_is_refused(company: Company, end: str) -> None:
    answer = await company.boss.put(at(company), json={"expires_at": end})
    assert (*code_of(answer), answer.json()["field"]) == (422, "invalid_argument", "expires_at")
    assert fields(await company.boss.get(at(company)), RULES) == dict.fromkeys(RULES)


@pytest.mark.parametrize(
    ("given", "shown"),
    [("10.1.2.3/8", "10.0.0.0/8"), ("10.1.2.3", "10.1.2.3"), ("10.1.2.3/32", "10.1.2.3"),
     ("::ffff:10.1.2.3", "10.1.2.3"), ("::ffff:10.0.0.0/104", "10.0.0.0/8"),
     ("2001:DB8::/32", "2001:db8::/32"), ("fe80::1%eth0", "fe80::1")],
)  # fmt: skip
async def test_an_address_is_kept_as_callers_come(company: Company, given: str, shown: str) -> None:
    answer = await company.boss.put(at(company), json={"allowed_addresses": [given]})
    assert answer.json()["allowed_addresses"] == [shown]


async def test_the_largest_that_is_admitted_is_stored(company: Company) -> None:
    largest = {
        **dict.fromkeys(
            ("budget_day_credits", "budget_week_credits", "budget_month_credits"), 9_000_000_000
        ),
        "requests_per_minute": LIMIT_PER_MINUTE_MAX,
        "tokens_per_minute": LIMIT_PER_MINUTE_MAX,
        "allowed_models": [f"{n:03}" + "*" * 252 for n in range(ALLOWED_MODELS_MAX)],
        "allowed_addresses": [f"10.0.{n}.0/24" for n in range(ALLOWED_ADDRESSES_MAX)],
        "tags": [f"{n:02}" + "t" * (TAG_CHARACTERS_MAX - 2) for n in range(TAGS_MAX)],
    }
    member = company.member(5)
    place = at(company, "members", member.user_id)
    assert fields(await company.boss.put(place, json=largest), largest) == largest
