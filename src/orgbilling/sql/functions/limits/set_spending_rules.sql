create or replace function set_spending_rules(
    p_org_id uuid, p_kind text, p_subject_id text, p_actor_id text, p_allowed_models text[] default null,
    p_allowed_addresses inet[] default null, p_expires_at timestamptz default null, p_tags text[] default null,
    p_limits jsonb default '[]', p_now timestamptz default null
) returns jsonb
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_now timestamptz := settle_organization(p_org_id, p_now);
    v_is_any constant boolean := num_nonnulls(p_allowed_models, p_allowed_addresses, p_expires_at, p_tags) > 0
        or jsonb_array_length(p_limits) > 0;
    v_owner text;
    v_user_ids text[];
begin
    perform require_read_committed();
    -- Locks the organization: nobody gets an allocation meanwhile.
    perform require_rank(p_org_id, p_actor_id, 1);
    perform require_limitable(p_org_id, p_kind, p_subject_id);
    if p_expires_at < '0001-01-01 00:00:00+00' or p_expires_at >= '10000-01-01 00:00:00+00' then
        raise exception 'an end lies between the years 1 and 9999 in UTC' using errcode = 'OB001',
            detail = jsonb_build_object('field', 'expires_at')::text;
    end if;
    -- Whose allocation is concerned; everybody's, where it is not one person's. Nobody spends of it meanwhile.
    v_owner := case p_kind
        when 'member' then p_subject_id
        when 'key' then (select k.user_id from api_keys as k where k.org_id = p_org_id and k.key_id::text = p_subject_id)
    end;
    v_user_ids := array(
        select a.user_id from user_credit_allocations as a
        where a.org_id = p_org_id and (v_owner is null or a.user_id = v_owner)
        order by a.user_id
        for no key update
    );
    if not v_is_any then
        delete from spending_limits as l where l.org_id = p_org_id and l.kind = p_kind and l.subject_id = p_subject_id;
        delete from spending_rules as r where r.org_id = p_org_id and r.kind = p_kind and r.subject_id = p_subject_id;
    else
        insert into spending_rules as r
        (org_id, kind, subject_id, allowed_models, allowed_addresses, expires_at, tags, set_by, set_at)
        values (
            p_org_id, p_kind, p_subject_id, p_allowed_models, p_allowed_addresses, p_expires_at, p_tags, coalesce(p_actor_id, session_user), v_now
        )
        on conflict (org_id, kind, subject_id) do update set
            allowed_models = excluded.allowed_models, allowed_addresses = excluded.allowed_addresses, expires_at = excluded.expires_at,
            tags = excluded.tags, set_by = excluded.set_by, set_at = excluded.set_at;
        perform set_limits(p_org_id, p_kind, p_subject_id, p_limits, v_now);
    end if;
    update user_credit_allocations as a set is_limited = not a.is_limited
    where a.org_id = p_org_id and a.user_id = any(v_user_ids) and a.is_limited <> is_limited_member(a.org_id, a.user_id);
    perform record_audit(
        p_org_id, 'org.limits.set', p_actor_id, case when p_actor_id is null then 'sql' else 'user' end, p_subject_id,
        jsonb_build_object(
            'kind', p_kind, 'allowed_models', array_to_string(p_allowed_models, ', '), 'tags', array_to_string(p_tags, ', '),
            'allowed_addresses', array_to_string(p_allowed_addresses, ', '), 'expires_at', p_expires_at
        ) || coalesce((
            select jsonb_object_agg(case w.unit when 'credits' then format('budget_%s_credits', w.period) else w.unit || '_per_minute' end, w.limit)
            from jsonb_to_recordset(p_limits) as w (unit text, period text, "limit" numeric)
        ), '{}')
    );
    return spending_rules_of(p_org_id, p_kind, p_subject_id, v_now);
end
$fn$;
comment on function set_spending_rules(uuid, text, text, text, text[], inet[], timestamptz, text[], jsonb, timestamptz) is 'Sets all that restricts an organization, a member or a key; what is left out restricts no more. p_limits: [{unit, period, limit}], budgets in credits a day, week or month, rates in requests or tokens a minute; what was used in the present period counts. By an admin. Raises OB001, OB002, OB004, OB005, OB012, OB017, OB018, OB020.';
