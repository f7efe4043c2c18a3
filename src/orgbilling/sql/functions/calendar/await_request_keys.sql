create or replace function await_request_keys(p_org_id uuid, p_keys text[]) returns void
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_id constant uuid := uuid_v7(clock_timestamp());
begin
    -- A twin that has one of them and waits for an allocation would wait for a settlement that waits for it.
    insert into credit_request_keys (org_id, request_key, verb, result_id, created_at)
    select p_org_id, k.key, 'settlement', v_id, clock_timestamp()
    from (select distinct u.key from unnest(p_keys) as u (key) where u.key is not null) as k
    order by k.key collate "C"
    on conflict (org_id, request_key) do nothing;
    -- Until the commit whoever claims one waits all the same.
    delete from credit_request_keys where org_id = p_org_id and request_key = any(p_keys) and result_id = v_id;
end
$fn$;
comment on function await_request_keys(uuid, text[]) is 'Waits for whoever is at these request keys of an organization and lets nobody else claim one before the transaction ends; claims none. Called between the lock of the organization and those of its allocations.';
