"""Functions, views, types and grants: files that are applied again when one of them changes.

All are dropped and made anew in one transaction, so that a changed signature or a deleted file
leaves nothing behind. What each file made is read from the catalogue and kept in
`schema_objects`; tables and their rows are never touched.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import errors as states

from orgbilling.database.errors import MigrationFailed
from orgbilling.database.queries import load_queries
from orgbilling.database.sql_files import OwnerConnection, failure, run_script

queries = load_queries(__file__)

# The row of a file that makes nothing (grants), kept for its hash.
_NOTHING: tuple[str | None, str | None] = (None, None)

# What a file may be missing because another file has not been run yet.
_LATER = (
    states.UndefinedFunction,
    states.UndefinedTable,
    states.UndefinedObject,
    states.UndefinedColumn,
    states.UndefinedParameter,
    # A row type with fewer columns, of a table that a downgrade took them from.
    states.CannotCoerce,
)


@dataclass(frozen=True)
class ObjectFile:
    """A re-creatable file: its path under the SQL root, its text, and the text's hash."""

    path: str
    text: str
    sha256: str


def find_objects(root: Path) -> tuple[ObjectFile, ...]:
    """Return the files under `root`, in the order in which they are run."""
    paths = [
        *sorted((root / "types").rglob("*.sql")),
        *sorted((root / "functions").rglob("*.sql")),
        *sorted((root / "views").rglob("*.sql")),
        *sorted(root.glob("grants.sql")),
    ]
    files = []
    for path in paths:
        text = path.read_text(encoding="utf-8")
        digest = hashlib.sha256(text.encode()).hexdigest()
        files.append(ObjectFile(path.relative_to(root).as_posix(), text, digest))
    return tuple(files)


def changed_objects(connection: OwnerConnection, files: tuple[ObjectFile, ...]) -> list[str]:
    """Return the paths that were added, changed or deleted since they were last applied."""
    if connection.execute(queries.find_object_list).fetchone() == (None,):
        return [file.path for file in files]
    rows = connection.execute(queries.find_applied_files).fetchall()
    applied = dict(rows)
    wanted = {file.path: file.sha256 for file in files}
    names = {*applied, *wanted}
    return sorted(name for name in names if applied.get(name) != wanted.get(name))


def refresh_objects(
    connection: OwnerConnection,
    files: tuple[ObjectFile, ...],
    *,
    partly: bool = False,
) -> None:
    """Drop what the files made last time and run them again, all in one transaction.

    `partly` leaves out the files that need what does not exist: after a downgrade, those of the
    tables that are gone. The older program applies its own files when it starts.

    Raises:
        MigrationFailed: a file failed, or a table depends on an object; nothing changed.
    """
    with connection.transaction():
        connection.execute("set local lock_timeout = '30s'")
        connection.execute(queries.create_object_list)
        _drop_all(connection)
        position = 0
        for file, made in _run_all(connection, files, partly=partly):
            for kind, identity in made or [_NOTHING]:
                position += 1
                connection.execute(
                    queries.remember_object,
                    [position, file.path, file.sha256, kind, identity],
                )


def _drop_all(connection: OwnerConnection) -> None:
    rows = connection.execute(queries.forget_objects).fetchall()
    for _position, path, kind, identity in sorted(rows, reverse=True, key=lambda row: row[0]):
        if kind is None:
            continue
        try:
            connection.execute(f"drop {kind} if exists {identity}".encode())
        except psycopg.Error as error:
            detail = " ".join((error.diag.message_detail or "").split())
            raise MigrationFailed(
                f"{path}: {error.diag.message_primary} ({detail}); what a table depends on "
                "belongs into a migration"
            ) from error


def _run_all(
    connection: OwnerConnection, files: tuple[ObjectFile, ...], *, partly: bool
) -> list[tuple[ObjectFile, list[tuple[str | None, str | None]]]]:
    """Run every file once, those that need another file after it."""
    known = [row[0] for row in connection.execute(queries.find_new_objects, [[]]).fetchall()]
    done: list[tuple[ObjectFile, list[tuple[str | None, str | None]]]] = []
    waiting = list(files)
    while waiting:
        postponed: list[ObjectFile] = []
        reason: MigrationFailed | None = None
        for file in waiting:
            try:
                with connection.transaction():
                    run_script(connection, file.text)
            except _LATER as error:
                reason = reason or failure(error, file.path, file.text)
                postponed.append(file)
                continue
            except psycopg.Error as error:
                raise failure(error, file.path, file.text) from error
            made = connection.execute(queries.find_new_objects, [known]).fetchall()
            known += [row[0] for row in made]
            done.append((file, [(row[1], row[2]) for row in made]))
        if reason is not None and len(postponed) == len(waiting):
            if partly:
                break
            raise reason
        waiting = postponed
    return done
