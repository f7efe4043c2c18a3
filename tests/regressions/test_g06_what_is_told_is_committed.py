"""G6: an error was swallowed inside a transaction, whose COMMIT became a ROLLBACK; success was
reported. What a caller is told is read back by another connection. (That a failing write fails the
call: test_n13_gateway_without_its_store_nothing_is_asked.)"""

from decimal import Decimal

import pytest

from tests.gateway.conftest import Caller


@pytest.mark.parametrize("number", range(5))
def test_the_charge_that_is_told_is_in_the_ledger(caller: Caller, number: int) -> None:
    answer = caller.ask({"input": 10 + number, "output": number})
    told = Decimal(answer.headers["x-orgbilling-credits"])
    [row] = caller.usage()
    assert (row["credits_used"], row["request_id"]) == (told, answer.headers["x-request-id"])
    assert caller.figures("UH") == (told, 0)
