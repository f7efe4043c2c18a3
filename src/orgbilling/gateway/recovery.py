"""What survives a server that dies: a journal of its running calls, and whoever reads it later."""

import asyncio
from typing import Final
from uuid import UUID

import structlog

from orgbilling.database import Database
from orgbilling.gateway import queries
from orgbilling.gateway.call import Call
from orgbilling.gateway.dialects.usage import Usage
from orgbilling.gateway.price_parts import STANDARD
from orgbilling.gateway.prices import Price, Tokens
from orgbilling.gateway.settlement import Settlements
from orgbilling.kernel.errors import DomainError, Unavailable
from orgbilling.settings import Settings

_logger = structlog.get_logger(__name__)
_AT_ONCE: Final = 100
# A process that could not write for a while must not take others, which could not either, for dead.
_SOUND_TICKS: Final = 3


async def keep_journal(
    running: dict[UUID, Call], settlements: Settlements, database: Database, settings: Settings
) -> None:
    """Write down, every `gateway_journal_s`, how far the running calls have come, renew their
    holds, and settle those of processes that write no more. Runs until it is cancelled."""
    sound = 0
    # Beside the journal: a settlement that waits must not keep our own calls from being written.
    recovering: asyncio.Task[None] | None = None
    try:
        while True:
            await asyncio.sleep(settings.gateway_journal_s)
            try:
                await _write(running, database, settings.gateway_hold_ttl_s)
                sound += 1
                if sound >= _SOUND_TICKS and (recovering is None or recovering.done()):
                    recovering = asyncio.create_task(
                        _recover_quietly(database, settlements, settings)
                    )
            except DomainError as error:
                sound = 0
                _logger.warning("gateway_journal_waits", code=error.code)
            except Exception as error:
                # Whatever it was, the journal goes on: without it, calls look abandoned.
                sound = 0
                _logger.exception("gateway_journal_failed", error=repr(error))
    finally:
        if recovering is not None:
            recovering.cancel()


async def _recover_quietly(
    database: Database, settlements: Settlements, settings: Settings
) -> None:
    try:
        await recover(database, settlements, settings)
    except DomainError as error:
        _logger.warning("gateway_recovery_waits", code=error.code)
    except Exception as error:
        _logger.exception("gateway_recovery_failed", error=repr(error))


async def _write(running: dict[UUID, Call], database: Database, hold_ttl_s: int) -> None:
    hold_ids, calls = list(running), list(running.values())
    if not calls:
        return
    await database.fetch_value(
        queries.journal(
            org_ids=[call.org_id for call in calls],
            hold_ids=hold_ids,
            upstreams=[call.upstream for call in calls],
            output_tokens=[call.output_tokens() for call in calls],
            hold_ttl_s=hold_ttl_s,
            price_ids=[call.price.price_id for call in calls],
            markups=[call.markup for call in calls],
        )
    )


async def recover(database: Database, settlements: Settlements, settings: Settings) -> int:
    """Settle the calls that nobody speaks for at what their journal says; returns their number.

    Raises:
        DomainError: the database does not answer.
    """
    rows = await database.fetch_all(
        queries.take_abandoned(silent_s=settings.gateway_abandoned_after_s, limit=_AT_ONCE)
    )
    for row in rows:
        price = await database.fetch_one(
            queries.find_price(org_id=row.org_id, price_id=row.price_id)
        )
        if price is None:
            _logger.error("gateway_price_missing", request_id=row.request_id)
            continue
        call = _call_of(row, Price.of_row(price))
        tokens = Tokens(
            input=row.input_tokens_estimated,
            output=row.output_tokens_journaled,
            audio_input=row.audio_input_tokens or 0,
        )
        try:
            await settlements.charge(call, Usage(tokens), "abandoned")
        except Unavailable:
            raise
        except DomainError as error:
            # It is tried again later; the others must not wait behind it.
            _logger.exception("gateway_recovery_refused", hold_id=row.hold_id, code=error.code)
            continue
        _logger.warning("gateway_call_recovered", request_id=row.request_id)
    return len(rows)


def _call_of(row: queries.TakeAbandonedRow, price: Price) -> Call:
    return Call(
        org_id=row.org_id,
        user_id=row.user_id,
        credential_id="",
        request_id=row.request_id,
        client_request_id=None,
        model=row.model,
        input_tokens=row.input_tokens_estimated,
        price=price,
        markup=row.markup,
        hold_id=row.hold_id,
        upstream=row.upstream,
        fees=row.fees or {},
        service_tier=row.service_tier or STANDARD,
        # Nobody saw it end; what it was charged by began here.
        answered_at=row.dispatched_at,
    )
