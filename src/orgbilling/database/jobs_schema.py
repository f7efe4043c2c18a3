"""The job queue's own schema, `jobs`: made from procrastinate's files, and kept up with them."""

from importlib.util import find_spec
from pathlib import Path

import psycopg

from orgbilling.database.errors import MigrationFailed
from orgbilling.database.queries import load_queries
from orgbilling.database.sql_files import OwnerConnection, failure, run_script

queries = load_queries(__file__)


def pending_job_migrations(connection: OwnerConnection) -> list[str]:
    """Return the names of procrastinate's migrations that the schema does not have yet."""
    names = [path.name for path in _migrations()]
    if connection.execute(queries.find_job_migration_list).fetchone() == (None,):
        return names
    rows = connection.execute(queries.find_job_migrations).fetchall()
    return [name for name in names if name not in {row[0] for row in rows}]


def refresh_jobs_schema(connection: OwnerConnection) -> None:
    """Make the schema, or apply what a newer procrastinate added, in one transaction.

    Raises:
        MigrationFailed: a file of procrastinate's failed; nothing changed.
    """
    pending = pending_job_migrations(connection)
    if not pending:
        return
    exists = connection.execute(queries.find_jobs_schema).fetchone() != (None,)
    with connection.transaction():
        connection.execute("set local client_min_messages = warning")
        if not exists:
            connection.execute(queries.create_jobs_schema)
        connection.execute("set local search_path = jobs")
        files = [p for p in _migrations() if p.name in pending] if exists else [_whole_schema()]
        for path in files:
            text = path.read_text(encoding="utf-8")
            try:
                run_script(connection, text)
            except psycopg.Error as error:
                raise failure(error, f"procrastinate/{path.name}", text) from error
        for name in pending:
            connection.execute(queries.remember_job_migration, [name])
        connection.execute(queries.grant_jobs_schema)


def drop_jobs_schema(connection: OwnerConnection) -> None:
    """Remove the schema with every job in it."""
    connection.execute("set client_min_messages = warning")
    connection.execute("drop schema if exists jobs cascade")


def _folder() -> Path:
    package = find_spec("procrastinate")
    if package is None or package.origin is None:
        raise MigrationFailed("procrastinate is not installed")
    return Path(package.origin).parent / "sql"


def _whole_schema() -> Path:
    return _folder() / "schema.sql"


def _migrations() -> list[Path]:
    return sorted((_folder() / "migrations").glob("*.sql"))
