-- name: list_months_to_make
-- never null: month_start, has_rows, default_bytes
select m.month_start, m.has_rows, pg_relation_size('credit_usage_attribution_default') as default_bytes
from usage_months_to_make(%(first)s::date, %(last)s::date) as m

-- name: ensure_usage_partitions
select ensure_usage_partitions(%(month)s::date, %(month)s::date)
