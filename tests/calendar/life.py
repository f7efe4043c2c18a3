"""A life of one organization: verbs at their instants, and who looks in between."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.world import World

WAYS = ("worker", "late", "random")
"""A worker every 6 hours; nobody until the end; anybody at any time."""
_TICK = timedelta(hours=6)
_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)

Verb = tuple[datetime, str, tuple[Any, ...]]


def at(text: str) -> datetime:
    """Read an instant of 2026 as `MM-DD` or `MM-DD HH:MM`, in UTC."""
    day, _, hour = text.partition(" ")
    return datetime.fromisoformat(f"2026-{day}T{hour or '00:00'}:00+00:00")


@dataclass
class Life:
    """One organization lived in one of the three ways."""

    world: World
    way: str
    chance: random.Random = field(default_factory=lambda: random.Random(7))
    answers: list[Any] = field(default_factory=list)

    def live(self, verbs: Sequence[Verb], until: datetime) -> None:
        for instant, name, arguments in verbs:
            self.look_until(instant)
            self.world.now = instant
            self.answers.append(getattr(self, name)(*arguments))
        self.look_until(until)
        self.world.now = until
        self.world.one("select settle_organization(%s, %s)", self.world.org_id, until)

    def look_until(self, instant: datetime) -> None:
        if self.way == "worker":
            self._work_until(instant)
        elif self.way == "random" and self.world.now is not None:
            seconds = (instant - self.world.now).total_seconds()
            for share in sorted(self.chance.random() for _ in range(self.chance.randint(0, 4))):
                self._touch(self.world.now + timedelta(seconds=int(seconds * share)))

    def _work_until(self, instant: datetime) -> None:
        while True:
            due = self.world.one(
                "select next_due_at from organization_credit_pools where org_id = %s",
                self.world.org_id,
            )["next_due_at"]
            if due is None:
                return
            tick = _EPOCH + _TICK * -((_EPOCH - due) // _TICK)
            if tick >= instant:
                return
            self.world.one("select settle_due(%s, %s)", self.world.org_id, tick)

    def _touch(self, instant: datetime) -> None:
        look = self.chance.choice(
            [
                "select settled_pool(%s, %s)",
                "select * from settled_subscription(%s, %s)",
                "select settle_due(%s, %s)",
                "select settled_usage(%s, null, 30, 10, %s)",
            ]
        )
        self.world.rows(look, self.world.org_id, instant)

    def create(self, plan: str, cycle: str = "monthly", trial_days: int = 0) -> None:
        self._run("create_subscription(%s, %s, %s, %s, 'test', %s)", plan, cycle, trial_days)

    def change(self, plan: str, cycle: str = "monthly") -> tuple[Decimal, Decimal]:
        row = self._run("change_subscription(%s, %s, %s, 'test', %s)", plan, cycle)
        return row["amount_due_usd"], row["included_credits_now"]

    def cancel(self, when: str = "now") -> None:
        self._run("cancel_subscription(%s, %s, 'test', %s)", when)

    def pause(self) -> None:
        self._run("pause_subscription(%s, 'test', %s)")

    def resume(self) -> None:
        self._run("resume_subscription(%s, 'test', %s)")

    def fail(self, grace_days: int = 7) -> None:
        self._run("mark_subscription_past_due(%s, %s, 'test', null, %s)", grace_days)

    def pay(self) -> None:
        self._run("mark_subscription_active(%s, 'test', %s)")

    def pay_all(self) -> None:
        self._each_open("select pay_invoice(%s, %s, 'test', %s)")

    def void_first(self) -> None:
        invoice = self.world.one(
            """select invoice_id from subscription_invoices where org_id = %s
               order by made_at, invoice_id limit 1""",
            self.world.org_id,
        )["invoice_id"]
        self.world.one(
            "select void_invoice(%s, %s, 'test', 'a mistake', %s)",
            self.world.org_id,
            invoice,
            self.world.now,
        )

    def suspend(self) -> None:
        self._run("set_organization_status(%s, 'suspended', null, %s)")

    def reactivate(self) -> None:
        self._run("set_organization_status(%s, 'active', null, %s)")

    def grant(self, credits: int) -> None:
        self._run("set_own_grant(%s, %s, 'test', %s)", credits)

    def raise_plan(self, plan: str, included: int) -> None:
        self.world.connection.execute(
            "update plans set included_monthly_credits = %s where plan = %s", [included, plan]
        )

    def _each_open(self, query: str) -> None:
        for row in self.world.rows(
            """select invoice_id from subscription_invoices
               where org_id = %s and status in ('open', 'failed') order by made_at, invoice_id""",
            self.world.org_id,
        ):
            self.world.one(query, self.world.org_id, row["invoice_id"], self.world.now)

    def _run(self, call: str, *arguments: Any) -> dict[str, Any]:
        return self.world.one(
            f"select * from {call}", self.world.org_id, *arguments, self.world.now
        )


def brought(world: World) -> list[tuple[date, Decimal]]:
    """On which day the calendar brought what, in its order."""
    rows = world.rows(
        """select opened_at, amount from credit_lots
           where org_id = %s and source = 'refresh' order by lot_number""",
        world.org_id,
    )
    return [(row["opened_at"].date(), row["amount"]) for row in rows]


def invoiced(world: World) -> list[tuple[date, Decimal, str]]:
    rows = world.rows(
        """select made_at, amount_usd, status from subscription_invoices
           where org_id = %s order by made_at, invoice_id""",
        world.org_id,
    )
    return [(row["made_at"].date(), row["amount_usd"], row["status"]) for row in rows]


Check = Callable[[Life], None]
