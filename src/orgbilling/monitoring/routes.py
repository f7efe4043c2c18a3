"""Health, readiness and status: public, and without anything of a customer."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from orgbilling import __version__
from orgbilling.calendar.standing import StopReason, find_stop
from orgbilling.edge.problems import problem_responses
from orgbilling.edge.routes import billing_router
from orgbilling.edge.runtime import AppRuntime
from orgbilling.kernel.errors import Unavailable
from orgbilling.monitoring import queries

router = billing_router(prefix="", tag="system")


class HealthResponse(BaseModel):
    """The process answers."""

    status: Literal["ok"] = "ok"


class ReadinessResponse(HealthResponse):
    """Requests can be served. While the calendar is stopped, spending goes on and nothing falls
    due, until somebody looks at the clock."""

    calendar: Literal["running", "stopped"]
    calendar_since: datetime | None = Field(None, description="Only when stopped: since when.")
    calendar_reason: StopReason | None = Field(None, description="Only when stopped: why.")


class StatusResponse(BaseModel):
    """What a status page shows."""

    status: Literal["operational", "billing_disabled", "degraded"] = Field(
        description="degraded: the database does not answer."
    )
    version: str = Field(examples=["0.1.0"])


@router.get("/healthz")
async def get_health() -> HealthResponse:
    """Whether the process answers; looks at nothing else."""
    return HealthResponse()


@router.get("/readyz", responses=problem_responses(503), response_model_exclude_none=True)
async def get_readiness(runtime: AppRuntime) -> ReadinessResponse:
    """Whether requests can be served: the database answers and its schema is in place.

    It is so with a calendar that stands, too: then the body says since when and why.

    The server's processes start only after migrations and demonstration data, so that whoever
    answers here has both.
    """
    if await runtime.database.fetch_value(queries.is_migrated()) is None:
        raise Unavailable("The database is not migrated.", code="not_ready")
    stop = await find_stop(runtime.database)
    if stop is None:
        return ReadinessResponse(calendar="running")
    return ReadinessResponse(
        calendar="stopped", calendar_since=stop.stopped_at, calendar_reason=stop.reason
    )


@router.get("/api/v1/system/status")
async def get_system_status(runtime: AppRuntime) -> StatusResponse:
    """Whether the service works, for status pages; always 200."""
    try:
        await runtime.database.fetch_value(queries.is_migrated())
    except Unavailable:
        return StatusResponse(status="degraded", version=__version__)
    is_enabled = runtime.settings.enabled
    return StatusResponse(
        status="operational" if is_enabled else "billing_disabled", version=__version__
    )
