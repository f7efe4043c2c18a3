"""The statements and functions that touch several organizations: all of them, and why.

Where organizations live in several databases, each of these has to ask them all, or none.
"""

from typing import Final

AUDITOR: Final = "an auditor's: it looks at all there is, and changes nothing"
PLATFORM: Final = "what a system admin sees of the platform"
PERSON: Final = "what a person has in all their organizations"
JOB: Final = "a job looks for organizations with work, and does it one by one"
PURGE: Final = "a job forgets what is old, whose ever it is"
SPEND: Final = "spends of several organizations are one statement, and share nothing but that"
GATEWAY: Final = "calls to models of several organizations ask together, each for its own"
VIEW: Final = "a view in all but its name: whoever names it names the organization"
ONE_ITEM: Final = "an item of its one organization, to what spends for several"
PARTITIONS: Final = "a month of everybody's usage is one partition"
ABANDONED: Final = "a job: calls whose process died, whose ever they are"
EXPIRY: Final = "a job: the first organization that has any, and no other"
BY_PURCHASE: Final = "by a purchase's id alone, for its old addresses"
CLOCK: Final = "whether the clock is believed, by the newest row of anybody's"
OWN_ROWS: Final = "rows that its caller has made for its one organization"

FUNCTIONS: Final = {
    "clock_evidence": CLOCK,
    "examine_clock": CLOCK,
    "note_heartbeat": CLOCK,
    "settle_organization": CLOCK,
    "organizations_due": JOB,
    "expire_purchases": EXPIRY,
    "close_due_usage_days": JOB,
    "reset_and_draw": OWN_ROWS,
    "note_unsealed": "a trigger: what a statement has written into the audit log",
    "verify_audit": AUDITOR,
    "usage_months_to_make": PARTITIONS,
    "ensure_usage_partitions": PARTITIONS,
    "introduce_caller": BY_PURCHASE,
    "gateway_terms": GATEWAY,
    "journal_gateway_calls": GATEWAY,
    "take_abandoned_gateway_calls": ABANDONED,
    "purge_outbox": PURGE,
    "purge_request_keys": PURGE,
    "valid_keys": VIEW,
    "spending_gate": VIEW,
    "open_organizations": VIEW,
    "spend": SPEND,
    "spend_together": SPEND,
    "spend_closely": SPEND,
    "authorized_items": SPEND,
    "charge_members": SPEND,
    "claim_spending_keys": SPEND,
    "item_spenders": SPEND,
    "post_usage": SPEND,
    "quick_deducts": SPEND,
    "stored_spending_results": SPEND,
    "undo_spending": SPEND,
    "write_spending": SPEND,
    "forget_limited_keys": SPEND,
    "store_limits": OWN_ROWS,
    "count_in_rates": OWN_ROWS,
    "begin_free_call": ONE_ITEM,
    "release_from_limits": OWN_ROWS,
    "authorized_item": ONE_ITEM,
    "quick_one": ONE_ITEM,
    "quick_spend": ONE_ITEM,
    "quick_capture": ONE_ITEM,
    "spent_alone": ONE_ITEM,
    "deduct_credits": ONE_ITEM,
    "reserve_credits": ONE_ITEM,
    "capture_credits": ONE_ITEM,
    "release_credits": ONE_ITEM,
    "record_free_usage": ONE_ITEM,
    "recurring_revenue_at": PLATFORM,
    "closed_usage_at": PLATFORM,
    "platform_usage": PLATFORM,
}
"""Functions that touch such rows, or ask one that does without naming the one organization first.

Those of the folder `verify` are an auditor's, and may all do it.
"""

STATEMENTS: Final = {
    "calendar.note_heartbeat": CLOCK,
    "spending.spend": SPEND,
    "demo.spend": SPEND,
    "gateway.gateway_terms": GATEWAY,
    "gateway.journal": GATEWAY,
    "gateway.take_abandoned": ABANDONED,
    "identity.identify_caller": BY_PURCHASE,
    "dashboards.list_joined_due": PERSON,
    "dashboards.list_joined": PERSON,
    "dashboards.list_own_usage": PERSON,
    "dashboards.list_waiting_invitations": PERSON,
    "dashboards.revenue_before": PLATFORM,
    "dashboards.sum_usage": PLATFORM,
    "dashboards.list_organizations": PLATFORM,
    "dashboards.list_plans": PLATFORM,
    "dashboards.list_past_due": PLATFORM,
    "dashboards.list_top_organizations": PLATFORM,
    "identity.memberships_of": PERSON,
    "identity.list_demo_people": "the demonstration's people with their organizations",
    "demo.ensure_partitions": PARTITIONS,
    "jobs.ensure_usage_partitions": PARTITIONS,
    "jobs.list_months_to_make": PARTITIONS,
    "jobs.list_calendar_due": JOB,
    "jobs.expire_purchases": EXPIRY,
    "jobs.purge_outbox": PURGE,
    "jobs.purge_request_keys": PURGE,
    "jobs.list_usage_days_due": JOB,
    "jobs.is_closed_usage_old": PLATFORM,
    "jobs.list_unsealed": JOB,
    "jobs.claim_facts": "the relay hands on facts in the order in which they came",
    "jobs.mark_facts": "the facts that were handed on together",
    "ledger.find_organizations": "by name, for whoever types it at a prompt",
    "ledger.list_differences": AUDITOR,
    "ledger.count_rows": AUDITOR,
    "ledger.list_audit_problems": AUDITOR,
    "ledger.count_audit": AUDITOR,
    "ledger.list_audit_heads": AUDITOR,
    "ledger.find_anchored_seals": AUDITOR,
    "organizations.list_joined": PERSON,
    "organizations.list_all": PLATFORM,
    "organizations.list_events_of_all": PLATFORM,
}
"""The same of statements, by the folder of their `queries*.sql` and their name."""
