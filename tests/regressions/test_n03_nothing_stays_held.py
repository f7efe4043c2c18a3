"""N3: credits stayed blocked by reservations that a disconnect or an error had left behind."""

from collections.abc import Callable

import pytest

from tests.gateway.conftest import Caller


def leave(caller: Caller) -> None:
    caller.leave_a_stream(10, chunks=400, pause_ms=10)


def refused(status: int) -> Callable[[Caller], None]:
    def be_refused(caller: Caller) -> None:
        assert caller.ask({"status": status}).is_error

    return be_refused


ENDS: dict[str, Callable[[Caller], object]] = {
    "the client leaves": leave,
    "the provider breaks off": lambda c: c.ask({"cut": 3, "chunks": 9}, stream=True),
    "the provider breaks off at once": lambda c: c.ask({"cut": 0}, stream=True),
    "refused": refused(400),
    "refused as busy": refused(429),
    "the provider fails": refused(500),
    "the provider is silent": lambda c: c.ask({"silent_ms": 3500}),
    "no provider": lambda c: c.ask(model="gpt-down"),
    "garbage": lambda c: c.ask({"garbage": True}),
    "a stream of garbage": lambda c: c.ask({"garbage": True}, stream=True),
}


@pytest.mark.parametrize("end", ENDS)
def test_whatever_happens_the_rest_is_free_again(caller: Caller, end: str) -> None:
    ENDS[end](caller)
    caller.settled()
    used, held, remaining = caller.figures("UHR")
    assert (held, remaining) == (0, 1_000 - used)
    open_holds = caller.world.rows(
        "select * from credit_holds where org_id = %s and status = 'open'", caller.world.org_id
    )
    running = caller.world.rows(
        "select * from gateway_calls where org_id = %s and settled_at is null", caller.world.org_id
    )
    assert (open_holds, running) == ([], [])
    assert caller.world.differences() == []
