"""One request is one transaction, and this is where it is opened."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends

from orgbilling.database import Connection
from orgbilling.edge.runtime import AppRuntime


async def open_transaction(runtime: AppRuntime) -> AsyncIterator[Connection]:
    """Lend a connection inside one READ COMMITTED transaction; an exception rolls back.

    Raises:
        DomainError: `StoreUnavailable` without a free connection; whatever the commit raises.
    """
    async with runtime.database.transaction() as transaction:
        yield transaction


# "function": the commit comes before the response. With FastAPI's default scope the client would
# read "done" before the database does.
Tx = Annotated[Connection, Depends(open_transaction, scope="function")]
"""The request's transaction, committed before the answer leaves."""
