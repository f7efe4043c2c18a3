"""Columns and tables that `orgbilling ledger verify` leaves alone, each with the reason."""

ID = "an id that clients read, or nobody; no row refers to it"
LAGO = "nothing writes or reads it yet"
NOTE_OF_CALL = "nothing writes or reads it yet: gateway_calls has its own"
SHOWN = "when it was written, by the server's clock; shown, and decides nothing"
TEXT = "words of a person or of a client, which decide nothing"
UNREAD = "nothing reads it since months count from their terms"
WHO = "who did it: the sealed audit log says it, and `orgbilling audit verify` checks that"

NOT_MONEY: dict[tuple[str, str], str] = {
    ("credit_purchases", "reason"): TEXT,
    ("credit_purchases", "lago_invoice_id"): LAGO,
    ("credit_holds", "dispatched_at"): NOTE_OF_CALL,
    ("spending_limits", "limit_amount"): "what is allowed, set by admins",
    ("spending_limits", "period"): "what is allowed, set by admins",
    (
        "spending_limits",
        "period_start",
    ): "the period of the last spend: nothing of it is used later",
    ("credit_transfers", "actor_id"): WHO,
    ("credit_transfers", "reason"): TEXT,
    ("credit_usage_attribution", "request_metadata"): TEXT,
    ("credit_requests", "reason"): TEXT,
    ("credit_requests", "decision_note"): TEXT,
    ("subscription_standings", "actor_id"): WHO,
    ("money_credits", "money_credit_id"): ID,
    ("own_grants", "actor_id"): WHO,
    ("calendar_moves", "move_id"): ID,
    ("organization_standings", "actor_id"): WHO,
    ("organization_credit_pools", "pool_id"): ID,
    ("organization_credit_pools", "refresh_anchor_date"): UNREAD,
    ("organization_credit_pools", "created_at"): SHOWN,
    ("user_credit_allocations", "allocation_id"): ID,
    ("user_credit_allocations", "notes"): TEXT,
    ("user_credit_allocations", "allocated_by"): WHO,
    ("organization_subscriptions", "lago_subscription_id"): LAGO,
    ("organization_subscriptions", "created_by"): WHO,
    ("organizations", "name"): TEXT,
    ("organizations", "created_by"): WHO,
    (
        "organizations",
        "own_keys_fall_over",
    ): "which keys may serve a call; what it is charged stands with its usage",
    ("credit_allocation_changes", "changed_at"): SHOWN,
    ("subscription_scheduled_changes", "scheduled_at"): SHOWN,
}

CATALOGUE = "what things will cost, set by admins: rows copy it when it counts"
PEOPLE = "people, keys and sign-in; nothing here moves a balance"
WORK = "work under way, or how the servers are; what came of it is in the ledger"
SEALED = "the audit log: `orgbilling audit verify` checks it"

NOT_LEDGER: dict[str, str] = {
    "alembic_version": WORK, "schema_objects": WORK, "outbox": WORK, "request_rates": WORK,
    "calendar_heartbeats": WORK, "calendar_settings": WORK, "calendar_stops": WORK,
    "gateway_upstream_states": WORK,
    "calendar_migration_report": "what a migration found, for an operator to read",
    "gateway_calls": "calls under way: C6 looks at their holds, members and prices",
    "plans": CATALOGUE, "model_prices": CATALOGUE, "credit_price_tiers": CATALOGUE,
    "organization_model_prices": CATALOGUE, "upstream_model_prices": CATALOGUE,
    "ledger_settings": "one row, which every start compares with its settings",
    "organization_audit_log": SEALED, "organization_audit_seals": SEALED,
    "organization_audit_unsealed": SEALED,
    "users": PEOPLE, "sessions": PEOPLE, "api_keys": PEOPLE, "identity_provider": PEOPLE,
    "provider_logouts": PEOPLE, "sign_in_attempts": PEOPLE, "organization_invitations": PEOPLE,
    "organization_members": PEOPLE, "organization_provider_keys": PEOPLE, "spending_rules": PEOPLE,
    "organization_quotas": PEOPLE, "organization_settings": PEOPLE,
}  # fmt: skip
