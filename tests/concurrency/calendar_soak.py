"""What the callers of the calendar's soak do: every verb and read of several organizations."""

import time
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import psycopg

from tests.concurrency.callers import connect
from tests.concurrency.soak import REFUSALS, START, ZONES, Caller, Effects, Soak
from tests.conftest import OwnerConnection
from tests.world import Item, Row, make_world

DAYS_A_SECOND = 5
"""At this speed fifteen seconds see two ends of every monthly term."""
DAYS_BEHIND = 40
PLANS = ("byok", "platform", "hybrid")
CYCLES = ("monthly", "yearly")
PERIODS = ("daily", "weekly", "monthly")

CALENDAR_REFUSALS = REFUSALS | {
    "OB001",  # a boundary that others have passed meanwhile
    "OB011",  # a second live subscription
    "OB015",  # a purchase that has ended
    "OB017",  # nothing there yet
    "OB022",  # a standing in which this is not done
    "OB025",  # a request that is decided
    "OB026",  # an invoice that is void
    "OB027",  # a month that was left out
    "OB024",  # a request of the member is pending
}


@dataclass
class FastSoak(Soak):
    """A soak whose days take a fifth of a second."""

    def now(self) -> datetime:
        return START + timedelta(days=(time.monotonic() - self.began) * DAYS_A_SECOND)


def companies(owner: OwnerConnection, count: int, members: int) -> list[Soak]:
    """Organizations by id, of every plan, with credits, members and grants of their own."""
    made: list[Soak] = []
    worlds = sorted(
        (make_world(owner, START, subscribed=False) for _ in range(count)),
        key=lambda world: world.org_id,
    )
    for number, world in enumerate(worlds):
        soak = FastSoak(world, world.members(members), world.system_admin())
        world.one(
            "select * from create_subscription(%s, %s, 'monthly', %s, 'root', %s)",
            world.org_id, PLANS[number % 3], (0, 7)[number % 2], START,
        )  # fmt: skip
        world.add(1_000)
        world.grant_monthly(200)
        for place, member in enumerate(soak.members):
            world.allocate(member, 40, PERIODS[place % 3])
        made.append(soak)
    for soak in made:
        soak.stop, soak.began = made[0].stop, made[0].began
    return made


