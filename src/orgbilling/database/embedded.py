"""A PostgreSQL of our own in the data folder, shared by every process that uses the folder.

Whoever comes first starts it, whoever leaves last stops it. Both are decided by `flock`, which the
kernel lets go when a process dies, so that a killed process leaves nothing behind: `start.lock`
is held while the server is started or stopped, `users.lock` is shared by those who use it.
"""

import fcntl
import os
import secrets
import shlex
import shutil
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

import psycopg
from psycopg import sql

from orgbilling.database import embedded_process as process
from orgbilling.database.conninfo import build_url
from orgbilling.database.errors import DatabaseUnavailable
from orgbilling.database.queries import load_queries

queries = load_queries(__file__)

OWNER = "orgbilling_owner"
APPLICATION = "orgbilling_app"
DATABASE = "orgbilling"
Progress = Callable[[str], None]

_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "shared_buffers": "256MB",
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "fsync": "on",
    "password_encryption": "scram-sha-256",
}
_START_ATTEMPTS = 40
_START_WAIT_S = 0.25
_LOG_BYTES_MAX = 16 * 1024 * 1024


class EmbeddedServer:
    """The server of one data folder; `use()` keeps it running for as long as it is needed.

    `settings` are PostgreSQL's, instead of ours or beside them; whoever joins a server that runs
    has the settings of the one who started it.
    """

    def __init__(
        self, data_dir: Path, version: int, settings: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        self.folder = data_dir.absolute()
        self.data = self.folder / "postgres"
        self.log = self.folder / "postgres.log"
        self.version = version
        self._settings = settings

    @contextmanager
    def use(self, progress: Progress | None = None) -> Iterator[tuple[str, str]]:
        """Start the server or join those who use it; yields the owner's and application's URL.

        Raises:
            DatabaseUnavailable: it cannot be started.
        """
        self._make_folder()
        users = self._open_lock("users.lock")
        try:
            with self._starting():
                fcntl.flock(users, fcntl.LOCK_SH)
                try:
                    urls = self._attach_or_start(progress or _silent)
                except BaseException:
                    # A start that was interrupted must not leave a server that nobody uses.
                    self._stop_if_last(users)
                    raise
            try:
                yield urls
            finally:
                self._leave(users)
        finally:
            os.close(users)

    def running_urls(self) -> tuple[str, str]:
        """Return the owner's and application's URL of a server that runs already.

        Raises:
            DatabaseUnavailable: none runs.
        """
        running = process.read_postmaster(self.data)
        if running is None or running.status != "ready":
            raise DatabaseUnavailable(
                f"The embedded database in {self.folder} is not running: start `orgbilling serve`."
            )
        return self._urls(running.port)

    def _leave(self, users: int) -> None:
        with self._starting():
            self._stop_if_last(users)

    def _stop_if_last(self, users: int) -> None:
        try:
            # Succeeds for the last one only: the others still share the lock.
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        if process.read_postmaster(self.data) is not None:
            self._stop()

    def _attach_or_start(self, progress: Progress) -> tuple[str, str]:
        running = process.read_postmaster(self.data)
        if running is not None and running.status == "ready":
            self._check_version()
            urls = self._urls(running.port)
            if not self._is_prepared():
                self._prepare(urls[0])
            return urls
        if running is not None:
            # A stop that was interrupted half-way; let it finish before the next start.
            self._stop()
        if not self._has_cluster():
            progress("Creating the database")
            self._create_cluster()
        self._check_version()
        self._password("owner")
        progress("Starting PostgreSQL")
        urls = self._urls(self._start())
        self._prepare(urls[0])
        return urls

    def _make_folder(self) -> None:
        try:
            # Others may pass through (PostgreSQL's own user, when we are root), and not look.
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o711)
        except OSError as error:
            raise DatabaseUnavailable(
                f"The data folder {self.folder} cannot be made: {error.strerror}."
            ) from None

    def _open_lock(self, name: str) -> int:
        path = self.folder / name
        try:
            return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise DatabaseUnavailable(
                f"The data folder cannot be used: {path}: {error.strerror}."
            ) from None

    @contextmanager
    def _starting(self) -> Iterator[None]:
        lock = self._open_lock("start.lock")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _has_cluster(self) -> bool:
        if not self.data.exists():
            return False
        try:
            with os.scandir(self.data) as entries:
                return any(True for _ in entries)
        except PermissionError:
            return True

    def _check_version(self) -> None:
        process.server_account(self.data)
        try:
            found = (self.data / "PG_VERSION").read_text().strip()
        except OSError:
            raise DatabaseUnavailable(
                f"{self.data} is not a PostgreSQL data folder (it has no PG_VERSION): "
                "restore it from a backup, or set ORGBILLING_DATA_DIR to another folder."
            ) from None
        if found != str(self.version):
            raise DatabaseUnavailable(
                f"{self.data} was made by PostgreSQL {found}, and version {self.version} was asked "
                f"for: set ORGBILLING_POSTGRES_VERSION={found}, or ORGBILLING_DATA_DIR to another "
                "folder."
            )

    def _create_cluster(self) -> None:
        tools = process.binaries(self.version)
        account = self._account(tools)
        fresh = self.folder / "postgres.new"
        password_file = self.folder / "initdb.password"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        _write_secret(password_file, self._password("owner", make=True))
        _give(account, fresh, password_file)
        locale = ["--locale=C.UTF-8"]
        if self.version >= 17:
            locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        done = process.run_tool(
            tools, account, "initdb", "-D", str(fresh), "-U", OWNER, "--encoding=UTF8",
            "--auth=scram-sha-256", f"--pwfile={password_file}", *locale,
        )  # fmt: skip
        password_file.unlink()
        if done.returncode != 0:
            shutil.rmtree(fresh, ignore_errors=True)
            raise DatabaseUnavailable(
                f"The database could not be created: {process.last_complaint(done.stdout)}."
            )
        # The name appears only when the folder is whole, so that an interruption leaves no half.
        fresh.replace(self.data)

    def _start(self) -> int:
        tools = process.binaries(self.version)
        account = self._account(tools)
        process.drop_stale_pid_file(self.data)
        complaint = ""
        for attempt in range(_START_ATTEMPTS):
            if attempt:
                time.sleep(_START_WAIT_S)
            port = _free_port(self._last_port() if attempt < 2 else None)
            start_of_log = self._prepare_log(account)
            options = _server_options(port, self._settings)
            done = process.run_tool(
                tools, account, "pg_ctl", "start", "--wait", "--timeout=120", "--silent",
                "-D", str(self.data), "-l", str(self.log), "-o", options,
            )  # fmt: skip
            if done.returncode == 0:
                (self.folder / "postgres.port").write_text(f"{port}\n")
                return port
            with self.log.open(errors="replace") as log:
                log.seek(start_of_log)
                text = log.read()
            complaint = process.last_complaint(text or done.stdout)
            # A port taken in between, or children of a killed server that are still leaving.
            if "in use" not in text and "could not create any TCP" not in text:
                break
        raise DatabaseUnavailable(
            f"PostgreSQL did not start: {complaint.rstrip('.')}. More in {self.log}."
        )

    def _account(self, tools: Path) -> process.Account | None:
        account = process.server_account(self.data)
        return process.with_access(account, self.folder, tools / "postgres")

    def _prepare_log(self, account: process.Account | None) -> int:
        if self.log.exists() and self.log.stat().st_size > _LOG_BYTES_MAX:
            self.log.replace(self.log.with_suffix(".log.1"))
        os.close(os.open(self.log, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600))
        _give(account, self.log)
        return self.log.stat().st_size

    def _last_port(self) -> int | None:
        try:
            return int((self.folder / "postgres.port").read_text())
        except (OSError, ValueError):
            return None

    def _stop(self) -> None:
        tools = process.binaries(self.version)
        account = self._account(tools)
        process.run_tool(
            tools, account, "pg_ctl", "stop", "--wait", "--mode=fast", "--timeout=60", "--silent",
            "-D", str(self.data),
        )  # fmt: skip

    def _password(self, login: str, *, make: bool = False) -> str:
        path = self.folder / f"{login}.password"
        try:
            return path.read_text().strip()
        except FileNotFoundError:
            if not make:
                raise DatabaseUnavailable(
                    f"The password file {path} is missing: restore it, or set "
                    "ORGBILLING_DATA_DIR to another folder."
                ) from None
        except OSError as error:
            raise DatabaseUnavailable(
                f"The password file {path} cannot be read: {error.strerror}."
            ) from None
        password = secrets.token_urlsafe(24)
        _write_secret(path, password)
        return password

    def _urls(self, port: int) -> tuple[str, str]:
        def url(user: str, login: str, *, make: bool) -> str:
            return build_url(
                {
                    "user": user,
                    "password": self._password(login, make=make),
                    "host": "127.0.0.1",
                    "port": str(port),
                    "dbname": DATABASE,
                }
            )

        # The application's password can be made anew, because `_prepare` sets it at every start.
        return url(OWNER, "owner", make=False), url(APPLICATION, "application", make=True)

    def _running_pid(self) -> str:
        running = process.read_postmaster(self.data)
        return str(running.pid) if running else ""

    def _is_prepared(self) -> bool:
        # Who started this server may have been killed before its roles were made.
        try:
            return (self.folder / "postgres.prepared").read_text() == self._running_pid()
        except OSError:
            return False

    def _prepare(self, owner_url: str) -> None:
        """Make the application's login and the database, where they are missing."""
        try:
            with psycopg.connect(owner_url, dbname="postgres", autocommit=True) as connection:
                _prepare_login(connection, self._password("application"))
                known = connection.execute(queries.find_database, [DATABASE]).fetchone()
                if known is None:
                    connection.execute(
                        sql.SQL("create database {} owner {}").format(
                            sql.Identifier(DATABASE), sql.Identifier(OWNER)
                        )
                    )
            (self.folder / "postgres.prepared").write_text(self._running_pid())
        except psycopg.Error as error:
            raise DatabaseUnavailable(
                f"The embedded database refused its owner: {first_line(error)}."
            ) from None


