"""Provider keys of an organization, over HTTP."""

from uuid import UUID

from fastapi import Request

from orgbilling.edge.problems import problem_responses
from orgbilling.edge.routes import billing_router
from orgbilling.edge.runtime import AppRuntime
from orgbilling.edge.transaction import Tx
from orgbilling.gateway import provider_keys
from orgbilling.gateway.routes import gateway_of
from orgbilling.gateway.schemas import (
    FallOver,
    FallOverResponse,
    ProviderKeyCreate,
    ProviderKeyResponse,
)
from orgbilling.organizations.policy import ManagedOrganization

router = billing_router(prefix="/api/v1/org-billing/{org_id}/provider-keys", tag="models")


@router.get("", responses=problem_responses(403, 404))
async def list_provider_keys(
    organization: ManagedOrganization, tx: Tx
) -> list[ProviderKeyResponse]:
    """List the provider keys that the organization brought, newest first; never the keys."""
    return await provider_keys.list_keys(tx, organization.org_id)


@router.post("", status_code=201, responses=problem_responses(403, 404, 409))
async def bring_provider_key(
    request: Request,
    organization: ManagedOrganization,
    runtime: AppRuntime,
    body: ProviderKeyCreate,
) -> ProviderKeyResponse:
    """Bring a provider key. It is tried out once, then kept encrypted, and never shown."""
    # Without the request's transaction: the provider is asked in between.
    return await provider_keys.bring(
        runtime.database, request, organization, body, runtime.settings, gateway_of(request).own
    )


@router.get("/fall-over", responses=problem_responses(403, 404))
async def get_fall_over(organization: ManagedOrganization, tx: Tx) -> FallOverResponse:
    """Return whether calls that the organization's own provider keys could not have answered go to
    the platform's."""
    return await provider_keys.falls_over(tx, organization.org_id)


@router.put("/fall-over", responses=problem_responses(403, 404, 409))
async def set_fall_over(
    organization: ManagedOrganization, tx: Tx, body: FallOver
) -> FallOverResponse:
    """Say whether they do; off unless said. What the platform's keys answer is charged at the
    plan's markup for those. 409 `plan_not_hybrid`: on other plans one side alone serves."""
    return await provider_keys.set_fall_over(tx, organization, body)


@router.delete("/{provider_key_id}", status_code=204, responses=problem_responses(403, 404))
async def revoke_provider_key(
    organization: ManagedOrganization, tx: Tx, provider_key_id: UUID
) -> None:
    """Take a provider key back at once, and erase it."""
    await provider_keys.revoke(tx, organization, provider_key_id)
