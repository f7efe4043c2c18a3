"""A connection of its own for one kind of statement, sent again and again, one at a time.

Statements go to libpq without psycopg's cursors, which cost a small statement more than its round
trip does: a parameter is PostgreSQL's text of it, and the socket stays registered with the event
loop between statements.
"""

import asyncio
import os
from collections.abc import Sequence
from typing import Any, Final, LiteralString, TypeVar

import psycopg
from psycopg import AsyncConnection, IsolationLevel
from psycopg.adapt import Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus, TransactionStatus
from psycopg.pq.abc import PGresult

from orgbilling.database.errors import translate
from orgbilling.database.statements import Query

Row = TypeVar("Row")

# Generic plans: the statements behind a lane are planned once a connection, not once a call.
# No compilation: a plan of microseconds never earns it back. Waiting is bounded, so that a lane
# is never lost to a lock that somebody forgot.
_SESSION: Final = (
    "select set_config('plan_cache_mode', 'force_generic_plan', false),"
    " set_config('jit', 'off', false), set_config('lock_timeout', '5s', false),"
    " set_config('statement_timeout', '15s', false)"
)
_CONNECT_TIMEOUT_S: Final = 5
# Past the statement's own limit it is not the statement: the server is frozen, or out of reach.
_ANSWER_WITHIN_S: Final = 20.0


class Lane:
    """One autocommit connection, opened when first used and again after it broke."""

    def __init__(self, application_url: str, *, name: str) -> None:
        self._url = application_url
        self.name = name
        self._wire: _Wire | None = None

    async def fetch_rows(
        self, query: Query[Row, Any], parameters: Sequence[str | None]
    ) -> list[Row]:
        """Run a query in a transaction of its own; returns its rows after the commit.

        A parameter (`%s` with its type: `%s::uuid`) is given as PostgreSQL's text of it
        (`literals`); None is null.

        Raises:
            DomainError: as `Executor`, and where the server is silent for 20 s; after any failure
                that leaves the connection unclean, or a cancellation, the next call opens a new
                one.
        """
        try:
            encoded = [_encoded(parameter) for parameter in parameters]
            wire = await self._open()
            return await wire.fetch_rows(query, encoded)
        except (psycopg.Error, UnicodeEncodeError) as error:
            raise translate(error) from error
        finally:
            if self._wire is not None and not self._wire.is_clean:
                await self.close()

    async def close(self) -> None:
        """Disconnect."""
        wire, self._wire = self._wire, None
        if wire is not None:
            await wire.close()

    async def _open(self) -> "_Wire":
        if self._wire is not None and not self._wire.is_clean:
            await self.close()
        if self._wire is None:
            connection = await AsyncConnection.connect(
                self._url,
                autocommit=True,
                application_name=self.name,
                client_encoding="UTF8",
                connect_timeout=_CONNECT_TIMEOUT_S,
            )
            await connection.set_isolation_level(IsolationLevel.READ_COMMITTED)
            await connection.execute(_SESSION)
            self._wire = _Wire(connection)
        return self._wire


def _encoded(parameter: str | None) -> bytes | None:
    if parameter is None:
        return None
    if "\x00" in parameter:
        # libpq would cut the text here, and say nothing.
        raise psycopg.DataError("PostgreSQL text holds no character 0")
    return parameter.encode()


class _Wire:
    """The statements of one connection."""

    def __init__(self, connection: AsyncConnection[Any]) -> None:
        self._connection = connection
        self._pgconn = connection.pgconn
        # Our own number of the socket: libpq closes its own when the connection is lost, and the
        # next connection of this process, a client's perhaps, would be known by it.
        self._socket = os.dup(self._pgconn.socket)
        self._is_reading = True
        self._loop = asyncio.get_running_loop()
        self._transformer = Transformer(connection)
        self._prepared: dict[str, bytes] = {}
        self._results: list[PGresult] = []
        self._answer: asyncio.Future[None] | None = None
        self._is_writing = False
        self._silent_from = 0.0
        self._watch: asyncio.TimerHandle | None = None
        self._loop.add_reader(self._socket, self._read)

    @property
    def is_clean(self) -> bool:
        """Whether the next statement may be sent; False after a loss or in the middle of one."""
        return self._pgconn.transaction_status == TransactionStatus.IDLE

    async def fetch_rows(
        self, query: Query[Row, Any], parameters: Sequence[bytes | None]
    ) -> list[Row]:
        name = self._prepared.get(query.text)
        if name is None:
            name = await self._prepare(query.text)
        self._pgconn.send_query_prepared(name, parameters)
        result = await self._receive(ExecStatus.TUPLES_OK)
        self._transformer.set_pgresult(result)
        return self._transformer.load_rows(0, result.ntuples, query.rows_of(result))

    async def close(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
        self._stop_reading()
        self._stop_writing()
        os.close(self._socket)
        await self._connection.close()

    async def _prepare(self, statement: LiteralString) -> bytes:
        name = f"lane_{len(self._prepared)}".encode()
        first, *rest = statement.split("%s")
        numbered = first + "".join(f"${n}{text}" for n, text in enumerate(rest, start=1))
        self._pgconn.send_prepare(name, numbered.encode())
        await self._receive(ExecStatus.COMMAND_OK)
        self._prepared[statement] = name
        return name

    async def _receive(self, expected: ExecStatus) -> PGresult:
        self._results = []
        self._answer = self._loop.create_future()
        self._silent_from = self._loop.time() + _ANSWER_WITHIN_S
        if self._watch is None:
            self._look_later()
        try:
            self._flush()
            await self._answer
        finally:
            self._answer = None
        for result in self._results:
            if result.status != expected:
                raise error_from_result(result)
        return self._results[-1]

    def _look_later(self) -> None:
        # One timer serves many statements: to set and cancel one for each costs a small statement
        # more than its encoding does.
        self._watch = self._loop.call_at(self._silent_from, self._look)

    def _look(self) -> None:
        """Give a statement up whose answer does not come."""
        self._watch = None
        if self._answer is None:
            return
        if self._loop.time() < self._silent_from:
            self._look_later()
        else:
            self._finish(psycopg.OperationalError("the server is silent"))

    def _flush(self) -> None:
        """Send; what the socket does not take now is sent when it does."""
        try:
            if not self._pgconn.flush():
                self._stop_writing()
            elif not self._is_writing:
                self._is_writing = True
                self._loop.add_writer(self._socket, self._flush)
        except psycopg.Error as error:
            self._stop_writing()
            self._finish(error)

    def _stop_reading(self) -> None:
        if self._is_reading:
            self._is_reading = False
            self._loop.remove_reader(self._socket)

    def _stop_writing(self) -> None:
        if self._is_writing:
            self._is_writing = False
            self._loop.remove_writer(self._socket)

    def _read(self) -> None:
        try:
            self._pgconn.consume_input()
            while not self._pgconn.is_busy():
                result = self._pgconn.get_result()
                if result is None:
                    self._finish()
                    return
                self._results.append(result)
        except psycopg.Error as error:
            # Lost, perhaps while nobody waits; the socket would be ready for ever.
            self._stop_reading()
            self._finish(error)

    def _finish(self, error: psycopg.Error | None = None) -> None:
        if self._answer is None or self._answer.done():
            return
        if error is None:
            self._answer.set_result(None)
        else:
            self._answer.set_exception(error)
