create or replace function settled_calendar(p_org_id uuid, p_now timestamptz default null) returns jsonb
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
begin
    perform settle_organization(p_org_id, p_now);
    return calendar_document(p_org_id);
end
$fn$;
comment on function settled_calendar(uuid, timestamptz) is 'calendar_document, after whatever is due was settled. Raises OB012.';
