"""Typed statements of `queries_chronicle.sql`, written by `make queries`: edit that file."""

from datetime import datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple, Never
from uuid import UUID

from orgbilling.database import Query, Statement, load_queries

_texts: Final = load_queries(__file__, "queries_chronicle.sql")


class CreateOrganizationRow(NamedTuple):
    create_organization: UUID | None


_create_organization: Final[Query[CreateOrganizationRow, UUID | None]] = Query(
    _texts.create_organization, CreateOrganizationRow
)


def create_organization(
    *, name: str, owner: str, email: str | None, org_id: UUID | None, now: datetime | None
) -> Statement[CreateOrganizationRow, UUID | None]:
    return Statement(
        _create_organization,
        {"name": name, "owner": owner, "email": email, "org_id": org_id, "now": now},
    )


class AddMemberRow(NamedTuple):
    user_id: str | None


_add_member: Final[Query[AddMemberRow, str | None]] = Query(_texts.add_member, AddMemberRow)


def add_member(
    *, org_id: UUID, user_id: str, role: str, actor: str, now: datetime | None
) -> Statement[AddMemberRow, str | None]:
    return Statement(
        _add_member,
        {"org_id": org_id, "user_id": user_id, "role": role, "actor": actor, "now": now},
    )


class CreateSubscriptionRow(NamedTuple):
    subscription_id: UUID | None


_create_subscription: Final[Query[CreateSubscriptionRow, UUID | None]] = Query(
    _texts.create_subscription, CreateSubscriptionRow
)


def create_subscription(
    *, org_id: UUID, plan: str, trial_days: int, actor: str | None, now: datetime | None
) -> Statement[CreateSubscriptionRow, UUID | None]:
    return Statement(
        _create_subscription,
        {"org_id": org_id, "plan": plan, "trial_days": trial_days, "actor": actor, "now": now},
    )


class ChangeSubscriptionRow(NamedTuple):
    change: str | None


_change_subscription: Final[Query[ChangeSubscriptionRow, str | None]] = Query(
    _texts.change_subscription, ChangeSubscriptionRow
)


def change_subscription(
    *, org_id: UUID, plan: str, actor: str | None, now: datetime | None
) -> Statement[ChangeSubscriptionRow, str | None]:
    return Statement(
        _change_subscription, {"org_id": org_id, "plan": plan, "actor": actor, "now": now}
    )


class PayInvoicesRow(NamedTuple):
    status: str | None


_pay_invoices: Final[Query[PayInvoicesRow, str | None]] = Query(_texts.pay_invoices, PayInvoicesRow)


def pay_invoices(*, org_id: UUID, now: datetime | None) -> Statement[PayInvoicesRow, str | None]:
    return Statement(_pay_invoices, {"org_id": org_id, "now": now})


class FailInvoicesRow(NamedTuple):
    status: str | None


_fail_invoices: Final[Query[FailInvoicesRow, str | None]] = Query(
    _texts.fail_invoices, FailInvoicesRow
)


def fail_invoices(
    *, org_id: UUID, grace_days: int, now: datetime | None
) -> Statement[FailInvoicesRow, str | None]:
    return Statement(_fail_invoices, {"org_id": org_id, "grace_days": grace_days, "now": now})


class SetOwnGrantRow(NamedTuple):
    set_own_grant: Any


_set_own_grant: Final[Query[SetOwnGrantRow, Any]] = Query(_texts.set_own_grant, SetOwnGrantRow)


def set_own_grant(
    *, org_id: UUID, credits: Decimal, actor: str, now: datetime | None
) -> Statement[SetOwnGrantRow, Any]:
    return Statement(
        _set_own_grant, {"org_id": org_id, "credits": credits, "actor": actor, "now": now}
    )


class RequestPurchaseRow(NamedTuple):
    purchase_id: UUID


_request_purchase: Final[Query[RequestPurchaseRow, UUID]] = Query(
    _texts.request_purchase, RequestPurchaseRow
)


def request_purchase(
    *, org_id: UUID, credits: Decimal, reason: str, actor: str, key: str, now: datetime | None
) -> Statement[RequestPurchaseRow, UUID]:
    return Statement(
        _request_purchase,
        {
            "org_id": org_id,
            "credits": credits,
            "reason": reason,
            "actor": actor,
            "key": key,
            "now": now,
        },
    )


