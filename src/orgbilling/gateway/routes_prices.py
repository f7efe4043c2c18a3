"""Prices of models, and the receipt of one call, under our own API."""

from typing import Annotated, Final

from fastapi import Path

from orgbilling.bounds import ID_CHARACTERS_MAX
from orgbilling.edge.answers import AnswerOf
from orgbilling.edge.problems import problem_responses
from orgbilling.edge.routes import billing_router
from orgbilling.edge.runtime import AppRuntime
from orgbilling.edge.transaction import Tx
from orgbilling.gateway import queries, queries_prices
from orgbilling.gateway.schemas import ModelPriceRequest, ModelPriceResponse, ReceiptResponse
from orgbilling.identity.dependencies import CurrentActor, SystemAdmin
from orgbilling.kernel.errors import NotFound
from orgbilling.organizations.policy import ViewableOrganization
from orgbilling.usage.policy import whose_usage

_price: Final = AnswerOf(ModelPriceResponse, queries_prices.CurrentPricesRow)

router = billing_router(prefix="/api/v1/org-billing", tag="models")
_Model = Annotated[str, Path(min_length=1, max_length=ID_CHARACTERS_MAX, examples=["gpt-4o-mini"])]
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
    row = await tx.fetch_one(
        queries_prices.set_price(
            model=model,
            input_usd=body.input_usd_per_million,
            output_usd=body.output_usd_per_million,
            cached_input_usd=body.cached_input_usd_per_million,
            cache_write_usd=body.cache_write_usd_per_million,
            audio_input_usd=body.audio_input_usd_per_million,
            audio_output_usd=body.audio_output_usd_per_million,
            output_tokens_max=body.output_tokens_max,
            source="admin",
            actor_id=admin.user_id,
            valid_from=body.valid_from,
        )
    )
    assert row is not None, "it returns the version that it began, or raises"
    return _price(row)


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
