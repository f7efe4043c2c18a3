"""Every verb of an organization at an instant: settle, do what is asked, hand out what came."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from tests.lives.dates import Mark, boundary, local_date, months_after
from tests.lives.ledger import Member
from tests.lives.organization import Organization
from tests.lives.plans import Refused


@dataclass(frozen=True)
class Verb:
    """A verb at an instant; invoices, holds, usages, terms and lots are named by their number."""

    at: datetime
    name: str
    values: dict[str, Any] = field(default_factory=dict)
    whose: str | None = None


@dataclass(frozen=True)
class Outcome:
    """`code` is None where the verb was accepted; `remaining` is the concerned member's."""

    verb: str
    code: str | None
    remaining: Decimal | None


def do(org: Organization, verb: Verb) -> Outcome:
    """Settle, then do what is asked; what that makes due comes at once."""
    org.settle(verb.at)
    code = None
    try:
        VERBS[verb.name](org, **verb.values)
    except Refused as refusal:
        code = refusal.code
    org.billing.bring(verb.at)
    org.ledger.distribute()
    member = org.ledger.members.get(verb.whose or verb.values.get("user", ""))
    return Outcome(verb.name, code, member.R if member else None)


def create(org: Organization, plan: str, cycle: str, trial_days: int) -> None:
    org.billing.create(plan, cycle, trial_days, org.now)


def change(org: Organization, plan: str, cycle: str) -> None:
    org.billing.change(plan, cycle, org.now)


def cancel(org: Organization, when: str) -> None:
    org.billing.cancel(when, org.now)


def pause(org: Organization) -> None:
    org.billing.pause(org.now)


def resume(org: Organization) -> None:
    org.billing.resume(org.now)


def fail_payment(org: Organization, grace_days: int) -> None:
    org.billing.fail(grace_days, org.now)


def pay_all(org: Organization) -> None:
    org.billing.pay_all()


def pay(org: Organization, invoice: int) -> None:
    org.billing.pay(org.billing.invoice(invoice))


def void(org: Organization, invoice: int) -> None:
    org.billing.void(org.billing.invoice(invoice))


def reverse_month(org: Organization, term: int, month: int) -> None:
    org.billing.reverse_month(org.billing.terms[term], month)


def set_status(org: Organization, status: str) -> None:
    """Suspend, reactivate, or close for good, which ends the subscription."""
    if org.status == "closed" and status != "closed":
        raise Refused("OB018")
    if status == "closed" and org.billing.live:
        org.billing.end(org.billing.live, org.now)
    org.status = status
    org.billing.is_active = status == "active"


def move_zone(org: Organization, zone: str) -> None:
    """Dates stay, instants move; what that puts in the past happens now."""
    org.zone = org.billing.zone = zone
    if org.billing.live:
        term = org.billing.live.term
        term.planned_end = term.planned_end.in_zone(zone)
    if org.grant.next:
        org.grant.next = org.grant.next.in_zone(zone)
    for member in org.ledger.by_user():
        member.next = member.next.in_zone(zone) if member.next else None
    org.settle(org.now)


def set_own_grant(org: Organization, amount: Decimal) -> None:
    org.grant.set_to(amount, local_date(org.now, org.zone), org.zone)


def change_catalogue(
    org: Organization, plan: str, included: Decimal | None = None, rise: Decimal = Decimal(0)
) -> None:
    org.catalogue.change(plan, org.now, included, rise)


def move_boundary(org: Organization, kind: str, subject: str | None, to: datetime) -> None:
    """Put a next boundary elsewhere, never before now or past the one after it."""
    holder, after = movable(org, kind, subject)
    if to < org.now or to > after.instant or (kind == "term" and to <= holder.start):
        raise Refused("OB001")
    name = "planned_end" if kind == "term" else "next"
    setattr(holder, name, getattr(holder, name).moved_to(to, org.zone))
    org.settle(org.now)


