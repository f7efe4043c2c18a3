"""Usage over HTTP."""

from typing import Annotated

from fastapi import Query

from orgbilling.edge.problems import problem_responses
from orgbilling.edge.routes import billing_router
from orgbilling.edge.runtime import AppRuntime
from orgbilling.edge.transaction import Tx
from orgbilling.organizations.policy import ViewableOrganization
from orgbilling.usage import service
from orgbilling.usage.policy import whose_usage
from orgbilling.usage.schemas import CreditUsageStatsResponse

router = billing_router(prefix="/api/v1/org-billing", tag="usage")


@router.get("/credits/{org_id}/usage", responses=problem_responses(404))
async def get_credit_usage(
    organization: ViewableOrganization,
    tx: Tx,
    runtime: AppRuntime,
    days: Annotated[int, Query(ge=1, le=365, description="Days up to today, today included.")] = 30,
) -> CreditUsageStatsResponse:
    """Usage by day, service and member; a plain member sees only their own."""
    return await service.read_usage(
        tx, organization.org_id, days, runtime.clock.now(), user_id=whose_usage(organization)
    )
