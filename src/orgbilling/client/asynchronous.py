"""The client for asyncio. Every call is safe to repeat, and is repeated where the server did not
answer: its key, or its hold, makes it one.

The client that blocks, `blocking.py`, is written from this file by `make client`.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final
from uuid import UUID

import httpx2

from orgbilling.client.errors import NotCaptured, OrgBillingError, ServerUnavailable, gave_up
from orgbilling.client.messages import (
    Amount,
    Captured,
    Check,
    Deducted,
    Held,
    body_of,
    capture_body,
    captured_of,
    check_of,
    credits_of,
    deduct_body,
    deducted_of,
    headers_of,
    held_of,
    hold_body,
    parse,
)

_PAUSES_S: Final = (0.1, 0.5, 2.0)
_BASE: Final = "/api/v1/org-billing/credits"


class AsyncHold:
    """Credits that are set aside; `held` says which. Resolve it once: capture, or release."""

    def __init__(self, client: "AsyncOrgBilling", org_id: UUID | str, held: Held) -> None:
        self.held = held
        self.is_resolved = False
        self._client = client
        self._path = f"{_BASE}/{org_id}/holds/{held.hold_id}"

    async def capture(
        self,
        credits: Amount,
        *,
        metadata: Mapping[str, Any] | None = None,
        api_cost_usd: Amount | None = None,
        markup_usd: Amount | None = None,
    ) -> Captured:
        """Charge what the call really cost, also above the hold, and free the rest.

        Raises:
            OrgBillingError: it was resolved differently, or the server does not answer.
        """
        body = capture_body(credits, metadata, api_cost_usd, markup_usd)
        answer = await self._client.send(f"{self._path}/capture", body)
        self.is_resolved = True
        return captured_of(answer)

    async def release(self) -> None:
        """Give all of it back.

        Raises:
            OrgBillingError: it was captured, or the server does not answer.
        """
        await self._client.send(f"{self._path}/release", b"{}")
        self.is_resolved = True


class AsyncOrgBilling:
    """A client. Close it, or let `async with` do so."""

    def __init__(self, base_url: str, key: str, *, timeout_s: float = 30.0) -> None:
        self._http = httpx2.AsyncClient(
            base_url=base_url, headers=headers_of(key), timeout=timeout_s, follow_redirects=False
        )

    async def __aenter__(self) -> "AsyncOrgBilling":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Disconnect."""
        await self._http.aclose()

    async def check(self, org_id: UUID | str, user_id: str, credits: Amount) -> Check:
        """Tell whether a member may spend this much now; a hold makes sure of it."""
        body = body_of({"user_id": user_id, "credits": credits_of(credits)})
        return check_of(await self.send(f"{_BASE}/{org_id}/check", body))

    async def deduct(
        self,
        org_id: UUID | str,
        user_id: str,
        credits: Amount,
        *,
        service_type: str,
        service_name: str | None = None,
        request_id: str | None = None,
        metadata: Mapping[str, Any] | None = None,
    ) -> Deducted:
        """Spend at once; a `request_id` of yours makes repeating it safe also for a new process.

        Raises:
            InsufficientCredits: it does not fit.
            OrgBillingError: any other refusal.
        """
        service = {"service_type": service_type, "service_name": service_name}
        body = deduct_body(user_id, credits, service, request_id, metadata)
        return deducted_of(await self.send(f"{_BASE}/{org_id}/deduct", body))

    async def begin_hold(
        self,
        org_id: UUID | str,
        user_id: str,
        credits: Amount,
        *,
        service_type: str | None = None,
        service_name: str | None = None,
        ttl_s: int | None = None,
        request_id: str | None = None,
    ) -> AsyncHold:
        """Set the worst case aside for work that no block encloses: whoever begins it resolves it.

        Raises:
            InsufficientCredits: it does not fit.
            OrgBillingError: any other refusal.
        """
        service = {"service_type": service_type, "service_name": service_name}
        body = hold_body(user_id, credits, ttl_s, service, request_id)
        answer = await self.send(f"{_BASE}/{org_id}/holds", body)
        return AsyncHold(self, org_id, held_of(answer))

    @asynccontextmanager
    async def hold(
        self,
        org_id: UUID | str,
        user_id: str,
        credits: Amount,
        *,
        service_type: str | None = None,
        service_name: str | None = None,
        ttl_s: int | None = None,
        request_id: str | None = None,
    ) -> AsyncIterator[AsyncHold]:
        """Set the worst case aside while the work inside is done.

        Raises:
            InsufficientCredits: it does not fit; nothing inside runs.
            NotCaptured: the block ended without a capture or release.
            OrgBillingError: any other refusal.
        """
        hold = await self.begin_hold(
            org_id,
            user_id,
            credits,
            service_type=service_type,
            service_name=service_name,
            ttl_s=ttl_s,
            request_id=request_id,
        )
        try:
            yield hold
        except BaseException as error:
            if not hold.is_resolved:
                try:
                    # asyncio: a cancelled caller must not leave its credits blocked.
                    await asyncio.shield(asyncio.ensure_future(hold.release()))
                except OrgBillingError as failure:
                    # What went wrong inside is what the caller must hear; the hold expires.
                    error.add_note(f"The hold {hold.held.hold_id} was not released: {failure}")
            raise
        if not hold.is_resolved:
            await hold.release()
            raise NotCaptured(f"The hold {hold.held.hold_id} was not captured; it was released.")

    async def send(self, path: str, body: bytes) -> dict[str, Any]:
        """Send one call, again where the server does not answer.

        Raises:
            OrgBillingError: the refusal; `ServerUnavailable` when it never answered.
        """
        for pause_s in (*_PAUSES_S, None):
            try:
                answer = await self._http.post(path, content=body)
                return parse(answer.status_code, answer.content)
            except (httpx2.TransportError, ServerUnavailable) as error:
                if pause_s is None:
                    raise gave_up(error) from error
                await asyncio.sleep(pause_s)
        raise AssertionError("the last attempt returns or raises")
