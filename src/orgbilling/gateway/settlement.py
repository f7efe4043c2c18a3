"""Charging what a call really cost. Nothing is free by accident, nothing is charged twice.

A settlement is a task of its own: whatever happens to the request (a client that goes, a server
that stops), it runs to its end. What it cannot finish is left to `recovery`, which finds the call
in its journal.
"""

import asyncio
from collections.abc import Coroutine, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

import structlog

from orgbilling.database import Database
from orgbilling.gateway import queries
from orgbilling.gateway.call import Call
from orgbilling.gateway.dialects.usage import Usage
from orgbilling.gateway.price_parts import STANDARD
from orgbilling.gateway.prices import Price, Tokens
from orgbilling.kernel.clock import Clock
from orgbilling.kernel.errors import Unavailable
from orgbilling.pricing import Charge, charge_of
from orgbilling.spending.engine import SpendingEngine
from orgbilling.spending.items import CLOSED, SpendItem, SpendResult

_logger = structlog.get_logger(__name__)
_PAUSES_S: Final = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 15.0)
NOTHING: Final = charge_of(Decimal(0), Decimal(0), Decimal(1))


def cost_of(
    price: Price,
    tokens: Tokens,
    usage: Usage | None,
    markup: Decimal,
    credits_per_usd: Decimal,
    at: datetime,
    fees: Mapping[str, int] | None = None,
    *,
    asked_tier: str = STANDARD,
) -> Charge:
    """Return what a call costs that was answered at a moment: what its provider says that it takes,
    where its word is the truth, and else its tokens and `fees` (None: those that it told) at our
    price, by the service tier that the answer names, or else the one that was asked for; with the
    markup on top. A fee that has no price is free, and is logged."""
    # A cost that was told before the end is not that of what came after it.
    if usage is not None and usage.cost_usd is not None and not usage.counted_output_tokens:
        return charge_of(usage.cost_usd, markup, credits_per_usd)
    if fees is None:
        fees = {} if usage is None else usage.fees
    if unpriced := price.unpriced(fees):
        _logger.error("gateway_fee_without_price", price_id=str(price.price_id), fees=unpriced)
    told = None if usage is None else usage.service_tier
    tier = asked_tier if told is None or told == "auto" else told
    return price.charge(tokens, markup, credits_per_usd, fees=fees, service_tier=tier, at=at)


class Settlements:
    """The settlements of one process."""

    def __init__(
        self, database: Database, engine: SpendingEngine, credits_per_usd: Decimal, clock: Clock
    ) -> None:
        self._database = database
        self._engine = engine
        self._credits_per_usd = credits_per_usd
        self._clock = clock
        self._tasks: set[asyncio.Task[Charge]] = set()

    async def charge(self, call: Call, usage: Usage | None, ended: str) -> Charge:
        """Charge a call for what the provider says it used, or else for what was counted; where
        the provider says what it takes, and its word is the truth, for that.

        `ended` says how: completed, client_gone, provider_failed, timed_out, stopped. Returns the
        charge; a caller that is cancelled leaves the settlement running.
        """
        return await asyncio.shield(self._begin(self._charge(call, usage, ended)))

    async def release(self, call: Call) -> None:
        """Give the hold back: the provider did nothing that it is paid for."""
        await asyncio.shield(self._begin(self._release(call)))

    def withdraw(self, call: Call) -> None:
        """Give a hold back of which nobody knows whether it was made: the answer was lost, and the
        call is not sent. Goes on after the return."""
        self._begin(self._withdraw(call))

    async def close(self, within_s: float = 10.0) -> None:
        """Wait for those that run."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=within_s)

    def _begin(self, work: Coroutine[Any, Any, Charge]) -> "asyncio.Task[Charge]":
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _charge(self, call: Call, usage: Usage | None, ended: str) -> Charge:
        told = None if usage is None else usage.tokens
        used = call.used = call.counted() if told is None else told
        at = call.answered_at or self._clock.now()
        charge = cost_of(
            call.price,
            used,
            usage,
            call.markup,
            self._credits_per_usd,
            at,
            fees=call.all_fees(usage),
            asked_tier=call.service_tier,
        )
        metadata = call.metadata(used, ended, usage)
        if call.hold_id is None:
            await self._record_free(call, metadata)
            return NOTHING
        if not charge.credits:
            return await self._release(call)
        await self._resolve(
            call,
            SpendItem(
                verb="capture",
                hold_id=call.hold_id,
                call=CLOSED,
                credits=charge.credits,
                service_type="llm",
                service_name=call.model,
                metadata=metadata,
                api_cost_usd=charge.api_cost_usd,
                markup_usd=charge.markup_usd,
            ),
        )
        return charge

    async def _release(self, call: Call) -> Charge:
        if call.hold_id is not None:
            await self._resolve(call, SpendItem(verb="release", hold_id=call.hold_id, call=CLOSED))
        return NOTHING

    async def _withdraw(self, call: Call) -> Charge:
        for pause_s in (*_PAUSES_S, None):
            try:
                call.hold_id = await self._database.fetch_value(
                    queries.find_hold(org_id=call.org_id, request_id=call.request_id)
                )
            except Unavailable as error:
                if pause_s is None:
                    _logger.exception("gateway_withdrawal_left", request_id=call.request_id)
                    return NOTHING
                _logger.warning("gateway_withdrawal_waits", code=error.code)
                await asyncio.sleep(pause_s)
            else:
                break
        return await self._release(call)

    async def _record_free(self, call: Call, metadata: str) -> None:
        await self._database.fetch_value(
            queries.record_free_usage(
                org_id=call.org_id,
                user_id=call.user_id,
                request_id=call.request_id,
                model=call.model,
                metadata=metadata,
                credential_id=call.credential_id,
            )
        )

    async def _resolve(self, call: Call, item: SpendItem) -> None:
        """Capture or release, again until the database has done it: the hold makes it safe."""
        for pause_s in (*_PAUSES_S, None):
            try:
                result = await self._engine.spend(call.org_id, item)
            except Unavailable as error:
                if pause_s is None:
                    # The journal has the call, and recovery settles it when the database is back.
                    _logger.exception("gateway_settlement_left", request_id=call.request_id)
                    raise
                _logger.warning("gateway_settlement_waits", code=error.code)
                await asyncio.sleep(pause_s)
            else:
                call.remaining_credits = result.remaining_credits
                _note(call, item, result)
                return


def _note(call: Call, item: SpendItem, result: SpendResult) -> None:
    if result.outcome != "ok":
        _logger.error(
            "gateway_settlement_refused",
            request_id=call.request_id,
            verb=item.verb,
            outcome=result.outcome,
        )
    elif result.uncollected_credits:
        _logger.warning(
            "gateway_usage_uncollected",
            request_id=call.request_id,
            credits=str(result.uncollected_credits),
        )