class PayPurchaseRow(NamedTuple):
    pay_purchase: Any


_pay_purchase: Final[Query[PayPurchaseRow, Any]] = Query(_texts.pay_purchase, PayPurchaseRow)


def pay_purchase(
    *, org_id: UUID, purchase_id: UUID, actor: str, now: datetime | None
) -> Statement[PayPurchaseRow, Any]:
    return Statement(
        _pay_purchase, {"org_id": org_id, "purchase_id": purchase_id, "actor": actor, "now": now}
    )


class AllocateRow(NamedTuple):
    allocate_credits_to_user: Any


_allocate: Final[Query[AllocateRow, Any]] = Query(_texts.allocate, AllocateRow)


def allocate(
    *,
    org_id: UUID,
    user_id: str,
    credits: Decimal,
    actor: str,
    reset_period: str | None,
    key: str | None,
    now: datetime | None,
) -> Statement[AllocateRow, Any]:
    return Statement(
        _allocate,
        {
            "org_id": org_id,
            "user_id": user_id,
            "credits": credits,
            "actor": actor,
            "reset_period": reset_period,
            "key": key,
            "now": now,
        },
    )


class RequestCreditsRow(NamedTuple):
    request_credits: Any


_request_credits: Final[Query[RequestCreditsRow, Any]] = Query(
    _texts.request_credits, RequestCreditsRow
)


def request_credits(
    *,
    org_id: UUID,
    user_id: str,
    credits: Decimal,
    reason: str,
    key: str | None,
    now: datetime | None,
) -> Statement[RequestCreditsRow, Any]:
    return Statement(
        _request_credits,
        {
            "org_id": org_id,
            "user_id": user_id,
            "credits": credits,
            "reason": reason,
            "key": key,
            "now": now,
        },
    )


class SettleRow(NamedTuple):
    settle_due: object


_settle: Final[Query[SettleRow, object]] = Query(_texts.settle, SettleRow)


def settle(*, org_id: UUID, now: datetime | None) -> Statement[SettleRow, object]:
    return Statement(_settle, {"org_id": org_id, "now": now})


class SettleBeforeSpendingRow(NamedTuple):
    settle_organization: datetime | None


_settle_before_spending: Final[Query[SettleBeforeSpendingRow, datetime | None]] = Query(
    _texts.settle_before_spending, SettleBeforeSpendingRow
)


def settle_before_spending(
    *, org_id: UUID, now: datetime | None
) -> Statement[SettleBeforeSpendingRow, datetime | None]:
    return Statement(_settle_before_spending, {"org_id": org_id, "now": now})


class SpendRow(NamedTuple):
    outcome: str | None


_spend: Final[Query[SpendRow, str | None]] = Query(_texts.spend, SpendRow)


def spend(
    *,
    org_id: UUID,
    keys: list[str],
    user_ids: list[str],
    credits: list[Decimal],
    service_types: list[str],
    service_names: list[str],
    metadata: list[str],
    api_costs_usd: list[Decimal],
    markups_usd: list[Decimal],
    now: datetime | None,
) -> Statement[SpendRow, str | None]:
    return Statement(
        _spend,
        {
            "org_id": org_id,
            "keys": keys,
            "user_ids": user_ids,
            "credits": credits,
            "service_types": service_types,
            "service_names": service_names,
            "metadata": metadata,
            "api_costs_usd": api_costs_usd,
            "markups_usd": markups_usd,
            "now": now,
        },
    )


class CloseDaysRow(NamedTuple):
    close_usage_days: int | None


_close_days: Final[Query[CloseDaysRow, int | None]] = Query(_texts.close_days, CloseDaysRow)


def close_days(*, org_id: UUID, now: datetime | None) -> Statement[CloseDaysRow, int | None]:
    return Statement(_close_days, {"org_id": org_id, "now": now})


_mark_facts_processed: Final[Query[Never, Never]] = Query(_texts.mark_facts_processed)


def mark_facts_processed(*, now: datetime, org_id: UUID) -> Statement[Never, Never]:
    return Statement(_mark_facts_processed, {"now": now, "org_id": org_id})
