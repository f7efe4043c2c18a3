"""An empty migrated database that is thrown away: what is generated is read from it."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from orgbilling.database.embedded import EmbeddedServer
from orgbilling.database.migrations import migrate
from orgbilling.settings import load_settings


@contextmanager
def fresh_database() -> Iterator[str]:
    """Lend the owner's address of a database that has just been migrated."""
    with tempfile.TemporaryDirectory(prefix="orgbilling-generate-") as folder:
        # PostgreSQL's own user passes through it when we are root.
        Path(folder).chmod(0o711)
        server = EmbeddedServer(Path(folder) / "data", load_settings().postgres_version)
        with server.use() as (owner_url, _):
            migrate(owner_url)
            yield owner_url
