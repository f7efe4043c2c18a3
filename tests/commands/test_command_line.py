"""The command line: it starts and stops cleanly, and every error is one line."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from orgbilling.database import embedded_process as process
from tests.conftest import POSTGRES_VERSION, OwnerConnection, TestDatabase

PROGRAM = [sys.executable, "-c", "from orgbilling.cli import main; main()"]


def environment(**changes: str) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("ORGBILLING_") and name != "DATABASE_URL"
    }
    ours = {"ORGBILLING_POSTGRES_VERSION": str(POSTGRES_VERSION), "ORGBILLING_DEMO": "false"}
    return {**kept, **ours, **changes}


def run(*arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, *arguments],
        env=environment(**changes),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(*arguments: str, **changes: str) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """Run `serve` until it says that it is ready; yields the process and its lines so far."""
    child = subprocess.Popen(
        [*PROGRAM, "serve", *arguments],
        env=environment(**changes),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert child.stdout is not None
    lines: list[str] = []
    try:
        for line in child.stdout:
            lines.append(line.rstrip())
            if "Ctrl-C stops it" in line:
                break
        yield child, lines
    finally:
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGKILL)
        child.communicate()


def status_of(port: int, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request("GET", path)
    return connection.getresponse().status


def wait_until_closed(port: int) -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return
        time.sleep(0.05)
    pytest.fail("the port still answers")


@pytest.mark.speed
@pytest.mark.parametrize(("number", "processes"), [(signal.SIGINT, 2), (signal.SIGTERM, 1)])
def test_serve_answers_and_a_signal_stops_all_of_it(
    server_folder: Path, number: signal.Signals, processes: int
) -> None:
    port = free_port()
    data = server_folder / "data"
    with serving(f"--port={port}", f"--processes={processes}", ORGBILLING_DATA_DIR=str(data)) as (
        child,
        lines,
    ):
        assert f"OrgBilling is ready: http://127.0.0.1:{port}" in lines
        assert status_of(port, "/healthz") == 200
        url = run("db", "url", ORGBILLING_DATA_DIR=str(data)).stdout
        assert re.fullmatch(r"postgresql://orgbilling_app:\S+\n", url)
        owner = run("db", "url", "--owner", ORGBILLING_DATA_DIR=str(data)).stdout.strip()
        with psycopg.connect(owner) as connection:
            assert connection.execute("select 1").fetchone() == (1,)
        began = time.perf_counter()
        # The terminal signals the whole group; `kill` only the process.
        (os.killpg if number == signal.SIGINT else os.kill)(child.pid, number)
        rest, _ = child.communicate(timeout=20)
    assert child.returncode == 0
    assert rest.strip() == "OrgBilling has stopped; its data stay."
    assert time.perf_counter() - began < 8
    assert process.read_postmaster(data / "postgres") is None
    wait_until_closed(port)


def test_servers_do_not_outlive_a_parent_that_was_killed(server_folder: Path) -> None:
    port = free_port()
    folder = {"ORGBILLING_DATA_DIR": str(server_folder / "data")}
    with serving(f"--port={port}", "--processes=2", **folder) as (child, _):
        child.kill()
        child.wait()
        wait_until_closed(port)
    with serving(f"--port={port}", **folder) as (child, lines):
        assert any(line.startswith("OrgBilling is ready") for line in lines)
        child.send_signal(signal.SIGTERM)
        child.communicate(timeout=20)
    assert process.read_postmaster(server_folder / "data" / "postgres") is None


def test_a_taken_port_is_one_line_before_anything_is_started(server_folder: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = run("serve", f"--port={port}", ORGBILLING_DATA_DIR=str(server_folder / "data"))
    assert done.returncode == 1
    assert not done.stdout
    assert done.stderr.count("\n") == 1
    assert f"Port {port} on 127.0.0.1 cannot be used" in done.stderr
    assert not (server_folder / "data").exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"ORGBILLING_PORT": "eighty"}, "ORGBILLING_PORT=eighty is not allowed"),
        ({"DATABASE_URL": "postgresql://me:secret@127.0.0.1:1/x"}, "me@127.0.0.1:1/x"),
        ({"DATABASE_URL": "secret"}, "DATABASE_URL cannot be read"),
    ],
)
def test_a_wrong_setting_is_one_line(changes: dict[str, str], said: str) -> None:
    done = run(
        "serve", f"--port={free_port()}" if "DATABASE_URL" in changes else "--host=::1", **changes
    )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert said in done.stderr
    assert "secret" not in done.stderr


def test_the_database_goes_up_down_and_says_where_it_is(empty_database: TestDatabase) -> None:
    url = {"DATABASE_URL": empty_database.owner_url}
    assert run("db", "status", **url).returncode == 3
    migrated = run("db", "migrate", **url)
    assert migrated.returncode == 0, migrated.stderr
    assert "The database is at migration" in migrated.stdout
    assert "Nothing to do" in run("db", "migrate", **url).stdout
    assert run("db", "status", **url).returncode == 0
    assert run("db", "downgrade", **url).returncode == 1
    assert "base (empty)" in run("db", "downgrade", "base", "--yes", **url).stdout
    assert run("db", "migrate", ORGBILLING_CREDITS_PER_USD="10", **url).returncode == 0
    refused = run("db", "migrate", **url)
    assert refused.returncode == 1
    assert "CREDITS_PER_USD=1000 is refused" in refused.stderr


def test_the_url_of_an_external_database_takes_on_the_role(empty_database: TestDatabase) -> None:
    printed = run("db", "url", DATABASE_URL=empty_database.owner_url).stdout
    assert "role%3Dorgbilling_app" in printed


def test_a_calendar_that_stands_is_shown_and_let_go_on(
    fresh_database: TestDatabase, fresh_owner: OwnerConnection
) -> None:
    url = {"DATABASE_URL": fresh_database.owner_url}
    runs = run("calendar", "status", **url)
    assert runs.returncode == 0, runs.stderr
    assert "The calendar runs." in runs.stdout
    assert "The calendar runs." in run("calendar", "resume", "--reason", "why not", **url).stdout
    fresh_owner.execute(
        "insert into calendar_heartbeats"
        " select gen_random_uuid(), 'server', t.at, t.at, 0"
        " from (select clock_timestamp() - interval '50 days' as at) as t"
    )
    fresh_owner.execute("select examine_clock()")

    stands = run("calendar", "status", **url)
    assert stands.returncode == 3
    assert "The calendar stands since" in stands.stdout
    assert "heartbeat then" in stands.stdout
    # Nobody answers the question.
    unsure = run("calendar", "resume", "--reason", "the machine was off", **url)
    assert unsure.returncode == 1
    assert "Is the clock right?" in unsure.stdout
    assert run("calendar", "status", **url).returncode == 3
    assert run("calendar", "resume", "--yes", **url).returncode == 2
    empty = run("calendar", "resume", "--yes", "--reason", " ", **url)
    assert (empty.returncode, empty.stderr.count("\n")) == (1, 1)
    assert "reason" in empty.stderr

    resumed = run("calendar", "resume", "--yes", "--reason", "the machine was off", **url)
    assert resumed.returncode == 0, resumed.stderr
    assert "The calendar runs again." in resumed.stdout
    assert run("calendar", "status", **url).returncode == 0
    event = fresh_owner.execute(
        "select actor_id, details ->> 'reason' as reason from organization_audit_log"
        " where event_type = 'calendar.resumed'"
    ).fetchone()
    assert event == {"actor_id": "orgbilling calendar", "reason": "the machine was off"}
