create or replace function introduce_caller(
    p_credential_kind text,
    p_key_org_id uuid,
    p_credential_hash bytea,
    p_now timestamptz,
    p_idle_since timestamptz,
    p_touch_before timestamptz,
    p_org_id uuid default null,
    p_purchase_id uuid default null,
    p_limit_kind text default null,
    p_requests integer default null,
    p_period_s integer default null
) returns table (
    user_id text, key_id uuid, email text, name text, is_system_admin boolean, scopes text[], org_id uuid, org_name text,
    time_zone text, org_status text, role text, allowed boolean, remaining integer, reset_s integer
)
language plpgsql
security definer
set search_path = public, pg_temp
-- A plan of the first day, when all tables are small, is kept for years.
set enable_seqscan = off
as $fn$
#variable_conflict use_column
declare
    v_is_to_touch boolean;
    v_belongs boolean;
begin
    if p_credential_kind = 'session' then
        select s.user_id, u.email, u.name, u.is_system_admin, s.last_seen_at < p_touch_before
        into user_id, email, name, is_system_admin, v_is_to_touch
        from sessions as s
        inner join users as u on u.user_id = s.user_id
        where s.token_hash = p_credential_hash and s.revoked_at is null and s.expires_at > p_now
        and s.last_seen_at > p_idle_since and u.disabled_at is null;
    else
        select k.key_id, k.user_id, u.email, u.name, false, k.scopes, coalesce(k.last_used_at < p_touch_before, true)
        into key_id, user_id, email, name, is_system_admin, scopes, v_is_to_touch
        from usable_keys(p_key_org_id, p_credential_hash, p_now) as k
        inner join organizations as o on o.org_id = k.org_id and o.status <> 'closed'
        left join users as u on u.user_id = k.user_id
        where k.kind || '_key' = p_credential_kind;
    end if;
    if not found then
        return;
    end if;
    -- Whoever touches it at this moment makes our touch needless, so nobody waits.
    if v_is_to_touch and key_id is null then
        update sessions as s set last_seen_at = p_now
        where s.token_hash = (
            select t.token_hash from sessions as t where t.token_hash = p_credential_hash for update skip locked
        );
    elsif v_is_to_touch then
        perform note_credential_use(p_key_org_id, p_credential_hash, p_now);
    end if;
    org_id := p_org_id;
    if p_purchase_id is not null then
        org_id := (select p.org_id from credit_purchases as p where p.purchase_id = p_purchase_id limit 1);
    end if;
    -- A key knows no organization but its own.
    if p_key_org_id <> org_id then
        org_id := null;
    end if;
    if org_id is not null then
        select o.org_id, o.name, o.time_zone, o.status, m.role
        into org_id, org_name, time_zone, org_status, role
        from organizations as o
        left join organization_members as m on m.org_id = o.org_id and m.user_id = introduce_caller.user_id and m.status = 'active'
        where o.org_id = introduce_caller.org_id;
    end if;
    if p_limit_kind is not null then
        -- A person and their key are one actor: a second key is no second allowance. Organizations in which somebody has
        -- no business are one: a made-up address is no new allowance.
        v_belongs := role is not null or is_system_admin or (key_id is not null and user_id is null);
        select c.allowed, c.remaining, c.reset_s into allowed, remaining, reset_s
        from count_request(
            concat_ws(' ', p_limit_kind, coalesce('user:' || user_id, 'key:' || key_id), case when v_belongs then org_id end),
            p_requests, p_period_s
        ) as c;
    end if;
    return next;
end
$fn$;
comment on function introduce_caller(text, uuid, bytea, timestamptz, timestamptz, timestamptz, uuid, uuid, text, integer, integer) is 'Whose credential this is (of a session or a key that is valid at p_now), and what they are in the organization that the request is about; with p_limit_kind the request is counted against that limit of theirs as well. No row where the credential is nobody''s; no organization where there is none, or not for this key. Notes that the credential was used if that was last noted before p_touch_before. Raises OB001.';
