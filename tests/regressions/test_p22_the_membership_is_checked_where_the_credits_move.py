"""P22: the membership was checked in another transaction than the allocation was made in."""

import asyncio
from typing import Any

import psycopg
import pytest

from tests.credits.company import Company, code_of, new_key
from tests.regressions.rival import Rival


@pytest.mark.parametrize("method", ["POST", "PUT"])
@pytest.mark.parametrize("has_some", [True, False])
async def test_who_is_removed_meanwhile_gets_nothing(
    company: Company, rival: Rival, method: str, has_some: bool
) -> None:
    member = company.member(10 if has_some else 0)
    rival.execute(
        "select remove_member(%s, %s, %s)", company.org_id, member.user_id, company.boss.user_id
    )
    body: dict[str, Any] = {"allocated_credits": 100}
    rest = f"/allocations/{member.user_id}"
    if method == "POST":
        rest, body = "/allocate", body | {"user_id": member.user_id}
    asked = asyncio.create_task(
        company.boss.request(method, company.path(rest), json=body, headers=new_key())
    )
    await rival.commit_once_waited_for()
    assert code_of(await asked) == (404, "member_not_found")
    assert (await company.pool())["available_credits"] == 10_000
    assert company.world.differences() == []


async def test_the_membership_itself_is_what_an_allocation_waits_for(
    company: Company, rival: Rival
) -> None:
    member = company.member()
    # Nothing but the row, so that no other lock of a removal stands in for it.
    ended = "status = 'removed', removed_at = now(), removed_by = 'rival'"
    rival.execute(
        f"update organization_members set {ended} where org_id = %s and user_id = %s",
        company.org_id,
        member.user_id,
    )
    body = {"user_id": member.user_id, "allocated_credits": 100}
    asked = asyncio.create_task(
        company.boss.post(company.path("/allocate"), json=body, headers=new_key())
    )
    await rival.commit_once_waited_for()
    assert code_of(await asked) == (404, "member_not_found")
    assert (await company.pool())["available_credits"] == 10_000


async def test_a_removal_that_comes_second_takes_the_new_credits_back(
    company: Company, rival: Rival
) -> None:
    member = company.member()
    rival.execute(
        "select allocate_credits_to_user(%s, %s, 100, 'a')", company.org_id, member.user_id
    )
    url = f"/api/v1/organizations/{company.org_id}/members/{member.user_id}"
    asked = asyncio.create_task(company.boss.delete(url))
    await rival.commit_once_waited_for()
    assert (await asked).is_success
    assert (await company.pool())["available_credits"] == 10_000
    spent = await company.deduct(member, 1)
    assert spent.status_code in {402, 404}, spent.text


async def test_the_function_alone_refuses_who_is_no_member(company: Company) -> None:
    stranger = company.api.person().user_id
    for verb in ("allocate_credits_to_user", "set_allocation"):
        with pytest.raises(psycopg.Error) as refused:
            company.world.connection.execute(
                f"select {verb}(%s, %s, 1, 'a')".encode(), [company.org_id, stranger]
            )
        assert refused.value.sqlstate == "OB005"
