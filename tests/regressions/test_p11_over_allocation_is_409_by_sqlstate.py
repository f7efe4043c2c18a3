"""P11: a driver exception that does not exist was caught, so that over-allocation was a 500."""

import psycopg
import pytest

from orgbilling.database.errors import translate
from tests.credits.company import Company, code_of, new_key


async def test_more_than_the_pool_has_is_a_conflict_with_both_figures(company: Company) -> None:
    member = company.member(4_000)
    body = {"user_id": member.user_id, "allocated_credits": 6_000.000001}
    answer = await company.boss.post(company.path("/allocate"), json=body, headers=new_key())
    assert code_of(answer) == (409, "pool_insufficient")
    problem = answer.json()
    assert (problem["needed_credits"], problem["available_credits"]) == (6_000.000001, 6_000)


def test_the_code_decides_and_not_the_words(company: Company) -> None:
    connection = company.world.connection
    with pytest.raises(psycopg.Error) as raised:
        connection.execute(
            "select allocate_credits_to_user(%s, %s, 99999, 'a')",
            [company.org_id, company.member().user_id],
        )
    assert raised.value.sqlstate == "OB006"
    reworded = psycopg.errors.RaiseException("Im Topf ist nicht genug.")
    reworded.sqlstate = "OB006"
    for error in (raised.value, reworded):
        told = translate(error)
        assert (told.status, told.code) == (409, "pool_insufficient")
