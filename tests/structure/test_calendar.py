"""Boundaries are judged by rows that few functions write, and nobody acts before they pass."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

import orgbilling
from tests.conftest import OwnerConnection
from tests.structure.organizations_touched import code_of

# Who writes what a boundary is judged by. Whoever is added here changes what was true when.
WRITERS = {
    "organization_standings": {"stand_organization"},
    "subscription_standings": {"enter_standing"},
    "subscription_terms": {
        "open_term", "end_term", "pass_months", "move_boundary", "set_organization_time_zone",
    },
    "subscription_periods": {"add_row", "end_row"},
    "subscription_invoices": {"make_invoice", "resolve_invoice"},
    "included_credits": {
        "pass_months", "upgrade_now", "bring_included_credits", "end_included_credits",
        "take_back_restored",
    },
    "money_credits": {"make_invoice", "use_money_credit"},
    "own_grants": {"set_own_grant"},
    "own_grant_boundaries": {"pass_own_grant"},
    "organizations.status": {"stand_organization"},
    "organization_subscriptions.standing": {"store_subscription"},
}  # fmt: skip
BEGINNINGS = {"settle_organization", "lock_calendar", "begin_verb", "begin_subscription_change"}
# Pure checks of what was asked, which may come before the settlement.
CHECKS = {
    "checked_amount", "require_offer", "require_reason",
    "require_read_committed", "require_time_zone",
}  # fmt: skip
DOCUMENT = "what a verb answers with once it has settled; a read asks settled_… for it"
STEP = "asked by verbs that have begun, and by nobody else"
PEOPLE = "of people, keys and the audit log, which the calendar does not know"
ORDER = "an order or a request, which moves nothing until somebody else carries it out"
JUDGED = "what the calendar itself asks, as it was last settled"
USAGE = "usage and its sums, which boundaries leave as they are"
NEED_NONE = {
    "accept_invitation": PEOPLE, "acting_rank": PEOPLE, "add_member": PEOPLE,
    "bring_provider_key": PEOPLE, "change_member_role": PEOPLE, "create_api_key": PEOPLE,
    "create_invitation": PEOPLE, "introduce_caller": PEOPLE, "record_audit": PEOPLE,
    "require_another_owner": PEOPLE, "revoke_api_key": PEOPLE, "revoke_invitation": PEOPLE,
    "set_organization_model_price": "what a call will cost: who is due has no part in it",
    "set_own_keys_fall_over": PEOPLE,
    "revoke_provider_key": PEOPLE, "seal_audit": PEOPLE, "usable_keys": PEOPLE,
    "valid_keys": PEOPLE, "is_limited_member": PEOPLE, "require_limitable": PEOPLE,
    "spending_bar": PEOPLE, "spending_rules_of": "what is said, and used of it until now",
    "create_organization": "there is nothing before it that could be due",
    "update_organization": "its name and address; the zone is set_organization_time_zone's",
    "allocation_document": DOCUMENT, "allocations_by_figure": DOCUMENT,
    "calendar_document": DOCUMENT, "expired_credits": DOCUMENT,
    "credit_request_document": DOCUMENT,
    "invoice_document": DOCUMENT, "pool_document": DOCUMENT, "purchase_document": DOCUMENT,
    "usage_by_id": DOCUMENT, "usage_receipt": DOCUMENT,
    "spend_item": "makes an item, and touches nothing",
    "keep_response": STEP, "open_organization_zone": STEP, "require_pending_request": STEP,
    "decline_credit_request": ORDER, "end_purchase": ORDER, "withdraw_credit_request": ORDER,
    "is_paid_for": JUDGED, "may_spend": JUDGED, "movable_boundary": JUDGED,
    "next_boundary_at": JUDGED,
    "close_usage_days": USAGE, "organization_usage_days": USAGE,
    "organization_usage_services": USAGE, "organization_usage_users": USAGE,
    "credits_used_from": USAGE, "calls_on_days": USAGE, "refunds_on_days": USAGE,
    "begin_free_call": "rates are by the minute of the clock: nothing that is due has part in them",
}  # fmt: skip


@dataclass(frozen=True)
class Function:
    name: str
    source: str
    is_of_one_organization: bool
    """It is granted to the application and takes p_org_id."""


@pytest.fixture
def functions(owner: OwnerConnection) -> list[Function]:
    rows = owner.execute(
        """select p.proname as name, coalesce(pg_get_function_sqlbody(p.oid), p.prosrc) as source,
           coalesce('p_org_id' = any(p.proargnames), false)
           and has_function_privilege('orgbilling_app', p.oid, 'execute') as is_of_one_organization
           from pg_proc as p where p.pronamespace = 'public'::regnamespace
           order by p.proname"""
    ).fetchall()
    return [Function(**row | {"source": code_of(row["source"])}) for row in rows]


def writes(function: Function, target: str) -> bool:
    table, _, column = target.partition(".")
    if not column:
        pattern = rf"\b(?:insert\s+into|update|delete\s+from|merge\s+into)\s+{table}\b"
        return re.search(pattern, function.source) is not None
    changes = re.findall(
        rf"\bupdate\s+{table}\b.*?\bset\b(.*?)(?:\bfrom\b|\bwhere\b|\breturning\b|;|$)",
        function.source,
        re.DOTALL,
    )
    columns = re.findall(rf"\binsert\s+into\s+{table}\s*\((.*?)\)", function.source, re.DOTALL)
    return any(re.search(rf"\b{column}\s*=", change) for change in changes) or any(
        re.search(rf"\b{column}\b", names) for names in columns
    )


@pytest.mark.parametrize("target", WRITERS)
def test_what_a_boundary_is_judged_by_is_written_by_few(
    functions: list[Function], target: str
) -> None:
    assert {each.name for each in functions if writes(each, target)} == WRITERS[target]


def first_step(function: Function, names: set[str], tables: set[str]) -> str | None:
    """The first function of ours that it calls or the first table that it touches."""
    calls = rf"\b({'|'.join(sorted(names - CHECKS))})\s*\("
    touches = rf"\b(?:from|join|update|into)\s+({'|'.join(sorted(tables))})\b"
    found = [
        match
        for pattern in (calls, touches)
        for match in [re.search(pattern, function.source)]
        if match
    ]
    return min(found, key=lambda match: match.start(1))[1] if found else None


def test_nobody_acts_on_an_organization_before_what_is_due_was_passed(
    owner: OwnerConnection, functions: list[Function]
) -> None:
    tables = {
        row["relname"]
        for row in owner.execute(
            """select relname from pg_class
               where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm')"""
        ).fetchall()
    }
    names = {each.name for each in functions}
    steps = {each.name: first_step(each, names - {each.name}, tables) for each in functions}
    begun = set(BEGINNINGS)
    while more := {name for name, step in steps.items() if step in begun} - begun:
        begun |= more
    first = {each.name: steps[each.name] for each in functions if each.is_of_one_organization}
    assert len(begun) > 30
    late = {name: step for name, step in first.items() if name not in begun | NEED_NONE.keys()}
    assert not late, "\n".join(f"{k}: {v}" for k, v in late.items())
    # Who has begun to settle, or is gone, leaves the list.
    assert not [name for name in NEED_NONE if name not in first or name in begun]


def test_who_claims_a_request_key_has_the_organization_before_it(
    functions: list[Function],
) -> None:
    claims = re.compile(r"\bclaim_(?:money_key|spending_keys)\s*\(")
    claimants = {each.name: each.source for each in functions if claims.search(each.source)}
    # A spend locks no organization: it comes after its keys to allocations only.
    for name in ("spend_closely", "quick_deducts"):
        del claimants[name]
    assert len(claimants) > 8
    for name, source in claimants.items():
        begun = re.search(
            r"\bbegin_verb\s*\(\s*p_org_id,\s*p_now,\s*p_request_(?:key|id)\s*\)", source
        )
        claimed = claims.search(source)
        assert begun is not None, f"{name} claims a key without begin_verb"
        assert claimed is not None
        assert begun.start() < claimed.start(), f"{name} claims its key before begin_verb"


def test_no_statement_of_the_program_claims_a_key_itself() -> None:
    root = Path(orgbilling.__file__).parent
    found = [
        path.name for path in root.rglob("queries*.sql") if "claim_money_key" in path.read_text()
    ]
    assert found == []
