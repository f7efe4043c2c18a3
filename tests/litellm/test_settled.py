"""However a call ends, its hold is settled: once, and not for nothing."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx2
import openai
import pytest

from tests.conftest import OwnerConnection
from tests.gateway.conftest import Provider, cost, told
from tests.litellm.conftest import Caller, Organization, new_caller
from tests.litellm.proxy import Proxy, running_proxy
from tests.servers.server import Server, free_port

LIMITED = {"model": "gpt-test", "max_tokens": 500}


def wait_for(happens: Callable[[], bool], within_s: float = 10) -> None:
    until = time.monotonic() + within_s
    while not happens():
        assert time.monotonic() < until
        time.sleep(0.05)


def settled(caller: Caller, within_s: float = 10) -> None:
    wait_for(lambda: caller.figures("H") == (0,), within_s)


def leave(caller: Caller, lines_read: int, **orders: int) -> None:
    """Begin a stream, read some lines of it, and go."""
    with httpx2.stream(
        "POST",
        f"{caller.proxy.url}/v1/chat/completions",
        headers={"authorization": f"Bearer {caller.key}"},
        json={**LIMITED, "messages": told(**orders), "stream": True},
        timeout=30,
    ) as answer:
        lines = answer.iter_lines()
        for _ in range(lines_read):
            next(lines)


@pytest.mark.parametrize("lines_read", [1, 20])
def test_a_client_that_leaves_pays_for_what_came(caller: Caller, lines_read: int) -> None:
    leave(caller, lines_read, chunks=300, pause_ms=20, output=300)
    settled(caller)
    [row] = caller.usage()
    assert row["request_metadata"]["ended"] == "client_gone"
    # Some of the input and the output, and far from all of it.
    assert 0 < row["credits_used"] < cost(30, 150)


def test_a_client_that_leaves_before_the_first_byte_pays_for_the_input(caller: Caller) -> None:
    with pytest.raises(httpx2.ReadTimeout):
        httpx2.post(
            f"{caller.proxy.url}/v1/chat/completions",
            headers={"authorization": f"Bearer {caller.key}"},
            json={**LIMITED, "messages": told(silent_ms=3000), "stream": True},
            timeout=0.8,
        )
    settled(caller)
    [row] = caller.usage()
    assert 0 < row["credits_used"] < cost(100, 0)


def test_a_client_that_does_not_wait_for_a_whole_answer_pays_for_it(caller: Caller) -> None:
    with pytest.raises(httpx2.ReadTimeout):
        httpx2.post(
            f"{caller.proxy.url}/v1/chat/completions",
            headers={"authorization": f"Bearer {caller.key}"},
            json={**LIMITED, "messages": told(silent_ms=2000, input=70, output=8)},
            timeout=0.8,
        )
    settled(caller)
    assert [row["credits_used"] for row in caller.usage()] == [cost(70, 8)]


def test_a_stream_that_the_provider_cuts_is_charged_as_far_as_it_came(caller: Caller) -> None:
    stream = caller.client().chat.completions.create(
        messages=told(cut=10, chunks=50, pause_ms=5), stream=True, **LIMITED
    )
    with pytest.raises((openai.APIError, httpx2.HTTPError, Exception)):
        list(stream)
    settled(caller)
    [row] = caller.usage()
    assert row["request_metadata"]["ended"] == "provider_failed"
    assert 0 < row["credits_used"] < cost(50, 30)


@pytest.mark.parametrize("is_stream", [False, True])
def test_a_provider_that_fails_costs_nothing(caller: Caller, is_stream: bool) -> None:
    answer = caller.ask(messages=told(status=500), stream=is_stream)
    assert answer.status_code == 500
    settled(caller)
    assert caller.usage() == []


def test_a_provider_that_is_silent_is_charged_its_input(caller: Caller) -> None:
    assert caller.ask(messages=told(silent_ms=4000), timeout=1).status_code in (408, 504)
    settled(caller)
    [row] = caller.usage()
    assert row["request_metadata"]["ended"] == "timed_out"
    assert 0 < row["credits_used"] < cost(100, 0)


def test_a_client_cannot_end_another_call_by_its_id(caller: Caller) -> None:
    with httpx2.stream(
        "POST",
        f"{caller.proxy.url}/v1/chat/completions",
        headers={"authorization": f"Bearer {caller.key}"},
        json={**LIMITED, "messages": told(chunks=40, pause_ms=50, output=40), "stream": True},
        timeout=30,
    ) as answer:
        running = answer.headers["x-orgbilling-request-id"]
        named = {"orgbilling_request_id": running, "orgbilling_call": running}
        other = caller.ask(messages=told(input=1, output=1), metadata=named)
        assert other.headers["x-orgbilling-request-id"] != running
        answer.read()
    settled(caller)
    assert sorted(row["credits_used"] for row in caller.usage()) == [cost(1, 1), cost(12, 40)]


@pytest.mark.parametrize("usage", ["null", "absent"])
@pytest.mark.parametrize("is_stream", [False, True])
def test_where_the_provider_does_not_count_the_call_is_not_free(
    caller: Caller, usage: str, is_stream: bool
) -> None:
    answer = caller.ask(messages=told(usage=usage, chunks=30), stream=is_stream)
    assert answer.status_code == 200
    settled(caller)
    [row] = caller.usage()
    assert row["credits_used"] > cost(1, 1)


class Unsteady:
    """A server of the same data that is stopped and started again at its address."""

    def __init__(self, owner_url: str) -> None:
        self.port = free_port()
        self._options = {"DATABASE_URL": owner_url, "ORGBILLING_PORT": str(self.port)}
        self._running: list[Server] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        server = Server(**self._options)
        self._running.append(server)
        server.wait_until_ready()

    def stop(self) -> None:
        while self._running:
            self._running.pop().end()


@pytest.fixture(scope="module")
def unsteady(owner_address: str) -> Iterator[Unsteady]:
    made = Unsteady(owner_address)
    yield made
    made.stop()


@pytest.fixture(scope="module")
def unsteady_proxy(
    tmp_path_factory: pytest.TempPathFactory,
    upstream: Provider,
    unsteady: Unsteady,
    acme: Organization,
) -> Iterator[Proxy]:
    """A proxy whose OrgBilling comes and goes, with the plugin's other settings turned."""
    settings = {
        "url": unsteady.url,
        "service_keys": acme.service_key,
        "trust_key_metadata": "true",
        "markup_factor": "1",
        "timeout_s": "2",
    }
    with running_proxy(tmp_path_factory.mktemp("unsteady"), upstream, **settings) as started:
        yield started


