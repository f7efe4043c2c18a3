"""What the numbers in a life's verbs stand for, told by what can be found in a database too."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from tests.lives.life import Life
from tests.lives.organization import Organization
from tests.lives.verbs import Outcome, Verb, do


@dataclass(frozen=True)
class InvoiceName:
    """The which-th of the invoices of one kind, instant and amount."""

    kind: str
    made_at: datetime
    amount: Decimal
    which: int


@dataclass(frozen=True)
class TermName:
    """The which-th of the terms that began at an instant."""

    start: datetime
    which: int


def named(org: Organization, verb: Verb) -> Verb:
    """Name the invoice or term that a verb is about, at the instant of the verb."""
    if "invoice" in verb.values:
        number = verb.values["invoice"]
        invoice = org.billing.invoices[number]
        alike = [each for each in org.billing.invoices[:number] if each.looks_like(invoice)]
        name = InvoiceName(invoice.kind, invoice.made_at, invoice.amount, len(alike))
        return replace(verb, values={"invoice": name})
    if "term" in verb.values:
        terms, number = org.billing.terms, verb.values["term"]
        start = terms[number].start
        earlier = [term for term in terms[:number] if term.start == start]
        return replace(verb, values={**verb.values, "term": TermName(start, len(earlier))})
    return verb


def live_with_names(life: Life) -> tuple[Organization, list[Outcome], list[Verb]]:
    """Live a life untouched; returns what every verb answered, and the verbs with names."""
    org = Organization(life.plans, life.zone)
    outcomes: list[Outcome] = []
    verbs: list[Verb] = []
    for verb in life.verbs:
        org.settle(verb.at)
        verbs.append(named(org, verb))
        outcomes.append(do(org, verb))
    org.settle(life.end)
    return org, outcomes, verbs
