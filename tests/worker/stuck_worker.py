"""A worker that begins to handle a fact and never ends: `python -m tests.worker.stuck_worker
URL FILE`. It says in FILE that it began; then somebody kills it."""

import asyncio
import sys
from pathlib import Path

from orgbilling.jobs import Fact, FactHandler, JobContext
from orgbilling.jobs.stalled import Liveness
from orgbilling.settings import Settings
from orgbilling.worker import run_worker


async def main(application_url: str, began: Path) -> None:
    async def handle(_context: JobContext, fact: Fact) -> None:
        began.write_text(fact.topic)  # noqa: ASYNC240 - nothing else runs here
        await asyncio.sleep(3600)

    await run_worker(
        Settings(),
        application_url,
        stop=asyncio.Event(),
        handlers=[FactHandler("tell", frozenset({"test.happened"}), handle)],
        liveness=Liveness(heartbeat_every_s=0.2),
    )


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2])))
