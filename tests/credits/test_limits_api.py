"""Over HTTP: what a spend is told that a budget, a rate or a rule stands in the way of."""

import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from orgbilling.spending.decisions import rate_limited
from tests.api_client import Api, Client, running
from tests.credits.company import Company, make_company
from tests.restrictions import restrict

WAYS = ("deduct", "batch", "holds")


@pytest.fixture
def company(api: Api) -> Company:
    return make_company(api)


async def spend(
    company: Company, program: Client, member: Client, way: str, credits: float, key: str = "",
    **more: Any,
) -> tuple[int, dict[str, Any], dict[str, str]]:  # fmt: skip
    """Spend one of the ways; the status, the body and the headers, of a batch those of its item."""
    body = {
        "user_id": member.user_id, "credits": credits, "service_type": "llm",
        "request_id": key or uuid.uuid4().hex, **more,
    }  # fmt: skip
    if way == "batch":
        answer = await program.post(company.path("/deduct/batch"), json={"items": [body]})
        item = answer.json()[0]
        return item["status"], item["body"], {}
    answer = await program.post(company.path(f"/{way}"), json=body)
    return answer.status_code, answer.json(), dict(answer.headers)


def key_of(company: Company, program: Client) -> str:
    return str(
        company.world.one(
            "select key_id from api_keys where org_id = %s order by created_at desc limit 1",
            company.org_id,
        )["key_id"]
    )


@pytest.mark.parametrize("kind", ["key", "member"])
@pytest.mark.parametrize("way", WAYS)
async def test_a_budget_is_told_with_whose_it_is(company: Company, way: str, kind: str) -> None:
    member, program = company.member(100), company.program
    subject = member.user_id if kind == "member" else key_of(company, program)
    restrict(company.world, kind, subject, limits=[("credits", "week", 10.5)])
    async with running(company.api):
        status, _, _ = await spend(company, program, member, "deduct", 3)
        assert status == 200
        held = await company.hold(member, 4)
        status, told, _ = await spend(company, program, member, way, 4, "mine")
        again_status, again, _ = await spend(company, program, member, way, 4, "mine")
        checks = [
            (await program.post(company.path("/check"), json=body)).json()
            for body in ({"user_id": member.user_id, "credits": n} for n in (3.5, 3.6))
        ]
        hold = company.path(f"/holds/{held.json()['hold_id']}/capture")
        captured = await program.post(hold, json={"credits": 30})
        after = (await program.post(
            company.path("/check"), json={"user_id": member.user_id, "credits": 0.1}
        )).json()  # fmt: skip
    assert (status, told["code"]) == (402, "insufficient_credits")
    assert (told["blocked_by"], told["resolvable_by"]) == ("budget", "org_admin")
    assert (told["needed_credits"], told["available_credits"]) == (4, 3.5)
    limit = told["limit"]
    resets_at = datetime.fromisoformat(limit["resets_at"])
    assert timedelta(0) < resets_at - datetime.now(UTC) <= timedelta(days=7)
    assert limit == {
        "kind": kind, "id": subject, "period": "week", "limit_credits": 10.5, "used_credits": 3,
        "held_credits": 4, "resets_at": limit["resets_at"],
    }  # fmt: skip
    assert (again_status, again["replayed"], again["limit"]) == (402, True, limit)
    assert [(check["sufficient"], check["blocked_by"]) for check in checks] == [
        (True, None), (False, "budget"),
    ]  # fmt: skip
    assert ("limit" in checks[0], checks[1]["limit"]) == (False, limit)
    assert captured.status_code == 200
    assert captured.json()["captured_credits"] == 30
    assert (after["blocked_by"], after["limit"]["used_credits"]) == ("budget", 33)
    assert company.world.differences() == []


async def test_the_figures_of_a_budget_are_written_as_people_write_them(company: Company) -> None:
    member, program = company.member(5_000), company.program
    restrict(company.world, "member", member.user_id, limits=[("credits", "day", 1_234.00003)])
    async with running(company.api):
        await spend(company, program, member, "deduct", 0.00001)
        _, told, _ = await spend(company, program, member, "deduct", 2_000)
    assert "budget of 1,234.00003 credits a day" in told["detail"]
    assert "0.00001 are used, 0 held" in told["detail"]
    limit = told["limit"]
    assert (limit["limit_credits"], limit["used_credits"]) == (1_234.00003, 0.00001)


