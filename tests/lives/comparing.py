"""What the database and the model say of one life, in the same form."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from tests.lives.driver import USERS, Company
from tests.lives.organization import Organization
from tests.lives.terms import Item
from tests.lives.verbs import Outcome
from tests.world import Row

SHOWN = {"blocked": "past_due", "ended": "canceled"}
SPENT = ("deduct", "reserve")


def accepted(outcome: Outcome) -> tuple[str, bool, str | None, Decimal | None]:
    """What an answer must agree in: who blocked a spend is part of it, a misuse's code is not."""
    blocked_by = outcome.code if outcome.verb in SPENT else None
    return outcome.verb, outcome.code is None, blocked_by, outcome.remaining


def model_says(org: Organization) -> dict[str, Any]:
    org.ledger.settle_lots()
    last = org.billing.subscriptions[-1] if org.billing.subscriptions else None
    standing = last.standing.name if last else None
    return {
        "available": org.ledger.available,
        "subscription": standing and SHOWN.get(standing, standing),
        "lots": sorted(
            (lot.source, lot.amount, lot.used, lot.restored, lot.out)
            for lot in org.ledger.lots.lots
        ),
        "invoices": sorted(
            (i.made_at, i.ends_at, i.kind, i.amount, i.status) for i in org.billing.invoices
        ),
        "members": {
            m.user: (m.A, m.U, m.H, m.T, m.D, m.L, m.C, m.n, m.active, m.next and m.next.instant)
            for m in org.ledger.by_user()
        },
        "items": sorted(
            (i.kind, i.start, i.credits, gone(i), i.brought_at is not None, i.unrecovered)
            for i in org.billing.items
            if i.credits > 0
        ),
        "own_grant": org.grant.next and org.grant.next.instant,
    }


def database_says(company: Company) -> dict[str, Any]:
    world = company.world
    world.connection.execute("select settle_lots(%s)", [world.org_id])
    subscriptions = world.rows(
        """select status from organization_subscriptions where org_id = %s
           order by created_at desc, (status = 'canceled') limit 1""",
        world.org_id,
    )
    return {
        "available": world.pool()[2],
        "subscription": subscriptions[0]["status"] if subscriptions else None,
        "lots": sorted(
            tuple(row.values())
            for row in world.rows(
                """select source, amount, used_credits, restored_credits, out_credits
                   from credit_lots where org_id = %s""",
                world.org_id,
            )
        ),
        "invoices": sorted(
            tuple(row.values())
            for row in world.rows(
                """select period_start, period_end, details ->> 'invoice_kind' as kind, amount_usd,
                   payment_status from org_billing_history
                   where org_id = %s and event_type = 'invoice_created'""",
                world.org_id,
            )
        ),
        "members": members(company),
        "items": sorted(tuple(row.values()) for row in items(company)),
        "own_grant": own_grant(company),
    }


def gone(item: Item) -> str:
    """Skipped, void and reversed are one: it never comes any more."""
    return "gone" if item.is_dead or item.state == "skipped" else item.state


def items(company: Company) -> list[Row]:
    return company.world.rows(
        """select kind, due_at, credits,
           case when state in ('skipped', 'void', 'reversed') then 'gone' else state end as state,
           brought_at is not null as came, unrecovered_credits
           from included_credits where org_id = %s and credits > 0""",
        company.world.org_id,
    )


def own_grant(company: Company) -> Any:
    return company.world.one(
        "select next_own_grant_at from organization_credit_pools where org_id = %s",
        company.world.org_id,
    )["next_own_grant_at"]


def members(company: Company) -> dict[str, tuple[Any, ...]]:
    names = {company.users[user]: user for user in USERS}
    rows = company.world.rows(
        """select user_id, allocated_credits, used_credits, held_credits, target_credits,
           refill_due_credits, prior_used_credits, cumulative_used_credits, period_number,
           is_active, next_reset_at
           from user_credit_allocations where org_id = %s order by user_id""",
        company.world.org_id,
    )
    return {names[row["user_id"]]: tuple(row.values())[1:] for row in rows}


def differing(one: dict[str, Any], other: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Return only what differs, which a person can read."""
    return {key: (one[key], other[key]) for key in one if one[key] != other[key]}


def first_difference(
    expected: list[Outcome], found: list[Outcome], told: Callable[[int], Any]
) -> Any:
    """Return the first verb that was answered otherwise, or None."""
    for number, (one, other) in enumerate(zip(expected, found, strict=True)):
        if accepted(one) != accepted(other):
            return number, told(number), one, other
    return None
