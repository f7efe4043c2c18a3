"""Which migrations this program has: read from the names of its files."""

import re
from dataclasses import dataclass
from pathlib import Path

from orgbilling.database.errors import MigrationFailed

_UP = re.compile(r"(\d{4})_([a-z0-9_]+)\.up\.sql")


@dataclass(frozen=True)
class MigrationFile:
    """One numbered change of the schema, and how it is undone."""

    revision: str
    name: str
    up: Path
    down: Path


def find_migrations(root: Path) -> tuple[MigrationFile, ...]:
    """Return the migrations under `root`/migrations, in order.

    Raises:
        MigrationFailed: a number is used twice or left out, or an up has no down.
    """
    found: list[MigrationFile] = []
    for up in sorted((root / "migrations").glob("*.up.sql")):
        match = _UP.fullmatch(up.name)
        if match is None:
            raise MigrationFailed(f"migrations/{up.name}: the name is not NNNN_name.up.sql")
        down = up.with_name(up.name.replace(".up.sql", ".down.sql"))
        if not down.exists():
            raise MigrationFailed(f"migrations/{up.name}: there is no {down.name}")
        found.append(MigrationFile(match[1], match[2], up, down))
    for number, file in enumerate(found, start=1):
        if int(file.revision) != number:
            raise MigrationFailed(
                f"migrations/{file.up.name}: number {number:04d} is missing or used twice"
            )
    return tuple(found)
