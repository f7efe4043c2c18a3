create or replace function settle_due(p_org_id uuid, p_now timestamptz default null) returns void
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_now timestamptz;
begin
    v_now := settle_organization(p_org_id, p_now);
    perform sweep_expired_holds(p_org_id, v_now);
end
$fn$;
comment on function settle_due(uuid, timestamptz) is 'What the worker does for an organization: settles everything that is due, and gives expired holds back. Running it twice, or late, does no more than once and on time. Raises OB012.';
