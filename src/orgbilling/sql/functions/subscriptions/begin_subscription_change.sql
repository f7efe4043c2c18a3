create or replace function begin_subscription_change(
    p_org_id uuid, p_request_key text, p_body jsonb, p_now timestamptz default null
) returns jsonb
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
begin
    -- As lock_calendar does it, which change_subscription calls: a twin that settles would have the organization and want
    -- the key.
    perform 1 from organizations as o where o.org_id = p_org_id for no key update;
    perform begin_verb(p_org_id, p_now, p_request_key);
    return claim_money_key(p_org_id, p_request_key, 'change_subscription', p_body);
end
$fn$;
comment on function begin_subscription_change(uuid, text, jsonb, timestamptz) is 'Begins a change of subscription that has a request key: what is due is settled, the organization kept for change_subscription, then the key claimed. Returns null when the caller is first (or gave no key), else the stored answer. Raises OB001, OB003, OB004, OB012.';
