"""`orgbilling.client` against a real server."""

import asyncio
import json
from decimal import Decimal

import pytest

from orgbilling.client import (
    AsyncOrgBilling,
    InsufficientCredits,
    NotCaptured,
    OrgBilling,
    OrgBillingError,
    ServerUnavailable,
)
from orgbilling.client.messages import body_of, credits_of
from tests.credits.company import Company
from tests.restrictions import restrict
from tests.servers.server import Server, free_port


def key_of(company: Company) -> str:
    return company.program.headers["authorization"].removeprefix("Bearer ")


def test_a_hold_is_captured_and_the_rest_is_free(company: Company, servers: list[Server]) -> None:
    member = company.member(100)
    with OrgBilling(servers[0].url, key_of(company)) as client:
        with client.hold(
            company.org_id, member.user_id, 40, service_type="image", service_name="painter"
        ) as hold:
            assert company.world.figures(member.user_id, "HR") == (40, 60)
            captured = hold.capture(
                "32.500001", metadata={"size": "1024"}, api_cost_usd="0.021666666667"
            )
        assert captured.captured_credits == Decimal("32.500001")
        assert captured.released_credits == Decimal("7.499999")
        again = hold.capture("32.500001")
        assert again.usage_id == captured.usage_id
        assert client.check(company.org_id, member.user_id, 70).sufficient is False
        spent = client.deduct(
            company.org_id, member.user_id, 0.1, service_type="image", request_id="mine"
        )
        twin = client.deduct(
            company.org_id, member.user_id, 0.1, service_type="image", request_id="mine"
        )
        assert (twin.replayed, twin.usage_id) == (True, spent.usage_id)
    assert company.world.figures(member.user_id, "UH") == (Decimal("32.600001"), 0)
    row = company.world.one(
        "select * from credit_usage_attribution where org_id = %s order by usage_id",
        company.org_id,
    )
    assert (row["service_type"], row["service_name"]) == ("image", "painter")
    assert row["request_metadata"] == {"size": "1024"}


def test_work_that_fails_costs_nothing(company: Company, servers: list[Server]) -> None:
    member = company.member(10)
    with OrgBilling(servers[0].url, key_of(company)) as client:
        with (
            pytest.raises(ZeroDivisionError),
            client.hold(company.org_id, member.user_id, 5),
        ):
            raise ZeroDivisionError
        assert company.world.figures(member.user_id, "UH") == (0, 0)
        with pytest.raises(NotCaptured), client.hold(company.org_id, member.user_id, 5):
            pass
        assert company.world.figures(member.user_id, "UH") == (0, 0)
        with client.hold(company.org_id, member.user_id, 5) as hold:
            hold.release()
        with pytest.raises(OrgBillingError) as error:
            hold.capture(1)
        assert error.value.code == "hold_already_resolved"


def test_what_does_not_fit_never_runs(company: Company, servers: list[Server]) -> None:
    member = company.member(3)
    ran = False
    with OrgBilling(servers[0].url, key_of(company)) as client:
        with (
            pytest.raises(InsufficientCredits) as error,
            client.hold(company.org_id, member.user_id, 5),
        ):
            ran = True
        assert (error.value.blocked_by, error.value.resolvable_by) == ("allocation", "org_admin")
        assert error.value.fields["available_credits"] == 3
    assert not ran
    restrict(company.world, "member", member.user_id, limits=[("credits", "month", 2)])
    with OrgBilling(servers[0].url, key_of(company)) as client:
        with pytest.raises(InsufficientCredits) as error:
            client.deduct(company.org_id, member.user_id, 3, service_type="llm")
        assert (error.value.blocked_by, error.value.fields["limit"]["limit_credits"]) == (
            "budget", 2,
        )  # fmt: skip
    with OrgBilling(servers[0].url, "ob_sk_wrong") as stranger:
        with pytest.raises(OrgBillingError) as refused:
            stranger.check(company.org_id, member.user_id, 1)
        assert refused.value.status == 401


async def test_the_asynchronous_client_releases_when_it_is_cancelled(
    company: Company, servers: list[Server]
) -> None:
    member = company.member(100)
    async with AsyncOrgBilling(servers[1].url, key_of(company)) as client:
        inside = asyncio.Event()

        async def work() -> None:
            async with client.hold(company.org_id, member.user_id, 60):
                inside.set()
                await asyncio.sleep(60)

        task = asyncio.create_task(work())
        await inside.wait()
        assert company.world.figures(member.user_id, "H") == (60,)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        for _ in range(100):
            if company.world.figures(member.user_id, "H") == (0,):
                break
            await asyncio.sleep(0.02)
        async with client.hold(company.org_id, member.user_id, 100) as hold:
            assert (await hold.capture(7)).remaining_credits == 93
        assert (await client.check(company.org_id, member.user_id, 93)).sufficient
        deducted = await client.deduct(
            company.org_id, member.user_id, 1, service_type="speech", metadata={"seconds": 3}
        )
        assert deducted.remaining_credits == 92
        with pytest.raises(NotCaptured):
            async with client.hold(company.org_id, member.user_id, 1):
                pass
    assert company.world.figures(member.user_id, "UH") == (8, 0)


def test_a_server_that_is_not_there_is_said_so(company: Company) -> None:
    with OrgBilling(f"http://127.0.0.1:{free_port()}", key_of(company)) as client:
        with pytest.raises(ServerUnavailable) as error:
            client.check(company.org_id, "somebody", 1)
        assert error.value.code == "no_answer"


def test_amounts_stay_exact_and_are_looked_at_before_they_are_sent() -> None:
    assert json.loads(body_of({"a": Decimal("0.1"), "b": None, "c": {"d": Decimal("1E+2")}})) == {
        "a": 0.1, "c": {"d": 100},
    }  # fmt: skip
    assert b"9000000000.000001" in body_of({"credits": credits_of("9000000000.000001")})
    for wrong in ("0.0000001", "NaN", float("inf"), "Infinity"):
        with pytest.raises(ValueError, match="amount of credits"):
            credits_of(wrong)
