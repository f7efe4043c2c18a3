"""Typed statements of `queries.sql`, written by `make queries`: edit that file."""

from datetime import datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple
from uuid import UUID

from orgbilling.database import Query, Statement, load_queries

_texts: Final = load_queries(__file__, "queries.sql")


class ListPlansRow(NamedTuple):
    plan: str
    name: str
    description: str
    monthly_price: Decimal
    yearly_price: Decimal
    managed_markup: Decimal
    own_key_markup: Decimal
    included_monthly_credits: Decimal


_list_plans: Final[Query[ListPlansRow, str | None]] = Query(_texts.list_plans, ListPlansRow)


def list_plans() -> Statement[ListPlansRow, str | None]:
    return Statement(_list_plans)


class FindSubscriptionRow(NamedTuple):
    id: UUID
    org_id: UUID
    org_name: str
    subscription_plan: str
    price: Decimal
    monthly_price: Decimal | None
    billing_cycle: str
    status: str
    trial_ends_at: datetime | None
    current_period_start: datetime
    current_period_end: datetime
    grace_ends_at: datetime | None
    cancel_at: datetime | None
    canceled_at: datetime | None
    next_plan: str | None
    next_billing_cycle: str | None
    created_at: datetime


_settled_subscription: Final[Query[FindSubscriptionRow, UUID | None]] = Query(
    _texts.settled_subscription, FindSubscriptionRow
)


def settled_subscription(
    *, org_id: UUID, now: datetime | None
) -> Statement[FindSubscriptionRow, UUID | None]:
    return Statement(_settled_subscription, {"org_id": org_id, "now": now})


_find_subscription: Final[Query[FindSubscriptionRow, UUID | None]] = Query(
    _texts.find_subscription, FindSubscriptionRow
)


def find_subscription(*, org_id: UUID) -> Statement[FindSubscriptionRow, UUID | None]:
    return Statement(_find_subscription, {"org_id": org_id})


class CreateSubscriptionRow(NamedTuple):
    subscription_id: UUID | None


_create_subscription: Final[Query[CreateSubscriptionRow, UUID | None]] = Query(
    _texts.create_subscription, CreateSubscriptionRow
)


def create_subscription(
    *,
    org_id: UUID,
    plan: str,
    billing_cycle: str,
    trial_days: int,
    actor_id: str | None,
    now: datetime | None,
) -> Statement[CreateSubscriptionRow, UUID | None]:
    return Statement(
        _create_subscription,
        {
            "org_id": org_id,
            "plan": plan,
            "billing_cycle": billing_cycle,
            "trial_days": trial_days,
            "actor_id": actor_id,
            "now": now,
        },
    )


class ChangeSubscriptionRow(NamedTuple):
    change: str | None
    old_plan: str | None
    new_plan: str | None
    old_billing_cycle: str | None
    new_billing_cycle: str | None
    old_price_usd: Decimal | None
    new_price_usd: Decimal | None
    old_monthly_price_usd: Decimal | None
    new_monthly_price_usd: Decimal | None
    credit_usd: Decimal | None
    charge_usd: Decimal | None
    amount_due_usd: Decimal | None
    included_credits_now: Decimal | None
    takes_effect_at: datetime | None
    withdraws_pending_change: bool | None
    withdraws_cancellation: bool | None


_preview_change: Final[Query[ChangeSubscriptionRow, str | None]] = Query(
    _texts.preview_change, ChangeSubscriptionRow
)


def preview_change(
    *, org_id: UUID, plan: str, billing_cycle: str, now: datetime | None
) -> Statement[ChangeSubscriptionRow, str | None]:
    return Statement(
        _preview_change,
        {"org_id": org_id, "plan": plan, "billing_cycle": billing_cycle, "now": now},
    )


_change_subscription: Final[Query[ChangeSubscriptionRow, str | None]] = Query(
    _texts.change_subscription, ChangeSubscriptionRow
)


