"""Names of tasks. They are stored with every job that waits, so they stay."""

SETTLE_ORGANIZATIONS = "settle_organizations"
CLOSE_USAGE_DAYS = "close_usage_days"
PREPARE_PARTITIONS = "prepare_partitions"
FORGET_OLD_ROWS = "forget_old_rows"
SEAL_AUDIT = "seal_audit"
HANDLE_FACT = "handle_fact"

TICK_CALENDAR = "tick_calendar"
TICK_USAGE_DAYS = "tick_usage_days"
TICK_HOUSEKEEPING = "tick_housekeeping"
TICK_STALLED_JOBS = "tick_stalled_jobs"
TICK_AUDIT = "tick_audit"
