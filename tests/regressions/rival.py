"""Somebody who is faster, and commits late."""

from typing import Any

import psycopg

from tests.credits.engine_rig import eventually


class Rival:
    """A transaction that another request will have to wait for."""

    def __init__(self, owner_url: str) -> None:
        self._connection = psycopg.connect(owner_url)
        self._watcher = psycopg.connect(owner_url, autocommit=True)

    def execute(self, statement: str, *parameters: Any) -> None:
        self._connection.execute(statement.encode(), parameters)

    async def commit_once_waited_for(self) -> None:
        """Commit as soon as somebody waits for what this transaction holds."""
        await eventually(self._is_waited_for)
        self._connection.commit()

    def close(self) -> None:
        self._connection.close()
        self._watcher.close()

    def _is_waited_for(self) -> bool:
        found = self._watcher.execute(
            "select 1 from pg_stat_activity where %s = any(pg_blocking_pids(pid))",
            [self._connection.info.backend_pid],
        )
        return found.fetchone() is not None
