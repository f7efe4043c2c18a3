create or replace function settled_pool(p_org_id uuid, p_now timestamptz default null) returns jsonb
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
begin
    perform settle_organization(p_org_id, p_now);
    return pool_document(p_org_id);
end
$fn$;
comment on function settled_pool(uuid, timestamptz) is 'pool_document, after whatever is due was settled: one statement, and so one transaction, for a read.';
