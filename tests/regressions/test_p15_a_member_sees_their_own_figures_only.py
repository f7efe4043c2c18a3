"""P15: any member read what each colleague used, and what the organization had spent for life."""

import json

from tests.api_client import Api, running
from tests.credits.company import BASE, make_company


async def test_nothing_a_member_reads_names_a_colleague_or_their_figures(api: Api) -> None:
    company = make_company(api)
    member, colleague = company.member(100), company.member(4321)
    company.world.deduct(member.user_id, 7)
    company.world.deduct(colleague.user_id, 1234)
    org_id = company.org_id
    async with running(api):
        for reader in (member, api.program(api.key(org_id, member, "member"))):
            for path in (
                f"{BASE}/credits/{org_id}/allocations",
                f"{BASE}/credits/{org_id}/usage?days=30",
                f"{BASE}/credits/{org_id}/usage/export",
                f"{BASE}/billing/org/{org_id}",
            ):
                answer = await reader.get(path)
                assert answer.status_code == 200, (path, answer.text)
                assert colleague.user_id not in answer.text, path
                assert "1234" not in answer.text, path
                # The pool's own figures are shown to members; the usage of all is not.
                assert "1241" not in answer.text or path.endswith(str(org_id)), path


async def test_a_member_reads_no_lifetime_figures(api: Api) -> None:
    company = make_company(api)
    company.world.add(500, paid_usd=12)
    member = company.member(100)
    pool = (await member.get(company.path())).json()
    assert (pool["lifetime_purchased_credits"], pool["lifetime_spent_amount"]) == (None, None)
    whole = json.dumps((await member.get(f"{BASE}/billing/org/{company.org_id}")).json())
    assert '"lifetime_spent_amount": null' in whole
    shown = (await company.boss.get(company.path())).json()
    assert shown["lifetime_spent_amount"] == 12


async def test_a_member_asks_for_a_receipt_of_their_own_calls_only(api: Api) -> None:
    company = make_company(api)
    member, colleague = company.member(100), company.member(100)
    company.world.deduct(colleague.user_id, 5, "theirs")
    company.world.deduct(member.user_id, 5, "mine")
    path = company.path("/usage")
    assert (await member.get(f"{path}/mine")).status_code == 200
    assert (await member.get(f"{path}/theirs")).status_code == 404
    assert (await company.boss.get(f"{path}/theirs")).status_code == 200
