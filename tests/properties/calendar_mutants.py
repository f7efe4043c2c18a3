"""One line taken away for each rule of time that a function states, and the test that notices."""

from collections.abc import Callable
from typing import Any

from tests.calendar import test_boundaries, test_late, test_moves, test_refreshes, test_zones
from tests.conftest import OwnerConnection
from tests.credits import test_due
from tests.subscriptions import (
    test_changes,
    test_ends_and_payments,
    test_periods,
    test_taking_back,
)
from tests.subscriptions import test_included_credits as included

Check = Callable[[OwnerConnection, str], Any]


def noticed_by(test: Callable[..., Any], *arguments: Any) -> Check:
    return lambda owner, _: test(owner, *arguments)


def in_a_shop(test: Callable[[OwnerConnection], Any]) -> Check:
    """By a test whose plans include credits."""

    def check(owner: OwnerConnection, _: str) -> None:
        included.include(owner, byok=0, platform=1000, hybrid=5000)
        prices = "update plans set monthly_price_usd = %s where plan = %s"
        owner.execute(prices, [30, "byok"])
        owner.execute(prices, [50, "platform"])
        test(owner)

    return check


grace = noticed_by(
    test_refreshes.test_a_boundary_within_the_grace_counts_also_when_it_is_settled_after_it,
    test_refreshes.on(3, 31), ["2026-02-28"],
)  # fmt: skip

