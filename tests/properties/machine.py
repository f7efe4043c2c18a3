"""Every verb in any order, told to the database and to the model, compared after each step."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.properties.amounts import SMALLEST, AmountNear, amounts, amounts_near
from tests.properties.calendar_model import midnight
from tests.properties.comparison import compare_answers, compare_ledgers, learn
from tests.properties.model import Ledger, Lot, Refused
from tests.properties.spending_model import Spender
from tests.world import Item, Row, make_world

START = datetime(2027, 1, 31, 9, tzinfo=UTC)
ZONES = ("UTC", "Europe/Berlin", "America/Santiago", "Pacific/Auckland", "Pacific/Pago_Pago")
MEMBERS = 3
members = st.integers(0, MEMBERS - 1)
periods = st.sampled_from([None, None, None, "daily", "weekly", "monthly", "never"])
# Days until a lot expires, some of them so few that its use is refunded afterwards.
lives = st.sampled_from([None, 1, 40])
HOUR, DAY = 3600, 86400
STEPS_S = (1, 30, 61, HOUR, 5 * HOUR, DAY - 1, DAY, 8 * DAY, 31 * DAY)


class LedgerMachine(RuleBasedStateMachine):
    """One organization with three members."""

    def __init__(self, connection: psycopg.Connection[Row]) -> None:
        super().__init__()
        self.connection = connection

    @initialize(
        zone=st.sampled_from(ZONES),
        credits=amounts,
        rest=st.sampled_from([0, 1, 50]),
        days=lives,
        period=st.sampled_from(["daily", "daily", "weekly", "monthly", "never"]),
    )
    def found(self, zone: str, credits: Decimal, rest: int, days: int | None, period: str) -> None:
        self.world = make_world(self.connection, START, zone)
        self.users = sorted(self.world.member() for _ in range(MEMBERS))
        self.ledger = Ledger(zone, START)
        self.spender = Spender(self.ledger)
        self.purchases: list[uuid.UUID] = []
        self.told = 0
        self.add(credits * MEMBERS, 0, days)
        for user in self.users:
            self.tell(
                lambda user=user: self.world.allocate(user, credits, period),
                lambda user=user: self.ledger.allocate(user, credits, period),
            )
        if rest:
            self.add(Decimal(rest), "0.05", None)

    def tell(self, database: Callable[[], Any], model: Callable[[], Any]) -> Any:
        """Both sides do it at the same, later millisecond; both or neither refuse."""
        self.turn(timedelta(milliseconds=1))
        saved = self.ledger.copy()
        try:
            expected = model()
        except Refused as refused:
            self.ledger.restore(saved)
            with pytest.raises(psycopg.Error) as error:
                database()
            if error.value.sqlstate != refused.code:
                raise AssertionError(f"the model refuses with {refused.code}") from error.value
            return None
        answer = database()
        learn(self.world, self.ledger)
        return expected, answer

    def turn(self, step: timedelta) -> None:
        self.ledger.now += step
        self.world.now = self.ledger.now

    def free(self, user: str) -> Decimal:
        member = self.ledger.members.get(user)
        return member.R if member else Decimal(0)

    @rule(credits=amounts, paid=st.sampled_from([0, 0, "12.34"]), days=lives)
    def add(self, credits: Decimal, paid: Any, days: int | None) -> None:
        expires_at = self.ledger.now + timedelta(days=days) if days else None
        paid = Decimal(paid)
        self.tell(
            lambda: self.world.add(credits, paid, expires_at=expires_at),
            lambda: self.ledger.add(credits, paid > 0, expires_at),
        )

    @rule(credits=amounts, times=st.sampled_from([0, 1, 2]))
    def order_and_pay(self, credits: Decimal, times: int) -> None:
        self.tell(lambda: self.purchases.append(self.world.purchase(credits)), self.ledger.settle)
        for _ in range(times):
            self.pay(self.purchases[-1])

    def pay(self, purchase_id: uuid.UUID) -> None:
        credits = self.world.unpaid(purchase_id)
        self.tell(
            lambda: self.world.pay(purchase_id),
            lambda: self.ledger.add(credits, True) if credits else self.ledger.settle(),
        )

    @precondition(lambda self: self.ledger.lots)
    @rule(data=st.data(), amount=amounts_near)
    def refund_pool(self, data: st.DataObject, amount: AmountNear) -> None:
        lot: Lot = data.draw(st.sampled_from(self.ledger.lots))
        credits = amount.near(min(lot.left, self.ledger.available))
        assert lot.lot_id is not None
        lot_id = lot.lot_id
        self.tell(
            lambda: self.world.refund_pool(lot_id, credits),
            lambda: self.ledger.refund_pool(self.ledger.lot(lot_id), credits),
        )

    @rule(member=members, amount=amounts_near, period=periods)
    def allocate(self, member: int, amount: AmountNear, period: str | None) -> None:
        user, credits = self.users[member], amount.near(self.ledger.available)
        self.tell(
            lambda: self.world.allocate(user, credits, period),
            lambda: self.ledger.allocate(user, credits, period),
        )

    @rule(member=members, amount=amounts_near, period=periods)
    def set_to(self, member: int, amount: AmountNear, period: str | None) -> None:
        user = self.users[member]
        known = self.ledger.members.get(user)
        credits = amount.near((known.U + known.H) if known else Decimal(0), zero=True)
        self.tell(
            lambda: self.world.set_to(user, credits, period),
            lambda: self.ledger.set_to(user, credits, period),
        )

    @rule(member=members, amount=amounts_near)
    def reclaim(self, member: int, amount: AmountNear) -> None:
        user = self.users[member]
        credits = amount.near(self.free(user))
        self.tell(
            lambda: self.world.reclaim(user, credits), lambda: self.ledger.reclaim(user, credits)
        )

    @rule(giver=members, receiver=members, amount=amounts_near)
    def transfer(self, giver: int, receiver: int, amount: AmountNear) -> None:
        ends = self.users[giver], self.users[receiver]
        credits = amount.near(self.free(ends[0]))
        self.tell(
            lambda: self.world.transfer(*ends, credits),
            lambda: self.ledger.transfer(*ends, credits),
        )

    @rule(member=members)
    def close(self, member: int) -> None:
        user = self.users[member]
        self.tell(lambda: self.world.close(user), lambda: self.ledger.close(user))

    @precondition(lambda self: self.ledger.usages)
    @rule(data=st.data(), amount=amounts_near)
    def refund_usage(self, data: st.DataObject, amount: AmountNear) -> None:
        self.give_back(data.draw(st.sampled_from(list(self.ledger.usages))), amount)

    @rule(
        member=members,
        used=amounts_near,
        seconds=st.sampled_from([0, HOUR, 2 * DAY]),
        amount=amounts_near,
    )
    def use_and_refund_later(
        self, member: int, used: AmountNear, seconds: int, amount: AmountNear
    ) -> None:
        user = self.users[member]
        self.told += 1
        self.spend([Item("deduct", used.near(self.free(user)), f"key {self.told}", user)])
        self.turn(timedelta(seconds=seconds))
        if self.ledger.usages:
            self.give_back(list(self.ledger.usages)[-1], amount)

    def give_back(self, usage_id: uuid.UUID, amount: AmountNear) -> None:
        usage = self.ledger.usages[usage_id]
        credits = amount.near(usage.charged - usage.refunded)
        self.tell(
            lambda: self.world.refund_usage(usage_id, credits),
            lambda: self.ledger.refund_usage(usage_id, credits),
        )

    @rule(
        what=st.sampled_from(["grant", "grant", "end of grant", "move", "switch", "switch on"]),
        credits=amounts,
        zone=st.sampled_from(ZONES),
        off=st.sampled_from(["organization", "subscription"]),
    )
    def manage(self, what: str, credits: Decimal, zone: str, off: str) -> None:
        if "grant" in what:
            amount = credits if what == "grant" else Decimal(0)
            self.tell(
                lambda: self.world.grant_monthly(amount), lambda: self.ledger.set_own_grant(amount)
            )
        elif what == "move":
            self.tell(lambda: self.world.move(zone), lambda: self.ledger.move(zone))
        else:
            is_open = what == "switch on" or off != "organization"
            is_subscribed = what == "switch on" or off != "subscription"
            self.tell(
                lambda: self.world.switch(is_open, is_subscribed),
                lambda: self.ledger.switch(is_open, is_subscribed),
            )

    @rule()
    def settle(self) -> None:
        self.tell(self.world.settle, self.ledger.settle_due)
        # A second run, at the same instant, finds nothing to do.
        self.world.settle()

    @rule(seconds=st.sampled_from(STEPS_S))
    def pass_time(self, seconds: int) -> None:
        self.turn(timedelta(seconds=seconds))

    @rule(member=members, seconds=st.sampled_from([-1, 0]))
    def pass_to_boundary(self, member: int, seconds: int) -> None:
        known = self.ledger.members.get(self.users[member])
        if known and known.next:
            at = midnight(known.next, self.ledger.zone) + timedelta(seconds=seconds)
            self.turn(max(at - self.ledger.now, timedelta()))

    @precondition(lambda self: self.ledger.grant_next)
    @rule(milliseconds=st.sampled_from([-2, -1]))
    def pass_to_own_grant(self, milliseconds: int) -> None:
        """The next verb comes a millisecond later: before the boundary, or at its very instant."""
        assert self.ledger.grant_next is not None
        at = midnight(self.ledger.grant_next, self.ledger.zone)
        self.turn(max(at + timedelta(milliseconds=milliseconds) - self.ledger.now, timedelta()))

    @rule(member=members, amount=amounts_near)
    def check(self, member: int, amount: AmountNear) -> None:
        user = self.users[member]
        credits = amount.near(self.free(user))
        told = self.tell(
            lambda: self.world.check(user, credits), lambda: self.spender.check(user, credits)
        )
        assert told[0] == told[1], told

    @rule(member=members, amount=amounts_near, ttl_s=st.sampled_from([1, 60, 7 * HOUR]))
    def reserve_again(self, member: int, amount: AmountNear, ttl_s: int) -> None:
        self.told += 1
        user = self.users[member]
        credits = amount.near(self.free(user))
        self.spend([Item("reserve", credits, f"key {self.told}", user, ttl_s=ttl_s)])

    @rule(data=st.data(), amount=amounts_near)
    def spend_one(self, data: st.DataObject, amount: AmountNear) -> None:
        self.spend([self.draw_item(data, [amount])])

    @rule(data=st.data(), several=st.lists(amounts_near, min_size=2, max_size=6))
    def spend_many(self, data: st.DataObject, several: list[AmountNear]) -> None:
        self.spend([self.draw_item(data, [amount]) for amount in several])

    def draw_item(self, data: st.DataObject, amount: list[AmountNear]) -> Item:
        holds = sorted(self.ledger.holds)
        verbs = ["deduct", "reserve"] + ["capture", "capture", "release"] * bool(holds)
        verb = data.draw(st.sampled_from(verbs))
        if verb in ("capture", "release"):
            hold = self.ledger.holds[data.draw(st.sampled_from(holds))]
            around = hold.captured or hold.credits
            return Item(
                verb, amount[0].near(around) if verb == "capture" else None, hold_id=hold.hold_id
            )
        user = self.users[data.draw(members)]
        if self.spender.keys and data.draw(st.integers(0, 14)) == 0:
            key = data.draw(st.sampled_from(sorted(self.spender.keys)))
            verb_before, user_before, credits_before = self.spender.keys[key][0]
            credits = credits_before + data.draw(st.sampled_from([Decimal(0), SMALLEST]))
            return Item(verb_before, credits, key, user_before)
        self.told += data.draw(st.sampled_from([1] * 9 + [0]))
        ttl_s = data.draw(st.sampled_from([1, 60, 7 * HOUR]))
        return Item(verb, amount[0].near(self.free(user)), f"key {self.told}", user, ttl_s=ttl_s)

    def spend(self, items: list[Item]) -> None:
        told = self.tell(lambda: self.world.spend(items), lambda: self.spender.batch(items))
        compare_answers(self.ledger, items, *told)

    @invariant()
    def both_say_the_same(self) -> None:
        if hasattr(self, "ledger"):
            compare_ledgers(self.world, self.ledger)

    def teardown(self) -> None:
        if hasattr(self, "world"):
            assert self.world.differences() == []
