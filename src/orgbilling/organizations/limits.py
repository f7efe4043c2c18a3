"""Use cases of what restricts an organization, its members and its keys."""

import json
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from orgbilling.database import Executor
from orgbilling.kernel.errors import Forbidden, NotFound
from orgbilling.kernel.money import as_json_number
from orgbilling.organizations import queries_limits as queries
from orgbilling.organizations.policy import Joined, Viewable
from orgbilling.organizations.schemas_limits import (
    LimitedKind,
    SpendingLimitsRequest,
    SpendingLimitsResponse,
    SpendingRulesRequest,
    SpendingRulesResponse,
)

# Each field of a body that is a limit: its unit and its period.
_LIMITS: Final = {
    "budget_day_credits": ("credits", "day"),
    "budget_week_credits": ("credits", "week"),
    "budget_month_credits": ("credits", "month"),
    "requests_per_minute": ("requests", "minute"),
    "tokens_per_minute": ("tokens", "minute"),
}


async def set_rules(
    executor: Executor,
    organization: Viewable,
    kind: LimitedKind,
    subject_id: str,
    body: SpendingRulesRequest | SpendingLimitsRequest,
) -> dict[str, Any]:
    """Set all that restricts an organization, a member or a key, and return how it stands, for
    `rules_answer` or `limits_answer`.

    Raises:
        Forbidden: `forbidden`: the caller is no admin of the organization.
        NotFound: `member_not_found`; `not_found`: no such key, or it is revoked.
        Conflict: `organization_closed`.
    """
    document: dict[str, Any] = await executor.fetch_value(
        queries.set_spending_rules(
            org_id=organization.org_id,
            kind=kind,
            subject_id=subject_id,
            actor_id=organization.actor.audit_id,
            allowed_models=body.allowed_models,
            allowed_addresses=body.allowed_addresses,
            expires_at=body.expires_at,
            tags=body.tags,
            limits=_limits_of(body),
        )
    )
    return document


async def rules_of_organization(executor: Executor, organization: Joined) -> SpendingRulesResponse:
    """Return what restricts the organization itself."""
    return rules_answer(
        await executor.fetch_value(queries.rules_of_organization(org_id=organization.org_id))
    )


async def limits_of_member(
    executor: Executor, organization: Joined, user_id: str
) -> SpendingLimitsResponse:
    """Return what restricts a member, and how it stands.

    Raises:
        Forbidden: `forbidden`: another member's, and the caller is no admin.
        NotFound: `member_not_found`.
    """
    if not organization.is_managed and user_id != organization.actor.user_id:
        raise Forbidden("Only admins of the organization see the limits of others.")
    found = await executor.fetch_value(
        queries.rules_of_member(org_id=organization.org_id, user_id=user_id)
    )
    if found is None:
        raise NotFound("This person is not a member of the organization.", code="member_not_found")
    return limits_answer(found)


async def limits_of_key(
    executor: Executor, organization: Joined, key_id: UUID
) -> SpendingLimitsResponse:
    """Return what restricts a key, and how it stands: any for an admin, their own for a member.

    Raises:
        NotFound: `not_found`: no such key, or not for this caller.
    """
    owner_id = None if organization.is_managed else organization.actor.user_id
    found = await executor.fetch_value(
        queries.rules_of_key(org_id=organization.org_id, key_id=key_id, owner_id=owner_id)
    )
    if found is None:
        raise NotFound("There is no such key, or not for you.")
    return limits_answer(found)


def rules_answer(document: dict[str, Any]) -> SpendingRulesResponse:
    """Return what the database tells of an organization's rules."""
    return SpendingRulesResponse.model_validate(document)


def limits_answer(document: dict[str, Any]) -> SpendingLimitsResponse:
    """Return what the database tells of the rules and limits of a member or a key."""
    amounts = {
        (unit, limit["period"]): limit[f"limit_{unit}"]
        for limit in document["limits"]
        for unit in ("credits", "requests", "tokens")
        if f"limit_{unit}" in limit
    }
    typed = {name: amounts.get(which) for name, which in _LIMITS.items()}
    return SpendingLimitsResponse.model_validate({**document, **typed})


def _limits_of(body: SpendingRulesRequest) -> str:
    named = {name: getattr(body, name, None) for name in _LIMITS}
    return json.dumps(
        [
            {
                "unit": _LIMITS[name][0],
                "period": _LIMITS[name][1],
                "limit": as_json_number(Decimal(amount)),
            }
            for name, amount in named.items()
            if amount is not None
        ]
    )
