"""What the tests of the worker share: its context, and facts."""

import json
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from orgbilling.database import Database, jobs_url
from orgbilling.jobs import JobContext
from orgbilling.kernel.clock import FixedClock
from orgbilling.settings import Settings
from tests.conftest import OwnerConnection, TestDatabase


@asynccontextmanager
async def job_context(
    database: TestDatabase, clock: FixedClock, settings: Settings | None = None
) -> AsyncIterator[JobContext]:
    async with Database(jobs_url(database.application_url), pool_size=3) as connections:
        yield JobContext(connections, clock, settings or Settings())


def emit(sql: OwnerConnection, topic: str = "test.happened", **payload: object) -> uuid.UUID:
    org_id = uuid.uuid4()
    sql.execute("select emit_fact(%s, %s, %s)", [org_id, topic, json.dumps(payload)])
    return org_id


def waiting_facts(sql: OwnerConnection) -> int:
    row = sql.execute("select count(*) from outbox where processed_at is null").fetchone()
    assert row is not None
    return int(row["count"])
