create or replace function admit_request(
    p_kind text,
    p_requests integer,
    p_period_s integer,
    p_credential_kind text,
    p_key_org_id uuid,
    p_credential_hash bytea,
    p_org_id uuid,
    p_purchase_id uuid default null
) returns table (allowed boolean, remaining integer, reset_s integer)
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_actor text;
    v_user_id text;
    v_org_id uuid := p_org_id;
begin
    if p_credential_kind = 'session' then
        select s.user_id into v_user_id from sessions as s
        where s.token_hash = p_credential_hash and s.revoked_at is null and s.expires_at > now();
        v_actor := 'user:' || v_user_id;
    else
        -- A person and their key are one actor: a second key is no second allowance.
        select k.user_id, coalesce('user:' || k.user_id, 'key:' || k.key_id) into v_user_id, v_actor
        from api_keys as k
        where k.org_id = p_key_org_id and k.key_hash = p_credential_hash and k.revoked_at is null;
    end if;
    if v_actor is null then
        return;
    end if;
    if p_purchase_id is not null then
        v_org_id := (select p.org_id from credit_purchases as p where p.purchase_id = p_purchase_id limit 1);
    end if;
    -- Organizations in which somebody has no business are one: a made-up address is no new allowance.
    if p_credential_kind <> 'session' then
        v_org_id := case when v_org_id = p_key_org_id then v_org_id end;
    elsif not exists (
        select 1 from organization_members as m where m.org_id = v_org_id and m.user_id = v_user_id and m.status = 'active'
    ) and not exists (
        select 1 from users as u
        inner join organizations as o on o.org_id = v_org_id
        where u.user_id = v_user_id and u.is_system_admin
    ) then
        v_org_id := null;
    end if;
    return query
    select c.allowed, c.remaining, c.reset_s
    from count_request(concat_ws(' ', p_kind, v_actor, v_org_id), p_requests, p_period_s) as c;
end
$fn$;
comment on function admit_request(text, integer, integer, text, uuid, bytea, uuid, uuid) is 'Counts a request against the limit p_kind of whoever presents this credential, in the organization that it is about. No row where the credential is nobody''s: such a request is refused elsewhere. Raises OB001.';
