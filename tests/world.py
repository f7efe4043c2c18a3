"""An organization with members and money, made in a few words, straight in SQL."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

import psycopg

from tests.spend_items import Amount, Item, number, spend_items

Row = dict[str, Any]

SUBSCRIBED = """
with s as (
    insert into organization_subscriptions (
        org_id, subscription_plan, billing_cycle, price_usd, status, standing, anchor_date,
        current_period_start, current_period_end, term_id, created_by, created_at
    )
    values (
        %(org_id)s, %(plan)s, 'monthly', 50, %(standing)s, %(standing)s, '2020-01-01',
        '2020-01-01', '2100-01-01', gen_random_uuid(), 'test', '2020-01-01'
    )
    returning *
), t as (
    insert into subscription_terms (
        org_id, term_id, subscription_id, term_number, is_trial, billing_cycle, anchor_date,
        start_date, starts_at, planned_end_at
    )
    select org_id, term_id, subscription_id, 1, true, 'monthly', '2020-01-01', '2020-01-01',
        '2020-01-01', '2100-01-01'
    from s
), p as (
    insert into subscription_periods (
        org_id, term_id, period_number, subscription_plan, billing_cycle, price_usd,
        included_monthly_credits, starts_at, cause
    )
    select org_id, term_id, 1, subscription_plan, billing_cycle, price_usd, 0, '2020-01-01',
        'created'
    from s
)
insert into subscription_standings
    (org_id, subscription_id, standing_number, standing, from_at, actor_id)
