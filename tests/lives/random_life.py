"""Lives by chance: every verb, a third of them with a scarce pool, many at the very boundary."""

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.lives.dates import local_date, midnight
from tests.lives.life import Life
from tests.lives.organization import Organization
from tests.lives.plans import CYCLES, PLANS, usual_plans
from tests.lives.verbs import Verb, do, movable

DAYS = 400
ZONES = ("America/Havana", "America/Santiago", "Asia/Beirut", "Pacific/Auckland", "UTC")
PERIODS = ("monthly", "monthly", "weekly", "daily", "never")
SMALLEST = Decimal("0.000001")
Proposal = tuple[str, dict[str, Any], str | None]

# How often each verb is proposed; what cannot be proposed now is passed over.
OF_PLANS = {
    "create": 8, "change": 11, "cancel": 3, "pause": 6, "resume": 6, "fail_payment": 8,
    "pay_all": 8, "pay": 10, "void": 3, "reverse_month": 2, "set_status": 3, "move_zone": 3,
    "set_own_grant": 3, "move_boundary": 4, "change_catalogue": 3,
}  # fmt: skip
OF_CREDITS = {
    "buy": 5, "add": 5, "refund_lot": 3, "allocate": 12, "set_to": 5, "reclaim": 4, "transfer": 4,
    "close_allocation": 2, "deduct": 24, "reserve": 10, "capture": 8, "release": 4,
    "refund_usage": 7,
}  # fmt: skip


