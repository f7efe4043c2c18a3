"""Bringing a database to this program's schema, and back.

Order of `migrate`: the application's role, the numbered migrations (a transaction each), the
re-creatable objects (one transaction), the job queue's schema. A lock in the database makes
servers that start together do it once; a second run finds nothing to do and is quick.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import psycopg
from psycopg import errors as states

from orgbilling.database.conninfo import describe
from orgbilling.database.embedded import APPLICATION, first_line
from orgbilling.database.errors import DatabaseUnavailable, MigrationFailed
from orgbilling.database.jobs_schema import (
    drop_jobs_schema,
    pending_job_migrations,
    refresh_jobs_schema,
)
from orgbilling.database.migration_files import MigrationFile, find_migrations
from orgbilling.database.objects import changed_objects, find_objects, refresh_objects
from orgbilling.database.queries import load_queries
from orgbilling.database.sql_files import SQL_ROOT, OwnerConnection

queries = load_queries(__file__)

# Any number that no other program uses in the same database.
_LOCK = 0x6F62_6D69_6772
_CONNECT_TIMEOUT_S = 10
Progress = Callable[[str], None]


@dataclass(frozen=True)
class SchemaStatus:
    """Where a database stands. `current` is None before the first migration."""

    current: str | None
    head: str | None
    pending: tuple[str, ...]
    changed_objects: tuple[str, ...]
    pending_jobs: int

    @property
    def is_current(self) -> bool:
        """Whether `migrate` would do nothing."""
        return not (self.pending or self.changed_objects or self.pending_jobs)


def migrate(
    owner_url: str,
    progress: Progress | None = None,
    *,
    credits_per_usd: Decimal | None = None,
    oidc_issuer: str | None = None,
    sql_root: Path = SQL_ROOT,
) -> SchemaStatus:
    """Apply what is missing; returns what was missing before.

    `credits_per_usd` and `oidc_issuer` are each fixed by the first call that gives one; later ones
    must agree.

    Raises:
        DatabaseUnavailable: the server does not answer.
        MigrationFailed: a file failed, the schema is newer than this program, the login may not
            make the application's role, or what was fixed is not what is given.
    """
    step = progress or _silent
    files = find_migrations(sql_root)
    with _locked(owner_url, step) as connection:
        before = _status(connection, files, sql_root)
        _ensure_role(connection)
        if before.pending:
            _run_revisions(owner_url, files, sql_root, "head", step, up=True)
        # A migration may have dropped objects that stood in its way.
        if before.pending or before.changed_objects:
            step("Applying functions and views")
            refresh_objects(connection, find_objects(sql_root))
        if before.pending_jobs:
            step("Preparing the job queue")
            refresh_jobs_schema(connection)
        if credits_per_usd is not None:
            _fix_credits_per_usd(connection, credits_per_usd)
        if oidc_issuer is not None:
            _fix_issuer(connection, oidc_issuer)
    return before


def downgrade(
    owner_url: str,
    progress: Progress | None = None,
    *,
    revision: str | None = None,
    steps: int | None = None,
    sql_root: Path = SQL_ROOT,
) -> SchemaStatus:
    """Undo migrations down to `revision` (`base` for all), or the last `steps` of them.

    What the undone migrations made is lost, rows included.

    Raises:
        DatabaseUnavailable: the server does not answer.
        MigrationFailed: a file failed, or there is no such revision below the present one.
    """
    step = progress or _silent
    files = find_migrations(sql_root)
    with _locked(owner_url, step) as connection:
        before = _status(connection, files, sql_root)
        applied = [file.revision for file in files if file.revision <= (before.current or "")]
        target = _target(applied, revision, steps)
        if before.current is not None:
            refresh_objects(connection, ())
            _run_revisions(owner_url, files, sql_root, target or "base", step, up=False)
        if target is None:
            connection.execute(queries.drop_object_list)
            drop_jobs_schema(connection)
        else:
            step("Applying functions and views")
            refresh_objects(connection, find_objects(sql_root), partly=True)
        return _status(connection, files, sql_root)


def status(owner_url: str, *, sql_root: Path = SQL_ROOT) -> SchemaStatus:
    """Say where the database stands, changing nothing.

    Raises:
        DatabaseUnavailable: the server does not answer.
        MigrationFailed: the schema is newer than this program.
    """
    files = find_migrations(sql_root)
    with _connected(owner_url) as connection:
        return _status(connection, files, sql_root)


def _status(
    connection: OwnerConnection, files: tuple[MigrationFile, ...], root: Path
) -> SchemaStatus:
    current = _current(connection)
    known = [file.revision for file in files]
    head = known[-1] if known else None
    if current is not None and current not in known:
        raise MigrationFailed(
            f"The database is at migration {current}, and this program knows only "
            f"{head or 'none'}: install the version of OrgBilling that made it, or a newer one."
        )
    pending = tuple(
        f"{file.revision} {file.name}" for file in files if file.revision > (current or "")
    )
    changed = changed_objects(connection, find_objects(root))
    return SchemaStatus(
        current, head, pending, tuple(changed), len(pending_job_migrations(connection))
    )


def _current(connection: OwnerConnection) -> str | None:
    if connection.execute(queries.find_revision_table).fetchone() == (None,):
        return None
    row = connection.execute(queries.find_revision).fetchone()
    return None if row is None else str(row[0])


def _target(applied: list[str], revision: str | None, steps: int | None) -> str | None:
    """Return the revision to go down to; None stands for the base."""
    if steps is not None:
        if not 1 <= steps <= len(applied):
            raise MigrationFailed(
                f"{steps} migrations cannot be undone: {len(applied)} are applied"
            )
        revision = "base" if steps == len(applied) else applied[-steps - 1]
    if revision == "base":
        return None
    if revision not in applied:
        choices = ", ".join(["base", *applied])
        raise MigrationFailed(
            f"There is no migration {revision} to go back to; there are {choices}"
        )
    return revision


def _run_revisions(
    owner_url: str,
    files: tuple[MigrationFile, ...],
    root: Path,
    target: str,
    step: Progress,
    *,
    up: bool,
) -> None:
    # Alembic and SQLAlchemy take half a second to import, and most starts need neither.
    from orgbilling.database.revisions import run_revisions

    def connect() -> OwnerConnection:
        return psycopg.connect(owner_url, connect_timeout=_CONNECT_TIMEOUT_S)

    run_revisions(connect, files, root, target, step, up=up)


def _fix_credits_per_usd(connection: OwnerConnection, wanted: Decimal) -> None:
    """Write how many credits a dollar buys, once: every balance depends on it."""
    connection.execute(queries.fix_credits_per_usd, [wanted])
    row = connection.execute(queries.find_credits_per_usd).fetchone()
    if row is not None and row[0] != wanted:
        raise MigrationFailed(
            f"ORGBILLING_CREDITS_PER_USD={wanted} is refused: this database has counted "
            f"{row[0].normalize():f} credits per USD since its first start."
        )


def _fix_issuer(connection: OwnerConnection, wanted: str) -> None:
    """Write whose people these are, once: another provider's ids would be taken for theirs."""
    fixed = connection.execute(queries.fix_issuer, [wanted]).fetchone()
    if fixed != (wanted,):
        raise MigrationFailed(
            f"ORGBILLING_OIDC_ISSUER={wanted} is refused: the people of this database are those of "
            f"{fixed[0] if fixed else 'nobody'}."
        )


