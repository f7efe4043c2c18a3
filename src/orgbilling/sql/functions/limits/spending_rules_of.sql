create or replace function spending_rules_of(
    p_org_id uuid, p_kind text, p_subject_id text, p_now timestamptz default null
) returns jsonb
language plpgsql
security definer
set search_path = public, pg_temp
as $fn$
declare
    v_now constant timestamptz := coalesce(p_now, clock_timestamp());
    v_day date;
    r spending_rules;
begin
    select g.day into v_day from spending_gate(v_now) as g where g.org_id = p_org_id;
    select * into r from spending_rules as o where o.org_id = p_org_id and o.kind = p_kind and o.subject_id = p_subject_id;
    return jsonb_build_object(
        'kind', p_kind, 'id', p_subject_id, 'allowed_models', r.allowed_models, 'allowed_addresses', r.allowed_addresses,
        'expires_at', r.expires_at, 'tags', r.tags, 'limits', coalesce((
            select jsonb_agg(limit_as_told(limit_in_period(l, v_day, v_now)) order by l.unit, array_position(array['minute', 'day', 'week', 'month'], l.period))
            from spending_limits as l where l.org_id = p_org_id and l.kind = p_kind and l.subject_id = p_subject_id
        ), '[]')
    );
end
$fn$;
comment on function spending_rules_of(uuid, text, text, timestamptz) is 'What an organization, a member or a key may be used for, and the limits with what is used and held of each; all null and no limits where nothing restricts it.';
