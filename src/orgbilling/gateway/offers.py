"""Which models a key is served, by whom, and what it is charged for them."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Final

from orgbilling.database import Executor
from orgbilling.gateway import queries
from orgbilling.gateway.contexts import context_length_of
from orgbilling.gateway.prices import Price
from orgbilling.gateway.request_dialects import EVERY_KIND
from orgbilling.gateway.schemas import ModelLimits, ModelPricing, ServedModel
from orgbilling.gateway.sold_for import is_sold_for
from orgbilling.gateway.terms import Standing
from orgbilling.gateway.upstreams import Upstream, Upstreams
from orgbilling.pricing import EXACT
from orgbilling.usage.shown import OURS

_PER_MILLION: Final = -6


async def find_offers(
    executor: Executor,
    standing: Standing,
    upstreams: Upstreams,
    now: datetime,
    only: str | None = None,
) -> list[ServedModel]:
    """Return the models that a call would be served now, sorted; with `only` that one, or none.
    What a rule of the key, the member or the organization forbids is not among them.

    Who serves is decided as for a call. Whether the address of an organization's own provider may
    still be asked, and whether anybody answers there, is found out by a call alone.

    Raises:
        DomainError: the database does not answer.
    """
    # As the file is now: it may be read again meanwhile.
    served = upstreams.models if standing.has_ours else []
    ours = {model: upstreams.in_order_of_file(model)[0] for model in served}
    rows = await executor.fetch_all(
        queries.offered_models(
            org_id=standing.member.org_id,
            has_own=standing.has_own,
            models=served,
            only=only,
            now=now,
            is_limited=standing.is_limited,
            user_id=standing.member.user_id,
            credential_id=standing.member.credential_id,
            address=standing.member.address,
        )
    )
    # Reading the published list takes a second, once a process.
    offers = await asyncio.to_thread(lambda: [_offer_of(row, standing, ours) for row in rows])
    return [offer for offer in offers if offer is not None]


def _offer_of(
    row: queries.OfferedModelsRow, standing: Standing, ours: Mapping[str, Upstream]
) -> ServedModel | None:
    price = Price.of_row(row)
    if not any(is_sold_for(price, kind) for kind in EVERY_KIND):
        return None
    if row.own_name is None:
        first = ours[row.model]
        markup, owner = standing.managed_markup, first.label or OURS
        context_length = context_length_of(first.models[row.model], first.base_url)
    else:
        assert standing.own_key_markup is not None, "every plan has one"
        markup, owner = standing.own_key_markup, f"own:{row.own_name}"
        context_length = context_length_of(row.own_model or row.model, row.own_base_url or "")
    return ServedModel(
        id=row.model,
        created=int(row.valid_from.timestamp()),
        owned_by=owner,
        context_length=context_length,
        max_output_tokens=price.output_tokens_max,
        pricing=_pricing_of(price, markup),
        top_provider=ModelLimits(
            context_length=context_length, max_completion_tokens=price.output_tokens_max
        ),
    )


def _pricing_of(price: Price, markup: Decimal) -> ModelPricing:
    def told(usd: Decimal) -> str:
        return f"{EXACT.multiply(usd, markup).normalize(EXACT):f}"

    def per_token(usd_per_million: Decimal) -> str:
        return told(usd_per_million.scaleb(_PER_MILLION, EXACT))

    table = price.parts.table

    def of_part(part: str) -> str:
        return per_token(table.rate(part, 0))

    return ModelPricing(
        prompt=of_part("input"),
        completion=of_part("output"),
        input_cache_read=of_part("cached_input"),
        input_cache_write=of_part("cache_write"),
        audio=of_part("audio_input") if table.has("audio_input") else None,
        audio_output=of_part("audio_output") if table.has("audio_output") else None,
        image_output=of_part("image_output") if table.has("image_output") else None,
        fees={name: told(fee.usd / fee.per) for name, fee in table.fees.items()} or None,
    )
