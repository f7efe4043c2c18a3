"""`orgbilling replay-gateway`: a trace as chat completions, from the provider that the program
brings, charged to the last decimal."""

import csv
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from pathlib import Path

import httpx2
import pytest

from tests.conftest import OwnerConnection
from tests.docs.pages import ROOT, blocks_of
from tests.gateway.conftest import Caller, Provider, cost, new_caller, settings_of
from tests.servers.server import Server, free_port, serving
from tests.traces import real_traces

PAGE = ROOT / "docs" / "gateway.md"
Replay = Callable[..., subprocess.CompletedProcess[str]]
PROGRAM = [sys.executable, "-c", "from orgbilling.cli import main; main()"]
REQUESTS = 150


@pytest.fixture(scope="module")
def counting_provider() -> Iterator[Provider]:
    port = free_port()
    [command] = [line for block in blocks_of(PAGE) for line in block.text.splitlines()
                 if "replay-provider" in line]  # fmt: skip
    words = command.replace("9100", str(port)).split()
    process = subprocess.Popen([*PROGRAM, *words[1:]])
    try:
        made, until = Provider(port), time.monotonic() + 60
        while True:
            try:
                httpx2.get(f"{made.url}/v1/models", timeout=5).raise_for_status()
                break
            except httpx2.TransportError:
                assert time.monotonic() < until
                time.sleep(0.1)
        yield made
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture(scope="module")
def replay_server(
    tmp_path_factory: pytest.TempPathFactory, counting_provider: Provider, owner_url: str
) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("replay")
    with serving(1, **settings_of(folder, counting_provider, owner_url)) as [started]:
        yield started


@pytest.fixture
def make_payer(
    owner: OwnerConnection, replay_server: Server, prices: None
) -> Callable[..., Caller]:
    return partial(new_caller, owner, replay_server)


@pytest.fixture
def replay(owner_url: str) -> Replay:
    return partial(run_replay, owner_url)


def run_replay(
    owner_url: str, caller: Caller, trace: Path, *options: str, model: str = "gpt-test"
) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "COLUMNS": "120", "DATABASE_URL": owner_url}
    named = ["--url", caller.server.url, "--key", caller.key, "--model", model]
    return subprocess.run(
        [*PROGRAM, "replay-gateway", str(trace), *named, "--concurrency", "8", *options],
        env=environment, capture_output=True, text=True, timeout=110, check=False,
    )  # fmt: skip


def expected_of(trace: Path, count: int) -> Decimal:
    """The sum that the file and the price give, computed without the program."""
    with trace.open(newline="") as file:
        rows = list(csv.DictReader(file))[:count]
    costs = (cost(int(row["ContextTokens"]), int(row["GeneratedTokens"])) for row in rows)
    return sum(costs, Decimal(0))


@pytest.mark.parametrize("way", [(), ("--stream",)], ids=["whole", "stream"])
@pytest.mark.parametrize("kind", ["code", "conv"])
def test_a_real_trace_is_billed_to_the_last_decimal(
    make_payer: Callable[..., Caller], replay: Replay, kind: str, way: tuple[str, ...]
) -> None:
    trace = next(path for path in real_traces() if kind in path.name)
    caller = make_payer(9_999)
    done = replay(caller, trace, "--limit", str(REQUESTS), *way)
    assert done.returncode == 0, done.stdout + done.stderr
    billed = expected_of(trace, REQUESTS)
    assert (
        f"Reconciled: {REQUESTS:,} calls were charged {billed.normalize():,f} credits"
        in done.stdout
    )
    assert "The ledger adds up: 1 organization" in done.stdout
    assert re.search(r"latency +┃ p50 +┃ p95 +┃ p99", done.stdout)
    assert caller.figures("UH") == (billed, 0)
    assert len(caller.usage()) == REQUESTS


