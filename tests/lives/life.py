"""A life: timed verbs of one organization, lived with a worker, without, or touched at random."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.lives.dates import at
from tests.lives.organization import Organization
from tests.lives.plans import Plan, usual_plans
from tests.lives.verbs import Outcome, Verb, do

WAYS = ("worker", "untouched", "random")
WORKER_EVERY = timedelta(hours=6)


@dataclass
class Life:
    """What was done to an organization, and until when."""

    start: datetime
    end: datetime
    zone: str = "UTC"
    plans: dict[str, Plan] = field(default_factory=usual_plans)
    verbs: list[Verb] = field(default_factory=list)

    def then(self, when: str, name: str, whose: str | None = None, /, **values: Any) -> "Life":
        """Add a verb at a local time."""
        self.verbs.append(Verb(at(when, self.zone), name, values, whose))
        return self

    def touches(self, way: str, seed: int = 0) -> Iterator[tuple[datetime, Verb | None]]:
        """Verbs and, between them, instants at which somebody looks; at the end somebody does."""
        looks = {self.end}
        if way == "worker":
            steps = (self.end - self.start) // WORKER_EVERY
            looks |= {self.start + WORKER_EVERY * step for step in range(1, steps + 1)}
        elif way == "random":
            chance = random.Random(seed)
            seconds = (self.end - self.start).total_seconds()
            count = chance.randrange(60)
            looks |= {
                self.start + timedelta(seconds=chance.uniform(0, seconds)) for _ in range(count)
            }
        touches: list[tuple[datetime, Verb | None]] = [(look, None) for look in looks]
        touches += [(verb.at, verb) for verb in self.verbs]
        # Sorting is stable: verbs of one instant keep their order.
        yield from sorted(touches, key=lambda touch: touch[0])


def live(life: Life, way: str, seed: int = 0) -> tuple[Organization, list[Outcome]]:
    """Live a life; returns the organization at its end and what every verb answered."""
    org = Organization(life.plans, life.zone)
    outcomes: list[Outcome] = []
    for instant, verb in life.touches(way, seed):
        if verb is not None:
            outcomes.append(do(org, verb))
        elif (due := org.next_due_at()) is not None and due <= instant:
            org.settle(instant)
    return org, outcomes


def state(org: Organization) -> dict[str, Any]:
    """Everything that must not depend on who looked when."""
    billing = org.billing
    org.ledger.settle_lots()
    return {
        "available": org.ledger.available,
        "uncollected": org.ledger.uncollected,
        "money_credit": billing.money_credit,
        "standings": [s.standing for s in billing.subscriptions],
        "lots": [
            (t.source, t.amount, t.opened_at, t.expires_at, t.used, t.restored, t.out)
            for t in org.ledger.lots.lots
        ],
        "invoices": [
            (i.kind, i.price, i.amount, i.made_at, i.ends_at, i.status) for i in billing.invoices
        ],
        "rows": [
            (r.plan, r.cycle, r.price, r.included, r.start, r.end)
            for term in billing.terms
            for r in term.rows
        ],
        "ends": [(term.start, term.planned_end, term.end) for term in billing.terms],
        "items": [
            (i.kind, i.start, i.credits, i.state, i.brought_at, i.reversed, i.unrecovered)
            for i in billing.items
        ],
        "members": [
            (m.user, m.A, m.U, m.H, m.T, m.D, m.L, m.C, m.n, m.active, m.next)
            for m in org.ledger.by_user()
        ],
        "grant": org.grant,
        "next": org.next_due_at(),
    }
