"""Plans and subscriptions over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from orgbilling.edge.headers import OptionalIdempotencyKey
from orgbilling.edge.problems import problem_responses
from orgbilling.edge.routes import billing_router
from orgbilling.edge.runtime import AppRuntime
from orgbilling.edge.transaction import OneReading, Tx
from orgbilling.identity.dependencies import SystemAdmin
from orgbilling.organizations.policy import JoinedOrganization, ManagedOrganization
from orgbilling.subscriptions import service
from orgbilling.subscriptions.schemas import (
    OrganizationSubscriptionCreate,
    OrganizationSubscriptionResponse,
    PlanResponse,
    SubscriptionCancel,
    SubscriptionChange,
    SubscriptionChangeResponse,
    SubscriptionPastDue,
)

router = billing_router(prefix="/api/v1/org-billing", tag="subscriptions")


@router.get("/plans")
async def list_plans(tx: Tx) -> list[PlanResponse]:
    """The plans on offer, cheapest first. Public."""
    return await service.list_plans(tx)


@router.post("/subscriptions", status_code=201, responses=problem_responses(403, 404, 409))
async def create_subscription(
    admin: SystemAdmin, tx: Tx, runtime: AppRuntime, body: OrganizationSubscriptionCreate
) -> OrganizationSubscriptionResponse:
    """Subscribe an organization, at the plan's own price. System admins only.

    With a trial the first paid period starts at its end; otherwise it starts, and is invoiced,
    now. A second live subscription is 409 `subscription_exists`.
    """
    return await service.create_subscription(tx, body, admin.user_id, runtime.clock.told())


@router.get("/subscriptions/{org_id}", responses=problem_responses(403, 404))
async def get_subscription(
    organization: JoinedOrganization, reading: OneReading, runtime: AppRuntime
) -> OrganizationSubscriptionResponse:
    """The organization's subscription: the live one, else the last that ended.

    404 `subscription_not_found` where there never was one.
    """
    return await service.read_subscription(reading, organization.org_id, runtime.clock.told())


@router.put("/subscriptions/{org_id}/upgrade", responses=problem_responses(403, 404, 409))
async def change_subscription(
    organization: ManagedOrganization,
    tx: Tx,
    runtime: AppRuntime,
    key: OptionalIdempotencyKey,
    body: SubscriptionChange,
) -> SubscriptionChangeResponse:
    """Change plan or billing cycle.

    A plan with a higher monthly price, or the same plan from monthly to yearly, is an upgrade and
    takes effect at once, prorated; anything else is a downgrade and takes effect when the period
    ends. The present plan and cycle change nothing, but withdraw what is pending.
    """
    return await service.change_subscription(
        tx,
        organization.org_id,
        body,
        organization.actor.audit_id,
        runtime.clock.told(),
        idempotency_key=key,
    )


@router.post("/subscriptions/{org_id}/upgrade/preview", responses=problem_responses(403, 404, 409))
async def preview_subscription_change(
    organization: ManagedOrganization, tx: Tx, runtime: AppRuntime, body: SubscriptionChange
) -> SubscriptionChangeResponse:
    """What the change would cost and when it would take effect; nothing of it is written."""
    return await service.preview_change(tx, organization.org_id, body, runtime.clock.told())


@router.post("/subscriptions/{org_id}/cancel", responses=problem_responses(403, 404, 409))
async def cancel_subscription(
    organization: ManagedOrganization, tx: Tx, runtime: AppRuntime, body: SubscriptionCancel
) -> OrganizationSubscriptionResponse:
    """End the subscription now, or when the period ends. Every credit stays in the pool."""
    return await service.cancel_subscription(
        tx, organization.org_id, body.at, organization.actor.audit_id, runtime.clock.told()
    )


async def administered_organization(admin: SystemAdmin, organization: ManagedOrganization) -> UUID:
    """Check that a system admin is calling, and that the organization of the path exists."""
    del admin
    return organization.org_id


AdministeredOrganization = Annotated[UUID, Depends(administered_organization)]


@router.post("/subscriptions/{org_id}/past-due", responses=problem_responses(403, 404, 409))
async def mark_subscription_past_due(
    org_id: AdministeredOrganization,
    admin: SystemAdmin,
    tx: Tx,
    runtime: AppRuntime,
    body: SubscriptionPastDue | None = None,
) -> OrganizationSubscriptionResponse:
    """Record by hand that a payment failed: members may spend until the grace ends.

    System admins only; the counterpart of the payment system's webhook.
    """
    given = body or SubscriptionPastDue()
    grace_days = runtime.settings.grace_days if given.grace_days is None else given.grace_days
    return await service.mark_past_due(
        tx, org_id, grace_days, given.reason, admin.user_id, runtime.clock.told()
    )


@router.post("/subscriptions/{org_id}/pause", responses=problem_responses(403, 404, 409))
async def pause_subscription(
    org_id: AdministeredOrganization, admin: SystemAdmin, tx: Tx, runtime: AppRuntime
) -> OrganizationSubscriptionResponse:
    """Stop spending and billing until it is reactivated. System admins only."""
    return await service.pause(tx, org_id, admin.user_id, runtime.clock.told())


@router.post("/subscriptions/{org_id}/reactivate", responses=problem_responses(403, 404, 409))
async def reactivate_subscription(
    org_id: AdministeredOrganization, admin: SystemAdmin, tx: Tx, runtime: AppRuntime
) -> OrganizationSubscriptionResponse:
    """Record by hand that what was open is paid, or end a pause. System admins only."""
    return await service.reactivate(tx, org_id, admin.user_id, runtime.clock.told())