@pytest.mark.parametrize(("hours", "wait_s"), [(-24, 1), (24, 60)])
def test_a_clock_that_differs_from_the_databases_makes_nobody_wait_past_the_minute(
    hours: int, wait_s: int
) -> None:
    resets_at = datetime.now(UTC) + timedelta(hours=hours)
    limit = {"kind": "key", "id": "k", "period": "minute", "limit_tokens": 1_000,
             "resets_at": resets_at.isoformat()}  # fmt: skip
    problem = rate_limited(json.dumps(limit))
    assert problem.fields["retry_after_s"] == wait_s
    assert problem.detail.startswith("The key may use 1,000 tokens a minute.")


@pytest.mark.parametrize("way", WAYS)
async def test_a_rate_says_when_to_come_again_and_the_same_key_then_works(
    company: Company, way: str
) -> None:
    member, program = company.member(100), company.program
    restrict(company.world, "member", member.user_id, limits=[("requests", "minute", 1)])
    async with running(company.api):
        first, _, _ = await spend(company, program, member, way, 1)
        refused = [await spend(company, program, member, way, 1, "mine") for _ in range(2)]
        company.world.connection.execute(
            "update spending_limits set period_start = period_start - interval '1 minute' "
            "where org_id = %s", [company.org_id],
        )  # fmt: skip
        status, told, _ = await spend(company, program, member, way, 1, "mine")
    assert first in (200, 201)
    for code, problem, headers in refused:
        assert (code, problem["code"], problem["resolvable_by"]) == (
            429, "rate_limited", "org_admin",
        )  # fmt: skip
        assert problem["limit"]["kind"] == "member"
        assert (problem["limit"]["limit_requests"], problem["limit"]["used_requests"]) == (1, 1)
        assert 1 <= problem["retry_after_s"] <= 60
        assert way == "batch" or headers["retry-after"] == str(problem["retry_after_s"])
    assert status in (200, 201), told
    assert not told["replayed"]
    assert company.world.differences() == []


RULES: dict[str, tuple[dict[str, Any], str]] = {
    "expired": ({"expires_at": datetime(2020, 1, 1, tzinfo=UTC)}, "access_expired"),
    "an address": ({"addresses": ["192.0.2.0/24"]}, "address_not_allowed"),
    "a model": ({"models": ["claude-*"]}, "model_not_allowed"),
}


@pytest.mark.parametrize("kind", ["key", "member", "organization"])
@pytest.mark.parametrize("name", RULES)
async def test_a_rule_forbids_every_way_to_spend_and_no_end_of_a_hold(
    company: Company, name: str, kind: str
) -> None:
    member, program = company.member(100), company.program
    subject = {
        "key": key_of(company, program), "member": member.user_id,
        "organization": str(company.org_id),
    }[kind]  # fmt: skip
    rules, code = RULES[name]
    async with running(company.api):
        held = [(await company.hold(member, 4)).json()["hold_id"] for _ in range(2)]
        restrict(company.world, kind, subject, **rules)
        for way in WAYS:
            status, told, _ = await spend(company, program, member, way, 1, service_name="gpt-4o")
            assert (status, told["code"], told["resolvable_by"]) == (403, code, "org_admin")
        if name != "a model":
            body = {"user_id": member.user_id, "credits": 1}
            answer = await program.post(company.path("/check"), json=body)
            assert (answer.status_code, answer.json()["code"]) == (403, code)
        for hold_id, end, body in (
            (held[0], "capture", {"credits": 4}), (held[1], "release", {}),
        ):  # fmt: skip
            path = company.path(f"/holds/{hold_id}/{end}")
            assert (await program.post(path, json=body)).status_code == 200
        restrict(company.world, kind, subject, models=["gpt-*"], addresses=["127.0.0.1"])
        for way in WAYS:
            status, _, _ = await spend(company, program, member, way, 1, service_name="gpt-4o")
            assert status in (200, 201)
    assert company.world.differences() == []


async def test_an_address_is_that_of_the_caller(company: Company) -> None:
    member = company.member(100)
    key = company.api.key(company.org_id, member, "member")
    restrict(company.world, "member", member.user_id, addresses=["10.0.0.0/8", "2001:db8::/32"])
    async with running(company.api):
        for host, status in (
            ("10.1.2.3", 200), ("::ffff:10.1.2.3", 200), ("2001:db8::5", 200), ("11.0.0.1", 403),
            ("::1", 403), ("testclient", 403),
        ):  # fmt: skip
            program = company.api.client(peer=(host, 5), headers={"authorization": f"Bearer {key}"})
            found, _, _ = await spend(company, program, member, "deduct", 1)
            assert found == status, host
