create or replace function note_limit_ignored(p_upstream text, p_model text) returns bigint
language sql
security definer
set search_path = public, pg_temp
as $fn$
insert into gateway_upstream_states as s (upstream, model, limit_ignored_calls, noted_at)
values (p_upstream, p_model, 1, clock_timestamp())
on conflict (upstream, model) do update set
    limit_ignored_calls = s.limit_ignored_calls + 1, noted_at = excluded.noted_at
returning s.limit_ignored_calls;
$fn$;
comment on function note_limit_ignored(text, text) is 'Counts an answer of a provider that was longer than the limit that was sent; returns how many there were.';
