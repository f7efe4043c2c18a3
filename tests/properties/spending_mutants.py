"""One line taken away of how a spend claims, locks and answers, and the test that notices."""

from collections.abc import Callable
from typing import Any

from tests.concurrency import test_limits_at_once as limits_at_once
from tests.concurrency import test_races as races
from tests.concurrency import test_twins_at_a_boundary as twins
from tests.conftest import OwnerConnection
from tests.credits import test_short_way as short_way
from tests.credits import test_spending_order as order
from tests.credits import test_strangers as strangers
from tests.properties import test_limits as limits

Check = Callable[[OwnerConnection, str], Any]


def noticed_by(test: Callable[..., Any], *arguments: Any) -> Check:
    return lambda owner, _: test(owner, *arguments)


def with_application(test: Callable[..., Any], *arguments: Any) -> Check:
    return lambda owner, application_url: test(owner, application_url, *arguments)


nobody_first = noticed_by(
    strangers.test_a_key_that_comes_for_nobody_is_free_for_a_member,
    strangers.as_the_engine, "unknown", "deduct", True,
)  # fmt: skip
settled = order.test_what_somebody_plans_between_a_settlement_and_its_spend_comes_after_it


def at_midnight(verb: str) -> Check:
    """By twins around a boundary, of which the one that settles comes first."""

    def check(owner: OwnerConnection, application_url: str) -> None:
        midnight = twins.make_midnight(owner, (order.url_of(owner), application_url))
        twins.test_twins_of_one_key_wait_for_each_other_in_one_order(midnight, verb)

    return check


SPENDING_MUTANTS: dict[str, tuple[str, str, str, Check]] = {
    "one of several organizations whose answer is another's": (
        "spend_together",
        "r.ordinal := v_numbers[1];",
        "null;",
        noticed_by(short_way.test_every_way_holds_the_same, short_way.nothing),
    ),
    "a call that ends with a capture that was not tried": (
        "journal_spending",
        "r.outcome not in ('due', 'untried')",
        "r.outcome not in ('due')",
        noticed_by(short_way.test_a_call_goes_on_whose_capture_comes_back_untried),
    ),
    "a transfer that does not lock who gives": (
        "transfer_credits",
        "v_now, p_from_user_id)",
        "v_now)",
        with_application(races.test_a_transfer_loses_no_spend_of_whoever_gives),
    ),
    "many short ways that wait for an allocation": (
        "charge_members",
        "skip locked",
        "",
        noticed_by(order.test_many_together_wait_for_nobodys_allocation),
    ),
    "a spend that waits to note the use of its key": (
        "note_credential_use",
        "skip locked",
        "",
        noticed_by(order.test_a_spend_does_not_wait_to_note_that_its_key_was_used, 1),
    ),
    "a top-up in a spend that reads the pool without locking it": (
        "place_items",
        "where p.org_id = b.org_id for no key update;",
        "where p.org_id = b.org_id;",
        with_application(
            order.test_a_top_up_in_a_spend_takes_what_the_pool_has_when_its_turn_comes
        ),
    ),
    "a spend without a key for whoever was admitted while it waited": (
        "admit_items",
        "v_outcomes[n] is null and (s.result).blocked_by",
        "(s.result).blocked_by",
        noticed_by(
            order.test_who_is_admitted_again_while_a_spend_waits_is_charged_with_a_key_or_not_at_all
        ),
    ),
    "a short capture that does not look again under the lock": (
        "quick_capture",
        "o.resolved_at is null and g.org_id",
        "g.org_id",
        with_application(races.test_captures_that_wait_for_each_other_charge_a_hold_once, 1),
    ),
    "a short capture that takes more from what is held than there is": (
        "quick_capture",
        "h.credits <= c.held_credits and",
        "",
        with_application(races.test_captures_that_wait_for_each_other_charge_a_hold_once, 0),
    ),
    "a late capture that answers released credits": (
        "end_hold",
        "case when h.is_late then 0 else greatest(",
        "case when false then 0 else greatest(",
        noticed_by(order.test_a_late_capture_releases_nothing_and_says_so, 40),
    ),
    "a key's fingerprint without the service name": (
        "stored_spending_results",
        "or k.service_name is distinct from i.service_name",
        "",
        noticed_by(order.test_a_key_stands_for_every_part_of_its_body, "service name"),
    ),
    "a key's fingerprint without the service type": (
        "stored_spending_results",
        "or k.service_type is distinct from i.service_type",
        "",
        noticed_by(order.test_a_key_stands_for_every_part_of_its_body, "service type"),
    ),
    "keys claimed in random order": (
        "claim_spending_keys",
        'order by (p_items[n]).org_id, (p_items[n]).request_key collate "C", n',
        "order by random()",
        noticed_by(order.test_keys_are_claimed_in_their_byte_order, order.by_batch),
    ),
    "keys of many short ways claimed in random order": (
        "claim_spending_keys",
        'order by (p_items[n]).org_id, (p_items[n]).request_key collate "C", n',
        "order by random()",
        noticed_by(order.test_keys_are_claimed_in_their_byte_order, order.all_together),
    ),
    "a spend in SQL that finds due what was planned after its settlement": (
        "spent_alone",
        "0, v_now, true)",
        "0, v_now, false)",
        noticed_by(settled, "deduct_credits"),
    ),
    "a key that nobody takes from a member": (
        "spend_closely",
        "select s.user_ids, s.outcomes, s.credential_ids into v_users, b.outcomes,",
        "select s.user_ids, s.credential_ids into v_users,",
        nobody_first,
    ),
    "limits that a spend reads without locking them": (
        "locked_limits",
        "for no key update",
        "",
        with_application(
            limits_at_once.test_of_sixty_who_spend_with_one_key_as_many_succeed_as_its_budget_gives,
            "deduct",
            True,
        ),
    ),
    "limits that a free call reads without locking them": (
        "locked_limits",
        "for no key update",
        "",
        with_application(
            limits_at_once.test_of_sixty_requests_at_once_a_rate_lets_through_what_it_says
        ),
    ),
    "a hold that takes nothing of a budget": (
        "limited_step",
        "l.held_amount := l.held_amount + v_amount;",
        "null;",
        noticed_by(limits.test_limits_admit_what_a_plain_count_admits, "UTC"),
    ),
    "a budget that does not begin anew": (
        "limit_in_period",
        "v_start > l.period_start",
        "false",
        noticed_by(limits.test_limits_admit_what_a_plain_count_admits, "UTC"),
    ),
    "a refund that gives a budget nothing back": (
        "refund_limits",
        "l.used_amount - p_credits",
        "l.used_amount",
        noticed_by(limits.test_limits_admit_what_a_plain_count_admits, "UTC"),
    ),
    "a free call that has its key before its organization": (
        "record_free_usage",
        "begin_verb(p_org_id, p_now, p_request_id)",
        "settle_organization(p_org_id, p_now)",
        at_midnight("free usage"),
    ),
}
