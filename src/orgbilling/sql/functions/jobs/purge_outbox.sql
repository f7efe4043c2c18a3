create or replace function purge_outbox(p_before timestamptz, p_limit integer) returns integer
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_purged integer;
begin
    with gone as (
        delete from outbox as x
        using (
            select o.org_id, o.outbox_id from outbox as o
            where o.processed_at < p_before
            limit p_limit
            for update skip locked
        ) as old
        where x.org_id = old.org_id and x.outbox_id = old.outbox_id
        returning 1
    )
    select count(*) into v_purged from gone;
    return v_purged;
end
$fn$;
comment on function purge_outbox(timestamptz, integer) is 'Forgets up to p_limit facts that were handed on before p_before. Returns how many: call again until it returns 0. What waits is never forgotten.';
