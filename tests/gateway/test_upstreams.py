"""The file of upstreams: weights, time-outs, headers; read again while calls run; and how upstreams
fare, as those see who run the platform."""

import asyncio
import json
import math
import signal
import time
from collections import Counter
from pathlib import Path

import httpx2
import pytest

from orgbilling.database import Database
from orgbilling.gateway.upstreams import Upstream, Upstreams, load_upstreams
from orgbilling.settings import SettingsError
from tests.api_client import Api, make_api
from tests.conftest import OwnerConnection
from tests.gateway.conftest import Caller, new_caller
from tests.gateway.raw_provider import STREAM, delta
from tests.gateway.raw_rig import (
    REFUSAL,
    RawProvider,
    answering,
    raw_settings,
    set_raw_prices,
    states_of,
    streaming,
    upstream_table,
)
from tests.servers.server import Server, serving, wait_until_all_serve


def test_neighbours_with_weights_share_the_calls_by_them() -> None:
    def upstream(name: str, weight: int | None) -> Upstream:
        return Upstream(name, "http://127.0.0.1:1", "", {"m": "m"}, weight=weight)

    made = Upstreams(
        (upstream("a", 3), upstream("b", 1), upstream("drained", 0), upstream("last", None))
    )
    drawn = [[each.name for each in made.serving("m")] for _ in range(4_000)]
    firsts = Counter(names[0] for names in drawn)
    assert set(firsts) == {"a", "b"}
    # Three in four, within six standard deviations.
    assert abs(firsts["a"] - 3_000) < 6 * math.sqrt(4_000 * 0.75 * 0.25)
    assert {tuple(names[2:]) for names in drawn} == {("drained", "last")}


@pytest.mark.parametrize("processes", [1, 2])
def test_a_hangup_reads_the_file_again_and_stops_nothing(
    owner: OwnerConnection, raw: RawProvider, owner_url: str, tmp_path: Path, processes: int
) -> None:
    set_raw_prices(owner)
    settings = raw_settings(tmp_path, raw, owner_url) | {"ORGBILLING_PROCESSES": str(processes)}
    path = Path(settings["ORGBILLING_GATEWAY_UPSTREAMS"])
    before = path.read_text()
    with serving(1, **settings) as [server]:
        wait_until_all_serve(server, processes)
        caller = new_caller(owner, server)
        body = {"model": "gpt-one", "stream": True, "messages": [{"role": "user", "content":
            json.dumps({"a": streaming(delta("Hel"), 2_000, *STREAM[1:])})}]}  # fmt: skip
        with httpx2.stream(
            "POST", f"{server.url}/v1/chat/completions", json=body, timeout=30,
            headers={"authorization": f"Bearer {caller.key}"},
        ) as running:  # fmt: skip
            lines = running.iter_lines()
            assert "Hel" in next(lines)
            path.write_text(before + "[[upstream]]\nname = 'wrong'\n")
            server.process.send_signal(signal.SIGHUP)
            time.sleep(1)
            assert caller.ask(model="gpt-two").status_code == 200
            path.write_text(upstream_table("c", raw.port, {"gpt-two": "raw-c"}, keyless=True))
            server.process.send_signal(signal.SIGHUP)
            wait_for(caller, "gpt-one", 404)
            # The call that runs keeps what it has.
            assert "[DONE]" in "".join(lines)
        for _ in range(6):
            assert caller.ask(model="gpt-two").status_code == 200
            assert caller.usage()[-1]["request_metadata"]["upstream"] == "c"
    assert server.line_with("gateway_upstreams_not_reloaded")


def wait_for(caller: Caller, model: str, status: int) -> None:
    """Wait until every process answers so."""
    in_a_row = 0
    for _ in range(100):
        in_a_row = in_a_row + 1 if caller.ask(model=model).status_code == status else 0
        if in_a_row >= 10:
            return
        time.sleep(0.05)
    raise AssertionError(f"{model} does not answer {status}: {caller.server.lines}")


async def test_the_platform_sees_how_its_upstreams_fare(
    db: Database, owner: OwnerConnection, raw_server: Server, raw_caller: Caller, known_good: None
) -> None:
    raw_caller.ask({"a": answering(503, REFUSAL)}, model="gpt-two")
    states_of(owner)
    api: Api = make_api(db, owner)
    cookies = dict(api.system_admin().cookies)
    url = f"{raw_server.url}/api/v1/org-billing/billing/system/upstreams"
    told = {each["name"]: each for each in httpx2.get(url, cookies=cookies, timeout=30).json()}
    assert list(told) == ["gone", "a", "calm", "late", "b"]
    assert (told["a"]["status"], told["b"]["status"]) == ("cooling_down", "ready")
    [failure] = told["a"]["failures"]
    assert (failure["model"], failure["failures"], failure["reason"]) == ("gpt-two", 1, "http_503")
    assert (told["b"]["keyless"], told["late"]["first_byte_timeout_s"]) == (True, 0.4)
    assert "sk-platform" not in json.dumps(told)
    # A text of them is kept for a moment.
    await asyncio.sleep(0.5)
    metrics = raw_server.metrics()
    assert 'gateway_upstream_down{label="Alpha",upstream="2"} 1.0' in metrics
    assert 'gateway_upstream_calls_total{label="",outcome="answered",upstream="5"}' in metrics
    person = api.person()
    refused = httpx2.get(url, cookies=dict(person.cookies), timeout=30)
    assert refused.status_code == 403


ONE = "[[upstream]]\nname='a'\nbase_url='http://x'\nmodels=['m']\n"


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        ("", "api_key_env is not allowed: it must name a variable, or stand for keyless"),
        ("keyless=true\napi_key_env='HOME'", "api_key_env is not allowed"),
        ("keyless=true\nweight=-1", "weight"),
        ("keyless=true\nfirst_byte_timeout_s=0", "first_byte_timeout_s"),
        ("keyless=true\nlabel='né'", "label"),
        ("keyless=true\nheaders={Host='x'}", "Host is no header that can be set"),
        ("keyless=true\nheaders={x='a\\r\\nb'}".replace("'a", '"a').replace("b'", 'b"'), "ASCII"),
        ("keyless=true\nheaders={x={env='NO_SUCH'}}", "NO_SUCH is not set"),
    ],
)
def test_a_wrong_setting_of_an_upstream_is_one_clear_line(
    tmp_path: Path, lines: str, complaint: str
) -> None:
    path = tmp_path / "upstreams.toml"
    path.write_text(ONE + lines)
    with pytest.raises(SettingsError) as error:
        load_upstreams(path)
    assert complaint in str(error.value)
    assert "\n" not in str(error.value)


def test_headers_and_time_outs_of_an_upstream_are_its_own(
    raw_caller: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "upstreams.toml"
    monkeypatch.setenv("TEST_HEADER_SECRET", "hidden")
    path.write_text(
        f"{ONE}keyless=true\nheaders={{X-Extra='1', api-key={{env='TEST_HEADER_SECRET'}}}}"
    )
    [loaded] = load_upstreams(path).upstreams
    assert loaded.headers == {"x-extra": "1", "api-key": "hidden"}
    assert "hidden" not in repr(loaded)
    # b may be silent for 2.5 s, and not for the 3 s of the settings.
    began_s = time.monotonic()
    order = {"a": answering(500, REFUSAL), "b": {"silent_ms": 5_000}}
    assert raw_caller.ask(order, model="gpt-calm").status_code == 504
    assert 2.4 < time.monotonic() - began_s < 2.9
