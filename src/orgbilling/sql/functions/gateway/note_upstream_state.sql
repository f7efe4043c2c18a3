create or replace function note_upstream_state(
    p_upstream text, p_model text, p_failures integer, p_reason text, p_cooled_s double precision
) returns void
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_now timestamptz := clock_timestamp();
begin
    if p_failures > 0 then
        insert into gateway_upstream_states as s (upstream, model, failures, reason, cooled_until, noted_at)
        values (p_upstream, p_model, p_failures, p_reason, v_now + make_interval(secs => p_cooled_s), v_now)
        on conflict (upstream, model) do update set
            failures = greatest(s.failures, excluded.failures), reason = excluded.reason,
            cooled_until = greatest(s.cooled_until, excluded.cooled_until), noted_at = v_now;
        return;
    end if;
    delete from gateway_upstream_states as s
    where s.upstream = p_upstream and s.model = p_model and s.limit_ignored_calls = 0;
    update gateway_upstream_states as s set failures = 0, reason = null, cooled_until = null, noted_at = v_now
    where s.upstream = p_upstream and s.model = p_model and s.failures > 0;
end
$fn$;
comment on function note_upstream_state(text, text, integer, text, double precision) is 'Remembers for all processes that a provider has failed p_failures times and is asked last for p_cooled_s seconds, or with 0 failures that it answers again.';
