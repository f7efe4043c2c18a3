"""What can be done with a subscription. Every rule of money and time is a function in the
database; here is who gets which answer.

Any function raises `DomainError` with the code of the function's SQLSTATE (database/errors.py);
`Raises` names what a caller can meet.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from orgbilling.database import Executor
from orgbilling.edge.answers import AnswerOf
from orgbilling.subscriptions import queries
from orgbilling.subscriptions.errors import SubscriptionNotFound
from orgbilling.subscriptions.schemas import (
    OrganizationSubscriptionCreate,
    OrganizationSubscriptionResponse,
    PlanResponse,
    ProrationResponse,
    SubscriptionChange,
    SubscriptionChangeResponse,
)

_plan: Final = AnswerOf(PlanResponse, queries.ListPlansRow)
_subscription: Final = AnswerOf(OrganizationSubscriptionResponse, queries.FindSubscriptionRow)
_changed: Final = AnswerOf(
    SubscriptionChangeResponse,
    queries.ChangeSubscriptionRow,
    "org_id",
    "old_price",
    "new_price",
    "old_monthly_price",
    "new_monthly_price",
    "proration",
    "subscription",
)


async def list_plans(executor: Executor) -> list[PlanResponse]:
    """Return the plans on offer, cheapest first."""
    return [_plan(row) for row in await executor.fetch_all(queries.list_plans())]


async def read_subscription(
    executor: Executor, org_id: UUID, now: datetime | None
) -> OrganizationSubscriptionResponse:
    """Return the live subscription, or the last one that ended; what is due is settled first.

    Raises:
        SubscriptionNotFound: there never was one.
    """
    return _response(await executor.fetch_one(queries.settled_subscription(org_id=org_id, now=now)))


async def create_subscription(
    executor: Executor, wanted: OrganizationSubscriptionCreate, actor_id: str, now: datetime | None
) -> OrganizationSubscriptionResponse:
    """Subscribe an organization.

    Raises:
        NotFound: `organization_not_found`.
        Conflict: `subscription_exists`, `organization_closed`.
        Invalid: `invalid_argument`: the plan is not on offer.
    """
    await executor.execute(
        queries.create_subscription(
            org_id=wanted.org_id,
            plan=wanted.subscription_plan,
            billing_cycle=wanted.billing_cycle,
            trial_days=wanted.trial_days,
            actor_id=actor_id,
            now=now,
        )
    )
    return await _found(executor, wanted.org_id)


async def preview_change(
    executor: Executor, org_id: UUID, wanted: SubscriptionChange, now: datetime | None
) -> SubscriptionChangeResponse:
    """Return what `change_subscription` would answer; nothing of it is written.

    Raises:
        SubscriptionNotFound: there never was one.
        Conflict: `subscription_not_live`: it has ended, or is paused.
        Invalid: `invalid_argument`: the plan is not on offer.
    """
    present = await read_subscription(executor, org_id, now)
    row = await executor.fetch_one(
        queries.preview_change(
            org_id=present.org_id,
            plan=wanted.subscription_plan,
            billing_cycle=wanted.billing_cycle or present.billing_cycle,
            now=now,
        )
    )
    return _change(row, present)


async def change_subscription(
    executor: Executor,
    org_id: UUID,
    wanted: SubscriptionChange,
    actor_id: str,
    now: datetime | None,
    *,
    idempotency_key: str | None,
) -> SubscriptionChangeResponse:
    """Change plan or cycle: an upgrade at once, a downgrade at the end of the period.

    With a key, the same request gets the first answer again.

    Raises:
        SubscriptionNotFound: there never was one.
        Conflict: `subscription_not_live`: it has ended, or is paused; `idempotency_key_reused`.
        Invalid: `invalid_argument`: the plan is not on offer.
    """
    kept = await executor.fetch_value(
        queries.claim_change_key(
            org_id=org_id, key=idempotency_key, body=wanted.model_dump_json(), now=now
        )
    )
    if kept is not None:
        return SubscriptionChangeResponse.model_validate(kept)
    present = await _found(executor, org_id)
    row = await executor.fetch_one(
        queries.change_subscription(
            org_id=present.org_id,
            plan=wanted.subscription_plan,
            billing_cycle=wanted.billing_cycle or present.billing_cycle,
            actor_id=actor_id,
            now=now,
        )
    )
    answer = _change(row, await _found(executor, org_id))
    await executor.execute(
        queries.keep_change_answer(
            org_id=org_id, key=idempotency_key, answer=answer.model_dump_json()
        )
    )
    return answer


async def cancel_subscription(
    executor: Executor, org_id: UUID, at: str, actor_id: str, now: datetime | None
) -> OrganizationSubscriptionResponse:
    """End the subscription `now` or at `period_end`; credits stay in the pool.

    Raises:
        SubscriptionNotFound: there never was one.
        Conflict: `subscription_not_live`: it has ended already.
    """
    await _found(executor, org_id)
    await executor.execute(
        queries.cancel_subscription(org_id=org_id, at=at, actor_id=actor_id, now=now)
    )
    return await _found(executor, org_id)


async def mark_past_due(
    executor: Executor,
    org_id: UUID,
    grace_days: int,
    reason: str | None,
    actor_id: str,
    now: datetime | None,
) -> OrganizationSubscriptionResponse:
    """Record that a payment failed; members may spend for `grace_days` more.

    Raises:
        SubscriptionNotFound: there never was one.
        Conflict: `subscription_not_live`: it is trialing, paused or has ended.
    """
    await _found(executor, org_id)
    await executor.execute(
        queries.mark_past_due(
            org_id=org_id, grace_days=grace_days, reason=reason, actor_id=actor_id, now=now
        )
    )
    return await _found(executor, org_id)


async def reactivate(
    executor: Executor, org_id: UUID, actor_id: str, now: datetime | None
) -> OrganizationSubscriptionResponse:
    """Record that what was open is paid; a paused subscription goes on.

    Raises:
        SubscriptionNotFound: there never was one.
        Conflict: `subscription_not_live`: it has ended.
    """
    present = await _found(executor, org_id)
    step = queries.resume_subscription if present.status == "paused" else queries.mark_active
    await executor.execute(step(org_id=org_id, actor_id=actor_id, now=now))
    return await _found(executor, org_id)


async def pause(
    executor: Executor, org_id: UUID, actor_id: str, now: datetime | None
) -> OrganizationSubscriptionResponse:
    """Stop spending and billing until `reactivate`.

    Raises:
        SubscriptionNotFound: there never was one.
        Conflict: `subscription_not_live`: it is a trial, or has ended.
    """
    await _found(executor, org_id)
    await executor.execute(queries.pause_subscription(org_id=org_id, actor_id=actor_id, now=now))
    return await _found(executor, org_id)


async def _found(executor: Executor, org_id: UUID) -> OrganizationSubscriptionResponse:
    return _response(await executor.fetch_one(queries.find_subscription(org_id=org_id)))


def _response(row: queries.FindSubscriptionRow | None) -> OrganizationSubscriptionResponse:
    if row is None:
        raise SubscriptionNotFound
    return _subscription(row)


def _change(
    row: queries.ChangeSubscriptionRow | None, subscription: OrganizationSubscriptionResponse
) -> SubscriptionChangeResponse:
    if row is None:
        raise SubscriptionNotFound
    return _changed(
        row,
        org_id=subscription.org_id,
        old_price=row.old_price_usd,
        new_price=row.new_price_usd,
        old_monthly_price=row.old_monthly_price_usd,
        new_monthly_price=row.new_monthly_price_usd,
        proration=ProrationResponse(
            credit_usd=row.credit_usd,
            charge_usd=row.charge_usd,
            amount_due_usd=row.amount_due_usd,
        ),
        subscription=subscription,
    )
