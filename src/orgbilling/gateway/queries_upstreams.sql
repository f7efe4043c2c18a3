-- How providers fare, for all processes to know.

-- name: upstream_states
-- What is an hour old is history: it is tried as if nothing had been.
-- never null: cooled_s
select upstream, model, failures, reason, extract(epoch from cooled_until - clock_timestamp())::double precision as cooled_s
from gateway_upstream_states
where failures > 0 and noted_at > clock_timestamp() - interval '1 hour';

-- name: upstream_figures
select upstream, model, failures, reason, cooled_until, limit_ignored_calls, noted_at
from gateway_upstream_states
where upstream = any(%(upstreams)s)
order by upstream asc, model asc;

-- name: note_upstream_state
select note_upstream_state(%(upstream)s, %(model)s, %(failures)s, %(reason)s, %(cooled_s)s);

-- name: note_limit_ignored
select note_limit_ignored(%(upstream)s, %(model)s);
