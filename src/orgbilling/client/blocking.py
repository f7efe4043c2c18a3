"""The client that blocks. `make client` writes it from `asynchronous.py`."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
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


class Hold:
    """Credits that are set aside; `held` says which. Resolve it once: capture, or release."""

    def __init__(self, client: "OrgBilling", org_id: UUID | str, held: Held) -> None:
        self.held = held
        self.is_resolved = False
        self._client = client
        self._path = f"{_BASE}/{org_id}/holds/{held.hold_id}"

    def capture(
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
        answer = self._client.send(f"{self._path}/capture", body)
        self.is_resolved = True
        return captured_of(answer)

    def release(self) -> None:
        """Give all of it back.

        Raises:
            OrgBillingError: it was captured, or the server does not answer.
        """
        self._client.send(f"{self._path}/release", b"{}")
        self.is_resolved = True


class OrgBilling:
    """A client. Close it, or let `with` do so."""

    def __init__(self, base_url: str, key: str, *, timeout_s: float = 30.0) -> None:
        self._http = httpx2.Client(
            base_url=base_url, headers=headers_of(key), timeout=timeout_s, follow_redirects=False
        )

    def __enter__(self) -> "OrgBilling":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Disconnect."""
        self._http.close()

    def check(self, org_id: UUID | str, user_id: str, credits: Amount) -> Check:
        """Tell whether a member may spend this much now; a hold makes sure of it."""
        body = body_of({"user_id": user_id, "credits": credits_of(credits)})
        return check_of(self.send(f"{_BASE}/{org_id}/check", body))

    def deduct(
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
        return deducted_of(self.send(f"{_BASE}/{org_id}/deduct", body))

    def begin_hold(
        self,
        org_id: UUID | str,
        user_id: str,
        credits: Amount,
        *,
        service_type: str | None = None,
        service_name: str | None = None,
        ttl_s: int | None = None,
        request_id: str | None = None,
    ) -> Hold:
        """Set the worst case aside for work that no block encloses: whoever begins it resolves it.

        Raises:
            InsufficientCredits: it does not fit.
            OrgBillingError: any other refusal.
        """
        service = {"service_type": service_type, "service_name": service_name}
        body = hold_body(user_id, credits, ttl_s, service, request_id)
        answer = self.send(f"{_BASE}/{org_id}/holds", body)
        return Hold(self, org_id, held_of(answer))

    @contextmanager
    def hold(
        self,
        org_id: UUID | str,
        user_id: str,
        credits: Amount,
        *,
        service_type: str | None = None,
        service_name: str | None = None,
        ttl_s: int | None = None,
        request_id: str | None = None,
    ) -> Iterator[Hold]:
        """Set the worst case aside while the work inside is done.

        Raises:
            InsufficientCredits: it does not fit; nothing inside runs.
            NotCaptured: the block ended without a capture or release.
            OrgBillingError: any other refusal.
        """
        hold = self.begin_hold(
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
                    hold.release()
                except OrgBillingError as failure:
                    # What went wrong inside is what the caller must hear; the hold expires.
                    error.add_note(f"The hold {hold.held.hold_id} was not released: {failure}")
            raise
        if not hold.is_resolved:
            hold.release()
            raise NotCaptured(f"The hold {hold.held.hold_id} was not captured; it was released.")

    def send(self, path: str, body: bytes) -> dict[str, Any]:
        """Send one call, again where the server does not answer.

        Raises:
            OrgBillingError: the refusal; `ServerUnavailable` when it never answered.
        """
        for pause_s in (*_PAUSES_S, None):
            try:
                answer = self._http.post(path, content=body)
                return parse(answer.status_code, answer.content)
            except (httpx2.TransportError, ServerUnavailable) as error:
                if pause_s is None:
                    raise gave_up(error) from error
                time.sleep(pause_s)
        raise AssertionError("the last attempt returns or raises")
