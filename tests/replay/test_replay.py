"""A replay over real HTTP: what it captures is what the ledger says, whatever is killed."""

import json
import shutil
import time
import urllib.request
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from orgbilling.identity.credential import new_key
from orgbilling.kernel.identifiers import hash_secret
from tests.conftest import ledger_differences, make_folder
from tests.replay.conftest import MakeTrace
from tests.replay.server import Server
from tests.traces import part_of, real_traces

ACME = "Acme Corp"
REPLAYED = """
    select count(*) as calls, count(distinct request_id) as requests,
        coalesce(sum(credits_used), 0) as credits
    from credit_usage_attribution where hold_id is not null
"""


def replay(server: Server, trace: Path, *options: str, timeout_s: float = 100) -> Any:
    return server.run(
        "replay", str(trace), "--org", ACME, "--url", server.url, *options, timeout_s=timeout_s
    )


def service_key(server: Server) -> tuple[str, str]:
    org_id = server.rows("select org_id from organizations where name = %s", ACME)[0]["org_id"]
    key, prefix = new_key("service", org_id)
    server.rows(
        """select key_id
           from create_api_key(%s, 'service', null, 'Test', %s, %s, null, 'demo-alice')""",
        org_id, hash_secret(key), prefix,
    )  # fmt: skip
    return str(org_id), key


def wait_for_usage(server: Server, calls: int) -> None:
    deadline = time.monotonic() + 60
    while server.rows(REPLAYED)[0]["calls"] < calls:
        assert time.monotonic() < deadline, "nothing was captured"
        time.sleep(0.05)


def open_holds(server: Server) -> set[UUID]:
    return {
        row["hold_id"]
        for row in server.rows("select hold_id from credit_holds where status = 'open'")
    }


def test_a_funded_replay_reconciles_and_leaves_no_trace_but_usage(
    server: Server, make_trace: MakeTrace
) -> None:
    before = server.rows(
        "select user_id, target_credits from user_credit_allocations order by 1, 2"
    )
    done = replay(server, make_trace(200), "--demo", "--fund", "--concurrency", "20")
    assert done.returncode == 0, done.stdout + done.stderr
    for words in ("Reconciled: usage grew by", "The ledger adds up: 1 organization", "p99"):
        assert words in done.stdout
    captured = server.rows(REPLAYED)[0]
    assert captured["calls"] == captured["requests"] == 200
    assert str(captured["credits"].normalize()) in done.stdout.replace(",", "")
    after = server.rows("select user_id, target_credits from user_credit_allocations order by 1, 2")
    assert after == before
    keys = server.rows("select kind, revoked_at, expires_at from api_keys where name = 'Replay'")
    assert len(keys) == 1
    assert keys[0]["revoked_at"] is not None
    assert keys[0]["expires_at"] is not None
    assert open_holds(server) == set()
    costs = server.rows(
        """select user_id, sum(api_cost_usd + markup_usd) * 1000 as cost,
           sum(credits_used) as credits
           from credit_usage_attribution where hold_id is not null group by 1 order by 1"""
    )
    assert [row["user_id"] for row in costs] == ["demo-alice", "demo-bob", "demo-jane", "demo-john"]
    assert all(0 <= row["credits"] - row["cost"] < Decimal("0.001") for row in costs)


def test_a_key_of_the_organization_spends_what_there_is_and_no_more(
    server: Server, make_trace: MakeTrace
) -> None:
    org_id, key = service_key(server)
    trace = make_trace(150)
    done = replay(server, trace, "--key", key, "--markup", "40", "--concurrency", "30")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "allocation" in done.stdout
    assert "Reconciled" in done.stdout
    over = server.rows(
        """select 1 from user_credit_allocations
           where org_id = %s and used_credits + held_credits > allocated_credits""",
        org_id,
    )
    assert over == []
    foreign = server.run(
        "replay", str(trace), "--org", "Beta LLC", "--url", server.url, "--key", key
    )
    assert foreign.returncode == 1
    assert foreign.stderr.strip() == (
        f"orgbilling: The key belongs to Acme Corp ({org_id}), not to Beta LLC."
    )


