"""The application's connections: a pool, statements, transactions, and errors with codes.

`Database` and the `Connection` that it lends have the same four verbs, so that a repository takes
an `Executor` and does not care whether it runs in a transaction.
"""

import asyncio
import select
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Protocol, TypeVar, cast

import psycopg
import psycopg_pool
from psycopg import AsyncConnection, AsyncCursor, IsolationLevel
from psycopg.pq import TransactionStatus
from psycopg.rows import DictRow, dict_row

from orgbilling.database.errors import translate
from orgbilling.database.statements import Statement

Row = TypeVar("Row")
Value = TypeVar("Value")
_CLOSE_TIMEOUT_S = 5.0
# The pool waits twice as long after each failure, up to this; then the next request tries at once.
# Its own 300 s would keep an outage going for as long again.
_RECONNECT_TIMEOUT_S = 3.0
# More than there are named queries, so that none of them is ever forgotten.
_PREPARED_MAX = 1000


class Executor(Protocol):
    """What can run a statement: the pool itself, or one connection of it.

    Every verb raises `DomainError`: `StoreUnavailable` and `StoreBusy` (503), our SQLSTATEs,
    `Invalid`, `Conflict`, or a 500 `internal_error`.
    """

    async def execute(self, statement: Statement[Any, Any]) -> int:
        """Run a statement; returns the number of rows it touched."""
        ...

    async def fetch_one(self, statement: Statement[Row, Any]) -> Row | None:
        """Return the first row, or None."""
        ...

    async def fetch_all(self, statement: Statement[Row, Any]) -> list[Row]:
        """Return every row, in order."""
        ...

    async def fetch_value(self, statement: Statement[Any, Value]) -> Value:
        """Return the first column of the first row; None without a row, where that can be."""
        ...


class Connection:
    """One connection, lent for a while. `raw` is psycopg's own, for COPY and pipelines."""

    def __init__(self, raw: AsyncConnection[DictRow]) -> None:
        self.raw = raw

    async def execute(self, statement: Statement[Any, Any]) -> int:
        """Run a statement; returns the number of rows it touched."""
        with _translated:
            return (await self._run(statement)).rowcount

    async def fetch_one(self, statement: Statement[Row, Any]) -> Row | None:
        """Return the first row, or None."""
        with _translated:
            return await (await self._run(statement)).fetchone()

    async def fetch_all(self, statement: Statement[Row, Any]) -> list[Row]:
        """Return every row, in order."""
        with _translated:
            return await (await self._run(statement)).fetchall()

    async def fetch_value(self, statement: Statement[Any, Value]) -> Value:
        """Return the first column of the first row; None without a row, where that can be."""
        row = await self.fetch_one(statement)
        # A statement that may have no row says so in the type of its value.
        return cast("Value", None if row is None else row[0])

    async def _run(self, statement: Statement[Row, Any]) -> AsyncCursor[Row]:
        cursor = self.raw.cursor(row_factory=statement.query.rows_under)
        return await cursor.execute(statement.query.text, statement.parameters or None)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[None]:
        """Run what is inside in one transaction, or in a savepoint of the one that is open.

        Raises:
            DomainError: the commit failed.
        """
        with _translated:
            async with self.raw.transaction():
                yield

    @asynccontextmanager
    async def taken_back(self) -> AsyncIterator[None]:
        """Run what is inside in a savepoint, and take it back at the end."""
        with _translated:
            async with self.raw.transaction(force_rollback=True):
                yield


