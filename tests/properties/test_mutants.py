"""The tests can fail: with one line of the ledger taken away, a test of ours goes red."""

from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from tests.calendar import test_late
from tests.concurrency import test_one_balance
from tests.conftest import OwnerConnection, TestDatabase
from tests.credits import test_due, test_malformed, test_scenarios, test_short_way, test_together
from tests.properties import test_admitted
from tests.properties.calendar_mutants import CALENDAR_MUTANTS
from tests.properties.spending_mutants import SPENDING_MUTANTS
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
        "end_hold",
        "v_charged := least(trim_scale(i.credits), remaining_of(m));",
        "v_charged := i.credits;",
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
    "what a transfer leaves in the pool is kept from those who are owed": (
        "transfer_credits",
        "perform draw_for_owed(p_org_id, v_now);",
        "null;",
        lambda owner, _: (
            test_scenarios.test_what_a_transfer_leaves_in_the_pool_goes_to_whoever_is_owed(owner)
        ),
    ),
    "who is owed comes before the one to whom is transferred": (
        "transfer_credits",
        "b := allocate_locked(",
        "perform draw_for_owed(p_org_id, v_now); b := allocate_locked(",
        lambda owner, _: test_scenarios.test_a_transfer_is_there_for_the_other_whoever_waits(owner),
    ),
    "allocations that a batch reads without locking them": (
        "spend_closely",
        "for no key update",
        "",
        test_one_balance.test_of_a_hundred_who_are_looked_at_closely_at_once_as_many_succeed_as_fit,
    ),
    "a short way that does not look at what is left": (
        "quick_spend",
        "and i.credits <= remaining_of(c)",
        "",
        test_one_balance.test_of_a_hundred_who_take_ten_at_once_as_many_succeed_as_fit,
    ),
    "a short way that does not look at what is left for a hold": (
        "quick_spend",
        "and i.credits <= remaining_of(c)",
        "",
        test_one_balance.test_of_a_hundred_who_hold_ten_at_once_as_many_succeed_as_fit,
    ),
    "a short way past a gate that is closed": (
        "quick_spend",
        "coalesce(a.credential_id, i.credential_id), o.day, v_now)).*\n"
        "            from open_organizations(v_now, p_is_settled) as o",
        "coalesce(a.credential_id, i.credential_id), o.day, v_now)).*\n"
        "            from (select i.org_id, current_date as day) as o",
        lambda owner, _: test_short_way.test_every_way_says_and_leaves_the_same(
            owner, lambda world, _: world.switch(False), "30"
        ),
    ),
    "a short way past a gate that is closed, for a hold": (
        "quick_spend",
        "coalesce(a.credential_id, i.credential_id), v_now)).*\n"
        "            from open_organizations(v_now, p_is_settled) as o",
        "coalesce(a.credential_id, i.credential_id), v_now)).*\n"
        "            from (select i.org_id) as o",
        lambda owner, _: test_short_way.test_every_way_holds_the_same(
            owner, lambda world, _: world.switch(False)
        ),
    ),
    "a short way that forgets to undo": (
        "undo_spending",
        "used_credits = a.used_credits - t.used, cum",
        "cum",
        lambda owner, _: test_short_way.test_every_way_says_and_leaves_the_same(
            owner, lambda world, _: world.switch(False), "30"
        ),
    ),
    "a short way that forgets to undo a hold": (
        "undo_spending",
        "i.verb when 'reserve' then trim_scale(i.credits)",
        "i.verb when 'reserve' then 0",
        lambda owner, _: test_short_way.test_every_way_holds_the_same(
            owner, lambda world, _: world.switch(False)
        ),
    ),
    "a short way that keeps the key of what it did not do": (
        "quick_spend",
        "perform undo_spending(array[i], array[v_id],",
        "perform undo_spending(array[i], array[uuid_v7(v_now)],",
        lambda owner, _: test_short_way.test_every_way_says_and_leaves_the_same(
            owner, lambda world, _: world.switch(False), "30"
        ),
    ),
    "a short way that keeps the key of what is too much": (
        "quick_spend",
        "if not found then\n        perform undo_spending(array[i], array[v_id],",
        "if not found then\n        perform undo_spending(array[i], array[null::uuid],",
        lambda owner, _: test_short_way.test_every_way_says_and_leaves_the_same(
            owner, test_short_way.holds_it_all, "90"
        ),
    ),
    "a short way past a credential that may not spend": (
        "quick_spend",
        "if a.outcome is not null then",
        "if false then",
        lambda owner, _: (
            test_together.test_a_key_that_has_ended_spends_neither_alone_nor_with_others(
                owner, "revoked_at"
            )
        ),
    ),
    "a short capture past what is due": (
        "quick_capture",
        "(p_is_settled or not g.is_due)",
        "true",
        lambda owner, _: test_due.test_a_hold_is_resolved_after_what_is_due(
            owner, "capture", False
        ),
    ),
    "a short capture that forgets to undo": (
        "undo_spending",
        "else -h.credits end",
        "end",
        lambda owner, _: test_due.test_a_hold_is_resolved_after_what_is_due(
            owner, "capture", False
        ),
    ),
    "a short capture with another credential": (
        "quick_capture",
        "o.credential_id = a.credential_id",
        "true",
        lambda owner, _: test_short_way.test_every_way_captures_the_same(
            owner, test_short_way.by_another_key, "10"
        ),
    ),
    "a short capture of a hold that has ended": (
        "quick_capture",
        "o.resolved_at is null",
        "true",
        lambda owner, _: (
            test_short_way.test_a_capture_that_comes_again_takes_nothing_of_other_holds(owner)
        ),
    ),
    "a short capture that keeps what should go back to the pool": (
        "quick_capture",
        "and (c.allocated_credits + c.refill_due_credits <= c.target_credits or",
        "and (true or",
        lambda owner, _: test_short_way.test_every_way_captures_the_same(
            owner, test_short_way.set_below, "10"
        ),
    ),
    "a short capture that records no debt": (
        "quick_capture",
        "and i.credits <= remaining_of(c) + h.credits",
        "",
        lambda owner, _: test_short_way.test_every_way_captures_the_same(
            owner, test_short_way.nearly_used_before, "130.000001"
        ),
    ),
    "a short capture that tells nobody of ninety percent": (
        "quick_capture",
        "and (not is_nearly_used(c.used_credits + i.credits, c.allocated_credits) or",
        "and (true or",
        lambda owner, _: test_short_way.test_every_way_captures_the_same(
            owner, test_short_way.as_it_is, "120"
        ),
    ),
    "a short way past what is due": (
        "open_organizations",
        "and (p_is_settled or not g.is_due)",
        "",
        lambda owner, _: (
            test_due.test_the_engines_statements_say_that_something_is_due_and_leave_nothing_behind(
                owner, test_due.one, 20
            )
        ),
    ),
    "a short way that tells nobody of ninety percent": (
        "quick_spend",
        "and (not is_nearly_used(c.used_credits + i.credits, c.allocated_credits) or",
        "and (true or",
        lambda owner, _: test_short_way.test_ninety_percent_are_told_once(owner),
    ),
    "many short ways that do not look at what is left": (
        "charge_members",
        "and l.credits <= remaining_of(a)",
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
        "quick_deducts",
        "select d.org_id, d.day from open_organizations(v_now) as d where d.org_id = o.org_id",
        "select o.org_id, local_date(v_now, 'UTC') as day",
        lambda owner, _: test_short_way.test_every_way_says_and_leaves_the_same(
            owner, lambda world, _: world.switch(False), "30"
        ),
    ),
    "many short ways of one organization past a gate that is closed": (
        "quick_deducts",
        "select d.org_id, d.day from open_organizations(v_now) as d where d.org_id = o.org_id",
        "select o.org_id, local_date(v_now, 'UTC') as day",
        lambda owner, _: test_together.test_a_closed_organization_is_left_as_it_was(owner),
    ),
    "many short ways that forget to undo": (
        "quick_deducts",
        "), c.numbers);",
        "), '{}');",
        lambda owner, _: test_short_way.test_every_way_says_and_leaves_the_same(
            owner, lambda world, _: world.switch(False), "30"
        ),
    ),
    "many short ways past what is due": (
        "open_organizations",
        "and (p_is_settled or not g.is_due)",
        "",
        lambda owner, _: test_due.test_of_many_together_only_who_has_nothing_due_is_answered(owner),
    ),
    "many short ways that keep the key of what they did not do": (
        "undo_spending",
        "and k.result_id = p_ids[i.ordinality]",
        "and false",
        lambda owner, _: test_short_way.test_every_way_says_and_leaves_the_same(
            owner, lambda world, _: world.switch(False), "30"
        ),
    ),
    "many short ways that tell nobody of ninety percent": (
        "charge_members",
        "and (not is_nearly_used(a.used_credits + l.credits, a.allocated_credits) or",
        "and (true or",
        lambda owner, _: test_short_way.test_every_way_says_and_leaves_the_same(
            owner, test_short_way.nothing, "95"
        ),
    ),
    "many short ways that give every item the last one's figures": (
        "charge_members",
        "array_agg(s.balance - s.charged order by s.n)",
        "array_agg(s.balance order by s.n)",
        lambda owner, _: test_together.test_the_items_of_one_member_come_in_order(owner),
    ),
    "many short ways that charge a member for one item of several": (
        "charge_members",
        "sum(trim_scale((p_items[n]).credits)) as credits",
        "max(trim_scale((p_items[n]).credits)) as credits",
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
    "costs that HTTP admits and SQL does not": (
        "malformed_field",
        "(i).api_cost_usd >= '1000000000000'::numeric",
        "(i).api_cost_usd >= 1e9",
        lambda owner, _: test_admitted.test_the_largest_costs_of_the_schema_are_spent(owner),
    ),
    "a malformed item that is tried all the same": (
        "sorted_items",
        "bool_or(malformed_field(i) is not null)",
        "false",
        lambda owner, _: test_malformed.test_nothing_but_malformed_items_is_answered_too(owner),
    ),
    "a malformed item that is tried all the same when it is alone": (
        "quick_one",
        "i.closely or malformed_field(i) is not null",
        "i.closely",
        lambda owner, _: test_malformed.test_a_malformed_item_alone_is_told_so_and_leaves_nothing(
            owner, False
        ),
    ),
    "many short ways with somebody else's key": (
        "authorized_items",
        "coalesce(k.user_id, s.user_id) <> i.user_id",
        "false",
        lambda owner, _: test_together.test_a_key_spends_for_its_own_member_only(owner),
    ),
}


MUTANTS |= CALENDAR_MUTANTS | SPENDING_MUTANTS


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
