"""The PostgreSQL of a run: the product's own embedded one, as the product configures it, in a
folder that is removed afterwards, and one migrated database for each part of the run."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any, LiteralString

import psycopg
from psycopg import AsyncConnection, sql
from psycopg.rows import tuple_row

from orgbilling.database import load_queries
from orgbilling.database.conninfo import with_database
from orgbilling.database.embedded import EmbeddedServer
from orgbilling.database.migrations import migrate

queries = load_queries(__file__, "spending.sql")

ROOT = Path(__file__).parent.parent
# What an engine's lane asks for as well, so that every way of spending is planned alike.
SESSION: LiteralString = (
    "select set_config('plan_cache_mode', 'force_generic_plan', false),"
    " set_config('jit', 'off', false)"
)
Owner = psycopg.Connection[tuple[Any, ...]]


@dataclass(frozen=True)
class Store:
    """One migrated database, by both logins."""

    owner_url: str
    application_url: str


@dataclass(frozen=True)
class Server:
    """A running server; its folder is where its data and its log of writes are."""

    owner_url: str
    application_url: str
    folder: Path

    def make_store(
        self,
        name: str,
        migration: list[str] | None = None,
        environment: Mapping[str, str] = MappingProxyType({}),
    ) -> Store:
        """Make a database and migrate it, or let a command of another version do so, which is
        given the owner's URL."""
        with connect_owner(with_database(self.owner_url, "postgres")) as owner:
            owner.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        store = self._store(name)
        if migration is None:
            migrate(store.owner_url, credits_per_usd=Decimal(1000))
        else:
            command = [*migration, store.owner_url]
            subprocess.run(command, check=True, env={**os.environ, **environment})
        with connect_owner(store.owner_url) as owner:
            owner.execute(queries.make_partitions)
        return store

    def copy_store(self, name: str, copy: str) -> Store:
        """Make a database that begins as a copy of another one."""
        statement = sql.SQL("create database {} template {} strategy file_copy")
        with connect_owner(with_database(self.owner_url, "postgres")) as owner:
            owner.execute(statement.format(sql.Identifier(copy), sql.Identifier(name)))
        return self._store(copy)

    def _store(self, name: str) -> Store:
        return Store(with_database(self.owner_url, name), with_database(self.application_url, name))


@contextmanager
def run_server(
    version: int = 18, settings: Mapping[str, str] = MappingProxyType({})
) -> Iterator[Server]:
    """Start a server in a new folder below `.cache`, which is a disk where /tmp may be memory."""
    (ROOT / ".cache").mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="bench-", dir=ROOT / ".cache"))
    folder.chmod(0o711)
    try:
        with EmbeddedServer(folder, version, settings).use() as (owner_url, application_url):
            yield Server(owner_url, application_url, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def connect_owner(url: str) -> Owner:
    """Connect in autocommit mode."""
    return psycopg.connect(url, autocommit=True, row_factory=tuple_row)


async def connect_caller(url: str) -> AsyncConnection[tuple[Any, ...]]:
    """Connect as one caller: autocommit, the same session as an engine's lane."""
    connection = await AsyncConnection.connect(url, autocommit=True, row_factory=tuple_row)
    await connection.execute(SESSION)
    return connection
