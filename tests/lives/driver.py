"""The same verbs, done to an organization in the database."""

import random
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import psycopg

from tests.lives.life import WORKER_EVERY, Life
from tests.lives.names import InvoiceName, TermName
from tests.lives.plans import Plan
from tests.lives.verbs import Outcome, Verb
from tests.world import Row, World, make_world

KINDS = {"term": "planned_end", "reset": "reset", "grant": "own_grant"}
USERS = ("m1", "m2", "m3", "m4")
REPEATED = 3


class Company:
    """One organization of a life; every verb is a statement of its own, at the verb's instant."""

    def __init__(self, connection: psycopg.Connection[Row], life: Life) -> None:
        self.connection = connection
        self.life = life
        self.world: World = make_world(connection, life.start, life.zone, subscribed=False)
        self.root = self.world.system_admin()
        self.users = {user: self.world.member(user) for user in USERS}
        self.lots: list[uuid.UUID] = []
        self.holds: list[uuid.UUID] = []
        self.usages: list[uuid.UUID | None] = []
        for plan, terms in life.plans.items():
            self.offer(plan, terms)

    # Time.

    def live(self, verbs: list[Verb], way: str, seed: int = 0) -> list[Outcome]:
        """Live the life's verbs in one of the ways; returns what every verb answered."""
        outcomes: list[Outcome] = []
        chance = random.Random(seed)
        last = self.life.start
        for verb in verbs:
            self.look_until(verb.at, last, way, chance)
            outcomes.append(self.do(verb))
            last = verb.at
        self.look_until(self.life.end, last, way, chance)
        self.settle(self.life.end)
        return outcomes

    def look_until(self, until: datetime, last: datetime, way: str, chance: random.Random) -> None:
        """Look at it as a worker does, only where something is due, or at random."""
        if way == "random" and chance.random() < 0.5:
            seconds = (until - last).total_seconds()
            self.settle(last + timedelta(seconds=chance.uniform(0, seconds)))
        while way == "worker" and (due := self.next_due_at()) is not None and due < until:
            steps = -((self.life.start - due) // WORKER_EVERY)
            look = self.life.start + WORKER_EVERY * steps
            if look >= until:
                return
            self.settle(look)
            assert self.next_due_at() != due, "a settlement left what was due"

    def next_due_at(self) -> datetime | None:
        row = self.world.one(
            "select next_due_at from organization_credit_pools where org_id = %s",
            self.world.org_id,
        )
        due: datetime | None = row["next_due_at"]
        return due

    def settle(self, now: datetime) -> None:
        self.connection.execute("select settle_organization(%s, %s)", [self.world.org_id, now])

    # Verbs.

    def do(self, verb: Verb) -> Outcome:
        self.world.now = verb.at
        values = dict(verb.values)
        whose = verb.whose or values.get("user")
        for who in values.keys() & {"user", "receiver"}:
            values[who] = self.users[values[who]]
        verb_here: Callable[..., str | None] = getattr(self, f"do_{verb.name}")
        code: str | None
        try:
            code = verb_here(**values)
        except psycopg.Error as refused:
            code = refused.sqlstate
            # Only our own refusals are answers.
            if code is None or not code.startswith("OB"):
                raise
            # What it settled went with it, and whoever reads settles.
            self.settle(verb.at)
        return Outcome(verb.name, code, self.remaining(whose) if whose else None)

    def remaining(self, user: str) -> Decimal | None:
        rows = self.world.rows(
            """select allocated_credits - used_credits - held_credits as left
               from user_credit_allocations where org_id = %s and user_id = %s""",
            self.world.org_id, self.users[user],
        )  # fmt: skip
        return rows[0]["left"] if rows else None

    def call(self, function: str, *parameters: object) -> Any:
        """Call a function whose first parameter is the organization and whose last is the time."""
        marks = ", ".join(["%s"] * (len(parameters) + 2))
        query = f"select * from {function}({marks})"
        return self.connection.execute(
            query, [self.world.org_id, *parameters, self.world.now]
        ).fetchall()

    def do_create(self, plan: str, cycle: str, trial_days: int) -> None:
        self.call("create_subscription", plan, cycle, trial_days, self.root)

    def do_change(self, plan: str, cycle: str) -> None:
        self.call("change_subscription", plan, cycle, self.root)

    def do_cancel(self, when: str) -> None:
        self.call("cancel_subscription", when, self.root)

    def do_pause(self) -> None:
        self.call("pause_subscription", self.root)

    def do_resume(self) -> None:
        self.call("resume_subscription", self.root)

    def do_fail_payment(self, grace_days: int) -> None:
        self.call("mark_subscription_past_due", grace_days, self.root, "declined")

    def do_pay_all(self) -> None:
        self.call("mark_subscription_active", self.root)

    def do_pay(self, invoice: InvoiceName) -> None:
        self.call("pay_invoice", self.invoice(invoice), self.root)

    def do_void(self, invoice: InvoiceName) -> None:
        self.call("void_invoice", self.invoice(invoice), self.root, "test")

    def do_reverse_month(self, term: TermName, month: int) -> None:
        self.call("reverse_month", self.term(term), month, self.root, "test")

    def do_set_status(self, status: str) -> None:
        self.call("set_organization_status", status, self.root)

    def do_move_zone(self, zone: str) -> None:
        self.call("set_organization_time_zone", zone, self.root)

    def do_set_own_grant(self, amount: Decimal) -> None:
        self.call("set_own_grant", amount, self.root)

    def do_move_boundary(self, kind: str, subject: str | None, to: datetime) -> None:
        about = self.users[subject] if subject else self.subject(kind)
        self.call("move_boundary", KINDS[kind], about, to, self.root, "test")

    def subject(self, kind: str) -> str:
        """What a boundary that is no member's belongs to: the organization, or its term."""
        if kind == "grant":
            return str(self.world.org_id)
        assert self.world.now is not None
        self.settle(self.world.now)
        row = self.world.one(
            """select term_id from organization_subscriptions
               where org_id = %s and status <> 'canceled'""",
            self.world.org_id,
        )
        return str(row["term_id"])

    def do_change_catalogue(
        self, plan: str, included: Decimal | None = None, rise: Decimal = Decimal(0)
    ) -> None:
        """Whoever changes the catalogue settles first: a boundary before takes what was offered."""
        assert self.world.now is not None
        self.settle(self.world.now)
        self.connection.execute(
            """update plans set monthly_price_usd = monthly_price_usd + %s,
               yearly_price_usd = yearly_price_usd + 10 * %s,
               included_monthly_credits = coalesce(%s, included_monthly_credits)
               where plan = %s""",
            [rise, rise, included, plan],
        )

    def offer(self, plan: str, terms: Plan) -> None:
        self.connection.execute(
            """update plans set monthly_price_usd = %s, yearly_price_usd = %s,
               included_monthly_credits = %s where plan = %s""",
            [terms.monthly, terms.yearly, terms.included, plan],
        )

    def do_buy(self, credits: Decimal) -> None:
        self.world.pay(self.world.purchase(credits))
        self.learn_lot("purchase")

    def do_add(self, credits: Decimal, expires_at: datetime | None = None) -> None:
        self.world.add(credits, expires_at=expires_at)
        self.learn_lot("grant")

    def learn_lot(self, source: str) -> None:
        rows = self.world.rows(
            """select lot_id from credit_lots
               where org_id = %s and source = %s and not lot_id = any(%s)""",
            self.world.org_id, source, self.lots,
        )  # fmt: skip
        assert len(rows) == 1, rows
        self.lots.append(rows[0]["lot_id"])

    def do_refund_lot(self, lot: int, credits: Decimal) -> None:
        self.world.refund_pool(self.lots[lot], credits)

    def do_allocate(self, user: str, credits: Decimal, period: str) -> None:
        self.world.allocate(user, credits, period)

    def do_set_to(self, user: str, credits: Decimal, period: str) -> None:
        self.world.set_to(user, credits, period)

    def do_reclaim(self, user: str, credits: Decimal) -> None:
        self.world.reclaim(user, credits)

    def do_transfer(self, user: str, receiver: str, credits: Decimal) -> None:
        self.world.transfer(user, receiver, credits)

    def do_close_allocation(self, user: str) -> None:
        self.world.close(user)

    def spend(self, ask: Callable[[], Row]) -> Row:
        """Spend; where something is due, settle in a transaction of its own and send again."""
        assert self.world.now is not None
        row = ask()
        for _ in range(REPEATED):
            if row["outcome"] != "due":
                return row
            self.settle(self.world.now)
            row = ask()
        return row

    def do_deduct(self, user: str, credits: Decimal) -> str | None:
        key = uuid.uuid4().hex
        row = self.spend(lambda: self.world.deduct(user, credits, key))
        if row["outcome"] == "ok":
            self.usages.append(row["usage_id"])
        return self.refusal(row)

    def do_reserve(self, user: str, credits: Decimal, ttl_s: int) -> str | None:
        key = uuid.uuid4().hex
        row = self.spend(lambda: self.world.hold(user, credits, ttl_s, key))
        if row["outcome"] == "ok":
            self.holds.append(row["hold_id"])
        return self.refusal(row)

    def do_capture(self, hold: int, credits: Decimal) -> str | None:
        row = self.spend(lambda: self.world.capture(self.holds[hold], credits))
        if row["outcome"] == "ok" and not row["replayed"]:
            self.usages.append(row["usage_id"])
        return self.refusal(row)

    def do_release(self, hold: int) -> str | None:
        return self.refusal(self.spend(lambda: self.world.release(self.holds[hold])))

    def refusal(self, row: Row) -> str | None:
        if row["outcome"] == "ok":
            return None
        refused: str = row["blocked_by"] or row["outcome"]
        return refused

    def do_refund_usage(self, usage: int, credits: Decimal) -> None:
        usage_id = self.usages[usage]
        assert usage_id is not None
        self.world.refund_usage(usage_id, credits)

    # What a verb is about is read first, and whoever reads settles.

    def invoice(self, name: InvoiceName) -> uuid.UUID:
        assert self.world.now is not None
        self.settle(self.world.now)
        row = self.world.one(
            """select invoice_id from subscription_invoices
               where org_id = %s and invoice_kind = %s and made_at = %s and amount_usd = %s
               order by invoice_id limit 1 offset %s""",
            self.world.org_id, name.kind, name.made_at, name.amount, name.which,
        )  # fmt: skip
        found: uuid.UUID = row["invoice_id"]
        return found

    def term(self, name: TermName) -> uuid.UUID:
        assert self.world.now is not None
        self.settle(self.world.now)
        row = self.world.one(
            """select t.term_id from subscription_terms as t
               join organization_subscriptions as s using (org_id, subscription_id)
               where t.org_id = %s and t.starts_at = %s
               order by s.created_at, t.term_number limit 1 offset %s""",
            self.world.org_id, name.start, name.which,
        )  # fmt: skip
        found: uuid.UUID = row["term_id"]
        return found
