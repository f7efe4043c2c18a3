"""What the engine answered, as what the caller is told: a body and 200, or a problem."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from math import ceil
from typing import Any, Final

from orgbilling.kernel.errors import (
    Conflict,
    DomainError,
    Forbidden,
    Invalid,
    NotFound,
    Unauthorized,
)
from orgbilling.kernel.money import as_json_number
from orgbilling.spending.items import SpendResult, Verb

_MINUTE_S: Final = 60
_RESOLVABLE_BY: Final = {
    "allocation": "org_admin",
    "pool": "org_admin",
    "subscription": "org_admin",
    "organization": "system_admin",
    "budget": "org_admin",
}
_REFUSALS: Final = {
    "allocation": "The member's remaining credits do not cover this.",
    "pool": "The organization's overage is used up.",
    "subscription": "The organization has no subscription, or it is paused or past its grace.",
    "organization": "The organization is suspended or closed.",
    "budget": "The budget of the member or the key does not cover this.",
}
_MISUSES: Final[dict[str, tuple[type[DomainError], str, str]]] = {
    "key_conflict": (
        Conflict,
        "idempotency_key_reused",
        "This request id was used for another request. Use a new one.",
    ),
    "member_not_found": (
        NotFound,
        "member_not_found",
        "This person is not a member of the organization.",
    ),
    "organization_not_found": (
        NotFound,
        "organization_not_found",
        "There is no such organization, or not for you.",
    ),
    "hold_not_found": (NotFound, "hold_not_found", "There is no such hold here."),
    "hold_already_resolved": (
        Conflict,
        "hold_already_resolved",
        "This hold was captured or released before, differently.",
    ),
    "hold_of_another_credential": (
        Forbidden,
        "hold_of_another_credential",
        "Only the credential that made a hold resolves it.",
    ),
    "credential_invalid": (
        Unauthorized,
        "credential_invalid",
        "This session or key is not valid (any more). Sign in again, or use another key.",
    ),
    "scope_missing": (
        Forbidden,
        "scope_missing",
        "This key was not made to spend.",
    ),
    "access_expired": (
        Forbidden,
        "access_expired",
        "What this key, member or organization may spend has come to its end; an admin can extend "
        "it.",
    ),
    "address_not_allowed": (
        Forbidden,
        "address_not_allowed",
        "This key, member or organization may not spend from this address; an admin can allow it.",
    ),
    "model_not_allowed": (
        Forbidden,
        "model_not_allowed",
        "This key, member or organization may not use this model; an admin can allow it.",
    ),
    "forbidden": (
        Forbidden,
        "forbidden",
        "A session or member key spends its own allocation only; use a service key for others.",
    ),
}


def problem_of(result: SpendResult) -> DomainError | None:
    """Return why a spend did not happen, or None where it did.

    A refusal is 402 `insufficient_credits` with `blocked_by`, `needed_credits`,
    `available_credits`, `resolvable_by` and `replayed`, one by a budget has its `limit` too. A rate
    that is used up is 429 `rate_limited` with its `limit` and `retry_after_s`.
    """
    if result.outcome == "ok":
        return None
    if result.outcome == "refused":
        return _refusal(result)
    if result.outcome == "rate_limited":
        return rate_limited(result.blocked_limit)
    if result.outcome == "malformed":
        field = result.malformed_field
        return Invalid(
            f"{field} is not what it must be.",
            code="invalid_amount" if field == "credits" else "invalid_argument",
            fields={"field": field},
        )
    return misuse(result.outcome)


def misuse(outcome: str) -> DomainError:
    """Return what a caller is told who may not, or asks for what cannot be."""
    kind, code, detail = _MISUSES[outcome]
    is_rule = outcome in ("access_expired", "address_not_allowed", "model_not_allowed")
    return kind(detail, code=code, fields={"resolvable_by": "org_admin"} if is_rule else None)


def limit_of(text: str | None) -> dict[str, Any] | None:
    """Return a limit as the database tells of it: `kind`, `id`, `period`, `limit_…`, `used_…` and
    `held_…` of its unit, `resets_at`."""
    # Six decimals of a credit, as a float, would be written as 1e-06.
    return None if text is None else json.loads(text, parse_float=Decimal)


def _refusal(result: SpendResult) -> DomainError:
    blocked_by = result.blocked_by or "allocation"
    fields: dict[str, Any] = {
        "blocked_by": blocked_by,
        "needed_credits": result.needed_credits,
        "available_credits": result.available_credits,
        "resolvable_by": _RESOLVABLE_BY[blocked_by],
        "replayed": result.replayed,
    }
    limit = limit_of(result.blocked_limit)
    detail = _REFUSALS[blocked_by]
    if limit is not None:
        fields["limit"] = limit
        detail = (
            f"The {limit['kind']}'s budget of {limit['limit_credits']:,} credits a "
            f"{limit['period']} does not cover this: {limit['used_credits']:,} are used, "
            f"{limit['held_credits']:,} held by calls that run. It begins anew at "
            f"{limit['resets_at']}; an admin of the organization can raise it."
        )
    return DomainError(detail, status=402, code="insufficient_credits", fields=fields)


def rate_limited(blocked_limit: str | None) -> DomainError:
    """Return what a caller is told who has met a rate: its limit as JSON text, None where the same
    request has met it once in its batch."""
    limit = limit_of(blocked_limit)
    # Its twin in the same batch has met the limit, and was told of it.
    wait_s, what = _MINUTE_S, "The rate of this key or member is used up."
    if limit is not None:
        # The database counts by its own clock, which may differ from this machine's.
        remaining = datetime.fromisoformat(limit["resets_at"]) - datetime.now(UTC)
        wait_s = min(max(1, ceil(remaining.total_seconds())), _MINUTE_S)
        allowed = (
            f"make {limit['limit_requests']:,} requests"
            if "limit_requests" in limit
            else f"use {limit['limit_tokens']:,} tokens"
        )
        what = f"The {limit['kind']} may {allowed} a minute."
    return DomainError(
        f"{what} Try again in {wait_s} s, or ask an admin of the organization for more.",
        status=429,
        code="rate_limited",
        fields={"retry_after_s": wait_s, "resolvable_by": "org_admin", "limit": limit},
    )


def body_of(verb: Verb, result: SpendResult) -> dict[str, Any]:
    """Return the JSON members of a spend that happened."""
    body: dict[str, Any] = {"replayed": result.replayed}
    body["remaining_credits"] = _number(result.remaining_credits)
    if verb == "deduct":
        body["usage_id"] = str(result.usage_id)
        body["credits"] = _number(result.credits)
    elif verb == "reserve":
        assert result.expires_at is not None
        body["hold_id"] = str(result.hold_id)
        body["credits"] = _number(result.credits)
        body["expires_at"] = result.expires_at.isoformat().replace("+00:00", "Z")
    else:
        body["released_credits"] = _number(result.released_credits)
    if verb == "capture":
        body["usage_id"] = str(result.usage_id)
        body["captured_credits"] = _number(result.credits)
        body["uncollected_credits"] = _number(result.uncollected_credits)
    return body


def _number(amount: Any) -> int | float:
    return as_json_number(amount) if amount is not None else 0
