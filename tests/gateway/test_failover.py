"""Whom a call fails over to: before the first byte only, where another one may take it; and who has
failed is remembered by all processes."""

import time
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from orgbilling.database import Database
from orgbilling.gateway import queries_upstreams
from orgbilling.gateway.upstream_states import ALL_MODELS, UpstreamStates
from orgbilling.gateway.upstreams import Upstream
from orgbilling.kernel.errors import StoreUnavailable
from orgbilling.usage.shown import OWN
from tests.conftest import OwnerConnection
from tests.gateway.conftest import Caller, cost, new_caller
from tests.gateway.raw_provider import DONE, DROP, STREAM, delta, event
from tests.gateway.raw_rig import (
    REFUSAL,
    RawProvider,
    answering,
    raw_serving,
    states_of,
    streaming,
)
from tests.servers.server import Server

COUNTED_CREDITS = cost(100, 20)

PASSED_OVER: dict[str, dict[str, Any]] = {
    **{str(status): answering(status, REFUSAL)
       for status in (401, 402, 403, 404, 407, 408, 429, 500, 502, 503, 504, 520, 524, 529)},
    "moved": answering(307, "", location="https://elsewhere.example"),
    "a page": answering(502, "<html><title>Bad gateway</title></html>"),
    "429 in a 200": answering(200, {"error": {"message": "No.", "code": 429}}),
    "5xx in a 200": answering(200, {"error": "overloaded"}),
}  # fmt: skip
PASSED_OVER_STREAMS: dict[str, dict[str, Any]] = {
    "first event": streaming(event({"error": {"message": "No.", "code": 503}}), DONE),
    "named event": streaming("event: error\ndata: overloaded\n\n"),
}
CASES = [
    *(pytest.param(order, False, id=name) for name, order in PASSED_OVER.items()),
    *(
        pytest.param(order, True, id=f"{name}, streaming")
        for name, order in {**PASSED_OVER, **PASSED_OVER_STREAMS}.items()
    ),
]


@pytest.mark.parametrize(("order", "is_stream"), CASES)
def test_another_is_asked_where_one_gives_no_answer(
    raw_caller: Caller, raw: RawProvider, order: dict[str, Any], is_stream: bool
) -> None:
    before = raw.counts()
    answer = raw_caller.ask({"a": order}, model="gpt-calm", stream=is_stream)
    assert answer.status_code == 200
    asked = raw.counts()
    assert (asked["a"] - before["a"], asked["b"] - before["b"]) == (1, 1)
    # The customer pays for the answer that came, to whoever gave it.
    [row] = raw_caller.usage()
    assert (row["request_metadata"]["upstream"], row["credits_used"]) == ("b", COUNTED_CREDITS)
    assert raw_caller.figures("H") == (0,)
    # It has no key of its own, and is given none of another's.
    assert "authorization" not in raw.asked("b")[-1]["headers"]


@pytest.mark.parametrize("status", [400, 409, 413, 415, 422])
def test_what_is_the_callers_fault_is_told_at_once(
    raw_caller: Caller, raw: RawProvider, status: int
) -> None:
    before = raw.counts()
    answer = raw_caller.ask({"a": answering(status, REFUSAL)}, model="gpt-calm")
    assert answer.status_code == (400 if status == 422 else status)
    assert answer.json()["error"]["message"] == "No."
    assert answer.headers.get("x-should-retry") == ("true" if status == 409 else None)
    after = raw.counts()
    assert (after["a"] - before["a"], after["b"] - before["b"]) == (1, 0)
    assert raw_caller.usage() == []


def test_what_nobody_knows_may_be_the_callers_fault_and_marks_nobody(
    known_good: None, raw_caller: Caller, raw: RawProvider
) -> None:
    order = {who: answering(404, {"error": {"message": f"No file of {who}."}}) for who in "ab"}
    answer = raw_caller.ask(order, model="gpt-two")
    assert (answer.status_code, answer.json()["error"]["message"]) == (404, "No file of b.")
    before = raw.counts()
    raw_caller.ask(model="gpt-two")
    assert raw.counts()["a"] - before["a"] == 1
    # Nor does it come later: what is noted is written beside the answer.
    time.sleep(0.3)
    assert raw_caller.world.rows("select * from gateway_upstream_states where failures > 0") == []


