"""Whatever an organization's own provider does, or its name server, the rest goes on."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import httpx2
import pytest

from tests.conftest import OwnerConnection
from tests.gateway.conftest import Caller, Provider, new_caller, settings_of
from tests.gateway.hostile_provider import KINDS
from tests.gateway.own_providers import (
    HOST,
    HostileProvider,
    bring_kind,
    key_body,
    running_hostile_provider,
)
from tests.gateway.test_provider_keys import admin_of, path_of
from tests.outbound.name_server_rig import NameServer, running_name_server
from tests.servers.server import Server, serving

CALLS_MAX = 4
# How long an answer may take in all, and how long nothing may come.
ANSWER_S, SILENT_S = 3.0, 2.0
WITHIN_S = 9.0


@pytest.fixture(scope="module")
def name_server() -> Iterator[NameServer]:
    with running_name_server() as running:
        yield running


@pytest.fixture(scope="module")
def hostile() -> Iterator[HostileProvider]:
    with running_hostile_provider() as running:
        yield running


@pytest.fixture(scope="module")
def own_server(
    tmp_path_factory: pytest.TempPathFactory,
    upstream: Provider,
    owner_url: str,
    name_server: NameServer,
    hostile: HostileProvider,
) -> Iterator[Server]:
    folder: Path = tmp_path_factory.mktemp("own")
    settings = settings_of(folder, upstream, owner_url) | {
        "ORGBILLING_NAME_SERVERS": name_server.address,
        "ORGBILLING_NAME_LOOKUP_TIMEOUT_S": "1",
        "ORGBILLING_GATEWAY_PRIVATE_HOSTS": f"{HOST}:{hostile.port},silent.own:{hostile.port}",
        "ORGBILLING_GATEWAY_TIMEOUT_S": str(SILENT_S),
        "ORGBILLING_GATEWAY_OWN_ANSWER_TIMEOUT_S": str(ANSWER_S),
        "ORGBILLING_GATEWAY_OWN_ANSWER_MAX_BYTES": str(1 << 20),
        "ORGBILLING_GATEWAY_OWN_STREAM_MAX_BYTES": str(1 << 20),
        "ORGBILLING_GATEWAY_ORGANIZATION_CALLS": str(CALLS_MAX),
    }
    with serving(1, **settings) as [started]:
        yield started


@pytest.fixture
def make_own(owner: OwnerConnection, own_server: Server, prices: None) -> Callable[..., Caller]:
    return partial(new_caller, owner, own_server, 9_000)


def ask(caller: Caller, model: str, **more: object) -> httpx2.Response:
    return caller.ask({}, model=model, **more)


def set_price(caller: Caller, model: str) -> None:
    caller.world.connection.execute("select set_model_price(%s, 2.5, 10, 'test', 'test')", [model])


def test_an_own_provider_is_found_by_the_name_servers_of_the_settings(
    make_own: Callable[..., Caller], hostile: HostileProvider, name_server: NameServer
) -> None:
    caller = make_own(plan="byok")
    set_price(caller, "good")
    bring_kind(caller, hostile, "good")
    before = name_server.asked(HOST)
    for _ in range(5):
        answer = ask(caller, "good")
        assert answer.status_code == 200, answer.text
        assert answer.json()["choices"][0]["message"]["content"] == "Hello."
    # A name is not looked up for each call.
    assert name_server.asked(HOST) - before <= 4
    assert caller.figures("H") == (0,)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_an_answer_has_an_end(
    make_own: Callable[..., Caller], hostile: HostileProvider, kind: str
) -> None:
    caller = make_own(plan="byok")
    set_price(caller, kind)
    bring_kind(caller, hostile, kind)
    for is_stream in (False, True):
        begun_s = time.monotonic()
        try:
            answer = ask(caller, kind, stream=is_stream)
            assert answer.status_code in (200, 400, 502, 503, 504), answer.text[:500]
            assert len(answer.content) < 3 << 20
        except httpx2.RemoteProtocolError:
            # Half an answer, whose connection breaks.
            assert is_stream
        assert time.monotonic() - begun_s < WITHIN_S
        caller.settled()
    for _ in range(50):
        if not hostile.open():
            break
        time.sleep(0.05)
    assert not hostile.open()


@pytest.mark.parametrize(
    "kind", ["try-drip-head", "try-continues", "try-silent", "try-endless", "try-bomb", "try-drip"]
)
def test_a_try_out_has_an_end(
    make_own: Callable[..., Caller], hostile: HostileProvider, kind: str
) -> None:
    caller, begun_s = make_own(plan="byok"), time.monotonic()
    with admin_of(caller) as admin:
        answer = admin.post(path_of(caller), json=key_body(hostile.base_url(kind)))
    assert time.monotonic() - begun_s < 12
    if kind in ("try-endless", "try-bomb", "try-drip"):
        # It is known by its head whether the provider takes the key: nothing else is read.
        assert answer.status_code == 201
    else:
        assert (answer.status_code, answer.json()["code"]) == (422, "provider_key_refused")


@pytest.mark.parametrize(
    ("base_url", "status", "code"),
    [
        ("https://silent.example/v1", 503, "name_not_looked_up"),
        ("https://broken.example/v1", 503, "name_not_looked_up"),
        ("https://gone.example/v1", 422, "base_url_not_allowed"),
        ("https://a-10-0-0-1.example/v1", 422, "base_url_not_allowed"),
        ("https://v6-64-ff9b-1--a00-1.example/v1", 422, "base_url_not_allowed"),
        ("https://v6-2002-a00-1--.example/v1", 422, "base_url_not_allowed"),
        ("https://a-8-8-8-8.example:22/v1", 422, "base_url_not_allowed"),
    ],
)
def test_where_a_host_is_is_known_before_a_key_is_sent(
    make_own: Callable[..., Caller], base_url: str, status: int, code: str
) -> None:
    caller, begun_s = make_own(plan="byok"), time.monotonic()
    with admin_of(caller) as admin:
        answer = admin.post(path_of(caller), json=key_body(base_url))
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert time.monotonic() - begun_s < 3
    if status == 503:
        assert int(answer.headers["retry-after"]) > 0


def test_a_key_whose_name_nobody_answers_for_any_more_is_a_provider_that_is_down(
    make_own: Callable[..., Caller], hostile: HostileProvider
) -> None:
    caller = make_own(plan="byok")
    set_price(caller, "good")
    bring_kind(caller, hostile, "good")
    caller.world.connection.execute(
        "update organization_provider_keys set base_url = %s where org_id = %s",
        [hostile.base_url("good", "silent.own"), caller.world.org_id],
    )
    begun_s = time.monotonic()
    answer = ask(caller, "good")
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "provider_unavailable")
    assert time.monotonic() - begun_s < 4
    assert (caller.figures("UH"), caller.usage()) == ((0, 0), [])


def test_silent_name_servers_stop_nobody_elses_calls(make_own: Callable[..., Caller]) -> None:
    attacker, neighbour = make_own(plan="byok"), make_own()
    admin = admin_of(attacker)

    def bring(number: int) -> tuple[int, str]:
        body = key_body(f"https://silent-{number}.example/v1", f"m{number}")
        answer = admin.post(path_of(attacker), json=body)
        return answer.status_code, answer.json()["code"]

    with ThreadPoolExecutor(12) as pool:
        waiting = [pool.submit(bring, number) for number in range(12)]
        time.sleep(0.3)
        begun_s = time.monotonic()
        for _ in range(5):
            # On a new connection to a provider each: nothing of it is kept that long.
            assert neighbour.ask().status_code == 200
        assert time.monotonic() - begun_s < 2
        answers = [one.result() for one in waiting]
    assert set(answers) <= {
        (503, "name_not_looked_up"), (503, "provider_unavailable"),
    }  # fmt: skip


def test_no_organization_runs_more_calls_than_its_part(make_own: Callable[..., Caller]) -> None:
    caller, neighbour = make_own(), make_own()

    def begin(_: int) -> httpx2.Response:
        return caller.ask({"chunks": 10, "pause_ms": 100, "output": 10}, stream=True)

    with ThreadPoolExecutor(CALLS_MAX) as pool:
        running = [pool.submit(begin, number) for number in range(CALLS_MAX)]
        time.sleep(0.5)
        refused = caller.ask()
        assert (refused.status_code, refused.json()["error"]["code"]) == (429, "too_many_calls")
        assert refused.headers["retry-after"] == "1"
        assert neighbour.ask().status_code == 200
        assert {one.result().status_code for one in running} == {200}
    caller.settled()
    assert caller.ask().status_code == 200


def test_a_client_that_leaves_makes_room(make_own: Callable[..., Caller]) -> None:
    caller = make_own()
    for _ in range(CALLS_MAX + 2):
        caller.leave_a_stream(1, chunks=100, pause_ms=50, output=100)
    caller.settled()
    for _ in range(CALLS_MAX + 2):
        assert caller.ask({"status": 400}).status_code == 400
        assert caller.ask().status_code == 200
