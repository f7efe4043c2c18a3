"""What the engine answered, as what the caller is told: a body and 200, or a problem."""

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

_RESOLVABLE_BY: Final = {
    "allocation": "org_admin",
    "pool": "org_admin",
    "subscription": "org_admin",
    "organization": "system_admin",
}
_REFUSALS: Final = {
    "allocation": "The member's remaining credits do not cover this.",
    "pool": "The organization's overage is used up.",
    "subscription": "The organization has no subscription, or it is paused or past its grace.",
    "organization": "The organization is suspended or closed.",
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
    "forbidden": (
        Forbidden,
        "forbidden",
        "A session or member key spends its own allocation only; use a service key for others.",
    ),
}


def problem_of(result: SpendResult) -> DomainError | None:
    """Return why a spend did not happen, or None where it did.

    A refusal is 402 `insufficient_credits` with `blocked_by`, `needed_credits`,
    `available_credits`, `resolvable_by` and `replayed`.
    """
    if result.outcome == "ok":
        return None
    if result.outcome == "refused":
        blocked_by = result.blocked_by or "allocation"
        return DomainError(
            _REFUSALS[blocked_by],
            status=402,
            code="insufficient_credits",
            fields={
                "blocked_by": blocked_by,
                "needed_credits": result.needed_credits,
                "available_credits": result.available_credits,
                "resolvable_by": _RESOLVABLE_BY[blocked_by],
                "replayed": result.replayed,
            },
        )
    if result.outcome == "malformed":
        field = result.malformed_field
        return Invalid(
            f"{field} is not what it must be.",
            code="invalid_amount" if field == "credits" else "invalid_argument",
            fields={"field": field},
        )
    kind, code, detail = _MISUSES[result.outcome]
    return kind(detail, code=code)


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
