"""Running a file of SQL as it stands, and saying which line of which file failed."""

from pathlib import Path
from typing import Any

import psycopg

from orgbilling.database.errors import MigrationFailed

SQL_ROOT = Path(__file__).parent.parent / "sql"
OwnerConnection = psycopg.Connection[Any]


def run_script(connection: OwnerConnection, text: str) -> None:
    """Run every statement of `text` as it stands: `%` and `:` mean nothing special in it.

    Raises:
        psycopg.Error: as the server says it; `failure` makes a line of it.
    """
    connection.execute(text.encode())


def failure(error: psycopg.Error, name: str, text: str) -> MigrationFailed:
    """Make one line of an error: the file's name, the line in it, what the server said."""
    place = name
    position = error.diag.statement_position
    if position is not None and error.diag.internal_position is None:
        place += f":{text.count(chr(10), 0, int(position) - 1) + 1}"
    said = error.diag.message_primary or " ".join(str(error).split())
    detail = error.diag.message_detail
    extra = f" ({' '.join(detail.split())})" if detail else ""
    return MigrationFailed(f"{place}: {said}{extra}")