def first_line(error: Exception) -> str:
    """Return what an error says, as one line without its final full stop."""
    return " ".join(str(error).split("\n")[0].split()).rstrip(".")


def _prepare_login(connection: psycopg.Connection[tuple[object, ...]], password: str) -> None:
    known = connection.execute(queries.find_role, [APPLICATION]).fetchone()
    verb = "alter" if known else "create"
    connection.execute(
        sql.SQL("{} role {} with login nosuperuser password {}").format(
            sql.SQL(verb), sql.Identifier(APPLICATION), sql.Literal(password)
        )
    )


def _server_options(port: int, settings: Mapping[str, str]) -> str:
    options = {**_SETTINGS, **settings, "port": str(port)}
    # pg_ctl hands this to a shell.
    return " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in options.items())


def _free_port(preferred: int | None) -> int:
    # The port of last time, so that connection strings survive a restart.
    for port in (preferred, 0):
        if port is None:
            continue
        with socket.socket() as probe:
            # PostgreSQL sets this as well; without it our own last connections block the port.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise DatabaseUnavailable("There is no free TCP port on 127.0.0.1 for PostgreSQL.")


def _write_secret(path: Path, secret: str) -> None:
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secret + "\n")


def _give(account: process.Account | None, *paths: Path) -> None:
    if account is not None:
        for path in paths:
            os.chown(path, account.uid, account.gid)


def _silent(_step: str) -> None:
    return
