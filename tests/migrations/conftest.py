"""Fixtures of these tests: installations of earlier revisions, as their programs left them."""

import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from psycopg import sql

from orgbilling.database.conninfo import parse_url, with_database
from tests.conftest import TestDatabase, maintenance
from tests.migrations.dump_files import DUMPS, FOLDER, load_dump, migrate_as_then

Installation = Callable[[str], TestDatabase]
"""Takes a dump's name (of DUMPS); returns a database of its revision that holds it."""
Program = Callable[[str], tuple[TestDatabase, Path]]
"""Takes a revision; returns an empty database of it, and the SQL that made it."""


@pytest.fixture(scope="session")
def copy_database(postgres: TestDatabase) -> Callable[[str | None], TestDatabase]:
    """Make a database like another one, to which nobody is connected; an empty one of None.

    Nothing is dropped, which takes longer than the tests: the session's server goes as a whole.
    """

    def copy(like: str | None) -> TestDatabase:
        name = f"copy_{uuid.uuid4().hex[:12]}"
        query = sql.SQL("create database {} template {}").format(
            sql.Identifier(name), sql.Identifier(like or "template1")
        )
        with maintenance(postgres) as connection:
            connection.execute(query)
        return TestDatabase(
            with_database(postgres.owner_url, name), with_database(postgres.application_url, name)
        )

    return copy


@pytest.fixture(scope="session")
def program_of_then(
    copy_database: Callable[[str | None], TestDatabase], tmp_path_factory: pytest.TempPathFactory
) -> Program:
    """Programs of earlier revisions, each made once a test process."""
    known: dict[str, tuple[TestDatabase, Path]] = {}

    def make(revision: str) -> tuple[TestDatabase, Path]:
        if revision not in known:
            database = copy_database(None)
            folder = tmp_path_factory.mktemp(revision)
            known[revision] = database, migrate_as_then(database.owner_url, folder, revision)
        return known[revision]

    return make


@pytest.fixture(scope="session")
def loaded(
    copy_database: Callable[[str | None], TestDatabase],
    program_of_then: Program,
) -> Installation:
    """An installation as it was left, loaded once a test process; nobody changes it."""
    known: dict[str, TestDatabase] = {}

    def load(dump: str) -> TestDatabase:
        if dump not in known:
            known[dump] = copy_database(database_name(program_of_then(DUMPS[dump])[0]))
            load_dump(known[dump].owner_url, FOLDER / f"{dump}.copy.xz")
        return known[dump]

    return load


@pytest.fixture(scope="session")
def installation(
    copy_database: Callable[[str | None], TestDatabase], loaded: Installation
) -> Installation:
    """The same in a database of one's own, to bring to a newer revision."""
    return lambda dump: copy_database(database_name(loaded(dump)))


def database_name(database: TestDatabase) -> str:
    """Return what a database is called."""
    return parse_url(database.owner_url)["dbname"]
