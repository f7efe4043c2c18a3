"""The tests can fail: with one line of the ledger taken away, a test of ours goes red."""

from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from tests.calendar import test_late
from tests.concurrency import test_one_balance
from tests.conftest import OwnerConnection, TestDatabase
from tests.credits import test_due, test_scenarios, test_short_way, test_together
from tests.properties.calendar_mutants import CALENDAR_MUTANTS
from tests.regressions import (
    test_k03_a_refund_goes_back_to_the_lot_it_was_drawn_from as k03,
)
from tests.regressions import test_s06_a_reset_creates_nothing as s06

Check = Callable[[OwnerConnection, str], Any]

# What is damaged; in which function; what is there; what stands there instead; who notices.
MUTANTS: dict[str, tuple[str, str, str, Check]] = {
    "a reset that does not draw on the pool": (
        "reset_and_draw",
        "v_moves := v_moves || pool_move(case when",
        "perform pool_move(case when",
        lambda owner, _: (
            s06.test_of_a_hundred_bought_a_hundred_are_spent_however_many_resets_there_are(owner)
        ),
    ),
    "nothing goes back above the target": (
        "free_above_target",
        "return greatest(",
        "return 0 * greatest(",
        lambda owner, _: (
            test_scenarios.test_a_target_set_below_what_is_used_and_held_returns_as_the_hold_resolves(
                owner
            )
        ),
    ),
    "a capture that fails past what is left": (
        "spend_items",
        "v_left := least(x, m.allocated_credits - m.used_credits - m.held_credits);",
        "v_left := x;",
        lambda owner, _: (
            test_scenarios.test_a_late_capture_charges_what_is_left_and_records_the_rest(owner)
        ),
    ),
    "what came back is kept from those who are owed": (
        "reclaim_credits",
        "perform draw_for_owed(p_org_id, v_now);",
        "null;",
        lambda owner, _: test_late.test_whoever_raises_what_the_pool_has_gives_it_on_by_user_id(
            owner
        ),
    ),
    "allocations that a batch reads without locking them": (
        "lock_spenders",
        "for no key update",
        "",
        test_one_balance.test_of_a_hundred_who_hold_ten_at_once_as_many_succeed_as_fit,
    ),
    "a short way that does not look at what is left": (
        "deduct_at_once",
        "and a.used_credits + a.held_credits + p_credits <= a.allocated_credits",
        "",
        test_one_balance.test_of_a_hundred_who_take_ten_at_once_as_many_succeed_as_fit,
    ),
    "a short way past a gate that is closed": (
        "deduct_at_once",
        "select g.day into v_day from open_organizations(v_now) as g where g.org_id = p_org_id;",
        "v_day := local_date(v_now, 'UTC');",
        lambda owner, _: test_short_way.test_every_way_says_and_leaves_the_same(
            owner, lambda world, _: world.switch(False), "30"
        ),
    ),
    "a short way that forgets to undo": (
        "deduct_at_once",
        "used_credits = a.used_credits - p_credits, cum",
        "cum",
        lambda owner, _: test_short_way.test_every_way_says_and_leaves_the_same(
            owner, lambda world, _: world.switch(False), "30"
        ),
    ),
    "short ways past what is due": (
        "open_organizations",
        "and not g.is_due",
        "",
        lambda owner, _: (
            test_due.test_the_engines_statements_say_that_something_is_due_and_leave_nothing_behind(
                owner, test_due.one, 20
            )
        ),
    ),
    "a short way that tells nobody of ninety percent": (
        "deduct_at_once",
        "and (a.used_credits + p_credits <= 0.9 * a.allocated_credits or",
        "and (true or",
        lambda owner, _: test_short_way.test_ninety_percent_are_told_once(owner),
    ),
    "many short ways that do not look at what is left": (
        "charge_together",
        "and a.used_credits + a.held_credits + l.credits <= a.allocated_credits",
        "",
        lambda owner, _: test_short_way.test_every_way_says_and_leaves_the_same(
            owner, test_short_way.holds_it_all, "90"
        ),
    ),
    "short ways through a gate that is never closed": (
        "open_organizations",
        "where g.blocked_by is null and",
        "where",
        lambda owner, _: test_short_way.test_every_way_says_and_leaves_the_same(
            owner, lambda world, _: world.switch(False), "30"
        ),
    ),
    "many short ways past a gate that is closed": (
        "deduct_together",
        "select d.day from open_organizations(v_now) as d where d.org_id = g.org_id",
        "select local_date(v_now, 'UTC') as day",
        lambda owner, _: test_short_way.test_every_way_says_and_leaves_the_same(
            owner, lambda world, _: world.switch(False), "30"
        ),
    ),
    "many short ways of one organization past a gate that is closed": (
        "deduct_together",
        "(select g.day from open_organizations(v_now) as g where g.org_id = p_org_ids[1])",
        "local_date(v_now, 'UTC')",
        lambda owner, _: test_together.test_a_closed_organization_is_left_as_it_was(owner),
    ),
    "many short ways that forget to undo": (
        "deduct_together",
        "used_credits = a.used_credits - t.credits, cum",
        "cum",
        lambda owner, _: test_short_way.test_every_way_says_and_leaves_the_same(
            owner, lambda world, _: world.switch(False), "30"
        ),
    ),
    "many short ways past what is due": (
        "open_organizations",
        "and not g.is_due",
        "",
        lambda owner, _: test_due.test_of_many_together_only_who_has_nothing_due_is_answered(owner),
    ),
    "many short ways that keep the key of what they did not do": (
        "deduct_together",
        "and c.n <> all(coalesce(v_numbers, '{}'));",
        "and false;",
        lambda owner, _: test_short_way.test_every_way_says_and_leaves_the_same(
            owner, lambda world, _: world.switch(False), "30"
        ),
    ),
    "many short ways that tell nobody of ninety percent": (
        "charge_together",
        "and (a.used_credits + l.credits <= 0.9 * a.allocated_credits or",
        "and (true or",
        lambda owner, _: test_short_way.test_every_way_says_and_leaves_the_same(
            owner, test_short_way.nothing, "95"
        ),
    ),
    "many short ways that give every item the last one's figures": (
        "charge_together",
        "array_agg(s.balance - s.charged order by s.n)",
        "array_agg(s.balance order by s.n)",
        lambda owner, _: test_together.test_the_items_of_one_member_come_in_order(owner),
    ),
    "many short ways that charge a member for one item of several": (
        "charge_together",
        "sum(p_credits[c.n]) as credits",
        "max(p_credits[c.n]) as credits",
        lambda owner, _: test_together.test_a_member_whose_items_do_not_all_fit_is_left(owner),
    ),
    "a refund that walks the draws forwards": (
        "give_back_to_lots",
        "order by d.draw_number desc",
        "order by d.draw_number",
        lambda owner, _: k03.test_what_was_drawn_last_goes_back_first(owner),
    ),
    "a draw that gives back more than it took": (
        "give_back_to_lots",
        "least(v_draw.open_credits, v_rest)",
        "v_rest",
        lambda owner, _: k03.test_what_was_drawn_last_goes_back_first(owner),
    ),
    "a refund that brings an expired lot back to life": (
        "give_back_to_lots",
        "out_credits = l.out_credits + case when l.expires_at <= p_now then v_part else 0 end",
        "out_credits = l.out_credits",
        lambda owner, _: k03.test_back_to_an_expired_lot_is_a_free_lot_of_a_month(owner, 0, True),
    ),
    "a refund to an expired lot that is lost": (
        "give_back_to_lots",
        "if v_expired > 0 then",
        "if false then",
        lambda owner, _: k03.test_back_to_an_expired_lot_is_a_free_lot_of_a_month(owner, 0, True),
    ),
    "a settlement that writes every draw as the first": (
        "settle_lots",
        "v_number := v_number + 1;",
        "v_number := 1;",
        lambda owner, _: k03.test_use_of_one_lot_in_two_settlements_is_two_draws(owner),
    ),
    "a lot refunded in part that pays its price twice": (
        "refund_pool_credits",
        "- round(v_lot.price_paid_usd * v_lot.out_credits / v_lot.amount, 2)",
        "",
        lambda owner, _: k03.test_a_lot_refunded_in_part_is_refundable_again_up_to_its_price(owner),
    ),
    "many short ways with somebody else's key": (
        "authorized_together",
        "c.own_user_id = p_user_ids[c.n]",
        "c.own_user_id is not null",
        lambda owner, _: test_together.test_a_key_spends_for_its_own_member_only(owner),
    ),
}


MUTANTS |= CALENDAR_MUTANTS


def damage(owner: OwnerConnection, function: str, old: str, new: str) -> None:
    row = owner.execute("select pg_get_functiondef(%s::regproc) as text", [function]).fetchone()
    assert row is not None
    assert old in row["text"], f"{function} has changed: choose another line to damage"
    owner.execute(row["text"].replace(old, new).encode())


@pytest.mark.parametrize("name", MUTANTS)
def test_a_damaged_ledger_is_noticed(
    fresh_owner: OwnerConnection, fresh_database: TestDatabase, name: str
) -> None:
    function, old, new, check = MUTANTS[name]
    check(fresh_owner, fresh_database.application_url)
    damage(fresh_owner, function, old, new)
    with pytest.raises((AssertionError, psycopg.Error, pytest.fail.Exception)):
        check(fresh_owner, fresh_database.application_url)
