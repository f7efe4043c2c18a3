"""Numbered migrations, run by Alembic: `NNNN_name.up.sql` and `NNNN_name.down.sql`.

Alembic keeps `alembic_version`, orders the revisions and gives each its transaction; the revisions
themselves are made from the names of the files, so that a migration is SQL and nothing else.
Imported only when there is something to run, because Alembic takes long to import.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import psycopg
from alembic.runtime.migration import MigrationContext
from alembic.script import Script, ScriptDirectory
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from orgbilling.database.migration_files import MigrationFile
from orgbilling.database.sql_files import OwnerConnection, failure, run_script

Step = Callable[[str], None]


class _SqlScripts(ScriptDirectory):
    """Alembic's script directory over our files, instead of Python modules in a folder."""

    def __init__(self, files: tuple[MigrationFile, ...], root: Path, step: Step) -> None:
        super().__init__(str(root))
        self._files = files
        self._step = step

    def _load_revisions(self) -> Iterator[Script]:
        previous: str | None = None
        for file in self._files:
            module: Any = ModuleType(f"migration_{file.revision}")
            module.revision, module.down_revision = file.revision, previous
            module.upgrade = self._runner("Applying", file, file.up)
            module.downgrade = self._runner("Undoing", file, file.down)
            yield Script(module, file.revision, str(file.up))
            previous = file.revision

    def _runner(self, verb: str, file: MigrationFile, path: Path) -> Callable[[], None]:
        def run() -> None:
            from alembic import op

            self._step(f"{verb} {file.revision} {file.name}")
            raw = op.get_bind().connection.driver_connection
            assert isinstance(raw, psycopg.Connection)
            text = path.read_text(encoding="utf-8")
            try:
                run_script(raw, text)
            except psycopg.Error as error:
                raise failure(error, f"migrations/{path.name}", text) from error

        return run


def run_revisions(
    connect: Callable[[], OwnerConnection],
    files: tuple[MigrationFile, ...],
    root: Path,
    target: str,
    step: Step,
    *,
    up: bool,
) -> None:
    """Move the database to `target` (a revision, `head` or `base`), one transaction a file.

    Raises:
        MigrationFailed: a file failed; those before it stay applied, it left nothing.
    """
    scripts = _SqlScripts(files, root, step)
    plan = scripts._upgrade_revs if up else scripts._downgrade_revs  # noqa: SLF001
    engine = create_engine("postgresql+psycopg://", creator=connect, poolclass=NullPool)

    def steps(current: Any, _context: MigrationContext) -> list[Any]:
        revision = current[0] if current else None
        return plan(target, revision)  # type: ignore[arg-type]

    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"fn": steps, "script": scripts, "transaction_per_migration": True},
        )
        from alembic.operations import Operations

        with Operations.context(context), context.begin_transaction():
            context.run_migrations()
    engine.dispose()
