"""One PostgreSQL a test session, one migrated template, one clone of it a test process.

The server is the product's own embedded one, in a temporary folder: whichever test process needs
it first starts it, the others attach, the last one stops it. `ORGBILLING_TEST_POSTGRES` chooses
the version (18, or 16). Tests share their process's clone and make their own organizations with
random ids; a test that needs a database of its own takes `fresh_database`.
"""

import fcntl
import os
import shutil
import tempfile
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.rows import dict_row

from orgbilling.database import Database
from orgbilling.database.conninfo import with_database
from orgbilling.database.embedded import EmbeddedServer
from orgbilling.database.migrations import migrate
from tests import template
from tests.checked_rows import check_rows
from tests.one_organization import make_schema_one

POSTGRES_VERSION = int(os.environ.get("ORGBILLING_TEST_POSTGRES", "18"))
TEMPLATE = "orgbilling_template"
# No test pulls this server's plug, and waiting for the disk takes longer than most tests. Whoever
# measures has what is flushed for real; so have the servers that tests start themselves.
UNFLUSHED = {"fsync": "off", "full_page_writes": "off"}
# Servers that stay for a whole run of tests have half of the product's connections, and a crowd of
# callers has the other: which tests meet is chance.
ROOMY = {"max_connections": "400"}
OwnerConnection = psycopg.Connection[dict[str, Any]]


@dataclass(frozen=True)
class TestDatabase:
    """One database, by both logins."""

    __test__ = False

    owner_url: str
    application_url: str


def pytest_configure(config: pytest.Config) -> None:
    """Choose the session's folder; every test process gets the same one."""
    check_rows()
    given = getattr(config, "workerinput", {}).get("session_folder")
    config.session_folder = Path(given) if given else make_folder("orgbilling-tests-")  # type: ignore[attr-defined]


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.workerinput["session_folder"] = str(node.config.session_folder)


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        shutil.rmtree(config.session_folder, ignore_errors=True)  # type: ignore[attr-defined]


def pytest_report_header() -> str:
    return f"PostgreSQL {POSTGRES_VERSION}, embedded"


def make_folder(prefix: str) -> Path:
    """Make a temporary folder that PostgreSQL's own user may pass through, when we are root."""
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    folder.chmod(0o711)
    return folder


