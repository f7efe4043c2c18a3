"""A connection of its own for one kind of statement, sent again and again, one at a time."""

from collections.abc import Sequence
from typing import Any, Final, LiteralString

import psycopg
from psycopg import AsyncConnection, IsolationLevel
from psycopg.pq import TransactionStatus
from psycopg.rows import tuple_row

from orgbilling.database.errors import translate

# Generic plans: the statements behind a lane are planned once a connection, not once a call.
# No compilation: a plan of microseconds never earns it back. Waiting is bounded, so that a lane
# is never lost to a lock that somebody forgot.
_SESSION: Final = (
    "select set_config('plan_cache_mode', 'force_generic_plan', false),"
    " set_config('jit', 'off', false), set_config('lock_timeout', '5s', false),"
    " set_config('statement_timeout', '15s', false)"
)
_CONNECT_TIMEOUT_S: Final = 5


class Lane:
    """One autocommit connection, opened when first used and again after it broke."""

    def __init__(self, application_url: str, *, name: str) -> None:
        self._url = application_url
        self._name = name
        self._connection: AsyncConnection[tuple[Any, ...]] | None = None

    async def fetch_rows(
        self, statement: LiteralString, parameters: Sequence[Any]
    ) -> list[tuple[Any, ...]]:
        """Run a statement in a transaction of its own; returns its rows after the commit.

        Raises:
            DomainError: as `Executor`; after any failure that leaves the connection unclean, or a
                cancellation, the next call opens a new one.
        """
        try:
            connection = await self._open()
            cursor = await connection.execute(statement, parameters, prepare=True)
            return await cursor.fetchall()
        except (psycopg.Error, UnicodeEncodeError) as error:
            raise translate(error) from error
        finally:
            await self._drop_unclean()

    async def close(self) -> None:
        """Disconnect."""
        if self._connection is not None:
            await self._connection.close()
            self._connection = None

    async def _open(self) -> AsyncConnection[tuple[Any, ...]]:
        if self._connection is None or self._connection.closed:
            connection = await AsyncConnection.connect(
                self._url,
                autocommit=True,
                row_factory=tuple_row,
                application_name=self._name,
                connect_timeout=_CONNECT_TIMEOUT_S,
            )
            await connection.set_isolation_level(IsolationLevel.READ_COMMITTED)
            await connection.execute(_SESSION)
            self._connection = connection
        return self._connection

    async def _drop_unclean(self) -> None:
        connection = self._connection
        if connection is None:
            return
        if connection.closed or connection.pgconn.transaction_status != TransactionStatus.IDLE:
            self._connection = None
            await connection.close()
