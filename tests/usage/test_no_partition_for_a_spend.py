"""A spend whose row finds no place is told to come again: it is not the caller's mistake."""

from tests.api_client import Api, running
from tests.conftest import OwnerConnection
from tests.credits.company import make_company

# What PostgreSQL says where a row's partition became another while it waited for the one it chose.
REFUSED = """
create function refuse_row() returns trigger language plpgsql as $fn$
begin
    if new.service_type = 'nowhere' then
        raise exception 'new row violates partition constraint' using errcode = '23514';
    end if;
    return new;
end
$fn$;
create trigger refuse_row before insert on credit_usage_attribution
for each row execute function refuse_row()
"""


async def test_a_spend_that_finds_no_partition_is_503_and_nothing_was_written(
    api: Api, owner: OwnerConnection
) -> None:
    company = make_company(api)
    member = company.member(100)
    body = {"user_id": member.user_id, "credits": 1, "service_type": "nowhere"}
    owner.execute(REFUSED)
    try:
        async with running(api):
            path = company.path("/deduct")
            answer = await company.program.post(path, json=body | {"request_id": "one"})
            items = [body | {"request_id": "two"}, body | {"request_id": "three"}]
            items[1]["service_type"] = "llm"
            many = await company.program.post(company.path("/deduct/batch"), json={"items": items})
            held = await company.hold(member, 5, service_type="nowhere")
            hold = company.path(f"/holds/{held.json()['hold_id']}")
            captured = await company.program.post(f"{hold}/capture", json={"credits": 3})
    finally:
        owner.execute("drop function refuse_row cascade")
    for refused in (answer, captured):
        assert (refused.status_code, refused.json()["code"]) == (503, "store_busy"), refused.text
        assert refused.headers["retry-after"] == "1"
    assert many.status_code == 503 or {each["status"] for each in many.json()} <= {200, 503}
    figures = company.world.figures(member.user_id, "UH")
    assert figures == (sum(each["status"] == 200 for each in many.json()), 5)
    assert company.world.differences() == []
