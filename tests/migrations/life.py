"""One organization's life, told to the ledger's own functions with the clock turned.

A life is a generator: it yields the moment (UTC) of its next events, then makes them. Between them
the worker looks at the organization every night, the payments of its invoices arrive, and its
members spend, as far as the life lets them.
"""

import heapq
import uuid
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import psycopg

Row = dict[str, Any]
Amount = int | str
Story = Callable[["Life"], Iterator[str]]

NAMESPACE = uuid.UUID("5b1f6d0e-4f4f-5d55-9f57-2a7f1c6c0014")
"""An organization's id is the uuid5 of its slug in here."""
ROOT = "lives-root"
_NIGHT = timedelta(minutes=20)


def moment(text: str) -> datetime:
    """Return a moment by its UTC time: `moment("2026-01-10 09:00")`."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


class Life:
    """An organization whose verbs happen at `now`, one second after the other."""

    SETTLES = "settle_before_reading"
    """What the worker of the time calls each night."""

    def __init__(self, connection: psycopg.Connection[Row], slug: str, until: datetime) -> None:
        self.connection = connection
        self.slug = slug
        self.org_id = uuid.uuid5(NAMESPACE, slug)
        self.owner = f"{slug}-owner"
        self.now = until
        self.is_looked_after = True
        self.pays = True
        self.weekly_use: dict[str, Amount] = {}
        self._until = until
        self._keys = 0

    def turn(self, now: datetime) -> None:
        """Let time pass; what is due by then is settled, where somebody looks."""
        self.now = now
        if self.is_looked_after:
            self.verb(self.SETTLES)

    def night(self, midnight: datetime) -> None:
        """What happens without anybody: the worker, payments, and each Monday some use."""
        if not self.is_looked_after:
            return
        self.turn(midnight + _NIGHT)
        self.verb("close_usage_days")
        if self.pays and self._owes():
            self.verb("mark_subscription_active", ROOT)
        if midnight.weekday() == 0:
            for user_id, credits in self.weekly_use.items():
                self.spend(user_id, credits)

    def _owes(self) -> bool:
        """Whether a payment would be taken: it brings back no failed one and ends no pause."""
        return self._value(
            """select exists (
                select 1 from organization_subscriptions as s
                join org_billing_history as h using (org_id, subscription_id)
                where s.org_id = %s and s.status = 'active'
                and h.event_type = 'invoice_created' and h.payment_status = 'pending')""",
            self.org_id,
        )

    def verb(self, function: str, *arguments: object) -> Row:
        """Call a function of the ledger at `now`, which moves on by a second."""
        marks = "".join("%s, " for _ in arguments)
        query = f"select * from {function}(%s, {marks} p_now => %s)"
        row = self.connection.execute(query, [self.org_id, *arguments, self.now]).fetchone()
        self._turn_clocks()
        self.now += timedelta(seconds=1)
        assert row is not None, function
        return row

    def _turn_clocks(self) -> None:
        """Date news and audit events, which take no clock, by the life's own."""
        for table, column, dated in (
            ("organization_audit_log", "audit_id", "occurred_at"),
            ("outbox", "outbox_id", "created_at"),
        ):
            late = self.connection.execute(
                f"""select {column} as id from {table} where org_id = %s and {dated} > %s
                    order by {dated}""",
                [self.org_id, self._until],
            ).fetchall()
            if not late:
                continue
            with self.connection.transaction():
                self.connection.execute("set local session_replication_role = replica")
                ids = self._value("select uuids_v7(%s, %s)", self.now, len(late))
                for row, new in zip(late, ids, strict=True):
                    self.connection.execute(
                        f"""update {table} set {column} = %s, {dated} = %s
                            where org_id = %s and {column} = %s""",
                        [new, self.now, self.org_id, row["id"]],
                    )
                    self.connection.execute(
                        """update organization_audit_unsealed set audit_id = %s
                           where org_id = %s and audit_id = %s""",
                        [new, self.org_id, row["id"]],
                    )

    def _value(self, query: str, *parameters: object) -> Any:
        row = self.connection.execute(query, parameters).fetchone()
        assert row is not None
        return next(iter(row.values()))

    def _key(self) -> str:
        self._keys += 1
        return f"{self.slug}-{self._keys}"

    def _person(self, user_id: str) -> str:
        self.connection.execute(
            "insert into users (user_id, email, name, created_at) values (%s, %s, %s, %s)",
            [user_id, f"{user_id}@example.com", user_id, self.now],
        )
        return user_id

    def found(self, zone: str = "UTC") -> None:
        """The owner comes, and creates the organization."""
        self._person(self.owner)
        self.connection.execute(
            "select create_organization(%s, %s, %s, null, %s, %s)",
            [self.slug, self.owner, zone, self.org_id, self.now],
        )
        self._turn_clocks()
        self.now += timedelta(seconds=1)

    def member(self, name: str, role: str = "member") -> str:
        """Somebody joins; returns their id."""
        user_id = self._person(f"{self.slug}-{name}")
        self.verb("add_member", user_id, role, self.owner)
        return user_id

    def remove(self, user_id: str) -> None:
        """A member leaves."""
        self.verb("remove_member", user_id, self.owner, "left")

    def subscribe(self, plan: str, cycle: str = "monthly", trial_days: int = 0) -> None:
        """Begin a subscription."""
        self.verb("create_subscription", plan, cycle, trial_days, ROOT)

    def change(self, plan: str, cycle: str = "monthly") -> None:
        """Change plan or cycle, at once or at the period's end."""
        self.verb("change_subscription", plan, cycle, self.owner)

    def fail(self, grace_days: int = 7) -> None:
        """A payment fails, and no other comes until `pay`."""
        self.pays = False
        self.verb("mark_subscription_past_due", grace_days, ROOT, "The card was declined.")

    def pay(self) -> None:
        """Everything open is paid."""
        self.pays = True
        self.verb("mark_subscription_active", ROOT)

    def pause(self) -> None:
        """Pause the subscription."""
        self.verb("pause_subscription", self.owner)

    def resume(self) -> None:
        """End the pause."""
        self.verb("resume_subscription", self.owner)

    def cancel(self, at: str) -> None:
        """Cancel the subscription now or at the period_end."""
        self.verb("cancel_subscription", at, self.owner)

    def become(self, status: str) -> None:
        """Suspend, reactivate or close the organization."""
        self.verb("set_organization_status", status, ROOT)

    def refresh_by(self, credits: Amount) -> None:
        """An admin sets what each month brings."""
        self.verb("configure_refresh", Decimal(credits), ROOT)

    def move(self, zone: str) -> None:
        """Move to another time zone."""
        self.verb("set_organization_time_zone", zone, self.owner)

    def order(self, credits: Amount) -> uuid.UUID:
        """Order credits, not paid yet; returns the purchase's id."""
        document = self.verb(
            "request_purchase", Decimal(credits), None, "for the team", self.owner, self._key()
        )["request_purchase"]
        return uuid.UUID(document["id"])

    def buy(self, credits: Amount) -> uuid.UUID:
        """Buy credits and pay them; returns the lot's id."""
        purchase_id = self.order(credits)
        self.verb("pay_purchase", purchase_id, ROOT)
        lot_id: uuid.UUID = self._value(
            "select lot_id from credit_lots where org_id = %s and purchase_id = %s",
            self.org_id, purchase_id,
        )  # fmt: skip
        return lot_id

    def grant(self, credits: Amount) -> None:
        """A system admin gives credits."""
        self.verb("add_credits_to_pool", Decimal(credits), 0, ROOT, "goodwill", self._key(), None)

    def refund_lot(self, lot_id: uuid.UUID, credits: Amount) -> None:
        """Give money back for unused credits of a lot."""
        self.verb("refund_pool_credits", lot_id, Decimal(credits), ROOT, "unused", self._key())

    def allocate(self, user_id: str, credits: Amount, period: str | None = None) -> None:
        """Give a member credits of the pool."""
        self.verb(
            "allocate_credits_to_user",
            user_id, Decimal(credits), self.owner, period, None, self._key(),
        )  # fmt: skip

    def set_to(self, user_id: str, credits: Amount) -> None:
        """Set what a member has each period."""
        self.verb("set_allocation", user_id, Decimal(credits), self.owner, None, None, self._key())

    def reclaim(self, user_id: str, credits: Amount) -> None:
        """Take back what a member has free."""
        self.verb("reclaim_credits", user_id, Decimal(credits), self.owner, "spare", self._key())

    def spend(self, user_id: str, credits: Amount) -> uuid.UUID | None:
        """A call; returns the usage's id, nothing where it was refused."""
        row = self.verb(
            "deduct_credits", user_id, Decimal(credits), "llm", "gpt-4o-mini", self._key(), "{}",
            Decimal(credits) / 2000, Decimal(credits) / 2000,
        )  # fmt: skip
        usage_id: uuid.UUID | None = row["usage_id"]
        return usage_id

    def hold(self, user_id: str, credits: Amount, ttl_s: int = 600) -> uuid.UUID:
        """Reserve credits for a call; returns the hold's id."""
        row = self.verb(
            "reserve_credits", user_id, Decimal(credits), self._key(), ttl_s, "llm", "gpt-4o"
        )
        assert row["outcome"] == "ok", row
        hold_id: uuid.UUID = row["hold_id"]
        return hold_id

    def capture(self, hold_id: uuid.UUID, credits: Amount) -> uuid.UUID:
        """The call of a hold ended; returns the usage's id."""
        usage_id: uuid.UUID = self.verb("capture_credits", hold_id, Decimal(credits))["usage_id"]
        return usage_id

    def release(self, hold_id: uuid.UUID) -> None:
        """The call of a hold never happened."""
        self.verb("release_credits", hold_id)

    def refund(self, usage_id: uuid.UUID | None, credits: Amount) -> None:
        """Give used credits back."""
        assert usage_id is not None
        self.verb("refund_usage", usage_id, Decimal(credits), ROOT, "bad answer", self._key())


def live(lives: Sequence[tuple[Life, Story]], since: datetime, until: datetime) -> None:
    """Live several lives side by side from one midnight to `until`, night after night."""
    events: list[tuple[datetime, int]] = []
    stories = [story(life) for life, story in lives]
    founded: set[int] = set()

    def plan(number: int) -> None:
        following = next(stories[number], None)
        if following is not None:
            assert moment(following) <= until, f"{lives[number][0].slug}: {following}"
            heapq.heappush(events, (moment(following), number))

    for number in range(len(stories)):
        plan(number)
    midnight = since
    while midnight <= until:
        for number in sorted(founded):
            lives[number][0].night(midnight)
        midnight += timedelta(days=1)
        while events and events[0][0] < min(midnight, until + _NIGHT):
            now, number = heapq.heappop(events)
            life = lives[number][0]
            if number in founded:
                life.turn(now)
            life.now = max(now, life.now) if number in founded else now
            founded.add(number)
            plan(number)