class LifeWriter:
    """Writes one life while living it, so that most of what it proposes makes sense."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.scarce = seed % 3 == 0
        included = [100, 20, 350] if self.scarce else [5000, 1000, 9000]
        # In the future, with the calendar of 2025: a worker that runs today, among the tests of one
        # process, must find nothing due here.
        start = datetime(2053, 1, 1, tzinfo=UTC) + timedelta(
            days=self.random.randrange(700), seconds=self.random.randrange(86_400)
        )
        self.life = Life(
            start, start + timedelta(days=DAYS), self.random.choice(ZONES), usual_plans(*included)
        )
        self.org = Organization(self.life.plans, self.life.zone)
        self.org.settle(start)

    def write(self) -> Life:
        now = self.life.start
        while now < self.life.end:
            self.org.settle(now)
            proposal = self.propose()
            if proposal is not None:
                verb = Verb(now, *proposal)
                self.life.verbs.append(verb)
                do(self.org, verb)
            now = self.next_instant(now)
        if self.random.random() < 0.1:
            self.close()
        return self.life

    def close(self) -> None:
        """Close the organization in its last days; boundaries go on without it."""
        close = self.life.end - timedelta(days=self.random.randrange(1, 30))
        self.life.verbs = [verb for verb in self.life.verbs if verb.at < close]
        self.life.verbs.append(Verb(close, "set_status", {"status": "closed"}))

    def next_instant(self, now: datetime) -> datetime:
        """A fifth of all verbs come at the very instant of a boundary, and after it."""
        near = now + timedelta(days=35)
        ahead = sorted({instant for instant in self.org.boundaries() if now < instant < near})
        if ahead and self.random.random() < 0.2:
            return self.random.choice(ahead[:3])
        days = self.random.choice([0.01, 0.3, 1, 4, 9])
        return now + timedelta(seconds=1 + int(self.random.random() * days * 86_400))

    def propose(self) -> Proposal | None:
        weights = OF_PLANS if self.random.random() < 0.45 else OF_CREDITS
        name = self.random.choices(list(weights), list(weights.values()))[0]
        live = self.org.billing.live
        if live is None and weights is OF_PLANS and self.random.random() < 0.5:
            name = "create"
        elif live and live.is_paused and self.random.random() < 0.15:
            name = "resume"
        elif self.org.status == "suspended" and self.random.random() < 0.3:
            name = "set_status"
        if name == "create" and live and self.random.random() < 0.9:
            name = "change"
        found: dict[str, Any] | None = getattr(self, f"propose_{name}", dict)()
        if found is None:
            return None
        return name, found, found.pop("whose", None)

    def amount(self, most: Decimal | int) -> Decimal:
        """An amount up to a limit, sometimes the limit itself, or just above it."""
        most = Decimal(most).quantize(SMALLEST)
        share = self.random.choice([0.1, 0.3, 0.5, 0.9, 1, 1, "above"])
        if share == "above":
            return most + SMALLEST
        found = (most * Decimal(str(share))).quantize(SMALLEST)
        if self.random.random() < 0.5:
            found = found.quantize(Decimal(1))
        return max(found, SMALLEST)

    def user(self) -> str:
        return f"m{self.random.randrange(1, 5)}"

    def known(self, active: bool = True) -> str | None:
        users = [m.user for m in self.org.ledger.by_user() if m.active or not active]
        return self.random.choice(users) if users else None

    # What is proposed, or None if there is nothing to propose.

    def propose_create(self) -> dict[str, Any]:
        trial_days = self.random.choice([0, 0, 0, 7, 14, 30])
        plan = self.random.choice(["byok", *PLANS])
        return {"plan": plan, "cycle": self.random.choice(CYCLES), "trial_days": trial_days}

    def propose_change(self) -> dict[str, Any] | None:
        """Any plan and cycle, but often a higher plan of the same cycle.

        Not while the term's end waits that was moved by hand: nobody has said how many days the
        last month of such a term has.
        """
        live = self.org.billing.live
        if live and live.term.planned_end.is_moved:
            return None
        if live and self.random.random() < 0.35:
            row = live.term.row
            return {"plan": self.higher(row.plan), "cycle": row.cycle}
        return {"plan": self.random.choice(PLANS), "cycle": self.random.choice(CYCLES)}

    def higher(self, plan: str) -> str:
        return PLANS[min(PLANS.index(plan) + 1, len(PLANS) - 1)]

    def propose_cancel(self) -> dict[str, Any]:
        return {"when": self.random.choice(["now", "period_end", "period_end"])}

    def propose_fail_payment(self) -> dict[str, Any]:
        return {"grace_days": self.random.choice([1, 7, 7, 14, 30])}

    def propose_pay(self) -> dict[str, Any] | None:
        opened = [n for n, i in enumerate(self.org.billing.invoices) if i.is_open]
        return {"invoice": self.random.choice(opened)} if opened else None

    def propose_pay_all(self) -> dict[str, Any] | None:
        live = self.org.billing.live
        return None if live and live.is_paused else {}

    def propose_void(self) -> dict[str, Any] | None:
        known = [n for n, i in enumerate(self.org.billing.invoices) if i.status != "void"]
        return {"invoice": self.random.choice(known[-4:])} if known else None

    def propose_reverse_month(self) -> dict[str, Any] | None:
        known = [
            (n, item.index)
            for n, term in enumerate(self.org.billing.terms)
            for item in term.months
            if not item.is_dead and item.state in ("due", "brought")
        ]
        if not known:
            return None
        term, month = self.random.choice(known[-3:])
        return {"term": term, "month": month}

    def propose_set_status(self) -> dict[str, Any]:
        return {"status": "active" if self.org.status == "suspended" else "suspended"}

    def propose_move_zone(self) -> dict[str, Any] | None:
        """Not while a boundary waits that was put elsewhere by hand."""
        live = self.org.billing.live
        marks = [self.org.grant.next, *(m.next for m in self.org.ledger.by_user())]
        marks += [live.term.planned_end] if live else []
        if any(mark and mark.is_moved for mark in marks):
            return None
        return {"zone": self.random.choice(ZONES)}

    def propose_set_own_grant(self) -> dict[str, Any]:
        return {"amount": Decimal(self.random.choice([0, 50, 700, 1000]))}

    def propose_move_boundary(self) -> dict[str, Any] | None:
        org, live = self.org, self.org.billing.live
        resets = [m.user for m in org.ledger.by_user() if m.next]
        kinds = ["reset"] * bool(resets) + ["grant"] * bool(org.grant.next)
        if live and not live.is_paused and not live.term.is_trial:
            kinds += ["term", "term"]
        if not kinds:
            return None
        kind = self.random.choice(kinds)
        subject = self.random.choice(resets) if kind == "reset" else None
        _, after = movable(org, kind, subject)
        today = local_date(org.now, org.zone)
        days = (local_date(after.instant, org.zone) - today).days
        to = midnight(today + timedelta(days=self.random.randint(1, max(days, 1))), org.zone)
        if self.random.random() < 0.1:
            to = org.now
        return {"kind": kind, "subject": subject, "to": to} if to < after.instant else None

    def propose_change_catalogue(self) -> dict[str, Any]:
        plan = self.random.choice(PLANS)
        included = self.life.plans[plan].included * self.random.choice([0, 1, 2]) + 1
        return {"plan": plan, "included": included, "rise": Decimal(self.random.choice([0, 0, 1]))}

    def propose_buy(self) -> dict[str, Any]:
        return {"credits": self.amount(300 if self.scarce else 20_000)}

    def propose_add(self) -> dict[str, Any]:
        expires = self.org.now + timedelta(days=self.random.randrange(1, 90))
        return {
            "credits": self.amount(100 if self.scarce else 3000),
            "expires_at": self.random.choice([None, expires]),
        }

    def propose_refund_lot(self) -> dict[str, Any] | None:
        if not self.org.added:
            return None
        number = self.random.randrange(len(self.org.added))
        most = min(self.org.added[number].left, self.org.ledger.available)
        return {"lot": number, "credits": self.amount(most)}

    def propose_allocate(self) -> dict[str, Any]:
        most = max(self.org.ledger.available, Decimal(1))
        part = 1 if self.scarce else self.random.choice([1, 2, 4])
        user = self.user()
        member = self.org.ledger.members.get(user)
        period = member.period if member and member.active else self.random.choice(PERIODS)
        return {"user": user, "credits": self.amount(most / part), "period": period}

    def propose_set_to(self) -> dict[str, Any] | None:
        user = self.known(active=False)
        if user is None:
            return None
        most = max(self.org.ledger.members[user].T, Decimal(10))
        times = self.random.choice([Decimal("0.5"), Decimal(1), Decimal(2)])
        return {
            "user": user,
            "credits": self.amount(most * times),
            "period": self.org.ledger.members[user].period,
        }

    def propose_reclaim(self) -> dict[str, Any] | None:
        user = self.known()
        if user is None:
            return None
        return {"user": user, "credits": self.amount(self.org.ledger.members[user].R)}

    def propose_transfer(self) -> dict[str, Any] | None:
        proposal, receiver = self.propose_reclaim(), self.user()
        return (
            {**proposal, "receiver": receiver}
            if proposal and proposal["user"] != receiver
            else None
        )

    def propose_close_allocation(self) -> dict[str, Any] | None:
        user = self.known()
        return {"user": user} if user else None

    def propose_deduct(self) -> dict[str, Any] | None:
        user = self.known(active=self.random.random() < 0.95)
        if user is None:
            return None
        return {"user": user, "credits": self.amount(self.org.ledger.members[user].R)}

    def propose_reserve(self) -> dict[str, Any] | None:
        found = self.propose_deduct()
        return found and {**found, "ttl_s": self.random.choice([60, 3600, 86_400])}

    def propose_capture(self) -> dict[str, Any] | None:
        found = self.propose_release()
        if found is None:
            return None
        held = self.org.ledger.holds[found["hold"]].credits
        return {**found, "credits": self.amount(held * self.random.choice([1, 1, 2]))}

    def propose_release(self) -> dict[str, Any] | None:
        holds = self.org.ledger.holds
        numbers = [n for n, hold in enumerate(holds) if hold.status in ("open", "expired")]
        if not numbers or self.random.random() < 0.05:
            numbers = list(range(len(holds)))
        if not numbers:
            return None
        number = self.random.choice(numbers)
        return {"hold": number, "whose": holds[number].user}

    def propose_refund_usage(self) -> dict[str, Any] | None:
        usages = self.org.ledger.usages
        numbers = [n for n, usage in enumerate(usages) if usage.charged > usage.refunded]
        if not numbers:
            return None
        number = self.random.choice(numbers[-10:])
        most = usages[number].charged - usages[number].refunded
        return {"usage": number, "credits": self.amount(most), "whose": usages[number].user}


def random_life(seed: int) -> Life:
    return LifeWriter(seed).write()
