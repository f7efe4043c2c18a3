"""One request is one transaction, and this is where it is opened."""

from collections.abc import AsyncIterator
from typing import Annotated, Any, Final, TypeVar

from fastapi import Depends, Request

from orgbilling.database import Connection, Database, Executor, Statement
from orgbilling.edge import queries
from orgbilling.edge.runtime import AppRuntime, runtime_of

_READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_TRANSACTION: Final = "orgbilling.transaction"
Row = TypeVar("Row")
Value = TypeVar("Value")


async def note_origin(connection: Connection, request: Request) -> None:
    """Let audit events of this transaction say where the request came from."""
    client = request.client
    agent = request.headers.get("user-agent")
    await connection.execute(
        queries.note_origin(
            address=client.host if client else "",
            user_agent="" if agent is None else agent.replace("\x00", "")[:500],
        )
    )


async def open_transaction(request: Request, runtime: AppRuntime) -> AsyncIterator[Connection]:
    """Lend a connection inside one READ COMMITTED transaction; an exception rolls back.

    Raises:
        DomainError: `StoreUnavailable` without a free connection; whatever the commit raises.
    """
    async with runtime.database.transaction() as transaction:
        if request.method not in _READING:
            await note_origin(transaction, request)
        request.scope[_TRANSACTION] = transaction
        try:
            yield transaction
        finally:
            del request.scope[_TRANSACTION]


def executor_of(request: Request) -> Executor:
    """Return the request's transaction where it is open, else the pool.

    Who asks through this never waits for a second connection while holding a first.
    """
    opened: Connection | None = request.scope.get(_TRANSACTION)
    return runtime_of(request).database if opened is None else opened


# "function": the commit comes before the response. With FastAPI's default scope the client would
# read "done" before the database does.
Tx = Annotated[Connection, Depends(open_transaction, scope="function")]
"""The request's transaction, committed before the answer leaves."""


class Reading:
    """The one statement of a request that only reads: a statement is a transaction by itself.

    Without BEGIN and COMMIT a read asks the database once instead of three times. A second
    statement would see another moment than the first, so that it is refused.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._is_used = False

    def _use(self) -> Database:
        if self._is_used:
            raise RuntimeError("A reading is one statement; what takes more needs a transaction.")
        self._is_used = True
        return self._database

    async def execute(self, statement: Statement[Any, Any]) -> int:
        """Run the statement; returns the number of rows it touched."""
        return await self._use().execute(statement)

    async def fetch_one(self, statement: Statement[Row, Any]) -> Row | None:
        """Return the first row, or None."""
        return await self._use().fetch_one(statement)

    async def fetch_all(self, statement: Statement[Row, Any]) -> list[Row]:
        """Return every row, in order."""
        return await self._use().fetch_all(statement)

    async def fetch_value(self, statement: Statement[Any, Value]) -> Value:
        """Return the first column of the first row; None without a row, where that can be."""
        return await self._use().fetch_value(statement)


async def open_reading(runtime: AppRuntime) -> Reading:
    """Return the reading of a request; it takes a connection for its statement alone."""
    return Reading(runtime.database)


OneReading = Annotated[Reading, Depends(open_reading)]
"""What a route reads with that reads in one statement."""
