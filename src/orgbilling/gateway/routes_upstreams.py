"""How the upstreams fare, for those who run the platform."""

from datetime import datetime
from typing import Literal

from fastapi import Request
from pydantic import BaseModel, Field

from orgbilling.edge.problems import problem_responses
from orgbilling.edge.routes import billing_router
from orgbilling.edge.runtime import AppRuntime
from orgbilling.edge.transaction import Tx
from orgbilling.gateway import queries_upstreams as queries
from orgbilling.gateway.routes import gateway_of
from orgbilling.gateway.upstreams import Upstream
from orgbilling.identity.dependencies import SystemAdmin

router = billing_router(prefix="/api/v1/org-billing", tag="models")


class UpstreamFailure(BaseModel):
    """What an upstream fails with, since it last answered."""

    model: str | None = Field(description="None where it fails whatever is asked.")
    failures: int = Field(description="Those during a cool-down count once.")
    reason: str = Field(examples=["http_503"])
    cooled_until: datetime = Field(description="Until when others are asked first.")


class UpstreamStatusResponse(BaseModel):
    """An upstream of the file, and how it fares in all processes together. Its key is not shown."""

    name: str
    label: str | None = Field(description="What clients may know of it.")
    base_url: str
    models: list[str]
    weight: int | None
    keyless: bool
    first_byte_timeout_s: float | None
    status: Literal["ready", "cooling_down"]
    failures: list[UpstreamFailure]
    limit_ignored_calls: int = Field(
        description="Calls whose answer was longer than the limit that was sent."
    )


@router.get("/billing/system/upstreams", responses=problem_responses(403, 503))
async def list_upstreams(
    admin: SystemAdmin, tx: Tx, request: Request, runtime: AppRuntime
) -> list[UpstreamStatusResponse]:
    """List the upstreams in the order of the file, as the process that answers has read it."""
    del admin
    upstreams = gateway_of(request).upstreams.upstreams
    rows = await tx.fetch_all(
        queries.upstream_figures(upstreams=[upstream.known_as for upstream in upstreams])
    )
    now = runtime.clock.now()
    return [
        _status(upstream, [row for row in rows if row.upstream == upstream.known_as], now)
        for upstream in upstreams
    ]


def _status(
    upstream: Upstream, rows: list[queries.UpstreamFiguresRow], now: datetime
) -> UpstreamStatusResponse:
    failures = [
        UpstreamFailure(
            model=row.model or None,
            failures=row.failures,
            reason=row.reason,
            cooled_until=row.cooled_until,
        )
        for row in rows
        if row.reason is not None and row.cooled_until is not None
    ]
    is_down = any(failure.cooled_until > now for failure in failures)
    return UpstreamStatusResponse(
        name=upstream.name,
        label=upstream.label,
        base_url=upstream.base_url,
        models=sorted(upstream.models),
        weight=upstream.weight,
        keyless=not upstream.api_key,
        first_byte_timeout_s=upstream.first_byte_timeout_s,
        status="cooling_down" if is_down else "ready",
        failures=failures,
        limit_ignored_calls=sum(row.limit_ignored_calls for row in rows),
    )
