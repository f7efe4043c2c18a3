"""One request is one transaction, and this is where it is opened."""

from collections.abc import AsyncIterator
from typing import Annotated, Final

from fastapi import Depends, Request

from orgbilling.database import Connection, load_queries
from orgbilling.edge.runtime import AppRuntime

queries = load_queries(__file__)
_READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})


async def note_origin(connection: Connection, request: Request) -> None:
    """Let audit events of this transaction say where the request came from."""
    client = request.client
    agent = request.headers.get("user-agent")
    await connection.execute(
        queries.note_origin,
        {
            "address": client.host if client else "",
            # What cannot be stored must not make the request fail.
            "user_agent": "" if agent is None else agent.replace("\x00", "")[:500],
        },
    )


async def open_transaction(request: Request, runtime: AppRuntime) -> AsyncIterator[Connection]:
    """Lend a connection inside one READ COMMITTED transaction; an exception rolls back.

    Raises:
        DomainError: `StoreUnavailable` without a free connection; whatever the commit raises.
    """
    async with runtime.database.transaction() as transaction:
        if request.method not in _READING:
            await note_origin(transaction, request)
        yield transaction


# "function": the commit comes before the response. With FastAPI's default scope the client would
# read "done" before the database does.
Tx = Annotated[Connection, Depends(open_transaction, scope="function")]
"""The request's transaction, committed before the answer leaves."""
