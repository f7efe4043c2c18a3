"""The embedded server starts once, is shared, and leaves nothing behind."""

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from orgbilling.database import DatabaseUnavailable, database_urls, running_urls
from orgbilling.database import embedded_process as process
from orgbilling.database.embedded import EmbeddedServer
from orgbilling.settings import Settings
from tests.conftest import POSTGRES_VERSION

OTHER_VERSION = {16: 18, 18: 16}[POSTGRES_VERSION]
# Uses the server until its standard input ends, as another process of the product would.
HOLD = """
import sys
from pathlib import Path
from orgbilling.database.embedded import EmbeddedServer
with EmbeddedServer(Path(sys.argv[1]), int(sys.argv[2])).use() as urls:
    print(urls[0], flush=True)
    sys.stdin.read()
"""


def server_in(folder: Path, version: int = POSTGRES_VERSION) -> EmbeddedServer:
    return EmbeddedServer(folder / "data", version)


def hold(folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", HOLD, str(folder / "data"), str(POSTGRES_VERSION)]
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline().startswith("postgresql://")
    return child


def leave(child: subprocess.Popen[str]) -> None:
    child.communicate("", timeout=30)


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def value(url: str, statement: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(statement.encode()).fetchone()
        return row[0] if row else None


@pytest.mark.speed
def test_data_and_address_survive_a_stop_and_the_second_start_is_quick(server_folder: Path) -> None:
    server = server_in(server_folder)
    steps: list[str] = []
    with server.use(steps.append) as first, psycopg.connect(first[0]) as connection:
        connection.execute("create table kept as select 42 as number")
    assert steps == ["Creating the database", "Starting PostgreSQL"]
    assert process.read_postmaster(server.data) is None
    began = time.perf_counter()
    with server.use(steps.append) as second:
        took_s = time.perf_counter() - began
        assert value(second[0], "select number from kept") == 42
    assert second == first
    assert steps[2:] == ["Starting PostgreSQL"]
    assert took_s < 2


def test_the_server_is_set_up_for_us_and_closed_to_others(server_folder: Path) -> None:
    server = server_in(server_folder)
    with server.use() as (owner_url, application_url):
        wanted = {
            "server_version_num": lambda text: int(text) // 10000 == POSTGRES_VERSION,
            "fsync": "on".__eq__,
            "TimeZone": "UTC".__eq__,
            "shared_buffers": "256MB".__eq__,
            "max_connections": "200".__eq__,
            "listen_addresses": "127.0.0.1".__eq__,
        }
        for name, holds in wanted.items():
            assert holds(str(value(owner_url, f"show {name}"))), name
        superuser = "select rolsuper from pg_roles where rolname = current_user"
        assert value(application_url, superuser) is False
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(owner_url, password="wrong")
    for path in server.folder.glob("*.password"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(list(server.folder.glob("*.password"))) == 2


def test_who_comes_second_attaches_and_who_leaves_last_stops(server_folder: Path) -> None:
    server = server_in(server_folder)
    child = hold(server_folder)
    before = process.read_postmaster(server.data)
    with server.use() as (owner_url, _):
        assert process.read_postmaster(server.data) == before
        leave(child)
        assert value(owner_url, "select 1") == 1
    assert process.read_postmaster(server.data) is None


def test_a_killed_user_leaves_nothing_that_blocks(server_folder: Path) -> None:
    server = server_in(server_folder)
    child = hold(server_folder)
    before = process.read_postmaster(server.data)
    child.kill()
    child.communicate()
    # The server outlives its killed user, and the next one takes it over and stops it.
    with server.use():
        assert process.read_postmaster(server.data) == before
    assert process.read_postmaster(server.data) is None


def test_a_server_that_crashed_is_started_again(server_folder: Path) -> None:
    server = server_in(server_folder)
    with server.use() as (owner_url, _):
        with psycopg.connect(owner_url) as connection:
            connection.execute("create table kept as select 7 as number")
        running = process.read_postmaster(server.data)
        assert running is not None
        os.kill(running.pid, signal.SIGKILL)
        wait_until(lambda: process.read_postmaster(server.data) is None)
        with server.use() as (again, _):
            assert value(again, "select number from kept") == 7


def test_a_pid_file_with_the_number_of_another_program_is_not_a_server(server_folder: Path) -> None:
    server = server_in(server_folder)
    with server.use():
        text = (server.data / "postmaster.pid").read_text().split("\n", 1)[1]
    (server.data / "postmaster.pid").write_text(f"{os.getpid()}\n{text}")
    with server.use() as (owner_url, _):
        assert value(owner_url, "select 1") == 1


def test_several_processes_that_start_together_share_one_server(server_folder: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(server_folder / "data"), str(POSTGRES_VERSION)]
    children = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    urls = {child.stdout.readline() for child in children if child.stdout}
    assert len(urls) == 1
    for child in children:
        leave(child)
    assert process.read_postmaster(server_folder / "data" / "postgres") is None


def test_a_port_that_was_taken_meanwhile_is_replaced(server_folder: Path) -> None:
    server = server_in(server_folder)
    with server.use():
        port = int((server.folder / "postgres.port").read_text())
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", port))
        other.listen()
        with server.use() as (owner_url, _):
            assert f":{port}/" not in owner_url
            assert value(owner_url, "select 1") == 1


def test_a_folder_of_another_version_is_named(server_folder: Path) -> None:
    with server_in(server_folder).use():
        pass
    other = server_in(server_folder, OTHER_VERSION)
    with (
        pytest.raises(DatabaseUnavailable, match=f"made by PostgreSQL {POSTGRES_VERSION}"),
        other.use(),
    ):
        pass


def test_a_folder_that_is_no_database_is_named(server_folder: Path) -> None:
    server = server_in(server_folder)
    server.data.mkdir(parents=True)
    (server.data / "letter.txt").write_text("not yours")
    if os.geteuid() == 0:
        account = process.server_account(server_folder / "missing")
        assert account is not None
        os.chown(server.data, account.uid, account.gid)
    with pytest.raises(DatabaseUnavailable, match="not a PostgreSQL data folder"), server.use():
        pass
    assert (server.data / "letter.txt").read_text() == "not yours"


def test_a_damaged_folder_says_why_in_one_line(server_folder: Path) -> None:
    server = server_in(server_folder)
    with server.use():
        pass
    shutil.rmtree(server.data / "global")
    with pytest.raises(DatabaseUnavailable, match="did not start") as caught, server.use():
        pass
    assert "\n" not in str(caught.value)
    assert str(server.log) in str(caught.value)


def test_a_lost_password_file_is_named(server_folder: Path) -> None:
    server = server_in(server_folder)
    with server.use():
        pass
    (server.folder / "owner.password").unlink()
    with pytest.raises(DatabaseUnavailable, match=r"owner\.password is missing"), server.use():
        pass
    assert process.read_postmaster(server.data) is None


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to give up its rights")
def test_root_does_not_run_the_server_and_opens_no_folder(server_folder: Path) -> None:
    server = server_in(server_folder)
    with server.use():
        running = process.read_postmaster(server.data)
        assert running is not None
        assert Path(f"/proc/{running.pid}").stat().st_uid != 0
    assert stat.S_IMODE(server_folder.stat().st_mode) == 0o711


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to give up its rights")
def test_below_a_closed_folder_the_server_may_pass_through_and_nothing_else(
    server_folder: Path,
) -> None:
    if not process._givable_capabilities():
        pytest.skip("this system gives no single rights")
    server_folder.chmod(0o700)
    server = server_in(server_folder)
    with server.use() as (owner_url, _):
        assert value(owner_url, "select 1") == 1
        running = process.read_postmaster(server.data)
        assert running is not None
        status = Path(f"/proc/{running.pid}/status").read_text()
        rights = int(status.split("CapEff:")[1].split()[0], 16)
        assert rights in {1 << 1, 1 << 2}
        assert Path(f"/proc/{running.pid}").stat().st_uid != 0
    assert process.read_postmaster(server.data) is None
    assert stat.S_IMODE(server_folder.stat().st_mode) == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to give up its rights")
def test_a_folder_that_the_server_cannot_enter_is_named(
    server_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "_givable_capabilities", list)
    server_folder.chmod(0o700)
    server = server_in(server_folder)
    with pytest.raises(DatabaseUnavailable, match="cannot enter"), server.use():
        pass
    assert stat.S_IMODE(server_folder.stat().st_mode) == 0o700


def test_urls_come_from_the_running_server_only(
    server_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    settings = Settings(data_dir=server_folder / "data", postgres_version=POSTGRES_VERSION)
    with pytest.raises(DatabaseUnavailable, match="is not running"):
        running_urls(settings)
    with database_urls(settings) as urls:
        assert running_urls(settings) == urls
        assert "orgbilling_app:" in urls.application_url
        assert urls.owner_url not in repr(urls)