def movable(org: Organization, kind: str, subject: str | None) -> tuple[Any, Mark]:
    """The holder of a boundary, and the boundary after it."""
    if kind == "reset":
        member = org.ledger.member(subject or "")
        if member.next is None:
            raise Refused("OB017")
        return member, reset_after(org, member)
    if kind == "grant":
        if org.grant.next is None or org.grant.anchor is None:
            raise Refused("OB017")
        day = months_after(org.grant.anchor, org.grant.index + 1)
        return org.grant, Mark.of(day, org.zone)
    term = org.billing.require_live().term
    if term.is_trial or org.billing.require_live().is_paused:
        raise Refused("OB022")
    months = 1 if term.row.cycle == "monthly" else 12
    return term, Mark.of(months_after(term.anchor, term.last + months), org.zone)


def reset_after(org: Organization, member: Member) -> Mark:
    assert member.anchor is not None
    return Mark.of(boundary(member.anchor, member.period, member.index + 1), org.zone)


def buy(org: Organization, credits: Decimal) -> None:
    if org.status == "closed":
        raise Refused("OB018")
    org.added.append(org.ledger.bring("purchase", credits, org.now))


def add(org: Organization, credits: Decimal, expires_at: datetime | None = None) -> None:
    org.added.append(org.ledger.bring("grant", credits, org.now, expires_at))


def refund_lot(org: Organization, lot: int, credits: Decimal) -> None:
    org.ledger.refund_lot(org.added[lot], credits)


def allocate(org: Organization, user: str, credits: Decimal, period: str) -> None:
    org.ledger.allocate(user, credits, period, org.now, org.zone)


def set_to(org: Organization, user: str, credits: Decimal, period: str) -> None:
    org.ledger.set_to(user, credits, period, org.now, org.zone)


def reclaim(org: Organization, user: str, credits: Decimal) -> None:
    org.ledger.reclaim(user, credits)


def transfer(org: Organization, user: str, receiver: str, credits: Decimal) -> None:
    org.ledger.transfer(user, receiver, credits, org.now, org.zone)


def close_allocation(org: Organization, user: str) -> None:
    org.ledger.close(user)


def gate(org: Organization) -> None:
    if org.status != "active":
        raise Refused("organization")
    if not org.billing.may_spend:
        raise Refused("subscription")


def deduct(org: Organization, user: str, credits: Decimal) -> None:
    gate(org)
    org.ledger.deduct(user, credits, org.now)


def reserve(org: Organization, user: str, credits: Decimal, ttl_s: int) -> None:
    gate(org)
    org.ledger.reserve(user, credits, ttl_s, org.now)


def capture(org: Organization, hold: int, credits: Decimal) -> None:
    org.ledger.capture(org.ledger.holds[hold], credits)


def release(org: Organization, hold: int) -> None:
    org.ledger.release(org.ledger.holds[hold])


def refund_usage(org: Organization, usage: int, credits: Decimal) -> None:
    taken = org.ledger.refund_usage(org.ledger.usages[usage], credits, org.now)
    org.billing.recovered(taken)


VERBS: dict[str, Callable[..., None]] = {
    "create": create,
    "change": change,
    "cancel": cancel,
    "pause": pause,
    "resume": resume,
    "fail_payment": fail_payment,
    "pay_all": pay_all,
    "pay": pay,
    "void": void,
    "reverse_month": reverse_month,
    "set_status": set_status,
    "move_zone": move_zone,
    "set_own_grant": set_own_grant,
    "change_catalogue": change_catalogue,
    "move_boundary": move_boundary,
    "buy": buy,
    "add": add,
    "refund_lot": refund_lot,
    "allocate": allocate,
    "set_to": set_to,
    "reclaim": reclaim,
    "transfer": transfer,
    "close_allocation": close_allocation,
    "deduct": deduct,
    "reserve": reserve,
    "capture": capture,
    "release": release,
    "refund_usage": refund_usage,
}