def test_a_replay_keeps_the_time_of_its_trace(server: Server, make_trace: MakeTrace) -> None:
    began = time.monotonic()
    done = replay(server, make_trace(50), "--demo", "--fund", "--speed", "0.25")
    # 50 requests at 100 a second, four times slower.
    assert done.returncode == 0, done.stdout + done.stderr
    assert time.monotonic() - began > 1.2
    assert "latest behind the trace" in done.stdout


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ((), "Give either a service key (--key or ORGBILLING_KEY), or --demo."),
        (("--key", "x", "--fund"), "--fund works with --demo only: it grants credits."),
        (("--key", "secret"), "The key is not a service key (ob_sk_...); an admin makes one."),
        (("--demo", "--speed", "0"), "--speed 0 is not a number above 0."),
        (("--demo", "--input-price", "x"), "--input-price x is not a number from 0."),
        (("--demo", "--as", "john@acme.com"), "Making a key: 403 forbidden"),
        (("--demo", "--as", "nobody@acme.com"), "does not sign nobody@acme.com in"),
        (("--demo", "--url", "http://example.com"), "work with a server on this machine only"),
        (("--demo", "--url", "http://127.0.0.1:1", "--patience", "0"), "1 is not available"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_one_line(
    server: Server, make_trace: MakeTrace, options: tuple[str, ...], complaint: str
) -> None:
    done = replay(server, make_trace(3), *options)
    assert done.returncode == 1
    assert complaint in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_wrong_row_stops_it_before_anything_is_spent(server: Server, tmp_path: Path) -> None:
    path = tmp_path / "trace.csv"
    path.write_text("TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:15:46,1,x\n")
    before = server.rows(REPLAYED)
    done = replay(server, path, "--demo")
    assert done.returncode == 1
    assert "row 2: GeneratedTokens 'x' is not a number of tokens." in done.stderr
    assert server.rows(REPLAYED) == before


def test_a_server_that_is_killed_loses_nothing_that_it_acknowledged(make_trace: MakeTrace) -> None:
    server = Server(make_folder("orgbilling-replay-"))
    server.start()
    try:
        server.load_showcase()
        arguments = ["replay", str(make_trace(600)), "--org", ACME, "--url", server.url]
        running = server.begin(*arguments, "--demo", "--fund", "--concurrency", "30")
        wait_for_usage(server, 150)
        server.kill()
        server.start()
        output, _ = running.communicate(timeout=100)
        assert running.returncode == 0, output
        assert "Reconciled" in output
        captured = server.rows(REPLAYED)[0]
        assert captured["calls"] == captured["requests"] == 600
        assert open_holds(server) == set()
        assert ledger_differences(server.owner_url()) == []
    finally:
        server.stop()
        shutil.rmtree(server.folder)


def test_a_replay_that_is_killed_blocks_nothing_past_its_holds(
    server: Server, make_trace: MakeTrace
) -> None:
    org_id, key = service_key(server)
    server.rows(
        "select add_credits_to_pool(%s, 100000, 0, 'demo-root', 'test', 'killed-replay')", org_id
    )
    for member in ("demo-alice", "demo-bob", "demo-jane", "demo-john"):
        server.rows("select allocate_credits_to_user(%s, %s, 20000, 'demo-alice')", org_id, member)
    before = server.rows(REPLAYED)[0]["calls"]
    arguments = ["replay", str(make_trace(600)), "--org", ACME, "--url", server.url]
    running = server.begin(*arguments, "--key", key, "--ttl", "2")
    wait_for_usage(server, before + 60)
    running.kill()
    running.communicate()
    time.sleep(2.2)
    for member in ("demo-alice", "demo-bob", "demo-jane", "demo-john"):
        row = server.rows(
            """select allocated_credits - used_credits as free from user_credit_allocations
               where org_id = %s and user_id = %s""",
            org_id, member,
        )[0]  # fmt: skip
        assert check(server, org_id, key, member, row["free"]) is True
    assert ledger_differences(server.owner_url()) == []


def check(server: Server, org_id: str, key: str, user_id: str, credits: Decimal) -> bool:
    request = urllib.request.Request(
        f"{server.url}/api/v1/org-billing/credits/{org_id}/check",
        data=json.dumps({"user_id": user_id, "credits": float(credits)}).encode(),
        headers={"authorization": f"Bearer {key}", "content-type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return bool(json.load(answer)["sufficient"])


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_real_trace_flat_out(server: Server, tmp_path: Path) -> None:
    whole = next(path for path in real_traces() if "conv" in path.name)
    trace, calls = part_of(whole, tmp_path)
    before = server.rows(REPLAYED)[0]
    # Of a replay that was killed, which end by themselves.
    left = open_holds(server)
    done = replay(server, trace, "--demo", "--fund", timeout_s=850)
    assert done.returncode == 0, done.stdout + done.stderr
    after = server.rows(REPLAYED)[0]
    assert after["calls"] - before["calls"] == after["requests"] - before["requests"] == calls
    assert "Reconciled" in done.stdout
    assert "The ledger adds up" in done.stdout
    assert open_holds(server) <= left