def test_the_page_is_right(
    counting_provider: Provider, owner: OwnerConnection, owner_url: str, tmp_path: Path
) -> None:
    blocks = {block.language: block.text for block in blocks_of(PAGE)}
    serve, replaying = blocks["sh"].splitlines()[1:]
    upstreams = blocks["toml"].replace(":9100", f":{counting_provider.port}")
    (tmp_path / "upstreams.toml").write_text(upstreams)
    [*names, program, command] = serve.split()
    assert (program, command) == ("orgbilling", "serve")
    given = dict(name.split("=") for name in names)
    given["ORGBILLING_GATEWAY_UPSTREAMS"] = str(tmp_path / given["ORGBILLING_GATEWAY_UPSTREAMS"])
    owner.execute("select set_model_price('gpt-4o', 2.5, 10, 'test', 'test')")
    with serving(1, DATABASE_URL=owner_url, **given) as [server]:
        caller = new_caller(owner, server)
        trace = tmp_path / "trace.csv"
        rows = ("46.6805900,374,44", "50.9951690,396,109", "51.2224670,879,55")
        lines = ["TIMESTAMP,ContextTokens,GeneratedTokens"]
        trace.write_text("\n".join([*lines, *(f"2023-11-16 18:15:{row}" for row in rows)]))
        words = replaying.replace("trace.csv", str(trace)).replace("ob_mk_…", caller.key).split()
        done = subprocess.run(
            [*PROGRAM, *words[1:], "--url", server.url],
            env={**os.environ, "COLUMNS": "120", "DATABASE_URL": owner_url},
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    shown = re.findall(r"^ {4}(Reconciled: .*)$", PAGE.read_text(), re.MULTILINE)
    assert shown
    assert shown[0] in done.stdout


def test_what_does_not_fit_is_counted_by_what_blocked_it(
    make_payer: Callable[..., Caller], replay: Replay, tmp_path: Path
) -> None:
    trace = tmp_path / "trace.csv"
    lines = ["TIMESTAMP,ContextTokens,GeneratedTokens", *["2023-11-16 18:15:46.0,1000,100"] * 6]
    trace.write_text("\n".join(lines))
    # Three of these cost 15.75 credits, and one more is held at more than what is left.
    caller = make_payer("16.5")
    done = replay(caller, trace, "--concurrency", "1")
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"refused +│ +4 \(allocation 4\)|refused +│ +3 \(allocation 3\)", done.stdout)
    assert "Reconciled: " in done.stdout
    assert caller.figures("U")[0] in (2 * cost(1000, 100), 3 * cost(1000, 100))


def test_a_charge_that_is_not_the_traces_is_told(
    make_payer: Callable[..., Caller], replay: Replay, tmp_path: Path
) -> None:
    trace = tmp_path / "trace.csv"
    trace.write_text("TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:15:46.0,1000,100\n")
    # The plan's markup is 1.5: whoever expects another is told which call differs.
    done = replay(make_payer(100), trace, "--markup", "2")
    assert done.returncode == 1
    assert "Not reconciled: charged 5.25" in done.stdout
    assert "where the trace and the prices give 7" in done.stdout
    assert re.search(r"gw_\S+: 5\.25\S*, not 7", done.stdout)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--key", "ob_sk_wrong"], "The key is not a member key"),
        (["--model", "gpt-unpriced"], "model_not_found"),
        (["--speed", "0"], "--speed 0 is not a number above 0"),
    ],
)
def test_what_cannot_be_replayed_is_one_line(
    make_payer: Callable[..., Caller], replay: Replay, tmp_path: Path, options: list[str], told: str
) -> None:
    trace = tmp_path / "trace.csv"
    trace.write_text("TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:15:46.0,10,1\n")
    done = replay(make_payer(100), trace, *options)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert told in done.stderr


def test_the_trace_can_be_kept_to_its_time(
    make_payer: Callable[..., Caller], replay: Replay, tmp_path: Path
) -> None:
    trace = tmp_path / "trace.csv"
    trace.write_text(
        "TIMESTAMP,ContextTokens,GeneratedTokens\n"
        "2023-11-16 18:15:46.0,10,1\n2023-11-16 18:15:56.0,10,1\n"
    )
    done = replay(make_payer(100), trace, "--speed", "5")
    assert done.returncode == 0, done.stdout + done.stderr
    [seconds] = re.findall(r"duration +│ +([\d.]+) s", done.stdout)
    assert 2 <= float(seconds) < 20
