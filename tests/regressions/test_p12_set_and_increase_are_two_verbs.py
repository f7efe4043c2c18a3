"""P12: "edit" added: changing 100 to 120 yielded 220."""

from tests.credits.company import Company, new_key


async def test_put_120_over_100_is_120_and_allocate_20_more_is_140(company: Company) -> None:
    member = company.member(100)
    path = company.path(f"/allocations/{member.user_id}")
    put = await company.boss.put(path, json={"allocated_credits": 120}, headers=new_key())
    assert (put.json()["allocated_credits"], put.json()["target_credits"]) == (120, 120)
    again = await company.boss.put(path, json={"allocated_credits": 120}, headers=new_key())
    assert again.json() == put.json()
    more = await company.boss.post(
        company.path("/allocate"),
        json={"user_id": member.user_id, "allocated_credits": 20},
        headers=new_key(),
    )
    assert (more.json()["allocated_credits"], more.json()["target_credits"]) == (140, 140)
    assert (await company.pool())["available_credits"] == 9_860


async def test_a_set_counts_what_was_used(company: Company) -> None:
    member = company.member(100)
    await company.deduct(member, 30)
    path = company.path(f"/allocations/{member.user_id}")
    row = (await company.boss.put(path, json={"allocated_credits": 120}, headers=new_key())).json()
    assert (row["allocated_credits"], row["used_credits"], row["remaining_credits"]) == (
        120,
        30,
        90,
    )
