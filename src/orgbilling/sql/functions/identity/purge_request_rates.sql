create or replace function purge_request_rates(p_before timestamptz, p_limit integer) returns integer
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_purged integer;
begin
    with gone as (
        delete from request_rates as x
        using (
            select r.bucket from request_rates as r
            where r.counted_at < p_before
            limit p_limit
            for update skip locked
        ) as old
        where x.bucket = old.bucket
        returning 1
    )
    select count(*) into v_purged from gone;
    return v_purged;
end
$fn$;
comment on function purge_request_rates(timestamptz, integer) is 'Forgets up to p_limit counts of requests that were last admitted before p_before. Returns how many: call again until it returns 0.';
