"""What the screens must say, read from the tables, and as en-US writes it."""

from decimal import Decimal
from typing import Any

from tests.browser.people import Person
from tests.conftest import OwnerConnection

JOINED = """
    select o.org_id::text, o.name, s.subscription_plan as plan,
        s.price_usd / case s.billing_cycle when 'yearly' then 12 else 1 end as price,
        a.allocated_credits as allocated, a.used_credits as used,
        a.allocated_credits - a.used_credits - a.held_credits as left
    from organization_members as m
    inner join users as u on u.user_id = m.user_id
    inner join organizations as o on o.org_id = m.org_id
    left join organization_subscriptions as s on s.org_id = m.org_id and s.status <> 'canceled'
    left join user_credit_allocations as a on a.org_id = m.org_id and a.user_id = m.user_id
    where u.email = %s and m.status = 'active'
    order by lower(o.name)
"""
USED = """
    select d.org_id::text, d.day, d.service_type, d.service_name, d.credits, d.requests
    from credit_usage_daily as d
    inner join users as u on u.user_id = d.user_id
    where u.email = %s and d.day > (now() at time zone 'UTC')::date - 30
"""


def joined(sql: OwnerConnection, person: Person) -> list[dict[str, Any]]:
    """Return the person's organizations with what they have there, by name."""
    return sql.execute(JOINED, [person.email]).fetchall()


def used(sql: OwnerConnection, person: Person, org_id: str | None = None) -> list[dict[str, Any]]:
    """Return the person's usage of 30 days: a row a day, service and organization."""
    rows = sql.execute(USED, [person.email]).fetchall()
    return [row for row in rows if org_id is None or row["org_id"] == org_id]


def total(rows: list[dict[str, Any]], of: str) -> Decimal:
    return Decimal(sum(row[of] or 0 for row in rows))


def number(amount: Decimal | int) -> str:
    """Return "1,437.5": no zeros at the end, every digit that counts."""
    text = f"{Decimal(amount):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(part: Decimal, whole: Decimal) -> str:
    """Return "42.8%", with at most one decimal, halves away from zero."""
    return number((part * 100 / whole).quantize(Decimal("0.1"), "ROUND_HALF_UP")) + "%"


def many(count: Decimal | int, word: str) -> str:
    return f"{number(count)} {word}{'' if count == 1 else 's'}"
