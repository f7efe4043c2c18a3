"""A call that runs for longer than its hold lasts keeps it."""

import time
from threading import Thread

from tests.conftest import OwnerConnection
from tests.gateway.conftest import Caller, cost

ENDING = """
    update credit_holds set expires_at = clock_timestamp() + interval '1 second'
    where org_id = %s and status = 'open'
    returning expires_at
"""
HOLD = """
    select status, is_late, expires_at - clock_timestamp() > interval '7 minutes' as is_renewed
    from credit_holds where org_id = %s
"""


def test_the_hold_of_a_running_call_is_renewed(caller: Caller, owner: OwnerConnection) -> None:
    org_id = caller.world.org_id
    orders = {"input": 100, "output": 50, "chunks": 60, "pause_ms": 50}
    stream = Thread(target=caller.ask, args=[orders], kwargs={"stream": True, "max_tokens": 60_000})
    stream.start()
    for _ in range(100):
        if caller.world.rows(ENDING, org_id):
            break
        time.sleep(0.02)
    time.sleep(1.2)
    # Past its first end nobody can spend what it holds.
    assert caller.world.one(HOLD, org_id) == {
        "status": "open", "is_late": False, "is_renewed": True
    }  # fmt: skip
    held, remaining = caller.figures("HR")
    assert held > 500
    assert caller.world.deduct(caller.user_id, remaining + 1)["outcome"] == "refused"
    stream.join()
    assert caller.world.one(HOLD, org_id)["status"] == "captured"
    assert caller.world.one(HOLD, org_id)["is_late"] is False
    [row] = caller.usage()
    assert row["credits_used"] == cost(100, 50)
    assert caller.world.differences() == []
