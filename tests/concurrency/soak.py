"""What the callers of the soak do: any verb on any member, by a clock that runs fast."""

import random
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import psycopg

from tests.concurrency.callers import connect
from tests.world import Item, World

START = datetime(2027, 3, 10, 9, tzinfo=UTC)
ZONES = ("UTC", "Pacific/Auckland", "America/New_York")
HOURS_A_SECOND = 12
"""At this speed a soak of fifteen seconds sees seven daily resets of everybody."""

REFUSALS = {"OB005", "OB006", "OB007", "OB013"}
"""Who was removed gets nothing; there is too little in the pool, with the member, of the usage."""

ORDER_OF_TIMES = {
    "C6 hold state", "C7 remaining", "C7 hold remaining", "C12 end of a period",
    "C14 brought when", "C14 end of a row", "C14 end of a term", "C14 invoice history",
    "C14 invoice status", "C14 next reset", "C14 own grant rule", "C14 request",
    "C14 row of a term",
}  # fmt: skip
"""Checks of a ledger whose instants follow the order of its verbs. Here a verb is told its instant,
by a clock that runs fast, before it waits for its locks; a program's is read when it has them."""


@dataclass
class Effects:
    """What callers were told; the ledger has to say the same."""

    outcomes: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    added: Decimal = Decimal(0)
    refunded: Decimal = Decimal(0)
    used: dict[uuid.UUID, Decimal] = field(default_factory=dict)
    keys: dict[str, uuid.UUID] = field(default_factory=dict)

    def merge(self, other: "Effects") -> None:
        self.outcomes += other.outcomes
        self.errors += other.errors
        self.added += other.added
        self.refunded += other.refunded
        self.used |= other.used
        self.keys |= other.keys


@dataclass
class Soak:
    world: World
    members: list[str]
    admin: str
    stop: threading.Event = field(default_factory=threading.Event)
    began: float = field(default_factory=time.monotonic)
    holds: list[uuid.UUID] = field(default_factory=list)
    """Shared by all callers: whoever captures a hold did not have to make it."""

    def now(self) -> datetime:
        return START + timedelta(hours=(time.monotonic() - self.began) * HOURS_A_SECOND)


class Caller:
    """One connection that does one verb after another until it is stopped."""

    def __init__(self, soak: Soak, url: str, seed: int) -> None:
        self.soak = soak
        self.url = url
        self.random = random.Random(seed)
        self.effects = Effects()
        self.verbs = [
            *[self.spend] * 12,
            *[self.allocate, self.set_to, self.reclaim, self.transfer, self.settle, self.add] * 2,
            *[self.close, self.refund_usage, self.check, self.buy, self.refund_pool],
            *[self.remove_and_admit, self.move, self.configure_refresh],
        ]

    def run(self) -> Effects:
        with connect(self.url) as connection:
            self.world = replace(self.soak.world, connection=connection)
            while not self.soak.stop.is_set():
                self.world.now = self.soak.now()
                try:
                    self.random.choice(self.verbs)()
                except psycopg.Error as error:
                    self.effects.errors[str(error.sqlstate)] += 1
        return self.effects

    def member(self) -> str:
        return self.random.choice(self.soak.members)

    def credits(self, most: int = 40) -> Decimal:
        return Decimal(self.random.randint(1, most * 1_000_000)).scaleb(-6)

    def add(self) -> None:
        credits = self.credits(60)
        self.world.add(credits)
        self.effects.added += credits

    def allocate(self) -> None:
        self.world.allocate(self.member(), self.credits(), "daily")

    def set_to(self) -> None:
        self.world.set_to(self.member(), self.credits(80), "daily")

    def reclaim(self) -> None:
        self.world.reclaim(self.member(), self.credits(20))

    def transfer(self) -> None:
        giver, receiver = self.random.sample(list(self.soak.members), 2)
        self.world.transfer(giver, receiver, self.credits(20))

    def close(self) -> None:
        self.world.close(self.member())

    def settle(self) -> None:
        self.world.settle()

    def buy(self) -> None:
        credits = self.credits(30)
        purchase_id = self.world.purchase(credits)
        for _ in range(2):
            self.world.pay(purchase_id)
        self.effects.added += credits

    def refund_pool(self) -> None:
        lot = self.world.one(
            """select lot_id from credit_lots where org_id = %s
               order by left_credits desc limit 1""",
            self.world.org_id,
        )
        credits = self.credits(5)
        self.world.refund_pool(lot["lot_id"], credits)
        self.effects.added -= credits

    def remove_and_admit(self) -> None:
        member, admin = self.member(), self.soak.admin
        self.world.admit(member, admin)
        self.world.remove(member, admin)
        self.world.admit(member, admin)

    def move(self) -> None:
        self.world.move(self.random.choice(ZONES))

    def configure_refresh(self) -> None:
        self.world.grant_monthly(0)

    def check(self) -> None:
        self.world.check(self.member(), self.credits())

    def refund_usage(self) -> None:
        if self.effects.used:
            credits = self.credits(5)
            self.world.refund_usage(self.random.choice(list(self.effects.used)), credits)
            self.effects.refunded += credits

    def item(self) -> Item:
        verb = self.random.choice(["deduct", "deduct", "reserve", "capture", "release"])
        if verb in ("deduct", "reserve") or not self.soak.holds:
            verb = "deduct" if verb == "deduct" else "reserve"
            ttl_s = self.random.choice([1, 3600, 86400])
            return Item(verb, self.credits(15), uuid.uuid4().hex, self.member(), ttl_s=ttl_s)
        hold_id = self.random.choice(self.soak.holds[-40:])
        return Item(verb, self.credits(15) if verb == "capture" else None, hold_id=hold_id)

    def spend(self) -> None:
        items = [self.item() for _ in range(self.random.choice([1, 1, 1, 5, 20]))]
        if len(items) > 1:
            items += self.random.choices([item for item in items if item.key] or items, k=2)
        for item, answer in zip(items, self.world.spend(items), strict=True):
            self.note(item, answer)

    def note(self, item: Item, answer: dict[str, Any]) -> None:
        outcome = answer["outcome"]
        self.effects.outcomes[f"{item.verb} {outcome}"] += 1
        if outcome != "ok" or item.verb == "release":
            return
        if item.verb == "reserve":
            self.soak.holds.append(answer["hold_id"])
        else:
            self.effects.used[answer["usage_id"]] = answer["credits"]
        if item.key is not None:
            made = answer["usage_id"] or answer["hold_id"]
            assert self.effects.keys.setdefault(item.key, made) == made
