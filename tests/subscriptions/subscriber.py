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

    def past_due(self, grace_days: int = 7) -> Row:
        return self.world.one(
            "select * from mark_subscription_past_due(%s, %s, 'root', 'declined', %s)",
            self.org_id, grace_days, self.now,
        )  # fmt: skip

    def settle(self) -> int:
        row = self.world.one("select settle_subscriptions(%s, %s) as n", self.org_id, self.now)
        count: int = row["n"]
        return count

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
