"""I4: the balance was read back after the commit; where that failed, the client was told to try
again, and was charged twice. The function that writes returns the balance, and a settlement whose
answer is lost is repeated by its hold."""

import threading
from collections import Counter

from tests.gateway.conftest import Caller, cost

CALLS = 12


def test_lost_connections_lose_no_charge_and_repeat_none(caller: Caller) -> None:
    stopped = threading.Event()
    cut = Counter[str]()

    def cut_connections() -> None:
        # Those that the servers spend through, again and again while the calls end.
        while not stopped.wait(0.15):
            rows = caller.world.rows(
                """select pg_terminate_backend(pid) as cut from pg_stat_activity
                   where datname = current_database() and application_name like %s""",
                "orgbilling-spend-%",
            )
            cut["all"] += len(rows)

    answers = []

    def ask(number: int) -> None:
        orders = {"input": 10, "output": 5, "silent_ms": 300 + 40 * number}
        answers.append(caller.ask(orders, max_tokens=5))

    asking = [threading.Thread(target=ask, args=(number,)) for number in range(CALLS)]
    cutting = threading.Thread(target=cut_connections)
    for thread in asking:
        thread.start()
    cutting.start()
    for thread in asking:
        thread.join()
    stopped.set()
    cutting.join()
    caller.settled()
    assert cut["all"] > 0
    # A hold that could not be had is a 503 before anything was sent; who was served pays once.
    served = [answer for answer in answers if answer.status_code == 200]
    assert {answer.status_code for answer in answers} <= {200, 503}
    assert served
    rows = caller.usage()
    charged = Counter(row["request_id"] for row in rows)
    assert charged == Counter(answer.headers["x-request-id"] for answer in served)
    assert caller.figures("U") == (len(served) * cost(10, 5),)
    assert caller.world.differences() == []