def change_subscription(
    *, org_id: UUID, plan: str, billing_cycle: str, actor_id: str | None, now: datetime | None
) -> Statement[ChangeSubscriptionRow, str | None]:
    return Statement(
        _change_subscription,
        {
            "org_id": org_id,
            "plan": plan,
            "billing_cycle": billing_cycle,
            "actor_id": actor_id,
            "now": now,
        },
    )


class CancelSubscriptionRow(NamedTuple):
    subscription_id: UUID | None


_cancel_subscription: Final[Query[CancelSubscriptionRow, UUID | None]] = Query(
    _texts.cancel_subscription, CancelSubscriptionRow
)


def cancel_subscription(
    *, org_id: UUID, at: str, actor_id: str | None, now: datetime | None
) -> Statement[CancelSubscriptionRow, UUID | None]:
    return Statement(
        _cancel_subscription, {"org_id": org_id, "at": at, "actor_id": actor_id, "now": now}
    )


class MarkPastDueRow(NamedTuple):
    subscription_id: UUID | None


_mark_past_due: Final[Query[MarkPastDueRow, UUID | None]] = Query(
    _texts.mark_past_due, MarkPastDueRow
)


def mark_past_due(
    *, org_id: UUID, grace_days: int, actor_id: str | None, reason: str | None, now: datetime | None
) -> Statement[MarkPastDueRow, UUID | None]:
    return Statement(
        _mark_past_due,
        {
            "org_id": org_id,
            "grace_days": grace_days,
            "actor_id": actor_id,
            "reason": reason,
            "now": now,
        },
    )


class MarkActiveRow(NamedTuple):
    subscription_id: UUID | None


_mark_active: Final[Query[MarkActiveRow, UUID | None]] = Query(_texts.mark_active, MarkActiveRow)


def mark_active(
    *, org_id: UUID, actor_id: str | None, now: datetime | None
) -> Statement[MarkActiveRow, UUID | None]:
    return Statement(_mark_active, {"org_id": org_id, "actor_id": actor_id, "now": now})


class PauseSubscriptionRow(NamedTuple):
    subscription_id: UUID | None


_pause_subscription: Final[Query[PauseSubscriptionRow, UUID | None]] = Query(
    _texts.pause_subscription, PauseSubscriptionRow
)


def pause_subscription(
    *, org_id: UUID, actor_id: str | None, now: datetime | None
) -> Statement[PauseSubscriptionRow, UUID | None]:
    return Statement(_pause_subscription, {"org_id": org_id, "actor_id": actor_id, "now": now})


class ResumeSubscriptionRow(NamedTuple):
    subscription_id: UUID | None


_resume_subscription: Final[Query[ResumeSubscriptionRow, UUID | None]] = Query(
    _texts.resume_subscription, ResumeSubscriptionRow
)


def resume_subscription(
    *, org_id: UUID, actor_id: str | None, now: datetime | None
) -> Statement[ResumeSubscriptionRow, UUID | None]:
    return Statement(_resume_subscription, {"org_id": org_id, "actor_id": actor_id, "now": now})


class ClaimChangeKeyRow(NamedTuple):
    begin_subscription_change: Any


_claim_change_key: Final[Query[ClaimChangeKeyRow, Any]] = Query(
    _texts.claim_change_key, ClaimChangeKeyRow
)


def claim_change_key(
    *, org_id: UUID, key: str | None, body: str, now: datetime | None
) -> Statement[ClaimChangeKeyRow, Any]:
    return Statement(_claim_change_key, {"org_id": org_id, "key": key, "body": body, "now": now})


class KeepChangeAnswerRow(NamedTuple):
    keep_response: Any


_keep_change_answer: Final[Query[KeepChangeAnswerRow, Any]] = Query(
    _texts.keep_change_answer, KeepChangeAnswerRow
)


def keep_change_answer(
    *, org_id: UUID, key: str | None, answer: str
) -> Statement[KeepChangeAnswerRow, Any]:
    return Statement(_keep_change_answer, {"org_id": org_id, "key": key, "answer": answer})
