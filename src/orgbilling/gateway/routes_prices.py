"""Prices of models, and the receipt of one call, under our own API."""

from typing import Annotated, Final

from fastapi import Path, Request

from orgbilling.bounds import ID_CHARACTERS_MAX
from orgbilling.edge.answers import AnswerOf
from orgbilling.edge.problems import problem_responses
from orgbilling.edge.routes import billing_router
from orgbilling.edge.runtime import AppRuntime
from orgbilling.edge.transaction import Tx
from orgbilling.gateway import queries, queries_prices
from orgbilling.gateway.own_prices import require_own, set_own_price
from orgbilling.gateway.price_list import price_status, set_price
from orgbilling.gateway.routes import gateway_of
from orgbilling.gateway.schemas import (
    ModelPriceRequest,
    ModelPriceResponse,
    ModelPriceStatusResponse,
    ReceiptResponse,
)
from orgbilling.identity.dependencies import CurrentActor, SystemAdmin
from orgbilling.kernel.errors import NotFound
from orgbilling.kernel.texts import Line
from orgbilling.organizations.policy import ManagedOrganization, ViewableOrganization
from orgbilling.usage.policy import whose_usage

_price: Final = AnswerOf(ModelPriceResponse, queries_prices.CurrentPricesRow)

router = billing_router(prefix="/api/v1/org-billing", tag="models")
_Model = Annotated[Line, Path(min_length=1, max_length=ID_CHARACTERS_MAX, examples=["gpt-4o-mini"])]
_RequestId = Annotated[
    str, Path(min_length=1, max_length=ID_CHARACTERS_MAX, examples=["gw_3xV0oXb1m7m1k2Zq"])
]


@router.get("/models/prices")
async def list_model_prices(
    actor: CurrentActor, tx: Tx, runtime: AppRuntime
) -> list[ModelPriceResponse]:
    """List the present price of every model, by name."""
    del actor
    rows = await tx.fetch_all(queries_prices.current_prices(models=None, now=runtime.clock.now()))
    return [_price(row) for row in rows]


@router.get("/models/prices/{model:path}", responses=problem_responses(404))
async def list_price_versions(
    actor: CurrentActor, tx: Tx, model: _Model
) -> list[ModelPriceResponse]:
    """List every version of a model's price, the newest first."""
    del actor
    rows = await tx.fetch_all(queries_prices.price_versions(model=model))
    if not rows:
        raise NotFound("This model has no price.", code="model_not_found")
    return [_price(row) for row in rows]


@router.put("/models/prices/{model:path}", responses=problem_responses(403))
async def set_model_price(
    admin: SystemAdmin, tx: Tx, model: _Model, body: ModelPriceRequest
) -> ModelPriceResponse:
    """Begin a new version of a model's price. What was charged stays charged."""
    return _price(await set_price(tx, model, body, source="admin", actor_id=admin.user_id))


@router.get("/models/price-status", responses=problem_responses(403))
async def list_price_status(
    admin: SystemAdmin, request: Request, runtime: AppRuntime
) -> list[ModelPriceStatusResponse]:
    """List every configured model at every upstream: whether it is sold, by which price, and what
    the published list says."""
    del admin
    upstreams = gateway_of(request).upstreams
    # Without the request's transaction: the first look at the list takes a second.
    return [
        ModelPriceStatusResponse(
            model=status.model,
            upstream=status.upstream,
            provider_model=status.provider_model,
            is_sold=status.is_sold,
            reason=status.reason,
            verdict=status.verdict,
            source=None if status.charged is None else status.charged.source,
            valid_from=None if status.charged is None else status.charged.valid_from,
        )
        for status in await price_status(runtime.database, upstreams)
    ]


@router.get("/{org_id}/models/prices", responses=problem_responses(403, 404))
async def list_own_prices(
    organization: ManagedOrganization, tx: Tx, runtime: AppRuntime
) -> list[ModelPriceResponse]:
    """List the present prices that the organization has set for models of its own keys."""
    rows = await tx.fetch_all(
        queries_prices.own_prices(org_id=organization.org_id, now=runtime.clock.now())
    )
    return [_price(row) for row in rows]


@router.put("/{org_id}/models/prices/{model:path}", responses=problem_responses(403, 404, 409))
async def set_own_model_price(
    organization: ManagedOrganization,
    request: Request,
    tx: Tx,
    model: _Model,
    body: ModelPriceRequest,
) -> ModelPriceResponse:
    """Begin a new version of the price of a model that only the organization's own provider keys
    serve."""
    await require_own(tx, organization.org_id, model, gateway_of(request).upstreams)
    return _price(
        await set_own_price(tx, organization.org_id, model, body, organization.actor.audit_id)
    )


@router.get("/credits/{org_id}/usage/{request_id}", responses=problem_responses(404))
async def get_usage_receipt(
    organization: ViewableOrganization, tx: Tx, request_id: _RequestId
) -> ReceiptResponse:
    """What one call cost and why, by its request id; a plain member sees only their own."""
    row = await tx.fetch_one(
        queries.receipt(
            org_id=organization.org_id, request_id=request_id, user_id=whose_usage(organization)
        )
    )
    if row is None:
        raise NotFound(
            "There is no usage of this request: it still runs, or was not charged.",
            code="usage_not_found",
        )
    return ReceiptResponse.of_row(row)
