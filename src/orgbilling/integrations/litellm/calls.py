"""Calls that run: each holds credits from before its first byte until it is settled, once."""

import asyncio
import logging
import secrets
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from orgbilling.client import AsyncHold, AsyncOrgBilling, OrgBillingError, ServerUnavailable
from orgbilling.integrations.litellm.payer import Payer
from orgbilling.integrations.litellm.prices import Rates
from orgbilling.integrations.litellm.settings import PluginSettings
from orgbilling.pricing import Charge

_logger = logging.getLogger(__name__)
_SERVICE_TYPE: Final = "llm"
_TEXT_LENGTH_MAX: Final = 200
# The hold may expire meanwhile: a late capture is a capture all the same.
_PAUSES_S: Final = (1, 5, 15, 30, *[60] * 60)


@dataclass(eq=False)
class Call:
    """One request of a client, whatever LiteLLM tries for it."""

    request_id: str
    payer: Payer
    model: str
    litellm_call_id: str
    rates: Rates
    input_tokens: int
    token: str = field(default_factory=lambda: secrets.token_hex(16), repr=False)
    """What LiteLLM's later hooks find the call by; no client learns it."""
    hold: AsyncHold | None = None
    hides_usage: bool = False
    """The stream's usage was asked for by the plugin, not by the client."""
    is_streaming: bool = False
    output_bytes: int = 0
    task: "asyncio.Task[Any] | None" = field(default=None, repr=False)
    """The request's own."""
    settlement: "asyncio.Task[None] | None" = field(default=None, repr=False)


def new_request_id() -> str:
    """Make the id that makes a hold one. LiteLLM's call id may be chosen by a client, and a client
    that sends one twice would get two calls for one hold; it is kept as metadata."""
    return f"ll_{secrets.token_hex(16)}"


class Calls:
    """Opens and settles calls. A settlement is a task of its own: a client that leaves does not
    end it, and an OrgBilling that is away for a while gets it later."""

    def __init__(self, settings: PluginSettings) -> None:
        self._settings = settings
        self._clients: dict[UUID, AsyncOrgBilling] = {}
        self._open: dict[str, Call] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def find(self, token: Any) -> Call | None:
        """Return an unsettled call by its token."""
        return self._open.get(token) if isinstance(token, str) else None

    async def begin(self, call: Call, worst: Charge) -> None:
        """Hold what a call costs at worst; nothing for one that cannot cost anything.

        Raises:
            OrgBillingError: it does not fit, may not be, or OrgBilling does not answer.
        """
        if worst.credits:
            call.hold = await self._client(call.payer.org_id).begin_hold(
                call.payer.org_id,
                call.payer.user_id,
                worst.credits,
                service_type=_SERVICE_TYPE,
                service_name=call.model[:_TEXT_LENGTH_MAX],
                ttl_s=self._settings.hold_ttl_s,
                request_id=call.request_id,
            )
        self._open[call.token] = call

    def settle(self, call: Call, charge: Charge | None, ended: str) -> "asyncio.Task[None]":
        """Capture `charge`, or release where it is None or zero; only the first word counts.

        Returns the task that does it, which need not be awaited.
        """
        if call.settlement is None:
            self._open.pop(call.token, None)
            call.settlement = asyncio.create_task(self._resolve(call, charge, ended))
            # A task that nobody refers to may be collected before it is done.
            self._tasks.add(call.settlement)
            call.settlement.add_done_callback(self._tasks.discard)
        return call.settlement

    async def settled(self, call: Call, charge: Charge | None, ended: str) -> None:
        """Settle, and wait for it a while: who has the whole answer finds it charged."""
        task = self.settle(call, charge, ended)
        await asyncio.wait({task}, timeout=self._settings.timeout_s)

    def _client(self, org_id: UUID) -> AsyncOrgBilling:
        # Made at first use, in the event loop that serves.
        if org_id not in self._clients:
            key = self._settings.service_keys[org_id]
            self._clients[org_id] = AsyncOrgBilling(
                self._settings.url, key, timeout_s=self._settings.timeout_s
            )
        return self._clients[org_id]

    async def _resolve(self, call: Call, charge: Charge | None, ended: str) -> None:
        for pause_s in (*_PAUSES_S, None):
            try:
                await self._resolve_once(call, charge, ended)
            except ServerUnavailable as error:
                if pause_s is None:
                    _logger.exception("Not settled, given up: %s", _described(call, charge))
                    return
                _logger.warning("Not settled yet (%s): %s", error.code, _described(call, charge))
                await asyncio.sleep(pause_s)
            except OrgBillingError:
                _logger.exception("Not settled, refused: %s", _described(call, charge))
                return
            else:
                return

    async def _resolve_once(self, call: Call, charge: Charge | None, ended: str) -> None:
        if charge is None or not charge.credits:
            if call.hold is not None:
                await call.hold.release()
            return
        metadata = {
            # A client may choose it; too long a one would be refused together with the charge.
            "litellm_call_id": call.litellm_call_id[:_TEXT_LENGTH_MAX],
            "request_id": call.request_id,
            "ended": ended,
        }
        if call.hold is None:
            # It was free when it began, and cost something all the same.
            await self._client(call.payer.org_id).deduct(
                call.payer.org_id,
                call.payer.user_id,
                charge.credits,
                service_type=_SERVICE_TYPE,
                service_name=call.model[:_TEXT_LENGTH_MAX],
                request_id=call.request_id,
                metadata=metadata,
            )
            return
        captured = await call.hold.capture(
            charge.credits,
            metadata=metadata,
            api_cost_usd=charge.api_cost_usd,
            markup_usd=charge.markup_usd,
        )
        if captured.uncollected_credits:
            _logger.warning(
                "Not all was there (%s uncollected): %s",
                captured.uncollected_credits,
                _described(call, charge),
            )


def _described(call: Call, charge: Charge | None) -> str:
    credits = charge.credits if charge else 0
    return f"{call.request_id}, {credits} credits of {call.payer.user_id} in {call.payer.org_id}"