# What is damaged; in which function; what is there; what stands there instead; who notices.
CALENDAR_MUTANTS: dict[str, tuple[str, str, str, Check]] = {
    "a grace that nothing ends": (
        "next_boundary_at",
        "case when s.standing = 'past_due' then s.standing_until end",
        "null::timestamptz",
        noticed_by(test_ends_and_payments.test_a_payment_clears_what_is_open_and_the_grace),
    ),
    "a grace after which members may still spend": (
        "pass_standing_end",
        "enter_standing(s, 'blocked', null, p_at, 'system')",
        "enter_standing(s, 'active', null, p_at, 'system')",
        grace,
    ),
    "an own grant that comes before the standing of its instant ends": (
        "pass_instant",
        "perform pass_standing_end(p_org_id, p_at);",
        "perform pass_own_grant(p_org_id, p_at, p_now); perform pass_standing_end(p_org_id, p_at);",
        grace,
    ),
    "an own grant that comes before the subscription's own boundary": (
        "pass_instant",
        "perform pass_term_end(p_org_id, p_at);",
        "perform pass_own_grant(p_org_id, p_at, p_now); perform pass_term_end(p_org_id, p_at);",
        noticed_by(test_refreshes.test_a_subscription_that_ends_at_the_boundary_does_not_bring_it),
    ),
    "resets before the own grant of their instant": (
        "pass_instant",
        "perform pass_own_grant(p_org_id, p_at, p_now);",
        "perform reset_and_draw(p_org_id, p_at, p_now);"
        " perform pass_own_grant(p_org_id, p_at, p_now); if true then return; end if;",
        noticed_by(
            test_late.test_a_resets_own_refill_has_no_precedence_over_an_older_debt,
            ("daily", "monthly"),
        ),
    ),
    "an own grant for those who may not spend": (
        "pass_own_grant",
        "if may_spend(p_org_id) then",
        "if true then",
        noticed_by(
            test_refreshes.test_a_suspended_organization_and_one_without_a_subscription_are_not_refreshed
        ),
    ),
    "an own grant whose new amount sets a new anchor": (
        "set_own_grant",
        "v_anchor := coalesce(v_old.anchor_date, local_date(v_now, v_zone));",
        "v_anchor := local_date(v_now, v_zone);",
        noticed_by(test_refreshes.test_a_new_amount_keeps_the_anchor_and_only_the_first_sets_one),
    ),
    "a settlement that happens now and not at its instant": (
        "pass_boundaries",
        "greatest(v_at, p_floor)",
        "p_now",
        in_a_shop(included.test_a_month_of_a_pool_that_nobody_looked_at_opened_when_it_was_due),
    ),
    "a verb that settles nothing first": (
        "begin_verb",
        "v_now := settle_organization(p_org_id, p_now, array[p_key]);",
        "v_now := coalesce(p_now, clock_timestamp());",
        noticed_by(test_late.test_usage_of_a_period_that_has_ended_is_refunded_to_the_pool),
    ),
    "a change that settles nothing first": (
        "lock_calendar",
        "return settle_organization(p_org_id, p_now);",
        "return coalesce(p_now, clock_timestamp());",
        noticed_by(test_changes.test_a_period_that_ended_is_settled_before_the_change),
    ),
    "a read of the pool that settles nothing first": (
        "settled_pool",
        "perform settle_organization(p_org_id, p_now);",
        "null;",
        noticed_by(
            test_refreshes.test_a_boundary_that_is_looked_at_the_moment_before_is_still_to_come,
            "pool",
        ),
    ),
    "a spend that does not say what is due": (
        "is_due",
        "(p_next_due_at <= p_now)",
        "false",
        noticed_by(
            test_due.test_the_engines_statements_say_that_something_is_due_and_leave_nothing_behind,
            test_due.many,
            20,
        ),
    ),
    "a gate that a suspension does not close": (
        "spending_gate",
        "when o.status <> 'active' then 'organization'",
        "when false then 'organization'",
        noticed_by(test_ends_and_payments.test_a_suspended_organization_spends_nothing),
    ),
    "a gate that a standing does not close": (
        "spending_gate",
        "select is_spending_standing(s.standing)",
        "select true",
        noticed_by(test_ends_and_payments.test_who_may_spend_follows_the_subscription),
    ),
    "a reset that changes nothing and ends a period": (
        "reset_allocation",
        "if r.rolled_credits = 0 and",
        "if false and",
        noticed_by(
            test_boundaries.test_a_reset_that_changes_nothing_writes_no_row_and_ends_no_period
        ),
    ),
    "a draw in another order than by user id": (
        "reset_and_draw",
        "order by l.user_id",
        "order by l.user_id desc",
        noticed_by(test_late.test_what_the_pool_lacks_is_owed_and_given_by_user_id_when_it_comes),
    ),
    "resets that draw before an older debt": (
        "reset_and_draw",
        "(l.next_reset_at <= p_at or l.refill_due_credits > 0)",
        "(l.next_reset_at <= p_at"
        " or (l.refill_due_credits > 0 and not exists (select 1 from user_credit_allocations as n"
        " where n.org_id = p_org_id and n.next_reset_at <= p_at)))",
        noticed_by(
            test_late.test_a_resets_own_refill_has_no_precedence_over_an_older_debt,
            ("daily", "monthly"),
        ),
    ),
    "a month that starts in a pause and is brought": (
        "pass_months",
        "when s.standing = 'paused' then 'skipped'",
        "when false then 'skipped'",
        in_a_shop(included.test_a_month_that_starts_in_a_pause_is_neither_brought_nor_made_up),
    ),
    "a month whose invoice is void and that is brought": (
        "pass_months",
        "when v_invoice.status = 'void' then 'void'",
        "when false then 'void'",
        in_a_shop(
            test_taking_back.test_a_voided_invoice_takes_its_months_back_and_keeps_them_from_coming
        ),
    ),
    "a month of the size of today": (
        "pass_months",
        "coalesce(t.first_month_credits, s.included_monthly_credits)",
        "(select p.included_monthly_credits from plans as p where p.plan = s.subscription_plan)",
        in_a_shop(included.test_what_a_plan_includes_is_copied_when_it_is_taken),
    ),
    "a month that is paid for and does not come": (
        "bring_included_credits",
        "or is_paid_for(c.org_id, c.term_id, c.due_at)",
        "",
        in_a_shop(included.test_who_pays_three_months_late_gets_three_months),
    ),
    "a month that nobody paid for and that comes": (
        "bring_included_credits",
        "(o.status = 'active' and is_spending_standing(s.standing))",
        "true",
        in_a_shop(included.test_who_pays_three_months_late_gets_three_months),
    ),
    "a term of which one of two invoices is enough": (
        "is_paid_for",
        "bool_and(i.status = 'paid')",
        "bool_or(i.status = 'paid')",
        in_a_shop(included.test_an_upgrade_that_nobody_pays_brings_its_credits_when_it_is_paid),
    ),
    "a month that waits for an invoice made after it began": (
        "is_paid_for",
        "i.made_at <= p_due_at",
        "true",
        in_a_shop(included.test_a_month_waits_for_no_invoice_that_was_made_after_it_began),
    ),
    "a price of nothing that counts as paid": (
        "is_paid_for",
        "bool_or(i.price_usd > 0)",
        "true",
        in_a_shop(included.test_what_costs_nothing_is_not_brought_as_paid_for),
    ),
    "a yearly term of one month": (
        "next_month_at",
        "when (t).billing_cycle = 'yearly'",
        "when false",
        in_a_shop(included.test_a_yearly_subscription_brings_them_every_month),
    ),
    "an upgrade without its credits": (
        "upgrade_now",
        "if p_price.included_credits_now > 0 then",
        "if false then",
        in_a_shop(included.test_an_upgrade_brings_its_credits_with_its_invoice),
    ),
    "a difference that is rounded to the nearest": (
        "included_credits_now",
        "return trunc(greatest(p_included - (p_subscription)",
        "return round(greatest(p_included - (p_subscription)",
        in_a_shop(included.test_a_difference_is_rounded_down_at_the_sixth_decimal),
    ),
    "a new cycle that brings its month whole": (
        "included_credits_now",
        "- (p_subscription).included_monthly_credits * v_left, 0) / v_days",
        ", 0) / v_days",
        in_a_shop(included.test_a_new_cycle_brings_its_month_less_what_is_left_of_the_old),
    ),
    "voiding that takes from members": (
        "take_out_of_lot",
        "least(l.left_credits, v_pool.available_credits, p_most)",
        "least(l.left_credits, p_most)",
        in_a_shop(
            test_taking_back.test_a_voided_invoice_takes_its_months_back_and_keeps_them_from_coming
        ),
    ),
    "a reversal that takes the whole lot and forgets the month": (
        "end_included_credits",
        "state = p_state,",
        "state = state,",
        in_a_shop(test_taking_back.test_one_month_is_reversed_alone_and_its_invoice_stays),
    ),
    "a renewal at the price of today": (
        "next_row",
        "return row_before(p_subscription, p_cause, p_at);",
        "return plan_row((p_subscription).subscription_plan, (p_subscription).billing_cycle,"
        " p_cause, p_at);",
        in_a_shop(test_changes.test_an_old_price_is_kept_until_the_plan_is_chosen_anew),
    ),
    "a change that waits and never comes": (
        "next_row",
        "if (p_subscription).next_plan is not null then",
        "if false then",
        noticed_by(test_changes.test_a_downgrade_waits_for_the_periods_end_and_costs_nothing_now),
    ),
    "a renewal with a new anchor": (
        "pass_term_end",
        "v_term.anchor_date := v_old.anchor_date;",
        "v_term.anchor_date := null;",
        noticed_by(test_periods.test_the_31st_of_january_stays_the_anchor),
    ),
    "money credit of a term that was never paid": (
        "upgrade_now",
        "v_unused := least(v_unused, (p_row).price_usd);",
        "null;",
        noticed_by(test_changes.test_nothing_is_owed_back_of_a_term_whose_invoice_was_void),
    ),
    "what is owed back and forgotten": (
        "make_invoice",
        "if p_unused_usd > p_price_usd then",
        "if false then",
        noticed_by(
            test_changes.test_what_is_owed_back_is_an_invoice_of_nothing_and_money_credit_for_the_next
        ),
    ),
    "one paid invoice of several that ends a past due": (
        "without_debt",
        "if owes_invoices(s) then",
        "if false then",
        noticed_by(test_changes.test_who_is_past_due_or_blocked_may_change_and_stays_so, 5),
    ),
    "a payment in a pause that is forgotten": (
        "without_debt",
        "elsif s.standing = 'paused' and",
        "elsif false and",
        noticed_by(
            test_ends_and_payments.test_what_is_paid_and_what_fails_in_a_pause_changes_what_it_returns_to
        ),
    ),
    "a failure where nothing is owed": (
        "mark_subscription_past_due",
        "not owes_invoices(v_found)",
        "false",
        noticed_by(test_ends_and_payments.test_a_payment_clears_what_is_open_and_the_grace),
    ),
    "a grace that a second failure lengthens": (
        "mark_subscription_past_due",
        "elsif v_was = 'active' then",
        "elsif v_was in ('active', 'past_due') then",
        noticed_by(test_ends_and_payments.test_a_failed_payment_starts_one_grace_and_one_event),
    ),
    "a resume into a grace that has run out": (
        "resume_subscription",
        "v_old.return_standing = 'past_due' and v_old.return_until <= v_now",
        "false",
        noticed_by(
            test_ends_and_payments.test_a_resume_returns_to_the_standing_before_the_pause_judged_by_then
        ),
    ),
    "a resume at the planned end that goes on": (
        "resume_subscription",
        "if v_new.current_period_end > v_now then",
        "if v_new.current_period_end >= v_now then",
        noticed_by(test_ends_and_payments.test_a_resume_at_the_planned_end_is_a_new_term),
    ),
    "a cancellation that waits for an end that is past": (
        "cancel_subscription",
        "or v_found.current_period_end <= v_now",
        "",
        noticed_by(
            test_ends_and_payments.test_a_cancellation_asked_in_a_pause_takes_effect_at_the_terms_planned_end
        ),
    ),
    "a new subscription that leaves its debts behind": (
        "create_subscription",
        "when v_owes and owes_invoices(v_new) then 'blocked'",
        "when false then 'blocked'",
        noticed_by(
            test_ends_and_payments.test_who_owes_for_an_earlier_subscription_begins_blocked_and_without_a_trial
        ),
    ),
    "a trial for those who owe": (
        "create_subscription",
        "v_trial_days := 0;",
        "null;",
        noticed_by(
            test_ends_and_payments.test_who_owes_for_an_earlier_subscription_begins_blocked_and_without_a_trial
        ),
    ),
    "a move that leaves the past to somebody else": (
        "set_organization_time_zone",
        "perform pass_what_is_due(p_org_id, v_now, v_now);",
        "perform note_next_due(p_org_id, next_boundary_at(p_org_id));",
        noticed_by(test_zones.test_what_a_move_puts_into_the_past_happens_at_the_move),
    ),
    "a move that moves the end of a trial": (
        "set_organization_time_zone",
        "and not t.is_trial",
        "",
        noticed_by(test_zones.test_a_move_keeps_the_instant_at_which_a_trial_ends),
    ),
    "a boundary that is moved into the past": (
        "move_boundary",
        "p_to < v_now or",
        "",
        noticed_by(
            test_moves.test_it_moves_no_further_than_from_now_to_the_one_after_it, "own_grant"
        ),
    ),
    "a boundary that is moved past the one after it": (
        "move_boundary",
        "or p_to > v_next.after_it",
        "",
        noticed_by(test_moves.test_it_moves_no_further_than_from_now_to_the_one_after_it, "reset"),
    ),
    "an allocation whose nearer reset nobody notes": (
        "store_allocation",
        "set next_due_at = a.next_reset_at",
        "set next_due_at = p.next_due_at",
        noticed_by(test_late.test_what_the_pool_lacks_is_owed_and_given_by_user_id_when_it_comes),
    ),
}