class Database:
    """The pool of the application's role. Open it before use, close it after.

    `pool_size` connections at most; a request waits `timeout_s` for one, then gets
    `StoreUnavailable`.
    """

    def __init__(
        self,
        application_url: str,
        *,
        pool_size: int = 16,
        idle_size: int = 2,
        timeout_s: float = 5.0,
        name: str = "orgbilling",
    ) -> None:
        self.application_url = application_url
        self._pool = psycopg_pool.AsyncConnectionPool(
            application_url,
            connection_class=AsyncConnection[DictRow],
            kwargs={
                "autocommit": True,
                "row_factory": dict_row,
                "application_name": name,
                # There are few statements, all of them written down: each is planned once a
                # connection. The pool lends its connections in turn, so that a threshold of
                # five would be reached late, and on each of them anew.
                "prepare_threshold": 0,
            },
            min_size=min(idle_size, pool_size),
            max_size=pool_size,
            timeout=timeout_s,
            reconnect_timeout=_RECONNECT_TIMEOUT_S,
            configure=_configure,
            check=_check,
            open=False,
            name=name,
        )
        self._returning: set[asyncio.Task[None]] = set()

    async def open(self, *, wait_s: float = 10.0) -> None:
        """Connect.

        Raises:
            StoreUnavailable: no connection within `wait_s` seconds.
        """
        try:
            await self._pool.open(wait=True, timeout=wait_s)
        except (psycopg_pool.PoolTimeout, psycopg.Error) as error:
            await self._pool.close(timeout=_CLOSE_TIMEOUT_S)
            raise translate(error) from error

    async def close(self) -> None:
        """Give every connection back, wait for those still at work for a few seconds."""
        if self._returning:
            await asyncio.wait(self._returning, timeout=_CLOSE_TIMEOUT_S)
        await self._pool.close(timeout=_CLOSE_TIMEOUT_S)

    async def __aenter__(self) -> "Database":
        await self.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """Lend a connection in autocommit mode: each statement is its own transaction.

        Raises:
            DomainError: `StoreUnavailable` when none is free in time; whatever a statement raises.
        """
        with _translated:
            raw = await self._pool.getconn()
        try:
            with _translated:
                yield Connection(raw)
        finally:
            await self._give_back(raw)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """Lend a connection inside one READ COMMITTED transaction; commits at the end.

        An exception, a cancellation included, rolls back.

        Raises:
            DomainError: as `connection`, and when the commit fails.
        """
        async with self.connection() as connection, connection.transaction():
            yield connection

    async def execute(self, statement: Statement[Any, Any]) -> int:
        """Run a statement on its own; returns the number of rows it touched."""
        async with self.connection() as connection:
            return await connection.execute(statement)

    async def fetch_one(self, statement: Statement[Row, Any]) -> Row | None:
        """Return the first row, or None."""
        async with self.connection() as connection:
            return await connection.fetch_one(statement)

    async def fetch_all(self, statement: Statement[Row, Any]) -> list[Row]:
        """Return every row, in order."""
        async with self.connection() as connection:
            return await connection.fetch_all(statement)

    async def fetch_value(self, statement: Statement[Any, Value]) -> Value:
        """Return the first column of the first row; None without a row, where that can be."""
        async with self.connection() as connection:
            return await connection.fetch_value(statement)

    def statistics(self) -> dict[str, int]:
        """Return the pool's counters, by psycopg_pool's names (`pool_size`, `requests_waiting`)."""
        return self._pool.get_stats()

    async def _give_back(self, raw: AsyncConnection[DictRow]) -> None:
        # A cancelled request goes on being cancelled at every await, and a connection whose return
        # was cut short is lost to the pool for ever. So a task of its own returns it.
        task = asyncio.ensure_future(self._put(raw))
        self._returning.add(task)
        task.add_done_callback(self._returning.discard)
        await asyncio.shield(task)

    async def _put(self, raw: AsyncConnection[DictRow]) -> None:
        if raw.pgconn.transaction_status != TransactionStatus.IDLE:
            # Unclean after a cancellation: what it still does is unknown. The pool replaces it.
            await raw.close()
        await self._pool.putconn(raw)


async def _configure(connection: AsyncConnection[DictRow]) -> None:
    connection.prepared_max = _PREPARED_MAX
    # What the server's default is does not matter: our functions refuse any other level.
    await connection.set_isolation_level(IsolationLevel.READ_COMMITTED)


async def _check(connection: AsyncConnection[DictRow]) -> None:
    """Refuse a connection that the server has closed, as a rule without a round trip.

    An idle connection has nothing to read; if it has, it is a notice or the server's good-bye,
    and only then is it worth asking.
    """
    poll = select.poll()
    poll.register(connection.pgconn.socket, select.POLLIN)
    if poll.poll(0):
        await psycopg_pool.AsyncConnectionPool.check_connection(connection)


class _Translation:
    """Turns what the driver raises inside into errors with codes. One object serves all."""

    _CAUGHT = (psycopg.Error, UnicodeEncodeError)

    def __enter__(self) -> None:
        return

    def __exit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _trace: object
    ) -> None:
        # The errors of the pool (no connection in time, pool closed) are the driver's as well.
        if isinstance(error, self._CAUGHT):
            raise translate(error) from error


_translated = _Translation()