def _ensure_role(connection: OwnerConnection) -> None:
    """Make the application's role, and let the owner take it on (`set role`)."""
    login = connection.info.user
    known = connection.execute(queries.find_role, [APPLICATION])
    try:
        if known.fetchone() is None:
            _create_role(connection)
        may = connection.execute(queries.may_take_role, [APPLICATION])
        if may.fetchone() != (True,):
            connection.execute(f"grant {APPLICATION} to current_user".encode())
    except states.InsufficientPrivilege:
        raise MigrationFailed(
            f"The login {login} may not make the role {APPLICATION}; as an administrator run: "
            f'create role {APPLICATION} nologin; grant {APPLICATION} to "{login}";'
        ) from None


def _create_role(connection: OwnerConnection) -> None:
    try:
        connection.execute(f"create role {APPLICATION} nologin".encode())
    except (states.DuplicateObject, states.UniqueViolation):
        # Roles belong to the whole server: another database of it was migrated meanwhile.
        return


@contextmanager
def _connected(owner_url: str) -> Iterator[OwnerConnection]:
    try:
        connection: OwnerConnection = psycopg.connect(
            owner_url, autocommit=True, connect_timeout=_CONNECT_TIMEOUT_S
        )
    except psycopg.Error as error:
        raise DatabaseUnavailable(f"{describe(owner_url)}: {first_line(error)}.") from None
    with connection:
        try:
            yield connection
        except psycopg.Error as error:
            raise MigrationFailed(f"The database refused: {first_line(error)}.") from error


@contextmanager
def _locked(owner_url: str, step: Progress) -> Iterator[OwnerConnection]:
    with _connected(owner_url) as connection:
        got = connection.execute(queries.try_lock, [_LOCK]).fetchone()
        if got != (True,):
            step("Waiting for another process that migrates")
            connection.execute(queries.wait_for_lock, [_LOCK])
        # The lock ends with the connection, whatever happens to this process.
        yield connection


def _silent(_step: str) -> None:
    return
