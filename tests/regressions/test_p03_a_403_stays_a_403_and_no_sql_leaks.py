"""P3: a blanket `except` turned 403 into 500 and showed the database's text to the caller."""

import re

from tests.credits.company import BASE, Company, code_of, new_key

LEAKS = re.compile(
    r"psycopg|traceback|select|insert|relation|column|function|sqlstate|constraint|_document|OB0",
    re.IGNORECASE,
)


async def test_a_member_without_the_right_is_told_so(company: Company) -> None:
    member = company.member(10)
    writes = {
        "/add": {"credits": 1},
        "/allocate": {"user_id": member.user_id, "allocated_credits": 1},
        f"/allocations/{member.user_id}/reclaim": {"credits": 1},
        f"/allocations/{member.user_id}/transfer": {"to_user_id": "u", "credits": 1},
    }
    for rest, body in writes.items():
        answer = await member.post(company.path(rest), json=body, headers=new_key())
        assert code_of(answer) == (403, "forbidden")
    for path in (f"{BASE}/billing/system", f"{BASE}/{company.org_id}/history"):
        assert code_of(await member.get(path)) == (403, "forbidden")


async def test_a_fault_of_ours_tells_where_to_look_and_nothing_else(
    lonely_company: Company,
) -> None:
    member = lonely_company.member(10)
    lonely_company.world.connection.execute(
        "alter function pool_document(uuid) rename to lost; "
        "alter table credit_usage_attribution rename to lost_usage"
    )
    for answer in (
        await lonely_company.boss.get(lonely_company.path()),
        await lonely_company.deduct(member, 1),
        await lonely_company.root.post(
            lonely_company.path("/add"), json={"credits": 1}, headers=new_key()
        ),
    ):
        assert code_of(answer) == (500, "internal_error")
        assert answer.headers["content-type"] == "application/problem+json"
        told = {name: value for name, value in answer.json().items() if name != "instance"}
        assert not LEAKS.search(str(told)), told
        assert re.fullmatch(r"req_[0-9a-f]{24}", told["request_id"])


async def test_what_the_database_refuses_is_told_in_our_words(company: Company) -> None:
    too_much = await company.boss.post(
        company.path("/allocate"),
        json={"user_id": company.member().user_id, "allocated_credits": 10_001},
        headers=new_key(),
    )
    assert code_of(too_much) == (409, "pool_insufficient")
    assert not re.search(r"OB0|SQL|psycopg|CONTEXT|PL/pgSQL", too_much.text)