select org_id, subscription_id, 1, standing, '2020-01-01', 'test' from s
"""
"""A subscription whose term has no invoice, as a trial has none: it brings nothing, and lasts."""


@dataclass
class World:
    """One organization of its own, seen through the owner's connection (rows are dicts)."""

    connection: psycopg.Connection[Row]
    now: datetime | None = None
    """What the clock says; None: the real one."""
    org_id: uuid.UUID = field(default_factory=uuid.uuid4)

    def one(self, query: str, *parameters: object) -> Row:
        row = self.connection.execute(query, parameters).fetchone()
        assert row is not None, f"no row: {query}"
        return row

    def rows(self, query: str, *parameters: object) -> list[Row]:
        return self.connection.execute(query, parameters).fetchall()

    def user(self, prefix: str = "u") -> str:
        user_id = f"{prefix}-{uuid.uuid4().hex[:12]}"
        self.connection.execute(
            "insert into users (user_id, email, name) values (%s, %s, %s)",
            [user_id, f"{user_id}@example.com", user_id],
        )
        return user_id

    def member(self, prefix: str = "m", role: str = "member") -> str:
        user_id = self.user(prefix)
        self.connection.execute(
            "insert into organization_members (org_id, user_id, role) values (%s, %s, %s)",
            [self.org_id, user_id, role],
        )
        return user_id

    def members(self, count: int, prefix: str = "m") -> list[str]:
        """Make many members at once; returns their ids, sorted."""
        made = [f"{prefix}-{uuid.uuid4().hex[:8]}-{number:04}" for number in range(count)]
        self.connection.execute(
            """insert into users (user_id, email, name)
               select u, u || '@example.com', u from unnest(%s::text[]) as u""",
            [made],
        )
        self.connection.execute(
            """insert into organization_members (org_id, user_id, role)
               select %s, u, 'member' from unnest(%s::text[]) as u""",
            [self.org_id, made],
        )
        return sorted(made)

    def system_admin(self) -> str:
        """A user who may do anything in any organization."""
        user_id = self.user("admin")
        self.connection.execute(
            "update users set is_system_admin = true where user_id = %s", [user_id]
        )
        return user_id

    def remove(self, user_id: str, actor_id: str) -> None:
        self.connection.execute(
            "select remove_member(%s, %s, %s, 'test', %s)",
            [self.org_id, user_id, actor_id, self.now],
        )

    def admit(self, user_id: str, actor_id: str) -> None:
        self.connection.execute(
            "select add_member(%s, %s, 'member', %s, %s)",
            [self.org_id, user_id, actor_id, self.now],
        )

    def allocate_each(self, user_ids: list[str], credits: Amount, period: str) -> None:
        self.connection.execute(
            """select count(allocate_credits_to_user(%s, u, %s, 'admin', %s, null, null, %s))
               from unnest(%s::text[]) as u""",
            [self.org_id, number(credits), period, self.now, user_ids],
        )

    def subscribe(self, plan: str = "platform", status: str = "active") -> None:
        """Stand in a term that began in 2020 and ends in 2100."""
        self.connection.execute(
            SUBSCRIBED, {"org_id": self.org_id, "plan": plan, "standing": status}
        )
        self.note_next_due()

    def add(
        self, credits: Amount, paid_usd: Amount = 0, key: str | None = None,
        expires_at: datetime | None = None,
    ) -> Row:  # fmt: skip
        return self.document(
            "select add_credits_to_pool(%s, %s, %s, 'admin', 'test', %s, %s, %s) as document",
            self.org_id, number(credits), number(paid_usd), key, expires_at, self.now,
        )  # fmt: skip

    def purchase(self, credits: Amount, key: str | None = None) -> uuid.UUID:
        """Order credits at the server's price; returns the purchase's id."""
        document = self.document(
            "select request_purchase(%s, %s, null, 'test', 'admin', %s, %s) as document",
            self.org_id, number(credits), key, self.now,
        )  # fmt: skip
        return uuid.UUID(document["id"])

    def pay(self, purchase_id: uuid.UUID) -> Row:
        return self.document(
            "select pay_purchase(%s, %s, 'admin', %s) as document",
            self.org_id, purchase_id, self.now,
        )  # fmt: skip

    def unpaid(self, purchase_id: uuid.UUID) -> Decimal | None:
        """Credits of a purchase that nobody paid yet."""
        row = self.one(
            "select status, credits from credit_purchases where org_id = %s and purchase_id = %s",
            self.org_id, purchase_id,
        )  # fmt: skip
        return row["credits"] if row["status"] == "pending" else None

    def refund_pool(self, lot_id: uuid.UUID, credits: Amount, key: str | None = None) -> Row:
        return self.document(
            "select refund_pool_credits(%s, %s, %s, 'admin', 'test', %s, %s) as document",
            self.org_id, lot_id, number(credits), key, self.now,
        )  # fmt: skip

    def grant_monthly(self, credits: Amount) -> Row:
        return self.document(
            "select set_own_grant(%s, %s, 'admin', %s) as document",
            self.org_id, number(credits), self.now,
        )  # fmt: skip

    def move(self, time_zone: str) -> None:
        """Change the organization's time zone."""
        self.connection.execute(
            "select set_organization_time_zone(%s, %s, 'admin', %s)",
            [self.org_id, time_zone, self.now],
        )

    def switch(self, is_open: bool, is_subscribed: bool = True) -> None:
        """Suspend or reopen the organization, pause or resume its subscription; what is due by then
        was decided before."""
        self.connection.execute("select settle_organization(%s, %s)", [self.org_id, self.now])
        self.stand_organization("active" if is_open else "suspended")
        self.stand("active" if is_subscribed else "paused")

    def stand_organization(self, standing: str) -> None:
        """Put the organization into a standing from now on; nothing else of a closing is done."""
        self.connection.execute(
            "select stand_organization(%s, %s, coalesce(%s, now()), 'test')",
            [self.org_id, standing, self.now],
        )

    def stand(self, standing: str, until: datetime | None = None) -> None:
        """Put the live subscription into a standing from now on, past due with an open invoice."""
        if standing in ("past_due", "blocked"):
            self.connection.execute(
                """select make_invoice(s, 'proration', 1, 0, coalesce(%s, now()), '{}', 'test')
                   from organization_subscriptions as s
                   where s.org_id = %s and s.status <> 'canceled'""",
                [self.now, self.org_id],
            )
        self.connection.execute(
            """select store_subscription(enter_standing(s, %s, %s, coalesce(%s, now()), 'test'))
               from organization_subscriptions as s where s.org_id = %s and s.status <> 'canceled'
               and s.standing <> %s""",
            [standing, until, self.now, self.org_id, standing],
        )
        self.note_next_due()

    def note_next_due(self) -> None:
        self.connection.execute(
            "select note_next_due(%s, next_boundary_at(%s))", [self.org_id, self.org_id]
        )

    def allocate(
        self, user_id: str, credits: Amount, period: str | None = None, key: str | None = None
    ) -> Row:
        return self.document(
            "select allocate_credits_to_user(%s, %s, %s, 'admin', %s, null, %s, %s) as document",
            self.org_id, user_id, number(credits), period, key, self.now,
        )  # fmt: skip

    def set_to(
        self, user_id: str, credits: Amount, period: str | None = None, key: str | None = None
    ) -> Row:
        return self.document(
            "select set_allocation(%s, %s, %s, 'admin', %s, null, %s, %s) as document",
            self.org_id, user_id, number(credits), period, key, self.now,
        )  # fmt: skip

    def reclaim(self, user_id: str, credits: Amount, key: str | None = None) -> Row:
        return self.document(
            "select reclaim_credits(%s, %s, %s, 'admin', 'test', %s, %s) as document",
            self.org_id, user_id, number(credits), key, self.now,
        )  # fmt: skip

    def transfer(self, giver: str, receiver: str, credits: Amount, key: str | None = None) -> Row:
        return self.document(
            "select transfer_credits(%s, %s, %s, %s, 'admin', 'test', %s, %s) as document",
            self.org_id, giver, receiver, number(credits), key, self.now,
        )  # fmt: skip

    def colleague_of(self, user_id: str) -> str:
        """Another member of the organization; one is made where there is none."""
        found = self.rows(
            """select user_id from organization_members
               where org_id = %s and user_id <> %s and role = 'member' order by user_id limit 1""",
            self.org_id, user_id,
        )  # fmt: skip
        return str(found[0]["user_id"]) if found else self.member()

    def close(self, user_id: str) -> None:
        self.connection.execute(
            "select close_allocation(%s, %s, 'admin', 'test', %s)", [self.org_id, user_id, self.now]
        )

    def deduct(self, user_id: str, credits: Amount, key: str | None = None) -> Row:
        return self.one(
            "select * from deduct_credits(%s, %s, %s, 'llm', 'gpt', %s, '{}', null, null, %s)",
            self.org_id, user_id, number(credits), key or uuid.uuid4().hex, self.now,
        )  # fmt: skip

    def spend_with_costs(self, user_id: str, credits: Amount) -> Row:
        """A deduct of a service with what its provider charges and what the plan adds."""
        item = Item(
            "deduct", credits, uuid.uuid4().hex, user_id, service_type="tts", service_name="voice",
            api_cost_usd="0.002", markup_usd="0.001",
        )  # fmt: skip
        return self.spend([item])[0]

    def hold(self, user_id: str, credits: Amount, ttl_s: int = 600, key: str | None = None) -> Row:
        return self.one(
            "select * from reserve_credits(%s, %s, %s, %s, %s, 'llm', 'gpt', %s)",
            self.org_id, user_id, number(credits), key or uuid.uuid4().hex, ttl_s, self.now,
        )  # fmt: skip

    def capture(self, hold_id: uuid.UUID, credits: Amount) -> Row:
        return self.one(
            "select * from capture_credits(%s, %s, %s, '{}', null, null, %s)",
            self.org_id, hold_id, number(credits), self.now,
        )  # fmt: skip

    def release(self, hold_id: uuid.UUID) -> Row:
        return self.one("select * from release_credits(%s, %s, %s)", self.org_id, hold_id, self.now)

    def spend(self, items: Sequence[Item], *, closely: bool = False) -> list[Row]:
        """One batch, in order of arrival; what is due or untried comes again, as in the engine."""
        answers: dict[int, Row] = {}
        left = dict(enumerate(items))
        for _ in range(5):
            self.connection.execute("select settle_organization(%s, %s)", [self.org_id, self.now])
            answers |= self._tried(left, closely=closely)
            left = {n: items[n] for n, row in answers.items() if row["outcome"] == "due"}
            if not left:
                break
        return [{**answers[n], "ordinal": n + 1} for n in range(len(items))]

    def _tried(self, items: dict[int, Item], *, closely: bool) -> dict[int, Row]:
        rows = self.spend_once([(self.org_id, item) for item in items.values()], closely=closely)
        answers = dict(zip(items, rows, strict=True))
        again = {n: items[n] for n, row in answers.items() if row["outcome"] == "untried"}
        return answers | self._tried(again, closely=True) if again else answers

    def spend_once(
        self, items: Iterable[tuple[uuid.UUID | None, Item]], *, closely: bool = False
    ) -> list[Row]:
        """The engine's statement alone, for any organizations: nothing is settled or sent again."""
        return self.rows(
            "select * from spend(%s::spend_item[], 600, %s) order by ordinal",
            spend_items(items, closely=closely), self.now,
        )  # fmt: skip

    def check(self, user_id: str, credits: Amount) -> tuple[bool, Decimal, str | None]:
        """Whether it would fit, what is left, what would refuse."""
        row = self.one(
            "select * from check_credits(%s, %s, %s, %s)",
            self.org_id, user_id, number(credits), self.now,
        )  # fmt: skip
        return row["sufficient"], row["remaining_credits"], row["blocked_by"]

    def refund_usage(self, usage_id: uuid.UUID, credits: Amount, key: str | None = None) -> Row:
        return self.document(
            "select refund_usage(%s, %s, %s, 'admin', 'test', %s, %s) as document",
            self.org_id, usage_id, number(credits), key, self.now,
        )  # fmt: skip

    def settle(self) -> None:
        self.connection.execute("select settle_due(%s, %s)", [self.org_id, self.now])

    def pool(self) -> tuple[Decimal, Decimal, Decimal, Decimal]:
        """Total, allocated, available and used credits."""
        row = self.one(
            """select p.total_credits, p.allocated_credits, p.available_credits,
               (select coalesce(sum(a.used_credits), 0) from user_credit_allocations as a
                where a.org_id = p.org_id) as used
               from organization_credit_pools as p where p.org_id = %s""",
            self.org_id,
        )
        return (
            row["total_credits"], row["allocated_credits"], row["available_credits"], row["used"]
        )  # fmt: skip

    def allocation(self, user_id: str) -> Row:
        return self.one(
            """select *, allocated_credits - used_credits - held_credits as remaining_credits
               from user_credit_allocations where org_id = %s and user_id = %s""",
            self.org_id, user_id,
        )  # fmt: skip

    def figures(self, user_id: str, names: str) -> tuple[Decimal, ...]:
        """Figures of an allocation by LEDGER's letters, for example "AUHTDR"."""
        columns = {
            "A": "allocated_credits", "U": "used_credits", "H": "held_credits",
            "T": "target_credits", "D": "refill_due_credits",
            "L": "prior_used_credits", "R": "remaining_credits",
        }  # fmt: skip
        row = self.allocation(user_id)
        return tuple(row[columns[name]] for name in names)

    def differences(self, leaving: Collection[str] = ()) -> list[Row]:
        """What ledger verification finds in this organization, but for checks of these names."""
        asked = "select set_config('orgbilling.one', %s, false), to_regnamespace('one') as one"
        # A database that was not cloned from the template has the product's schema alone.
        schema = self.one(asked, str(self.org_id))["one"] or "public"
        return self.rows(
            f"select * from {schema}.verify_ledger() where org_id = %s and check_name <> all(%s)",
            self.org_id,
            list(leaving),
        )

    def document(self, query: str, *parameters: object) -> Row:
        document: Row = self.one(query, *parameters)["document"]
        return document


def make_world(
    connection: psycopg.Connection[Row],
    now: datetime | None = None,
    time_zone: str = "UTC",
    subscribed: bool = True,
) -> World:
    """Make an organization with a pool and, unless told otherwise, a live subscription."""
    world = World(connection, now)
    connection.execute(
        "insert into organizations (org_id, name, time_zone) values (%s, 'Test', %s)",
        [world.org_id, time_zone],
    )
    connection.execute("insert into organization_credit_pools (org_id) values (%s)", [world.org_id])
    if subscribed:
        world.subscribe()
    return world