@pytest.fixture
def away(sql: OwnerConnection, unsteady_proxy: Proxy, acme: Organization) -> Caller:
    """A caller by a key that names its payer itself, which this proxy believes."""
    caller = new_caller(sql, unsteady_proxy, acme)
    own = {"orgbilling_org_id": acme.org_id, "orgbilling_user_id": caller.user_id}
    unsteady_proxy.accept(caller.key, user_id="someone-in-litellm", metadata=own)
    return caller


def test_without_orgbilling_nothing_runs(
    away: Caller, unsteady: Unsteady, upstream: Provider
) -> None:
    unsteady.stop()
    before = upstream.count()
    answer = away.ask()
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "billing_unavailable")
    assert upstream.count() == before
    unsteady.start()
    assert away.ask(messages=told(input=10, output=1)).status_code == 200
    assert away.figures("UH") == (cost(10, 1, markup="1"), 0)


@pytest.mark.parametrize("is_stream", [False, True])
def test_what_orgbilling_missed_it_is_told_later(
    away: Caller, unsteady: Unsteady, is_stream: bool
) -> None:
    unsteady.stop()
    unsteady.start()
    slow = told(input=10, output=2, silent_ms=2500)
    with ThreadPoolExecutor(1) as waiting:
        asking = waiting.submit(away.ask, messages=slow, stream=is_stream)
        wait_for(lambda: away.figures("H") != (0,))
        unsteady.stop()
        assert asking.result(30).status_code == 200
    assert away.figures("U") == (0,)
    assert away.figures("H") != (0,)
    unsteady.start()
    settled(away, within_s=30)
    assert [row["credits_used"] for row in away.usage()] == [cost(10, 2, markup="1")]