def test_who_is_busy_is_said_although_another_is_down(
    raw_caller: Caller,
) -> None:
    order = {"a": answering(429, REFUSAL, **{"retry-after": "7.2"}), "b": answering(503, REFUSAL)}
    answer = raw_caller.ask(order, model="gpt-calm")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "8")
    assert answer.headers["x-should-retry"] == "true"


def test_a_host_that_cannot_be_reached_is_passed_over_and_asked_once(
    known_good: None, raw_caller: Caller, raw: RawProvider
) -> None:
    for _ in range(5):
        assert raw_caller.ask(model="gpt-gone").status_code == 200
    states = states_of(raw_caller.world.connection)
    assert [(s["upstream"], s["model"], s["reason"]) for s in states] == [
        ("gone", "", "unreachable")
    ]


@pytest.mark.parametrize(
    ("order", "is_stream"),
    [
        ({"silent_ms": 2_000}, False),
        ({"silent_ms": 2_000}, True),
        (streaming(2_000, *STREAM), True),
        (streaming(": waits\n\n", 2_000), True),
    ],
)
def test_who_does_not_begin_in_its_own_time_is_passed_over(
    raw_caller: Caller, order: dict[str, Any], is_stream: bool
) -> None:
    began_s = time.monotonic()
    answer = raw_caller.ask({"late": order}, model="gpt-late", stream=is_stream)
    assert (answer.status_code, time.monotonic() - began_s < 1.5) == (200, True)
    [row] = raw_caller.usage()
    assert (row["request_metadata"]["upstream"], row["credits_used"]) == ("b", COUNTED_CREDITS)


def test_nobody_else_is_asked_once_an_answer_has_begun(
    raw_caller: Caller, raw: RawProvider
) -> None:
    before = raw.counts()
    answer = raw_caller.ask({"a": streaming(delta("Hel"), DROP)}, model="gpt-calm", stream=True)
    assert (answer.status_code, "provider_failed" in answer.text) == (200, True)
    assert raw.counts()["b"] == before["b"]


DEAD: dict[str, tuple[dict[str, Any], str]] = {
    "401": (answering(401, REFUSAL), ""),
    "404": (answering(404, REFUSAL), "gpt-two"),
    "503": (answering(503, REFUSAL), "gpt-two"),
    "429": (answering(429, REFUSAL, **{"retry-after": "30"}), "gpt-two"),
    "200": (answering(200, {"error": "overloaded"}), "gpt-two"),
}


@pytest.mark.parametrize(("order", "model"), DEAD.values(), ids=DEAD)
def test_of_twenty_calls_a_dead_upstream_gets_few(
    known_good: None, raw_caller: Caller, raw: RawProvider, order: dict[str, Any], model: str
) -> None:
    before = raw.counts()
    for _ in range(20):
        assert raw_caller.ask({"a": order}, model="gpt-two").status_code == 200
    after = raw.counts()
    assert 1 <= after["a"] - before["a"] <= 3
    assert after["b"] - before["b"] == 20
    [state] = states_of(raw_caller.world.connection)
    assert (state["upstream"], state["model"]) == ("a", model)
    # Whoever is down is asked last, and not never.
    answer = raw_caller.ask({"b": answering(500, REFUSAL)}, model="gpt-two")
    assert answer.status_code == 200
    assert raw_caller.usage()[-1]["request_metadata"]["upstream"] == "a"


@pytest.fixture(scope="module")
def second_server(
    tmp_path_factory: pytest.TempPathFactory,
    raw: RawProvider,
    owner_url: str,
    owner_connection: OwnerConnection,
) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("second")
    with raw_serving(folder, raw, owner_url, owner_connection) as started:
        yield started


def test_every_process_knows_who_is_dead_and_who_is_back(
    second_server: Server, known_good: None, raw_caller: Caller, owner: OwnerConnection,
    raw: RawProvider,
) -> None:  # fmt: skip
    elsewhere = new_caller(owner, second_server)
    raw_caller.ask({"a": answering(402, REFUSAL)}, model="gpt-two")
    states_of(raw_caller.world.connection)
    time.sleep(1.1)
    before = raw.counts()
    for _ in range(3):
        assert elsewhere.ask(model="gpt-two").status_code == 200
    assert raw.counts()["a"] == before["a"]
    # It answers again, where another failed; then it is asked first, here and there.
    raw_caller.ask({"b": answering(402, REFUSAL)}, model="gpt-two")
    time.sleep(1.3)
    before = raw.counts()
    elsewhere.ask(model="gpt-two")
    assert raw.counts()["a"] - before["a"] == 1