@contextmanager
def file_lock(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@pytest.fixture
def server_folder() -> Iterator[Path]:
    """An empty folder for a server that the test starts itself."""
    folder = make_folder("orgbilling-server-")
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres(pytestconfig: pytest.Config) -> Iterator[TestDatabase]:
    """The session's server (its default database, empty)."""
    folder: Path = pytestconfig.session_folder  # type: ignore[attr-defined]
    if template.is_wanted():
        with file_lock(folder / "cluster.lock"):
            if not (folder / "data").exists():
                template.bring_cluster(folder / "data", POSTGRES_VERSION, make_cluster)
    is_measured = pytestconfig.getoption("markexpr") == "speed"
    is_measured = is_measured or os.environ.get("ORGBILLING_TEST_FSYNC") == "on"
    settings = {} if is_measured else UNFLUSHED | ROOMY
    server = EmbeddedServer(folder / "data", POSTGRES_VERSION, settings)
    with server.use() as (owner_url, application_url):
        yield TestDatabase(owner_url, application_url)


def make_cluster(folder: Path) -> None:
    """Make a cluster with the migrated template in it, and stop its server."""
    with EmbeddedServer(folder, POSTGRES_VERSION, UNFLUSHED).use() as urls:
        server = TestDatabase(*urls)
        with maintenance(server) as connection:
            make_template(connection, server)


@pytest.fixture(scope="session")
def clone_template(
    postgres: TestDatabase, pytestconfig: pytest.Config
) -> Callable[[str], TestDatabase]:
    """Make a database of a name from the migrated template, which is made once a session."""
    folder: Path = pytestconfig.session_folder  # type: ignore[attr-defined]

    def clone(name: str) -> TestDatabase:
        with file_lock(folder / "template.lock"), maintenance(postgres) as connection:
            known = "select 1 from pg_database where datname = %s and datistemplate"
            if connection.execute(known, [TEMPLATE]).fetchone() is None:
                make_template(connection, postgres)
            connection.execute(
                sql.SQL("create database {} template {}").format(
                    sql.Identifier(name), sql.Identifier(TEMPLATE)
                )
            )
        return TestDatabase(
            with_database(postgres.owner_url, name), with_database(postgres.application_url, name)
        )

    return clone


@contextmanager
def maintenance(postgres: TestDatabase) -> Iterator[psycopg.Connection[Any]]:
    """Connect where databases can be made and dropped."""
    with psycopg.connect(with_database(postgres.owner_url, "postgres"), autocommit=True) as found:
        yield found


def make_template(connection: psycopg.Connection[Any], postgres: TestDatabase) -> None:
    name = sql.Identifier(TEMPLATE)
    connection.execute(sql.SQL("drop database if exists {}").format(name))
    connection.execute(sql.SQL("create database {}").format(name))
    url = with_database(postgres.owner_url, TEMPLATE)
    migrate(url, credits_per_usd=Decimal(1000))
    with psycopg.connect(url, autocommit=True) as made:
        make_schema_one(made)
    # Marked only when whole: an interrupted migration is made again by the next process.
    connection.execute(sql.SQL("alter database {} with is_template true").format(name))


@pytest.fixture(scope="session")
def worker_database(clone_template: Callable[[str], TestDatabase]) -> Iterator[TestDatabase]:
    """This test process's own clone; its ledger must be in order at the end."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    database = clone_template(f"test_{worker}_{uuid.uuid4().hex[:8]}")
    yield database
    differences = ledger_differences(database.owner_url)
    assert not differences, f"the ledger does not add up after the tests: {differences[:10]}"


def ledger_differences(owner_url: str) -> list[tuple[Any, ...]]:
    """Return what `verify_ledger()` finds in one snapshot; nothing where there is no such one."""
    with psycopg.connect(owner_url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        row = connection.execute("select to_regprocedure('public.verify_ledger()')").fetchone()
        if row == (None,):
            return []
        return connection.execute("select * from verify_ledger()").fetchall()


@pytest.fixture(scope="session")
def owner_url(worker_database: TestDatabase) -> str:
    return worker_database.owner_url


@pytest.fixture(scope="session")
def application_url(worker_database: TestDatabase) -> str:
    return worker_database.application_url


@pytest.fixture(scope="session")
async def db(application_url: str) -> AsyncIterator[Database]:
    """The application's pool on the shared clone; every test runs in one event loop."""
    async with Database(application_url, pool_size=12, idle_size=1) as database:
        yield database


@pytest.fixture(scope="session")
def owner_connection(owner_url: str) -> Iterator[OwnerConnection]:
    with psycopg.connect(owner_url, autocommit=True, row_factory=dict_row) as connection:
        yield connection


@pytest.fixture
def owner(owner_connection: OwnerConnection) -> Iterator[OwnerConnection]:
    """The owner's connection (rows are dicts), in autocommit mode, clean after every test."""
    yield owner_connection
    if owner_connection.info.transaction_status != psycopg.pq.TransactionStatus.IDLE:
        owner_connection.rollback()
    owner_connection.execute("reset all; reset role")


@pytest.fixture
def fresh_database(
    clone_template: Callable[[str], TestDatabase], postgres: TestDatabase
) -> Iterator[TestDatabase]:
    """A migrated database for one test alone."""
    name = f"fresh_{uuid.uuid4().hex[:12]}"
    yield clone_template(name)
    drop_database(postgres, name)


@pytest.fixture
def fresh_owner(fresh_database: TestDatabase) -> Iterator[OwnerConnection]:
    """The owner's connection to a database of the test's own."""
    with psycopg.connect(
        fresh_database.owner_url, autocommit=True, row_factory=dict_row
    ) as connection:
        yield connection


@pytest.fixture
def empty_database(postgres: TestDatabase) -> Iterator[TestDatabase]:
    """A database in which nothing was migrated."""
    name = f"empty_{uuid.uuid4().hex[:12]}"
    with maintenance(postgres) as connection:
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
    yield TestDatabase(
        with_database(postgres.owner_url, name), with_database(postgres.application_url, name)
    )
    drop_database(postgres, name)


def drop_database(postgres: TestDatabase, name: str) -> None:
    with maintenance(postgres) as connection:
        connection.execute(
            sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name))
        )
