create or replace function settled_pool(p_org_id uuid, p_now timestamptz default null) returns jsonb
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
begin
    if is_settlement_due(p_org_id, p_now) then
        perform settle_due(p_org_id, p_now);
    end if;
    return pool_document(p_org_id);
end
$fn$;
comment on function settled_pool(uuid, timestamptz) is 'pool_document, after whatever is due was settled: one statement, and so one transaction, for a read.';