async def test_without_the_database_a_process_remembers_by_itself(db: Database) -> None:
    upstreams = [Upstream(name, "http://127.0.0.1:1", "", {"m": "m"}) for name in "ab"]
    first, second = upstreams
    async with Database(db.application_url, pool_size=1, timeout_s=0.2) as gone:
        pass
    with pytest.raises(StoreUnavailable):
        await gone.fetch_all(queries_upstreams.upstream_states())
    states = UpstreamStates(gone)
    states.begin_reading()
    states.note_failure(first, ALL_MODELS, "unreachable")
    await states.has_read()
    assert states.in_order(upstreams, "m") == [second, first]
    states.note_failure(second, "other", "http_503")
    assert states.in_order(upstreams, "m") == [second, first]
    assert states.in_order(upstreams, "other") == upstreams
    states.note_answer(first, "m")
    assert states.in_order(upstreams, "m") == upstreams
    await states.close()


async def test_what_an_organization_names_for_its_own_keys_is_read_by_nobody_else(
    db: Database,
) -> None:
    """It may name many models; that its key fails whatever is asked is one row."""
    own = [Upstream(f"{OWN}{uuid4()}", "http://127.0.0.1:1", "", {}) for _ in range(3)]
    first, second, sound = own
    here, elsewhere = UpstreamStates(db), UpstreamStates(db)
    for model in ("m1", "m2"):
        here.note_failure(first, model, "http_500")
        here.note_limit_ignored(first.known_as, model, "gw_x")
    here.note_failure(second, ALL_MODELS, "unreachable")
    await here.close()
    rows = await db.fetch_all(
        queries_upstreams.upstream_figures(upstreams=[one.known_as for one in own])
    )
    assert [(row.upstream, row.model) for row in rows] == [(second.known_as, ALL_MODELS)]
    for states in (here, elsewhere):
        states.begin_reading()
        await states.has_read()
        assert states.in_order([second, sound], "m1") == [sound, second]
    assert here.in_order([first, sound], "m1") == [sound, first]
    assert elsewhere.in_order([first, sound], "m1") == [first, sound]


async def test_no_more_is_remembered_than_there_is_room_for(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orgbilling.gateway.upstream_states._STATES_MAX", 3)
    own = [Upstream(f"{OWN}{uuid4()}", "http://127.0.0.1:1", "", {}) for _ in range(2)]
    states = UpstreamStates(db)
    for number in range(4):
        states.note_failure(own[0], f"m{number}", "http_500")
    assert [states.in_order(own, f"m{n}")[0] is own[1] for n in range(4)] == [False, *[True] * 3]
    await states.close()


async def test_a_cool_down_grows_and_after_it_one_call_tries(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    now_s = 1_000.0
    monkeypatch.setattr("orgbilling.gateway.upstream_states.monotonic", lambda: now_s)
    name = f"tried-{time.time()}"
    upstreams = [
        Upstream(name, "http://127.0.0.1:1", "", {"m": "m"}, cool_down_s=10),
        Upstream("spare", "http://127.0.0.1:1", "", {"m": "m"}),
        Upstream(f"{name}-never", "http://127.0.0.1:1", "", {"m": "m"}, cool_down_s=0),
    ]
    tried, _, never = upstreams
    states = UpstreamStates(db)

    def is_first() -> bool:
        return states.in_order(upstreams, "m")[0] is tried

    for cooled_s in (2, 4, 8, 10, 10):
        states.note_failure(tried, "m", "http_500")
        # Those that were under way find it out as well, which counts once.
        states.note_failure(tried, "m", "http_500")
        now_s += cooled_s - 0.01
        assert not is_first()
        now_s += 0.02
        assert is_first()
        # Until it is known how the one that tries fares, the others go elsewhere.
        assert not is_first()
    states.note_failure(tried, "m", "http_429", at_least_s=500)
    now_s += 499
    assert not is_first()
    states.note_answer(tried, "m")
    assert is_first()
    states.note_failure(never, ALL_MODELS, "unreachable")
    assert states.in_order(upstreams, "m") == upstreams
    await states.close()
