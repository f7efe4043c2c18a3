"""Spending in plain Python numbers: one batch after another, item by item, in order of arrival."""

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from tests.properties.model import ZERO, Hold, Ledger, Member, Usage, later
from tests.world import Item


def spends(item: Item) -> bool:
    return item.verb in ("deduct", "reserve")


def fingerprint(item: Item) -> tuple[Any, ...]:
    return item.verb, item.user, item.credits


@dataclass
class Answer:
    """What the item is told; `result_id` is learned from the server's answer."""

    outcome: str
    remaining: Decimal | None = None
    available: Decimal | None = None
    blocked_by: str | None = None
    uncollected: Decimal | None = None
    replayed: bool = False
    made: Hold | Usage | None = None


@dataclass
class Spender:
    """The keys of one organization, and its ledger."""

    ledger: Ledger
    keys: dict[str, tuple[tuple[Any, ...], Answer]] = field(default_factory=dict)
    captures: dict[UUID, Answer] = field(default_factory=dict)

    def batch(self, items: list[Item]) -> list[Answer]:
        self.ledger.settle()
        return [self.item(item) for item in items]

    def check(self, user: str, credits: Decimal) -> tuple[bool, Decimal, str | None]:
        """Whether it would fit, what is left, what would refuse.

        Holds past their time count as free, and so does what the pool would give who is owed.
        """
        ledger = self.ledger
        ledger.settle()
        member = ledger.members.get(user)
        left = ZERO
        if member and member.active:
            left = member.R + sum((hold.credits for hold in ledger.expired(member)), ZERO)
            left += min(member.D, ledger.available)
        blocked = self.gate() or ("allocation" if left < credits else None)
        return blocked is None, left, blocked

    def item(self, item: Item) -> Answer:
        if spends(item):
            return self.spend(item)
        hold = self.ledger.holds.get(item.hold_id) if item.hold_id else None
        if hold is None:
            return Answer("hold_not_found")
        return self.capture(hold, item) if item.verb == "capture" else self.release(hold)

    def spend(self, item: Item) -> Answer:
        assert item.key is not None
        if item.key in self.keys:
            body, first = self.keys[item.key]
            if body != fingerprint(item):
                return Answer("key_conflict", replayed=True)
            return replace(first, uncollected=None, replayed=True, made=None)
        answer = self.decide(item)
        self.keys[item.key] = (fingerprint(item), answer)
        return answer

    def gate(self) -> str | None:
        if not self.ledger.is_open:
            return "organization"
        return None if self.ledger.is_subscribed else "subscription"

    def decide(self, item: Item) -> Answer:
        assert item.user is not None
        assert item.credits is not None
        member, x = self.ledger.members.get(item.user), item.credits
        if self.gate() or member is None or not member.active:
            return Answer("refused", ZERO, ZERO, self.gate() or "allocation")
        self.make_room(member, x)
        if x > member.R:
            return Answer("refused", member.R, member.R, "allocation")
        if item.verb == "reserve":
            member.H += x
            hold = Hold(UUID(int=0), member.user, x, later(self.ledger.now, item.ttl_s))
            return Answer("ok", member.R, made=hold)
        member.U += x
        member.C += x
        return Answer("ok", member.R, made=Usage(member.user, x, member.n))

    def make_room(self, member: Member, x: Decimal) -> None:
        """Who would be refused gets expired holds back, one after another, then what is owed."""
        for hold in self.ledger.expired(member):
            if x <= member.R:
                return
            self.ledger.expire(hold)
            self.ledger.back(member)
        if x > member.R:
            self.ledger.top_up(member)

    def capture(self, hold: Hold, item: Item) -> Answer:
        c = item.credits
        assert c is not None
        if hold.status == "captured" and hold.captured == c:
            first = self.captures[hold.hold_id]
            return Answer("ok", first.remaining, uncollected=first.uncollected, replayed=True)
        if hold.status in ("captured", "released"):
            return Answer("hold_already_resolved")
        member = self.ledger.members[hold.user]
        if hold.status == "open":
            member.H -= hold.credits
        u = min(c, member.R)
        member.U += u
        member.C += u
        self.ledger.uncollected += c - u
        hold.status, hold.captured = "captured", c
        usage = Usage(member.user, u, member.n)
        self.ledger.back(member)
        answer = Answer("ok", member.R, uncollected=c - u, made=usage)
        self.captures[hold.hold_id] = answer
        return answer

    def release(self, hold: Hold) -> Answer:
        if hold.status == "captured":
            return Answer("hold_already_resolved")
        if hold.status == "open":
            member = self.ledger.members[hold.user]
            member.H -= hold.credits
            hold.status = "released"
            self.ledger.back(member)
            return Answer("ok", member.R)
        return Answer("ok", replayed=hold.status == "released")
