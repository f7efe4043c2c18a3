"""Prices that an organization sets itself, for models that only its own provider keys serve."""

from datetime import datetime
from uuid import UUID

from orgbilling.database import Executor
from orgbilling.gateway import queries_prices as queries
from orgbilling.gateway import queries_provider_keys
from orgbilling.gateway.prices import Price
from orgbilling.gateway.schemas import ModelPriceRequest
from orgbilling.gateway.schemas_prices import parts_text
from orgbilling.gateway.upstreams import Upstreams
from orgbilling.kernel.errors import Conflict, Invalid

_OWN_KEYS_ONLY = "byok"


def is_only_own(plan: str | None, model: str, upstreams: Upstreams) -> bool:
    """Whether nobody but an organization's own provider keys ever serves a model to it: its plan
    has nobody else, or the platform does not have the model."""
    return plan == _OWN_KEYS_ONLY or not upstreams.serving(model)


async def own_price(executor: Executor, org_id: UUID, model: str, now: datetime) -> Price | None:
    """Return the organization's own price of a model that holds, None where it has set none.

    Raises:
        DomainError: the database does not answer.
    """
    row = await executor.fetch_one(queries.own_price(org_id=org_id, model=model, now=now))
    return None if row is None else Price.of_row(row)


async def require_own(executor: Executor, org_id: UUID, model: str, upstreams: Upstreams) -> None:
    """Let an organization set the price of a model that only its own keys serve.

    Raises:
        Invalid: `model_not_own`: no provider key of the organization serves it.
        Conflict: `model_of_platform`: the platform serves it too, on this plan.
    """
    if not await executor.fetch_all(queries_provider_keys.serving(org_id=org_id, model=model)):
        raise Invalid(
            "No provider key of the organization serves this model: bring one first.",
            code="model_not_own",
            fields={"field": "model"},
        )
    plan = await executor.fetch_one(queries.live_plan(org_id=org_id))
    if not is_only_own(None if plan is None else plan.subscription_plan, model, upstreams):
        raise Conflict(
            "The platform sells this model, and may serve it on this plan: its price holds. A "
            "system admin sets it.",
            code="model_of_platform",
        )


async def set_own_price(
    executor: Executor, org_id: UUID, model: str, body: ModelPriceRequest, actor_id: str
) -> queries.CurrentPricesRow:
    """Begin a new version of the organization's own price of a model; the audit log says who.

    Raises:
        Invalid: it begins in the past.
        Forbidden: the actor is no admin of the organization.
        DomainError: the database does not answer.
    """
    row = await executor.fetch_one(
        queries.set_own_price(
            org_id=org_id,
            model=model,
            input_usd=body.input_usd_per_million,
            output_usd=body.output_usd_per_million,
            actor_id=actor_id,
            cached_input_usd=body.cached_input_usd_per_million,
            cache_write_usd=body.cache_write_usd_per_million,
            audio_input_usd=body.audio_input_usd_per_million,
            audio_output_usd=body.audio_output_usd_per_million,
            output_tokens_max=body.output_tokens_max,
            parts=parts_text(body.parts),
            valid_from=body.valid_from,
        )
    )
    assert row is not None, "it returns the version that it began, or raises"
    return row
