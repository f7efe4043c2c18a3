"""Jobs whose worker died: nobody else requeues them."""

from dataclasses import dataclass
from datetime import UTC, datetime

import structlog
from procrastinate import App
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Status

_logger = structlog.get_logger(__name__)
_FAILED_JOBS_KEPT_HOURS = 30 * 24


@dataclass(frozen=True)
class Liveness:
    """How often a worker says that it lives, and after how long a silence it is taken for dead."""

    heartbeat_every_s: float = 10.0
    stalled_after_s: float = 40.0


async def take_up_stalled_jobs(queue: App, stalled_after_s: float) -> int:
    """Let the jobs of dead workers run again; returns how many there were.

    A tick is given up instead: its next one comes anyway, and putting it back beside a waiting
    sibling would break its queueing lock.
    """
    manager = queue.job_manager
    jobs = list(await manager.get_stalled_jobs(seconds_since_heartbeat=stalled_after_s))
    for job in jobs:
        try:
            if job.queueing_lock is None:
                await manager.retry_job(job, retry_at=datetime.now(UTC))
            else:
                await manager.finish_job(job, status=Status.FAILED, delete_job=True)
        except ConnectorException as error:
            # It has ended meanwhile, or another sweep was first.
            _logger.info("stalled_job_left", job=job.call_string, cause=repr(error))
            continue
        _logger.warning("stalled_job_taken_up", job=job.call_string, attempts=job.attempts)
    await manager.prune_stalled_workers(stalled_after_s)
    await manager.delete_old_jobs(
        nb_hours=_FAILED_JOBS_KEPT_HOURS,
        include_failed=True,
        include_cancelled=True,
        include_aborted=True,
    )
    return len(jobs)
