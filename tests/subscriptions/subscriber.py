"""An organization and its subscription, seen through SQL, with a clock that the test turns."""

import uuid
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import psycopg

from tests.world import World, make_world

Row = dict[str, Any]


def at(text: str, zone: str = "UTC") -> datetime:
    """A moment by its local time: `at("2026-01-31 10:00", "Europe/Berlin")`."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


class Subscriber:
    """One organization without a subscription yet."""

    def __init__(
        self, connection: psycopg.Connection[Row], now: datetime, zone: str = "UTC"
    ) -> None:
        self.connection = connection
        self.world: World = make_world(connection, now, zone, subscribed=False)
        self.org_id: uuid.UUID = self.world.org_id
        self.now = now

    def turn(self, **by: float) -> None:
        """Let time pass."""
        self.now += timedelta(**by)

    def create(self, plan: str = "platform", cycle: str = "monthly", trial_days: int = 0) -> Row:
        return self.world.one(
            "select * from create_subscription(%s, %s, %s, %s, 'root', %s)",
            self.org_id, plan, cycle, trial_days, self.now,
        )  # fmt: skip

    def change(self, plan: str, cycle: str = "monthly") -> Row:
        return self.world.one(
            "select * from change_subscription(%s, %s, %s, 'admin', %s)",
            self.org_id, plan, cycle, self.now,
        )  # fmt: skip

    def preview(self, plan: str, cycle: str = "monthly") -> Row:
        return self.world.one(
            "select * from preview_subscription_change(%s, %s, %s, %s)",
            self.org_id, plan, cycle, self.now,
        )  # fmt: skip

    def cancel(self, when: str) -> Row:
        return self.world.one(
            "select * from cancel_subscription(%s, %s, 'admin', %s)", self.org_id, when, self.now
        )

    def verb(self, name: str, *parameters: object) -> Row:
        """Any other verb whose last parameters are the actor and the time."""
        marks = ", ".join(["%s"] * (len(parameters) + 3))
        return self.world.one(
            f"select * from {name}({marks})", self.org_id, *parameters, "root", self.now
        )

    def stand(self, status: str) -> None:
        """Suspend or reactivate the organization."""
        self.world.one(
            "select set_organization_status(%s, %s, null, %s)", self.org_id, status, self.now
        )

    def past_due(self, grace_days: int = 7) -> Row:
        return self.world.one(
            "select * from mark_subscription_past_due(%s, %s, 'root', 'declined', %s)",
            self.org_id, grace_days, self.now,
        )  # fmt: skip

    def settle(self) -> int:
        """Settle what is due; returns how many terms ended by it."""
        before = self.ended_terms()
        self.world.one("select settle_organization(%s, %s)", self.org_id, self.now)
        return self.ended_terms() - before

    def ended_terms(self) -> int:
        return sum(term["ended_at"] is not None for term in self.terms())

    def terms(self) -> list[Row]:
        return self._numbered("subscription_terms", "starts_at, term_number")

    def periods(self) -> list[Row]:
        """The rows in which plan and price were the same."""
        return self._numbered("subscription_periods", "starts_at, period_number")

    def standings(self) -> list[Row]:
        return self._numbered("subscription_standings", "from_at, standing_number")

    def bills(self) -> list[Row]:
        """Invoices with the money credit that was taken off them."""
        return self._numbered("subscription_invoices", "made_at, invoice_id")

    def _numbered(self, table: str, order: str) -> list[Row]:
        return self.world.rows(
            f"select * from {table} where org_id = %s order by {order}", self.org_id
        )

    def pay(self, bill: Row) -> Row:
        """Pay one invoice, of whichever subscription."""
        return self._bill("pay_invoice(%s, %s, 'root', %s)", bill)

    def void(self, bill: Row) -> Row:
        return self._bill("void_invoice(%s, %s, 'root', 'a mistake', %s)", bill)

    def _bill(self, call: str, bill: Row) -> Row:
        found: Row = self.world.one(
            f"select {call} as document", self.org_id, bill["invoice_id"], self.now
        )["document"]
        return found

    def brought(self) -> list[tuple[str, Decimal]]:
        """On which UTC day the calendar brought what, in its order."""
        rows = self.world.rows(
            """select opened_at, amount from credit_lots
               where org_id = %s and source = 'refresh' order by lot_number""",
            self.org_id,
        )
        return [
            (row["opened_at"].astimezone(UTC).date().isoformat(), row["amount"]) for row in rows
        ]

    def subscription(self) -> Row:
        return self.world.one(
            """select * from organization_subscriptions where org_id = %s
               order by (status = 'canceled'), created_at desc limit 1""",
            self.org_id,
        )

    def history(self, event_type: str | None = None) -> list[Row]:
        return self.connection.execute(
            """select * from org_billing_history
               where org_id = %s and (%s::text is null or event_type = %s)
               order by created_at, event_type desc""",
            [self.org_id, event_type, event_type],
        ).fetchall()

    def events(self) -> list[tuple[str, Decimal]]:
        return [(row["event_type"], row["amount_usd"]) for row in self.history()]

    def invoices(self) -> list[Row]:
        return self.history("invoice_created")

    def audit(self) -> list[str]:
        rows = self.connection.execute(
            "select event_type from organization_audit_log where org_id = %s order by audit_id",
            [self.org_id],
        ).fetchall()
        return [row["event_type"] for row in rows]

    def starts(self, zone: str = "UTC") -> list[str]:
        """The local start of every period that was invoiced."""
        return [
            row["period_start"].astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")
            for row in self.invoices()
        ]

    def end(self, zone: str = "UTC") -> str:
        """The local end of the current period."""
        end: datetime = self.subscription()["current_period_end"]
        return end.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")


NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