class CalendarCaller(Caller):
    """One connection that does a verb of one organization, or spends for several, in turn."""

    def __init__(self, soaks: Sequence[Soak], url: str, seed: int) -> None:
        super().__init__(soaks[0], url, seed)
        self.soaks = soaks
        self.done: Counter[str] = Counter()
        self.circles: list[str] = []
        """What the server says about each deadlock."""
        self.verbs += [
            *[self.spend_for_many, self.spend_together] * 5,
            *[self.create, self.change, self.resume, self.pay_all, self.pay_one, self.reactivate]
            * 3,
            *[self.cancel, self.pause, self.fail, self.void, self.reverse, self.move_boundary],
            *[self.suspend, self.own_grant, self.end_purchase],
            *[self.ask_and_approve, self.read, self.read, self.settle, self.close_days],
        ]

    def run(self) -> Effects:
        with connect(self.url) as connection:
            while not self.soaks[0].stop.is_set():
                self.soak = self.random.choice(self.soaks)
                self.world = replace(self.soak.world, connection=connection, now=self.soak.now())
                verb = self.random.choice(self.verbs)
                try:
                    verb()
                except psycopg.Error as error:
                    self.effects.errors[str(error.sqlstate)] += 1
                    if not str(error.sqlstate).startswith("OB"):
                        print(f"{error.sqlstate}: {error}")
                    if error.sqlstate == "40P01":
                        self.circles.append(
                            f"{verb.__name__}: {error.diag.message_detail}\n{error.diag.context}"
                        )
                else:
                    self.done[verb.__name__] += 1
        return self.effects

    def call(self, function: str, *parameters: object) -> list[Row]:
        """Call a function that ends in the actor and the time."""
        marks = ", ".join(["%s"] * (len(parameters) + 3))
        query = f"select * from {function}({marks})"
        return self.world.rows(query, self.world.org_id, *parameters, "root", self.world.now)

    def some(self, query: str) -> Row | None:
        """One of the rows of the organization that a query finds."""
        rows = self.world.rows(query, self.world.org_id)
        return self.random.choice(rows) if rows else None

    # Subscriptions.

    def create(self) -> None:
        trial_days = self.random.choice([0, 0, 3])
        self.call(
            "create_subscription",
            self.random.choice(PLANS), self.random.choice(CYCLES), trial_days,
        )  # fmt: skip

    def change(self) -> None:
        self.call("change_subscription", self.random.choice(PLANS), self.random.choice(CYCLES))

    def cancel(self) -> None:
        self.call("cancel_subscription", self.random.choice(["now", "period_end"]))

    def pause(self) -> None:
        self.call("pause_subscription")

    def resume(self) -> None:
        self.call("resume_subscription")

    def fail(self) -> None:
        self.world.rows(
            "select mark_subscription_past_due(%s, %s, 'root', 'declined', %s)",
            self.world.org_id, self.random.choice([0, 1, 7]), self.world.now,
        )  # fmt: skip

    def pay_all(self) -> None:
        self.call("mark_subscription_active")

    def pay_one(self) -> None:
        if invoice := self.some("select invoice_id from subscription_invoices where org_id = %s"):
            self.call("pay_invoice", invoice["invoice_id"])

    def void(self) -> None:
        if invoice := self.some("select invoice_id from subscription_invoices where org_id = %s"):
            self.world.rows(
                "select void_invoice(%s, %s, 'root', 'a mistake', %s)",
                self.world.org_id, invoice["invoice_id"], self.world.now,
            )  # fmt: skip

    def reverse(self) -> None:
        month = self.some(
            """select term_id, item_number from included_credits
               where org_id = %s and kind = 'month'"""
        )
        if month is not None:
            self.world.rows(
                "select reverse_month(%s, %s, %s, 'root', 'a mistake', %s)",
                self.world.org_id, month["term_id"], month["item_number"], self.world.now,
            )  # fmt: skip

    # The calendar.

    def move_boundary(self) -> None:
        kind = self.random.choice(["planned_end", "reset", "own_grant"])
        assert self.world.now is not None
        to = self.world.now + timedelta(hours=self.random.randint(0, 30))
        self.world.rows(
            "select move_boundary(%s, %s, %s, %s, 'root', 'moved by a test', %s)",
            self.world.org_id, kind, self.member(), to, self.world.now,
        )  # fmt: skip

    def move(self) -> None:
        self.world.move(self.random.choice(ZONES))

    def suspend(self) -> None:
        self.stand("suspended")

    def reactivate(self) -> None:
        self.stand("active")

    def stand(self, status: str) -> None:
        self.world.rows(
            "select set_organization_status(%s, %s, %s, %s)",
            self.world.org_id, status, self.soak.admin, self.world.now,
        )  # fmt: skip

    def own_grant(self) -> None:
        self.world.grant_monthly(self.random.choice([0, 50, 300]))

    def configure_refresh(self) -> None:
        self.own_grant()

    # Money.

    def end_purchase(self) -> None:
        purchase_id = self.world.purchase(self.credits())
        if self.random.random() < 0.5:
            # The worker takes every organization's, the oldest first.
            self.world.rows("select expire_purchases(%s, 5, %s)", self.world.now, self.world.now)
            return
        self.world.rows(
            "select end_purchase(%s, %s, 'canceled', 'root', 'a mistake', %s)",
            self.world.org_id, purchase_id, self.world.now,
        )  # fmt: skip

    def ask_and_approve(self) -> None:
        member = self.member()
        document = self.world.one(
            "select request_credits(%s, %s, %s, 'more', null, %s) as document",
            self.world.org_id, member, self.credits(), self.world.now,
        )["document"]  # fmt: skip
        self.world.rows(
            "select approve_credit_request(%s, %s, null, null, %s, null, %s)",
            self.world.org_id, document["id"], self.soak.admin, self.world.now,
        )  # fmt: skip

    def allocate(self) -> None:
        self.world.allocate(self.member(), self.credits(), self.random.choice(PERIODS))

    def set_to(self) -> None:
        self.world.set_to(self.member(), self.credits(80), self.random.choice(PERIODS))

    # Reads and settlements.

    def read(self) -> None:
        query = self.random.choice(
            [
                "select settled_pool(%s, %s)",
                "select settled_subscription(%s, %s)",
                "select preview_subscription_change(%s, 'hybrid', 'yearly', %s)",
                """select settled_allocations(%s, null, null, 'user_id', false, null, null, null, 9)
                   where %s::timestamptz is not null""",
            ]
        )
        self.world.rows(query, self.world.org_id, self.world.now)

    def close_days(self) -> None:
        """Long after: a day is shorter here than the quarter of an hour that closing leaves."""
        assert self.world.now is not None
        then = self.world.now - timedelta(days=DAYS_BEHIND)
        if self.random.random() < 0.5:
            self.world.rows("select close_due_usage_days(%s, 3)", then)
        else:
            self.world.rows("select settled_usage(%s, null, 30, 20, %s)", self.world.org_id, then)

    # Several organizations in one statement, as the engine sends them.

    def spends(self, verbs: Sequence[str]) -> list[tuple[uuid.UUID, Item]]:
        chosen = [soak for soak in self.soaks if self.random.random() < 0.7]
        self.random.shuffle(chosen)
        return [
            (
                soak.world.org_id,
                Item(self.random.choice(verbs), self.credits(5), uuid.uuid4().hex, member),
            )
            for soak in chosen
            for member in self.random.choices(soak.members, k=self.random.choice([1, 3]))
        ]

    def spend_for_many(self) -> None:
        spends = self.spends(["deduct", "deduct", "reserve"])
        self.count(self.world.spend_once(spends, closely=self.random.random() < 0.5))

    def spend_together(self) -> None:
        self.count(self.world.spend_once(self.spends(["deduct"])))

    def count(self, rows: list[Row]) -> None:
        for row in rows:
            self.effects.outcomes[f"many {row['outcome']}"] += 1
