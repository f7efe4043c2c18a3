"""Usage over HTTP."""

from typing import Annotated

from fastapi import Query
from fastapi.responses import StreamingResponse

from orgbilling.edge.pages import RequestedPage
from orgbilling.edge.problems import problem_responses
from orgbilling.edge.routes import billing_router
from orgbilling.edge.runtime import AppRuntime
from orgbilling.edge.tables import CSV_ANSWER, file_name, stream_table
from orgbilling.edge.transaction import OneReading, Tx
from orgbilling.organizations.policy import ViewableOrganization
from orgbilling.usage import service
from orgbilling.usage.filters import ToldByCalls
from orgbilling.usage.policy import UsageOf
from orgbilling.usage.queries import ListCallsRow
from orgbilling.usage.schemas import CallResponse, CreditUsageStatsResponse

router = billing_router(prefix="/api/v1/org-billing", tag="usage")


Days = Annotated[int, Query(ge=1, le=365, description="Days up to today, today included.")]


@router.get("/credits/{org_id}/usage", responses=problem_responses(404))
async def get_credit_usage(
    organization: ViewableOrganization,
    user_id: UsageOf,
    reading: OneReading,
    runtime: AppRuntime,
    days: Days = 30,
) -> CreditUsageStatsResponse:
    """Usage by day, service and member, net of refunds; a plain member sees only their own."""
    return await service.read_usage(
        reading, organization.org_id, days, runtime.clock.told(), user_id=user_id
    )


@router.get("/credits/{org_id}/usage/calls", responses=problem_responses(404))
async def list_calls(
    organization: ViewableOrganization,
    user_id: UsageOf,
    page: RequestedPage,
    told: ToldByCalls,
    tx: Tx,
    runtime: AppRuntime,
    days: Days = 30,
) -> list[CallResponse]:
    """Every call and refund, newest first, by whom it was made for, its tags and its metadata; a
    plain member sees only their own."""
    wanted = await service.find_range(
        tx,
        organization.org_id,
        days,
        runtime.clock.now(),
        user_id=user_id,
        told=told,
    )
    return await service.list_page(tx, wanted, page)


@router.get(
    "/credits/{org_id}/usage/export",
    response_class=StreamingResponse,
    responses={**problem_responses(404), **CSV_ANSWER},
)
async def export_credit_usage(
    organization: ViewableOrganization,
    user_id: UsageOf,
    told: ToldByCalls,
    tx: Tx,
    runtime: AppRuntime,
    days: Days = 30,
) -> StreamingResponse:
    """Every call and refund as a row of CSV, newest first; a plain member gets only their own.

    A refund (`kind` is `refund`) has the request id of its call and takes its credits off, so that
    the column `credits` adds up to the net usage of the same days.
    """
    wanted = await service.find_range(
        tx,
        organization.org_id,
        days,
        runtime.clock.now(),
        user_id=user_id,
        told=told,
    )

    async def read_after(last: ListCallsRow) -> list[ListCallsRow]:
        return await service.list_calls(runtime.database, wanted, last)

    return stream_table(
        file_name(organization.name, "usage", wanted.first_day, wanted.last_day),
        service.CALL_COLUMNS,
        await service.list_calls(tx, wanted, None),
        read_after,
    )
